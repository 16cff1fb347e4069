"""What a text in the colour of a curve, or beside it, says that it is: "2x sin x", "f(x) + 5", "T(x) = x^3 - x^5/6"."""

import contextlib
import re
from functools import lru_cache

import sympy

from ..formulas import latex
from ..formulas.arrays import Function
from ..formulas.expression import FAILURES, Expr, Prime, X, replaced
from ..formulas.latex import Statement
from ..formulas.names import Names
from ..run.evidence import Box, Item, Mode, Point
from .line_parts import names_function
from .lines import Line, statements
from .showing import FRAME, WHITE, Moment, away, outside

T: Expr = sympy.Symbol("t", real=True)
# Talk of a higher derivative, which may be drawn then.
HIGHER = re.compile(
    r"(?i)''|’’|″|\\prime *\\prime|\^\{?\([2-9n]\)|second|2nd|third|acc[eé]l|\\ddot|d\^\{?2|conca|c[oó]nca|[ck]onvex"
    r"|bend|krümm|zweite|deuxième|seconde|segunda"
)
CLOSE = 0.8  # how far from its curve a label is, in Manim's units
# In a legend the line beside a name is so long and so high at most, so far from it, and so far from level with it.
SAMPLE, SAMPLE_HIGH, SAMPLE_AWAY, LEVEL = 1.6, 0.4, 0.5, 0.15


def named(text: Item, curve: Item, function: Expr) -> tuple[Function, ...]:
    """Give the functions that a text says a curve is; none if it is no label of it, or speaks of f itself or of f'."""
    own_color = text.color == curve.color
    beside = text.color == WHITE and any(outside((x, y, x, y), text.box or FRAME) <= CLOSE for x, y in curve.anchors)
    return _functions(text.text, text.mode, function) if own_color or beside else ()


@lru_cache(maxsize=1024)
def names(words: str) -> str:
    """Tell what a text, as LaTeX, is the name of: f (`y = f(x)`, `f(t)`), f' (`y'`, `dy/dx`); empty if it says more."""
    said = only(re.sub(r"^d([fy])/dx$", r"\1'", words))
    if said is None or set(said.relations) - {"="}:
        return ""
    *left, last = (replaced(side, {T: X}) for side in said.sides)
    if not all(names_function(side, "y") for side in left):
        return ""
    of_f = isinstance(last, Prime) and names_function(last.args[0], "f", "y")
    return "f'" if of_f or names_function(last, "f'", "y'") else "f" if names_function(last, "f") else ""


@lru_cache(maxsize=1024)
def only(words: str) -> Statement | None:
    """Read the one statement without words that a text is; None if it is anything else."""
    read = latex.read(words)
    return None if len(read) != 1 or isinstance(read[0], str) or read[0].label else read[0]


@lru_cache(maxsize=1024)
def meant(side: Expr, function: Expr) -> Function | None:
    """Give the function that an expression in x and f is; None if it is none."""
    with contextlib.suppress(*FAILURES):
        resolved = Names({"f": function}).resolve(side)
        return Function(resolved) if resolved.free_symbols == {X} else None
    return None


@lru_cache(maxsize=1024)
def _functions(text: str, mode: Mode, function: Expr) -> tuple[Function, ...]:
    told = (each for each in statements(Line(text, 0, mode)) if each.sides and not set(each.relations) - {"=", "~"})
    own = (each for each in told if "~" in each.relations or not names_function(each.sides[0], "f", "f'", "y'"))
    return tuple(found for each in own if (found := meant(each.sides[-1], function)))


def tips(label: Item, moment: Moment) -> list[Point]:
    """List where the arrows end that lead away from a label."""
    box = label.box or FRAME
    arrows = [(line.start, line.end) for line in moment.of("line") if line.tip]
    return [end for start, end in arrows if start and end and away(start, box) < min(CLOSE, away(end, box))]


def samples(label: Item, moment: Moment) -> set[str]:
    """List the colours of what stands beside a label as in a legend."""
    return {one.color for one in moment.of("line", "shape") if _is_sample(one, label.box or FRAME)}


def _is_sample(one: Item, label: Box) -> bool:
    """Tell whether a line, or a small square, stands in a row with a label, at its left or right."""
    left, bottom, right, top = one.box or FRAME
    level = abs(bottom + top - label[1] - label[3]) / 2 <= LEVEL and top - bottom <= SAMPLE_HIGH
    beside = min(abs(label[0] - right), abs(left - label[2])) <= SAMPLE_AWAY
    return level and beside and right - left <= SAMPLE
