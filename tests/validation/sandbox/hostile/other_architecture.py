"""Calls the kernel by the numbers of another architecture (x32), which the filter's list does not have."""

import os
import platform

from attack import syscall

if platform.machine() == "x86_64":
    print("ESCAPED:", syscall(0x40000000 + 39))
os.kill(os.getpid(), 31)
