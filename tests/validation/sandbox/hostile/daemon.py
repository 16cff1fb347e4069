"""Leaves a process behind, in a session of its own, without the program's streams."""

import os
import sys
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 100)
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(3600)", sys.argv[1]])
    os._exit(0)
time.sleep(0.2)
print("done", flush=True)
