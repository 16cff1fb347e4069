"""Becomes root: by its ids, by a program with the set-user-id bit, by sudo."""

import os
import shutil
import subprocess

from attack import attempt, done

for name in ("setuid", "setgid", "seteuid", "setegid"):
    attempt(name, lambda name=name: getattr(os, name)(0))
attempt("setgroups", lambda: os.setgroups([0]))
shutil.copy("/usr/bin/id", "id")
attempt("chown", lambda: os.chown("id", 0, 0))
os.chmod("id", 0o6755)
for command in (
    ["./id", "-u"],
    ["su", "-c", "id -u"],
    ["sudo", "-n", "id", "-u"],
    ["pkexec", "id", "-u"],
    ["newgrp", "root"],
):
    try:
        if subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=2).stdout.strip() == b"0":
            print("ESCAPED:", command)
    except (OSError, subprocess.TimeoutExpired):
        pass
print([line for line in open("/proc/self/status") if line.startswith(("Cap", "NoNewPrivs", "Seccomp"))])
done()
