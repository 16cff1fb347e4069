"""Builds the wheel, installs it in a fresh environment, and uses it from elsewhere."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import REPOSITORY

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
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    python = _script(folder, "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", wheel], check=True)
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
        "dataset_card.md",
        "eval.yaml",
        "LICENSE",
        "CITATION.cff",
    ):
        assert f"derivative_manim/_data/{name}" in names
    assert "derivative_manim/py.typed" in names
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
    assert (tmp_path / "derivative-manim" / "data" / "all" / "train-00000-of-00001.parquet").is_file()


def _script(environment: Path, name: str) -> Path:
    folder = environment / ("Scripts" if os.name == "nt" else "bin")
    return folder / (f"{name}.exe" if os.name == "nt" else name)


def _run(environment: Path, cwd: Path, *command: str | Path) -> str:
    variables = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    variables["HF_HOME"] = str(cwd / "home")
    done = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
