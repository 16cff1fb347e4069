"""Who waits for a video, whose video is being made, and what comes of it: a queue with an end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import tempfile
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derivative_manim.app import sandbox
from derivative_manim.app.limits import Limits
from derivative_manim.app.store import Kept, Store
from derivative_manim.errors import DerivativeManimError

_LOG = logging.getLogger(__name__)
_LONGEST_LINE = 1 << 20
_BROKEN = "the video could not be made: something broke down on the server; try a lower quality or another window"


class BusyError(DerivativeManimError):
    """As many wait already as may."""


@dataclass(frozen=True)
class Failed:
    """Why nothing came of it, for the visitor; `place` is that in the input, where there is one."""

    message: str
    place: int | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Made:
    """A lesson that is finished: what `Animation.as_dict` says of it, and where it is kept."""

    facts: dict[str, Any]
    kept: Kept


@dataclass(eq=False)
class Job:
    """One lesson that was asked for.

    Attributes:
        owner: the visitor.
        text: what they typed.
        options: of `derivative_manim.animate`.
        done: the part of the work that is done, 0 to 1.
        said: what it is at, in a few words.
        end: what came of it; None while it waits or goes on.
    """

    owner: str
    text: str
    options: dict[str, Any]
    done: float = 0.0
    said: str = ""
    end: Made | Failed | None = None
    task: asyncio.Task[None] | None = None


class Desk:
    """Takes orders, works them off in turn; all its methods are called in the server's event loop."""

    def __init__(self, folder: Path, store: Store, limits: Limits) -> None:
        self._folder = folder
        self._store = store
        self._limits = limits
        self._waiting: deque[Job] = deque()
        self._running: set[Job] = set()

    def ask(self, owner: str, text: str, options: dict[str, Any]) -> Job:
        """Order a lesson; what the same visitor ordered before is given up.

        Raises:
            BusyError: too many wait.
        """
        self.cancel(owner)
        if len(self._waiting) >= self._limits.waiting:
            raise BusyError("too many people are waiting for a video just now: try again in a few minutes")
        job = Job(owner, text, options)
        self._waiting.append(job)
        self._start()
        return job

    def before(self, job: Job) -> int:
        """How many have to be begun before it."""
        return self._waiting.index(job) + 1 if job in self._waiting else 0

    def cancel(self, owner: str) -> bool:
        """Give up what a visitor has ordered; says whether there was something."""
        found = [job for job in (*self._waiting, *self._running) if job.owner == owner and job.end is None]
        for job in found:
            job.end = Failed("stopped", stopped=True)
            if job in self._waiting:
                self._waiting.remove(job)
            elif job.task is not None:
                job.task.cancel()
        return bool(found)

    async def close(self) -> None:
        """Give up everything, and wait until it has ended."""
        tasks = [job.task for job in self._running if job.task is not None]
        for owner in {job.owner for job in (*self._waiting, *self._running)}:
            self.cancel(owner)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self) -> None:
        while self._waiting and len(self._running) < self._limits.at_once:
            job = self._waiting.popleft()
            self._running.add(job)
            job.task = asyncio.create_task(self._work(job))
            job.task.add_done_callback(lambda _, job=job: self._ended(job))  # type: ignore[misc]

    def _ended(self, job: Job) -> None:
        self._running.discard(job)
        self._start()

    async def _work(self, job: Job) -> None:
        folder = Path(tempfile.mkdtemp(prefix="making-", dir=self._folder))
        try:
            async with asyncio.timeout(self._limits.wall_seconds):
                end = await self._made(job, folder)
        except TimeoutError:
            end = Failed("the video takes too long and was ended: try a lower quality or a simpler function")
        except Exception:
            _LOG.exception("a lesson broke down")
            end = Failed(_BROKEN)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        job.end = job.end or end

    async def _made(self, job: Job, folder: Path) -> Made | Failed:
        """Have the lesson made by a process in its folder, and take over what it has made."""
        output = folder / "lesson"
        options = {**job.options, "seconds": float(self._limits.cpu_seconds)}
        request = {"text": job.text, "output": str(output), "limits": sandbox.rlimits(self._limits), "options": options}
        process = await asyncio.create_subprocess_exec(
            *sandbox.command(folder),
            cwd=folder,
            env=sandbox.environment(folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            start_new_session=True,
        )
        try:
            last = await self._followed(job, process, request)
        finally:
            await _end(process)
        if "made" in last:
            return Made(last["made"], await asyncio.to_thread(self._store.put, output, last["name"]))
        if last.get("kind") == "RenderError":
            _LOG.error("rendering %r: %s", job.text, last["error"])
            return Failed(_BROKEN)
        return Failed(last["error"], last.get("place")) if "error" in last else Failed(_BROKEN)

    async def _followed(self, job: Job, process: asyncio.subprocess.Process, request: dict[str, Any]) -> dict[str, Any]:
        """Give the process its request and follow what it tells; returns the last of it."""
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process has no pipes")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(json.dumps(request).encode())
            await process.stdin.drain()
            process.stdin.close()
        last: dict[str, Any] = {}
        async for line in process.stdout:
            last = json.loads(line)
            job.done, job.said = last.get("done", job.done), last.get("text", job.said)
        return last


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process and what it has started."""
    if process.returncode is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(process.wait()), 10)
            return
