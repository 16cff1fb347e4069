import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import derivative_manim
from derivative_manim.cli import main
from derivative_manim.records import read_code, read_records


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as stop:  # argparse's way out
        return stop.code if isinstance(stop.code, int) else 1


def test_info(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("info") == 0
    text = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines()]
    assert ["all", "418", "50", "69", "537"] in rows
    assert {row[0]: row[4] for row in rows if len(row) == 5} == {
        "foundation": "134", "conceptual": "135", "application": "134", "advanced": "134", "all": "537",
    }  # fmt: skip
    assert derivative_manim.__version__ in text
    assert "every file is as released" in text
    assert "derivative-manim show dm-0270" in text


def test_info_tells_of_a_damaged_tree(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "metadata" / "notes.txt").touch()
    assert run("info", "--root", str(tree)) == 0
    assert "checksums: 1 problem: see `derivative-manim verify`" in capsys.readouterr().out


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    record = read_records()[41]
    assert run("show", "42") == 0
    text = capsys.readouterr().out
    for value in ("dm-0042", record["function"], record["derivative"], record["path"], "construct"):
        assert value in text


def test_show_by_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    record = read_records()[41]
    file = Path(record["path"])
    slug = file.stem.partition("_")[2]
    for name in (
        "dm-0042",
        "DM-0042",
        "42",
        "0042",
        slug,
        file.stem,
        file.name,
        record["path"],
        f"./{record['path']}",
    ):
        assert run("show", name, "--json") == 0
        assert json.loads(capsys.readouterr().out)["id"] == "dm-0042", name


@pytest.mark.parametrize("text", ["x*sin(x)", "x * sin(x)", "x sin x", r"x \sin x"])
def test_show_by_the_function(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", text, "--json") == 0
    assert json.loads(capsys.readouterr().out)["function"] == "x*sin(x)"


def test_show_code_is_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    record = read_records()[0]
    assert run("show", "1", "--code") == 0
    assert capsys.readouterr().out == read_code(record)


def test_show_json_is_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "537", "--json") == 0
    assert json.loads(capsys.readouterr().out) == read_records()[-1]


def test_show_what_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("0", "538", "dm-9999", "qqqqqqqq"):
        assert run("show", name) == 2
        message = capsys.readouterr().err
        assert message.startswith(f"derivative-manim: no example '{name}'.")
        assert message.endswith("There are dm-0001 to dm-0537.\n")


def test_show_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    slug = Path(read_records()[299]["path"]).stem.partition("_")[2]
    assert run("show", f"{slug}z") == 2
    assert slug in capsys.readouterr().err.partition("Did you mean ")[2]


def test_export_says_how_to_load_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run("export", "../derivative-manim") == 0
    said = capsys.readouterr().out
    assert f'load it with datasets.load_dataset("{tmp_path / "derivative-manim"}")' in said.replace("\n", "")


def test_export_warns_of_a_path_that_datasets_cannot_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", str(tmp_path / "[1]" / "lessons")) == 0
    assert "but move it first: datasets finds no files below a folder with *, ? or [" in capsys.readouterr().out


