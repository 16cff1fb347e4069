"""Equality and simplification: the only place where trees meet SymPy.

SymPy proposes forms (expanded, factored, over one denominator, with sin^2 + cos^2 = 1 used); the lesson takes one
only if it is clearly shorter to read than what the rules gave. `sympy.simplify` is not among the proposals: what
it returns can depend on hashing, and the build must give the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import sympy

from derivative_manim.generation import tree as t

_SYMBOL = sympy.Symbol("x")
# Rational points on both sides of 0 and of 1, at which no function of a calculus course has a pole or a zero.
_POINTS = [sympy.Rational(a, 997) for a in (-3541, -1723, -811, -397, 211, 433, 701, 911, 1213, 1777, 2953, 4519)]
# A proposal must cost at most this share of what it replaces; one that uses an identity must save more, because
# the reader has to see the identity too: cos^2 x - sin^2 x stays, sin x/(1 + cos x) gives 1/(1 + cos x).
_SIMPLER = 0.9
_SIMPLER_BY_IDENTITY = 0.6


@cache
def to_sympy(tree: t.Tree) -> sympy.Expr:
    """The SymPy expression of `tree` (variable `x` without assumptions; odd roots become plain powers)."""
    match tree:
        case t.Num(value):
            return sympy.Rational(value.numerator, value.denominator)
        case t.Sym("x"):
            return _SYMBOL
        case t.Sym("pi"):
            return sympy.pi
        case t.Sym("e"):
            return sympy.E
        case t.Sym(name):
            return sympy.Symbol(name)
        case t.Add(terms):
            return sympy.Add(*map(to_sympy, terms))
        case t.Mul(factors):
            return sympy.Mul(*map(to_sympy, factors))
        case t.Div(a, b):
            return to_sympy(a) / to_sympy(b)
        case t.Pow(a, b):
            return to_sympy(a) ** to_sympy(b)
        case t.Fn("log", arg, base) if base is not None:
            return sympy.log(to_sympy(arg), to_sympy(base))
        case t.Fn(name, arg):
            return getattr(sympy, name)(to_sympy(arg))
    raise TypeError(f"no SymPy form of {tree!r}")


def from_sympy(expr: sympy.Expr) -> t.Tree:
    """`expr` as a tree in writing order: descending powers, a positive term first, powers below a fraction bar."""
    if expr.is_Rational:
        return t.num(int(expr.p)) if expr.q == 1 else t.div(t.num(int(expr.p)), t.num(int(expr.q)))
    if expr == sympy.pi:
        return t.Sym("pi")
    if expr == sympy.E:
        return t.Sym("e")
    if expr.is_Symbol:
        return t.Sym(expr.name)
    if expr.is_Add:
        return positive_first(t.add(*(from_sympy(term) for term in expr.as_ordered_terms())))
    if expr.is_Mul:
        return t.mul(*(from_sympy(f) for f in expr.as_ordered_factors()))
    if isinstance(expr, sympy.exp):
        return t.Fn("exp", from_sympy(expr.args[0]))
    if expr.is_Pow:
        base, exponent = expr.as_base_exp()
        if exponent.is_Number and exponent.is_negative:
            return t.div(t.ONE, t.power(from_sympy(base), from_sympy(-exponent)))
        return t.power(from_sympy(base), from_sympy(exponent))
    if expr.func.__name__ in t.FUNCTIONS and len(expr.args) == 1:
        return t.Fn(expr.func.__name__, from_sympy(expr.args[0]))
    raise ValueError(f"no tree for {expr}")


def positive_first(tree: t.Tree) -> t.Tree:
    """A sum that starts with a minus, turned so that its first positive term leads: 1 - x^2, not -x^2 + 1."""
    if not isinstance(tree, t.Add) or not t.is_negative(tree.terms[0]):
        return tree
    for i, term in enumerate(tree.terms):
        if not t.is_negative(term):
            return t.Add((term, *tree.terms[:i], *tree.terms[i + 1 :]))
    return tree


def equal(a: t.Tree, b: t.Tree) -> bool:
    """Whether `a` and `b` are the same function wherever both are real: by expansion, else by 30-digit values.

    The values are taken at twelve rational points; at least three must lie in the domain of both.
    """
    difference = to_sympy(a) - to_sympy(b)
    if difference == 0 or sympy.expand(difference) == 0:
        return True
    compared = 0
    for point in _POINTS:
        left, right = value_at(a, point), value_at(b, point)
        if left is None or right is None:
            continue
        compared += 1
        if abs(left - right) > sympy.Float("1e-20", 30) * (1 + abs(left)):
            return False
    return compared >= 3


@cache
def value_at(tree: t.Tree, point: sympy.Rational) -> sympy.Float | None:
    """The real value of `tree` at x = `point` to 30 digits, or None outside its domain."""
    try:
        value = sympy.N(_real(tree, point), 30)
    except (ZeroDivisionError, ValueError):
        return None
    if value.is_real is not True or not value.is_finite:
        return None
    return value


def _real(tree: t.Tree, point: sympy.Rational) -> sympy.Expr:
    """`tree` at `point` with odd roots taken as real roots."""
    match tree:
        case t.Pow(base, t.Num(n)) if n.denominator % 2 == 1 and n.denominator > 1:
            inside = sympy.N(_real(base, point), 40)
            if inside.is_real is not True:
                return sympy.nan
            sign = -1 if inside < 0 and n.numerator % 2 else 1
            return sign * abs(inside) ** sympy.Rational(n.numerator, n.denominator)
        case t.Sym("x"):
            return point
        case t.Add(terms):
            return sympy.Add(*(_checked(_real(c, point)) for c in terms))
        case t.Mul(factors):
            return sympy.Mul(*(_checked(_real(c, point)) for c in factors))
        case t.Div(a, b):
            return _checked(_real(a, point)) / _checked(_real(b, point))
        case t.Pow(a, b):
            return _checked(_real(a, point)) ** _checked(_real(b, point))
        case t.Fn("log", arg, base):
            inner = _checked(_real(arg, point))
            return sympy.log(inner) if base is None else sympy.log(inner) / sympy.log(to_sympy(base))
        case t.Fn(name, arg):
            return getattr(sympy, name)(_checked(_real(arg, point)))
    return to_sympy(tree)


def _checked(expr: sympy.Expr) -> sympy.Expr:
    value = sympy.N(expr, 40)
    if value.is_real is not True or not value.is_finite:
        raise ValueError("not a real number")
    return value


def is_derivative(derivative: t.Tree, function: t.Tree) -> bool:
    """Whether `derivative` is what SymPy finds as the derivative of `function`, compared as in `equal`."""
    expected = sympy.diff(to_sympy(function), _SYMBOL)
    difference = expected - to_sympy(derivative)
    if difference == 0 or sympy.expand(difference) == 0:
        return True
    compared = 0
    for point in _POINTS:
        ours = value_at(derivative, point)
        theirs = sympy.N(expected.subs(_SYMBOL, point), 30)
        if ours is None or value_at(function, point) is None or theirs.is_real is not True:
            continue  # outside the domain, or an odd root of a negative number, which SymPy takes as complex
        compared += 1
        if abs(ours - theirs) > sympy.Float("1e-20", 30) * (1 + abs(theirs)):
            return False
    return compared >= 3


def simplest(tree: t.Tree) -> t.Tree:
    """The easiest form to read among `tree` and SymPy's proposals; `tree` itself unless one is clearly shorter."""
    names = {node.name for node in t.walk(tree) if isinstance(node, t.Fn)}
    best, best_cost = tree, cost(tree)
    limit = best_cost
    for share, candidate in _proposals(to_sympy(tree)):
        if any(isinstance(n, t.Fn) and n.name not in names for n in t.walk(candidate)):
            continue
        candidate_cost = cost(candidate)
        if candidate_cost <= share * limit and candidate_cost < best_cost and equal(candidate, tree):
            best, best_cost = candidate, candidate_cost
    return best


