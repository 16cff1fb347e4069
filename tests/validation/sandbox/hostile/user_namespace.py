"""Makes a new user namespace, in which it would be root."""

import subprocess

from attack import attempt, call, done

for name, flag in (
    ("user", 0x10000000),
    ("mount", 0x20000),
    ("process", 0x20000000),
    ("network", 0x40000000),
    ("cgroup", 0x2000000),
):
    attempt(name, lambda flag=flag: call("unshare", flag))
    attempt(f"{name} with user", lambda flag=flag: call("unshare", flag | 0x10000000))
for command in (["unshare", "-Ur", "id"], ["bwrap", "--ro-bind", "/", "/", "id"], ["nsenter", "-t", "1", "-a", "id"]):
    if subprocess.run(command, capture_output=True).returncode == 0:
        print("ESCAPED:", command)
done()
