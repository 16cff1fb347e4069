"""Asks for a terabyte that it does not touch."""

import mmap

from attack import attempt, done

attempt("a terabyte", lambda: mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE | 0x4000))  # MAP_NORESERVE
done()
