"""What a sentence says of f: its slope at a place, a maximum there, that it increases, and what makes it do so.

The common English forms are looked for in what `line_in_words.py` makes of a text. A text that speaks of anything else
(another function, a secant, f' itself), which denies or compares, is left alone.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import sympy
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from ..formulas.expression import Expr, Unreadable, X, divisors, negate, replaced
from ..formulas.latex import Statement
from ..formulas.limits import slope_at
from .line_facts import facts, of_whole
from .line_in_words import (
    END,
    INTERVAL,
    NUMBER,
    NUMBERS,
    SUBJECT,
    UNION,
    in_words,
    is_same,
    numbers_in,
    order_of,
    rough,
    spans_in,
)
from .line_numbers import NEAR, Numbers, Span, lowest, many, one, zeros_of
from .line_types import Fault, untrue

_FIRST = re.compile(r"^(?:because|since|as(?! x ->)) [^,]*, ")
_REASON = re.compile(r"[ ,;:]*\b(?:because|since|porque|pues|weil|denn|car|parce que)\b.*$")
_AT = rf"(?:(?:at|near|around) )?(?:the )?(?:point )?(?:\(|[ax] [=~] )(?P<x>{NUMBER})(?:, (?P<y>{NUMBER})\))?"
_IS = r"(?: is| equals| about| approximately| roughly|[ =~:])* "
_SLOPE = r"(?:slope|gradient|derivative)(?: of (?:f|the (?:curve|graph|function|tangent(?: line)?)))?"
_VALUE = re.compile(rf"\bf (?:is|equals|has the value) (?P<value>{NUMBER}) {_AT}")
_RISES = "(?:has |the |its |f |curve |graph |rises |climbs |with |a )*"
_SLOPES = (
    re.compile(rf"\bslope (?P<value>{NUMBER}) {_AT}"),
    re.compile(rf"\b{_SLOPE} {_AT}{_IS}(?P<value>{NUMBER}){END}"),
    re.compile(rf"\b{_AT}[ ,:]*{_RISES}{_SLOPE}{_IS}(?P<value>{NUMBER}){END}"),
)
_KIND = (
    r"(?P<kind>max|min|(?:turning|critical|stationary) point|extrem|horizontal tangent|inflection(?: point)?)"
    r"(?:imum|ima|um|a|s)?\b"
)
_PLACES = (
    re.compile(rf"\b{_KIND}(?: of f| is| occurs?| are| ?[:~=])* {_AT}"),
    re.compile(rf"\b{_AT}[ ,:]*(?:f |there |we |the function )?(?:has|is|have) (?:(?:a|an|its|local|global) )*{_KIND}"),
)
# Words that make it another claim, or none.
_ELSE = re.compile(
    r"[?']|\b(?:not?|never|if|wrong|secant|chord|average|normal|second|rate|steep\w*|concav\w*|area|[gh])\b"
)
# What is false of every function, unless it is denied.
_DENIES = re.compile(r"[?]|n't\b|\b(?:not?|never|wrong|and|but|(?<!per )second|itself|integral|antiderivative|limit)\b")
_SAYINGS = {
    "a product, a quotient and a composition are not differentiated part by part": re.compile(
        r"\b(derivative|slope) of (?:a|the) (product|quotient|composition) [\w ]*?(?:is|equals)"
        r" [\w ]*?\2 of [\w ]*\1s\b"
    ),
    "a product and a quotient are not differentiated part by part": re.compile(
        r"\b(?:differentiate|derive|derivative of) (?:a|the) (?:product|quotient)\b(?! rule)[^.;]{0,40}?"
        r"\b(?:multiply|divide)s? (?:by )?(?:the |their |both |its |two |of )*derivatives(?: of (?:the|its|both) \w+)?"
        r"(?= ?[.!,]|$)"
    ),
    "a derivative is a slope, no area": re.compile(
        r"(?:\bderivative|f')(?: of f)?(?: is| equals| measures| gives| means)?(?: the)?(?: shaded)? (?:area|length)\b"
    ),
    "how f bends is said by f''": re.compile(
        r"\bf' (?:is )?(?:positive|negative)\b[^.;]{0,25}?\bconca"
        r"|\bconcave \w+ (?:where|when|if) f' (?:is )?(?:pos|neg)"
    ),
    "there is a maximum where f'' is negative, a minimum where it is positive": re.compile(
        rf"\bf''(?: at x = {NUMBER})?(?: is)? (?:negative\b(?:(?!max|positive)[^.;])"
        r"{0,40}\bminim|positive\b(?:(?!min|negative)[^.;]){0,40}\bmaxim)"
    ),
    "velocity is the derivative of position, acceleration that of velocity": re.compile(
        r"\bvelocity is the derivative of (?:the )?acceleration|\bacceleration is the derivative of (?:the )?position"
        r"|\bsecond derivative (?:tells us|gives(?: us)?|is) (?:the )?velocity"
    ),
    "a derivative is a slope, no height": re.compile(
        r"(?:\bderivative|f') (?:is|equals|gives|measures) the (?:height|value) of (?:the graph of )?f\b"
    ),
    "not always": re.compile(
        r"\b(?:zero derivative|f' = 0|slope 0) always (?:means|gives|implies)"
        r"|^(?:wherever|whenever|if|where|when) (?:a|any) (?:derivative|slope) (?:is|=|equals) (?:0|zero)[ ,]*"
        r"(?:then )?(?:the (?:function|graph)|f|it|there) (?:always )?(?:has|is) an? (?:local )?"
        r"(?:extrem|max|min|turning)"
        r"|\bevery continuous function is differentiable"
    ),
    "that is the chain rule": re.compile(
        r"\b(?:product|quotient|power|sum) rule\b(?:(?!chain)[^.;]){0,60}\b(?:outer|inner) (?:derivative|function)"
    ),
    "a speed is no acceleration": re.compile(
        rf"\b(?:speed|velocity)\b(?:(?!accel)[^.;]){{0,60}}\bis {NUMBER} \w+ per second (?:squared|per second)\b"
    ),
    "the numerator is differentiated first": re.compile(
        r"\b(?:high|hi)[ -]*d[ -]*(?:low|lo)\b.{0,9}\b(?:minus|less)\b"
    ),
    "the exponent becomes one less": re.compile(
        r"\bpower rule\b.*\b(?:raise|increase)s? (?:it|the (?:exponent|power)) by (?:one|1)\b"
    ),
    "a derivative is the slope of a tangent": re.compile(r"\bderivative(?: of f)? is the slope of (?:the|a) secant\b"),
}
_ITS_SLOPE = re.compile(r"\bslope(?: there| here| then| is| equals|[ =:])*$")
_OWN = re.compile(r"\bf (?:is|equals) its own derivative\b")
_LISTED = re.compile(
    rf"\b(?P<kind>(?:turning|critical|stationary|inflection) point)s(?: of f)?"
    rf"(?: (?:on|in) (?:{INTERVAL}))?"
    rf"(?: are|(?: at)? ?:)(?P<places>(?:(?: ?,)?(?: and)?(?: x [=~])? {NUMBER}(?![.\w]))+){END}"
)
_DIFFERENTIABLE = re.compile(
    rf"\b{_AT}[ ,:]*(?:f|the (?:function|curve)|it) is (?P<not_there>not )?differentiable"
    rf"|\b(?:f|the function|it) is (?P<not_at>not )?differentiable at (?:x = )?(?P<place>{NUMBER}){END}"
)
_DEGREES = re.compile(r"\b(?:x|angles?|axis|axes|units?|measured)\b[^.;]*\bdegrees\b")
_SIGN = r"(?:(?:positive|negative) (?:slope|derivative)|(?:slope|derivative|\bf')(?: is)? (?:positive|negative))\b"
_TURN = r"\b(?:increas|ris(?:es|ing)\b|grow|climb|decreas|fall|drop)"
_WHEN = "(?:where(?:ver)?|when(?:ever)?|if|as)"
_CAUSE = re.compile(
    rf"{_TURN}\w* {_WHEN} (?:the )?{_SIGN}|{_SIGN}[^.;']{{0,25}}?{_TURN}"
    rf"|\b{_WHEN} (?:f|it|the (?:function|curve|graph)) (?:is )?{_TURN}\w*[ ,]+(?:then )?(?:the )?{_SIGN}"
)
_UP = re.compile(r"increas|ris|grow|climb")
_OF_SLOPE = re.compile(r"\b(?:derivative|slope|gradient|interval|endpoint|faster|slower)\b")
_DOMAIN = re.compile(r"(?:\b(?:the )?domain of f|(?:^|(?<=[.,;] ))(?:the |its )?domain)(?: is|[ :=])*(?= )")
_LEFT_OUT = re.compile(rf"!= ({NUMBER})")
_CLOSED = re.compile(rf"(?:[<>]= |\[)({NUMBER})|({NUMBER})(?:\]| <=)")  # ends that belong to an interval
_FARTHEST = 10.0  # of an interval without end
# A property, right behind the name of what has it, or at the beginning of a text, which is then about f.
_FILL = re.compile(
    r"(?: |\b(?:is|ist|est|es|are|a|an|both|also|always|strictly|therefore|thus|hence|keeps|stays|lies|and so"
    r"|(?:defined|even|odd|gerade|ungerade|paire|impaire) (?:and|und|et|y|e))\b)*"
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
_NEARBY = ("at ", "near ", "around ", "close ")
_AT_PLACE = rf"(?:at|near|around|close to) (?:x [=~] )?{NUMBER}"
_HALF = rf"(?:all )?x (?:[<>]=?|!=) {NUMBER}"
_ONE_SIDED = re.compile(
    r"\b(?:half|one|left|right|demi|links\w*|rechts\w*|gauche|droite|izquierda|derecha|sinistra|destra)\b"
)
_ALL, _BUT = (
    re.compile(r"(?:for )?(?:all|every) (?:real )?(?:numbers? )?x?|everywhere"),
    re.compile(r"!=|except|domain|but"),
)
_POLE = 1e6  # what is larger at a zero of the denominator has no value there
_BESIDE = 1e-3  # how far from a place what is said of it is looked for
# `the slope at x = 1 is negative` is `at x = 1 the slope is negative`.
_SAID_AT = re.compile(rf"(?P<what>(?:the )?{SUBJECT}) at (?:x = )?(?P<x>{NUMBER})(?= (?:is|positive|negative)\b)")
_WHERE = re.compile(
    r"(?: on| for| over| when(?:ever)?| in| x in| ,(?= [\w.-]+ <| x [<>])| the| interval| every| each| all of|:)*"
    rf" (?P<where>{UNION}|(?:{_HALF}|between {NUMBER} and {NUMBER}|{_AT_PLACE}"
    r"|(?:all |every )?(?:real )?(?:numbers? )?x|(?:all|every) real numbers?"
    r"|(?:the )?(?:whole |entire )?real line|(?:all x in )?r|everywhere"
    r"|(?:each|every) branch)"
    r"(?!\.?\d)(?= ?(?:[.!,;:]|and\b(?! x)|$)))"
)
_THERE = re.compile(r" (?:\([^()]*\) )?there\b")
# The same before what has the property: `For x < 0 the function is negative`.
_LED = re.compile(
    rf"\b(?:(?:for|on|over|when|where|in)(?: the)?(?: interval)? (?P<where>{UNION}|{_HALF}|each branch)"
    rf"|(?P<place>{_AT_PLACE})"
    rf"|between (?P<ends>{NUMBER} and {NUMBER}))[ ,:]+(?:the )?"
)
# `x > 0: f' positive, x < 0: f' negative`: each holds where it is said before it.
_AHEAD = re.compile(
    r"(?:^|(?<= )(?<!for )(?<!if )(?<!when )(?<!where ))"
    rf"(?:(?=x ){_HALF}|{NUMBER} <=? x <=? {NUMBER})[ ,:;]+(?=f'* )"
)
_GENERAL = re.compile(r"(?:\bof|^) ?(?:an?|any|every|each) (?:\w+ )?(?:function|curve|graph)\b")  # not of this one
_ELSE_OF_TRAIT = re.compile(
    r"\?|n't\b|\b(?:no|(?:not|never)(?! negative| positive)|if|wrong|secant|chord|average|normal|tangents?|rate"
    r"|steep\w*|area|faster|slower|endpoints?|sign|change\w*|from|third|[gh])\b"
)
# Of which derivative a property is one, and which say that it is negative.
_MORE = {"up": 1, "down": 1, "bent_up": 2, "bent_down": 2}
_NEGATIVE = {"down", "below", "bent_down"}


def said_in_words(statements: Sequence[Statement], text: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false in a text about f that ties a property, a place and a number."""
    whole = in_words(statements, text, numbers)
    sentence = _REASON.sub("", _FIRST.sub("", whole))
    yield from _traits(sentence, numbers)
    yield from of_whole(sentence, numbers)
    yield from facts(sentence, numbers)
    for found in _DIFFERENTIABLE.finditer(sentence):
        x = found["x"] or found["place"]
        if _is_differentiable(numbers, x) == bool(found["not_there"] or found["not_at"]):
            yield untrue(f"at x = {x} it is the other way round")
    labels = [each.label for each in statements if each.sides and type(each.sides[0]).__name__ == "f"]
    taken = any(map(_ITS_SLOPE.search, labels)) and not re.search(r"\bF\b", text)  # whose slope f is
    if (_OWN.search(sentence) or taken) and not is_same(numbers.function, numbers.slope):
        yield untrue("f' is another function")
    if not _DENIES.search(whole):
        for why, saying in _SAYINGS.items():
            if saying.search(whole):
                yield untrue(why)
        for cause in _CAUSE.findall(whole):
            if ("positive" in cause) != bool(_UP.search(cause)):
                yield untrue("f increases where its slope is positive, and decreases where it is negative")
    if _ELSE.search(sentence):
        return
    if _DEGREES.search(sentence) and numbers.function.has(TrigonometricFunction):
        yield untrue("the rules for sin, cos and tan hold in radians")
    for found in _first(_SLOPES, sentence):
        x, value, half = float(found["x"]), float(found["value"]), rough(found["x"], 0.0)
        steep, *beside = (one(numbers.slope, x + step) for step in (0.0, -half, half))
        if not np.isfinite(steep) and _ONE_SIDED.search(sentence):
            sides = (one(numbers.slope, x + side * _BESIDE**2) for side in (-1, 1))
            steep, *beside = sorted(sides, key=lambda slope: abs(slope - value))[:1] * 2
        if not np.isfinite(steep):
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
        slope = numbers.derived(1 + bends)
        steep = one(slope, x)
        level = (np.isnan(steep) and found["kind"] != "horizontal tangent") or numbers.is_root(slope, x, half, 1e-6)
        if turned.get(found["kind"]) or not level or (bends and one(slope, x - 0.05) * one(slope, x + 0.05) > 0):
            what = "second derivative" if slope != numbers.slope else "slope"
            yield untrue(f"at x = {x:g} the {what} is {steep:.4g}, f is {here:.4g}, and beside it {beside[0]:.4g}")


