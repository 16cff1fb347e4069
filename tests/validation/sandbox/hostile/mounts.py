"""Mounts, unmounts and remounts."""

from attack import attempt, call, done

attempt("tmpfs", lambda: call("mount", b"x", b"/tmp", b"tmpfs", 0, None))
attempt("proc", lambda: call("mount", b"x", b"/tmp", b"proc", 0, None))
attempt("remount writable", lambda: call("mount", None, b"/usr", None, 0x20 | 0x1000, None))
attempt("unmount", lambda: call("umount2", b"/usr", 2))
attempt("unmount /proc", lambda: call("umount2", b"/proc", 2))
attempt("pivot", lambda: call("syscall", 155, b"/tmp", b"/tmp"))
done()
