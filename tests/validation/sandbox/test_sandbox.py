"""The sandbox as its caller sees it: results, limits, lines, interruptions, and what is said where there is none."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import needs
import pytest
from canaries import processes, run

from validation.sandbox import Limits, Outcome, bubblewrap, layout, stream
from validation.sandbox.limits import MIB

CHECKOUT = Path(__file__).parents[3]
QUICK = Limits(wall_seconds=10, memory_per_process=512 * MIB, memory_total=512 * MIB, folder_bytes=16 * MIB, files=200)

needs.sandbox()


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


# One run.


def test_everything_that_comes_back() -> None:
    source = """
import os, sys
open("out", "w").write(sys.stdin.read().upper())
print(open("out").read(), end="")
os.write(2, bytes(range(256)))
os.write(3, b"report")
sys.exit(7)
"""
    outcome = run(QUICK, python(source), b"input")
    assert (outcome.reason, outcome.exit_code) == ("finished", 7)
    assert (outcome.stdout, outcome.stderr, outcome.report) == (b"INPUT", bytes(range(256)), b"report")
    assert 0 < outcome.seconds < 10


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        (["/bin/sh", "-c", "kill -SEGV $$"], ("killed", None)),
        (["/nowhere"], ("finished", 127)),
    ],
)
def test_how_a_program_ends(command: list[str], ending: tuple[object, ...]) -> None:
    outcome = run(QUICK, command)
    assert (outcome.reason, outcome.exit_code) == ending


def test_long_input_and_output_do_not_block_each_other() -> None:
    data = os.urandom(4 * MIB)
    assert run(replace(QUICK, output_bytes=8 * MIB), ["/bin/cat"], data).stdout == data


def test_environment() -> None:
    lines = dict(line.split("=", 1) for line in run(QUICK, ["/usr/bin/env"]).stdout.decode().splitlines())
    assert lines == layout.environment() | {"PWD": "/box"}


@pytest.mark.parametrize("name", ["validation", "derivative_manim.validation"])
def test_package_is_there_under_the_name_that_it_has_outside(name: str) -> None:
    host = f"""
import sys
from {name}.sandbox import Limits, stream
program = "import {name}.problem; print({name}.problem.__file__)"
*_, outcome = stream([sys.executable, "-c", program], Limits())
print(outcome.stdout.decode())
"""
    done = subprocess.run([sys.executable, "-c", host], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"/validator/{name.replace('.', '/')}/problem.py"


def test_the_released_scenes_are_not_there() -> None:
    source = (
        "import os, sysconfig; print(os.path.exists(sysconfig.get_path('purelib') + '/derivative_manim/_data/code'))"
    )
    assert run(QUICK, python(source)).stdout == b"False\n"


def test_no_descriptor_is_left_open() -> None:
    run(QUICK, ["/bin/true"])
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        run(QUICK, ["/bin/sh", "-c", "echo x > a"], b"unread")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


# Limits.


@pytest.mark.skipif(os.geteuid() == 0, reason="root always has two steps")
def test_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "two_steps", lambda: False)
    outcome = run(QUICK, ["/bin/sh", "-c", "id -u; echo x > out; echo x > /usr/x; cat out"])
    assert outcome.stdout == b"1000\nx\n"


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan")])
def test_limit_must_be_a_number_above_0(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"the limit {name} must be a finite number above 0, not {value}"):
        replace(Limits(), **{name: value})


def test_limits_arrive() -> None:
    limits = replace(QUICK, cpu_seconds=11, file_bytes=3 * MIB, open_files=77)
    source = """
import os, resource
for name in ("AS", "CPU", "FSIZE", "NOFILE", "CORE"):
    print(*resource.getrlimit(getattr(resource, "RLIMIT_" + name)))
for folder in ("/box", "/tmp", "/dev/shm"):
    status = os.statvfs(folder)
    print(status.f_blocks * status.f_frsize)
"""
    outcome = run(limits, python(source))
    assert outcome.stdout.decode().splitlines() == [
        f"{512 * MIB} {512 * MIB}",
        "11 12",
        f"{3 * MIB} {3 * MIB}",
        "77 77",
        "0 0",
        *[str(16 * MIB)] * 3,
    ]


# Lines as they come.

ECHO = """
import os, sys
for line in sys.stdin:
    print("noise" * 1000)
    os.write(3, line.upper().encode())
