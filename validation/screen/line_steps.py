r"""Steps, arrows, and formulas that stand alone.

`f(x + h) ~ f(x) + h f'(x)` is off by what falls as it should with h; in `A \to B` B is A, or its derivative. A formula
alone is f, f', or a part of them, unless a sentence speaks of something else; one that begins with = goes on with a
text before it; one that says what s(t) is, is a formula in t.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from ..formulas.arrays import Array
from ..formulas.equality import Decision, Verdict, derivative
from ..formulas.expression import Expr, Limit0, Listed, X, add, negate, replaced
from ..formulas.latex import Statement
from ..formulas.names import generic_names, has_names
from .line_numbers import SOME, are_close, degree, half_digit, many, one, tends, zeros_of
from .line_parts import GRAPHS, names_function
from .line_readings import RUNNING, STEPS, VARIABLES, A, Readings, letters_in, symbol
from .line_types import Fault, plain, untrue
from .line_words import Said

_STEPS = sympy.Rational(1, 1000), sympy.Rational(1, 2000)
_WIDE = sympy.Rational(1, 10), sympy.Rational(1, 20)  # beside which numbers that are rounded are exact
_SEEN = 1e-9  # the part of a side by which the other is off, at least, if that is no rounding
_ROUGH = 0.01  # by which the rounded numbers of a tangent are off, relative to its height and slope
_BESIDE = r"(?:near|close to|around|nahe(?: bei)?|près de|proche de|vicino a|cerca de|perto de)(?: the origin| x =| x)?"
_NEAR = re.compile(rf"\b{_BESIDE}$")
_NEAR_NUMBER = re.compile(rf"\b{_BESIDE} (?P<at>-?\d+(?:\.\d+)?)(?![\w.])")
_ORIGIN = sympy.S.Zero, 0.0
_FAR = np.array([30.0, 1e4, 1e6, 1e8])  # where x is large
_EXACTLY = 1e-6  # of a sum of rounded numbers
_REACH = (-20.0, 20.0)  # where a place for a tangent is looked for
_ABOUT = 0.4  # so far from a whole number is a power that is measured
_SLOPE_OF = re.compile(r"\bslope of (?:the )?(tangent|normal)\b")
AMONG = 3  # texts with one of which a formula may go on
_LIKE = re.compile(r"\b(?:like|wie|comme|como|come)$")  # "the tails decay like 1/x^2"
_WORD = re.compile(r"[^\W\d_]{4}")
# Words that make a formula that stands alone one of f or f'; with others a sentence speaks of something beside them.
_TELLS = re.compile(
    r"\b(?:derivative|slope|gradient|answer|result|solution|function|rule|finally|therefore|hence|thus|conclu\w*"
    r"|obtain\w*|simplif\w*|becomes?|equals?|gives?|gets?|have|yields?|differentiat\w*|ableitung|ergebnis|also|dérivée|résultat|donc|derivada|resultado"
    r"|derivata|risultato|quindi|portanto|luego|logo)\b"
)


def is_small(readings: Readings, left: Expr, right: Expr) -> bool:
    """Whether an approximation is for a small step, or near a point."""
    return bool(_steps(readings, left, right) or ("a" in letters_in(left, right) and (left.has(X) or right.has(X))))


def is_off(readings: Readings, left: Expr, right: Expr, statement: Statement) -> bool:
    """Whether a small step makes too little of what two sides are off by: with h f'(x) it falls as h^2."""
    steps = _steps(readings, left, right)
    running = set(map(symbol, steps)) or {X}
    divided = any(power.exp.is_negative for side in (left, right) for power in side.atoms(sympy.Pow))
    moving = [bool(side.free_symbols & running) for side in (left, right)]
    linear = any(moves and _has_slope(side) for moves, side in zip(moving, (left, right), strict=True))
    linear |= bool(steps) and all(moving)
    rounding = max((10.0**-places for _, places in statement.places), default=0.0)
    found = _power(readings, left, right, steps, rounding=rounding)
    return found is not None and found < (2 if linear and not divided else 1) - _ABOUT


