"""The table: the rule of each elementary function of u, and its derivative."""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.generation import tree as t

U = t.Sym("u")
_ONE_MINUS_U2 = t.Add((t.ONE, t.Mul((t.MINUS_ONE, t.Pow(U, t.TWO)))))


def _over(a: t.Tree, b: t.Tree) -> t.Tree:
    return t.Div(a, b)


def _root(a: t.Tree) -> t.Tree:
    return t.Pow(a, t.num(Fraction(1, 2)))


def _plus_one(n: int) -> t.Tree:
    return t.Add((t.Pow(U, t.TWO), t.num(n)))


# name of the rule, and the derivative as an expression in u
ELEMENTARY: dict[str, tuple[str, t.Tree]] = {
    "sin": ("sine", t.Fn("cos", U)),
    "cos": ("cosine", t.Mul((t.MINUS_ONE, t.Fn("sin", U)))),
    "tan": ("tangent", t.Pow(t.Fn("sec", U), t.TWO)),
    "sec": ("secant", t.Mul((t.Fn("sec", U), t.Fn("tan", U)))),
    "csc": ("cosecant", t.Mul((t.MINUS_ONE, t.Fn("csc", U), t.Fn("cot", U)))),
    "cot": ("cotangent", t.Mul((t.MINUS_ONE, t.Pow(t.Fn("csc", U), t.TWO)))),
    "asin": ("inverse sine", _over(t.ONE, _root(_ONE_MINUS_U2))),
    "acos": ("inverse cosine", t.Mul((t.MINUS_ONE, _over(t.ONE, _root(_ONE_MINUS_U2))))),
    "atan": ("inverse tangent", _over(t.ONE, _plus_one(1))),
    "sinh": ("hyperbolic sine", t.Fn("cosh", U)),
    "cosh": ("hyperbolic cosine", t.Fn("sinh", U)),
    "tanh": ("hyperbolic tangent", _over(t.ONE, t.Pow(t.Fn("cosh", U), t.TWO))),
    "asinh": ("inverse hyperbolic sine", _over(t.ONE, _root(_plus_one(1)))),
    "acosh": ("inverse hyperbolic cosine", _over(t.ONE, _root(_plus_one(-1)))),
    "atanh": ("inverse hyperbolic tangent", _over(t.ONE, _ONE_MINUS_U2)),
    "asec": ("inverse secant", _over(t.ONE, t.Mul((t.Fn("abs", U), _root(_plus_one(-1)))))),
    "abs": ("absolute value", _over(U, t.Fn("abs", U))),
    "exp": ("exponential", t.Fn("exp", U)),
    "log": ("logarithm", _over(t.ONE, U)),
}
