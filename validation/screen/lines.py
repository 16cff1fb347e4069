"""The lines on screen, compared with what they claim.

A lesson of the dataset is read strictly: every text, every claim, and that it belongs to this function
(`line_derivation.py`, `line_order.py`). In any other scene a claim is false if no way to read it makes it true
(`line_claims.py`).
"""

import re
from collections.abc import Iterator, Sequence

from ..formulas import latex, plain
from ..formulas.equality import Comparer
from ..formulas.expression import Expr
from ..formulas.latex import Statement
from ..problem import Problem, Severity, Where
from .line_claims import faults
from .line_derivation import Derivation
from .line_order import order
from .line_readings import Readings
from .line_types import RULE_LATEX, RULE_LINE, RULES, Fault, Line, short

__all__ = ["RULES", "Lesson", "Line"]


_RELATION = re.compile(r"[=<>≈]|\\(?:approx|to|leq?|geq?)\b")


class Lesson:
    """The claims of one lesson.

    Args:
        path: the scene's name in problems.
        function: f, as the scene was asked for.
        comparer: the points to compare at.
        strict: whether a line must also belong to this function (the dataset), not only be true (any scene).
    """

    def __init__(self, path: str, function: Expr, comparer: Comparer, *, strict: bool) -> None:
        self.path = path
        self.function = function
        self.comparer = comparer
        self.strict = strict
        self._derivation = Derivation(function, comparer)

    def check(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """The problems of the lines, in order."""
        texts: list[tuple[Line, tuple[Statement, ...]]] = []
        for line in lines:
            read = latex.read(_latex(line), lenient=not self.strict)
            reasons = [s for s in read if isinstance(s, str)]
            for reason in reasons[:1] if self.strict or _RELATION.search(line.text) else ():
                message = f"the text {short(line.text)} is not read: {reason}"
                severity = Severity.ERROR if self.strict else Severity.WARNING
                yield self._problem(Fault(RULE_LATEX, line, message, "write it in plain LaTeX"), severity)
            if not reasons or not self.strict:
                texts.append((line, tuple(s for s in read if not isinstance(s, str))))
        if self.strict:
            for fault in self._derivation.check(texts):
                yield self._problem(fault)
            return
        claims = Readings(self.function, self.comparer, [statements for _, statements in texts])
        for index, (line, _) in enumerate(texts):
            for said in list(faults(claims, index))[:1]:
                message = f"the line {short(line.text)} is false: {said}"
                yield self._problem(Fault(RULE_LINE, line, message, "correct the line"))

    def order(self) -> Iterator[Problem]:
        """The problems of the order of the lines that `check` has read (one derivation, from the first to the last)."""
        for fault in order(self._derivation):
            yield self._problem(fault)

    def _problem(self, fault: Fault, severity: Severity = Severity.ERROR) -> Problem:
        return Problem(fault.rule, severity, Where(self.path, fault.line.line), fault.message, fault.hint)


def _latex(line: Line) -> str:
    """A line as LaTeX in math mode."""
    if line.mode == "tex":
        return plain.tex_to_latex(line.text)
    if line.mode in ("plain", "markup"):
        return plain.to_latex(line.text, markup=line.mode == "markup")
    return line.text