def _near(text: Sequence[Said]) -> list[tuple[Expr, float]]:
    """The place of which words behind it say that an approximation is good there: `near x = 2`."""
    for said in text:
        sides, label = said.statement.sides, said.statement.label.lower()
        if _NEAR.search(label) and sides[-1].is_number and sides[:-1] in ((), (X,)):
            return [(sides[-1], 0.0)]
    words = (_NEAR_NUMBER.search(f"{said.statement.label.lower()} {said.behind}") for said in text)
    return [(sympy.Rational(found["at"]), 0.0) for found in words if found][:1]


def _shift(line: Expr) -> list[tuple[Expr, float]]:
    """The place around which a line is written: 2 in 3.64 + 1.97 (x - 2)."""
    sums = (each.args for each in line.atoms(sympy.Add) if len(each.args) == 2 and X in each.args)
    return [(negate(number), 0.0) for args in sums for number in args if number.is_number and degree(line) == 1][:1]


def is_good_near(
    readings: Readings,
    left: Expr,
    right: Expr,
    found: Sequence[Expr],
    given: list[tuple[Expr, float]],
    text: Sequence[Said],
    statement: Statement,
) -> bool:
    """Whether an approximation is good where it is said to be: at a place, that of a tangent; else at 0, or far out."""
    places = _shift(found[1]) or given or _near(text)
    if _is_linear(readings, left, right, places or [_ORIGIN]) or _is_step(readings, left, right, statement, text):
        return True
    far = (_FAR, -_FAR[:1]) if not places and found[0].has(X) else ()  # farther out e^x is 0 to the machine
    return any(are_close(found[0], found[1], xs) for xs in far)


def _is_linear(readings: Readings, left: Expr, right: Expr, given: list[tuple[Expr, float]]) -> bool:
    """Whether it is `f(3.2) ~ f(pi) + f'(pi)(3.2 - pi)`, which says itself how rough it is, or a tangent there."""
    of_f = names_function(left, "f", "y") or readings.comparer.equal(left, readings.function)
    for at, _ in given if of_f and degree(right) == 1 else ():
        f, slope = one(readings.function, float(at)), one(readings.slope, float(at))
        off, off_slope = abs(one(right, float(at)) - f), abs(one(right, 1.0) - one(right, 0.0) - slope)
        return off < _ROUGH * (1 + abs(f) + abs(slope)) and off_slope < _ROUGH * (1 + abs(slope))
    places = {e.args[0] for e in right.atoms(AppliedUndef) if type(e).__name__ == "f'"}
    found = readings.reading(readings.names, right)
    if type(left).__name__ != "f" or not left.args[0].is_number or len(places) != 1 or not found:
        return False
    (a,) = readings.reading(readings.names, *places) or places
    if not a.is_number:
        return False
    tangent = one(readings.function, float(a)) + one(readings.slope, float(a)) * float(left.args[0] - a)
    return abs(one(found[0]) - tangent) < 1e-9 * (1 + abs(tangent))


def _is_step(readings: Readings, left: Expr, right: Expr, statement: Statement, text: Sequence[Said]) -> bool:
    """Whether a value f(0.7) is that of a tangent: at the nearest half or whole x, or where f is 0.8 in 0.8 - 0.075."""
    if type(left).__name__ != "f" or not left.args[0].is_number or not right.is_number:
        return False
    x, value = one(left.args[0]), one(right)
    near = round(2 * x) / 2
    there = one(readings.function, near) + one(readings.slope, near) * (x - near)
    if x != near and abs(there - value) <= half_digit(right, statement, "~"):
        return True
    heights = {height for said in text for height, _ in said.statement.places} - {right}
    for height in heights:
        places = zeros_of(add(readings.function, negate(height)), *_REACH) or []
        steps = [one(readings.slope, a) * (x - a) for a in places]
        if any(abs(one(height) + step - value) <= _EXACTLY * (1 + abs(value)) for step in steps):
            return True
    return False


def is_limit(readings: Readings, left: Expr, right: Expr) -> bool:
    """Whether it is a value that f is given where it has none: what it tends to there, from one side at least."""
    if type(left).__name__ != "f" or not left.args[0].is_number:
        return False
    limits = (Limit0(sympy.Function("f")(X), X, left.args[0], sympy.Integer(side)) for side in (-1, 1))
    found = (readings.reading(readings.names, limit, right) for limit in limits)
    return any(sides and readings.comparer.equal(*sides) for sides in found)


