"""Ends, but for a handler at exit that runs for ever."""

import atexit
import time

atexit.register(time.sleep, 10**6)
