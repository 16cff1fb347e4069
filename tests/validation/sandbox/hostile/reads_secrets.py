"""Reads files that the host has planted: by name, by `..`, through /proc, through links."""

import glob
import os

from attack import TARGETS, attempt, done

for secret in TARGETS["secrets"]:
    attempt("by name", lambda: open(secret).read())
    attempt("by ..", lambda: open("../../../../../../.." + secret).read())
    for process in ("self", "1", str(os.getppid())):
        attempt("through /proc", lambda: open(f"/proc/{process}/root{secret}").read())
        attempt("through /proc", lambda: open(f"/proc/{process}/cwd/../../../../..{secret}").read())
    link = f"link{len(glob.glob('link*'))}"
    os.symlink(secret, link)
    attempt("through a symbolic link", lambda: open(link).read())
    attempt("by a hard link", lambda: os.link(secret, "hard"))
    attempt("its folder", lambda: os.listdir(os.path.dirname(secret)).index(os.path.basename(secret)))
done()
