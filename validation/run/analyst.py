"""The program that reads untrusted text inside a sandbox: syntax, imports, calls, names; nothing of the text is run.

    python -m validation.run.analyst < request.json 3> report

It is the checks' own code that runs here, but on text that may be made to exhaust time or memory. The request and the
report are those of `validation.run.forks`.
"""

from pathlib import Path
from typing import Any

import msgspec

from .. import api
from .. import text as texts
from ..scene_file import Reading, SceneFile
from . import forks


def reading(scene: SceneFile) -> Reading:
    """Give what a scene's text shows, by whatever function it is and whoever wrote it."""
    problems = texts.check(scene, template=False) + api.check(scene, template=False)
    return Reading(texts.facts(scene), tuple(problems))


def _prepare(request: dict[str, Any], files: list[Path]) -> forks.Work:
    api.look_through()
    return _analyse


def _analyse(path: Path, slot: int) -> bytes:
    text = texts.decoded(path.read_bytes())
    return msgspec.json.encode(Reading(None) if text is None else reading(SceneFile(path.name, text)))


if __name__ == "__main__":
    forks.serve("scene.py", _prepare)
