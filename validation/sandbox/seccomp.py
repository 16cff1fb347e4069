"""The system calls that no lesson needs, refused by the kernel (seccomp), by way of the system's own libseccomp.

Namespaces hide files, processes and networks, but every call still reaches the host's kernel, and some reach past
namespaces: AF_VSOCK sockets talk to the machine that runs a virtual one; kernel keyrings belong to the user. So
sockets are refused but for the families that a network namespace holds (unix, inet, inet6), and so are the calls that
most exploits of the kernel have begun with. The list is of what is refused, not of what is allowed: a list of allowed
calls breaks with each new libc.
"""

import ctypes
import errno
import os
import socket
from functools import cache

from .limits import SandboxUnavailable

# Refused with EPERM. A call that this libseccomp does not know is left out: a kernel of its age has not got it.
# The last row is memory that no limit of a process counts, and that outlives its mapping.
_REFUSED = """
ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd
unshare setns mount umount2 pivot_root chroot move_mount open_tree open_tree_attr fsopen fsconfig fsmount fspick
mount_setattr
bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
add_key request_key keyctl open_by_handle_at name_to_handle_at fanotify_init quotactl
init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff
acct syslog settimeofday clock_settime clock_adjtime adjtimex iopl ioperm vhangup lookup_dcookie
move_pages migrate_pages modify_ldt personality
shmget shmat msgget semget memfd_create memfd_secret
"""

FAMILIES = sorted(int(family) for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6))

_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000  # SCMP_ACT_ERRNO, with the errno in the lower half
_CLONE_NEWUSER = 0x10000000
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # push a character into a terminal's input
_NE, _EQ, _GT, _MASKED_EQ = 1, 4, 6, 7


class _Compare(ctypes.Structure):
    """`struct scmp_arg_cmp`: argument number, comparison, and its one or two values."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@cache
def program() -> bytes:
    """The filter as the kernel's BPF program, for `bwrap --seccomp`; SandboxUnavailable if libseccomp makes none."""
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        raise SandboxUnavailable(
            "libseccomp is not installed; `apt-get install libseccomp2` (Fedora: `dnf install libseccomp`)"
        ) from None
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ALLOW)))
    if context.value is None:
        raise SandboxUnavailable("libseccomp could not make a filter")
    try:
        for name in _REFUSED.split():
            _refuse(library, context, name)
        # A family is a small number in the lower half of the argument: those up to the last that is allowed, and above.
        unwanted = [_Compare(0, _EQ, n, 0) for n in range(FAMILIES[-1]) if n not in FAMILIES]
        for condition in (*unwanted, _Compare(0, _GT, FAMILIES[-1], 0)):
            _refuse(library, context, "socket", condition, error=errno.EAFNOSUPPORT)
        _refuse(library, context, "socketpair", _Compare(0, _NE, int(socket.AF_UNIX), 0), error=errno.EAFNOSUPPORT)
        _refuse(library, context, "clone", _Compare(0, _MASKED_EQ, _CLONE_NEWUSER, _CLONE_NEWUSER))
        # clone3 keeps its flags in memory, where no filter sees them; told that there is no such call, libc goes on
        # with clone.
        _refuse(library, context, "clone3", error=errno.ENOSYS)
        for request in (_TIOCSTI, _TIOCLINUX):
            _refuse(library, context, "ioctl", _Compare(1, _MASKED_EQ, 0xFFFFFFFF, request))
        with os.fdopen(os.memfd_create("seccomp"), "w+b", buffering=0) as file:
            result = library.seccomp_export_bpf(context, file.fileno())
            if result != 0:
                raise SandboxUnavailable(f"libseccomp could not write the filter: {os.strerror(-result)}")
            file.seek(0)
            return file.read()
    finally:
        library.seccomp_release(context)


def _refuse(
    library: ctypes.CDLL, context: ctypes.c_void_p, name: str, *compare: _Compare, error: int = errno.EPERM
) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number == -1:  # __NR_SCMP_ERROR: newer than this libseccomp
        return
    conditions = (_Compare * len(compare))(*compare)
    result = library.seccomp_rule_add_array(context, ctypes.c_uint32(_REFUSE | error), number, len(compare), conditions)
    if result != 0 and result != -errno.EDOM:  # EDOM: another architecture's call
        raise SandboxUnavailable(f"libseccomp refused the rule for {name}: {os.strerror(-result)}")
