"""What a text says that f or f' is: even, increasing on (0, 2), negative, concave up.

A property, right behind the name of what has it, or at the beginning of a text, which is then about f. A sentence with
anything between, or which denies or compares, is left alone.
"""

import re
from collections.abc import Iterator

import numpy as np

from ..formulas.equality import derivative
from ..formulas.expression import Expr, X, negate, replaced
from .line_numbers import Numbers, lowest, many
from .line_types import Fault, untrue

NUMBER = r"(?:-?\d+(?:\.\d+)?|-?inf)"
FARTHEST = 10.0  # of an interval without end
_SUBJECT = re.compile(
    r"(?<![\w'])[fy](?P<primes>'{0,2})(?![\w'])(?: \(x\))?"
    r"|\b(?P<second>second )?(?P<slope>derivative|slope|gradient)(?: f'+)?(?: of (?:f|the (?:function|curve|graph)))?\b"
    r"|\b(?:function|graph|curve)(?: (?:of )?f)?(?![\w'])|\bit\b"
)
_FILL = re.compile(
    r"(?: |\b(?:is|ist|est|es|are|a|an|both|also|always|strictly|therefore|thus|hence|keeps|stays|lies|and so)\b)*"
)
_SYMMETRIC = "symmetri(?:c|cal|sch) (?:about|to|in|with respect to|zu[rm])"
_TRAIT = re.compile(
    r"\b(?:(?P<up>increas|ris|grow)|(?P<down>decreas|fall))(?:es|s|ing|e)?\b"
    r"|\b(?:(?P<above>positive|(?:never|not) negative|above the x ?- ?axis)"
    r"|(?P<below>negative|(?:never|not) positive|below the x ?- ?axis))\b"
    r"|\b(?:(?P<bent_up>concave up(?:ward)?s?|convex)|(?P<bent_down>concave down(?:ward)?s?))\b"
    rf"|\b(?:(?P<even>even|gerade|paire|{_SYMMETRIC} (?:the )?[yf] ?- ?(?:axis|achse))"
    rf"|(?P<odd>odd|ungerade|impaire|{_SYMMETRIC} (?:the origin|ursprung)))(?: function)?\b"
)
_WHERE = re.compile(
    r"(?: on| for| over| when| in| x in| the| interval| every| each| all of|:)*"
    rf" (?P<where>[\[(]{NUMBER}, {NUMBER}[\])]|{NUMBER} <=? x <=? {NUMBER}"
    rf"|(?:(?:all )?x [<>]=? {NUMBER}|all (?:real )?x|r|everywhere)(?= ?[.!]? ?$))"
)
_FIRST = re.compile(r"^(?:because|since) [^,]*, ")
_REASON = re.compile(r"[ ,;:]*\b(?:because|since)\b.*$")
_END = re.compile(r" ?(?:[.,;:!=~>)]|$|(?:here|there|because|since|so|and|as well|too)\b)")
_GENERAL = re.compile(r"(?:\bof|^) ?(?:an?|any|every|each) (?:\w+ )?(?:function|curve|graph)\b")  # not of this one
# Words that make it another claim, or none.
_ELSE = re.compile(
    r"\?|n't\b|\b(?:no|(?:not|never)(?! negative| positive)|if|wrong|secant|chord|average|normal|tangents?|rate"
    r"|steep\w*|area|faster|slower|endpoints?|sign|change\w*|from|third|[gh])\b"
)


# Of which derivative a property is one, and which say that it is negative.
_MORE = {"up": 1, "down": 1, "bent_up": 2, "bent_down": 2}
_NEGATIVE = {"down", "below", "bent_down"}


def false_traits(sentence: str, numbers: Numbers) -> Iterator[Fault]:
    """What is false of the properties that a text, put in words, says that f, f' or f'' has everywhere or somewhere."""
    slopes = numbers.function, numbers.slope, derivative(numbers.slope)
    sentence = _REASON.sub("", _FIRST.sub("", sentence))
    open_ = _ELSE.search(sentence) or _GENERAL.search(sentence)
    for found in _TRAIT.finditer(sentence) if not open_ else ():
        where, kind = _WHERE.match(sentence, found.end()), str(found.lastgroup)
        order = _order(sentence[: found.start()])
        if order == -1 or not (where or _END.match(sentence, found.end())):
            continue
        if kind in ("even", "odd"):
            if order is not None and not _has_parity(slopes[order], kind):  # alone it may stand in a table
                yield untrue(f"that is not {kind}")
            continue
        order = (order or 0) + _MORE.get(kind, 0)
        always = (-FARTHEST, FARTHEST) if found[0].startswith("never") else None
        ends = _interval(where["where"]) if where else always
        if ends and ends[0] < ends[1] and order < len(slopes):
            place = lowest(negate(slopes[order]) if kind in _NEGATIVE else slopes[order], *ends)
            if place is not None:
                yield untrue(f"it does not hold at x = {place:.3g}")


def _has_parity(expression: Expr, parity: str) -> bool:
    xs = np.linspace(0.05, 3.05, 61)
    there, mirrored = many(expression, xs), many(replaced(expression, {X: negate(X)}), xs)
    off = np.abs(there - (mirrored if parity == "even" else -mirrored))
    return bool(np.nanmax(off, initial=0.0) <= 1e-9 * np.nanmax(np.abs(there), initial=1.0))


def _order(before: str) -> int | None:
    """Tell of what a property is said: 0 for f, 1 for f', 2 for f''; None if nothing is named, -1 if that is open."""
    last = next(iter([*_SUBJECT.finditer(before)][-1:]), None)
    if not _FILL.fullmatch(before, last.end() if last else 0):
        return -1
    if last and last["slope"]:
        return 2 if last["second"] else 1
    return len(last["primes"] or "") if last else None


def _interval(where: str) -> tuple[float, float]:
    ends = [float(end) for end in re.findall(NUMBER, where)]
    if len(ends) < 2:
        ends = [*ends, FARTHEST] if ">" in where else [-FARTHEST, *ends, FARTHEST]
    return max(ends[0], -FARTHEST), min(ends[1], FARTHEST)
