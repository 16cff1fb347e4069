r"""What holds for some x only: solutions, as those of `f'(x) = 0 \iff x = 1`, bounds of f or f', and conditions."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import sympy

from ..formulas.arrays import Array
from ..formulas.expression import Expr, Members, X, add, negate
from ..formulas.latex import Statement
from .line_numbers import NEAR, NEAR_POINT, SPANS, Numbers, half_digit, many, one, zeros_of
from .line_parts import GRAPHS, names_function
from .line_readings import Readings, in_x, name_of
from .line_types import Fault, plain, untrue
from .line_words import Said

IF = "if|when|where|for|si|où|pour|wenn|wo|für|donde|para|onde"
_CONDITION = re.compile(rf"\b(?:{IF}|on)$")
_ROOM = 0.05  # from the ends of an interval, which may be rounded
_ROOT_ROOM = 1e-4  # of a root that was found numerically


def unsolved(
    numbers: Numbers, solving: Sequence[tuple[Expr, float]], given: Sequence[tuple[Expr, float]]
) -> Iterator[Fault]:
    """Yield what is given as x and solves an equation not, and later equations that have other solutions."""
    equation, digits = solving[0]

    def solves(side: Expr, root: float) -> bool:
        return numbers.is_root(side, root, _ROOT_ROOM, digits)

    for point, half in given:
        if not numbers.is_root(equation, one(point), half, digits):
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
    if not names_function(name, *GRAPHS):
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
    near, far = (zeros_of(difference, *span) or [] for span in SPANS)
    missing = [x for x in near if all(abs(x - place) > NEAR_POINT * max(1.0, abs(x)) for place in given)]
    if missing and len(far) == len(near):
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
        if not readings.numbers.is_root(found[0], one(each.sides[-1]), half, 0.0):
            yield untrue(f"x = {plain(each.sides[-1])} does not solve the equation before it")


def place_before(readings: Readings, index: int) -> list[tuple[Expr, float]]:
    """The place `x = 2` of which a text speaks that follows it, as do those between, with one value: `f(x) = 4`."""
    for text in reversed(readings.texts[:index]):
        statement = in_x(text[0].statement, readings) if text else None
        values = statement.sides[1:] if statement else ()
        if statement is None or not values or not all(value.is_number for value in values):  # x = 1/3 ~ 0.333
            break
        if len(text) > 1 and statement.sides[0] != X:
            break
        if statement.sides[0] == X:
            return [(statement.sides[1], half_digit(statement.sides[1], statement, statement.relations[0]))]
        is_f = readings.names.known(name_of(statement.sides[0])[0].rstrip("'")) == readings.function
        if not (is_f or names_function(statement.sides[0], "f'", "y'")):
            break
    return []


def bounds(
    readings: Readings,
    relation: str,
    left: Expr,
    right: Expr,
    statement: Statement,
    conditions: list[Expr],
    only: bool,
    for_all: bool,
) -> Iterator[Fault]:
    """What is wrong with an inequality: of numbers, to the digits written, and of f between two bounds, |f| below one.

    With letters, and of anything else, it may be a condition. It holds where one of the conditions does (each has real
    values only there); `only` if the text has no other statement, `for_all` if it says so.
    """
    found = readings.reading(readings.names, left, right)
    if not found or (_CONDITION.search(statement.label.lower()) and not statement.again):
        return
    conditions = conditions if statement.where is None else [statement.where]
    below, above = found if relation.startswith("<") else found[::-1]
    inner = [side for side in found if side.has(X)]
    if not (left.free_symbols or right.free_symbols):
        short = one(below) - one(above) - sum(half_digit(side, statement, "=") for side in (left, right))
        if short > 1e-9 or (short == 0 and "=" not in relation):
            yield untrue(f"{plain(found[0])} is not {relation} {plain(found[1])}")
        return
    bounded = for_all or bool(conditions)
    if len(inner) == 1:
        is_bound = len(statement.sides) == 3 or bounded or isinstance(inner[0], sympy.Abs)
        graphs = [readings.function, *[readings.slope] * (bounded or "=" in relation)]
        claimed = is_bound and any(readings.comparer.equal(_within(inner[0]), graph) for graph in graphs)
    else:
        of_f = any(names_function(_within(side), "f", "y", "f'", "y'") for side in (left, right))
        claimed = len(inner) == len(statement.sides) == 2 and (only or bounded) and of_f
    least = readings.numbers.drawn[0]
    if claimed and all(_fails(below, above, condition, least) for condition in conditions or [None]):
        where = "there" if conditions else "everywhere"
        yield untrue(f"{plain(left)} is not {relation} {plain(right)} {where}")


def beyond_domain(readings: Readings, statement: Statement, condition: Statement) -> Iterator[Fault]:
    """What is wrong with `f(x) = ..., x > 0`: there, at x = 0 where it belongs to it, the formula has no value."""
    name, value, ends = statement.sides[0], statement.sides[-1], [side for side in condition.sides if side != X]
    bounded = len(ends) == 1 and ends[0].is_number and set(condition.relations) <= {"<", ">", "<=", ">="}
    if len(condition.relations) != 1 or not bounded or not names_function(name, "f", "f'", "y", "y'"):
        return
    found = readings.reading(readings.names, value)
    if not found or not found[0].has(X):
        return
    end, upward = one(ends[0]), (condition.sides[0] == X) == (">" in condition.relations[0])
    steps = [0.0] * ("=" in condition.relations[0]) + [0.01, 0.1, 0.5]  # nearer to 0 e^(1/x) is too large
    places = end + np.array(steps) * (1 if upward else -1)
    lacking = places[~np.isfinite(many(found[0], places))]
    if lacking.size:
        yield untrue(f"{plain(value)} has no value at x = {lacking[0]:g}")


def meet_within(left: Expr, right: Expr, conditions: list[Expr]) -> bool:
    """Whether two sides are equal somewhere a condition holds, whichever of them is meant."""
    zeros = np.array(zeros_of(add(left, negate(right)), NEAR[0], NEAR[-1]) or [])
    return bool(conditions) and all(_where(condition, zeros).size for condition in conditions)


def _fails(below: Expr, above: Expr, condition: Expr | None, least: float) -> bool:
    places = NEAR[least <= NEAR] if condition is None else _where(condition, NEAR)
    return bool((many(below, places) - many(above, places) > 1e-6).any())


def _where(condition: Expr, places: Array) -> Array:
    """Those of the places, but for such as are near an end, where a condition holds."""
    return places[np.isfinite(many(condition, places - _ROOM)) & np.isfinite(many(condition, places + _ROOM))]


def _within(side: Expr) -> Expr:
    """What stands between bars, or the side itself."""
    return side.args[0] if isinstance(side, sympy.Abs) else side
