"""Expressions as they were written: the one form that code, LaTeX and records are read into.

An expression is a SymPy tree that is built with `evaluate=False`, so that it keeps the terms as their author set them:
`sqrt(x)**2` stays what it is and is undefined left of 0, where SymPy's own simplification gives `x`; and a rule (a
product, a quotient, a chain) can be recognised by its shape. Numbers alone are combined, in exact arithmetic.

Nothing that has no bound is computed here: numbers, powers and depth have limits, and what passes them is refused with
`Unreadable` and a reason in words.
"""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain
from typing import Any

import sympy

Expr = Any  # sympy.Expr; SymPy ships no types

MAX_BITS = 256  # of a numerator or a denominator
MAX_POWER = 1000  # of a whole exponent, nested exponents multiplied
MAX_GROWTH = math.log(10**6)  # of what an exponent's numbers can be multiplied to
MAX_DEPTH = 60
MAX_NODES = 300

X: Expr = sympy.Symbol("x", real=True)


class Unreadable(Exception):  # noqa: N818 - it says what the text is
    """The text is not mathematics that this package reads; the message says why, as a part of a sentence."""


FAILURES = (Unreadable, ArithmeticError, ValueError, TypeError, AttributeError, RecursionError, MemoryError)


def reason(failure: Exception) -> str:
    """Why a text is not read, for one of the failures that reading may end in."""
    if isinstance(failure, RecursionError):
        return "it is nested too deep"
    return str(failure) if isinstance(failure, Unreadable) else f"it cannot be read ({type(failure).__name__})"


class RealPower(sympy.Function):  # type: ignore[misc]
    """`b**(p/q)` with odd q as a course means it: the real root, which negative numbers have too.

    For b < 0 it is (-1)**p * |b|**(p/q). SymPy and Python give the complex principal value instead.
    """

    @classmethod
    def eval(cls, base: Expr, exponent: Expr) -> Expr:
        """A whole exponent is an ordinary power."""
        return base**exponent if exponent.is_Integer else None

    def fdiff(self, argindex: int = 1) -> Expr:
        """d/db b**r = r*b**(r - 1), for real roots as for others."""
        base, exponent = self.args
        return exponent * RealPower(base, exponent - 1)

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_real else None


class Written(sympy.Function):  # type: ignore[misc]
    """An operation that a line writes down, not carried out."""


class Prime(Written):
    """A derivative, `(A)'` or `d/dx[A]`: `Prime(A, x)`."""

    def _sympystr(self, printer: Any) -> str:
        inner, variable = map(printer.doprint, self.args)
        return f"({inner})'" if variable == "x" else f"d({inner})/d{variable}"


class Antiderivative(Written):
    r"""`\int A dx`: `Antiderivative(A)`, of which A is the derivative."""

    def _eval_derivative(self, variable: Expr) -> Expr:
        return self.args[0] if variable == X else sympy.S.Zero


class Definite(Written):
    r"""`\int_a^b A dx`: `Definite(A, a, b)`."""

    @property
    def free_symbols(self) -> set[Expr]:
        """Those of its ends, and of A but x."""
        inner, *ends = (set(arg.free_symbols) for arg in self.args)
        return (inner - {X}).union(*ends)


class Limit0(Written):
    """`lim_{h -> a} A`: `Limit0(A, h, a, side)`, where side is 1, -1 or, for both, 0."""


class At(Written):
    """`A|_{x = a}`: `At(A, x, a)`."""


class Listed(sympy.Function):  # type: ignore[misc]
    """Several expressions in parentheses: a point, an interval."""


class Members(Listed):
    """Several expressions in braces: a set."""


def number(value: int | Fraction | Expr) -> Expr:
    """An exact number, of no more digits than any lesson has."""
    value = sympy.Rational(value)
    if max(value.p.bit_length(), value.q.bit_length()) > MAX_BITS:
        raise Unreadable("a number in it is too large")
    return value


def add(*terms: Expr) -> Expr:
    """The sum, its terms in the order given."""
    if all(t.is_Rational for t in terms):
        return number(sum(terms))
    return sympy.Add(*chain.from_iterable(map(sympy.Add.make_args, terms)), evaluate=False)


def multiply(*factors: Expr) -> Expr:
    """The product, its factors in the order given."""
    if all(t.is_Rational for t in factors):
        return number(math.prod(factors))
    return sympy.Mul(*chain.from_iterable(map(sympy.Mul.make_args, factors)), evaluate=False)


def negate(expression: Expr) -> Expr:
    """The opposite; of a product that begins with a number, with the opposite number."""
    if expression is sympy.oo:
        return -expression
    if isinstance(expression, sympy.Mul) and expression.args[0].is_Rational:
        return multiply(-expression.args[0], *expression.args[1:])
    return multiply(sympy.S.NegativeOne, expression)


def divide(above: Expr, below: Expr) -> Expr:
    """The quotient."""
    if below.is_Rational:
        if below == 0:
            raise Unreadable("it divides by zero")
        return multiply(above, 1 / below)
    inverse = sympy.Pow(below, sympy.S.NegativeOne, evaluate=False)
    return inverse if above == 1 else multiply(above, inverse)


