"""A text as words and plain numbers: what stands on screen, put so that forms of English can be looked for in it.

What these forms are made of is here, too: f and its derivatives, numbers, intervals.
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from ..formulas.expression import Expr, Listed, X
from ..formulas.latex import Statement
from ..formulas.names import has_names
from .line_numbers import SOME, Numbers, Span, many, one
from .line_parts import names_function

ASYMPTOTE = "(?i:asymptot|ass?[íi]ntot)"  # in several languages
COMES_CLOSE = rf"{ASYMPTOTE}|\b(?:hugs?|approach\w*|nähert|approche|acerca|avvicina|aproxima)\b"
NUMBER = r"(?:-?\d+(?:\.\d+)?|-?inf)"
NUMBERS = re.compile(NUMBER)
INTERVAL = rf"[\[(]{NUMBER}, {NUMBER}[\])]|{NUMBER} <=? x <=? {NUMBER}"
UNION = rf"(?:{INTERVAL})(?: or (?:{INTERVAL}))*"
OVER = rf"(?: on| over| in| between)(?: the interval)? (?P<where>{INTERVAL}|x = {NUMBER} and (?:x = )?{NUMBER})"
# A number that goes on is a factor, or "1.4 times that".
END = r"(?= ?(?:[,;:!()>~=]|\.(?!\d)|(?:here|there|too|and|because|since|so|as)\b|$))"
SUBJECT = (
    r"(?:(?<![\w'])[fy](?P<primes>'{0,2})(?![\w'])(?: \(x\))?"
    r"|\b(?P<second>second )?(?P<slope>derivative|slope|gradient)(?: f'+)?(?: of (?:f|the (?:function|curve|graph)))?\b"
    r"|\b(?:function|graph|curve)(?: (?:of )?f)?(?![\w'])|\bit\b)"
)

_PHRASES = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))["phrases"]
_SAME = {re.compile(form.replace("<N>", r"(-?[\d.]*\d|-?inf)")): same for form, same in _PHRASES}
_NAMED = {
    sympy.log: "ln|log",
    sympy.exp: "exp",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tan: "tan",
}  # "the graph of ln"
_SETS = {"R_set": "r", "D_f": "domain of f", "D_f'": "domain of f'"}
_SIGNS = {">": "positive", "<": "negative", ">=": "not negative", "<=": "not positive"}


def in_words(statements: Sequence[Statement], text: str, numbers: Numbers | None = None) -> str:
    """The words of a text, with its formulas as plain text between them; that of f, or of f', by its name."""
    words, comma = list[str](), ":" if ":" in text else ","
    for statement in statements:
        words += [comma if statement.again else statement.label, statement.said_of and "="]
        words.append(_shown(statement, numbers) if statement.sides else "")
    own = _NAMED.get(type(numbers.function)) if numbers and numbers.function.args == (X,) else None
    said = " ".join(" ".join(words).lower().replace("\u2212", "-").replace("≈", "~").split()).lstrip(", ")
    said = re.sub(rf"(?<=\bgraph of )(?:{own})\b", "f", said) if own else said
    for form, same in _SAME.items():
        said = form.sub(same, said)
    return said


def _shown(statement: Statement, numbers: Numbers | None) -> str:
    """A formula as plain text: a number, a place, an interval, a name, a sign; `?` is any other in x."""
    first, last = statement.sides[0], statement.sides[-1]
    name = next((name for name in ("f", "f'", "f''") if names_function(first, name, name.replace("f", "y"))), "")
    if numbers and not name and first.has(X) and first != X and not has_names(first):
        own = {"f": numbers.function, "f'": numbers.slope}
        name = next((each for each, meaning in own.items() if is_same(first, meaning)), "")
    shown = [_side(side, dict(statement.places)) for side in statement.sides]
    applied, signs = type(first).__name__, [_SIGNS.get(relation, "") for relation in statement.relations]
    placed = applied in ("f", "f'", "f''") and first.args[0].is_number
    if placed and (not signs or (last == 0 and signs[0])):  # f'(1), or f'(1) > 0
        return " ".join([applied, "at x =", _side(first.args[0], {}), *signs])
    if applied in ("f'", "f''") and not signs:  # f'(a)
        return applied
    if applied in ("f", "f'", "f''") and not placed and last == 0 and statement.relations == ("=",):  # f'(c) = 0
        return f"{applied} = 0"
    if name and last == 0 and signs[-1]:
        return f"{name} {signs[-1]}"
    if name and last.is_number and statement.label.lower() in ("max", "min"):
        return f"{name} = {shown[-1]}"
    equation = statement.relations == ("=",)
    if isinstance(last, Listed) and equation and len(str(first)) == 1:  # H = (2.29, 3.95)
        return f"{first} {_side(last, dict(statement.places))}"
    if isinstance(first, AppliedUndef) and isinstance(first.args[0], Listed) and not signs:  # H(2.29 | 3.95)
        return f"{applied} {_side(first.args[0], dict(statement.places))}"
    if name and shown[-1] and (statement.relations == ("->",) or (equation and last == 0)):
        return f"{name} {statement.relations[0]} {shown[-1]}"
    if str(first) == "y" and last.is_number and equation:
        return f"y = {shown[-1]}"
    if name and (name == "f" or not signs):
        return name
    if all(shown):
        return " ".join(f"{a} {b}" for a, b in zip(shown, [*statement.relations, ""], strict=True))
    return "?" if any(side.has(X) for side in statement.sides) else "..."


def _side(side: Expr, places: dict[Expr, int]) -> str:
    if side.is_Mul and all(isinstance(each, Listed) for each in side.args):  # a union
        return " or ".join(_side(each, places) for each in side.args)
    removed = [each for each in side.args if str(each) != "R_set"] if side.is_Mul else []
    if len(removed) == 1 and len(side.args) == 2:  # the real numbers without one
        return f"x != {_side(removed[0], places)}"
    if isinstance(side, Listed):
        ends = [_side(end, places) for end in side.args]
        return f"({', '.join(ends)})" if all(ends) else ""
    if str(side) in ("x", "a", "c", "T"):
        return str(side)
    if str(side) in _SETS:
        return _SETS[str(side)]
    if not side.is_number:
        return ""
    value = float(side) if side.is_infinite else one(side)
    return str(side) if side.is_Integer else f"{value:.{places.get(abs(side), 12)}f}"


def is_same(one_side: Expr, other: Expr) -> bool:
    """Tell whether two expressions have the same values at some places."""
    return np.allclose(many(one_side, SOME), many(other, SOME), equal_nan=True)


def order_of(subject: re.Match[str]) -> int:
    """Tell which derivative a subject names: 0 for f."""
    if subject["slope"]:
        return 2 if subject["second"] else 1
    return len(subject["primes"] or "")


def numbers_in(text: str) -> list[float]:
    """The numbers of a text."""
    return [float(each) for each in NUMBERS.findall(text)]


def spans_in(text: str) -> list[Span]:
    """The intervals of a set: some between two numbers each, `x > 2`, all numbers if it has none; no `x != 2`."""
    ends = numbers_in(text)
    if "!=" in text:
        return []
    if len(ends) < 2:
        ends = [*ends, np.inf] if ">" in text else [-np.inf, *ends, np.inf][:2]
    return list(zip(ends[::2], ends[1::2], strict=True))


def rough(digits: str, whole: float) -> float:
    """How far a number may be off for its digits, be they cut off or rounded; `whole` if it has no point."""
    places = len(digits.partition(".")[2])
    return 10.0**-places if places else whole if float(digits) else 0.1 * whole
