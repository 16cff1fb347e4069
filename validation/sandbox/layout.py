"""What a sandbox sees of the machine: the system, the interpreter, LaTeX, this package; read-only, and nothing else."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .limits import SandboxUnavailable

WORK = Path("/box")  # inside: where a program starts, and its HOME

PACKAGE = Path(__file__).resolve().parents[1]
# The package is shown where Python finds it under the name that it has outside, as `validation` in a checkout or as
# `derivative_manim.validation`; of what lies beside it nothing is shown.
_MODULES = Path("/validator")
_PLACE = _MODULES.joinpath(*(__package__ or "").split(".")[:-1])

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# Of /etc, what the dynamic linker, fontconfig and TeX need: no user, no host name, no key. Of /var, their caches.
_SETTINGS = (
    *("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/texmf"),
    *("/var/lib/texmf", "/var/cache/fontconfig"),
)
_TOO_MUCH = ("/", "/etc", "/home", "/proc", "/root", "/run", "/sys", "/tmp", "/var", "/var/tmp")  # noqa: S108

PASSWD = b"sandbox:x:1000:1000::/box:/bin/sh\n"
GROUP = b"sandbox:x:1000:\n"


@dataclass(frozen=True)
class Layout:
    """What to bind, in order."""

    links: Sequence[tuple[str, str]]  # (target, place)
    folders: Sequence[str]  # parents of the binds, made afresh so that everybody may pass through them
    binds: Sequence[tuple[str, str]]  # (source, place), read-only
    covered: Sequence[str]  # folders in them to show empty

    def arguments(self, *, second: bool = False) -> list[str]:
        """The layout as arguments of bubblewrap; `second`: of one that is started where the first has laid it out."""
        options: list[tuple[str, ...]] = [("--symlink", target, place) for target, place in self.links]
        # By itself bubblewrap gives a parent mode 0700 if the source's parents have it, as /root has.
        options += [("--perms", "0755", "--dir", folder) for folder in self.folders]
        options += [("--ro-bind", place if second else source, place) for source, place in self.binds]
        options += [("--tmpfs", folder, "--remount-ro", folder) for folder in self.covered if not second]
        return [part for option in options for part in option]


def layout() -> Layout:
    """The layout for this machine; SandboxUnavailable if with the interpreter a home or the whole machine was shown."""
    links: list[tuple[str, str]] = []
    shown: list[str] = []
    for name in _SYSTEM:
        if Path(name).is_symlink():  # merged /usr
            links.append((str(Path(name).readlink()), name))
        elif Path(name).exists():
            shown.append(name)
    shown += [name for name in _SETTINGS if Path(name).exists()]
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() fails for a user without one
    for path in map(str, [*_interpreter(), *_packages()]):
        if os.path.realpath(path) in {*_TOO_MUCH, home}:
            raise SandboxUnavailable(
                f"{path} holds more than a sandbox may see; make the virtual environment in a folder of its own"
            )
        if not any(Path(path).is_relative_to(other) for other in shown):
            shown.append(path)
    links += _interpreter_links(shown)
    binds = [(path, path) for path in sorted(shown)]  # a folder before what is in it
    binds.append((str(PACKAGE), str(_PLACE)))
    places = [place for _, place in (*binds, *links)]
    folders = {str(parent) for place in places for parent in Path(place).parents} - {"/"}
    inside = {folder for folder in folders if any(Path(folder).is_relative_to(path) for path in shown)}
    # The released scenes, where they are installed: what a scene that is judged was asked for.
    data = [folder / "derivative_manim" / "_data" for folder in _packages()]
    return Layout(links, sorted(folders - inside), binds, [str(folder) for folder in data if folder.is_dir()])


def _interpreter() -> Iterator[Path]:
    for prefix in (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix):
        yield Path(prefix)
        yield Path(prefix).resolve()


def _packages() -> list[Path]:
    """Where packages are installed: in the interpreter's folders, or of the user alone."""
    return [
        Path(path) for path in sys.path if Path(path).name in ("site-packages", "dist-packages") and Path(path).is_dir()
    ]


def _interpreter_links(shown: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The symbolic links between `sys.executable` and the file that it stands for that are not shown yet."""
    hop = Path(sys.executable)
    while hop.is_symlink():
        target = hop.readlink()
        if not any(hop.is_relative_to(path) for path in shown):
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
        # What the interpreter does not find by itself there.
        "PYTHONPATH": os.pathsep.join(
            [str(_MODULES), *(str(path) for path in _packages() if not any(map(path.is_relative_to, _interpreter())))]
        ),
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
