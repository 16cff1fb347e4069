"""What the host plants, and a hostile program must leave as it is."""

import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from validation.sandbox import Limits, Outcome, stream

CHECKOUT = Path(__file__).parents[3]
MOST_FILES = 300  # that a program may make


@dataclass(frozen=True)
class Ended(Outcome):
    """How a program ended, and its report."""

    report: bytes


def run(limits: Limits, argv: Sequence[str], stdin: bytes = b"") -> Ended:
    """Run a program to its end; of its report as much is kept as a sandbox keeps at a time."""
    report = b""
    for line in stream(argv, limits, stdin=stdin):
        if isinstance(line, Outcome):
            return Ended(**vars(line), report=report)
        report = (report + line)[: limits.report_bytes]
    raise AssertionError("a sandbox that does not say how it ended")


def processes(token: str) -> list[int]:
    """Other processes that have a token in their arguments or environment."""
    found = set[int]()
    for file in (file for name in ("cmdline", "environ") for file in Path("/proc").glob(f"[0-9]*/{name}")):
        with contextlib.suppress(OSError):
            if token.encode() in file.read_bytes():
                found.add(int(file.parent.name))
    return sorted(found - {os.getpid()})


@dataclass
class Canaries:
    """What the host has planted, and whether it is still as it was."""

    word: str  # what the secret files, the environment and the sockets say; must be in no output
    token: str  # in the arguments of every program, and in the name of every file that one writes
    files: list[Path]
    process: subprocess.Popen[bytes]
    tcp: socket.socket
    abstract: socket.socket
    unix: socket.socket
    folders: list[Path]
    stamps: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stamps = {path: self._stamp(path) for path in self.files}

    @staticmethod
    def _stamp(path: Path) -> tuple[int, int]:
        status = path.stat()
        return status.st_mtime_ns, status.st_mode

    def _changed(self, path: Path) -> bool:
        return not path.exists() or path.read_text() != self.word or self._stamp(path) != self.stamps[path]

    def targets(self) -> bytes:
        return json.dumps(
            {
                "secrets": [str(path) for path in self.files],
                "process": self.process.pid,
                "port": self.tcp.getsockname()[1],
                "abstract": self.abstract.getsockname()[1:].decode(),
                "socket": self.unix.getsockname(),
                "folders": [str(folder) for folder in self.folders],
                "checkout": str(CHECKOUT),
                "files": MOST_FILES + 100,
            }
        ).encode()

    def tripped(self, output: bytes = b"") -> list[str]:
        """Which canaries tell that something got out, in words; none if all is well."""
        found = []
        if self.word.encode() in output:
            found.append("a secret was read")
        if any(self._changed(path) for path in self.files):
            found.append("a file was changed")
        for server in (self.tcp, self.abstract, self.unix):
            try:
                server.accept()[0].close()
            except BlockingIOError:
                continue
            found.append("a socket was connected")
        if self.process.poll() is not None:
            found.append("a process was killed")
        if self.left_running():
            found.append("a process was left running")
        if self.written():
            found.append("a file was written")
        return found

    def left_running(self) -> list[int]:
        return processes(self.token)

    def written(self) -> list[Path]:
        folders = {*self.folders, *map(Path, ("/tmp", "/dev/shm", "/var/tmp")), Path.cwd()}  # noqa: S108
        return [path for folder in folders for path in folder.glob(f"*{self.token}*")]
