"""Facts that are said of f: its domain, range and zeros, its ends and asymptotes, its greatest value, its kind."""

import re
from collections.abc import Iterator

import numpy as np
import sympy

from ..formulas.arrays import Array
from ..formulas.expression import Expr
from .line_in_words import END, INTERVAL, NUMBER, NUMBERS, OVER, SUBJECT, UNION, numbers_in, order_of, rough, spans_in
from .line_numbers import NEAR, SOME, SPANS, Numbers, Span, degree, finite, many, one, tends, zeros_of
from .line_types import Fault, untrue

# A text that denies or supposes, or speaks of something else.
_OPEN = re.compile(r"\?|n't\b|\b(?:not|never|if|wrong|restrict\w*|other|another|inverse|[gh])\b")
_IS = r"(?: is| are| equals| consists of|[ =:])* "
_SET = rf"(?P<set>{UNION}|(?:all )?x (?:[<>]=?|!=) {NUMBER}|(?:all |the )?real numbers|r)"
_DOMAIN = re.compile(
    rf"(?:(?:^|(?<=[.,;:] )|\b(?:the|its|natural|maximal|largest|and) )domain(?: of f(?P<primes>'{{0,2}}))?{_IS}"
    rf"|\bf is (?:only )?defined (?:only )?for ){_SET}{END}"
)
_RANGE = re.compile(
    rf"\brange(?P<named> of f)?(?: on (?P<over>{INTERVAL})[ ,:]*(?:range on)?)?{_IS}"
    rf"(?P<set>{UNION}|[fy] (?:[<>]=?) {NUMBER}|(?:all |the )?real numbers|r){END}"
)
_ONLY = re.compile(
    rf"(?:\bonly (?:real )?(?:zero|root)(?: of f(?P<primes>'?))?(?![\w']){_IS}(?:at )?"
    rf"|\bf(?P<too>'?) = 0 (?:only|just) (?:at|for|if|when|where)? ?)(?:x [=~] )?(?P<x>{NUMBER}){END}"
)
_ZEROS = re.compile(
    r"\b(?:zero|root)s?(?: of (?P<of>f'{0,2}))?(?: is| are| lies?| at|[ =:])* (?P<listed>(?:x [=~] )?"
    rf"{NUMBER}(?![\w.])(?:(?:[ ,:]|\b(?:and|or|at|zeros|roots)\b|x [=~] )*{NUMBER}(?![\w.]))*).*"
)
_SOMEWHERE = re.compile(
    rf"\b(?P<name>f'{{0,2}}) = 0 (?:for|at) (?:some|at least one) (?:c|x|point)(?: c)? in (?P<where>{INTERVAL})"
)
_LEVEL = re.compile(
    rf"\bslope 0 (?P<listed>(?:at |and |or |, ?|x = |{NUMBER}(?![\d.]) ?)+)"
    r"(?:and |but )?(?:nowhere else|at no other (?:place|point))"
)
_MULTIPLES = re.compile(rf"\bzeros of f are the (?P<which>odd|even|integer) multiples of (?P<x>{NUMBER})")
_AVERAGE = re.compile(
    rf"\baverage (?:slope|gradient|rate(?: of change)?)(?: of f)?{OVER}{_IS}(?:~ )?(?P<value>{NUMBER}){END}"
    rf"|\b(?:secant|chord)(?: line)? (?:through|between|from) (?P<ends>x = {NUMBER} (?:and|to) (?:x = )?{NUMBER})"
    rf" has (?:the )?(?:slope|gradient)[ =~]* (?P<steep>{NUMBER}){END}"
)
_GREATEST = re.compile(
    r"\b(?:(?P<high>max(?:imum)?|(?:greatest|largest) value|highest point)"
    r"|min(?:imum)?|(?:least|smallest) value|lowest point)"
    rf"(?: of f)?{OVER}(?: is| occurs| lies)? at x [=~] (?P<x>{NUMBER}){END}"
)
_STEEPEST = re.compile(
    rf"(?:\b(?:on|over|in)(?: the interval)? (?P<led>{INTERVAL})[ ,:]*)?(?:the )?{SUBJECT} is (?:the )?steepest"
    rf"(?:{OVER})? at x [=~] (?P<x>{NUMBER}){END}"
)
_PART = re.compile(r"\b(?:between|inside|within|among|before|after|beyond|left|right)\b")  # of the axis
_MEAN_VALUE = re.compile(rf"\bmean value\b[^.;]*?(?P<where>{INTERVAL})[^.;]*\bc [=~] (?P<c>{NUMBER}){END}")
_NORMAL = re.compile(rf"\bnormal(?: line)? at x = (?P<x>{NUMBER}) has (?:the )?slope[ =~]* (?P<value>{NUMBER}){END}")
_UPRIGHT = re.compile(rf"\btangent(?: line)? is vertical at x = (?P<x>{NUMBER}){END}")
_FAR = re.compile(
    rf"\bas x -> (?P<end>-?inf)\b[ ,:]*(?P<name>f'{{0,2}}) (?:tends to|approaches|goes to) (?P<limit>{NUMBER}){END}"
)
_KINDS = {"constant": 0, "straight line": 1, "line": 1, "linear": 1, "parabola": 2, "quadratic": 2, "cubic": 3}
_KIND = re.compile(
    rf"{SUBJECT} (?:is (?:a |an |the )?(?P<kind>{'|'.join(_KINDS)})(?: function)?"
    rf"|(?:has|is of|is a polynomial of|of) degree (?P<degree>\d)){END}"
)
_STAYS = re.compile(rf"{SUBJECT} stays (?P<sides>(?:(?:and |above |below )+{NUMBER} ?)+)(?:for all x|everywhere)?{END}")
_PROVIDED = re.compile(r"\b(?:where(?:ver)?|when(?:ever)?|until|while|as long as)\b")
_UNDEFINED = re.compile(
    rf"{SUBJECT} (?:at x = (?P<there>{NUMBER}) )?(?:is |= |: )?undefined(?: (?:at|for) x = (?P<x>{NUMBER}))?{END}"
)
_CHANGES = re.compile(
    rf"(?:\bat x = (?P<x>{NUMBER})[ ,:]*)?(?P<name>\bf'{{0,2}}) (?:changes|switches|turns|goes)(?: its)?(?: sign)?"
    r" from (?P<before>minus|negative|plus|positive) to (?:minus|negative|plus|positive)\b"
    rf"(?: at x = (?P<there>{NUMBER}))?"
)
_ROOM = 0.02  # of what is looked for among samples
_PERIOD = re.compile(
    r"(?:\bf (?:is periodic|repeats every|has (?:the )?period)"
    r"|(?P<least>^(?:the |one |a |full )*(?:(?:smallest|shortest|least) )?period"
    r"(?: of (?:f|the (?:function|curve|graph)))?\b(?! of)|\bthe period of f))"
    rf"[a-z ,=:]* (?P<period>{NUMBER})"
)
_BOUNDED = re.compile(
    r"\b(?:f|the function) is (?P<not>un)?bounded\b(?! (?:on|by|above|below|for|between|from|neither))"
)
_GROWN, _ALIKE = 5.0, 1.01  # times what it is near 0 is what has no bound far out, at least, and what has one, at most
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
_OPEN_OF_WHOLE = re.compile(r"\?|n't\b|\b(?:not|never|if|wrong|more|other|another|second|secant|chord|at)\b")
_OFF = 0.02  # how far an extreme value among samples may be off
_ASYMPTOTE = re.compile(
    rf"\basymptote\b[^.;]*? [fy] = (?P<behind>{NUMBER}){END}"
    rf"|\b[fy] = (?P<before>{NUMBER}) [^.;]*\bhorizontal asymptote\b"
    r"|\bx ?- ?axis is (?:a|the) horizontal asymptote\b"
)
_UPRIGHT_ASYMPTOTE = re.compile(
    rf"\bvertical asymptotes?\b[^.;]*? x = (?P<behind>{NUMBER}){END}"
    rf"|\bx = (?P<before>{NUMBER}) [^.;]*\bvertical asymptote\b"
    r"|\by ?- ?axis is (?:a|the) vertical asymptote\b"
)
_OF_F = re.compile(r"\bf (?:has|approaches|tends|comes|gets)\b")
_NO_ASYMPTOTE = re.compile(r"\?|n't\b|\b(?:no|not|never|neither|if)\b")
_FAR_OUT, _CLOSE, _CLOSER = 1e8, 1e-4, 1e-9
_FARTHER, _HUGE = 0.003, 1e9  # nearer to its place e^(1/x) is too large for the machine
_RISE = 5.0  # of what has no bound, at least, as slow as a logarithm, between close and closer


