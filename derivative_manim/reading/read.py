"""A function as a person types it, pasted from a page or written in LaTeX, read without a guess in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from derivative_manim.reading import checks
from derivative_manim.reading.characters import ReadingError, Sign, signs
from derivative_manim.reading.grammar import EQUATION, Parser
from derivative_manim.reading.names import ASKING
from derivative_manim.reading.tokens import tokens
from derivative_manim.reading.tree import Expression, Var, walk
from derivative_manim.reading.write import latex_text, plain_text, sympy_text

_NAME = r"[A-Za-z]"
_HEADS = (
    # f(x) = ..., y = ..., f: x -> ...
    rf"\s*\$*\s*{_NAME}\s*(?:\\left)?\(\s*\\?[A-Za-z]+\s*(?:\\right)?\)\s*:?=(?!=)",
    rf"\s*\$*\s*{_NAME}\s*:?=(?!=)",
    rf"\s*(?:{_NAME}\s*:\s*)?{_NAME}\s*(?:\\mapsto|\\to|->)",
)
_OPERATORS = (
    r"\s*\$*\s*\\[dt]?frac\s*\{{?\s*(?:\\mathrm\s*)?\{{?d\}}?\s*\}}?\s*\{{\s*(?:\\mathrm\s*)?\{{?d\}}?\s*{v}\s*\}}",
    r"\s*\(?\s*d\s*/\s*d{v}\s*\)?",
    r"\s*D_?\{{?{v}\}}?(?=\s*[\(\[])",
)
_AROUND = re.compile(r"\s*d\s*\((?P<inside>.*)\)\s*/\s*d\s*[A-Za-z]\s*\Z", re.DOTALL)
_PRIMED = re.compile(r"\s*[\(\[](?P<inside>.*)[\)\]]\s*'\s*\Z", re.DOTALL)
_ASKED = re.compile(r"\s*(?:diff|D)\s*[\(\[](?P<inside>.*),\s*[A-Za-z]\s*[\)\]]\s*\Z", re.DOTALL)
_MATHS = re.compile(r"\s*\\[\(\[](?P<inside>.*)\\[\)\]]\s*\Z", re.DOTALL)
_SLOPE = re.compile(r"\s*(?:[A-Za-z]\s*'|d\s*[A-Za-z]\s*/\s*d\s*[A-Za-z])\s*(?:\(\s*[A-Za-z]\s*\)\s*)?=")
_ARC = re.compile(r"\b(arc|ar)\s+(?=(?:sin|cos|tan|cot|sec|csc|tg|ctg|sinh|cosh|tanh)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """How an input was read.

    Attributes:
        input: as it was typed.
        function: as SymPy text, in the variable that was typed.
        plain: on one line, as a person writes it.
        latex: as LaTeX.
        variable: its name; x for a constant.
        shown: what could be read otherwise, each as a sentence that the person has to see; empty if nothing could.
    """

    input: str
    function: str
    plain: str
    latex: str
    variable: str
    shown: tuple[str, ...] = ()


def read(text: str) -> Reading:
    r"""Read a function; nothing of it is ever evaluated as code.

    Args:
        text: at most 500 characters, as `x^2 sin x`, `f(t) = 2^{-t}`, `\frac{\ln x}{x}`, `d/dx (x²+1)`.

    Returns:
        The reading. Where two people could read the input differently, `shown` says how it was read.

    Raises:
        ReadingError: it is no function of one variable that is read; the message says in one sentence what to type,
            `place` where.
    """
    parser, e = _parse(_without_head(signs(text)))
    if isinstance(e, Var) and e.name in "fgh":
        raise ReadingError(f"no function is given, only its name {e.name}: type its formula", parser.found[0].place)
    name = checks.variable(e, parser.found)
    if _is_equation(text, e):
        raise ReadingError(EQUATION)
    checks.sizes(e)
    checks.real_somewhere(e)
    return Reading(text, sympy_text(e), plain_text(e), latex_text(e), name, tuple(dict.fromkeys(parser.doubts)))


def _is_equation(text: str, e: Expression) -> bool:
    """Whether a head names no function: x = 2, x = x^2, x -> 0."""
    head = re.match(r"\s*\$*\s*([A-Za-z])\s*(=|->|→|\\to\b)", text)
    if head is None:
        return False
    names = {part.name for part in walk(e) if isinstance(part, Var)}
    return head[1] == "x" if not names else head[2] == "=" and head[1] in names


def number(text: str) -> float:
    """Read a number as people type it: 2.5, -pi/2, sqrt(2).

    Raises:
        ReadingError: it is none.
    """
    found = signs(text)
    _, e = _parse(found)
    checks.sizes(e)
    value = checks.constant(e)
    if value is None:
        raise ReadingError("this is not a number: type one as 2.5 or pi/2")
    return value


def _parse(found: Sequence[Sign]) -> tuple[Parser, Expression]:
    parser = Parser(tokens(found))
    try:
        return parser, parser.whole()
    except RecursionError:
        raise ReadingError("the function is nested too deep: type a simpler one") from None


def _without_head(found: list[Sign]) -> list[Sign]:
    """Take away what only names the function or asks for its derivative."""
    text = "".join(sign.text for sign in found)
    if _SLOPE.match(text):
        raise ReadingError("this gives the derivative, not the function: type f(x) = and the function", found[0].place)
    for whole in (_AROUND, _PRIMED, _ASKED, _MATHS):
        match = whole.match(text)
        if match and _balanced(match["inside"]):
            return _without_head(found[match.start("inside") : match.end("inside")])
    for words in ASKING:
        match = re.match(rf"\s*{re.escape(words)}\b:?", text, re.IGNORECASE)
        if match and words not in ("d/dx of",):
            return _without_head(found[match.end() :])
    if match := _ARC.search(text):
        return _without_head(found[: match.end(1)] + found[match.end() :])
    for head in _HEADS:
        if match := re.match(head, text):
            return _without_head(_left(found, match.end()))
    for operator in _OPERATORS:
        if match := re.match(operator.format(v=r"\\?[A-Za-z]+"), text):
            return _without_head(_left(found, match.end()))
    end = len(text.rstrip(" $.,;?"))
    return found[:end]


def _left(found: list[Sign], start: int) -> list[Sign]:
    if all(sign.text in " $" for sign in found[start:]):
        raise ReadingError("no function is given: type what stands to the right of the sign =", found[-1].place)
    return found[start:]


def _balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            return False
    return depth == 0
