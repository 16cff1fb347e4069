"""What a sandbox sees of the machine: the system, the interpreter, LaTeX, this package; read-only, and nothing else."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import SandboxUnavailable

WORK = Path("/box")
"""The work folder inside: where a program starts, its HOME, and where `files` are."""

PACKAGE = Path(__file__).resolve().parents[1]

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# Of /etc, what the dynamic linker, fontconfig and TeX need; no user, no host name, no key.
_SETTINGS = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/texmf",
)
_STATE = ("/var/lib/texmf", "/var/cache/fontconfig")

_TOO_MUCH = ("/", "/etc", "/home", "/proc", "/root", "/run", "/sys", "/tmp", "/var", "/var/tmp")  # noqa: S108

PASSWD = b"sandbox:x:1000:1000::/box:/bin/sh\n"
GROUP = b"sandbox:x:1000:\n"


@dataclass(frozen=True)
class Layout:
    """What to bind, in order.

    Attributes:
        links: (target, place) of symbolic links to make.
        folders: parents of the binds, to be made afresh so that everybody may pass through them.
        binds: files and folders shown read-only, at their own paths.
    """

    links: Sequence[tuple[str, str]]
    folders: Sequence[str]
    binds: Sequence[str]

    def arguments(self) -> list[str]:
        """The layout as arguments of bubblewrap."""
        found: list[str] = []
        for target, place in self.links:
            found += ["--symlink", target, place]
        for folder in self.folders:
            # By itself bubblewrap gives a parent mode 0700 if the source's parents have it, as /root has.
            found += ["--perms", "0755", "--dir", folder]
        for path in self.binds:
            found += ["--ro-bind", path, path]
        return found


def layout(read_only: Sequence[Path] = ()) -> Layout:
    """The layout for this machine and this interpreter.

    Args:
        read_only: more files and folders to show, at their own paths.

    Raises:
        SandboxUnavailable: a path to show does not exist, or would show a home folder or the whole machine.
    """
    links: list[tuple[str, str]] = []
    binds: list[str] = []
    for name in _SYSTEM:
        if Path(name).is_symlink():  # merged /usr
            links.append((str(Path(name).readlink()), name))
        elif Path(name).exists():
            binds.append(name)
    binds += [name for name in (*_SETTINGS, *_STATE) if Path(name).exists()]
    for path in [*_interpreter(), PACKAGE, *read_only]:
        shown = os.path.abspath(path)  # noqa: PTH100 - links are kept
        if not Path(shown).exists():
            raise SandboxUnavailable(f"{shown} is to be shown in the sandbox, but does not exist")
        if os.path.realpath(shown) in {*_TOO_MUCH, str(_home())}:
            raise SandboxUnavailable(
                f"{shown} holds more than a sandbox may see; make the virtual environment in a folder of its own"
            )
        if not any(Path(shown).is_relative_to(bind) for bind in binds):
            binds.append(shown)
    links += _interpreter_links(binds)
    binds.sort()  # a folder before what is in it
    folders = {str(parent) for path in [*binds, *(place for _, place in links)] for parent in Path(path).parents}
    shown_already = [path for path in folders if any(Path(path).is_relative_to(bind) for bind in binds)]
    return Layout(links, sorted(folders - {"/"} - set(shown_already)), binds)


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:  # a user without one
        return None


def _interpreter() -> Iterator[Path]:
    for prefix in (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix):
        yield Path(prefix)
        yield Path(prefix).resolve()


def _interpreter_links(binds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The symbolic links between `sys.executable` and the file that it stands for that no bind shows."""
    hop = Path(sys.executable)
    for _ in range(40):
        if not hop.is_symlink():
            return
        target = hop.readlink()
        if not any(hop.is_relative_to(bind) for bind in binds):
            yield str(target), str(hop)
        hop = hop.parent / target


def environment() -> dict[str, str]:
    """The environment inside: nothing is taken over from outside."""
    work = str(WORK)
    return {
        "HOME": work,
        "LANG": "C.UTF-8",
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONPATH": str(PACKAGE.parent),
        "TMPDIR": "/tmp",  # noqa: S108 - the sandbox's own
        "XDG_CACHE_HOME": f"{work}/.cache",
        # A numerical library starts a thread for each core; threads count as processes.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        # TeX reads and writes in the work folder and in its own tree, and starts nothing (kpathsea takes these from
        # the environment).
        "openin_any": "p",
        "openout_any": "p",
        "shell_escape": "f",
        "TEXMFOUTPUT": work,
        "TEXMFHOME": f"{work}/.texmf",
        "TEXMFCONFIG": f"{work}/.texmf-config",
        "TEXMFVAR": f"{work}/.texmf-var",
    }
