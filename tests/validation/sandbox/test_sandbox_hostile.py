"""Every program in `hostile/` is run in the sandbox, must end as expected, and must leave every canary as it was."""

import contextlib
import io
import os
import secrets
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import needs
import pytest
from canaries import CHECKOUT, MOST_FILES, Canaries, run

from validation.sandbox import Limits, Outcome, bubblewrap, cgroup
from validation.sandbox.limits import MIB

HOSTILE = Path(__file__).with_name("hostile")

needs.sandbox()

TIGHT = Limits(
    wall_seconds=60,  # on a loaded machine; what counts is the processor's time
    cpu_seconds=10,
    memory_per_process=256 * MIB,
    memory_total=320 * MIB,
    processes=16,
    processes_without_cgroup=8,
    file_bytes=4 * MIB,
    folder_bytes=16 * MIB,
    files=MOST_FILES,
    output_bytes=64 * 1024,
    report_bytes=64 * 1024,
)
MANIM = replace(
    TIGHT,
    memory_per_process=1536 * MIB,
    memory_total=1024 * MIB,
    file_bytes=16 * MIB,
    processes_without_cgroup=16,
)
COUNTED = bubblewrap.two_steps()  # whether the number of files has a limit


@pytest.fixture
def canaries(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canaries]:
    word = f"secret-{secrets.token_hex(12)}"
    monkeypatch.setenv("HOST_SECRET", word)
    # In the home, where keys are; in /tmp, where all may look; in the checkout, beside what is shown.
    places = [place for place in (Path("/tmp"), CHECKOUT, Path.home()) if os.access(place, os.W_OK)]  # noqa: S108
    with contextlib.ExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".canary-", dir=place))) for place in places
        ]
        files = [folder / f"planted-{secrets.token_hex(8)}.txt" for folder in folders]
        for folder, file in zip(folders, files, strict=True):
            folder.chmod(0o777)  # nothing but the sandbox protects them
            file.write_text(word)
            file.chmod(0o666)
        tcp = stack.enter_context(socket.socket())
        tcp.bind(("127.0.0.1", 0))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind("\0canary-" + secrets.token_hex(8))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(folders[0] / "socket"))
        (folders[0] / "socket").chmod(0o777)
        for server in (tcp, abstract, unix):
            server.listen()
            server.setblocking(False)
        process = stack.enter_context(subprocess.Popen(["/bin/sleep", "600"], start_new_session=True))
        stack.callback(process.kill)
        descriptor = os.open(files[0], os.O_RDWR)
        stack.callback(os.close, descriptor)
        os.set_inheritable(descriptor, True)  # a mistake, as a caller might make it
        token = f"token{secrets.token_hex(12)}"
        yield Canaries(word, token, files, process, tcp, abstract, unix, folders)


# The canaries can be tripped: harmless ones of the programs, without a sandbox.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reads_secrets", "a secret was read"),
        ("reads_environment", "a secret was read"),
        ("open_descriptors", "a secret was read"),
        ("host_sockets", "a socket was connected"),
        ("links_out", "a file was changed"),
        ("writes_outside", "a file was written"),
        ("daemon", "a process was left running"),
    ],
)
def test_canary_trips_without_sandbox(name: str, expected: str, canaries: Canaries, tmp_path: Path) -> None:
    command = [sys.executable, str(HOSTILE / f"{name}.py"), canaries.token]
    (tmp_path / "targets.json").write_bytes(canaries.targets())
    environment = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOST_SECRET": canaries.word,
        "PATH": os.environ["PATH"],
    }
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, timeout=30, check=False, close_fds=False
    )
    try:
        assert expected in canaries.tripped(result.stdout)
    finally:
        for number in canaries.left_running():
            os.kill(number, signal.SIGKILL)
        for path in canaries.written():
            path.unlink()


def test_canary_of_a_killed_process(canaries: Canaries) -> None:
    assert canaries.tripped() == []
    canaries.process.kill()
    canaries.process.wait()
    assert canaries.tripped() == ["a process was killed"]


# The programs.


@dataclass(frozen=True)
class Expected:
    """How a program must end."""

    reasons: Sequence[str]  # that are right
    says: str = ""  # what it must have printed; `done`: it came to its end, and all it tried was refused
    limits: Limits = TIGHT
    exit_codes: Sequence[int | None] = (0, None)  # that are right; None: it did not exit by itself


REFUSED = Expected(("finished",), "done")
SHORT = replace(TIGHT, wall_seconds=1)
TIMEOUT = Expected(("timeout",), limits=SHORT)
UNCOUNTED = Expected(("finished",), "not refused")
BOUNDED = Expected(("timeout", "finished", "killed", "memory"), limits=SHORT, exit_codes=(0, 1, 2, None))

# These come to their end, and all that they tried was refused.
ALL_REFUSED = """
thread_bomb daemon daemon_with_streams kills_first_process
memory_alone memory_in_folders memory_pinned huge_file
reads_secrets reads_environment reads_machine open_descriptors writes_outside links_out rewrites_interpreter
becomes_root changes_machine traces_processes kernel_calls terminal host_sockets outside_network
latex_runs_shell latex_writes_outside
"""
# These do not end by themselves.
ALL_TIMEOUT = """
endless_loop ignores_signals stops_itself closes_everything fork_bomb stops_everything
latex_endless_macro flood_and_ignore_input
"""

