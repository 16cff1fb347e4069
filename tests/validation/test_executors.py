"""Judging and auditing on executors: any, processes of this machine, and a Dask cluster that loses a worker."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import needs
import pytest

from validation import Sample, executors, judge_many
from validation.audit import check_texts, text_of
from validation.cache import Cache
from validation.problem import Refused
from validation.release import Release

ROOT = Path(__file__).resolve().parents[2]
SCENE = """from manim import *


class Shows(Scene):
    def construct(self):
        self.play(Create(Square()), run_time={seconds})
"""

needs.sandbox()


class Elsewhere(Executor):
    """Does a call at once, as another machine would: from its pickle."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls.append(fn.__name__)
        future: Future[Any] = Future()
        call, given = pickle.loads(pickle.dumps((fn, args)))  # noqa: S301 - made here
        future.set_result(pickle.loads(pickle.dumps(call(*given))))  # noqa: S301
        return future


def test_any_executor_judges() -> None:
    samples = {f"{number}": Sample("nonsense(", "x**2") for number in range(20)}
    elsewhere = Elsewhere()
    found = dict(judge_many(samples, executor=elsewhere))
    assert found.keys() == samples.keys()
    assert {verdict.error_class for verdict in found.values()} == {"syntax"}
    assert sorted(elsewhere.calls) == ["judge_read"] * 20 + ["read"] * 2


def test_any_executor_audits() -> None:
    release = Release(ROOT)
    elsewhere = Elsewhere()
    paths = [path for path in release.scenes if "/0001_" in path]
    (found,) = check_texts([text_of(release, path) for path in paths], cache=Cache(None), executor=elsewhere)
    assert found.id == "dm-0001"
    assert found.plays > 0
    assert elsewhere.calls == ["run_and_check"]


def test_local_processes_end_with_an_error() -> None:
    def fail() -> None:
        with executors.local(2, ".problem") as pool:
            pool.submit(time.sleep, 60)
            raise KeyError

    started = time.monotonic()
    with pytest.raises(KeyError):
        fail()
    assert time.monotonic() - started < 30


def test_a_local_process_that_is_killed_is_said() -> None:
    with pytest.raises(Refused, match="a process was killed"), executors.local(1, ".problem") as pool:
        pool.submit(os._exit, 1).result()


def test_local_processes_end_with_their_host() -> None:
    host = """
import time
from validation import executors
with executors.local(1, ".problem") as pool:
    pool.submit(time.sleep, 60)
    time.sleep(1)
    print(*(child.pid for child in executors.multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", host], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    gone = not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]
    assert gone


def test_no_dask_scheduler() -> None:
    with pytest.raises(Refused, match="no Dask scheduler answers at nonsense"), executors.dask("nonsense://1"):
        pass


# A cluster of processes that speak over the loopback: started and asked by others, since the tests have no network.


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    pytest.importorskip("distributed")
    place = tmp_path / "scheduler.json"
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    base = [sys.executable, "-m", "distributed.cli"]

    def start(program: str, *options: str) -> subprocess.Popen[bytes]:
        command = [*base[:2], f"{base[2]}.{program}", "--no-dashboard", *options]
        return subprocess.Popen(command, **quiet)  # type: ignore[call-overload,no-any-return]

    started = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(place))]
    try:
        deadline = time.monotonic() + 60
        while not place.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(place.read_text())["address"]
        options = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(tmp_path))
        started += [start("dask_worker", address, *options) for _ in range(2)]
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def test_a_dask_worker_that_is_killed_loses_nothing(cluster: tuple[str, list[Any]], tmp_path: Path) -> None:
    address, workers = cluster
    samples, output = tmp_path / "samples.jsonl", tmp_path / "verdicts.jsonl"
    ids = [f"s{number}" for number in range(4)]
    rows = [{"id": name, "code": SCENE.format(seconds=1 + number)} for number, name in enumerate(ids)]
    samples.write_text("".join(json.dumps(row) + "\n" for row in rows))
    # Both must be there: else the one that comes late is killed before it has anything to do.
    wait = f"from distributed import Client\nClient({address!r}).wait_for_workers(2, timeout=100)"
    subprocess.run([sys.executable, "-c", wait], check=True, timeout=120)
    command = [sys.executable, "-m", "validation", "judge", samples, "-o", output, "--dask", address]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as judging:
        deadline = time.monotonic() + 200
        while time.monotonic() < deadline and not (output.exists() and output.read_text().count("\n")):
            time.sleep(0.05)
        os.kill(workers[0].pid, signal.SIGKILL)
        said, errors = judging.communicate(timeout=400)
    assert judging.returncode == 0, said + errors
    found = [json.loads(line) for line in output.read_text().splitlines()]
    assert [verdict["id"] for verdict in found] == ids
    assert all(verdict["executes"] for verdict in found)
