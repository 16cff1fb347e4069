"""The program that reads untrusted text inside a sandbox: syntax, imports, calls, names; nothing of the text is run.

    python -m validation.run.analyst < request.json 3> report

It is the checks' own code that runs here, but on text that may be made to exhaust time or memory. The request and the
report are those of `validation.run.forks`.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .. import api
from .. import text as texts
from ..scene_file import SceneFile
from . import forks


def _prepare(request: dict[str, Any], files: list[Path]) -> forks.Work:
    api.look_through()
    return _analyse


def _analyse(path: Path, slot: int) -> bytes:
    text = texts.decoded(path.read_bytes())
    if text is None:
        return json.dumps({"text": False}).encode()
    scene = SceneFile(path.name, text)
    problems = texts.check(scene, template=False) + api.check(scene, template=False)
    rows = [[one.check, one.severity, one.where.line, one.message, one.hint] for one in problems]
    return json.dumps({"text": True, "facts": asdict(texts.facts(scene)), "problems": rows}).encode()


if __name__ == "__main__":
    forks.serve("scene.py", _prepare)
