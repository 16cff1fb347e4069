"""Raises its own limits and its own priority."""

import os
import resource

from attack import attempt, done, write

for name in ("AS", "CPU", "FSIZE", "NPROC", "NOFILE", "CORE", "MEMLOCK"):
    limit = getattr(resource, f"RLIMIT_{name}")
    attempt(name, lambda limit=limit: resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
attempt("nice", lambda: os.nice(-5))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
attempt("another's priority", lambda: os.setpriority(os.PRIO_PROCESS, 1, -5))
attempt("out-of-memory score", lambda: write("/proc/self/oom_score_adj", "-1000"))
done()
