"""Values of a tree on a grid, with NumPy. Outside the domain a value is NaN or infinite, without a warning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivative_manim.generation import tree as t
from derivative_manim.generation.products import is_never_negative

Array = NDArray[np.float64]
_MOST_ROOTS = 300
_LAST_DIGITS = (-7, -4, -2, -1, 1, 2, 4, 7)  # how many of them x is moved by
_NEAR = 20.0  # singular points up to here are looked for once and kept
_NUMPY: dict[str, Callable[[Any], Any]] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh,
    "atanh": np.arctanh, "abs": np.abs, "asec": lambda v: np.arccos(1 / v), "exp": np.exp, "log": np.log,
    "sec": lambda v: 1 / np.cos(v), "csc": lambda v: 1 / np.sin(v), "cot": lambda v: 1 / np.tan(v),
}  # fmt: skip


def values(tree: t.Tree, x: Array) -> Array:
    """`tree` at every point of `x`, same shape, rounded to 10 significant digits.

    The rounding makes every decision taken on these values the same on processors whose vector units differ in
    the last bit.
    """
    with np.errstate(all="ignore"):
        raw = np.broadcast_to(_values(tree, np.asarray(x, dtype=np.float64)), np.shape(x)).astype(np.float64)
        size = 10.0 ** (9 - np.floor(np.log10(np.where((np.abs(raw) < 1e-200) | ~np.isfinite(raw), 1.0, np.abs(raw)))))
        return np.where(np.isfinite(raw), np.round(raw * size) / size, raw)


@dataclass(frozen=True)
class Curve:
    """The graph of `tree`, undefined where `domain` is: f' = 1/x belongs to f = ln x for positive x only."""

    tree: t.Tree
    domain: t.Tree | None = None

    def __call__(self, x: Array) -> Array:
        """The ordinates at `x`, NaN outside the domain."""
        y = values(self.tree, x)
        return y if self.domain is None else np.where(np.isnan(values(self.domain, x)), np.nan, y)

    def at(self, x: float) -> float:
        """The ordinate at one point."""
        return float(self(np.array([x]))[0])

    def overflows(self, x: float) -> bool:
        """Whether a part of the expression is too large a number at a point."""
        return any(np.isinf(values(part, np.array([x]))).any() for part in t.walk(self.tree))

    def divides_by_zero(self, x: float) -> bool:
        """Whether it has no value at a point, although the computer has: cot(pi), where pi is not exact."""
        trees = (self.tree,) if self.domain is None else (self.tree, self.domain)
        return any(abs(value(part, x)) < 1e-9 for tree in trees for part in divisors(tree))

    def singular_points(self, low: float, high: float) -> list[float]:
        """Points in [low, high] where the curve may have a gap: zeros of denominators and the like, ascending."""
        if low >= -_NEAR and high <= _NEAR and high - low > 0.2:  # narrower ones are looked at more closely
            return [point for point in _singular_points(self, -_NEAR, _NEAR) if low <= point <= high]
        return list(_singular_points(self, low, high))


@lru_cache(maxsize=1024)
def _singular_points(curve: Curve, low: float, high: float) -> tuple[float, ...]:
    parts = singular_parts(curve.tree) + ([] if curve.domain is None else singular_parts(curve.domain))
    found: list[float] = []
    for root in sorted(root for part in dict.fromkeys(parts) for root in roots(part, low, high, samples=8001)):
        if not found or root - found[-1] > 1e-6 * (high - low):
            found.append(root)
    return tuple(found)


def value(tree: t.Tree, x: float) -> float:
    """`tree` at one point."""
    return float(values(tree, np.array([x]))[0])


