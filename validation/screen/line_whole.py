"""What is said of f as a whole: its period, its bounds and asymptotes, how many zeros it has, its greatest value."""

import math
import re
from collections.abc import Iterator

import numpy as np
import sympy

from ..formulas.arrays import Array
from ..formulas.expression import Expr
from .line_in_words import END, INTERVAL, NUMBER, OVER, SUBJECT, numbers_in, order_of, rough
from .line_numbers import SOME, Numbers, many, one, zeros_of
from .line_types import Fault, untrue

_PERIOD = re.compile(
    r"(?:\bf (?:is periodic|repeats every|has (?:the )?period)"
    r"|(?P<least>^(?:the |one |a |full )*(?:(?:smallest|shortest|least) )?period"
    r"(?: of (?:f|the (?:function|curve|graph)))?\b(?! of)|\bthe period of f))"
    rf"[a-z ,=:]* (?P<period>{NUMBER})"
)
_BOUNDED = re.compile(r"\bf is bounded\b(?! (?:on|by|above|below|for|between|from|neither))")
_GROWN = 5.0  # how much larger than near 0 what has no bound is far out
_COUNT = re.compile(
    rf"(?:^(?:on|in) (?P<before>{INTERVAL})[ ,:]+(?:the )?)?{SUBJECT} has (?:exactly |only |just |(?P<open>perhaps ))?"
    r"(?P<number>no|one|two|three|four|five|six|\d+) (?:single |real )?"
    r"(?P<kind>zero|root|turning point|(?:local )?extrem|critical point|stationary point|inflection point)"
    rf"(?:s|es|a|um)?(?:{OVER}| on the (?:whole |entire )?real line)?{END}"
)
# Without a place: "f reaches a maximum and then falls".
_TURNING = re.compile(
    rf"{SUBJECT} (?:has|reaches|attains|takes|shows) (?:a|its|an) (?:(?:local|global|absolute|single|clear) )*"
    r"(?:max|min)\w*(?= ?(?:[.,;!]|and\b|before\b|$))"
)
_WORDS = ["no", "one", "two", "three", "four", "five", "six"]
# From f on: how often what is counted is derived, and whether it has to change its sign there.
_COUNTED = {"zero": (0, False), "root": (0, False), "critical point": (1, False), "stationary point": (1, False)}
_COUNTED |= {"inflection point": (2, True)}
_TURNS = (1, True)
_EXTREME = re.compile(
    r"\b(?:(?P<high>greatest|largest|highest|max(?:imum|imal)?)|least|smallest|lowest|min(?:imum|imal)?)"
    rf"(?: value)?(?: of)?(?: the)? {SUBJECT}(?:{OVER})?(?: is| equals|[ =:])* (?P<value>{NUMBER}){END}"
)
_PLACED = re.compile(rf" ?, at x [=~] {NUMBER}(?:,? (?:and|or) (?:at )?(?:x [=~] )?{NUMBER})*(?=[ .]*$)")
_OPEN = re.compile(r"\?|n't\b|\b(?:not|never|if|wrong|more|other|another|second|secant|chord|at)\b")
_NEAR, _FAR = (-10.0, 10.0), (-100.0, 100.0)  # where a function without an interval is looked at
_OFF = 0.02  # how far an extreme value among samples may be off
_LEVEL = re.compile(
    rf"\basymptote\b[^.;]*? [fy] = (?P<behind>{NUMBER}){END}"
    rf"|\b[fy] = (?P<before>{NUMBER}) [^.;]*\bhorizontal asymptote\b"
    r"|\bx ?- ?axis is (?:a|the) horizontal asymptote\b"
)
_UPRIGHT = re.compile(
    rf"\bvertical asymptotes?\b[^.;]*? x = (?P<behind>{NUMBER}){END}"
    rf"|\bx = (?P<before>{NUMBER}) [^.;]*\bvertical asymptote\b"
    r"|\by ?- ?axis is (?:a|the) vertical asymptote\b"
)
_OF_F = re.compile(r"\bf (?:has|approaches|tends|comes|gets)\b")
_NO_ASYMPTOTE = re.compile(r"\?|n't\b|\b(?:no|not|never|neither|if)\b")
_EXACT = 1e-9
_FAR_OUT, _CLOSE, _CLOSER = 1e8, 1e-4, 1e-9
_FARTHER, _HUGE = 0.003, 1e9  # nearer to its place e^(1/x) is too large for the machine
_RISE = 5.0  # of what has no bound, at least, as slow as a logarithm, between close and closer


