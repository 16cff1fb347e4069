"""The table: the rule of each elementary function of u, and its derivative."""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.generation import tree as t

U = t.Sym("u")
_ONE_MINUS_U2 = t.Add((t.ONE, t.Mul((t.MINUS_ONE, t.Pow(U, t.TWO)))))


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
    "asin": ("inverse sine", t.Div(t.ONE, _root(_ONE_MINUS_U2))),
    "acos": ("inverse cosine", t.Mul((t.MINUS_ONE, t.Div(t.ONE, _root(_ONE_MINUS_U2))))),
    "atan": ("inverse tangent", t.Div(t.ONE, _plus_one(1))),
    "sinh": ("hyperbolic sine", t.Fn("cosh", U)),
    "cosh": ("hyperbolic cosine", t.Fn("sinh", U)),
    "tanh": ("hyperbolic tangent", t.Div(t.ONE, t.Pow(t.Fn("cosh", U), t.TWO))),
    "asinh": ("inverse hyperbolic sine", t.Div(t.ONE, _root(_plus_one(1)))),
    "acosh": ("inverse hyperbolic cosine", t.Div(t.ONE, _root(_plus_one(-1)))),
    "atanh": ("inverse hyperbolic tangent", t.Div(t.ONE, _ONE_MINUS_U2)),
    "asec": ("inverse secant", t.Div(t.ONE, t.Mul((t.Fn("abs", U), _root(_plus_one(-1)))))),
    "abs": ("absolute value", t.Div(U, t.Fn("abs", U))),
    "exp": ("exponential", t.Fn("exp", U)),
    "log": ("logarithm", t.Div(t.ONE, U)),
}