def _values(tree: t.Tree, x: Array) -> Any:
    match tree:
        case t.Num(number):
            return float(number)
        case t.Sym("x"):
            return x
        case t.Sym("pi"):
            return np.pi
        case t.Sym("e"):
            return np.e
        case t.Add(terms):
            return sum(_values(term, x) for term in terms)
        case t.Mul(factors):
            product: Any = 1.0
            for factor in factors:
                product = product * _values(factor, x)
            return product
        case t.Div(a, b):
            below = np.asarray(_values(b, x), dtype=np.float64)
            return np.where(below == 0, np.nan, np.divide(_values(a, x), below))  # not inf: 1/inf would be 0 again
        case t.Pow(base, t.Num(n)) if n.denominator % 2 == 1 and n.denominator > 1:
            inner = np.asarray(_values(base, x), dtype=np.float64)
            size = np.where((inner == 0) & (n < 0), np.nan, np.abs(inner) ** float(n))
            return np.sign(inner) * size if n.numerator % 2 else size
        case t.Pow(base, exponent):
            inner, power = (np.asarray(_values(part, x), dtype=np.float64) for part in (base, exponent))
            result = np.power(inner, power)
            undefined = np.isnan(inner) | np.isnan(power)  # NumPy has nan**0 = 1 and 1**nan = 1
            undefined |= (inner == 0) & ~np.isfinite(result)
            if t.depends(base) and t.depends(exponent):
                undefined |= inner < 0  # x**x has values at -1, -2, ..., which are no part of a graph
            return np.where(undefined, np.nan, result)
        case t.Fn("log", arg, base):
            inner = np.asarray(_values(arg, x), dtype=np.float64)
            logarithm = np.where(inner > 0, np.log(inner), np.nan)
            return logarithm if base is None else logarithm / np.log(_values(base, x))
        case t.Fn(name, arg):
            return _NUMPY[name](_values(arg, x))
    raise TypeError(f"no value of {tree!r}")


def divisors(tree: t.Tree) -> list[t.Tree]:
    """What `tree` divides by: denominators, and those of tan, cot, sec and csc."""
    found: list[t.Tree] = []
    for node in t.walk(tree):
        match node:
            case t.Div(_, part):
                found.append(part)
            case t.Pow(base, t.Num(n)) if n < 0:
                found.append(base)
            case t.Fn("tan" | "sec", arg):
                found.append(t.Fn("cos", arg))
            case t.Fn("cot" | "csc", arg):
                found.append(t.Fn("sin", arg))
    return found


def singular_parts(tree: t.Tree) -> list[t.Tree]:
    """Sub-expressions whose zeros are where `tree` may be undefined: denominators, arguments of logarithms, ..."""
    found: list[t.Tree] = []
    for node in t.walk(tree):
        match node:  # tan(arcsin x) has its poles where arcsin x ends, and artanh x has its own there
            case t.Fn("tan" | "sec" | "cot" | "csc", t.Fn("asin" | "acos", arg)) | t.Fn("atanh", arg):
                found.append(t.Add((t.ONE, t.Mul((t.MINUS_ONE, t.Pow(arg, t.TWO))))))
        match node:
            case t.Div(_, part) | t.Fn("log", part):
                found.append(part)
                # A root changes no sign where it is zero, and has no values beyond: what is under it does, and has.
                found += [
                    base
                    for node in t.walk(part)
                    if isinstance(node, t.Pow)
                    for base, exponent in [(node.base, node.exponent)]
                    if isinstance(exponent, t.Num) and exponent.value.denominator > 1
                ]
            case t.Pow(base, t.Num(n)) if n < 0:
                found.append(base)
            case t.Pow(base, exponent) if t.depends(base) and not isinstance(exponent, t.Num):
                smooth = is_never_negative(base) and not t.depends(exponent) and value(exponent, 0.0) > 0  # |x|^pi
                found += [] if smooth else [base]
            case t.Fn("tan" | "sec", arg):
                found.append(t.Fn("cos", arg))
            case t.Fn("cot" | "csc", arg):
                found.append(t.Fn("sin", arg))
    return [node for node in dict.fromkeys(found) if t.depends(node)]