def is_secant(readings: Readings, slope: Expr) -> bool | None:
    """Whether a quotient becomes the slope of the tangent as its points of f come together; None: there are none."""
    places = {e.args[0] for e in slope.atoms(AppliedUndef) if type(e).__name__ in ("f", "y")}
    if len(places) < 2:
        return None
    letters = sorted((place for place in places if place.is_Symbol), key=lambda place: (place != X, str(place)))
    steps = _steps(readings, slope)
    if not letters or len(letters) + bool(steps) != 2:
        return None
    tangent = sympy.Function("f'")(letters[0])
    found = _power(readings, tangent, slope, steps, {str(letter): letters[0] for letter in letters[1:]})
    return None if found is None else found > 1 - _ABOUT


def _steps(readings: Readings, *sides: Expr) -> set[str]:
    return {name for name in letters_in(*sides) & STEPS if name == "dx" or name not in readings.names.values}


def _has_slope(side: Expr) -> bool:
    return any(str(e.func if e.args else e) in ("f'", "y'") for e in side.atoms(AppliedUndef, sympy.Symbol))


def _power(
    readings: Readings,
    left: Expr,
    right: Expr,
    steps: set[str],
    beside: dict[str, Expr] | None = None,
    rounding: float = 0.0,
) -> float | None:
    """With which power of a step two sides come together; None if that cannot be told."""
    off, least = list[Array](), np.zeros(1)
    for step in _WIDE if rounding else _STEPS:
        names = readings.local(left, right)
        names.values |= dict.fromkeys(steps, step) | {"a": A}
        for name, other in (beside or {}).items():
            names.values[name] = add(names.values.get(str(other), other), step)
        found = readings.reading(names, left, right)
        if found is None or any(side.free_symbols - {X} for side in found):
            return None
        places = SOME if steps or beside else np.array([float(A + step)])
        off.append(np.abs(many(add(found[0], negate(found[1])), places)))
        least = rounding + _SEEN * (1 + np.abs(many(found[0], places)))
    seen = np.isfinite(off[0]) & (off[1] > least)
    if not seen.any():  # they are the same, as for a straight line
        return np.inf if np.isfinite(off[0]).any() else None
    return float(np.median(np.log2(off[0][seen] / off[1][seen])))


def in_own_letter(left: Expr, right: Expr, equal: Callable[..., Decision]) -> bool:
    r"""Whether a side is the derivative of the other in the one letter of both, as in `\ln u \to 1/u`."""
    letters = left.free_symbols | right.free_symbols
    own, other = (replaced(side, dict.fromkeys(letters, X)) for side in (left, right))
    return len(letters) == 1 and not has_names(own) and bool(equal(derivative(own), other, where=own))


def is_slope(value: Expr, *, normal: bool = False) -> bool:
    """Whether it is f' at a place, or that of a line at right angles to the tangent."""
    slopes = [e for e in value.atoms(AppliedUndef) if type(e).__name__ == "f'"]
    return len(slopes) == 1 and (value == -1 / slopes[0] or (value == slopes[0] and not normal))


def is_no_slope(value: Expr, *, normal: bool) -> bool:
    """Whether what is applied in an expression is f' only, and it is yet no slope of a tangent, or of a normal."""
    return {type(e).__name__ for e in value.atoms(AppliedUndef)} == {"f'"} and not is_slope(value, normal=normal)


