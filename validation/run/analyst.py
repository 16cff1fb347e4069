"""The program that reads untrusted text inside a sandbox: syntax, imports, calls, names; nothing of the text is run.

    python -m validation.run.analyst < request.json 3> report

It is the checks' own code that runs here, but on text that may be made to exhaust time or memory. The request is
that of `validation.run.worker`; its report that of `validation.run.forks`.
"""

import base64
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .. import api
from .. import text as texts
from ..problem import Problem
from ..scene_file import SceneFile
from . import forks

MOST_PROBLEMS = 200
FEW = 4
"""Of so few texts each reads for itself what there is in Manim: to read it for all takes some seconds."""


def main() -> int:
    """Do the request on standard input."""
    request = json.load(sys.stdin)
    forks.protect()
    folder = Path(request["folder"])
    jobs = []
    for number, job in enumerate(request["jobs"]):
        path = folder / f"scene_{number}.py"
        path.write_bytes(base64.b64decode(job["source"]))
        jobs.append((str(job["id"]), path))
    if len(jobs) > FEW:
        api.check(SceneFile("warm.py", "from manim import *\nCircle().shift(UP)\n"), template=False)
    forks.say({"stage": "reading"})
    forks.report_all(jobs, _analyse, workers=request["workers"], seconds=request["seconds"])
    return 0


def _analyse(path: Path, slot: int) -> bytes:
    text = texts.decoded(path.read_bytes())
    if text is None:
        return json.dumps({"text": False}).encode()
    scene = SceneFile(path.name, text)
    problems = texts.check(scene, template=False) + api.check(scene, template=False)
    found: dict[str, Any] = {"text": True, "facts": asdict(texts.facts(scene))}
    return json.dumps(found | {"problems": [_row(problem) for problem in problems[:MOST_PROBLEMS]]}).encode()


def _row(problem: Problem) -> list[Any]:
    return [problem.check, problem.severity, problem.where.line, problem.message, problem.hint]


if __name__ == "__main__":
    sys.exit(main())
