"""Standard error without end, in one line."""

import sys

while True:
    sys.stderr.write("x" * 10000)
