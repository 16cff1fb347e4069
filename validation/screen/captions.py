"""What a text in the colour of a curve, or beside it, says that it is: "2x sin x", "f(x) + 5", "T(x) = x^3 - x^5/6"."""

import contextlib
from functools import lru_cache

from ..formulas import latex
from ..formulas.arrays import Function, NotDrawableError
from ..formulas.expression import Expr, Unreadable, X
from ..formulas.names import Names
from ..run.evidence import Item, Mode
from .line_parts import names_function
from .lines import Line, as_latex
from .showing import FRAME, WHITE, outside

CLOSE = 0.8  # how far from its curve a label is, in Manim's units


def named(text: Item, curve: Item, function: Expr) -> tuple[Function, ...]:
    """Give the functions that a text says a curve is; none if it is no label of it, or speaks of f itself or of f'."""
    own_color = text.color == curve.color != WHITE
    beside = text.color == WHITE and any(outside((x, y, x, y), text.box or FRAME) <= CLOSE for x, y in curve.anchors)
    return _functions(text.text, text.mode, function) if own_color or beside else ()


def names_f(text: Item, curve: Item) -> bool:
    """Tell whether a text in the colour of a curve says that it is f, or f', and nothing else."""
    return text.color == curve.color != WHITE and _is_name(text.text, text.mode)


@lru_cache(maxsize=1024)
def _is_name(text: str, mode: Mode) -> bool:
    read = latex.read(as_latex(Line(text, 0, mode)))
    only = read[0] if len(read) == 1 and not isinstance(read[0], str) else None
    return bool(only and len(only.sides) == 1 and not only.label and names_function(only.sides[0], "f", "f'"))


@lru_cache(maxsize=1024)
def _functions(text: str, mode: Mode, function: Expr) -> tuple[Function, ...]:
    found = list[Function]()
    for statement in latex.read(as_latex(Line(text, 0, mode))):
        if isinstance(statement, str) or set(statement.relations) - {"=", "~"} or not statement.sides:
            continue
        if "~" in statement.relations or not names_function(statement.sides[0], "f", "f'", "y'"):
            with contextlib.suppress(Unreadable, NotDrawableError, ValueError, TypeError, ArithmeticError):
                meant = Names({"f": function}).resolve(statement.sides[-1])
                found += [Function(meant)] if meant.free_symbols == {X} else []
    return tuple(found)
