"""The command line where something is wrong: one sentence, an exit status, and nothing half written."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from validation import ROWS, cli

ROOT = Path(__file__).resolve().parents[2]
FULL = Path("/dev/full")
Here = Callable[..., subprocess.CompletedProcess[str]]
NEEDS_FULL = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "validation", *map(str, arguments)]
    settings = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.run(command, check=False, timeout=120, **settings)  # type: ignore[call-overload,no-any-return]


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("validation: ")
    for word in words:
        assert word in done.stderr


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    """Give a function that runs a command in this process, which is done sooner."""

    def run_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        status = cli.main(list(map(str, arguments)))
        return subprocess.CompletedProcess([], status, *capsys.readouterr())

    return run_here


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    path = tmp_path / "scene.py"
    path.write_text("from manim import *\nCircle().shiftt(UP)\n")
    return path


@pytest.mark.parametrize("seconds", ["inf", "nan", "-1", "0", "1e9", "ten", ""])
def test_seconds_that_are_no_limit(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["judge", "x.py", f"--seconds={seconds}"])
    assert "is not a number above 0" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["/proc/nowhere", "/dev/null"])
def test_a_cache_that_cannot_be_written(folder: str, here: Here) -> None:
    refused(here("code/foundation/0014_x2.py", "--cache-dir", folder), "results cannot be kept in", "--no-cache")


@NEEDS_FULL
def test_a_full_disk() -> None:
    with FULL.open("w") as stdout:
        refused(run("rules", stdout=stdout), "No space left on device")


@pytest.mark.parametrize("output", [pytest.param("/dev/full", marks=NEEDS_FULL), "/proc/nowhere/x", "/proc"])
def test_an_output_that_cannot_be_written(output: str, scene: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", "--api-only", str(scene), "-o", output]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(scene.parent.iterdir()) == [scene]


def test_closed_standard_output(scene: Path) -> None:
    command = f"exec {sys.executable} -m validation validate --api-only {scene} >&-"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    refused(done, "standard output or error is closed")


def test_a_terminal_of_few_signs(scene: Path) -> None:
    scene.write_text("from manim import *\nCircle().shift_π(UP)\n")
    done = run("validate", "--api-only", scene, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, "")
    assert "shift_" in done.stdout
    assert done.stdout.isascii()


def test_escape_sequences_of_a_scene_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tmp_path / "a\x1b[2Jb.py"
    named.write_text(
        "x = '\x1b[2J\udcff'\nfrom manim import Ci\x1b[31mrcle\n", encoding="utf-8", errors="surrogatepass"
    )
    for form in cli.FORMATS:
        assert cli.main(["validate", "--api-only", str(named), "--format", form]) == 1
        said = capsys.readouterr().out
        assert said
        assert "\x1b" not in said


@pytest.mark.parametrize("source", ["/dev/zero", "-"])
def test_a_scene_without_end_is_read_in_part(source: str) -> None:
    with subprocess.Popen(["/usr/bin/yes"], stdout=subprocess.PIPE) as endless:
        done = run("judge", source, stdin=endless.stdout)
        endless.kill()
    assert done.returncode == 1, done.stderr
    assert "not text: it is too long" in done.stdout


def test_what_cannot_be_done_is_refused_with_a_sentence(scene: Path, tmp_path: Path, here: Here) -> None:
    refused(here(tmp_path / "nothing.py"), f"no such file or folder: {tmp_path / 'nothing.py'}")
    refused(here(scene), "is no lesson of the dataset", "--function")
    refused(here("judge", tmp_path), "Is a directory")
    refused(here("judge", scene, "--function", "x**"), "cannot be read")
    refused(here("judge", scene, "samples.jsonl"), "one file of samples")
    refused(here("judge", tmp_path / "none.jsonl"), "No such file or directory")


def test_a_module_that_is_missing_is_said(scene: Path) -> None:
    broken = "import sys; sys.modules['sympy'] = None; from validation.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", broken, "judge", str(scene), "--function", "x"]
    refused(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False), "[validation]")


WRONG = [
    ("not json", "Expecting value"),
    ("[1]", "Expected `object`, got `array`"),
    ('{"id": null, "code": ""}', "got `null` - at `$.id`"),
    ('{"id": true, "code": ""}', "got `bool` - at `$.id`"),
    ('{"id": "x"}', "missing required field `code`"),
    ('{"id": "x", "code": 1}', "got `int` - at `$.code`"),
    ('{"id": "x", "code": "", "function": 1}', "got `int` - at `$.function`"),
    ('{"id": "first", "code": ""}', "the id 'first' is that of an earlier line"),
]


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Samples that need no Manim to be judged: syntax errors, and one whose function cannot be read."""
    path = tmp_path / "samples.jsonl"
    rows = [
        {"id": "first", "code": "nonsense(", "function": "x**2"},
        {"id": 2, "code": "\ud800(", "function": None},
        {"id": "third", "code": "x = 1", "function": "x**"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_samples_become_verdicts(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with samples.open("a") as file:
        file.write("".join(f"{row}\n" for row, _ in WRONG))
    output = tmp_path / "verdicts.jsonl"
    assert cli.main(["judge", str(samples), "-o", str(output)]) == 1
    out, err = capsys.readouterr()
    for number, (_, said) in enumerate(WRONG, 4):
        assert f"line {number} of {samples} is left out: " in err
        assert said in err
    assert "3  judged, 8 lines left out" in out
    found = [json.loads(line) for line in output.read_text().splitlines()]
    classes = [(each["id"], each["error_class"]) for each in found]
    assert classes == [("first", "syntax"), (2, "not text"), ("third", "function")]
    assert "'x**'" in found[2]["error"]
    assert {*ROWS, "id", "function", "error", "problems"} <= found[0].keys()


def test_verdicts_that_are_there_are_kept_and_a_torn_line_is_not(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "verdicts.jsonl"
    again = ["judge", str(samples), "-o", str(output)]
    cli.main(again)
    whole = output.read_text()
    first, second, third = whole.splitlines(keepends=True)
    output.write_text(second + third.replace('"judged": "', '"judged": "0') + first[:30])
    for kept in (1, 3):
        cli.main(again)
        assert f"{kept} of 3 verdicts are in {output} already" in capsys.readouterr().err
        assert output.read_text() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["samples.jsonl", "verdicts.jsonl"]


def test_what_is_no_file_of_these_verdicts_is_not_written_over(samples: Path, tmp_path: Path, here: Here) -> None:
    refused(here("judge", samples, "-o", samples), "holds the samples")
    other = tmp_path / "other.jsonl"
    for text in ('{"id": "x", "judged": ""}\n', '{"id": "first"}\n', "a letter\nto me\n"):
        other.write_text(text)
        refused(here("judge", samples, "-o", other), "line 1 is no verdict on one of these samples")
        assert other.read_text() == text


def test_an_interrupted_run_says_so_and_keeps_what_is_there(samples: Path, tmp_path: Path) -> None:
    with samples.open("a") as file:
        file.write(
            json.dumps({"id": "slow", "code": "from manim import *\nwhile True: pass\n", "function": "x"}) + "\n"
        )
    output = tmp_path / "verdicts.jsonl"
    # What a shell starts in the background ignores interruptions, and hands that on.
    command = ["env", "--default-signal=INT", sys.executable, "-m", "validation"]
    command += ["judge", str(samples), "-o", str(output)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and not (output.exists() and output.read_text().count("\n") == 3):
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (130, "validation: interrupted; what is finished is kept\n")
    assert output.read_text().count("\n") == 3
