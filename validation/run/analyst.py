"""The program that reads a stranger's text inside a sandbox: syntax, names and mathematics; nothing of the text is run.

    python -m validation.run.analyst < request.json 3> report

It is the checks' own code that runs here, but on text that may be made to exhaust time or memory. The request is
that of `validation.run.worker`, with `asked`, the function, in each job; its report that of
`validation.run.forks`.
"""

import base64
import io
import json
import sys
import tokenize
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .. import mathematics
from .. import text as static
from ..problem import Problem
from ..scene_file import SceneFile
from . import forks


def main() -> int:
    """Do the request on standard input."""
    request = json.load(sys.stdin)
    forks.protect()
    folder = Path(request["folder"])
    jobs = []
    for number, job in enumerate(request["jobs"]):
        path = folder / f"scene_{number}.py"
        path.write_bytes(base64.b64decode(job["source"]))
        path.with_suffix(".json").write_text(json.dumps([job["id"], job["asked"]]), encoding="utf-8")
        jobs.append((str(job["id"]), path))
    # What the checks know of Manim is read once, before the processes are forked.
    static.check(SceneFile("warm.py", "from manim import *\nCircle().shift(UP)\n"), template=False)
    forks.say({"stage": "reading"})
    forks.report_all(jobs, _analyse, workers=request["workers"], seconds=request["seconds"])
    return 0


def _analyse(path: Path, slot: int) -> bytes:
    name, asked = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    source = path.read_bytes()
    try:
        # As Python itself reads it: by its byte order mark or the coding that it declares, else UTF-8.
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = source.decode(encoding)
    except (SyntaxError, LookupError, ValueError):
        return json.dumps({"text": False}).encode()
    scene = SceneFile(name, text)
    facts = static.facts(scene)
    found: dict[str, Any] = {"text": True, "facts": asdict(facts)}
    # Of the rules of a lesson one holds for all: a name of Manim's that means something else here is a way to show what
    # the text does not say.
    problems = [problem for problem in static.check(scene) if problem.check not in static.structure.RULES]
    if facts.valid_syntax and asked is not None:
        judgement = mathematics.judge(scene, asked)
        problems += judgement.problems
        found |= {"right_function": judgement.right_function, "right_derivative": judgement.right_derivative}
    return json.dumps(found | {"problems": [_row(problem) for problem in problems[:200]]}).encode()


def _row(problem: Problem) -> list[Any]:
    return [problem.check, problem.severity, problem.where.line, problem.message, problem.hint]


if __name__ == "__main__":
    sys.exit(main())
