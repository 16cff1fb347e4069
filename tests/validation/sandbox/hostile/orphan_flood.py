"""Processes that start a child and end, for ever: no process id is worth killing."""

import os

while True:
    try:
        if os.fork():
            os._exit(0)
    except OSError:
        pass
