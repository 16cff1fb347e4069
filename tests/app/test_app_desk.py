import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.app.desk import BusyError, Desk, Failed, Job, Made
from derivative_manim.app.limits import Limits
from derivative_manim.app.store import Store

Script = Callable[..., None]


def at_a_desk(folder: Path, work: Callable[[Desk], Coroutine[Any, Any, None]], **limits: Any) -> None:
    (folder / "kept").mkdir()
    (folder / "making").mkdir()
    given = Limits(**{"at_once": 1, "waiting": 20, **limits})

    async def run() -> None:
        desk = Desk(folder / "making", Store(folder / "kept", given), given)
        try:
            await work(desk)
        finally:
            await desk.close()
        assert not list((folder / "making").iterdir())

    asyncio.run(run())


async def ended(job: Job) -> Made | Failed:
    async with asyncio.timeout(60):
        while job.end is None:
            await asyncio.sleep(0.02)
    return job.end


def test_a_lesson_is_made_told_of_and_kept(tmp_path: Path, made_by: Script) -> None:
    made_by("time.sleep(0.5)")

    async def work(desk: Desk) -> None:
        job = desk.ask("me", "x^2", {})
        end = await ended(job)
        assert isinstance(end, Made)
        assert (job.done, job.said) == (0.5, "rendering, 6 of 12 plays")
        assert set(end.kept.files) == {"video.mp4", "poster.png", "scene.py", "handout.html", "lesson.zip"}

    at_a_desk(tmp_path, work)


def test_fifty_at_once_are_one_twenty_and_a_refusal_for_the_rest(tmp_path: Path, made_by: Script) -> None:
    made_by("time.sleep(60)")

    async def work(desk: Desk) -> None:
        jobs, refused = [], 0
        for number in range(50):
            try:
                jobs.append(desk.ask(f"visitor {number}", "x^2", {}))
            except BusyError:
                refused += 1
        assert (len(jobs), refused) == (21, 29)
        assert [desk.before(job) for job in jobs] == list(range(21))

    at_a_desk(tmp_path, work)


def test_who_asks_again_gives_up_what_was_asked_before(tmp_path: Path, made_by: Script) -> None:
    made_by("time.sleep(60)")

    async def work(desk: Desk) -> None:
        first, second = desk.ask("me", "x", {}), desk.ask("me", "x^2", {})
        assert isinstance(first.end, Failed)
        assert first.end.stopped
        assert second.end is None

    at_a_desk(tmp_path, work)


def test_who_stops_ends_the_process_and_lets_the_next_begin(tmp_path: Path, made_by: Script) -> None:
    mark = tmp_path / "number"
    made_by(f"import os; pathlib.Path({str(mark)!r}).write_text(str(os.getpid())); time.sleep(60)")

    async def work(desk: Desk) -> None:
        job, next_one = desk.ask("me", "x", {}), desk.ask("another", "x", {})
        async with asyncio.timeout(60):
            while not (mark.exists() and mark.read_text()):
                await asyncio.sleep(0.02)
        number = int(mark.read_text())
        assert not desk.cancel("somebody else")
        assert desk.cancel("me")
        assert isinstance(job.end, Failed)
        async with asyncio.timeout(20):
            while desk.before(next_one):
                await asyncio.sleep(0.02)
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)

    at_a_desk(tmp_path, work)


def test_what_takes_too_long_is_ended(tmp_path: Path, made_by: Script) -> None:
    made_by("time.sleep(60)")

    async def work(desk: Desk) -> None:
        start = time.monotonic()
        end = await ended(desk.ask("me", "x", {}))
        assert isinstance(end, Failed)
        assert "takes too long" in end.message
        assert time.monotonic() - start < 30

    at_a_desk(tmp_path, work, wall_seconds=0.5)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ('tell(error="no graph", kind="LessonError", place=None)', "no graph"),
        ('tell(error="in /srv/secret", kind="RenderError", place=None)', "something broke down"),
        ("sys.exit(3)", "something broke down"),
        ("print('no JSON', flush=True)", "something broke down"),
        ("print('x' * 2_000_000, flush=True)", "something broke down"),
    ],
)
def test_why_nothing_came_of_it_is_said_without_a_path(tmp_path: Path, made_by: Script, end: str, said: str) -> None:
    made_by(end=end)

    async def work(desk: Desk) -> None:
        found = await ended(desk.ask("me", "x", {}))
        assert isinstance(found, Failed)
        assert said in found.message
        assert "/" not in found.message

    at_a_desk(tmp_path, work)
