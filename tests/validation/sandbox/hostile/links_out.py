"""Makes links to what is outside and writes through them."""

import os

from attack import TARGETS, attempt, done

for number, secret in enumerate(TARGETS["secrets"]):
    os.symlink(secret, f"file{number}")
    os.symlink(os.path.dirname(secret), f"folder{number}")
    attempt("through a link", lambda: open(f"file{number}", "w").write("overwritten"))
    attempt("through a folder", lambda: open(f"folder{number}/{os.path.basename(secret)}", "w").write("overwritten"))
attempt("hard link", lambda: os.link("/usr/bin/env", "hard"))
attempt("hard link to the interpreter", lambda: os.link(os.path.realpath("/bin/sh"), "/tmp/hard"))
done()