def _proposals(expr: sympy.Expr) -> Iterator[tuple[float, t.Tree]]:
    reduced = _term_by_term(expr)
    if reduced != expr:
        with suppress(ValueError):
            yield 1.0, from_sympy(reduced)  # a fraction that is not in lowest terms is no matter of taste
    for start in dict.fromkeys((expr, *_pythagoras(expr))):
        share = _SIMPLER if start is expr else _SIMPLER_BY_IDENTITY
        expanded = sympy.expand(start)
        together = sympy.together(start)
        for form in dict.fromkeys((
            start, expanded, sympy.factor_terms(expanded), together, sympy.factor(start), sympy.cancel(start),
            sympy.factor(together), sympy.together(expanded),
        )):  # fmt: skip
            try:
                yield share, from_sympy(form)
            except ValueError:
                continue


def _term_by_term(expr: sympy.Expr) -> sympy.Expr:
    """`expr` with the fractions that are terms of a sum reduced each by itself: x/(x^2 + x) is 1/(x + 1)."""
    rational = [
        (term, reduced)
        for total in sorted(expr.atoms(sympy.Add), key=str)
        for term in total.args
        if term.is_rational_function(_SYMBOL) and (reduced := sympy.cancel(term)) != term
    ]
    return expr.xreplace(dict(rational))


def _pythagoras(expr: sympy.Expr) -> Iterator[sympy.Expr]:
    """`expr` with sin^2 + cos^2 = 1 and cosh^2 - sinh^2 = 1 used in either direction."""
    pairs = [(sympy.sin, sympy.cos, 1), (sympy.sinh, sympy.cosh, -1)]
    for first, second, sign in pairs:
        for arg in sorted({f.args[0] for f in expr.atoms(first, second)}, key=str):
            together = sympy.expand(sympy.together(expr).as_numer_denom()[0])
            below = sympy.together(expr).as_numer_denom()[1]
            yield sympy.expand(together.subs(first(arg) ** 2, sign * (1 - second(arg) ** 2))) / below
            yield sympy.expand(together.subs(second(arg) ** 2, 1 - sign * first(arg) ** 2)) / below


def cost(tree: t.Tree) -> float:
    """How much there is to read: glyphs, with a little more for fractions, brackets and towers of powers."""
    match tree:
        case t.Num(value):
            return len(str(abs(value.numerator))) + (len(str(value.denominator)) if value.denominator != 1 else 0)
        case t.Add(terms):
            return sum(map(cost, terms)) + len(terms) - 1
        case t.Mul(factors):
            return sum(cost(f) + 1.2 * isinstance(f, t.Add) for f in factors) - 0.5 * (factors[0] == t.MINUS_ONE)
        case t.Div(a, b):
            return cost(a) + cost(b) + 1
        case t.Pow(base, exponent):
            brackets = 0.0 if isinstance(base, t.Sym | t.Fn | t.Num) else 1.2
            return cost(base) + 0.8 * cost(exponent) + brackets
        case t.Fn("exp", arg):
            return 1 + 0.9 * cost(arg)
        case t.Fn(_, arg):
            return 2 + cost(arg) + (0 if isinstance(arg, t.Sym) else 1)
    return 1
