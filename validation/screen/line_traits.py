"""What is said of f, f' or f'' everywhere, on an interval or at a place: that it increases, is even, keeps its sign."""

import re
from collections.abc import Iterator

import numpy as np
import sympy

from ..formulas.expression import Expr, X, negate, replaced
from .line_in_words import END, NUMBER, SUBJECT, UNION, numbers_in, order_of, spans_in
from .line_numbers import NEAR, Numbers, lowest, many
from .line_types import Fault, untrue

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
_AT = ("at ", "near ", "around ", "close ")
_AT_PLACE = rf"(?:at|near|around|close to) (?:x [=~] )?{NUMBER}"
_HALF = rf"(?:all )?x (?:[<>]=?|!=) {NUMBER}"
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


def traits(sentence: str, numbers: Numbers) -> Iterator[Fault]:
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
            xs = np.array(numbers_in(where)) if where.startswith(_AT) else np.append(spread, closed)
            xs = xs[~np.isin(xs, [float(each) for each in _LEFT_OUT.findall(sentence)])]
            missing = xs[~np.isfinite(many(graphs[0], xs))]
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


def _spans(where: str, drawn: tuple[float, float]) -> list[tuple[float, float]]:
    """Give where something is said to hold; of `x > 0` only what is drawn is looked at."""
    if where.startswith(_AT):
        (x,) = numbers_in(where)
        return [(x - _BESIDE, x + _BESIDE)]
    spans = spans_in(where) or [(-np.inf, np.inf)]
    least, most = drawn if numbers_in(where) else (-np.inf, np.inf)
    least, most = max(least, -_FARTHEST), min(most, _FARTHEST)
    return [(low if np.isfinite(low) else least, high if np.isfinite(high) else most) for low, high in spans]
