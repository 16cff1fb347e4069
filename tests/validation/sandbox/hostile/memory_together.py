"""Many processes take memory, each less than its limit."""

import os
import time

for _ in range(12):
    try:
        if os.fork() == 0:
            block = bytearray(100 << 20)
            time.sleep(1000)
    except OSError:
        pass
time.sleep(1000)
