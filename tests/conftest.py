"""Every test reads the repository's own data, writes below its own folder, and has no network."""

import gc
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from repository import REPOSITORY


def pytest_configure(config: pytest.Config) -> None:
    # Read once, when datasets is imported: nothing may land in the cache of the person who runs the tests.
    os.environ["HF_HOME"] = str(REPOSITORY / ".pytest_cache" / "huggingface")
    os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    # Tiny models gain nothing from threads, and lose much where others compute beside them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


#: A file stays with one worker: those that take longest begin, so that none is left to run alone at the end.
LONGEST = [
    "test_mutations.py", "test_judge_scenes.py", "test_run_manim.py", "test_an_authors.py", "test_picture.py",
    "test_build.py", "test_push.py", "test_rules.py", "test_judge.py", "test_scene.py", "test_an_render.py",
    "test_wheel.py", "test_ft_inspect.py",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection, except the local pipes that multiprocessing speaks through."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Let Python not collect the garbage of the tests before, two seconds of it, while a test measures its time."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One `datasets` cache for all tests of a process."""
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def records() -> list[dict[str, Any]]:
    """The records of the release, as they stand in the file."""
    text = (REPOSITORY / "metadata" / "examples.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the data, to be damaged."""
    root = tmp_path / "tree"
    root.mkdir()
    for name in ("code", "metadata"):
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "examples").mkdir()
    for name in ("dataset_card.md", "LICENSE", "CITATION.cff", "examples/contact_sheet.png", "examples/figures.svg"):
        shutil.copyfile(REPOSITORY / name, root / name)
    return root


@pytest.fixture
def typeset(tmp_path: Path) -> Callable[[str], Path]:
    """Set all formulas of a source in one LaTeX document; gives the media folder in which Manim finds them."""

    def set_all(source: str) -> Path:
        from validation.run.typeset import typeset

        file, media = tmp_path / "formulas.py", tmp_path / "media"
        file.write_text(source, encoding="utf-8")
        assert typeset([file], media / "Tex")
        return media

    return set_all


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data with a certificate of its scenes; not to be damaged."""
    from certified import certified_tree

    return certified_tree(tmp_path_factory.mktemp("certified") / "tree")


@pytest.fixture(scope="session")
def release(certified: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Make a release in a folder, with stand-ins for the videos, which take Manim minutes."""
    from PIL import Image

    from derivative_manim.hub import samples
    from derivative_manim.hub.release import release

    kept = tmp_path_factory.mktemp("videos")

    def stand_in(example: Any, quality: str = "l", folder: Path | None = None) -> tuple[Path, Path]:
        video, picture = kept / f"{example['id']}.mp4", kept / f"{example['id']}.png"
        video.write_bytes(b"\0\0\0\x18ftypmp42")
        Image.new("RGB", (854, 480)).save(picture)
        return video, picture

    def make(target: Path) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(samples, "render", stand_in)
            return release(target, root=certified)

    return make


@pytest.fixture(scope="session")
def released(release: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release; not to be damaged."""
    return release(tmp_path_factory.mktemp("release") / "derivative-manim")


@pytest.fixture
def python(tmp_path: Path) -> Callable[..., str]:
    """Run a script in a fresh interpreter and return what it prints; `path` is put before sys.path."""

    def run(script: str, *, cwd: Path = tmp_path, path: Path | None = REPOSITORY) -> str:
        environment = dict(os.environ, HF_HOME=str(tmp_path / "home"), PYTHONPATH=str(path or ""))
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of two layers with random weights, and a tokenizer made for a few scenes (needs the extra `finetune`)."""
    from finetune import data, models

    texts = [row["prompt"] + row["completion"] for row in data.functions("train", 24)]
    return models.tiny(tmp_path_factory.mktemp("models") / "tiny", texts)