def power(base: Expr, exponent: Expr, *, real_roots: bool) -> Expr:
    """The power; with `real_roots`, `b**(p/q)` with odd q is the real root, which negative numbers have too."""
    if exponent.is_Rational:
        if abs(exponent) > MAX_POWER:
            raise Unreadable(f"the exponent {exponent} is too large")
        if base.is_Rational and exponent.is_Integer:
            if base == 0 and exponent < 0:
                raise Unreadable("it divides by zero")
            return number(base**exponent)
        if real_roots and exponent.q % 2 == 1 and not exponent.is_Integer:
            return RealPower(base, exponent)
    if base == sympy.E:
        return sympy.exp(exponent, evaluate=False)
    return sympy.Pow(base, exponent, evaluate=False)


def root(base: Expr, index: Expr) -> Expr:
    """The real root that a radical sign means."""
    if not index.is_Integer or not 2 <= index <= 99:
        raise Unreadable(f"a root of index {index} is not read")
    return power(base, sympy.Rational(1, int(index)), real_roots=True)


def logarithm(argument: Expr, base: Expr) -> Expr:
    """The logarithm to a base: ln a / ln b."""
    return divide(sympy.log(argument, evaluate=False), sympy.log(base, evaluate=False))


def _plain(name: str) -> Callable[[Expr], Expr]:
    return lambda a: getattr(sympy, name)(a, evaluate=False)


_NAMES = """
    sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh acoth asech
    acsch exp log sign floor ceiling Abs
""".split()  # noqa: SIM905
# Every name of a function of one argument that code, records or LaTeX give, with what it means.
FUNCTIONS: dict[str, Callable[[Expr], Expr]] = {
    **{name: _plain(name) for name in _NAMES},
    **{f"arc{name[1:]}": _plain(name) for name in _NAMES if name[0] == "a"},
    "ln": _plain("log"),
    "abs": _plain("Abs"),
    "ceil": _plain("ceiling"),
    "sqrt": lambda a: power(a, sympy.S.Half, real_roots=False),
    "cbrt": lambda a: power(a, sympy.Rational(1, 3), real_roots=True),
    "log2": lambda a: logarithm(a, sympy.Integer(2)),
    "log10": lambda a: logarithm(a, sympy.Integer(10)),
}


def rebuilt(expression: Expr, arguments: list[Expr]) -> Expr:
    """An expression with other arguments, as it is written; numbers are combined within the limits."""
    if isinstance(expression, sympy.Add):
        return add(*arguments)
    if isinstance(expression, sympy.Mul):
        return multiply(*arguments)
    if isinstance(expression, sympy.Pow | RealPower):
        written = expression.args[1].is_Rational and not isinstance(expression, RealPower)  # a letter may become 1/3
        return power(*arguments, real_roots=not written)
    return expression.func(*arguments, evaluate=False)


def replaced(expression: Expr, values: dict[Expr, Expr]) -> Expr:
    """An expression with symbols (or whole parts) replaced, as it is written."""
    if expression in values:
        return values[expression]
    arguments = [replaced(a, values) for a in expression.args]
    same = all(a is b for a, b in zip(arguments, expression.args, strict=True))
    return expression if same else rebuilt(expression, arguments)


_BELOW = dict.fromkeys(("tan", "sec"), sympy.cos) | dict.fromkeys(("cot", "csc"), sympy.sin)


def divisors(expression: Expr) -> Iterator[Expr]:
    """The parts of a function that may not be zero: what it divides by, or takes the logarithm of."""
    for part in sympy.preorder_traversal(expression):
        name = type(part).__name__
        if name == "log" or (isinstance(part, sympy.Pow | RealPower) and part.args[1].is_negative):
            yield part.args[0]
        elif name in _BELOW:
            yield _BELOW[name](part.args[0], evaluate=False)


def check_size(expression: Expr) -> Expr:
    """Pass the expression on if SymPy can be trusted with it.

    SymPy computes `exp(10**50*log(2))` or `((2*x)**1000)**1000` as soon as it meets them, and never comes back: so
    whole exponents are multiplied along each path, and numbers within each exponent.
    """
    count = 0
    stack: list[tuple[Expr, int, int]] = [(expression, 1, 1)]
    while stack:
        node, depth, degree = stack.pop()
        count += 1
        if count > MAX_NODES:
            raise Unreadable(f"it has more than {MAX_NODES} parts")
        if depth > MAX_DEPTH:
            raise Unreadable(f"it is nested more than {MAX_DEPTH} deep")
        if isinstance(node, sympy.Pow) and node.exp.is_Rational:
            degree *= max(1, abs(int(node.exp)))
        elif isinstance(node, sympy.Pow | sympy.exp) and _growth(node.exp) > MAX_GROWTH:
            raise Unreadable("the numbers in an exponent multiply to one that is too large")
        if degree > MAX_POWER:
            raise Unreadable("its exponents multiply to a number that is too large")
        stack.extend((a, depth + 1, degree) for a in node.args)
    return expression


def _growth(expression: Expr, *, inverted: bool = False) -> float:
    """The logarithm of a bound of every number that evaluation can make of those in an exponent, inverses too."""
    if expression.is_Rational:
        size = max(abs(expression.p), expression.q) if inverted else abs(expression)
        return math.log(max(1, size))
    if isinstance(expression, sympy.Pow) and expression.exp.is_Rational:
        under = bool(expression.exp.is_negative)
        times: int = math.ceil(abs(expression.exp)) + under
        return times * _growth(expression.base, inverted=inverted or under)
    if isinstance(expression, sympy.Mul) and not inverted:  # a factor below 1 makes the product smaller
        return max(0.0, sum(math.log(abs(a)) if a.is_Rational and a else _growth(a) for a in expression.args))
    return sum(_growth(a, inverted=inverted) for a in expression.args)
