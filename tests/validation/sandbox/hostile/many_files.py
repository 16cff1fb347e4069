"""Empty files, until there are no more to be had: they have no size, but each takes memory of the kernel."""

from attack import TARGETS, done


def create():
    for number in range(TARGETS["files"]):
        open(f"{number}", "wb").close()


try:
    create()
    print("not refused: the number of files")
except OSError:
    done()
