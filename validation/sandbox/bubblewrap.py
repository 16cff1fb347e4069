"""The command line of one sandbox, which is made in two steps.

The first bubblewrap lays out the read-only view (so that whatever comes after it never sees more) and mounts the
writable folders with a limit on the number of files, which bubblewrap itself cannot set. The second one, in it, is
the sandbox proper: everything that holds the program is said there once more, and nothing depends on the first.

Root's first step is root, and `setpriv` gives that up between the two for a user id that nobody has, because limits on
processes do not bind for root, and because nobody else can pass through /root to an interpreter below it. An ordinary
user's first step is a user namespace. Where that may hold no second one (AppArmor's profile for bubblewrap, Ubuntu
25.04), an ordinary user has the second step alone, and no limit on the number of files.
"""

import math
import os
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from .layout import WORK, Layout, environment, layout
from .limits import Limits, SandboxUnavailable

# The file descriptors that a sandbox is started with; 0 to 2 as ever.
REPORT, GO, READY, STATUS, SECCOMP, PASSWD, GROUP = range(3, 10)

# The writable folders, and where the first step has them.
WRITABLE = {str(WORK): "/.box", "/tmp": "/.tmp", "/dev/shm": "/.shm"}  # noqa: S108 - the sandbox's own

_OLDEST = (0, 8, 0)  # the first with --disable-userns

_SPARE_ID = 0x7000_0000  # no system gives out user ids from here to 2^31 (systemd's table of ids says so)
_NOBODY = 65534

# The first step of an ordinary user: root in a namespace of its own, to be allowed to mount.
_AS_USER = ("--unshare-user", "--uid", "0", "--gid", "0", "--cap-add", "ALL")

# Tells that the sandbox stands, waits for the word, and becomes the program without the two descriptors.
_START = 'echo >&5; read -r _ <&4; exec "$@" 4<&- 5>&-'


def two_steps() -> bool:
    """Whether the sandbox is made in two steps."""
    return os.geteuid() == 0 or _nested_works()


def runs(command: Sequence[str]) -> bool:
    """Whether a command comes to a good end here, and soon."""
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def _nested_works() -> bool:
    see = ("--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc")
    mount = 'mount -t tmpfs -o nr_inodes=9 sandbox /dev/shm && exec "$@"'
    second = [bwrap(), "--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000", *see, "--", "/bin/true"]
    return runs([bwrap(), *_AS_USER, *see, "--", "/bin/sh", "-c", mount, "sh", *second])


def arguments(argv: Sequence[str], *, limits: Limits, processes: int) -> list[str]:
    """The command that runs a program in a sandbox, with so many processes at most."""
    view = layout()
    files = ((PASSWD, "/etc/passwd"), (GROUP, "/etc/group"))
    if two_steps():
        writable: list[tuple[str, ...]] = [("--bind", source, place) for place, source in WRITABLE.items()]
    else:
        size = str(limits.folder_bytes)
        writable = [("--perms", "0700", "--size", size, "--tmpfs", place) for place in WRITABLE]
    inner = [
        bwrap(),
        # New namespaces of every kind, the user's among them whatever the kind of installation; and none can be made
        # inside, since a new user namespace is where most ways out of a sandbox begin.
        *("--unshare-all", "--unshare-user", "--disable-userns"),
        *("--uid", "1000", "--gid", "1000", "--hostname", "sandbox"),
        # Killed with the process that started it; no terminal to push characters into; no rights to give back.
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--clearenv", *(part for name, value in environment().items() for part in ("--setenv", name, value))),
        *("--proc", "/proc", "--dev", "/dev"),
        *chain.from_iterable(writable),
        *view.arguments(second=two_steps()),
        *(part for number, place in files for part in ("--perms", "0644", "--file", str(number), place)),
        # Both are tmpfs without a limit: only the folders mounted on them may be written.
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", str(WORK), "--seccomp", str(SECCOMP)),
        *(() if two_steps() else ("--json-status-fd", str(STATUS))),
        *("--", "/bin/sh", "-c", _START, "sh", *_rlimits(limits, processes), *argv),
    ]
    return _first_step(view, limits, inner) if two_steps() else inner


