"""A report without end."""

import os

while True:
    os.write(3, bytes(65536))
