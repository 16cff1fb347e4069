"""Changes what all share: clock, host name, kernel settings."""

import socket
import time

from attack import attempt, done, write

attempt("clock", lambda: time.clock_settime(time.CLOCK_REALTIME, 0))
attempt("host name", lambda: socket.sethostname("hostile"))
attempt("max_user_namespaces", lambda: write("/proc/sys/user/max_user_namespaces", "1000"))
attempt("process ids", lambda: write("/proc/sys/kernel/ns_last_pid", "1"))
attempt("uid map", lambda: write("/proc/self/uid_map", "0 0 1"))
done()