def roots(tree: t.Tree, low: float, high: float, samples: int = 2001) -> list[float]:
    """Zeros of `tree` in [low, high]: sign changes, and points where it touches zero; ascending."""
    grid = np.linspace(low, high, samples)
    y = values(tree, grid)
    found: list[float] = []
    scale = float(np.nanmedian(np.abs(np.where(np.isfinite(y), y, np.nan)))) if np.isfinite(y).any() else 0.0
    if scale == 0.0 or not np.isfinite(scale):
        return found
    finite, size = np.isfinite(y), np.abs(np.where(np.isfinite(y), y, np.inf))
    exact = np.flatnonzero(y == 0.0)
    beside = grid[np.maximum(exact - 1, 0)], grid[np.minimum(exact + 1, samples - 1)]
    found += grid[exact[~lost_digits(tree, *beside)]].tolist()
    changes = np.flatnonzero(finite[:-1] & finite[1:] & (np.sign(y[:-1]) * np.sign(y[1:]) < 0))
    changes = changes[~lost_digits(tree, grid[changes], grid[changes + 1])]
    if changes.size > _MOST_ROOTS:  # sin(e^(x^2)): nobody sees them apart; those nearest to the middle are kept
        changes = np.sort(changes[np.argsort(np.abs(changes - samples / 2), kind="stable")[:_MOST_ROOTS]])
    found += _bisected(tree, grid[changes], grid[changes + 1])
    dips = (size[1:-1] < size[:-2]) & (size[1:-1] < size[2:]) & (size[1:-1] < 1e-2 * scale) & (size[1:-1] > 0)
    at = np.flatnonzero(dips) + 1
    touches = _minima(tree, grid[at - 1], grid[at + 1])
    # Compared with its neighbours: against the whole window a minimum of cosh(x)**2 looks like nothing.
    found += touches[np.abs(values(tree, touches)) < 1e-6 * np.maximum(size[at - 1], size[at + 1])].tolist()
    merged: list[float] = []
    for root in sorted(found):
        if not merged or root - merged[-1] > 1e-5 * (high - low):
            merged.append(root)
    return merged


def lost_digits(tree: t.Tree, a: Array, b: Array) -> NDArray[np.bool_]:
    """Whether the values at `a` and at `b` are only what rounding left of terms that cancel: sinh x + cosh x at -20.

    Such values change as much when x moves by its last digits.
    """
    if not a.size:
        return np.zeros(0, dtype=bool)
    points = np.stack([a, b])
    y = values(tree, points)
    with np.errstate(all="ignore"):
        moved = [np.abs(values(tree, points * (1 + k * np.finfo(float).eps)) - y) for k in _LAST_DIGITS]
        lost: NDArray[np.bool_] = np.abs(y).max(axis=0) < 8 * np.max(moved, axis=(0, 1))
    return lost


def crossing(curve: Curve, a: float, b: float) -> float | None:
    """The zero between two points where the curve is finite and has opposite signs; None if it is not so."""
    left, right = curve.at(a), curve.at(b)
    if not left * right < 0:  # NaN and infinity compare as false or meet a pole
        return None
    return next(iter(_bisected(curve.tree, np.array([a]), np.array([b]))), None)


def _bisected(tree: t.Tree, a: Array, b: Array) -> list[float]:
    """The zeros between `a` and `b`, pairs of points at which the signs differ; none where there is a pole."""
    if not a.size:
        return []
    below = values(tree, a) < 0
    start = np.abs(values(tree, a)) + np.abs(values(tree, b))
    for _ in range(60):
        middle = (a + b) / 2
        y = values(tree, middle)
        left = (y < 0) == below
        a, b = np.where((y == 0) | left, middle, a), np.where((y == 0) | ~left, middle, b)
    middle = (a + b) / 2
    at = np.abs(values(tree, middle))
    found: list[float] = middle[(at < 1e-3 * start) | (at == 0)].tolist()  # a pole or a jump changes the sign too
    return found


def _minima(tree: t.Tree, a: Array, b: Array) -> Array:
    """Where the size of `tree` is least between `a` and `b`, pairs of points on either side of a dip."""
    for _ in range(80 if a.size else 0):
        third = (b - a) / 3
        left, right = np.abs(values(tree, np.stack([a + third, b - third])))
        a, b = np.where(left < right, a, a + third), np.where(left < right, b - third, b)
    return (a + b) / 2
