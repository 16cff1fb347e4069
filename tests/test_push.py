"""The way to the Hub and back, with the real huggingface_hub and datasets, against a double on loopback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_double import READER, WRITER, Hub, running
from repository import REPOSITORY

from derivative_manim._version import __version__
from derivative_manim.manifest import write_manifest
from derivative_manim.records import read_repairs

REPO = "owner/derivative-manim"
TAG = f"v{__version__}"
REPAIRS = sum(1 for _ in read_repairs())

Push = Callable[..., subprocess.CompletedProcess[str]]

READ = """
import json, sys
from datasets import load_dataset
from huggingface_hub import DatasetCard, snapshot_download
from pathlib import Path
repo, tag = sys.argv[1:]
found = {}
found["foundation"] = load_dataset(repo, "foundation", split="train").num_rows
found["default"] = {name: rows.num_rows for name, rows in load_dataset(repo, revision=tag).items()}
found["stream"] = next(iter(load_dataset(repo, "advanced", split="test", streaming=True)))["level"]
found["first"] = load_dataset(repo, split="train").column_names[:2]
folder = Path(snapshot_download(repo, repo_type="dataset", revision=tag))
found["snapshot"] = sum(path.is_file() for path in folder.rglob("*"))
card = DatasetCard.load(repo)
found["configs"] = [each["config_name"] for each in card.data.to_dict()["configs"]]
assert "derivative_manim" not in sys.modules
print(json.dumps(found))
"""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running() as double:
        yield double


@pytest.fixture
def environment(hub: Hub, tmp_path: Path) -> dict[str, str]:
    hidden = ("PYTHONPATH", "HF_TOKEN", "HF_ENDPOINT", "HF_DATASETS_CACHE")
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    return kept | {
        "HF_HOME": str(tmp_path / "home"),
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": WRITER,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "PYTHONPATH": str(REPOSITORY),
    }


@pytest.fixture
def push(environment: dict[str, str], released: Path, tmp_path: Path) -> Push:
    def run(*options: str, folder: Path = released, repo: str = REPO, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "derivative_manim", "push", repo, "--folder", str(folder), *options]
        return subprocess.run(
            command, cwd=tmp_path, env=environment | more, capture_output=True, text=True, check=False
        )

    return run


def test_pushed_and_read_back(
    hub: Hub, push: Push, released: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    done = push("--dry-run")
    assert done.returncode == 0, done.stderr
    count = sum(path.is_file() for path in released.rglob("*"))
    assert f"{count} new, 0 changed, 0 deleted, 0 unchanged" in done.stdout
    assert hub.repositories == {}

    done = push("--yes")
    assert done.returncode == 0, done.stderr
    assert WRITER not in done.stdout + done.stderr
    assert f"ok {2 * 537 + REPAIRS} rows, loaded from the Hub, are those that were sent" in done.stdout
    repository = hub.repositories[REPO]
    assert repository.tags == {TAG: repository.commits[-1][0]}
    assert len(repository.commits) == 2  # the Hub's own, and one with everything
    there = {path: content for path, content in repository.commits[-1][1].items() if path != ".gitattributes"}
    assert there == {
        path.relative_to(released).as_posix(): path.read_bytes() for path in released.rglob("*") if path.is_file()
    }

    script = [sys.executable, "-c", READ, REPO, TAG]
    bare = {key: value for key, value in environment.items() if key not in ("HF_TOKEN", "PYTHONPATH")}
    read = subprocess.run(script, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    found = json.loads(read.stdout.splitlines()[-1])
    assert found == {
        "foundation": 105,
        "default": {"train": 418, "validation": 50, "test": 69},
        "stream": "advanced",
        "first": ["instruction", "code"],
        "snapshot": count + 1,
        "configs": ["all", "foundation", "conceptual", "application", "advanced", "repair", "preview"],
    }
    assert hub.unknown == []

    again = push("--yes")
    assert again.returncode == 0, again.stderr
    assert f"0 new, 0 changed, 0 deleted, {count} unchanged" in again.stdout
    assert len(repository.commits) == 2


@pytest.mark.slow
def test_a_cut_upload_is_resumed(hub: Hub, push: Push, tmp_path: Path) -> None:
    # Between its tries huggingface_hub waits for half a minute in all.
    hurried = "import time\nwait = time.sleep\ntime.sleep = lambda seconds: wait(min(seconds, 0.1))\n"
    (tmp_path / "sitecustomize.py").write_text(hurried)
    hub.cut_after = 5
    done = push("--yes", PYTHONPATH=f"{tmp_path}{os.pathsep}{REPOSITORY}")
    assert done.returncode == 1
    assert "the Hub cannot be reached" in done.stderr
    assert "nothing is published; the same command goes on later" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(hub.repositories[REPO].commits) == 1  # nothing half published
    assert hub.repositories[REPO].tags == {}
    arrived = set(hub.stored)
    assert len(arrived) >= 5

    hub.cut_after, hub.sent = None, []
    done = push("--yes")
    assert done.returncode == 0, done.stderr
    assert not arrived & set(hub.sent)  # what had arrived is not sent again
    assert "rows, loaded from the Hub, are those that were sent" in done.stdout


@pytest.mark.slow
def test_what_is_changed_and_gone_is_shown_and_done(hub: Hub, push: Push, released: Path, tmp_path: Path) -> None:
    assert push("--yes").returncode == 0
    newer = tmp_path / "newer"
    shutil.copytree(released, newer)
    (newer / "README.md").write_text((newer / "README.md").read_text() + "\nMore.\n")
    (newer / "examples" / "contact_sheet.png").unlink()

    done = push("--yes", folder=newer)
    assert done.returncode == 1
    assert f"{REPO} has {TAG} already, with other files: raise the version" in done.stderr
    hub.repositories[REPO].tags.clear()
    done = push("--yes", folder=newer)
    assert done.returncode == 0, done.stderr
    assert "~ README.md\n- examples/contact_sheet.png\n0 new, 1 changed, 1 deleted" in done.stdout
    assert "examples/contact_sheet.png" not in hub.repositories[REPO].commits[-1][1]


def test_nothing_is_uploaded_unasked(hub: Hub, push: Push) -> None:
    done = push()
    assert (done.returncode, hub.repositories) == (2, {})
    assert "nothing was uploaded; add --yes to do it" in done.stderr


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("", "there is no token: run `hf auth login`, or set HF_TOKEN"),
        ("hf_unknown", "the Hub does not know the token: run `hf auth login` again"),
        (READER, "the token may not write to owner/derivative-manim"),
    ],
)
def test_a_token_that_does_not_do(token: str, message: str, push: Push, hub: Hub) -> None:
    done = push("--yes", HF_TOKEN=token)
    assert (done.returncode, hub.repositories) == (1, {})
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not token or token not in done.stderr


def test_a_name_that_is_taken(push: Push, hub: Hub) -> None:
    other = hub.create(REPO)
    other.commits[-1][1]["README.md"] = b"# Something else\n"
    done = push("--yes")
    assert done.returncode == 1
    assert "owner/derivative-manim is another dataset" in done.stderr
    assert len(other.commits) == 1


@pytest.mark.parametrize("name", ["owner/with space", "a/b/c"])
def test_a_name_that_is_none(name: str, push: Push) -> None:
    done = push("--yes", repo=name)
    assert done.returncode == 1
    assert f"{name!r} is no name of a repository" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_network(push: Push) -> None:
    done = push("--yes", HF_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "the Hub cannot be reached" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_hub_that_refuses(push: Push, hub: Hub) -> None:
    hub.refuse_commits = True
    done = push("--yes")
    assert done.returncode == 1
    assert "(503)" in done.stderr
    assert "nothing is published" in done.stderr
    assert hub.repositories[REPO].tags == {}


def test_only_a_release_is_pushed(push: Push, released: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = push("--yes", folder=tmp_path / "empty")
    assert done.returncode == 1
    assert "empty is no release: make one with `derivative-manim release" in done.stderr
    shutil.copytree(released, tmp_path / "damaged")
    scene = next((tmp_path / "damaged" / "code").rglob("*.py"))
    scene.write_text("pass\n")
    done = push("--yes", folder=tmp_path / "damaged")
    assert "was changed" in done.stderr


def test_a_row_that_differs_is_seen(push: Push, released: Path, tmp_path: Path) -> None:
    """Records that say something else than the Parquet files: what is loaded back is not what was sent."""
    wrong = tmp_path / "wrong"
    shutil.copytree(released, wrong)
    file = wrong / "metadata" / "examples.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    lines[3]["description"] = "Another."
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    write_manifest(wrong)
    done = push("--yes", folder=wrong)
    assert done.returncode == 1
    assert "dm-0004 is not what was sent; description differ" in done.stderr
