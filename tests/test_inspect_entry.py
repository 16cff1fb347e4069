"""`inspect eval derivative_manim/derivative_manim`: the task under the name that the installed package registers."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from repository import REPOSITORY

pytest.importorskip("inspect_ai")

SCRIPT = """
from inspect_ai import eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model
output = ModelOutput.from_content("mockllm/model", "(")
output.usage = ModelUsage(input_tokens=1, output_tokens=1)
log = eval("derivative_manim/derivative_manim", model=get_model("mockllm/model", custom_outputs=[output]), limit=1,
           log_dir="logs", display="none")[0]
print(log.status, log.samples[0].scores["scene_verdict"].metadata["error_class"])
"""


@pytest.mark.slow
def test_the_task_by_its_registered_name(tmp_path: Path) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # What an installation writes, so that the test does not depend on when the checkout was installed.
    installed = tmp_path / "site" / "registered-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: registered\nVersion: 1.0\n")
    entries = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["inspect_ai"].items())
    (installed / "entry_points.txt").write_text(f"[inspect_ai]\n{entries}")
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join((str(installed.parent), str(REPOSITORY))))
    environment["XDG_DATA_HOME"] = str(tmp_path / "data")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "success syntax"
