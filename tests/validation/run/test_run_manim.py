"""Whether a scene runs: the fast path, in the sandbox, says of every scene what Manim itself says of it.

What Manim says was recorded, one process a scene, by `python -m tools.plain_manim`.
"""

import json
import subprocess
import sys
from functools import cache
from typing import Any

import needs
import pytest

pytest.importorskip("manim")

from scenes import examples
from tiers import chosen, one_in

from validation.run import dry_run
from validation.run.evidence import Evidence
from validation.sandbox import Limits

needs.sandbox()

RECORDED: dict[str, Any] = json.loads((examples.FOLDER / "plain_manim.json").read_text(encoding="utf-8"))["scenes"]

# `manim` exits with 0 for a scene that ends the process itself with 0; here that is no scene that ran to its end.
OTHERWISE = {"system_exit": "SystemExit"}
# What a scene needs that a machine may not have; there `manim` ends with an exception as well.
NEEDS_OPENGL = {"config_opengl"}
# Classes that are said otherwise here: there is no exception, or the process was ended.
NO_CLASS = {"", "KeyboardInterrupt"}


@cache
def has_opengl() -> bool:
    """Whether Manim's OpenGL renderer would start; asked in another process, as a driver may end the one that asks."""
    attempts = "create(standalone=True, backend='egl')", "create(standalone=True)"
    source = "from moderngl import create_context as create; {}"
    commands = [[sys.executable, "-c", source.format(attempt)] for attempt in attempts]
    return any(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in commands)


@pytest.fixture(scope="module")
def faithful(request: pytest.FixtureRequest) -> dict[str, Evidence]:
    scenes = {name: source for name, source in examples.scenes().items() if name in chosen(request, "name")}
    return dict(dry_run.run(scenes, limits=Limits.release(), workers=2, seconds=20, quality="low"))


def test_what_was_recorded_is_what_is_run() -> None:
    assert RECORDED.keys() == examples.scenes().keys()
    assert len(examples.written()) > 160
    assert sum(not result["runs"] for result in RECORDED.values()) > 90


@pytest.mark.parametrize("name", one_in(3, RECORDED))
def test_the_verdict_is_manims(name: str, faithful: dict[str, Evidence]) -> None:
    if name in NEEDS_OPENGL and not has_opengl():
        pytest.skip("there is no OpenGL here")
    evidence, recorded = faithful[name], RECORDED[name]
    if name in OTHERWISE:
        assert recorded["runs"]
        assert evidence.error is not None
        assert evidence.error.kind == OTHERWISE[name]
        return
    assert (evidence.error is None) == recorded["runs"], evidence.error
    if evidence.error is None:
        assert evidence.scenes
    elif recorded["exit"] is None:
        assert evidence.error.kind == "Timeout"
    elif recorded["error"] not in NO_CLASS and name != "nul_bytes":  # a ValueError before Python 3.11.4
        assert evidence.error.kind == recorded["error"].replace("MemoryError", "MemoryLimit"), evidence.error