"""


def lines(limits: Limits, source: str, stdin: bytes = b"") -> tuple[list[bytes], Outcome]:
    *found, outcome = stream(python(source), limits, stdin=stdin)
    assert isinstance(outcome, Outcome)
    return [line for line in found if isinstance(line, bytes)], outcome


def test_lines_come_and_noise_does_not_end_them() -> None:
    found, outcome = lines(QUICK, ECHO, b"".join(b"line %d\n" % number for number in range(300)))
    assert found == [b"LINE %d\n" % number for number in range(300)]
    assert (outcome.reason, outcome.exit_code) == ("finished", 0)
    assert len(outcome.stdout) == QUICK.output_bytes  # 1.5 MB were written; what is beyond the limit is thrown away


def test_more_lines_than_are_kept_at_a_time() -> None:
    source = "import os\nfor _ in range(50): os.write(3, b'x' * 999 + b'\\n')"
    found, _ = lines(replace(QUICK, report_bytes=3000), source)
    assert [len(line) for line in found] == [1000] * 50


def test_line_without_end() -> None:
    source = "import os\nwhile True: os.write(3, b'x' * 100)"
    given = stream(python(source), replace(QUICK, report_bytes=1000))
    assert [next(given), next(given)] == [b"x" * 1000] * 2
    given.close()


@pytest.mark.parametrize(
    ("source", "lines_", "ending"),
    [
        ("import os; os.write(3, b'half'); os._exit(3)", [b"half"], ("finished", 3)),
        ("import time; time.sleep(100)", [], ("timeout", None)),
    ],
)
def test_how_lines_end(source: str, lines_: list[bytes], ending: tuple[object, ...]) -> None:
    found, outcome = lines(replace(QUICK, wall_seconds=1), source)
    assert (found, (outcome.reason, outcome.exit_code)) == (lines_, ending)


def test_leaving_the_lines_kills_everything() -> None:
    token = f"90{os.getpid()}1.25"
    program = f"sleep {token} & setsid sleep {token} & echo started >&3; wait"
    given = stream(["/bin/sh", "-c", program], QUICK)
    assert next(given) == b"started\n"
    assert until(lambda: len(processes(token)) >= 2)
    given.close()
    assert processes(token) == []


# Interruptions of the process that has started a sandbox.

HOST = """
import signal, sys
# A shell has its background jobs ignore SIGINT, and Python leaves that as it is.
signal.signal(signal.SIGINT, signal.default_int_handler)
from validation.sandbox import Limits, stream
program = "sleep %s & trap '' TERM INT HUP; sleep %s; sleep 50"
try:
    list(stream(["/bin/sh", "-c", program], Limits(wall_seconds=60)))
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_everything_dies_with_its_host(number: signal.Signals) -> None:
    token = f"91{os.getpid()}{int(number)}.5"
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", HOST % (token, token)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as host:
        assert until(lambda: len(processes(f"sleep\0{token}")) >= 2)
        host.send_signal(number)
        said, _ = host.communicate(timeout=20)
    assert until(lambda: processes(token) == [], 5)
    if number == signal.SIGINT:
        assert said == "interrupted\n"
        assert host.returncode == 0
    else:
        assert host.returncode == -number


def test_error_in_the_host_kills_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    token = f"92{os.getpid()}7.5"

    def fail(*_: object) -> None:
        assert until(lambda: len(processes(f"sleep\0{token}")) > 0)
        raise KeyError("in the host")

    monkeypatch.setattr("validation.sandbox.process.Process.pump", fail)
    with pytest.raises(KeyError, match="in the host"):
        run(QUICK, ["/bin/sleep", token])
    assert processes(token) == []


# An ordinary user.


@pytest.fixture
def for_everybody() -> Iterator[Path]:
    """A folder with the package, which all may read: the checkout may lie in root's home, which only root can enter."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copytree(CHECKOUT / "validation", folder / "validation", ignore=shutil.ignore_patterns("__pycache__"))
        # The system's Python has none of the libraries that judging needs; the sandbox needs none.
        (folder / "validation" / "__init__.py").write_text("")
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder


@pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/usr/bin/python3").exists(), reason="needs root, to become somebody else"
)
@pytest.mark.parametrize("steps", [1, 2])
def test_as_ordinary_user(steps: int, for_everybody: Path) -> None:
    source = """
import os, sys
from pathlib import Path
from validation.sandbox import Limits, bubblewrap, stream
assert os.getuid() == 4242
if STEPS == 1:
    bubblewrap.two_steps = lambda: False
limits = Limits(wall_seconds=5, processes_without_cgroup=6, folder_bytes=1 << 20, files=50)
*_, outcome = stream([sys.executable, "-c", '''
import os
try:
    open("big", "w").write("x" * (2 << 20))
except OSError as error:
    print(error.errno, end=" ")
children = 0
try:
    while os.fork():
        children += 1
    import time; time.sleep(100)
except OSError:
    print(os.getuid(), children <= 8, end=" ")
    try:
        for number in range(100):
            open(f"{number}", "w").close()
    except OSError as error:
        print(error.errno)
    else:
        print("any number of files")
'''], limits)
print(outcome.reason, outcome.stdout.decode().strip())
"""
    source = source.replace("STEPS", str(steps))
    command = ["setpriv", "--reuid=4242", "--regid=4242", "--clear-groups", "/usr/bin/python3", "-c", source]
    environment = {"PYTHONPATH": str(for_everybody), "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"}
    result = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    if "SandboxUnavailable" in result.stderr and "user namespaces" in result.stderr:
        pytest.skip(result.stderr.splitlines()[-1])
    files = "28" if steps == 2 else "any number of files"
    assert result.stdout == f"finished 28 1000 True {files}\n", result.stderr


def test_import_is_light() -> None:
    source = (
        "import sys, validation.sandbox; print(sorted({'manim', 'numpy', 'sympy', 'asyncio'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", source], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
