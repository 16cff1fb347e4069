"""Expression trees that keep the order in which a person wrote the terms.

SymPy reorders sums and products and evaluates as it goes, which is right for checking and wrong for teaching:
`2*x + 1` must not come back as `1 + 2*x`. So the lesson works on these small immutable trees; `algebra.py` and
`forms.py` do what a person does with them on paper, and `equality.py` checks it by values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

FUNCTIONS = (
    "sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "asec",
    "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp", "log", "abs",
)  # fmt: skip


class Tree:
    """Base of all nodes; trees are immutable, hashable and compared by structure."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Num(Tree):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Sym(Tree):
    """The variable `x`, the constants `pi` and `e`, or a letter of a rule such as `u`."""

    name: str


@dataclass(frozen=True, slots=True)
class Add(Tree):
    """A sum of two or more terms, in writing order."""

    terms: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Mul(Tree):
    """A product of two or more factors, in writing order; a leading minus is the factor -1."""

    factors: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Div(Tree):
    """A quotient, written as a fraction."""

    num: Tree
    den: Tree


@dataclass(frozen=True, slots=True)
class Pow(Tree):
    """A power. Exponents with an odd denominator are real roots, defined for negative bases too."""

    base: Tree
    exponent: Tree


@dataclass(frozen=True, slots=True)
class Fn(Tree):
    """An elementary function; `log` has an optional second argument, its base."""

    name: str
    arg: Tree
    log_base: Tree | None = None


@dataclass(frozen=True, slots=True)
class Prime(Tree):
    """The derivative of `arg`, not taken yet: (sin 2x)'."""

    arg: Tree


X = Sym("x")
ZERO, ONE, TWO, MINUS_ONE = (Num(Fraction(n)) for n in (0, 1, 2, -1))


def num(value: int | Fraction) -> Num:
    """The number `value` as a tree."""
    return Num(Fraction(value))