def facts(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """Yield what is false of the facts in a text that is put in words."""
    if _OPEN.search(sentence):
        return
    f, slope = numbers.function, numbers.slope
    yield from _sets(sentence, numbers)
    yield from _zeros(sentence, numbers.derivatives)
    for found in _AVERAGE.finditer(sentence):
        a, b = numbers_in(found["where"] or found["ends"])
        value = found["value"] or found["steep"]
        rise = (one(f, b) - one(f, a)) / (b - a) if a != b else np.nan
        if abs(rise - float(value)) > rough(value, 0.5) + 1e-9:
            yield untrue(f"from x = {a:g} to {b:g} the average slope is {rise:.4g}")
    for found in _GREATEST.finditer(sentence):
        xs, sign = np.linspace(*spans_in(found["where"])[0], 4001), 1 if found["high"] else -1
        values, there = sign * many(f, xs), sign * one(f, float(found["x"]))
        if np.isfinite(values).all() and values.max() > there + _ROOM * np.ptp(values):
            yield untrue(f"it is at x = {xs[values.argmax()]:.4g}")
    for found in _STEEPEST.finditer(sentence):
        where = found["led"] or found["where"]
        if not where and _PART.search(sentence[: found.start()]):
            continue
        xs = np.linspace(*spans_in(where)[0], 4001) if where else NEAR
        most = np.nanmax(np.abs(many(slope, xs)), initial=0.0)
        least = (1 - _ROOM if where else _ROOM) * most  # without an interval it may grow without end
        if abs(one(slope, float(found["x"]))) < least:
            yield untrue("f is steeper elsewhere")
    for found in _MEAN_VALUE.finditer(sentence):
        (a, b), c = spans_in(found["where"])[0], float(found["c"])
        if a == b:
            continue
        rise, half = (one(f, b) - one(f, a)) / (b - a), rough(found["c"], 0.0) + 1e-6
        beside = many(slope, np.array([c - half, c, c + half])) - rise
        if np.ptp(np.sign(beside)) == 0:
            yield untrue(f"f' is {one(slope, c):.4g} there, the average slope {rise:.4g}")
    for found in _NORMAL.finditer(sentence):
        steep = one(slope, float(found["x"]))
        steep = -1 / steep if steep else np.inf
        if abs(steep - float(found["value"])) > rough(found["value"], 0.5) + 1e-9:
            yield untrue(f"the normal's slope is {steep:.4g}")
    for found in _UPRIGHT.finditer(sentence):
        if abs(one(slope, float(found["x"]))) < 1 / _ROOM:
            yield untrue("the slope there is a number")
    for found in _FAR.finditer(sentence):
        graph = numbers.derived(found["name"].count("'"))
        if not tends(graph, float(found["end"]), float(found["limit"])):
            yield untrue(f"it does not tend to {found['limit']}")
    for found in _STAYS.finditer(sentence):
        if found[0].startswith("it ") or _PROVIDED.search(sentence[: found.start()]):
            continue
        values = many(numbers.derived(order_of(found)), NEAR)
        for side, bound in re.findall(rf"(above|below) ({NUMBER})", found["sides"]):
            beyond = (values - float(bound)) * (1 if side == "below" else -1)
            if np.nanmax(beyond, initial=0.0) > rough(bound, 0.0) + 1e-6:
                yield untrue(f"at x = {NEAR[np.nanargmax(beyond)]:.3g} it does not")
    for found in _UNDEFINED.finditer(sentence):
        graph = numbers.derived(order_of(found))
        if at := found["there"] or found["x"]:
            half = rough(at, 0.0) + 1e-9  # a pole, or a jump, may be at no decimal number
            left, here, right = many(graph, float(at) + np.array([-half, 0.0, half]))
            if abs(here) < _HUGE and abs(left - right) < _ROOM * (1 + abs(here)):
                yield untrue(f"its value at x = {at} is {here:.4g}")
    for found in _KIND.finditer(sentence):
        graph, kind = numbers.derived(order_of(found)), found["kind"]
        if graph != sympy.nan and degree(graph) != int(found["degree"] or _KINDS[kind]):
            yield untrue(f"it is not {kind}" if kind else "it has another degree")
    for found in _CHANGES.finditer(sentence):
        graph, x = numbers.derived(found["name"].count("'")), float(found["x"] or found["there"] or "nan")
        sign = 1 if found["before"] in ("minus", "negative") else -1
        left, right = sign * many(graph, np.array([x - _ROOM, x + _ROOM]))
        if np.isfinite(left + right) and not left < 0 < right:
            yield untrue("its sign does not change so")


def _sets(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """Look at the domain, which has no end here that f does not have, and at the range."""
    for found in _DOMAIN.finditer(sentence):
        said, f = spans_in(found["set"]), numbers.derived(len(found["primes"] or ""))
        xs = NEAR if said else np.array(numbers_in(found["set"]))  # all x but one
        outside = _outside(xs[np.isfinite(many(f, xs))], said)
        if (not said or np.isinf(said).any()) and len(outside) > _ROOM * len(xs):
            yield untrue(f"f has a value at x = {outside[len(outside) // 2]:.3g}")
    for found in _RANGE.finditer(sentence):
        said, over = spans_in(found["set"]), found["over"]
        near = finite(many(numbers.function, np.linspace(*spans_in(over)[0], 801) if over else NEAR))
        if not len(near) or not (found["named"] or over or np.isinf(said).any()):
            continue
        far = near
        if not over:  # beside a pole, or an end, it grows when it is looked at more closely
            values = many(numbers.function, NEAR)
            places = {int(end(values)) for end in (np.nanargmax, np.nanargmin)}
            beside = [NEAR[place] + np.linspace(-1, 1, 2001) * (NEAR[1] - NEAR[0]) for place in places]
            far = finite(many(numbers.function, np.concatenate([NEAR, 50 * NEAR, *beside])))
        rounding = 0.005 * np.ptp(near) if over else 1e-6
        off = _outside(near, [(low - rounding, high + rounding) for low, high in said])
        if off.size:
            yield untrue(f"f has the value {off[0]:.3g}")
        elif not over and said == [(-np.inf, np.inf)] and min(near.min() - far.min(), far.max() - near.max()) < _ROOM:
            yield untrue(f"f goes from {far.min():.3g} to {far.max():.3g}, and no farther at one end")
        elif max(far.max(), -far.min()) < 1.5 * max(near.max(), -near.min()):  # it stays between bounds
            low, high = min(low for low, _ in said), max(high for _, high in said)
            room = 0.1 * np.ptp(far) + 1e-6
            if low < far.min() - room or high > far.max() + room:
                yield untrue(f"f goes from {far.min():.3g} to {far.max():.3g}")


def _zeros(sentence: str, slopes: tuple[Expr, ...]) -> Iterator[Fault]:
    for found in _ONLY.finditer(sentence):
        zeros = zeros_of(slopes[len(found["primes"] or found["too"] or "")], *SPANS[0]) or ()
        others = [x for x in zeros if abs(x - float(found["x"])) > _ROOM]
        if others:
            yield untrue(f"there is one at x = {others[0]:.4g} too")
    for found in _SOMEWHERE.finditer(sentence):
        if zeros_of(slopes[found["name"].count("'")], *spans_in(found["where"])[0]) == []:
            yield untrue("there is none")
    for found in _LEVEL.finditer(sentence):
        listed = np.array(numbers_in(found["listed"]))
        others = [x for x in zeros_of(slopes[1], *SPANS[0]) or () if np.abs(listed - x).min(initial=np.inf) > _ROOM]
        if others:
            yield untrue(f"the slope is 0 at x = {others[0]:.4g} too")
    for found in _MULTIPLES.finditer(sentence):
        first, step = {"odd": (1, 2), "even": (0, 2), "integer": (0, 1)}[found["which"]]
        places = [float(found["x"]) * (first + step * n) for n in range(-2, 3)]
        if any(abs(one(slopes[0], x)) > 1e-6 for x in places):
            yield untrue("f is not 0 at all of these")
    for found in _ZEROS.finditer(sentence):
        of = slopes[found["of"].count("'") :][:1] if found["of"] else slopes  # f'' may be too long to be formed
        for number in NUMBERS.findall(found["listed"]):
            if of and not any(_is_zero(each, float(number), rough(number, 0.0)) for each in of):
                yield untrue(f"x = {float(number):g} is no zero")
                return


def _is_zero(expression: Expr, x: float, half: float) -> bool:
    here, *beside = many(expression, np.array([x, x - half, x + half]))
    return bool(abs(here) <= 1e-9 + 1.05 * max(abs(each - here) for each in beside))


def _outside(values: Array, spans: list[Span]) -> Array:
    for low, high in spans:
        values = values[(values < low) | (values > high)]
    return values


def of_whole(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """Yield what is false in a text, put in words, about f as a whole."""
    yield from _asymptotes(sentence, numbers)
    sentence = _PLACED.sub("", sentence)
    if _OPEN_OF_WHOLE.search(sentence):
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
    if bounded := _BOUNDED.search(sentence):
        near, far = (np.nanmax(np.abs(_values(numbers.function, *span)), initial=0.0) for span in SPANS)
        if far > _GROWN * near and not bounded["not"]:
            yield untrue("f grows without end")
        elif far < _ALIKE * near and bounded["not"]:
            yield untrue(f"f stays below {far:.3g}")
    for found in _COUNT.finditer(sentence):
        said = found["number"]
        number = _WORDS.index(said) if said in _WORDS else int(said)
        derived, changes = _COUNTED.get(found["kind"], _TURNS)
        graph = numbers.derived(derived + order_of(found))
        least, most = _counts(graph, found["before"] or found["where"], changes)
        is_place = found["open"] and abs(one(graph, number)) < 1e-9  # as in "Zeros of f on [0, 4]: 2"
        if not (is_place or least <= number <= most):
            yield untrue(f"there are {least} or more" if number < least else f"there are {most}")
    for found in _TURNING.finditer(sentence):
        steps = np.diff(_values(numbers.derived(order_of(found)), *SPANS[0]))
        if np.ptp(np.sign(steps)) == 0 and steps[0]:
            yield untrue("it rises, or falls, all along")
    for found in _EXTREME.finditer(sentence):
        if (order := order_of(found)) < 2 and _is_no_extreme(numbers.derived(order), found):
            yield untrue("it is another number")


def _asymptotes(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """Yield what is false of the asymptotes that a text, put in words, says that f, or f', has."""
    graphs = numbers.derivatives[: 1 if _OF_F.search(sentence) else 2]
    if _NO_ASYMPTOTE.search(sentence):
        return
    for found in _ASYMPTOTE.finditer(sentence):
        level = found["behind"] or found["before"] or "0"
        ends = [many(graph, np.array([-_FAR_OUT, _FAR_OUT])) for graph in graphs]
        if not (np.abs(np.array(ends) - float(level)) < _OFF + rough(level, 0.0)).any():
            yield untrue(f"neither f nor f' comes close to {float(level):g}")
    for found in _UPRIGHT_ASYMPTOTE.finditer(sentence):
        x = float(found["behind"] or found["before"] or 0)
        sizes = [np.abs([many(graph, x + np.array([-step, step])) for step in (_CLOSE, _CLOSER)]) for graph in graphs]
        rises = np.array([close[1] - close[0] for close in sizes])
        beyond = np.abs([many(graph, x + np.array([-_FARTHER, _FARTHER])) for graph in graphs]) > _HUGE  # as of e^(1/x)
        if np.isfinite(rises).any() and not (rises > _RISE).any() and not beyond.any():
            yield untrue(f"beside x = {x:g} f has bounds")


def _repeats(function: Expr, period: float) -> bool:
    return np.allclose(many(function, SOME), many(function, SOME + period), equal_nan=True)


def _span(where: str | None) -> Span | None:
    low, high = numbers_in(where) if where else (np.inf, np.inf)
    return (low, high) if np.isfinite(high - low) else None


def _counts(expression: Expr, where: str | None, changes: bool) -> tuple[float, float]:
    """Tell how many zeros an expression has, at least and at most; if that is open, any number."""
    spans = SPANS
    if span := _span(where):
        room = (span[1] - span[0]) / 500
        spans = (span[0] + room, span[1] - room), (span[0] - room, span[1] + room)  # an end may belong to it
    counts = [_count(expression, *span, changes) for span in spans]
    return (counts[0], max(counts)) if min(counts) >= 0 else (0, np.inf)


def _count(expression: Expr, low: float, high: float, changes: bool) -> int:
    places = zeros_of(expression, low, high)
    if places is None or np.isnan(many(expression, np.linspace(low, high, 201)[1:-1])).any():
        return -1
    step = 1e-5 * (high - low)
    beside = [np.sign(many(expression, np.array([x - step, x + step]))) for x in places]
    return sum(not changes or bool(left != right) for left, right in beside)


def _is_no_extreme(expression: Expr, said: re.Match[str]) -> bool:
    """Tell whether a number is neither the greatest, or least, value nor one of a turning point."""
    value, sign = float(said["value"]), 1 if said["high"] else -1
    spans = [span] if (span := _span(said["where"])) else SPANS
    highest = [np.nanmax(sign * _values(expression, *span), initial=-np.inf) for span in spans]
    if not np.isfinite(highest).all() or highest[-1] > highest[0] + _OFF * max(1.0, abs(highest[0])):
        return False  # it grows without end
    y = _values(expression, *spans[0])
    turning = y[1:-1][(y[1:-1] - y[:-2]) * (y[2:] - y[1:-1]) <= 0]
    off = np.abs(np.append(turning, sign * highest[0]) - value)
    return bool(off.min() > rough(said["value"], 0.5) + _OFF * max(1.0, abs(value)))


def _values(expression: Expr, low: float, high: float) -> Array:
    return many(expression, np.linspace(low, high, 8001))
