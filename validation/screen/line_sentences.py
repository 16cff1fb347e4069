"""What a sentence says of f with numbers: its slope at a place, a maximum there, that it increases on an interval.

A text is put together again as words and plain numbers, `the slope of f at x = 1 is 2.22`, and the common English forms
are looked for in it. A text that speaks of anything else (another function, a secant, f' itself) is left alone.
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import sympy
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from ..formulas.equality import derivative
from ..formulas.expression import Expr, Listed, X
from ..formulas.latex import Statement
from .line_numbers import SOME, Numbers, many, one
from .line_parts import names_function
from .line_traits import NUMBER, false_traits, traits
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
# Of a sum it is true.
_PART_BY_PART = re.compile(
    r"\b(?P<what>derivative|slope) of (?:a|the) (?P<of>product|quotient|composition)(?: of (?:two )?functions)? "
    r"(?:is|equals) (?:just |simply |always )?(?:the )?(?P=of) of (?:the |their |its )?(?:factors' )?(?P=what)s\b"
)
_PERIOD = re.compile(
    r"\bf (?:is periodic(?: with (?:the )?period|,? of period)|repeats every|has (?:the )?period)"
    rf"(?: of| =)? (?P<period>{NUMBER})"
)
_CAUSE = re.compile(
    r"\b(?:(?P<sign>positive|negative) (?:slope|derivative)|(?:slope|derivative)(?: is)? (?P<said>positive|negative))"
    r"\b[^.;]{0,25}?\b(?:(?P<up>increas|ris|grow)|decreas|fall)"
)
_AVERAGE = re.compile(
    r"\baverage (?:slope|rate of change)(?: of f)?(?: on| over| between| in| the| interval)* "
    rf"[\[(](?P<a>{NUMBER}), (?P<b>{NUMBER})[\])]{_IS}(?P<value>{NUMBER}){_END}"
)
_SECANT = re.compile(r"^(?!.*\blimit).*\bderivative(?: of f)? is the slope of (?:the|a) secant\b")
_AREA = re.compile(
    r"^(?!.*\b(?:integral|antiderivative|not|n't)\b).*(?:\bderivative|f')(?: of f)? "
    r"(?:(?:is|equals|measures|gives|means|=) (?:the )?(?:shaded )?(?:area|length)\b|(?<=f' )(?:shaded )?area\b)"
)
_DENIES = re.compile(r"[?]|n't\b|\b(?:not?|never|wrong|and|second|its|itself)\b")
_DIRECTION = re.compile(r"(?i)\b(?:(increas|ris(?:es|ing)\b|grow|climb)|decreas|fall|drop)")
_NO_CAUSE = re.compile(r"(?i)'|\b(?:not?|never|and|but|slope|derivative|gradient)\b")
_DEGREES = re.compile(r"\b(?:x|angles?|axis|axes|units?|measured)\b[^.;]*\bdegrees\b")
_OF_SLOPE = re.compile(r"\b(?:derivative|slope|gradient|interval|endpoint|faster|slower)\b")


def said_in_words(statements: Sequence[Statement], text: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false in a text about f that ties a property, a place and a number."""
    yield from _signs(statements)
    sentence = in_words(statements, text)
    yield from false_traits(traits(statements, sentence, numbers))
    cause = None if _DENIES.search(sentence) else _CAUSE.search(sentence)
    if cause and (cause["sign"] or cause["said"]) != ("positive" if cause["up"] else "negative"):
        yield untrue("f increases where its slope is positive, and decreases where it is negative")
    if _AREA.search(sentence):
        yield untrue("a derivative is a slope, no area")
    if _SECANT.search(sentence):
        yield untrue("a derivative is the slope of a tangent")
    if average := _AVERAGE.search(sentence):
        a, b, value = (float(average[name]) for name in ("a", "b", "value"))
        rise = (one(numbers.function, b) - one(numbers.function, a)) / (b - a) if a != b else math.nan
        if abs(rise - value) > _rough(average["value"], 0.5) + 1e-9:
            yield untrue(f"on average the slope is {rise:.4g}")
    period = None if _DENIES.search(sentence) else _PERIOD.search(sentence)
    if period and not _repeats(numbers.function, float(period["period"])):
        yield untrue("that is no period of f")
    if part_by_part := _PART_BY_PART.search(sentence):
        yield untrue(f"a {part_by_part['of']} is not differentiated part by part")
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


def _signs(statements: Sequence[Statement]) -> Iterator[Fault]:
    """What is false in `f'(x) > 0`, so f decreases."""
    signs = [index for index, each in enumerate(statements) if each.relations in (("<",), (">",))]
    for index, following in pairwise([*signs, len(statements)]):
        left, right = statements[index].sides
        after = statements[index + 1 : following]
        words = " ".join(each.label for each in after)
        words = words if _DIRECTION.search(words) else statements[index].label
        told = {bool(found[1]) for found in _DIRECTION.finditer(words)}
        of_slope = any(names_function(side, "f'", "y'") for each in after for side in each.sides)
        if right != 0 or not names_function(left, "f'", "y'") or of_slope or _NO_CAUSE.search(words) or len(told) != 1:
            continue
        if told != {statements[index].relations == (">",)}:
            yield untrue("f increases where f' > 0, and decreases where f' < 0")


def _repeats(function: Expr, period: float) -> bool:
    return np.allclose(many(function, SOME), many(function, SOME + period), equal_nan=True)


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
    """A formula as plain text: a number, a place, an interval, a name; `?` is any other in x."""
    first = statement.sides[0]
    if names_function(first, "f", "y"):
        return "f"
    if len(statement.sides) == 1 and names_function(first, "f'", "y'", "f''", "y''"):
        return "f" + "'" * str(first).count("'")
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
