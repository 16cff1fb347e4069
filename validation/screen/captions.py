"""What a text says that a curve in its colour is: "2x sin x", "f(x) + 5", "T(x) = x^3 - x^5/6"."""

import contextlib
from functools import lru_cache

from ..formulas import latex, plain
from ..formulas.arrays import Function, NotDrawableError
from ..formulas.expression import Expr, Unreadable, X
from ..formulas.names import Names
from ..run.evidence import Item, Mode
from .line_parts import names_function

WHITE = "#FFFFFF"  # the colour of what has none of its own


def named(text: Item, curve: Item, function: Expr) -> tuple[Function, ...]:
    """Give the functions that a text says a curve is; none if it has another colour, or speaks of f itself or of f'."""
    return _functions(text.text, text.mode, function) if text.color == curve.color != WHITE else ()


@lru_cache(maxsize=1024)
def _functions(text: str, mode: Mode, function: Expr) -> tuple[Function, ...]:
    found = list[Function]()
    written = plain.to_latex(text, markup=mode == "markup") if mode in ("plain", "markup") else text.strip("$")
    for statement in latex.read(written):
        if isinstance(statement, str) or set(statement.relations) - {"=", "~"} or not statement.sides:
            continue
        if not names_function(statement.sides[0], "f", "f'", "y'"):
            with contextlib.suppress(Unreadable, NotDrawableError, ValueError, TypeError, ArithmeticError):
                meant = Names({"f": function}).resolve(statement.sides[-1])
                found += [Function(meant)] if meant.free_symbols == {X} else []
    return tuple(found)
