"""What a sentence says of f: its slope at a place, a maximum there, that it is even, or increases on an interval.

A text is put together again as words and plain numbers, `the slope of f at x = 1 is 2.22`, and the common English forms
are looked for in it. A text that speaks of anything else (another function, a secant, f' itself), which denies or
compares, is left alone.
"""

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np
import sympy
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from ..formulas.arrays import Array
from ..formulas.expression import Expr, Listed, Unreadable, X, negate, replaced
from ..formulas.latex import Statement
from ..formulas.limits import slope_at
from ..formulas.names import has_names
from .line_numbers import END, INTERVAL, NUMBER, NUMBERS, SOME, Numbers, lowest, many, numbers_in, one, rough, zeros_of
from .line_parts import names_function
from .line_types import Fault, untrue

_SUBJECT = (
    r"(?:(?<![\w'])[fy](?P<primes>'{0,2})(?![\w'])(?: \(x\))?"
    r"|\b(?P<second>second )?(?P<slope>derivative|slope|gradient)(?: f'+)?(?: of (?:f|the (?:function|curve|graph)))?\b"
    r"|\b(?:function|graph|curve)(?: (?:of )?f)?(?![\w'])|\bit\b)"
)
_AT = rf"(?:at )?(?:the )?(?:point )?(?:\(|[ax] [=~] )(?P<x>{NUMBER})(?:, (?P<y>{NUMBER})\))?"
_IS = r"(?: is| equals| about| approximately| roughly|[ =~:])* "
_SLOPE = r"(?:slope|gradient|derivative)(?: of (?:f|the (?:curve|graph|function|tangent(?: line)?)))?"
# Other words for the same.
_SAME = {
    re.compile(r"\bat the origin\b"): "at x = 0",
    re.compile(
        r"\b(?:zero|no) slope\b|\b(?:slope|derivative) (?:of f )?(?:vanishes|is zero)\b"
        r"|\b(?:slope|tangent(?: line)?) is (?:horizontal|flat|level)\b"
    ): "slope 0",
    re.compile(r"\bf (?:is zero|vanishes)\b"): "f is 0",
    re.compile(r"\bpeaks?\b"): "maximum",
    re.compile(r"\b(?:valley|trough)\b"): "minimum",
}
_VALUE = re.compile(rf"\bf (?:is|equals|has the value) (?P<value>{NUMBER}) {_AT}")
_SLOPES = (
    re.compile(rf"\bslope (?P<value>{NUMBER}) {_AT}"),
    re.compile(rf"\b{_SLOPE} {_AT}{_IS}(?P<value>{NUMBER}){END}"),
    re.compile(rf"\b{_AT}[ ,:]*(?:has |the |its |f )*{_SLOPE}{_IS}(?P<value>{NUMBER}){END}"),
)
_KIND = (
    r"(?P<kind>max|min|(?:turning|critical|stationary) point|extrem|horizontal tangent|inflection(?: point)?)"
    r"(?:imum|ima|um|a|s)?\b"
)
_PLACES = (
    re.compile(rf"\b{_KIND}(?: of f| is| occurs?| are| ?[:~])* {_AT}"),
    re.compile(rf"\b{_AT}[ ,:]*(?:f |there |we |the function )?(?:has|is|have) (?:(?:a|an|its|local|global) )*{_KIND}"),
)
# Words that make it another claim, or none.
_ELSE = re.compile(
    r"[?']|\b(?:not?|never|if|wrong|secant|chord|average|normal|second|rate|steep\w*|concav\w*|area|[gh])\b"
)
# What is false of every function, unless it is denied.
_DENIES = re.compile(r"[?]|n't\b|\b(?:not?|never|wrong|and|but|second|itself|integral|antiderivative|limit)\b")
_PART_BY_PART = re.compile(
    r"\b(derivative|slope) of (?:a|the) (product|quotient|composition) [\w ]*?(?:is|equals) [\w ]*?\2 of [\w ]*\1s\b"
)
_AREA = re.compile(
    r"(?:\bderivative|f')(?: of f)?(?: is| equals| measures| gives| means)?(?: the)?(?: shaded)? (?:area|length)\b"
)
_BENT = re.compile(
    r"\bf' (?:is )?(?:positive|negative)\b[^.;]{0,25}?\bconca|\bconcave \w+ (?:where|when|if) f' (?:is )?(?:pos|neg)"
)
_SECANT = re.compile(r"\bderivative(?: of f)? is the slope of (?:the|a) secant\b")
_SAYINGS = {
    _PART_BY_PART: "a product, a quotient and a composition are not differentiated part by part",
    _AREA: "a derivative is a slope, no area",
    _BENT: "how f bends is said by f''",
    _SECANT: "a derivative is the slope of a tangent",
}
_OWN = re.compile(r"\bf (?:is|equals) its own derivative\b")
_LISTED = re.compile(
    r"\b(?P<kind>(?:turning|critical|stationary|inflection) point)s(?: of f)?(?: are|(?: at)? ?:)"
    rf"(?P<places>(?:(?: ?,)?(?: and)? {NUMBER}(?![.\w]))+){END}"
)
_DIFFERENTIABLE = re.compile(
    rf"\b{_AT}[ ,:]*(?:f|the (?:function|curve)|it) is (?P<not_there>not )?differentiable"
    rf"|\b(?:f|the function|it) is (?P<not_at>not )?differentiable at (?:x = )?(?P<place>{NUMBER}){END}"
)
_DOMAIN = re.compile(r"\b(?:the )?domain of f(?: is|[ :=])*(?= )")
_DEGREES = re.compile(r"\b(?:x|angles?|axis|axes|units?|measured)\b[^.;]*\bdegrees\b")
_SIGN = r"(?:(?:positive|negative) (?:slope|derivative)|(?:slope|derivative|\bf')(?: is)? (?:positive|negative))\b"
_TURN = r"\b(?:increas|ris(?:es|ing)\b|grow|climb|decreas|fall|drop)"
_CAUSE = re.compile(rf"{_TURN}\w* (?:where(?:ver)?|when(?:ever)?|if|as) (?:the )?{_SIGN}|{_SIGN}[^.;']{{0,25}}?{_TURN}")
_SIGNS = {">": "positive", "<": "negative", ">=": "not negative", "<=": "not positive"}
_UP = re.compile(r"increas|ris|grow|climb")
_OF_SLOPE = re.compile(r"\b(?:derivative|slope|gradient|interval|endpoint|faster|slower)\b")
_FARTHEST = 10.0  # of an interval without end
_EVERYWHERE = np.linspace(-_FARTHEST, _FARTHEST, 2000)
# A property, right behind the name of what has it, or at the beginning of a text, which is then about f.
_FILL = re.compile(
    r"(?: |\b(?:is|ist|est|es|are|a|an|both|also|always|strictly|therefore|thus|hence|keeps|stays|lies|and so"
    r"|defined and)\b)*"
)
_SYMMETRIC = "symmetri(?:c|cal|sch) (?:about|to|in|with respect to|zu[rm])"
_TRAIT = re.compile(
    r"\b(?:(?P<up>increas|ris|grow)|(?P<down>decreas|fall))(?:es|s|ing|e)?\b"
    r"|\b(?:(?P<above>positive|(?:never|not) negative|above the x ?- ?axis)"
    r"|(?P<below>negative|(?:never|not) positive|below the x ?- ?axis))\b"
    r"|\b(?:(?P<bent_up>concave up(?:ward)?s?|convex)|(?P<bent_down>concave down(?:ward)?s?))\b"
    rf"|\b(?:(?P<even>even|gerade|paire|{_SYMMETRIC} (?:the )?[yf] ?- ?(?:axis|achse))"
    rf"|(?P<odd>odd|ungerade|impaire|{_SYMMETRIC} (?:the origin|ursprung)))(?: function)?\b"
    r"|\b(?P<defined>defined|continuous)(?: and \w+)?\b"
)
_HALF = rf"(?:all )?x (?:[<>]=?|!=) {NUMBER}"
_WHERE = re.compile(
    r"(?: on| for| over| when(?:ever)?| in| x in| the| interval| every| each| all of|:)*"
    rf" (?P<where>{INTERVAL}|(?:{_HALF}|(?:all |every )?(?:real )?(?:numbers? )?x|(?:all|every) real numbers?"
    r"|(?:the )?(?:whole |entire )?real line|(?:all x in )?r|everywhere"
    r"|(?:each|every) branch)"
    r"(?!\.?\d)(?= ?(?:[.!,;]|and\b(?! x)|$)))"
)
# The same before what has the property: `For x < 0 the function is negative`.
_LED = re.compile(
    rf"\b(?:(?:for|on|over|when|where|in)(?: the)?(?: interval)? (?P<where>{INTERVAL}|{_HALF}|each branch)"
    rf"|between (?P<ends>{NUMBER} and {NUMBER}))[ ,:]+(?:the )?"
)
_FIRST = re.compile(r"^(?:because|since|as) [^,]*, ")
_REASON = re.compile(r"[ ,;:]*\b(?:because|since)\b.*$")
_GENERAL = re.compile(r"(?:\bof|^) ?(?:an?|any|every|each) (?:\w+ )?(?:function|curve|graph)\b")  # not of this one
_ELSE_OF_TRAIT = re.compile(
    r"\?|n't\b|\b(?:no|(?:not|never)(?! negative| positive)|if|wrong|secant|chord|average|normal|tangents?|rate"
    r"|steep\w*|area|faster|slower|endpoints?|sign|change\w*|from|third|[gh])\b"
)
# Of which derivative a property is one, and which say that it is negative.
_MORE = {"up": 1, "down": 1, "bent_up": 2, "bent_down": 2}
_NEGATIVE = {"down", "below", "bent_down"}

