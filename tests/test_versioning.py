"""That a change of the data asks for a new version, and which."""

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from repository import REPOSITORY

_spec = importlib.util.spec_from_file_location("version_check", REPOSITORY / "tools" / "version_check.py")
assert _spec is not None
assert _spec.loader is not None
version_check = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(version_check)

OLD = [{"id": "dm-0001", "function": "x", "split": "train", "description": "x."}]


@pytest.mark.parametrize(
    ("new", "changed", "step"),
    [
        (OLD, [], "none"),
        (OLD, ["metadata/validation.json"], "patch"),
        (OLD, ["code/a.py", "metadata/validation.json"], "minor"),
        ([{**OLD[0], "description": "The variable."}], ["metadata/examples.jsonl"], "minor"),
        ([{**OLD[0], "novelty": 0.1}], ["metadata/examples.jsonl"], "minor"),
        ([{**OLD[0], "split": "test"}], ["metadata/examples.jsonl"], "major"),
        ([{**OLD[0], "function": "2*x"}], ["metadata/examples.jsonl"], "major"),
        ([*OLD, {**OLD[0], "id": "dm-0002"}], ["metadata/examples.jsonl"], "major"),
        ([{key: OLD[0][key] for key in ("id", "function", "split")}], ["metadata/examples.jsonl"], "major"),
    ],
)
def test_what_a_change_asks_for(new: list[dict[str, Any]], changed: list[str], step: str) -> None:
    assert version_check.change(OLD, new, changed)[0] == step


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("1.2.3", "1.2.3", "none"),
        ("1.2.3", "1.2.4", "patch"),
        ("1.2.3", "1.3.0", "minor"),
        ("1.2.3", "2.0.0", "major"),
        ("0.1.0", "0.1.1", "minor"),
        ("0.1.0", "0.2.0", "major"),
        ("0.9.0", "1.0.0", "major"),
    ],
)
def test_how_far_a_version_was_raised(old: str, new: str, step: str) -> None:
    assert version_check.raised(old, new) == step


def test_a_lowered_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lowered from 0\.2\.0 to 0\.1\.9"):
        version_check.raised("0.2.0", "0.1.9")


def git(root: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=n", "-c", "user.email=e", "-C", str(root), *arguments]
    subprocess.run(command, check=True, capture_output=True)


def write(root: Path, version: str, split: str) -> None:
    (root / "metadata").mkdir(exist_ok=True)
    (root / "metadata" / "examples.jsonl").write_text(json.dumps({**OLD[0], "split": split}) + "\n")
    manifest = {"version": version, "files": {"metadata/examples.jsonl": split}}
    (root / "metadata" / "manifest.json").write_text(json.dumps(manifest))


def test_since_the_last_tag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tmp_path, "init")
    write(tmp_path, "0.1.0", "train")
    assert version_check.main(["--root", str(tmp_path)]) == 0
    assert "no tag yet" in capsys.readouterr().out
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "one")
    git(tmp_path, "tag", "v0.1.0")
    assert version_check.main(["--root", str(tmp_path)]) == 0

    write(tmp_path, "0.1.0", "test")
    assert version_check.main(["--root", str(tmp_path)]) == 1
    assert "needed: major, raised: none (now 0.1.0)\nraise __version__" in capsys.readouterr().out
    write(tmp_path, "0.1.1", "test")
    assert version_check.main(["--root", str(tmp_path)]) == 1
    write(tmp_path, "0.2.0", "test")
    assert version_check.main(["--root", str(tmp_path)]) == 0
    assert version_check.main(["--root", str(tmp_path), "--since", "v9"]) == 2


def test_the_workflow_runs_commands_that_there_are() -> None:
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    commands = "\n".join(step.get("run", "") for step in steps)
    from derivative_manim.cli import _parser

    (actions,) = (action for action in _parser()._actions if action.dest == "command")
    for command in re.findall(r"derivative-manim (\w+)", commands):
        assert command in actions.choices, command
    for path in re.findall(r"(?:tools|scripts)/\S+\.\w+", commands):
        assert (REPOSITORY / path).is_file(), path
    assert workflow["jobs"]["pypi"]["permissions"] == {"id-token": "write"}
    assert not [step for step in steps if "password" in step.get("with", {})]
