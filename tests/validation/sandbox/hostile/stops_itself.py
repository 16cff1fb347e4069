"""Stops, and waits for a signal to go on that nobody sends."""

import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
