"""What a sentence says of f: its slope at a place, a maximum there, what makes it increase.

The common English forms are looked for in what `line_in_words.py` makes of a text. A text that speaks of anything else
(another function, a secant, f' itself), which denies or compares, is left alone.
"""

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np
import sympy
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from ..formulas.expression import Unreadable
from ..formulas.latex import Statement
from ..formulas.limits import slope_at
from .line_facts import facts, of_whole
from .line_in_words import END, INTERVAL, NUMBER, NUMBERS, in_words, is_same, rough
from .line_numbers import Numbers, one
from .line_traits import traits
from .line_types import Fault, untrue

_FIRST = re.compile(r"^(?:because|since|as(?! x ->)) [^,]*, ")
_REASON = re.compile(r"[ ,;:]*\b(?:because|since|porque|pues|weil|denn|car|parce que)\b.*$")
_AT = rf"(?:(?:at|near|around) )?(?:the )?(?:point )?(?:\(|[ax] [=~] )(?P<x>{NUMBER})(?:, (?P<y>{NUMBER})\))?"
_IS = r"(?: is| equals| about| approximately| roughly|[ =~:])* "
_SLOPE = r"(?:slope|gradient|derivative)(?: of (?:f|the (?:curve|graph|function|tangent(?: line)?)))?"
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
_WHERE = "(?:where(?:ver)?|when(?:ever)?|if|as)"
_CAUSE = re.compile(
    rf"{_TURN}\w* {_WHERE} (?:the )?{_SIGN}|{_SIGN}[^.;']{{0,25}}?{_TURN}"
    rf"|\b{_WHERE} (?:f|it|the (?:function|curve|graph)) (?:is )?{_TURN}\w*[ ,]+(?:then )?(?:the )?{_SIGN}"
)
_UP = re.compile(r"increas|ris|grow|climb")
_OF_SLOPE = re.compile(r"\b(?:derivative|slope|gradient|interval|endpoint|faster|slower)\b")


def said_in_words(statements: Sequence[Statement], text: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false in a text about f that ties a property, a place and a number."""
    whole = in_words(statements, text, numbers)
    sentence = _REASON.sub("", _FIRST.sub("", whole))
    yield from traits(sentence, numbers)
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
        slope = numbers.derived(1 + bends)
        steep = one(slope, x)
        level = math.isnan(steep) or numbers.is_root(slope, x, half, 1e-6)
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
