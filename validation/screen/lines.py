"""The lines on screen, compared with what they claim.

A claim is false if no way to read it makes it true (`line_claims.py`). A lesson of the dataset is held to more: every
text is read, every claim decided, and the derivation is of this function and in order (`line_derivation.py`).
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..formulas import latex, plain
from ..formulas.equality import Comparer, derivative
from ..formulas.expression import Expr, X
from ..formulas.latex import Statement
from ..formulas.names import has_names
from ..formulas.shapes import parts
from ..problem import Problem, Severity, Where
from .line_claims import Claims
from .line_derivation import Derivation, order
from .line_numbers import Span
from .line_parts import names_function
from .line_readings import Readings
from .line_sentences import said_in_words
from .line_types import RULE_LATEX, RULES, Fault, Line, short, untrue
from .line_words import EXERCISE, with_words

__all__ = ["RULES", "Lesson", "Line"]

# Words of a formula that hold an equation of f or f'.
_TYPED = re.compile(r"\\(?:text|mbox)[a-z]*\s*\{((?=[^={}]*(?:\b[fy]\s*['’′]*\s*(?:\(x\))?|d[fy]/dx)\s*=)[^{}$\\]*)\}")
# A row goes on with the one before that ends with a sign, or a word that wants another; it is a row of its own after a
# sentence, and where it begins with a capital, a number or a name.
_OPEN_END = re.compile(
    r"(?:[-+*/=,(:]|\b(?:is|are|of|the|an?|and|or|to|by|with|equals|gives|at|for|when|if|on|in|than|between|from))$"
)
_BEGINS = re.compile(r"[A-Z\d•✓✔✗✘❌]|[a-z]['’′″]*\s*(?:\([a-z]\)\s*)?[=≈]")
_CLAUSE = re.compile(r"[a-z]{2,}\s")  # a sentence that goes on
_PLACE = re.compile(r"x\s*[=≈]\s*[-−]?[\d.π/]+\s*(?:,|$)")  # what follows is said of it
_COUNTED = re.compile(r"^\(?(?:\d{1,2}|[a-e])[.)]\s+(?=[^\d\s])")  # "2. u' = 2x" is the second
_COMMA, _POINT = re.compile(r"(?<![\[({\d,.])(?<![\[(][-−])(\d+),(?=\d)"), re.compile(r"\d\.\d")
# Ratios, as 36:9:4, and measured values, as 2.25 ± 0.11, are not read.
_NOT_READ = re.compile(r"\d:\d|\.\d+(?:\s|\\[,;:! ])*(?:\\pm|±)\s*\d*\.\d")
_RELATION = re.compile(r"[=<>≈]|\\(?:approx|to|leq?|geq?)\b")


@dataclass
class Lesson:
    """The claims of one lesson on f; `strict` demands more than that no line is false (the dataset)."""

    path: str
    function: Expr
    comparer: Comparer
    strict: bool
    drawn: Span = (-math.inf, math.inf)  # where f is drawn

    def check(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """The problems of the lines, in order."""
        texts: list[tuple[Line, list[Statement], bool]] = []
        for line in (row for whole in lines for row in rows(whole)):
            reasons = [each for each in latex.read(as_latex(line)) if isinstance(each, str)]
            if not self.strict and _NOT_READ.search(line.text):
                continue
            for reason in reasons[:1] if self.strict or _RELATION.search(line.text) else ():
                severity = Severity.ERROR if self.strict else Severity.WARNING
                fault = Fault(RULE_LATEX, f"is not read: {reason}", "write it in plain LaTeX")
                yield self._problem(line, fault, severity, "text")
            if not reasons or not self.strict:
                texts.append((line, statements(line), not reasons))
        readings = Readings(
            self.function, self.comparer, [said for _, said, _ in texts], strict=self.strict, drawn=self.drawn
        )
        self._derivation = Derivation(readings)
        for index, (line, said, whole) in enumerate(texts):
            if self.strict:
                faults = list(self._derivation.line(line, index))
            else:
                faults = _faults(readings, index, line, said if whole else ())
                pointed = line._replace(text=_COMMA.sub(r"\1.", line.text))
                if faults and pointed != line and not _POINT.search(line.text):  # a comma may be that of a decimal
                    before = [before for _, before, _ in texts]
                    before[index] = said = statements(pointed)
                    again = Readings(self.function, self.comparer, before, strict=False, drawn=self.drawn)
                    again.names = readings.names
                    faults = _faults(again, index, pointed, said)
                if not faults and index and _goes_on(texts[index - 1][0].text, line.text):
                    text = f"{texts[index - 1][0].text} {line.text}"
                    faults = list(said_in_words([*texts[index - 1][1], *said], text, readings.numbers))[:1]
            for fault in faults:
                yield self._problem(line, fault)

    def title(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """The problems of a title: what it says is derived, or is y, is f, and so is one of the formulas in it."""
        alone: list[tuple[Line, Expr]] = []
        shown = False
        for line in lines:
            for said in with_words(statements(line)):
                named = names_function(said.statement.sides[0], "y")
                about = said.statement.sides[1 if named and said.statement.relations else 0]
                is_f = any(self.comparer.equal(side, self.function) for side in said.statement.sides)
                shown |= is_f
                if is_f or about == X or said.statement.where is not None or has_names(about) or not about.has(X):
                    continue
                if said.of_derivative or named:
                    yield self._problem(line, untrue("the scene is about another function"))
                elif not said.statement.relations and "?" not in line.text:
                    alone.append((line, about))
        # The factors of f may stand side by side.
        factors = [part for part in parts(self.function) if any(self.comparer.equal(part, each) for _, each in alone)]
        for line, formula in alone[:1] if not shown and len(factors) < max(2, len(alone)) else ():
            yield self._problem(line, untrue(f"{short(str(formula))} is not the function"))

    def crossed_out(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """The problems of lines that are crossed out as mistakes: one that says what f' is, and is true."""
        slope = derivative(self.function)
        for line in lines:
            equations = [statement.sides for statement in statements(line) if statement.relations]
            sides = [side for sides in equations for side in sides if not has_names(side)]
            if any(self.comparer.equal(side, slope) for side in sides) and not any(self.check([line])):
                yield self._problem(line, untrue("is crossed out, and true"))

    def order(self) -> Iterator[Problem]:
        """The problems of the order of the lines that `check` has read (one derivation, from the first to the last)."""
        for line, fault in order(self._derivation):
            yield self._problem(line, fault)

    def _problem(self, line: Line, fault: Fault, severity: Severity = Severity.ERROR, kind: str = "line") -> Problem:
        message = f"the {kind} {short(line.text)} {fault.said}"
        return Problem(fault.rule, severity, Where(self.path, line.line), message, fault.hint)