def children(tree: Tree) -> tuple[Tree, ...]:
    """The direct sub-expressions of `tree`, in writing order."""
    match tree:
        case Add(items) | Mul(items):
            return items
        case Div(a, b) | Pow(a, b):
            return (a, b)
        case Fn(_, arg, base):
            return (arg,) if base is None else (arg, base)
        case Prime(arg):
            return (arg,)
    return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """`tree` and all its sub-expressions, parents first."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def depends(tree: Tree, name: str = "x") -> bool:
    """Whether the variable `name` occurs in `tree`."""
    return any(node == Sym(name) for node in walk(tree))


def substitute(tree: Tree, name: str, value: Tree) -> Tree:
    """`tree` with every `Sym(name)` replaced by `value`."""
    match tree:
        case Sym(n):
            return value if n == name else tree
        case Add(terms):
            return Add(tuple(substitute(t, name, value) for t in terms))
        case Mul(factors):
            return Mul(tuple(substitute(t, name, value) for t in factors))
        case Div(a, b):
            return Div(substitute(a, name, value), substitute(b, name, value))
        case Pow(a, b):
            return power(substitute(a, name, value), substitute(b, name, value))  # (e^x)^2 is e^(2x)
        case Fn(f, arg, base):
            return Fn(f, substitute(arg, name, value), base)
    return tree


def split_coefficient(tree: Tree) -> tuple[Fraction, Tree]:
    """`tree` as (rational coefficient, rest); the rest is `ONE` for a number."""
    match tree:
        case Num(value):
            return value, ONE
        case Mul(factors):
            coefficient, rest = Fraction(1), []
            for factor in factors:
                if isinstance(factor, Num):
                    coefficient *= factor.value
                elif isinstance(factor, Div):  # -(x/2) carries its 1/2 inside the fraction
                    c, inner = split_coefficient(factor)
                    coefficient *= c
                    rest.append(inner)
                else:
                    rest.append(factor)
            rest = [r for r in rest if r != ONE]
            return coefficient, (ONE if not rest else rest[0] if len(rest) == 1 else Mul(tuple(rest)))
        case Div(a, Num(d)):
            c, rest_num = split_coefficient(a)
            return c / d, rest_num
        case Div(a, b):
            c, rest_num = split_coefficient(a)
            d, rest_den = split_coefficient(b)
            return c / d, (rest_num if rest_den == ONE else Div(rest_num, rest_den))
    return Fraction(1), tree


def with_coefficient(coefficient: Fraction, rest: Tree) -> Tree:
    """`coefficient * rest` as it is written: 1 vanishes, 3/4 becomes a fraction around the rest."""
    if coefficient == 0:
        return ZERO
    if rest == ONE:
        return Num(coefficient)
    sign, size = (-1 if coefficient < 0 else 1), abs(coefficient)
    numerator = rest.num if isinstance(rest, Div) else rest
    top = numerator if size.numerator == 1 else _join(num(size.numerator), numerator)
    if isinstance(rest, Div):
        bottom = rest.den if size.denominator == 1 else _join(num(size.denominator), rest.den)
        body: Tree = Div(top, bottom)
    elif size.denominator != 1:
        body = Div(top, num(size.denominator))
    else:
        body = top
    if sign > 0:
        return body
    if isinstance(body, Mul) and isinstance(body.factors[0], Num):
        return Mul((num(-size.numerator), *body.factors[1:]))
    return _join(MINUS_ONE, body)


def _join(number: Num, rest: Tree) -> Tree:
    if rest == ONE:
        return number
    return Mul((number, *rest.factors)) if isinstance(rest, Mul) else Mul((number, rest))


def add(*terms: Tree) -> Tree:
    """The sum of `terms`: nested sums are flattened, like terms and numbers are collected where first seen."""
    order: list[Tree] = []
    total: dict[Tree, Fraction] = {}
    for term in terms:
        for part in terms_of(term):
            coefficient, rest = split_coefficient(part)
            if rest not in total:
                order.append(rest)
            total[rest] = total.get(rest, Fraction(0)) + coefficient
    kept = [with_coefficient(total[rest], rest) for rest in order if total[rest] != 0]
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Add(tuple(kept))


def mul(*factors: Tree) -> Tree:
    """The product of `factors`: numbers and powers of one base are collected, fractions merged, factors sorted."""
    coefficient = Fraction(1)
    tops: list[Tree] = []
    bottoms: list[Tree] = []

    def take(factor: Tree, into: list[Tree], other: list[Tree], inverse: bool) -> None:
        nonlocal coefficient
        match factor:
            case Num(value):
                coefficient = coefficient / value if inverse else coefficient * value
            case Mul(parts):
                for part in parts:
                    take(part, into, other, inverse)
            case Div(a, b):
                take(a, into, other, inverse)
                take(b, other, into, not inverse)
            case _:
                into.append(factor)

    for factor in factors:
        take(factor, tops, bottoms, False)
    if coefficient == 0:
        return ZERO
    powers: dict[Tree, Fraction] = {}
    exponents: list[Tree] = []  # of e^..., which multiply by adding their exponents
    for sign, group in ((1, tops), (-1, bottoms)):
        for factor in group:
            match factor:
                case Fn("exp", arg):
                    exponents.append(arg if sign > 0 else mul(MINUS_ONE, arg))
                case Pow(base, Num(n)):
                    powers[base] = powers.get(base, Fraction(0)) + sign * n
                case _:
                    powers[factor] = powers.get(factor, Fraction(0)) + sign
    above: list[Tree] = []
    below: list[Tree] = []
    for base, n in powers.items():
        raised = power(base, Num(abs(n)))
        if isinstance(raised, Num):  # 10^7
            coefficient = coefficient * raised.value if n > 0 else coefficient / raised.value
        elif n:
            (above if n > 0 else below).append(raised)
    if exponents:
        exponent = add(*exponents)
        if exponent != ZERO:
            above.append(Fn("exp", exponent))
    top, bottom = in_writing_order(above), in_writing_order(below)
    return with_coefficient(coefficient, top if bottom == ONE else Div(top, bottom))


def terms_of(tree: Tree) -> tuple[Tree, ...]:
    """The terms of a sum; what is none is its own only term."""
    return tree.terms if isinstance(tree, Add) else (tree,)


def in_writing_order(factors: list[Tree], *, below: bool = False) -> Tree:
    """The product of `factors` as people write it: 3x^2 2^x (x + 1) ln 2 sin x; `below` the bar, simple ones first."""

    def key(factor: Tree) -> tuple[float, int]:
        rank = _writing_order(factor)
        return rank, sum(1 for _ in walk(factor)) if below or rank in (3, 4) else 0

    ordered = sorted(factors, key=key)  # stable: equals stay as they came
    return ONE if not ordered else ordered[0] if len(ordered) == 1 else Mul(tuple(ordered))


def _writing_order(factor: Tree) -> float:
    base = factor.base if isinstance(factor, Pow) and not depends(factor.exponent) else factor
    match base:
        case Num():
            return 0
        case Sym("x"):
            return 1 if not isinstance(factor, Pow) or _is_integer(factor.exponent) else 2
        case Sym():
            return 0.5
        case Pow() if depends(base.exponent):
            return 3  # 2^x, x^x
        case Fn("exp"):
            return 4
        case Fn("log", arg) if not depends(arg):
            return 7.5  # 2^x ln 2 cos x
        case Add() if any(isinstance(node, Fn) and depends(node) for node in walk(base)):
            return 8  # as the rule has them: 2(sin x + 1) cos x, but sec x (x tan x + 1)
        case Pow() | Add() | Mul() | Div():
            return 6
        case Fn("abs", arg):
            return 6.5 if isinstance(arg, Add) else 1.5
        case Fn():
            return 8
    return 0


def _is_integer(tree: Tree) -> bool:
    return isinstance(tree, Num) and tree.value.denominator == 1


def div(a: Tree, b: Tree) -> Tree:
    """The quotient a/b, with numbers and powers of one base cancelled."""
    return mul(a, Div(ONE, b))


def power(base: Tree, exponent: Tree) -> Tree:
    """base**exponent; exponents 0 and 1, powers of numbers and integer powers of powers are carried out."""
    if exponent == ZERO or base == ONE:
        return ONE
    if exponent == ONE:
        return base
    match base, exponent:
        case Num(b), Num(n) if n.denominator == 1 and (b != 0 or n > 0):
            return Num(b ** int(n))
        case Pow(inner, Num(m)), Num(n) if n.denominator == 1 and (m.denominator == 1 or m.numerator % 2 == 1):
            return power(inner, Num(m * n))
        case Fn("exp", arg), Num():
            return Fn("exp", mul(exponent, arg))
        case Mul(factors), Num(n) if n.denominator == 1 and isinstance(factors[0], Num):
            return mul(power(factors[0], exponent), power(in_writing_order(list(factors[1:])), exponent))
    return Pow(base, exponent)


def is_negative(tree: Tree) -> bool:
    """Whether `tree` is written with a leading minus sign."""
    match tree:
        case Num(value):
            return value < 0
        case Mul(factors):
            return is_negative(factors[0])
        case Div(Num(value), _):
            return value < 0
    return False


def negate(tree: Tree) -> Tree:
    """-tree, by changing the sign of its coefficient only."""
    coefficient, rest = split_coefficient(tree)
    return with_coefficient(-coefficient, rest)


def negate_all(tree: Tree) -> Tree:
    """-tree, term by term for a sum."""
    return Add(tuple(negate(term) for term in tree.terms)) if isinstance(tree, Add) else negate(tree)
