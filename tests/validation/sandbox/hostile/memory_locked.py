"""Pins memory, so that the kernel cannot take it back."""

import ctypes

from attack import attempt, call, done

block = ctypes.create_string_buffer(32 << 20)
attempt("locked memory", lambda: call("mlock", block, ctypes.c_size_t(32 << 20)))
attempt("all memory locked", lambda: call("mlockall", 3))
done()
