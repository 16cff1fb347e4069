"""Kills the sandbox's first process, which would take the limits with it if it could."""

import os
import signal
import time

for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGSEGV):
    os.kill(1, number)
time.sleep(0.1)
print("done", flush=True)
