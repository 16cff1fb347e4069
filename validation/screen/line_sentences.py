"""What a sentence says of f with numbers: its slope at a place, a maximum there, that it increases on an interval.

A text is put together again as words and plain numbers, `the slope of f at x = 1 is 2.22`, and the common English forms
are looked for in it. A text that speaks of anything else (another function, a secant, f' itself) is left alone.
"""

import math
import re
from collections.abc import Iterator, Sequence

import sympy
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from ..formulas.equality import derivative
from ..formulas.expression import Expr, Listed, X
from ..formulas.latex import Statement
from .line_numbers import Numbers, one
from .line_parts import names_function
from .line_traits import NUMBER, false_traits
from .line_types import Fault, untrue

_AT = rf"(?:at )?(?:the )?(?:point )?(?:\(|[ax] [=~] )(?P<x>{NUMBER})(?:, (?P<y>{NUMBER})\))?"
_IS = r"(?: is| equals| about| approximately| roughly|[ =~:])* "
# A number that goes on is a factor, or "1.4 times that".
_END = r"(?= ?(?:[,;:!(>~=]|\.(?!\d)|(?:and|because|since|so|as)\b|$))"
_SLOPE = r"(?:slope|gradient|derivative)(?: of (?:f|the (?:curve|graph|function|tangent(?: line)?)))?"
_SLOPES = (
    re.compile(rf"\bslope (?P<value>{NUMBER}) {_AT}"),
    re.compile(rf"\b{_SLOPE} {_AT}{_IS}(?P<value>{NUMBER}){_END}"),
    re.compile(rf"\b{_AT}[ ,:]*(?:has |the |its |f )*{_SLOPE}{_IS}(?P<value>{NUMBER}){_END}"),
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
_DENIES = re.compile(r"[?]|n't\b|\b(?:not?|never|wrong|and|but|second|its|itself|integral|antiderivative|limit)\b")
_PART_BY_PART = re.compile(
    r"\b(derivative|slope) of (?:a|the) (product|quotient|composition) [\w ]*?(?:is|equals) [\w ]*?\2 of [\w ]*\1s\b"
)
_AREA = re.compile(
    r"(?:\bderivative|f')(?: of f)?(?: is| equals| measures| gives| means)?(?: the)?(?: shaded)? (?:area|length)\b"
)
_SECANT = re.compile(r"\bderivative(?: of f)? is the slope of (?:the|a) secant\b")
_SAYINGS = {
    _PART_BY_PART: "a product, a quotient and a composition are not differentiated part by part",
    _AREA: "a derivative is a slope, no area",
    _SECANT: "a derivative is the slope of a tangent",
}
_DEGREES = re.compile(r"\b(?:x|angles?|axis|axes|units?|measured)\b[^.;]*\bdegrees\b")
_SIGN = r"(?:(?:positive|negative) (?:slope|derivative)|(?:slope|derivative|\bf')(?: is)? (?:positive|negative))\b"
_TURN = r"\b(?:increas|ris(?:es|ing)\b|grow|climb|decreas|fall|drop)"
_CAUSE = re.compile(rf"{_TURN}\w* (?:where|when|if|as) (?:the )?{_SIGN}|{_SIGN}[^.;']{{0,25}}?{_TURN}")
_SIGNS = {">": "positive", "<": "negative", ">=": "not negative", "<=": "not positive"}
_UP = re.compile(r"increas|ris|grow|climb")
_OF_SLOPE = re.compile(r"\b(?:derivative|slope|gradient|interval|endpoint|faster|slower)\b")


def said_in_words(statements: Sequence[Statement], text: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false in a text about f that ties a property, a place and a number."""
    sentence = in_words(statements, text)
    yield from false_traits(sentence, numbers)
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
        x, value, half = float(found["x"]), float(found["value"]), _rough(found["x"], 0.0)
        steep, *beside = (one(numbers.slope, x + step) for step in (0.0, -half, half))
        if abs(steep - value) > _rough(found["value"], 0.5) + max(abs(steep - b) for b in beside) + 1e-9:
            yield untrue(f"at x = {x:g} the slope is {steep:.4g}")
    if _OF_SLOPE.search(sentence):
        return
    for found in _first(_PLACES, sentence):
        x, half = float(found["x"]), _rough(found["x"], 0.5 if "~" in found[0] else 0.0)
        here, *beside = (one(numbers.function, x + step) for step in (0.0, -0.05 - 3 * half, 0.05 + 3 * half))
        if found["y"] and abs(here - float(found["y"])) > _rough(found["y"], 0.5) + abs(beside[0] - here):
            yield untrue(f"f({x:g}) is {here:.4g}")
            continue
        turned = {"max": max(beside) > here, "min": min(beside) < here}
        slope = derivative(numbers.slope) if found["kind"].startswith("inflection") else numbers.slope
        steep = one(slope, x)
        level = math.isnan(steep) or numbers.is_root(slope, sympy.Float(x), half, 1e-6)
        if turned.get(found["kind"]) or not level:
            what = "second derivative" if slope != numbers.slope else "slope"
            yield untrue(f"at x = {x:g} the {what} is {steep:.4g}, f is {here:.4g}, and beside it {beside[0]:.4g}")


def _first(forms: Sequence[re.Pattern[str]], sentence: str) -> list[re.Match[str]]:
    """What the first of the forms finds that finds anything."""
    return next((found for form in forms if (found := list(form.finditer(sentence)))), [])


def _rough(digits: str, whole: float) -> float:
    """How far a number may be off for its digits, be they cut off or rounded; `whole` if it has no point."""
    places = len(digits.partition(".")[2])
    return 10.0**-places if places else whole if float(digits) else 0.1 * whole


def in_words(statements: Sequence[Statement], text: str) -> str:
    """The words of a text, with its formulas as plain text between them."""
    words, carried, comma = list[str](), "", ":" if ":" in text else ","
    for statement in statements:
        words += [comma if statement.label == carried else statement.label, "=" * statement.said_of]
        words.append(_shown(statement) if statement.sides else "")
        carried = statement.label
    return " ".join(" ".join(words).lower().replace("\u2212", "-").replace("≈", "~").split())


def _shown(statement: Statement) -> str:
    """A formula as plain text: a number, a place, an interval, a name, a sign; `?` is any other in x."""
    first, last = statement.sides[0], statement.sides[-1]
    name = next((name for name in ("f", "f'", "f''") if names_function(first, name, name.replace("f", "y"))), "")
    if name and last == 0 and statement.relations[0] in _SIGNS:
        return f"{name} {_SIGNS[statement.relations[0]]}"
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
    if side == X or str(side) == "a":
        return str(side)
    if str(side) == "R_set":
        return "r"
    if not side.is_number:
        return ""
    value = float(side) if side.is_infinite else one(side)
    return str(side) if side.is_Integer else f"{value:.{places.get(abs(side), 12)}f}"
