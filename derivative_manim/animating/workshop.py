"""The renderer, seen from outside: a program that is started before it is needed, given jobs, and ended with all of it.

Its folder is private and on a path that Manim and FFmpeg can take: plain letters, whatever the path of the results.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from derivative_manim.errors import RenderError, ToolError

_PACKAGE = Path(__file__).resolve().parents[2]
# glibc gives the memory of each frame back to the system and asks for it again, which costs a tenth of the time.
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**28)}
_PLAIN = re.compile(r"[A-Za-z0-9/._~+-]+")


class Workshop:
    """A renderer that runs beside this process; use it in a `with` statement.

    Args:
        processes: jobs at a time.
        many: whether it is going to have more than one job.
    """

    def __init__(self, processes: int = 1, *, many: bool = False) -> None:
        self._folder = _private_folder()
        self._log = (self._folder / "log.txt").open("wb")
        path = os.pathsep.join([str(_PACKAGE), *filter(None, [os.environ.get("PYTHONPATH")])])
        words = [str(processes), *(["many"] if many else [])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "derivative_manim.animating.rendering.worker", *words],
            cwd=self._folder,
            env=os.environ | _KEEP_MEMORY | {"PYTHONPATH": path, "TMPDIR": str(self._folder), "MPLBACKEND": "agg"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,  # Ctrl-C reaches us, and we end it
        )
        self._rest = b""
        self._jobs: dict[str, float] = {}  # when each has to be done

    def __enter__(self) -> Workshop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, with every process that it started."""
        if self._process.stdin is not None:
            self._process.stdin.close()  # by which it ends its jobs, and itself
        try:
            self._process.wait(5 if not self._jobs else 2)
        except subprocess.TimeoutExpired:
            with_group = getattr(os, "killpg", None)
            if with_group is not None:
                with_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def submit(self, name: str, code: str, **job: Any) -> Path:
        """Give it a scene; returns the folder in which what is made of it will lie."""
        folder = self._folder / name
        folder.mkdir()
        (folder / "scene.py").write_text(code, encoding="utf-8")
        line = json.dumps({"id": name, "folder": str(folder), **job}).encode() + b"\n"
        self._jobs[name] = time.monotonic() + 4 * float(job.get("seconds", 300.0)) + 60
        if self._process.stdin is None:
            raise RenderError("the renderer has been ended already")
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise RenderError(self._last_words()) from None
        return folder

    def messages(self, timeout: float) -> Iterator[dict[str, Any]]:
        """What it has told, within so many seconds.

        Raises:
            RenderError: it has ended, or a job takes too long.
        """
        if self._process.stdout is None:
            return
        ready, _, _ = select.select([self._process.stdout], [], [], timeout)
        if not ready:
            if any(time.monotonic() > end for end in self._jobs.values()):
                raise RenderError("rendering takes too long and was ended: choose a lower quality")
            return
        data = os.read(self._process.stdout.fileno(), 1 << 16)
        if not data:
            raise RenderError(self._last_words())
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "result" in message or "failure" in message:
                self._jobs.pop(message["id"], None)
            yield message

    def _last_words(self) -> str:
        self._log.flush()
        said = Path(self._log.name).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"the renderer has ended: {said[-1][:300]}" if said else "the renderer has ended without a word"


def _private_folder() -> Path:
    for place in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108 - a folder of its own in it
        if _PLAIN.fullmatch(place) and os.access(place, os.W_OK):
            return Path(tempfile.mkdtemp(prefix="derivative-manim-", dir=place)).resolve()
    raise ToolError("no folder for temporary files has a plain path: set TMPDIR to one of plain letters, as /tmp")
