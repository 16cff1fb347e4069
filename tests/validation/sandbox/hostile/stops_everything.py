"""Stops every process that it may, so that nobody collects the dead."""

import os
import signal
import time

if os.fork() == 0:
    os.kill(1, signal.SIGSTOP)
    os.kill(-1, signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)
while True:
    time.sleep(0.1)
