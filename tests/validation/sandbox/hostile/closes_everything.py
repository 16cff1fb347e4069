"""Closes its standard streams and its report, and goes on."""

import os
import time

os.closerange(0, 100)
time.sleep(10**6)
