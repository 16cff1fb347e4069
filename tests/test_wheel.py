"""Builds the wheel, installs it in a fresh environment, and uses it from elsewhere."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from repository import REPOSITORY

SMOKE = """
import socket
from pathlib import Path

def refuse(*args, **kwargs):
    raise AssertionError("a socket was opened")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import derivative_manim
from datasets import load_dataset

package = Path(derivative_manim.__file__).parent
assert package.is_relative_to(Path(__import__("sys").prefix)), package
scenes = load_dataset("derivative-manim")
assert {split: len(rows) for split, rows in scenes.items()} == {"train": 418, "validation": 50, "test": 69}
row = scenes["test"][0]
assert row["code"] == (package / "_data" / row["path"]).read_text(encoding="utf-8")
assert len(load_dataset("derivative-manim", "advanced", split="train+validation+test")) == 134
assert len(list(load_dataset("derivative-manim", split="test", streaming=True))) == 69
assert len(derivative_manim.load_dataset(split="train[:5]")) == 5
assert derivative_manim.load_dataset("repair", split="test")[0]["problems"]
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation, so without a download: hatchling is one of the `dev` requirements.
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; its dependencies are those of the running one."""
    folder = tmp_path_factory.mktemp("environment")
    folder.chmod(0o755)  # the sandbox of root reads with the rights of others
    venv.create(folder, symlinks=os.name != "nt")
    pip = [sys.executable, "-m", "pip", "--python", _script(folder, "python")]
    subprocess.run([*pip, "install", "-q", "--no-index", "--no-deps", wheel], check=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    # Own packages come first on the path, so what is tested is the wheel even where a checkout is installed.
    (packages / "dependencies.pth").write_text(
        "\n".join(dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))))
    )
    return folder


def test_content(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    scenes = [name for name in names if name.startswith("derivative_manim/_data/code/")]
    assert len(scenes) == 537
    for name in (
        "metadata/examples.jsonl",
        "metadata/manifest.json",
        "repair/test.jsonl",
        "dataset_card.md",
        "examples/contact_sheet.png",
        "examples/figures.svg",
        "LICENSE",
        "CITATION.cff",
    ):
        assert f"derivative_manim/_data/{name}" in names
    assert "derivative_manim/py.typed" in names
    for path in (path for room in ("validation", "finetune") for path in (REPOSITORY / room).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            assert f"derivative_manim/{path.relative_to(REPOSITORY).as_posix()}" in names
    tops = {name.partition("/")[0] for name in names}
    assert len(tops) == 2, f"nothing but the package and its dist-info belongs in site-packages: {tops}"
    assert not [name for name in names if "__pycache__" in name]


def test_it_loads_from_elsewhere(environment: Path, tmp_path: Path) -> None:
    _run(environment, tmp_path, _script(environment, "python"), "-c", SMOKE)


def test_its_command_line(environment: Path, tmp_path: Path) -> None:
    command = _script(environment, "derivative-manim")
    assert "537" in _run(environment, tmp_path, command, "info")
    assert "are as released" in _run(environment, tmp_path, command, "verify")
    assert "class DerivativeVisualization(Scene)" in _run(environment, tmp_path, command, "show", "1", "--code")
    _run(environment, tmp_path, command, "export", "derivative-manim")
    baseline = _run(environment, tmp_path, _script(environment, "python"), "-m", "derivative_manim.finetune", "--help")
    assert "The QLoRA baseline" in baseline
    assert (tmp_path / "derivative-manim" / "data" / "advanced" / "train-00000-of-00001.parquet").is_file()


JUDGE = """
import sys
from pathlib import Path
from derivative_manim.validation import Verdict, judge
import derivative_manim.validation as validation

assert Path(validation.__file__).is_relative_to(sys.prefix), validation.__file__
assert "validation" not in sys.modules and "derivative_manim.generation" not in sys.modules
found = judge(Path(sys.argv[1]).read_text(), "x**2", seconds=60)
assert isinstance(found, Verdict)
print(found.executes, found.error_class, found.error)
"""

SCENE = """
from manim import *


class Shows(Scene):
    def construct(self):
        axes = Axes(x_range=[-2, 2], y_range=[-1, 4])
        self.play(Create(axes), Create(axes.plot(lambda x: x**2)))
"""


def test_it_judges_from_elsewhere(environment: Path, tmp_path: Path) -> None:
    pytest.importorskip("manim")
    if shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap")
    (tmp_path / "scene.py").write_text(SCENE)
    said = _run(environment, tmp_path, _script(environment, "python"), "-c", JUDGE, "scene.py")
    assert said.startswith("True "), said
    samples = [{"id": "a", "code": SCENE, "function": "x**2"}, {"id": "b", "code": "nonsense(", "function": "x**2"}]
    (tmp_path / "samples.jsonl").write_text("".join(json.dumps(sample) + "\n" for sample in samples))
    command = _script(environment, "derivative-manim")
    said = _run(environment, tmp_path, command, "judge", "samples.jsonl", "-o", "verdicts.jsonl", status=1)
    assert "2  judged" in said
    verdicts = [json.loads(line) for line in (tmp_path / "verdicts.jsonl").read_text().splitlines()]
    assert [(verdict["id"], verdict["executes"], verdict["usable"]) for verdict in verdicts] == [
        ("a", True, False),
        ("b", False, False),
    ]
    assert verdicts[1]["error_class"] == "syntax"


def test_it_validates_from_elsewhere(environment: Path, tmp_path: Path) -> None:
    pytest.importorskip("manim")
    (tmp_path / "scene.py").write_text("from manim import *\nRectangle().shiftt(UP)\n")
    command = _script(environment, "derivative-manim")
    said = _run(environment, tmp_path, command, "validate", "--api-only", "scene.py", status=1)
    assert "shiftt" in said
    if shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap")
    (tmp_path / "lesson.py").write_bytes((REPOSITORY / "code/foundation/0014_x2.py").read_bytes())
    assert "no problem" in _run(environment, tmp_path, command, "validate", "lesson.py")


def _script(environment: Path, name: str) -> Path:
    folder = environment / ("Scripts" if os.name == "nt" else "bin")
    return folder / (f"{name}.exe" if os.name == "nt" else name)


def _run(environment: Path, cwd: Path, *command: str | Path, status: int = 0) -> str:
    variables = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    variables |= {"HF_HOME": str(cwd / "home"), "XDG_CACHE_HOME": str(cwd / "cache")}
    done = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout
