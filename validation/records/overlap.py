"""No scene is a copy of an example in Manim's own documentation.

Every `.. manim::` block of the installed package's docstrings is compared with every scene, as runs of ten tokens, with
the names that a text itself gives masked. A scene overlaps if it has half of the runs of an example, or if a quarter of
its own are an example's. Measured with Manim 0.22.0: a scene of the release has 0.24 of an example at most, and is 0.01
an example's; each of the 388 examples, with another class name and every variable renamed, has 0.83 of itself at least.
"""

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ..problem import Problem, Where
from ..release import EXAMPLES, Release
from .problems import error
from .tokens import shingles, tokens

RULES = {"dataset.overlap": "no scene is a copy of an example in Manim's own documentation"}

SHINGLE = 10
SMALLEST = 20
"""Runs that an example must have: shorter ones are one statement that every scene may have."""

SHARE_OF_EXAMPLE = 0.5
SHARE_OF_SCENE = 0.25

_BLOCK = re.compile(r"^([ \t]*)\.\. manim:: *(\w+).*\n((?:\1[ \t]+\S.*\n|[ \t]*\n)+)", re.MULTILINE)
_OPTION = re.compile(r"\s*:\w+:")
_CHOSEN = re.compile(r"^[ \t]*(?:class |def |for )?[ \t]*(\w+(?:, *\w+)*)(?= = |\(| in )", re.MULTILINE)
_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Example:
    """An example in Manim's documentation.

    Attributes:
        name: its scene's class.
        path: the file of the package that has it.
        code: its text.
    """

    name: str
    path: str
    code: str


def check(release: Release) -> Iterator[Problem]:
    """Compare the scenes with Manim's examples.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    examples = manim_examples()
    if not examples:
        message = "Manim is not installed, so its examples cannot be compared with"
        yield error("dataset.overlap", Where(EXAMPLES), message, "install the project's extra `validation`")
        return
    runs = [(example, found) for example in examples if len(found := _runs(example.code)) >= SMALLEST]
    having: defaultdict[int, list[int]] = defaultdict(list)
    for number, (_, found) in enumerate(runs):
        for run in found:
            having[run].append(number)
    for path, scene in release.scenes.items():
        own = _runs(scene.text)
        shared = Counter(number for run in own if run in having for number in having[run])
        for number, count in sorted(shared.items()):
            example, found = runs[number]
            if count >= SHARE_OF_EXAMPLE * len(found) or count >= SHARE_OF_SCENE * len(own):
                message = (
                    f"{count / len(found):.0%} of Manim's example {example.name} ({example.path}) is in the scene,"
                    f" {count / len(own):.0%} of it"
                )
                yield error("dataset.overlap", Where(path), message, "write the lesson in its own words")


@cache
def manim_examples() -> tuple[Example, ...]:
    """Read the examples in the docstrings of the installed Manim, without importing it.

    Returns:
        All of them, in the order of the files; none if Manim is not installed.
    """
    spec = find_spec("manim")
    if spec is None or not spec.submodule_search_locations:
        return ()
    root = Path(spec.submodule_search_locations[0])
    return tuple(
        Example(block[2], file.relative_to(root.parent).as_posix(), _code(block[3]))
        for file in sorted(root.rglob("*.py"))
        for block in _BLOCK.finditer(file.read_text(encoding="utf-8"))
    )


def _code(block: str) -> str:
    lines = textwrap.dedent(block).strip().split("\n")
    return "\n".join(line for line in lines if not _OPTION.match(line)).strip() + "\n"


def _runs(code: str) -> frozenset[int]:
    # A copy with other names is a copy: those that the text itself chooses are masked.
    chosen = {name for names in _CHOSEN.findall(code) for name in _NAME.findall(names)}
    return shingles([["v" if token in chosen else token for token in tokens(code)]], SHINGLE)
