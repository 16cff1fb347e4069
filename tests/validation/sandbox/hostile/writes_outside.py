"""Writes and deletes outside: by name, by `..`, through links, in every folder that users may write."""

import os

from attack import TARGETS, TOKEN, attempt, done

for secret in TARGETS["secrets"]:
    attempt("overwrite", lambda secret=secret: open(secret, "w").write("overwritten"))
    attempt("append", lambda secret=secret: open("../../../../.." + secret, "a").write("overwritten"))
    attempt("delete", lambda secret=secret: os.unlink(secret))
    attempt("rename", lambda secret=secret: os.rename(secret, secret + TOKEN))
for folder in ["/tmp", "/dev/shm", "/box", *TARGETS["folders"]]:
    try:  # a file that can be written here is only the sandbox's own
        open(os.path.join(folder, f"written-{TOKEN}"), "w").write("x")
    except OSError as error:
        print("refused:", folder, error.errno)
done()
