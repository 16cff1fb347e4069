"""Changes what all share: mounts, clock, host name, kernel settings, devices, its own limits and its priority."""

import os
import resource
import socket
import sys
import time

from attack import attempt, call, done, write

attempt("tmpfs", lambda: call("mount", b"x", b"/tmp", b"tmpfs", 0, None))
attempt("proc", lambda: call("mount", b"x", b"/tmp", b"proc", 0, None))
attempt("remount writable", lambda: call("mount", None, b"/usr", None, 0x20 | 0x1000, None))
attempt("unmount", lambda: call("umount2", b"/usr", 2))
attempt("unmount /proc", lambda: call("umount2", b"/proc", 2))
attempt("pivot", lambda: call("syscall", 155, b"/tmp", b"/tmp"))

for folder in ("/", "/dev", "/dev/pts", "/etc", "/var", "/proc", "/proc/sys/kernel", "/usr/lib", "/run", "/sys"):
    attempt(folder, lambda folder=folder: open(f"{folder}/x", "wb"))
attempt("beside the interpreter", lambda: os.mkdir(os.path.dirname(sys.base_prefix) + "/x"))

attempt("clock", lambda: time.clock_settime(time.CLOCK_REALTIME, 0))
attempt("host name", lambda: socket.sethostname("hostile"))
attempt("core pattern", lambda: write("/proc/sys/kernel/core_pattern", "|/bin/sh"))
attempt("sysrq", lambda: write("/proc/sysrq-trigger", "h"))
attempt("max_user_namespaces", lambda: write("/proc/sys/user/max_user_namespaces", "1000"))
attempt("process ids", lambda: write("/proc/sys/kernel/ns_last_pid", "1"))
attempt("uid map", lambda: write("/proc/self/uid_map", "0 0 1"))

for name in ("AS", "CPU", "FSIZE", "NPROC", "NOFILE", "CORE", "MEMLOCK"):
    limit = getattr(resource, f"RLIMIT_{name}")
    attempt(name, lambda limit=limit: resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
attempt("nice", lambda: os.nice(-5))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
attempt("another's priority", lambda: os.setpriority(os.PRIO_PROCESS, 1, -5))
attempt("out-of-memory score", lambda: write("/proc/self/oom_score_adj", "-1000"))
done()