def arrow(readings: Readings, left: Expr, right: Expr, toward: Sequence[Expr]) -> Iterator[Fault]:
    r"""What is wrong with `A \to B`: B is A, or its derivative, or a limit where x goes if the text says so."""
    equal = readings.comparer.equal
    if toward:
        far = left != X and right.is_extended_real and all(end in (sympy.oo, -sympy.oo) for end in toward)
        found = readings.reading(readings.local(left), left) if far else None
        if found and found[0].has(X) and not any(tends(found[0], float(end), float(right)) for end in toward):
            yield untrue(f"{plain(left)} does not tend to {plain(right)}")
        return
    if left == X:
        known = right.has(X) and not (has_names(right) or right.has(Listed))
        if known and not (readings.parts.is_inverse(right) or readings.parts.stands_alone(right)):
            yield untrue(f"{plain(right)} is neither f nor f' nor a part of them")
        return
    steps = [step for step in map(symbol, RUNNING) if step in left.free_symbols]
    near = Limit0(left, steps[0], sympy.S.Zero, sympy.S.Zero) if steps else left
    found = readings.reading(readings.local(left, right), near, right)
    if (found and equal(*found)) or in_own_letter(left, right, equal):
        return  # `2x + h \to 2x`, `(f(x+h) - f(x))/h \to f'(x)`
    ends = [end for end in (-1e8, 1e8) if right.is_infinite or np.isfinite(one(readings.function, end))]
    if right.is_number and any(tends(readings.function, end, float(right)) for end in ends):
        return  # where x goes is said elsewhere
    if right.has(left) and equal(right, readings.function):
        return  # from the inner function to f
    letters = dict.fromkeys(left.free_symbols | right.free_symbols, X)
    plainly = len(letters) == 1 and not has_names(replaced(right, letters))
    if plainly and equal(replaced(left, letters), readings.function):
        yield untrue(f"{plain(right)} is neither {plain(left)} nor its derivative")
        return
    for names in (readings.local(left, right), generic_names()):
        found = readings.reading(names, left, right)
        if found and found[0].has(X) and found[1].has(X) and not left.is_Symbol:
            a, b = found
            if not equal(a, b) and not equal(derivative(a), b, where=a):
                yield untrue(f"{plain(right)} is neither {plain(left)} nor its derivative")
            return


def alone(readings: Readings, said: Said, side: Expr, labels: str, before: Sequence[Sequence[Said]]) -> Iterator[Fault]:
    """Yield what is wrong with a formula that is the only side of a statement; the labels are the words of its text."""
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
    if _LIKE.search(statement.label.lower()):
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
    limits = [other for other in others if isinstance(other, Limit0) and other.args[1:] == side.args[1:]]
    if isinstance(side, Limit0) and limits:
        if not side.args[0].is_polynomial(side.args[1]):
            return all(_differ(readings, other, side) for other in limits)
        others, side = [other.args[0] for other in limits], side.args[0]  # what the limit is of, is the same
    if not others or side.has(Limit0) or not (side.free_symbols & steps and others[-1].free_symbols & steps):
        return False
    value = dict.fromkeys(steps, A)
    of_power = side.replace(_is_power_of_log, lambda e: sympy.log(e.base.args[0] ** e.exp))  # log(a)^b is either
    pairs = product((replaced(other, value) for other in others), [replaced(each, value) for each in (side, of_power)])
    return all(_differ(readings, *pair) for pair in pairs)


def _differ(readings: Readings, one_side: Expr, other: Expr) -> bool:
    found = readings.reading(readings.local(), one_side, other)
    return found is not None and readings.comparer.equal(*found).verdict is Verdict.DIFFERENT


def _is_power_of_log(expression: Expr) -> bool:
    return bool(expression.is_Pow and isinstance(expression.base, sympy.log))


def is_law(left: Expr, right: Expr) -> bool:
    """Whether an equation ties f to its derivatives by constant factors, as f'' + f = 0 does: for every x."""
    whole = replaced(add(left, negate(right)), {sympy.Function(name)(X): symbol(name) for name in GRAPHS})
    orders = {s.name.count("'") for s in whole.free_symbols if s.name in GRAPHS}
    if all(names_function(side, *GRAPHS) for side in (left, right)):
        return False  # where two graphs meet
    return len(orders) > 1 and {s.name for s in whole.free_symbols} <= {*GRAPHS} and sympy.total_degree(whole) == 1


def other_letter(statement: Statement) -> Iterator[Fault]:
    """Yield that a function of t is given by a formula in x."""
    left, right = statement.sides[0], statement.sides[-1]
    letter = left.args[0] if isinstance(left, AppliedUndef) else X
    in_x = right.free_symbols == {X} and right != X and not right.has(AppliedUndef)
    if statement.relations == ("=",) and letter.is_Symbol and letter.name in VARIABLES and in_x:
        yield untrue(f"{plain(left)} is given in x, not in {letter}")