def _is_differentiable(numbers: Numbers, x: str) -> bool:
    try:
        slope = slope_at(numbers.function, numbers.slope, sympy.Rational(x))
    except Unreadable:
        return False
    return bool(np.isfinite(one(slope)))


def _first(forms: Sequence[re.Pattern[str]], sentence: str) -> list[re.Match[str]]:
    """What the first of the forms finds that finds anything."""
    return next((found for form in forms if (found := list(form.finditer(sentence)))), [])


def _traits(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false of the properties that a text, put in words, says that f, f' or f'' has everywhere or somewhere."""
    sentence = _DOMAIN.sub("f is defined for", sentence)
    if _AHEAD.match(sentence):
        sentence = _AHEAD.sub(lambda found: f"; for {found[0]}", sentence)
    sentence = _SAID_AT.sub(r"at x = \g<x> \g<what>", sentence)
    open_ = _ELSE_OF_TRAIT.search(sentence) or _GENERAL.search(sentence)
    told = list(_TRAIT.finditer(sentence)) if not open_ else []
    # Else one may be the condition of the other.
    alone = len({found.lastgroup for found in told} - {"even", "odd"}) == 1
    where = ""
    for found in told:
        led, before = _led(sentence[: found.start()])
        behind, kind = _WHERE.match(sentence, found.end()), str(found.lastgroup)
        last = where if _THERE.match(sentence, found.end()) else ""
        where = behind["where"] if behind else led or last
        order = _order(before)
        if order == -1 or not (where or re.compile(END).match(sentence, found.end())):
            continue
        if kind in ("even", "odd"):
            # Alone it may stand in a table.
            if order is not None and not _has_parity(numbers.derived(order), kind):
                yield untrue(f"that is not {kind}")
            continue
        # `Negative for x < 0` alone may be said of f'.
        orders = [0, 1] if order is None and kind in ("above", "below") else [(order or 0) + _MORE.get(kind, 0)]
        graphs = [numbers.derived(each) for each in orders]
        if sympy.nan in graphs:
            continue
        always = [(-_FARTHEST, _FARTHEST)] if found[0].startswith("never") else []
        spans = _spans(where, numbers.drawn) if where else always
        if spans and kind == "defined":
            spread = np.concatenate([np.linspace(*span, 403)[1:-1] for span in spans])
            closed = [float(one or other) for one, other in _CLOSED.findall(where)]
            xs = np.array(numbers_in(where)) if where.startswith(_NEARBY) else np.append(spread, closed)
            xs = xs[~np.isin(xs, [float(each) for each in _LEFT_OUT.findall(sentence)])]
            missing = xs[~np.isfinite(many(graphs[0], xs))]
            if found[0] == "defined" and _ALL.fullmatch(where) and not _BUT.search(sentence):
                poles = np.array([x for part in divisors(graphs[0]) for x in zeros_of(part, *spans[0]) or ()])
                missing = np.append(missing, poles[~(np.abs(many(graphs[0], poles)) < _POLE)])
            if missing.size:
                yield untrue(f"there is no value at x = {missing[0]:.3g}")
            continue
        signed = [negate(each) if kind in _NEGATIVE else each for each in graphs]
        if alone and (not spans or where == "everywhere"):
            values = many(signed[0], NEAR)
            if np.nanmax(values, initial=-1.0) <= 0 and np.nanmin(values, initial=0.0) < 0:
                yield untrue("it is so nowhere")
        for low, high in spans:
            places = [lowest(each, low, high, numbers.function) for each in signed]
            if low < high and None not in places:
                yield untrue(f"it does not hold at x = {places[0]:.3g}")
                break


def _led(before: str) -> tuple[str, str]:
    """Tell where a property holds by what stands before it, and what is between the two."""
    last = next(iter([*_LED.finditer(before)][-1:]), None)
    rest = before[last.end() :] if last else ""
    if not last or not re.match(SUBJECT, rest) or _order(rest) == -1:
        return "", before
    return last["where"] or last["place"] or last["ends"], rest


def _has_parity(expression: Expr, parity: str) -> bool:
    xs = np.linspace(0.05, 3.05, 61)
    there, mirrored = many(expression, xs), many(replaced(expression, {X: negate(X)}), xs)
    off = np.abs(there - (mirrored if parity == "even" else -mirrored))
    return bool(np.nanmax(off, initial=0.0) <= 1e-9 * np.nanmax(np.abs(there), initial=1.0))


def _order(before: str) -> int | None:
    """Tell of what a property is said: 0 for f, 1 for f', 2 for f''; None if nothing is named, -1 if that is open."""
    last = next(iter([*re.finditer(SUBJECT, before)][-1:]), None)
    if not _FILL.fullmatch(before, last.end() if last else 0):
        return -1
    return order_of(last) if last else None


def _spans(where: str, drawn: Span) -> list[Span]:
    """Give where something is said to hold; of `x > 0` only what is drawn is looked at."""
    if where.startswith(_NEARBY):
        (x,) = numbers_in(where)
        return [(x - _BESIDE, x + _BESIDE)]
    spans = spans_in(where) or [(-np.inf, np.inf)]
    least, most = drawn if numbers_in(where) else (-np.inf, np.inf)
    least, most = max(least, -_FARTHEST), min(most, _FARTHEST)
    return [(low if np.isfinite(low) else least, high if np.isfinite(high) else most) for low, high in spans]