def test_export(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "derivative-manim"
    assert run("export", str(target)) == 0
    assert 'load it with datasets.load_dataset("derivative-manim")' in capsys.readouterr().out
    assert run("export", str(target)) == 1
    error = capsys.readouterr().err
    assert error.startswith("derivative-manim: ")
    assert "is not empty" in error
    assert run("export", str(target), "--force") == 0


def test_verify(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify") == 0
    assert "files in" in capsys.readouterr().out
    first, second = sorted((tree / "code" / "advanced").glob("*.py"))[:2]
    first.write_bytes(first.read_bytes() + b"#")
    second.unlink()
    (tree / "code" / "advanced" / "stray.py").touch()
    assert run("verify", "--root", str(tree)) == 1
    text = capsys.readouterr().out
    assert f"changed  code/advanced/{first.name} was changed" in text
    assert f"missing  code/advanced/{second.name} is missing" in text
    assert "extra    code/advanced/stray.py is not in the manifest" in text
    assert "3 problems" in text
    assert "to mend: " in text


def test_a_root_without_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("info", "--root", str(tmp_path)) == 1
    assert "holds no metadata/examples.jsonl" in capsys.readouterr().err


def test_build_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[argparse.Namespace] = []

    def build(arguments: argparse.Namespace) -> int:
        seen.append(arguments)
        return 7

    _replace_build(monkeypatch, build)
    assert run("build", "--check", "-j", "3", "--root", "there") == 7
    assert (seen[0].check, seen[0].processes, seen[0].root) == (True, 3, "there")
    run("build")
    assert not seen[1].check
    assert seen[1].processes >= 1


def test_build_without_its_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in sys.modules if name.startswith("derivative_manim.generation")]:
        monkeypatch.delitem(sys.modules, name)
    if hasattr(derivative_manim, "generation"):
        monkeypatch.delattr(derivative_manim, "generation")
    for name in ("sympy", "jinja2", "numpy"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run("build", "--check") == 1
    assert "pip install 'derivative-manim[generation]'" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("-j", "0"), ("-j", "x"), ("--unknown",)])
def test_wrong_build_options(arguments: tuple[str, ...]) -> None:
    assert run("build", *arguments) == 2


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"derivative-manim {derivative_manim.__version__}\n"


@pytest.mark.parametrize("command", ["", "info", "show", "export", "release", "push", "gallery", "verify", "build"])
def test_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command.split(), "--help") == 0
    text = capsys.readouterr().out
    assert f"examples:\n  derivative-manim {command}" in text
    assert "--root" not in text


@pytest.mark.parametrize("arguments", ["show 1 --code", "show 1 --json", "show 1", "info"])
def test_a_reader_that_goes_away(arguments: str) -> None:
    script = "import sys; from derivative_manim.cli import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments.split()],
        cwd=Path(derivative_manim.__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait()
    process.stderr.close()


def shell(command: str) -> subprocess.CompletedProcess[str]:
    script = f"exec {sys.executable} -m derivative_manim {command}"
    root = Path(derivative_manim.__file__).parents[1]
    return subprocess.run(["/bin/sh", "-c", script], cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["info", "show 1 --code", "show 1", "verify"])
def test_a_full_disk_is_one_sentence(command: str) -> None:
    done = shell(f"{command} >/dev/full")
    assert (done.returncode, done.stderr) == (2, "derivative-manim: No space left on device\n")


def test_a_closed_output_is_one_sentence() -> None:
    done = shell("info >&-")
    assert done.returncode == 2
    assert done.stderr == "derivative-manim: standard output is closed; send it to a file or to /dev/null\n"


def test_a_terminal_of_few_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    for command in ("info", "show 200", "verify"):
        done = shell(command)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.isascii()


@pytest.mark.parametrize("command", ["export", "gallery"])
def test_a_folder_in_nowhere_is_one_sentence(command: str) -> None:
    done = shell(f"{command} /proc/nowhere/here")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No such file or directory" in done.stderr


@pytest.mark.parametrize("command", ["validate", "judge"])
def test_the_validator_has_its_own_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--help") == 0
    assert f"usage: derivative-manim {command}" in capsys.readouterr().out


def test_no_command_imports_more_than_it_needs(python: Callable[..., str]) -> None:
    script = """
import sys
from derivative_manim.cli import main
assert main(["show", "1", "--code"]) == 0 and main(["verify"]) == 0
print([m for m in ("datasets", "pyarrow", "torch", "manim", "sympy") if m in sys.modules])
"""
    assert python(script).splitlines()[-1] == "[]"


def _replace_build(monkeypatch: pytest.MonkeyPatch, run: Callable[[argparse.Namespace], int]) -> None:
    package, module = (
        ModuleType("derivative_manim.generation"),
        ModuleType("derivative_manim.generation.build"),
    )
    module.run = run  # type: ignore[attr-defined]
    package.build = module  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, package.__name__, package)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(derivative_manim, "generation", package, raising=False)
