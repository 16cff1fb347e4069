"""Becomes root: by its ids, programs with the set-user-id bit, capabilities, and in a new user namespace."""

import os
import shutil
import subprocess

from attack import attempt, call, done

for name in ("setuid", "setgid", "seteuid", "setegid"):
    attempt(name, lambda name=name: getattr(os, name)(0))
attempt("setgroups", lambda: os.setgroups([0]))
shutil.copy("/usr/bin/id", "id")
attempt("chown", lambda: os.chown("id", 0, 0))
os.chmod("id", 0o6755)
for command in ("./id -u", "su -c 'id -u'", "sudo -n id -u", "pkexec id -u", "newgrp root"):
    try:
        said = subprocess.run(["/bin/sh", "-c", command], capture_output=True, stdin=subprocess.DEVNULL, timeout=2)
        if said.stdout.strip() == b"0":
            print("ESCAPED:", command)
    except (OSError, subprocess.TimeoutExpired):
        pass

for line in open("/proc/self/status"):
    name, _, value = line.partition(":")
    if (name.startswith("Cap") and int(value, 16)) or (name == "NoNewPrivs" and value.strip() != "1"):
        print("ESCAPED:", line)
attempt("ambient capability", lambda: call("prctl", 47, 2, 21, 0, 0))
attempt("keep capabilities", lambda: call("prctl", 28, 0x2F, 0, 0, 0))

NAMESPACES = {"user": 0x10000000, "mount": 0x20000, "process": 0x20000000, "network": 0x40000000, "cgroup": 0x2000000}
for name, flag in NAMESPACES.items():
    attempt(name, lambda flag=flag: call("unshare", flag))
    attempt(f"{name} with user", lambda flag=flag: call("unshare", flag | 0x10000000))
for command in (["unshare", "-Ur", "id"], ["bwrap", "--ro-bind", "/", "/", "id"], ["nsenter", "-t", "1", "-a", "id"]):
    if subprocess.run(command, capture_output=True).returncode == 0:
        print("ESCAPED:", command)
done()