def of_whole(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """Yield what is false in a text, put in words, about f as a whole."""
    yield from _asymptotes(sentence, numbers)
    sentence = _PLACED.sub("", sentence)
    if _OPEN.search(sentence):
        return
    if period := _PERIOD.search(sentence):
        whole = float(period["period"])
        shorter = [whole / part for part in (2, 3, 4)] if period["least"] else []
        # A damped oscillation has the period of the factor that oscillates, though it never comes back to its height.
        damped = period["least"] and numbers.function.has(sympy.exp)
        graphs = [numbers.function, *(sympy.Mul.make_args(numbers.function) if damped else ())]
        if not any(_repeats(each, whole) for each in graphs) or any(
            _repeats(numbers.function, part) for part in shorter
        ):
            yield untrue("that is no period of f, or not the shortest")
    if _BOUNDED.search(sentence):
        near, far = (np.nanmax(np.abs(_values(numbers.function, *span)), initial=0.0) for span in (_NEAR, _FAR))
        if far > _GROWN * near:
            yield untrue("f grows without end")
    for found in _COUNT.finditer(sentence):
        said = found["number"]
        number = _WORDS.index(said) if said in _WORDS else int(said)
        derived, changes = _COUNTED.get(found["kind"], _TURNS)
        graph = numbers.derived(derived + order_of(found))
        least, most = _counts(graph, found["before"] or found["where"], changes)
        is_place = found["open"] and abs(one(graph, number)) < _EXACT  # as in "Zeros of f on [0, 4]: 2"
        if not (is_place or least <= number <= most):
            yield untrue(f"there are {least} or more" if number < least else f"there are {most}")
    for found in _TURNING.finditer(sentence):
        steps = np.diff(_values(numbers.derived(order_of(found)), *_NEAR))
        if np.isfinite(steps).all() and (np.sign(steps) == np.sign(steps[0])).all() and steps[0]:
            yield untrue("it rises, or falls, all along")
    for found in _EXTREME.finditer(sentence):
        order, value = order_of(found), float(found["value"])
        sign, graph = 1 if found["high"] else -1, numbers.derived(order)
        if order < 2 and _is_no_extreme(graph, value, found["where"], sign, found["value"]):
            yield untrue("it is another number")


def _asymptotes(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """Yield what is false of the asymptotes that a text, put in words, says that f, or f', has."""
    graphs = numbers.derivatives[: 1 if _OF_F.search(sentence) else 2]
    if _NO_ASYMPTOTE.search(sentence):
        return
    for found in _LEVEL.finditer(sentence):
        level = float(found["behind"] or found["before"] or 0)
        ends = [many(graph, np.array([-_FAR_OUT, _FAR_OUT])) for graph in graphs]
        if not (np.abs(np.array(ends) - level) < _OFF + rough(found["behind"] or found["before"] or "0", 0.0)).any():
            yield untrue(f"neither f nor f' comes close to {level:g}")
    for found in _UPRIGHT.finditer(sentence):
        x = float(found["behind"] or found["before"] or 0)
        sizes = [np.abs([many(graph, x + np.array([-step, step])) for step in (_CLOSE, _CLOSER)]) for graph in graphs]
        rises = np.array([close[1] - close[0] for close in sizes])
        beyond = np.abs([many(graph, x + np.array([-_FARTHER, _FARTHER])) for graph in graphs]) > _HUGE  # as of e^(1/x)
        if np.isfinite(rises).any() and not (rises > _RISE).any() and not beyond.any():
            yield untrue(f"beside x = {x:g} f has bounds")


def _repeats(function: Expr, period: float) -> bool:
    return np.allclose(many(function, SOME), many(function, SOME + period), equal_nan=True)


def _span(where: str | None) -> tuple[float, float] | None:
    low, high = numbers_in(where) if where else (math.inf, math.inf)
    return (low, high) if math.isfinite(high - low) else None


def _counts(expression: Expr, where: str | None, changes: bool) -> tuple[float, float]:
    """Tell how many zeros an expression has, at least and at most; if that is open, any number."""
    ranges = [_NEAR, _FAR]
    if span := _span(where):
        room = (span[1] - span[0]) / 500
        ranges = [(span[0] + room, span[1] - room), (span[0] - room, span[1] + room)]  # an end may belong to it
    counts = [_count(expression, *span, changes) for span in ranges]
    return (counts[0], max(counts)) if min(counts) >= 0 else (0, math.inf)


def _count(expression: Expr, low: float, high: float, changes: bool) -> int:
    places = zeros_of(expression, low, high)
    if places is None or np.isnan(many(expression, np.linspace(low, high, 201)[1:-1])).any():
        return -1
    step = 1e-5 * (high - low)
    beside = [np.sign(many(expression, np.array([x - step, x + step]))) for x in places]
    return sum(not changes or bool(left != right) for left, right in beside)


def _is_no_extreme(expression: Expr, value: float, where: str | None, sign: int, digits: str) -> bool:
    """Tell whether a number is neither the greatest value (with a sign of -1 the least) nor one of a turning point."""
    spans = [span] if (span := _span(where)) else [_NEAR, _FAR]
    highest = [np.nanmax(sign * _values(expression, *span), initial=-np.inf) for span in spans]
    if not np.isfinite(highest).all() or highest[-1] > highest[0] + _OFF * max(1.0, abs(highest[0])):
        return False  # it grows without end
    y = _values(expression, *spans[0])
    turning = y[1:-1][(y[1:-1] - y[:-2]) * (y[2:] - y[1:-1]) <= 0]
    off = np.abs(np.append(turning, sign * highest[0]) - value)
    return bool(off.min() > rough(digits, 0.5) + _OFF * max(1.0, abs(value)))


def _values(expression: Expr, low: float, high: float) -> Array:
    return many(expression, np.linspace(low, high, 8001))
