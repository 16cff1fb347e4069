"""A folder in a folder in a folder, deeper than any path can say."""

import os

from attack import TARGETS, done


def descend():
    for _ in range(TARGETS["files"]):
        os.mkdir("d")
        os.chdir("d")


try:
    descend()
    print("not refused: the number of folders")
except OSError:
    done()
