"""`ast.lines`: a lesson of the dataset consists of the lines of `lines.txt`, with numbers and formulas of its own.

A lesson is looked at once a second, so no look can show that it moves evenly and that nothing flashes between; and what
a reader of the code minds (a comment that lies, a function that nobody calls) is in no picture. All lessons are written
alike, so it is enough to say what they consist of. Whoever writes lessons in another way adds the line.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ..problem import Problem, Severity, Where, short
from ..scene_file import SceneFile

RULES = {"ast.lines": "a lesson consists of the lines that all have, with numbers and formulas of its own"}

_NUMBERS = r"[-\d.e PI*/:,()\[\]]+"
_OPEN = {
    "<numbers>": _NUMBERS,
    "<formula>": r"[-+*/ ().\w]+",  # `record.code` says which
    "<labels>": rf'{{({_NUMBERS} r"\$[^"]*\$"(, )?)*}}',
    "<pages>": r"(steps\[[\d:]+\](, )?)+",
    "<text>": r'[^"]*',
}
_known = re.escape(Path(__file__).with_name("lines.txt").read_text(encoding="utf-8"))
for _name, _stands_for in _OPEN.items():
    _known = _known.replace(_name, _stands_for)
_KNOWN = re.compile(_known.replace("\\\n", "|"))


def problems(scene: SceneFile) -> Iterator[Problem]:
    """Yield the lines that no other lesson has; an empty one counts as such after two others."""
    empty = 0
    for number, line in enumerate(scene.text.split("\n"), start=1):
        empty = 0 if line else empty + 1
        if empty > 2 or not _KNOWN.fullmatch(line):
            message = f"`{short(line.strip())}` is no line of a lesson"
            yield Problem("ast.lines", Severity.ERROR, Where(scene.path, number), message, "write it as the others do")
