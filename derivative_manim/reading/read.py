"""A function as a person types it, pasted from a page or written in LaTeX, read without a guess in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from derivative_manim.reading import checks
from derivative_manim.reading.characters import ReadingError, Sign, signs
from derivative_manim.reading.cursor import EQUATION
from derivative_manim.reading.frames import formula, undressed
from derivative_manim.reading.grammar import Parser
from derivative_manim.reading.tokens import tokens
from derivative_manim.reading.tree import Expression, Var, walk
from derivative_manim.reading.write import latex_text, plain_text, sympy_text


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
        decimals: the numbers that were typed with a decimal sign, and the fractions that they are.
    """

    input: str
    function: str
    plain: str
    latex: str
    variable: str
    shown: tuple[str, ...] = ()
    decimals: tuple[tuple[str, str], ...] = ()


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
    found, named = formula(undressed(signs(text)))
    parser, e = _parse(found)
    if isinstance(e, Var) and e.name in "fgh":
        raise ReadingError(f"no function is given, only its name {e.name}: type its formula", parser.found[0].place)
    name = checks.variable(e, parser.found)
    if _is_equation(text, e):
        raise ReadingError(EQUATION)
    other = next((each for each in named if each != name), None)
    if other and any(isinstance(part, Var) for part in walk(e)):
        raise ReadingError(f"the variable is named {other}, but the formula is in {name}: write one letter in both")
    checks.sizes(e)
    checks.real_somewhere(e)
    decimals = {token.raw: str(token.value) for token in parser.found if re.search(r"[.,]", token.raw) and token.value}
    return Reading(
        *(text, sympy_text(e), plain_text(e), latex_text(e), name),
        shown=tuple(dict.fromkeys(parser.doubts)),
        decimals=tuple(decimals.items()),
    )


def _is_equation(text: str, e: Expression) -> bool:
    """Whether a head names no function: x = 2, x = x^2, x -> 0."""
    head = re.match(r"\s*\$*\s*([A-Za-z])\s*(=(?!>)|->|→|\\to\b)", text)
    if head is None:
        return False
    names = {part.name for part in walk(e) if isinstance(part, Var)}
    return head[1] == "x" if not names else head[2] == "=" and head[1] in names


def number(text: str) -> float:
    """Read a number as people type it: 2.5, -pi/2, sqrt(2).

    Raises:
        ReadingError: it is none.
    """
    _, e = _parse(undressed(signs(text)))
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
