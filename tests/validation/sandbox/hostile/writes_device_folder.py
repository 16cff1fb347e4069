"""Fills the places that are in memory but are no folder to write in: /dev, /, the parents of what is shown."""

import os
import sys

from attack import attempt, done, write

for folder in ("/", "/dev", "/dev/pts", "/etc", "/var", "/proc", "/proc/sys/kernel", "/usr/lib", "/run", "/sys"):
    attempt(folder, lambda folder=folder: open(f"{folder}/x", "wb"))
attempt("core pattern", lambda: write("/proc/sys/kernel/core_pattern", "|/bin/sh"))
attempt("sysrq", lambda: write("/proc/sysrq-trigger", "h"))
attempt("beside the interpreter", lambda: os.mkdir(os.path.dirname(sys.base_prefix) + "/x"))
done()
