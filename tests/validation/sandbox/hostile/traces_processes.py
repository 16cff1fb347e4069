"""Reads and changes other processes: ptrace, process_vm_writev, /proc/PID/mem, pidfd_getfd."""

import os
import platform

from attack import attempt, call, done, syscall

attempt("ptrace parent", lambda: call("ptrace", 16, os.getppid(), 0, 0))
attempt("ptrace first", lambda: call("ptrace", 16, 1, 0, 0))
attempt("ptrace me", lambda: call("ptrace", 0, 0, 0, 0))
if platform.machine() == "x86_64":
    attempt("process_vm_readv", lambda: syscall(310, 1, 0, 0, 0, 0, 0))
    attempt("process_vm_writev", lambda: syscall(311, 1, 0, 0, 0, 0, 0))
attempt("pidfd_getfd", lambda: syscall(438, os.pidfd_open(1), 0, 0))
attempt("another's descriptors", lambda: os.readlink(f"/proc/{os.getppid()}/fd/9"))
done()
