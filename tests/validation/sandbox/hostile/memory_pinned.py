"""Memory that no limit of a process counts: reserved only, pinned, in System V segments, in files without a name."""

import ctypes
import mmap
import os

from attack import LIBC, attempt, call, done

LIBC.shmat.restype = ctypes.c_long
block = ctypes.create_string_buffer(32 << 20)
attempt("a terabyte", lambda: mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE | 0x4000))  # MAP_NORESERVE
attempt("locked memory", lambda: call("mlock", block, ctypes.c_size_t(32 << 20)))
attempt("all memory locked", lambda: call("mlockall", 3))
attempt("a System V segment", lambda: call("shmget", 0, ctypes.c_size_t(64 << 20), 0o1600))
attempt("a file in memory", lambda: os.memfd_create("x"))
done()
