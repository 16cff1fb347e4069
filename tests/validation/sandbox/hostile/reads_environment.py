"""Prints every environment that it can see: its own, and those of all processes."""

import glob
import os

print(dict(os.environ))
for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    try:
        print(path, open(path, "rb").read())
    except OSError:
        pass
print("done", flush=True)
