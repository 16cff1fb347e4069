"""Reads what belongs to the machine: users, keys, memory, disks, the checkout."""

import glob
import os

from attack import TARGETS, attempt, done

for path in (
    "/etc/shadow",
    "/etc/hosts",
    "/etc/hostname",
    "/etc/machine-id",
    "/etc/ssh",
    "/proc/kcore",
    "/dev/mem",
    "/dev/kmem",
):
    attempt(path, lambda path=path: os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(16))
for path in (
    "/sys/class",
    "/sys/fs/cgroup",
    "/run",
    "/var/log",
    "/home",
    "/root/.ssh",
    "/root/.bashrc",
    "/boot",
    "/opt",
):
    attempt(path, lambda path=path: os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(16))
for name in ("pyproject.toml", ".git", "metadata", "code", "derivative_manim", "tests"):
    attempt(name, lambda name=name: os.stat(os.path.join(TARGETS["checkout"], name)))
for path in glob.glob("/dev/*"):
    if os.path.basename(path).startswith(
        ("sd", "vd", "nvme", "kvm", "fuse", "loop", "dri", "input", "mapper", "vsock", "nvidia")
    ):
        print("ESCAPED:", path)
print(open("/etc/passwd").read())
done()
