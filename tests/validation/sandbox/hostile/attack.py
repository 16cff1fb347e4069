"""What the hostile programs share; handed in beside each of them. `ESCAPED` in the output fails the test."""

import ctypes
import json
import os
import sys

with open("targets.json") as _file:
    TARGETS = json.load(_file)
TOKEN = sys.argv[1]
LIBC = ctypes.CDLL(None, use_errno=True)


def attempt(what, action):
    """Try something that must be refused with an error, and say how it went."""
    try:
        result = action()
    except (OSError, MemoryError, RuntimeError, ValueError) as error:
        print("refused:", what, type(error).__name__, getattr(error, "errno", ""), flush=True)
    else:
        print("ESCAPED:", what, repr(result)[:500], flush=True)


def write(path, text):
    """Write to a file that is there, at once, so that an error is seen."""
    number = os.open(path, os.O_WRONLY)
    try:
        return os.write(number, text.encode())
    finally:
        os.close(number)


def call(name, *arguments):
    """Call a function of libc; an error is raised as OSError."""
    result = getattr(LIBC, name)(*arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def syscall(number, *arguments):
    """Make a system call by its number."""
    return call("syscall", ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments))


def done():
    """Say that the program came to its end."""
    print("done", flush=True)
