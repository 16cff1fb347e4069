"""The real domain of a function, as text: intervals where they are few, else the conditions themselves.

The conditions are read off the expression (a logarithm's argument is positive, a denominator is not 0, ...), their
zeros are found numerically and named exactly where they are a rational number, a root, or a multiple of pi or e.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from derivative_manim.generation import tree as t
from derivative_manim.generation.numeric import roots, value
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
    needed = [c for c in _conditions(tree) if t.depends(c.expression)]
    boundaries: list[tuple[float, bool]] = []  # where, and whether the point itself is in the domain
    for condition in needed:
        for root in roots(condition.expression, -_REACH, _REACH, samples=20001):
            if not any(abs(root - b) < 1e-7 for b, _ in boundaries):
                boundaries.append((root, True))
    points = sorted(
        (b, all(c.relation == ">=" or abs(value(c.expression, b)) > 1e-7 for c in needed)) for b, _ in boundaries
    )
    if len(points) > _MOST_BOUNDARIES:
        return " and ".join(map(str, dict.fromkeys(needed)))
    edges = [-math.inf, *(b for b, _ in points), math.inf]
    inside = [_holds(needed, a, b) for a, b in pairwise(edges)]
    return _intervals(points, inside)


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
            pieces.append(f"{start}, {_name(at)}{']' if included else ')'}")
            start = None
        if after:
            start = f"{'[' if included else '('}{_name(at)}"
    if start is not None:
        pieces.append(f"{start}, oo)")
    return " U ".join(pieces)


def _name(number: float) -> str:
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
                found.append(Condition(below, "!="))
            case t.Pow(base, t.Num(n)) if n.denominator % 2 == 0:
                found.append(Condition(base, ">=" if n > 0 else ">"))
            case t.Pow(base, t.Num(n)) if n < 0:
                found.append(Condition(base, "!="))
            case t.Pow(base, exponent) if t.depends(base) and t.depends(exponent):
                found.append(Condition(base, ">"))
            case t.Fn("log", arg):
                found.append(Condition(arg, ">"))
            case t.Fn("tan" | "sec", arg):
                found.append(Condition(t.Fn("cos", arg), "!="))
            case t.Fn("cot" | "csc", arg):
                found.append(Condition(t.Fn("sin", arg), "!="))
            case t.Fn("asin" | "acos", arg):
                found.append(Condition(_one_minus_square(arg), ">="))
            case t.Fn("atanh", arg):
                found.append(Condition(_one_minus_square(arg), ">"))
            case t.Fn("acosh", arg):
                found.append(Condition(t.add(arg, t.MINUS_ONE), ">="))
    return list(dict.fromkeys(found))


def _one_minus_square(arg: t.Tree) -> t.Tree:
    return t.Add((t.ONE, t.negate(t.power(arg, t.TWO))))


def has_real_interval(tree: t.Tree) -> bool:
    """Whether the function is real on some stretch of [-1000, 1000]."""
    from derivative_manim.generation.numeric import values

    finite = np.isfinite(values(tree, np.arange(-1000.0, 1000.0, 0.01)))
    return bool(np.any(finite[:-1] & finite[1:]))