# What is said of f as a whole: its period, how many zeros it has, its greatest value.
_PERIOD = re.compile(
    r"(?:\bf (?:is periodic|repeats every|has (?:the )?period)"
    r"|(?P<least>^(?:the )?period(?: of f)?\b|\bthe period of f))"
    rf"[a-z ,=:]* (?P<period>{NUMBER})"
)
_ON = rf"(?: on| in)(?: the interval)? (?P<where>{INTERVAL})"
_BOUNDED = re.compile(r"\bf is bounded\b(?! (?:on|by|above|below|for|between|from|neither))")
_GROWN = 5.0  # how much larger than near 0 what has no bound is far out
_COUNT = re.compile(
    rf"(?:^(?:on|in) (?P<before>{INTERVAL})[ ,:]+(?:the )?)?{_SUBJECT} has (?:exactly |only |just )?"
    r"(?P<number>no|one|two|three|four|five|six|\d+) (?:single |real )?"
    r"(?P<kind>zero|root|turning point|(?:local )?extrem|critical point|stationary point|inflection point)"
    rf"(?:s|es|a|um)?(?:{_ON}| on the (?:whole |entire )?real line)?{END}"
)
_WORDS = ["no", "one", "two", "three", "four", "five", "six"]
# From f on: how often what is counted is derived, and whether it has to change its sign there.
_COUNTED = {"zero": (0, False), "root": (0, False), "critical point": (1, False), "stationary point": (1, False)}
_COUNTED |= {"inflection point": (2, True)}
_TURNS = (1, True)
_EXTREME = re.compile(
    r"\b(?:(?P<high>greatest|largest|highest|max(?:imum|imal)?)|least|smallest|lowest|min(?:imum|imal)?)"
    rf"(?: value)?(?: of)?(?: the)? {_SUBJECT}(?:{_ON})?(?: is| equals|[ =:])* (?P<value>{NUMBER}){END}"
)
_OPEN = re.compile(r"\?|n't\b|\b(?:not|never|if|wrong|more|other|another|second|secant|chord|at)\b")
_NEAR, _FAR = (-10.0, 10.0), (-100.0, 100.0)  # where a function without an interval is looked at
_OFF = 0.02  # how far an extreme value among samples may be off


