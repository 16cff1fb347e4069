"""Uses whatever file descriptors it was started with by mistake."""

import os

from attack import attempt, done

for number in range(4, 1024):
    try:
        where = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    print("ESCAPED: descriptor", number, where)
    attempt("read", lambda number=number: os.pread(number, 100, 0))
for number in range(4):
    print(number, os.readlink(f"/proc/self/fd/{number}"))
    attempt("a folder behind it", lambda number=number: os.open(".", os.O_RDONLY, dir_fd=number))
done()
