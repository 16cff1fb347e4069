"""A scene as the checks see it: a name, the text, and its syntax tree; nothing of it is run."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property

from .problem import Problem, Severity, Where, short

CLASS_NAME = "DerivativeVisualization"
PHASES = ("title", "axes", "function", "derivation", "tangent", "trace", "derivative", "summary")

MAX_CHARS = 200_000  # that are read; a scene of the release has at most 4,200
MAX_DEPTH = 150  # of a syntax tree: recursive readers stay within Python's own limit of 1,000 calls

# PEP 263. Python reads a file in the encoding that its first two lines declare. In some (`utf-7`,
# `raw_unicode_escape`) a comment becomes code; in these every character is what it shows.
_CODING = re.compile(r"coding[:=][ \t]*([-\w.]+)", re.ASCII)
_PLAIN_ENCODINGS = {"utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii", "latin-1", "iso-8859-1", "iso-8859-15", "cp1252"}


@dataclass(frozen=True)
class Facts:
    """What an evaluator counts of a file."""

    valid_syntax: bool = False  # Python reads it
    manim_import: bool = False
    scene_class: bool = False  # there is a class that derives from one of Manim's scene classes
    named_class: bool = False  # one of them is `DerivativeVisualization`
    # The sections that it opens by a name that is written out are the eight phases, in their order; for scenes that do
    # not run to their end, where what was opened says nothing of the rest.
    eight_phases: bool = False
    # The imports come first (after a docstring), then, among constants and helpers, `f` and `df`, then, last,
    # `DerivativeVisualization`, the only class; and the rules of `text.structure` hold.
    template: bool = False


@dataclass(frozen=True)
class Reading:
    """What the text of any scene shows."""

    facts: Facts | None  # None: it is no text
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SceneFile:
    """A Python source, decoded."""

    path: str  # the name to give in problems
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree.

        Raises:
            SyntaxError: the text is not Python, or larger or deeper than any reader here is made for.
        """
        if len(self.text) > MAX_CHARS:
            raise self._refused(f"it has {len(self.text):,} characters, more than {MAX_CHARS:,}")
        head = "\n".join(self.text.split("\n", 2)[:2])
        for coding in _CODING.findall(head if "#" in head else ""):
            if coding.lower().replace("_", "-") not in _PLAIN_ENCODINGS:
                raise self._refused(f"in the encoding `{short(coding)}` it can mean something else than it shows")
        try:
            tree = ast.parse(self.text, filename=self.path)
        except (ValueError, MemoryError, RecursionError) as error:
            raise self._refused(str(error) or type(error).__name__) from None
        depth = 0
        level: list[ast.AST] = [tree]
        while level:
            depth += 1
            level = [child for node in level for child in ast.iter_child_nodes(node)]
        if depth > MAX_DEPTH:
            raise self._refused(f"it is nested {depth} deep, more than {MAX_DEPTH}")
        return tree

    def unreadable(self) -> Problem | None:
        """Why Python does not read the text, as a problem of the rule `ast.syntax`; None if it does."""
        try:
            _ = self.tree
        except SyntaxError as error:
            message = f"the file is not Python: {error.msg or 'invalid syntax'}"
            return Problem("ast.syntax", Severity.ERROR, Where(self.path, error.lineno), message, "correct the syntax")
        return None

    def _refused(self, why: str) -> SyntaxError:
        return SyntaxError(why, (self.path, 1, 0, ""))