def _faults(readings: Readings, index: int, line: Line, words: Sequence[Statement]) -> list[Fault]:
    """The first fault of a text of any scene, by what it says and by what its words say."""
    names = readings.names
    if readings.passes(index):
        readings.names = names.copy()
    found = [*Claims(readings, index).faults(), *said_in_words(words, line.text, readings.numbers)]
    readings.names = names
    return found[:1]


def rows(line: Line) -> list[Line]:
    """A text that is typed in rows, cut where a row begins something new; a list, at each of its items."""
    if line.mode == "math" or EXERCISE.search(line.text.lower()):
        return [line]
    if line.mode == "markup":
        line = line._replace(text=plain.untagged(line.text), mode="plain")
    if line.mode == "tex":
        parts = line.text.split(r"\\") if line.text.endswith(r"\\") else [line.text]
    else:
        parts = []
        for row in map(str.strip, line.text.split("\n")):
            last = parts[-1] if parts else ""
            if _PLACE.match(last) and row:
                parts[-1] = f"{last}, {row}"
            elif (last[-1:] in ".;!?" or _BEGINS.match(row)) and not _OPEN_END.search(last):
                parts.append(row)
            else:
                parts[-1] = f"{last} {row}"
    return [line._replace(text=_COUNTED.sub("", part)) for part in parts if part.strip()]


def _goes_on(before: str, text: str) -> bool:
    """Tell whether a sentence that a text begins goes on in the next."""
    before = before.rstrip()
    return bool(_CLAUSE.match(text) and " " in before and _OPEN_END.search(before))


def statements(line: Line) -> list[Statement]:
    """What is read of a line."""
    return [each for each in latex.read(as_latex(line)) if not isinstance(each, str)]


def as_latex(line: Line) -> str:
    """A line as LaTeX in math mode."""
    if line.mode in ("plain", "markup"):
        return plain.to_latex(line.text, markup=line.mode == "markup")
    text = plain.tex_to_latex(line.text) if line.mode == "tex" else line.text
    return _TYPED.sub(lambda found: plain.to_latex(found[1]), text)