def _rlimits(limits: Limits, processes: int) -> list[str]:
    """The limits, set inside: the count of processes is then the user namespace's own (Linux 5.14), not the user's."""
    cpu = math.ceil(limits.cpu_seconds)
    return [
        "/usr/bin/prlimit",
        f"--as={limits.memory_per_process}",
        f"--cpu={cpu}:{cpu + 1}",  # a signal that can be caught, and a second later one that cannot
        f"--fsize={limits.file_bytes}",
        f"--nofile={limits.open_files}",
        f"--nproc={processes}",
        "--core=0",
        "--memlock=65536",
        "--msgqueue=65536",
        "--",
    ]


def _first_step(view: Layout, limits: Limits, inner: Sequence[str]) -> list[str]:
    options = f"size={limits.folder_bytes},nr_inodes={limits.files},mode=0700"
    mounts = [f'mount -t tmpfs -o "$1" sandbox {source}' for source in WRITABLE.values()]
    become: tuple[str, ...] = ()
    first: tuple[str, ...] = (*_AS_USER, "--proc", "/proc")
    if os.geteuid() == 0:
        identity = _spare_identity()
        options += f",uid={identity},gid={identity}"
        become = ("setpriv", f"--reuid={identity}", f"--regid={identity}", "--clear-groups", "--no-new-privs", "--")
        first = ("--dir", "/proc")
        # Not bubblewrap's, which for root covers parts of it: the second step gets a /proc only if all of the first's
        # is seen.
        mounts.append("mount -t proc -o nosuid,nodev,noexec proc /proc")
    return [
        bwrap(),
        # `--die-with-parent` alone would end here: bubblewrap, without capabilities, may not signal the user of the
        # second step. A process namespace dies with its first process, whoever is in it.
        *("--die-with-parent", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        *("--json-status-fd", str(STATUS), *first, "--dev-bind", "/dev", "/dev"),
        *(part for source in WRITABLE.values() for part in ("--dir", source)),
        *("--perms", "0755", "--dir", "/tmp"),  # noqa: S108 - where bubblewrap, started again, mounts its new root
        *view.arguments(),
        *("--remount-ro", "/", "--chdir", "/"),
        *("--", "/bin/sh", "-c", f'{" && ".join(mounts)} && shift && exec "$@"', "sh", options),
        *become,
        *inner,
    ]


def _spare_identity() -> int:
    """A user id that nobody has, another one each time, so that sandboxes do not count each other's processes."""
    wanted = _SPARE_ID + secrets.randbelow(1 << 24)
    for candidate in (wanted, _NOBODY):
        if all(_mapped(candidate, Path("/proc/self", name).read_text()) for name in ("uid_map", "gid_map")):
            return candidate
    raise SandboxUnavailable(
        "this container's root has no other user id to change to; start the validation as an ordinary user"
    )


def _mapped(identity: int, table: str) -> bool:
    rows = (line.split() for line in table.splitlines())
    return any(int(first) <= identity < int(first) + int(count) for first, _, count in rows)


@cache
def bwrap() -> str:
    """The path of bubblewrap, of a version that does."""
    path = shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin")
    if path is None:
        raise SandboxUnavailable(
            "bubblewrap is not installed; `apt-get install bubblewrap` "
            "(Fedora: `dnf install bubblewrap`, Arch: `pacman -S bubblewrap`)"
        )
    text = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    version = tuple(int(part) for part in text.strip().rpartition(" ")[2].split(".") if part.isdigit())
    if version < _OLDEST:
        wanted = ".".join(map(str, _OLDEST))
        raise SandboxUnavailable(
            f"bubblewrap {wanted} or newer is needed, and this is {text.strip() or 'of an unknown version'}"
        )
    return path


def advice() -> str:
    """What to do where bubblewrap is there but does not work."""
    if os.geteuid() == 0:
        return "root may not mount here: start the container with `--privileged`, or validate as an ordinary user"
    return (
        "user namespaces must be allowed: `sysctl user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1`; "
        "by AppArmor (Ubuntu 24.04): write `profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }` into "
        "/etc/apparmor.d/bwrap and `systemctl reload apparmor`; in a container: "
        "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`"
    )
