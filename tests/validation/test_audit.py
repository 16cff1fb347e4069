"""The audit and its command line, on a small tree of real lessons that run in the sandbox once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dataset_tree import copy_some, replace

from validation import cli
from validation.audit import Checked, check_texts, text_of
from validation.cache import Cache
from validation.commands.certify import certificate, text
from validation.commands.lessons import chosen, lesson
from validation.problem import Refused
from validation.release import Release
from validation.run import dry_run
from validation.sandbox import SandboxUnavailable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three lessons with their records, the middle one with the wrong sign in df."""
    root = copy_some(tmp_path_factory.mktemp("tree"), (1, 160, 488))
    (root / "metadata/validation.json").unlink()
    (middle,) = (path.relative_to(root).as_posix() for path in root.glob("code/*/0160_*.py"))
    replace(middle, "def df(x):\n    return ", "def df(x):\n    return -1 * ")(root)
    return root


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def found(tree: Path, kept: Path) -> list[Checked]:
    return check(tree, kept)


def check(tree: Path, kept: Path, name: str = "") -> list[Checked]:
    release = Release(tree)
    return check_texts([text_of(release, path) for path in release.scenes if name in path], cache=Cache(kept))


def test_right_lessons_are_clean_and_the_wrong_one_is_not(tree: Path, found: list[Checked]) -> None:
    by_id = {lesson.id: lesson for lesson in found}
    assert [str(problem) for problem in by_id["dm-0001"].problems] == []
    assert [str(problem) for problem in by_id["dm-0488"].problems] == []
    rules = {problem.check for problem in by_id["dm-0160"].problems}
    assert {"drawn.graph", "drawn.tangent"} <= rules
    recorded = json.loads((tree / "metadata/examples.jsonl").read_text().splitlines()[-1])
    assert by_id["dm-0488"].plays == recorded["animations"]
    assert by_id["dm-0488"].seconds > 20


def test_what_did_not_change_is_not_run_again(
    tree: Path, kept: Path, found: list[Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "run", lambda *_, **__: pytest.fail("a scene was run again"))
    again = check(tree, kept)
    assert all(lesson.cached for lesson in again)
    assert [lesson.problems for lesson in again] == [lesson.problems for lesson in found]


def test_a_changed_record_is_checked_again_without_running_the_scene(
    tree: Path, kept: Path, found: list[Checked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "tree"
    shutil.copytree(tree, other)
    records = other / "metadata/examples.jsonl"
    records.write_text(records.read_text().replace('"animations": 1', '"animations": 2'))
    monkeypatch.setattr(dry_run, "run", lambda *_, **__: pytest.fail("a scene was run again"))
    (lesson,) = check(other, kept, "0488")
    assert not lesson.cached
    assert [problem.check for problem in lesson.problems] == ["run.animations"]


def test_no_certificate_is_made_with_a_problem(tree: Path, kept: Path, found: list[Checked]) -> None:
    assert cli.main(["certify", "--root", str(tree), "--cache-dir", str(kept)]) == 1
    assert not (tree / "metadata/validation.json").exists()


def test_a_certificate_says_what_was_checked(tree: Path, found: list[Checked]) -> None:
    made = certificate(Release(tree), [lesson for lesson in found if not lesson.problems])
    assert made["summary"]["scenes"] == 2
    assert [row["id"] for row in made["examples"]] == ["dm-0001", "dm-0488"]
    assert json.loads(text(made)) == made
    assert text(made).count("\n    {") == 2


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "validation", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_line(tree: Path, kept: Path, found: list[Checked], tmp_path: Path) -> None:
    shared = ("--root", tree, "--cache-dir", kept)
    good = next(tree.glob("code/*/0488_*.py"))
    clean = run(good, *shared)
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "1 scenes checked (1 known from an earlier run), no problem" in clean.stdout
    report = tmp_path / "report.json"
    bad = run("check", tree / "code", *shared, "--format", "json", "-o", report)
    assert (bad.returncode, bad.stdout) == (1, "")
    checks = {row["check"] for row in json.loads(report.read_text())["problems"]}
    assert "drawn.graph" in checks


def test_without_a_sandbox_nothing_runs(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*_: object, **__: object) -> None:
        raise SandboxUnavailable("bubblewrap is missing: apt-get install bubblewrap")

    monkeypatch.setattr(dry_run, "run", none)
    assert cli.main(["check", str(tree / "code"), "--root", str(tree), "--no-cache"]) == 2
    assert capsys.readouterr().err == "validation: bubblewrap is missing: apt-get install bubblewrap\n"


def test_paths_choose_lessons(tree: Path, tmp_path: Path) -> None:
    release = Release(tree)
    assert len(chosen(release, [tree])) == 3
    (path,) = chosen(release, [tree / "code/advanced"])
    assert lesson(release, path).path == next(tree.glob("code/*/0488_*.py")).relative_to(tree).as_posix()
    with pytest.raises(Refused, match="no such file"):
        chosen(release, [tree / "code/none"])
    with pytest.raises(Refused, match="holds no Python file"):
        chosen(release, [tmp_path])


def test_a_lesson_elsewhere_is_known_by_its_bytes_or_its_name(tree: Path, tmp_path: Path) -> None:
    release = Release(tree)
    source = next(tree.glob("code/*/0488_*.py"))
    copied, edited, other = tmp_path / "copied.py", tmp_path / source.name, tmp_path / "other.py"
    copied.write_bytes(source.read_bytes())
    edited.write_text("x = 1\n")
    other.write_text("x = 1\n")
    assert lesson(release, copied).record["id"] == lesson(release, edited).record["id"] == "dm-0488"
    with pytest.raises(Refused, match="is no lesson of the dataset"):
        lesson(release, other)


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules"]) == 0
    listed = capsys.readouterr().out
    for rule in ("ast.imports", "mathematics.line", "layout.overlap", "drawn.tangent", "run.overrides"):
        assert rule in listed