EXPECTED: Mapping[str, Expected] = {
    **dict.fromkeys(ALL_REFUSED.split(), REFUSED),
    **dict.fromkeys(ALL_TIMEOUT.split(), TIMEOUT),
    "many_files": REFUSED if COUNTED else UNCOUNTED,
    "ignores_cpu_limit": Expected(("timeout",), limits=replace(TIGHT, cpu_seconds=1)),
    "orphan_flood": BOUNDED,
    "signals_to_everything": Expected(("killed",)),
    "memory_together": Expected(("memory", "timeout"), limits=replace(TIGHT, wall_seconds=3)),
    "searches_secrets": Expected(("finished",), "done", replace(TIGHT, wall_seconds=120)),
    "other_architecture": Expected(("killed",)),
    "exits_like_killed": Expected(("killed",)),
    # Manim and TeX.
    "latex_reads_secret": Expected(("finished",), "refused", limits=replace(MANIM, wall_seconds=120)),
}


# These are run with a control group and without one; those below have a test of their own.
BRANCHES = ["fork_bomb", "thread_bomb", "daemon", "orphan_flood", "memory_alone", "memory_in_folders"]
ELSEWHERE = ["memory_together", "rewrites_interpreter", "flood_and_ignore_input"]


def attack(name: str, canaries: Canaries, limits: Limits, more: bytes = b"") -> Outcome:
    """Run one of the programs in a sandbox, and make sure that it stopped in time; `more` is its input."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        files = {path.name: path.read_bytes() for path in (HOSTILE / f"{name}.py", HOSTILE / "attack.py")}
        for place, content in (files | {"targets.json": canaries.targets()}).items():
            member = tarfile.TarInfo(place)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    command = ["/bin/sh", "-c", 'tar xm && exec "$@"', "sh", sys.executable, f"{name}.py", canaries.token]
    started = time.monotonic()
    outcome = run(limits, command, packed.getvalue() + more)
    assert time.monotonic() - started < limits.wall_seconds + 5
    assert outcome.seconds < limits.wall_seconds + 1
    return outcome


def check(outcome: Outcome, expected: Expected, canaries: Canaries) -> None:
    """Assert that a program ended as it must, and that nothing got out."""
    text = b"\n".join([outcome.stdout, outcome.stderr, outcome.report])
    shown = text[-3000:].decode(errors="replace")
    assert canaries.tripped(text) == [], shown
    assert b"ESCAPED" not in text, shown
    assert outcome.reason in expected.reasons, (outcome.reason, outcome.exit_code, shown)
    assert outcome.exit_code in expected.exit_codes, (outcome.exit_code, shown)
    assert expected.says in outcome.stdout.decode(errors="replace"), shown
    assert len(outcome.stdout) <= TIGHT.output_bytes


def test_every_program_is_expected() -> None:
    programs = {path.stem for path in HOSTILE.glob("*.py")} - {"attack"}
    assert programs == EXPECTED.keys()
    assert len(programs) >= 30


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - {*BRANCHES, *ELSEWHERE}))
def test_program(name: str, canaries: Canaries) -> None:
    expected = EXPECTED[name]
    check(attack(name, canaries, expected.limits), expected, canaries)


# What is different without a control group (cgroup), and with one: the branch is forced.


@pytest.fixture(params=[True, False], ids=["cgroup", "no_cgroup"])
def cgroups(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    wanted: bool = request.param
    if not wanted:
        monkeypatch.setattr(cgroup, "make", lambda limits: cgroup.Group())
    elif not (group := cgroup.make(TIGHT)).prefix:
        pytest.skip("no control group can be had")
    else:
        group.remove()
    return wanted


@pytest.mark.usefixtures("cgroups")
@pytest.mark.parametrize("name", BRANCHES)
def test_program_in_both_branches(name: str, canaries: Canaries) -> None:
    test_program(name, canaries)


def test_memory_over_many_processes(cgroups: bool, canaries: Canaries) -> None:
    expected = EXPECTED["memory_together"]
    outcome = attack("memory_together", canaries, expected.limits)
    check(outcome, expected, canaries)
    # Without a group the sum is bounded only by the number of processes, so the program goes on until its time is up.
    assert outcome.reason == ("memory" if cgroups else "timeout")


def test_number_of_processes(cgroups: bool, canaries: Canaries) -> None:
    source = """
import os, time
count = 1
try:
    while os.fork():
        count += 1
    time.sleep(100)
except OSError:
    print(count)
"""
    outcome = run(SHORT, [sys.executable, "-c", source])
    allowed = TIGHT.processes if cgroups else TIGHT.processes_without_cgroup
    assert 2 <= int(outcome.stdout) <= allowed + 2
    assert canaries.left_running() == []


# What some of the programs leave or are given.


def test_next_run_sees_nothing_of_the_last(canaries: Canaries) -> None:
    check(attack("rewrites_interpreter", canaries, TIGHT), REFUSED, canaries)
    outcome = run(TIGHT, [sys.executable, "-c", "import os; print(os.listdir('/box'), os.listdir('/dev/shm'))"])
    assert outcome.stdout == b"[] []\n"


def test_flood_with_input_that_nobody_reads(canaries: Canaries) -> None:
    check(attack("flood_and_ignore_input", canaries, SHORT, bytes(4 * MIB)), TIMEOUT, canaries)
