"""The real domain of a function, as text: intervals where they are few, else the conditions themselves.

The conditions are read off the expression (a logarithm's argument is positive, a denominator is not 0, ...), their
zeros are found numerically and named exactly where they are a rational number, a root, or a multiple of pi or e.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from derivative_manim.generation import tree as t
from derivative_manim.generation.algebra import Bench
from derivative_manim.generation.latex import latex
from derivative_manim.generation.numeric import roots, value, values
from derivative_manim.generation.parse import parse
from derivative_manim.generation.products import is_never_negative
from derivative_manim.generation.source import sympy_text

_REACH = 100.0  # boundaries are looked for on [-100, 100]
_MOST_BOUNDARIES = 5


@dataclass(frozen=True)
class Condition:
    """`expression` stands in `relation` to 0, where the relation is one of > >= !=."""

    expression: t.Tree
    relation: str

    def __str__(self) -> str:
        """SymPy text of the condition, such as `cos(x) != 0`."""
        return f"{sympy_text(self.expression)} {self.relation} 0"


def domain(tree: t.Tree) -> str:
    """The domain in interval notation (`(0, 1) U (1, oo)`), or conditions joined by "and" if it is periodic."""
    return _region([c for c in _conditions(tree) if t.depends(c.expression)])


@lru_cache(maxsize=64)
def derivative_domain(function: t.Tree, derivative: t.Tree) -> str:
    """Where f' exists, in the style of `domain`: the inside of the domain of f, less the points where f' has no value.

    At the end of an interval there is no slope from both sides, so that x**(3/2) has one on (0, oo).
    """
    inside = [Condition(c.expression, ">") if c.relation == ">=" else c for c in _conditions(function)]
    needed = [c for c in dict.fromkeys([*inside, *_conditions(derivative)]) if t.depends(c.expression)]
    positive = {c.expression for c in needed if c.relation == ">"}
    for expression in [c.expression for c in needed if c.relation == ">"]:
        if isinstance(expression, t.Fn) and expression.name in ("tan", "cot"):
            positive |= {t.Fn("sin", expression.arg), t.Fn("cos", expression.arg)}  # neither is 0 then
    return _region([c for c in needed if c.relation == ">" or c.expression not in positive])


_ORDER = {">": r"> 0", ">=": r"\ge 0", "!=": r"\ne 0"}


def condition(text: str) -> tuple[str, str] | None:
    """A domain as it is said on screen, in LaTeX and as text (`x > 0`, `x != 2`); None for all real numbers."""
    if text == "(-oo, oo)":
        return None
    if any(relation in text for relation in ("!= 0", "> 0", ">= 0")):
        parts = [part.rsplit(" ", 2) for part in text.split(" and ")]
        shown = [f"{latex(parse(left))} {_ORDER[relation]}" for left, relation, _ in parts]
        return r", \quad ".join(shown), "; ".join(text.split(" and "))
    pieces = [tuple(end.strip() for end in piece[1:-1].split(", ")) for piece in text.split(" U ")]
    holes = [a[1] for a, b in pairwise(pieces) if a[1] == b[0]]
    gaps = [(a[1], b[0]) for a, b in pairwise(pieces) if a[1] != b[0]]
    if gaps:
        return _said_in_pieces(pieces)
    low, high = pieces[0][0], pieces[-1][1]
    said = [] if low == "-oo" and high == "oo" else [_between(low, high)]
    said += [(rf"x \ne {_shown(hole)}", f"x != {hole}") for hole in holes]
    return r", \quad ".join(s for s, _ in said), "; ".join(t_ for _, t_ in said)


def _said_in_pieces(pieces: list[tuple[str, ...]]) -> tuple[str, str]:
    if len(pieces) == 2 and pieces[0][0] == "-oo" and pieces[1][1] == "oo" and pieces[0][1] == f"-{pieces[1][0]}":
        return f"|x| > {_shown(pieces[1][0])}", f"abs(x) > {pieces[1][0]}"
    said = [_between(*piece) for piece in pieces]
    return r" \text{ or } ".join(s for s, _ in said), " or ".join(t_ for _, t_ in said)


def _between(low: str, high: str) -> tuple[str, str]:
    if low == "-oo":
        return f"x < {_shown(high)}", f"x < {high}"
    if high == "oo":
        return f"x > {_shown(low)}", f"x > {low}"
    return f"{_shown(low)} < x < {_shown(high)}", f"{low} < x < {high}"


def _shown(number: str) -> str:
    return latex(parse(number), inline=True)


def _region(needed: list[Condition]) -> str:
    if any(_changes_often(c.expression) for c in needed):
        needed = [c for c in needed if not _always(c)] or needed
        return " and ".join(map(str, _shortest(list(dict.fromkeys(needed)))))
    boundaries: list[tuple[float, bool]] = []  # where, and whether the point itself is in the domain
    for condition in needed:
        for root in [*roots(condition.expression, -_REACH, _REACH, samples=20001), *_far(condition.expression)]:
            if not any(abs(root - b) < 1e-7 for b, _ in boundaries):
                boundaries.append((root, True))
    points = sorted(
        (b, all(c.relation == ">=" or abs(value(c.expression, b)) > 1e-7 for c in needed)) for b, _ in boundaries
    )
    if len(points) > _MOST_BOUNDARIES or any("." in named(b) for b, _ in points):
        return " and ".join(map(str, dict.fromkeys(needed)))
    edges = [-math.inf, *(b for b, _ in points), math.inf]
    inside = [_holds(needed, a, b) for a, b in pairwise(edges)]
    return _intervals(points, inside)


def _always(condition: Condition) -> bool:
    """Whether it holds for every number, as x^2 + 1 != 0 does."""
    y = values(condition.expression, np.linspace(-_REACH, _REACH, 20001))
    return bool(np.isfinite(y).all() and (y > 0).all() and y.min() > 0.2)


def _far(expression: t.Tree) -> list[float]:
    """Changes of sign beyond where boundaries are looked for closely: sqrt(x - 1000) begins at 1000."""
    found = []
    for side in (-1.0, 1.0):
        grid = side * _REACH * np.logspace(0.0, 6.137, 247)  # no round numbers
        y = values(expression, grid)
        change = np.flatnonzero(np.isfinite(y[1:]) & np.isfinite(y[:-1]) & (np.sign(y[1:]) * np.sign(y[:-1]) < 0))
        if len(change) == 1:
            low, high = sorted((float(grid[change[0]]), float(grid[change[0] + 1])))
            found += roots(expression, low, high, samples=11)
    return found


def _shortest(needed: list[Condition]) -> list[Condition]:
    """One condition instead of several if it says the same: cos x > 0 for sec x + tan x > 0 and cos x != 0."""
    functions = [n for c in needed for n in t.walk(c.expression) if isinstance(n, t.Fn)]
    arguments = dict.fromkeys(n.arg for n in functions if not any(isinstance(part, t.Fn) for part in t.walk(n.arg)))
    x = np.linspace(-30.0, 30.0, 6007)
    holds = np.all([_hold(c, x) for c in needed], axis=0)
    for arg in arguments if len(needed) > 1 else ():
        for name in ("sin", "cos", "tan"):
            candidate = Condition(t.Fn(name, arg), ">")
            if bool(np.all(_hold(candidate, x) == holds)):
                return [candidate]
            if holds.mean() > 0.99 and _is_zero_alike(candidate.expression, [c.expression for c in needed]):
                return [Condition(candidate.expression, "!=")]
    return needed


def _is_zero_alike(expression: t.Tree, others: list[t.Tree]) -> bool:
    """Whether it is 0 just where one of the others is: cos x, beside 1 - sin^2 x and cos^2 x."""
    at = np.array(roots(expression, -30.0, 30.0, samples=6007))
    x = np.linspace(-29.0, 29.0, 5801)
    size, zero = (
        np.min([np.nan_to_num(np.abs(values(other, where)), nan=np.inf) for other in others], axis=0)
        for where in (x, at)
    )  # no value, as (1 + sin x)/(1 - sin x) has none at pi/2, is no zero
    lowest = x[1:-1][(size[1:-1] <= np.minimum(size[:-2], size[2:])) & (size[1:-1] < 0.02)]
    return at.size > 0 and bool((zero < 1e-9).all()) and all(float(np.abs(at - low).min()) < 0.02 for low in lowest)


def _hold(condition: Condition, x: NDArray[np.float64]) -> NDArray[np.bool_]:
    y = values(condition.expression, x)
    holds: NDArray[np.bool_] = np.isfinite(y) & {">": y > 0, ">=": y >= 0, "!=": y != 0}[condition.relation]
    return holds


def _changes_often(expression: t.Tree) -> bool:
    """Whether it has more zeros than can be listed; seen from its signs, before any zero is looked for."""
    y = values(expression, np.linspace(-_REACH, _REACH, 20001))
    y = y[np.isfinite(y)]
    signs, size = np.sign(y[y != 0]), np.abs(y)
    touches = (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:]) & (size[1:-1] < 1e-3 * np.median(size))
    return bool(max(np.count_nonzero(signs[1:] != signs[:-1]), np.count_nonzero(touches)) > 2 * _MOST_BOUNDARIES)


def _holds(needed: list[Condition], a: float, b: float) -> bool:
    middle = (
        (a + b) / 2
        if math.isfinite(a + b)
        else b - 1.37
        if math.isfinite(b)
        else a + 1.37
        if math.isfinite(a)
        else 0.37
    )
    return all(value(c.expression, middle) > 0 or c.relation == "!=" for c in needed) and all(
        math.isfinite(value(c.expression, middle)) for c in needed
    )


def _intervals(points: list[tuple[float, bool]], inside: list[bool]) -> str:
    pieces: list[str] = []
    start: str | None = "(-oo" if inside[0] else None
    for i, (at, included) in enumerate(points):
        before, after = inside[i], inside[i + 1]
        if before and after and included:
            continue
        if before and start is not None:
            pieces.append(f"{start}, {named(at)}{']' if included else ')'}")
            start = None
        if after:
            start = f"{'[' if included else '('}{named(at)}"
    if start is not None:
        pieces.append(f"{start}, oo)")
    return " U ".join(pieces)


def named(number: float) -> str:
    """A number as text: a fraction, a multiple of pi or e, a root; else with a decimal point."""
    if abs(number) < 1e-9:
        return "0"
    for unit, text in ((1.0, ""), (math.pi, "pi"), (math.e, "E"), (1 / math.e, "exp(-1)")):
        ratio = Fraction(number / unit).limit_denominator(12)
        if ratio and abs(float(ratio) * unit - number) < 1e-7:
            if not text:
                return str(ratio)
            top = text if ratio.numerator == 1 else f"-{text}" if ratio.numerator == -1 else f"{ratio.numerator}*{text}"
            return top if ratio.denominator == 1 else f"{top}/{ratio.denominator}"
    square = Fraction(number * number).limit_denominator(12)
    if abs(math.sqrt(float(square)) - abs(number)) < 1e-8:
        return f"{'-' if number < 0 else ''}sqrt({square})"
    return f"{number:.6g}"


def _conditions(tree: t.Tree) -> list[Condition]:
    found: list[Condition] = []
    for node in t.walk(tree):
        match node:
            case t.Div(_, below):
                found += [Condition(_inside(base), "!=") for base in Bench(plain=True).term(below).factors]
            case t.Pow(base, t.Num(n)) if n.denominator % 2 == 0:
                found.append(Condition(base, ">=" if n > 0 else ">"))
            case t.Pow(base, t.Num(n)) if n < 0:
                found.append(Condition(_inside(base), "!="))
            case t.Pow(base, exponent) if t.depends(base) and t.depends(exponent):
                found.append(Condition(base, ">"))
            case t.Pow(base, exponent) if t.depends(base) and not isinstance(exponent, t.Num):
                found.append(Condition(base, ">=" if value(exponent, 0.0) > 0 else ">"))
            case t.Fn("log", t.Fn("abs", arg)):
                found.append(Condition(arg, "!="))
            case t.Fn("asec", arg):
                found.append(Condition(t.add(t.power(arg, t.TWO), t.MINUS_ONE), ">="))
            case t.Fn("log", arg):
                found.append(Condition(arg, ">"))
            case t.Fn("tan" | "sec", arg):
                found.append(Condition(t.Fn("cos", _size(arg)), "!="))
            case t.Fn("cot" | "csc", arg):
                found.append(Condition(t.Fn("sin", _size(arg)), "!="))
            case t.Fn("asin" | "acos", arg):
                found.append(Condition(_one_minus_square(arg), ">="))
            case t.Fn("atanh", arg):
                found.append(Condition(_one_minus_square(arg), ">"))
            case t.Fn("acosh", arg):
                found.append(Condition(t.add(arg, t.MINUS_ONE), ">="))
    return [condition for condition in map(_weaker, dict.fromkeys(found)) if condition is not None]


def _weaker(condition: Condition) -> Condition | None:
    """What is left of a condition on something that is never negative, as |x| or 1 - sin^2 x: that it is not 0."""
    bench = Bench()
    if condition.relation == "!=" or not is_never_negative(bench.tree(bench.term(condition.expression))):
        return condition
    return Condition(_inside(condition.expression), "!=") if condition.relation == ">" else None


def _size(arg: t.Tree) -> t.Tree:
    return t.negate(arg) if t.is_negative(arg) else arg  # tan(-2x) has its poles where cos 2x is 0


def _inside(base: t.Tree) -> t.Tree:
    return base.arg if isinstance(base, t.Fn) and base.name == "abs" else base


def _one_minus_square(arg: t.Tree) -> t.Tree:
    return t.Add((t.ONE, t.negate(t.power(arg, t.TWO))))


def has_real_interval(tree: t.Tree) -> bool:
    """Whether the function is real on some stretch of [-1000, 1000]."""
    for far in (10.0, 1000.0):  # nearly every function is near 0, where there is a hundredth of the points
        finite = np.isfinite(values(tree, np.arange(-far, far, 0.01)))
        if np.any(finite[:-1] & finite[1:]):
            return True
    return False
