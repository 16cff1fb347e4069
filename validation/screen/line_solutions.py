r"""Solutions: what follows from an equation, `f'(x) = 0 \iff x = 1`, is all that solves it."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import sympy

from ..formulas.expression import Expr, Members, X, add, negate
from .line_numbers import NEAR_POINT, SPANS, Numbers, half_digit, one, zeros_of
from .line_parts import names_function
from .line_readings import Readings, in_x, name_of
from .line_types import Fault, plain, untrue
from .line_words import Said

ROOM = 1e-4  # of a root that was found numerically


def unsolved(
    numbers: Numbers, solving: Sequence[tuple[Expr, float]], given: Sequence[tuple[Expr, float]]
) -> Iterator[Fault]:
    """Yield what is given as x and solves an equation not, and later equations that have other solutions."""
    equation, digits = solving[0]

    def solves(side: Expr, root: float) -> bool:
        return numbers.is_root(side, sympy.Float(root), ROOM, digits)

    for point, half in given:
        if not numbers.is_root(equation, point, half, digits):
            yield untrue(f"x = {plain(point)} does not solve the equation")
    for other, _ in solving[1:]:
        wrong = [root for root in numbers.roots(other)[:20] if not solves(equation, root)]
        # If one follows from the other it may have more solutions.
        if wrong and not all(solves(other, root) for root in numbers.roots(equation)[:20]):
            yield untrue(f"x = {wrong[0]:.3g} solves what follows, but not the equation before it")


def left_out(readings: Readings, text: Sequence[Said]) -> Iterator[Fault]:
    """Yield that a solution is missing, where there are only a few, and the text says of f or f' no more than that."""
    first, *others = (said.statement for said in text)
    name, value = first.sides[0], first.sides[-1]
    if not others or not others[0].again or first.relations != ("=",) or not value.is_number:
        return
    if not names_function(name, "f", "f'", "f''", "y", "y'", "y''"):
        return
    given = list[float]()
    for other in others:
        if other.sides[0] != X or len(other.sides) != 2 or other.relations[0] not in ("=", "~", "in"):
            return
        members = other.sides[1].args if isinstance(other.sides[1], Members) else other.sides[1:]
        given += map(one, members)
    found = readings.reading(readings.names, name, value)
    if not found or not np.isfinite(given).all():
        return
    difference = add(found[0], negate(found[1]))
    near, far = (zeros_of(difference, *span) for span in SPANS)
    missing = [x for x in near or [] if all(abs(x - place) > NEAR_POINT * max(1.0, abs(x)) for place in given)]
    if missing and far is not None and len(far) == len(near or []):
        yield untrue(f"x = {missing[0]:.3g} solves it too")


def roots_of_text_before(readings: Readings, index: int) -> Iterator[Fault]:
    """Yield what a text gives as x_1, x_2, and what does not solve the equation `A = 0` that the one before is."""
    before, here = readings.texts[index - 1 : index], [said.statement for said in readings.texts[index]]
    equation = before[0][0].statement if before and len(before[0]) == 1 else None
    if equation is None or equation.relations != ("=",) or equation.sides[1] != 0:
        return
    found = readings.reading(readings.names, equation.sides[0])
    numbered = all(re.fullmatch(r"x_\d", str(each.sides[0])) and each.sides[-1].is_number for each in here)
    if found is None or not (found[0].has(X) and numbered):
        return
    for each in here:
        half = half_digit(each.sides[-1], each, each.relations[0])
        if not readings.numbers.is_root(found[0], each.sides[-1], half, 0.0):
            yield untrue(f"x = {plain(each.sides[-1])} does not solve the equation before it")


def place_before(readings: Readings, index: int) -> list[tuple[Expr, float]]:
    """The place `x = 2` of which a text speaks that follows it, as do those between, with one value: `f(x) = 4`."""
    for text in reversed(readings.texts[:index]):
        statement = in_x(text[0].statement, readings) if text else None
        if statement is None or len(statement.sides) != 2 or not statement.sides[1].is_number:
            break
        if len(text) > 1 and statement.sides[0] != X:
            break
        if statement.sides[0] == X:
            return [(statement.sides[1], half_digit(statement.sides[1], statement, statement.relations[0]))]
        is_f = readings.names.known(name_of(statement.sides[0])[0].rstrip("'")) == readings.function
        if not (is_f or names_function(statement.sides[0], "f'", "y'")):
            break
    return []