def said_in_words(statements: Sequence[Statement], text: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false in a text about f that ties a property, a place and a number."""
    sentence = in_words(statements, text, numbers)
    yield from _traits(sentence, numbers)
    yield from _of_whole(sentence, numbers)
    for found in _DIFFERENTIABLE.finditer(sentence):
        x = found["x"] or found["place"]
        if _is_differentiable(numbers, x) == bool(found["not_there"] or found["not_at"]):
            yield untrue(f"at x = {x} it is the other way round")
    if _OWN.search(sentence) and not _is_same(numbers.function, numbers.slope):
        yield untrue("f' is another function")
    if not _DENIES.search(sentence):
        for saying, why in _SAYINGS.items():
            if saying.search(sentence):
                yield untrue(why)
        for cause in _CAUSE.findall(sentence):
            if ("positive" in cause) != bool(_UP.search(cause)):
                yield untrue("f increases where its slope is positive, and decreases where it is negative")
    if _ELSE.search(sentence):
        return
    if _DEGREES.search(sentence) and numbers.function.has(TrigonometricFunction):
        yield untrue("the rules for sin, cos and tan hold in radians")
    for found in _first(_SLOPES, sentence):
        x, value, half = float(found["x"]), float(found["value"]), rough(found["x"], 0.0)
        steep, *beside = (one(numbers.slope, x + step) for step in (0.0, -half, half))
        if not math.isfinite(steep):
            if not _is_differentiable(numbers, found["x"]):
                yield untrue(f"at x = {x:g} there is no slope")
        elif abs(steep - value) > rough(found["value"], 0.5) + max(abs(steep - b) for b in beside) + 1e-9:
            yield untrue(f"at x = {x:g} the slope is {steep:.4g}")
    for found in _VALUE.finditer(sentence):
        here, half = one(numbers.function, float(found["x"])), rough(found["x"], 0.0)
        off = abs(one(numbers.slope, float(found["x"]))) * half
        if abs(here - float(found["value"])) > rough(found["value"], 0.5) + min(off, 0.5):
            yield untrue(f"f({float(found['x']):g}) is {here:.4g}")
    if _OF_SLOPE.search(sentence):
        return
    listed = _LISTED.sub(
        lambda each: "; ".join(f"{each['kind']} x = {x}" for x in NUMBERS.findall(each["places"])), sentence
    )
    for found in _first(_PLACES, listed):
        x, half = float(found["x"]), rough(found["x"], 0.5 if "~" in found[0] else 0.0)
        here, *beside = (one(numbers.function, x + step) for step in (0.0, -0.05 - 3 * half, 0.05 + 3 * half))
        if found["y"] and abs(here - float(found["y"])) > rough(found["y"], 0.5) + abs(beside[0] - here):
            yield untrue(f"f({x:g}) is {here:.4g}")
            continue
        turned = {"max": max(beside) > here, "min": min(beside) < here}
        bends = found["kind"].startswith("inflection")
        if bends and len(numbers.derivatives) < 3:
            continue
        slope = numbers.derivatives[1 + bends]
        steep = one(slope, x)
        level = math.isnan(steep) or numbers.is_root(slope, sympy.Float(x), half, 1e-6)
        if turned.get(found["kind"]) or not level or (bends and one(slope, x - 0.05) * one(slope, x + 0.05) > 0):
            what = "second derivative" if slope != numbers.slope else "slope"
            yield untrue(f"at x = {x:g} the {what} is {steep:.4g}, f is {here:.4g}, and beside it {beside[0]:.4g}")


def _traits(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false of the properties that a text, put in words, says that f, f' or f'' has everywhere or somewhere."""
    slopes = numbers.derivatives
    sentence = _REASON.sub("", _FIRST.sub("", _DOMAIN.sub("f is defined for", sentence)))
    open_ = _ELSE_OF_TRAIT.search(sentence) or _GENERAL.search(sentence)
    traits = list(_TRAIT.finditer(sentence)) if not open_ else []
    alone = len({found.lastgroup for found in traits}) == 1  # else one may be the condition of the other
    for found in traits:
        led, before = _led(sentence[: found.start()])
        behind, kind = _WHERE.match(sentence, found.end()), str(found.lastgroup)
        where = behind["where"] if behind else led
        order = _order(before)
        if order == -1 or not (where or re.compile(END).match(sentence, found.end())):
            continue
        if kind in ("even", "odd"):
            # Alone it may stand in a table.
            if order is not None and order < len(slopes) and not _has_parity(slopes[order], kind):
                yield untrue(f"that is not {kind}")
            continue
        order = (order or 0) + _MORE.get(kind, 0)
        always = (-_FARTHEST, _FARTHEST) if found[0].startswith("never") else None
        ends = _interval(where) if where else always
        if ends and kind == "defined":
            xs = np.linspace(*ends, 403)[1:-1]
            xs = xs[~np.isin(xs, numbers_in(where) if "!=" in where else [])]
            missing = xs[~np.isfinite(many(slopes[order], xs))]
            if missing.size:
                yield untrue(f"there is no value at x = {missing[0]:.3g}")
            continue
        if alone and not where and not ends and order < len(slopes):
            values = many(negate(slopes[order]) if kind in _NEGATIVE else slopes[order], _EVERYWHERE)
            if np.nanmax(values, initial=-1.0) <= 0 and np.nanmin(values, initial=0.0) < 0:
                yield untrue("it is so nowhere")
        if ends and ends[0] < ends[1] and order < len(slopes):
            place = lowest(negate(slopes[order]) if kind in _NEGATIVE else slopes[order], *ends)
            if place is not None:
                yield untrue(f"it does not hold at x = {place:.3g}")


def _of_whole(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """Yield what is false in a text, put in words, about f as a whole."""
    if _OPEN.search(sentence):
        return
    if period := _PERIOD.search(sentence):
        whole = float(period["period"])
        shorter = [whole / part for part in (2, 3, 4)] if period["least"] else []
        if not _repeats(numbers.function, whole) or any(_repeats(numbers.function, part) for part in shorter):
            yield untrue("that is no period of f, or not the shortest")
    if _BOUNDED.search(sentence):
        most = [np.nanmax(np.abs(_values(numbers.function, *span)), initial=0.0) for span in (_NEAR, _FAR)]
        if most[1] > _GROWN * most[0]:
            yield untrue("f grows without end")
    slopes = numbers.derivatives
    for found in _COUNT.finditer(sentence):
        said = found["number"]
        number = _WORDS.index(said) if said in _WORDS else int(said)
        derived, changes = _COUNTED.get(found["kind"], _TURNS)
        order = derived + _derived(found)
        where = found["before"] or found["where"]
        counts = _counts(slopes[order], where, changes) if order < len(slopes) else None
        if counts and not counts[0] <= number <= counts[1]:
            yield untrue(f"there are {counts[0]} or more" if number < counts[0] else f"there are {counts[1]}")
    for found in _EXTREME.finditer(sentence):
        order, value = _derived(found), float(found["value"])
        if order < 2 and _is_no_extreme(
            slopes[order], value, found["where"], 1 if found["high"] else -1, found["value"]
        ):
            yield untrue("it is another number")


def _repeats(function: Expr, period: float) -> bool:
    return np.allclose(many(function, SOME), many(function, SOME + period), equal_nan=True)


def _led(before: str) -> tuple[str, str]:
    """Tell where a property holds by what stands before it, and what is between the two."""
    last = next(iter([*_LED.finditer(before)][-1:]), None)
    rest = before[last.end() :] if last else ""
    if not last or not re.match(_SUBJECT, rest) or _order(rest) == -1:
        return "", before
    return last["where"] or last["ends"], rest


def _is_differentiable(numbers: Numbers, x: str) -> bool:
    try:
        slope = slope_at(numbers.function, numbers.slope, sympy.Rational(x))
    except Unreadable:
        return False
    return bool(np.isfinite(one(slope)))


def _is_same(one_side: Expr, other: Expr) -> bool:
    return np.allclose(many(one_side, SOME), many(other, SOME), equal_nan=True)


def _has_parity(expression: Expr, parity: str) -> bool:
    xs = np.linspace(0.05, 3.05, 61)
    there, mirrored = many(expression, xs), many(replaced(expression, {X: negate(X)}), xs)
    off = np.abs(there - (mirrored if parity == "even" else -mirrored))
    return bool(np.nanmax(off, initial=0.0) <= 1e-9 * np.nanmax(np.abs(there), initial=1.0))


def _order(before: str) -> int | None:
    """Tell of what a property is said: 0 for f, 1 for f', 2 for f''; None if nothing is named, -1 if that is open."""
    last = next(iter([*re.finditer(_SUBJECT, before)][-1:]), None)
    if not _FILL.fullmatch(before, last.end() if last else 0):
        return -1
    return _derived(last) if last else None


def _derived(subject: re.Match[str]) -> int:
    if subject["slope"]:
        return 2 if subject["second"] else 1
    return len(subject["primes"] or "")


def _interval(where: str) -> tuple[float, float]:
    ends = [] if "!=" in where else numbers_in(where)
    if len(ends) < 2:
        ends = [*ends, _FARTHEST] if ">" in where else [-_FARTHEST, *ends, _FARTHEST]
    return max(ends[0], -_FARTHEST), min(ends[1], _FARTHEST)


def _span(where: str | None) -> tuple[float, float] | None:
    low, high = numbers_in(where)[:2] if where else (math.inf, math.inf)
    return (low, high) if math.isfinite(high - low) else None


def _counts(expression: Expr, where: str | None, changes: bool) -> tuple[int, int] | None:
    """Tell how many zeros an expression has, at least and at most; None if that is open."""
    ranges = [_NEAR, _FAR]
    if span := _span(where):
        room = (span[1] - span[0]) / 500
        ranges = [(span[0] + room, span[1] - room), (span[0] - room, span[1] + room)]  # an end may belong to it
    counts = [_count(expression, *span, changes) for span in ranges]
    return (counts[0], max(counts)) if min(counts) >= 0 else None


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


def _first(forms: Sequence[re.Pattern[str]], sentence: str) -> list[re.Match[str]]:
    """What the first of the forms finds that finds anything."""
    return next((found for form in forms if (found := list(form.finditer(sentence)))), [])


def in_words(statements: Sequence[Statement], text: str, numbers: Numbers | None = None) -> str:
    """The words of a text, with its formulas as plain text between them; that of f, or of f', by its name."""
    words, carried, comma = list[str](), "", ":" if ":" in text else ","
    for statement in statements:
        words += [comma if statement.label == carried else statement.label, "=" * statement.said_of]
        words.append(_shown(statement, numbers) if statement.sides else "")
        carried = statement.label
    said = " ".join(" ".join(words).lower().replace("\u2212", "-").replace("≈", "~").split()).lstrip(", ")
    for form, same in _SAME.items():
        said = form.sub(same, said)
    return said


def _shown(statement: Statement, numbers: Numbers | None) -> str:
    """A formula as plain text: a number, a place, an interval, a name, a sign; `?` is any other in x."""
    first, last = statement.sides[0], statement.sides[-1]
    name = next((name for name in ("f", "f'", "f''") if names_function(first, name, name.replace("f", "y"))), "")
    if numbers and not name and first.has(X) and first != X and not has_names(first):
        own = {"f": numbers.function, "f'": numbers.slope}
        name = next((each for each, meaning in own.items() if _is_same(first, meaning)), "")
    if name and last == 0 and statement.relations[0] in _SIGNS:
        return f"{name} {_SIGNS[statement.relations[0]]}"
    if name and last.is_number and statement.label.lower() in ("max", "min"):
        return f"{name} = {_side(last, dict(statement.places))}"
    if name and (name == "f" or len(statement.sides) == 1):
        return name
    shown = [_side(side, dict(statement.places)) for side in statement.sides]
    if all(shown):
        return " ".join(f"{a} {b}" for a, b in zip(shown, [*statement.relations, ""], strict=True))
    return "?" if any(side.has(X) for side in statement.sides) else "..."


def _side(side: Expr, places: dict[Expr, int]) -> str:
    if isinstance(side, Listed):
        ends = [_side(end, places) for end in side.args]
        return f"({', '.join(ends)})" if all(ends) else ""
    if str(side) in ("x", "a", "T"):
        return str(side)
    if str(side) == "R_set":
        return "r"
    if not side.is_number:
        return ""
    value = float(side) if side.is_infinite else one(side)
    return str(side) if side.is_Integer else f"{value:.{places.get(abs(side), 12)}f}"
