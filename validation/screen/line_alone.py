"""A formula that stands alone: it is f, f', or a part of them, unless a sentence speaks of something else.

One that begins with = goes on with a text before it; one that says what s(t) is, is a formula in t.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Verdict
from ..formulas.expression import Expr, Limit0, Listed, X, replaced
from ..formulas.latex import Statement
from ..formulas.names import has_names
from .line_readings import STEPS, VARIABLES, A, Readings, symbol
from .line_steps import is_no_slope
from .line_types import Fault, plain, untrue
from .line_words import Said

_SLOPE_OF = re.compile(r"\bslope of (?:the )?(tangent|normal)\b")
AMONG = 3  # texts with one of which a formula may go on
_WORD = re.compile(r"[^\W\d_]{4}")
# Words that make a formula that stands alone one of f or f'; with others a sentence speaks of something beside them.
_TELLS = re.compile(
    r"\b(?:derivative|slope|gradient|answer|result|solution|function|rule|finally|therefore|hence|thus|conclu\w*"
    r"|obtain\w*|simplif\w*|becomes?|equals?|gives?|gets?|have|yields?|differentiat\w*|ableitung|ergebnis|also|dérivée|résultat|donc|derivada|resultado"
    r"|derivata|risultato|quindi|portanto|luego|logo)\b"
)


def alone(readings: Readings, said: Said, side: Expr, labels: str, before: Sequence[Sequence[Said]]) -> Iterator[Fault]:
    """Yield what is wrong with a formula that is the only side of a statement.

    Args:
        readings: of the scene.
        said: the statement.
        side: the formula, in x.
        labels: the words of its text.
        before: the texts before it.
    """
    parts, statement = readings.parts, said.statement
    line = _SLOPE_OF.search(labels) if statement.said_of == "=" else None
    if line and is_no_slope(side, normal=line[1] == "normal"):
        yield untrue(f"{plain(side)} is the slope of no {line[1]}")
    follows = statement.said_of == "=" and not statement.label and has_names(side)
    if follows and _breaks_off(readings, side, before):
        shown = side.args[0] if isinstance(side, Limit0) else side
        yield untrue(f"{plain(shown)} is not what the line before it is")
    if follows:
        (side,) = readings.reading(readings.names, side) or (side,)
    if statement.goes_on or side.has(Listed) or has_names(side) or side == X or not side.has(X):
        return
    words = f"{labels} {said.behind}"
    if said.of_derivative:
        known = len(side.args) == 1 and side.args[0] == X  # a line of the table of derivatives
        if not known and not parts.belongs(side):
            yield untrue(f"{plain(side)}, of which the derivative is taken, is no part of the function")
    elif _WORD.search(words) and not _TELLS.search(words):
        return
    elif parts.is_related(side) and not parts.stands_alone(side, in_sentence=said.in_sentence or follows):
        yield untrue(f"{plain(side)}, that stands alone, is neither f nor f' nor a part of them")


def _breaks_off(readings: Readings, side: Expr, before: Sequence[Sequence[Said]]) -> bool:
    """Whether a formula in a step, as 2x + h, is none of those before it with which it may go on."""
    steps = {symbol(name) for name in STEPS if readings.names.known(name) is None} - {*readings.dual}
    others = [text[-1].statement.sides[-1] for text in before[-AMONG:] if text]
    if isinstance(side, Limit0) and side.args[0].is_polynomial(side.args[1]):  # what the limit is of, is the same
        others = [other.args[0] for other in others if isinstance(other, Limit0) and other.args[1:] == side.args[1:]]
        side = side.args[0]
    if not others or side.has(Limit0) or not (side.free_symbols & steps and others[-1].free_symbols & steps):
        return False
    value = dict.fromkeys(steps, A)
    of_power = side.replace(_is_power_of_log, lambda e: sympy.log(e.base.args[0] ** e.exp))  # log(a)^b is either
    for other, meant in product(others, {side, of_power}):
        found = readings.reading(readings.local(), replaced(other, value), replaced(meant, value))
        if found is None or readings.comparer.equal(*found).verdict is not Verdict.DIFFERENT:
            return False
    return True


def _is_power_of_log(expression: Expr) -> bool:
    return bool(expression.is_Pow and isinstance(expression.base, sympy.log))


def other_letter(statement: Statement) -> Iterator[Fault]:
    """Yield that a function of t is given by a formula in x."""
    left, right = statement.sides[0], statement.sides[-1]
    letter = left.args[0] if isinstance(left, AppliedUndef) else X
    in_x = right.free_symbols == {X} and right != X and not right.has(AppliedUndef)
    if statement.relations == ("=",) and letter.is_Symbol and letter.name in VARIABLES and in_x:
        yield untrue(f"{plain(left)} is given in x, not in {letter}")
