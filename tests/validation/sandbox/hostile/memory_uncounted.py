"""Memory that belongs to no process: System V segments, and files that have no name."""

import ctypes
import os

from attack import LIBC, attempt, call, done

LIBC.shmat.restype = ctypes.c_long
attempt("a System V segment", lambda: call("shmget", 0, ctypes.c_size_t(64 << 20), 0o1600))
attempt("a file in memory", lambda: os.memfd_create("x"))
done()
