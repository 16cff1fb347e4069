"""Ignores the signal that comes with the limit of processor time."""

import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass
