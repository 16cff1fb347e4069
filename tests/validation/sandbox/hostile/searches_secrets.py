"""Walks over all that is there and reads every file with the secret's name."""

import os

from attack import TARGETS, done

wanted = {os.path.basename(secret) for secret in TARGETS["secrets"]}
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/usr", "/proc")]
    for name in wanted.intersection(files):
        print("ESCAPED:", open(os.path.join(folder, name)).read())
done()
