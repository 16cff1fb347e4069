"""Pushes characters into the terminal of whoever started it."""

import fcntl
import os

from attack import attempt, done

attempt("/dev/tty", lambda: os.open("/dev/tty", os.O_RDWR))
attempt("/dev/console", lambda: os.open("/dev/console", os.O_RDWR))
for number in (0, 1, 2):
    attempt("TIOCSTI", lambda number=number: fcntl.ioctl(number, 0x5412, b"x"))
    attempt("terminal", lambda number=number: os.ttyname(number))
master, slave = os.openpty()
attempt("TIOCSTI in a terminal of its own", lambda: fcntl.ioctl(slave, 0x5412, b"x"))
done()
