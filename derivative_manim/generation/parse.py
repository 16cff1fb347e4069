"""From a function as a person types it (`x**2*sin(x)`) to an expression tree.

The text is parsed with Python's own grammar and walked with an allow-list: nothing is ever evaluated.
"""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Callable
from fractions import Fraction

from derivative_manim.generation import tree as t

_ALIASES = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsec": "asec", "Abs": "abs",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
}  # fmt: skip
# Functions that are read and written by those of the table of derivatives.
OTHERS: dict[str, Callable[[t.Tree], t.Tree]] = {
    "sech": lambda a: t.Div(t.ONE, t.Fn("cosh", a)),
    "csch": lambda a: t.Div(t.ONE, t.Fn("sinh", a)),
    "coth": lambda a: t.Div(t.Fn("cosh", a), t.Fn("sinh", a)),
    "acot": lambda a: t.Add((t.Div(t.Sym("pi"), t.TWO), t.Mul((t.MINUS_ONE, t.Fn("atan", a))))),
    "acsc": lambda a: t.Fn("asin", t.Div(t.ONE, a)),
    "asech": lambda a: t.Fn("acosh", t.Div(t.ONE, a)),
    "acsch": lambda a: t.Fn("asinh", t.Div(t.ONE, a)),
    "acoth": lambda a: t.Fn("atanh", t.Div(t.ONE, a)),
}
_MAX_CHARS = 4000  # a derivative that is not tidied yet is much longer than its function
_MAX_NUMBER = 10**15


class FunctionSyntaxError(ValueError):
    """The text is not a function of x in the supported language; the message says what to change."""


def parse(text: str) -> t.Tree:
    """Parse `text` into a tree, keeping the order of terms and factors.

    Supports `+ - * / **` (also `^`), numbers, `x`, `pi`, `e`, and sin cos tan sec csc cot, asin acos atan asec,
    sinh cosh tanh asinh acosh atanh, exp, log (natural; `log(x, 2)` for base 2), ln, sqrt, cbrt, abs.

    Raises:
        FunctionSyntaxError: with a message for the person who typed the text.
    """
    if len(text) > _MAX_CHARS:
        raise FunctionSyntaxError(f"the function has {len(text)} characters; at most {_MAX_CHARS} are read")
    try:
        body = ast.parse(text.strip().replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FunctionSyntaxError(
            f"cannot read {text!r}: write it as in Python, for example 2*x**2 + sin(x)"
        ) from error
    return _node(body, text)


def _node(node: ast.expr, text: str) -> t.Tree:
    match node:
        case ast.Constant(value=bool() | str() | bytes() | complex() | None):
            raise FunctionSyntaxError(f"{ast.unparse(node)} is not a real number (in {text!r})")
        case ast.Constant(value=int() | float() as value):
            number = Fraction(str(value)) if value == value and abs(value) <= _MAX_NUMBER else None
            if number is None:
                raise FunctionSyntaxError(f"{value} is too large: numbers up to {_MAX_NUMBER} are read")
            return t.Num(number)
        case ast.Name(id=("x" | "pi" | "e") as name):
            return t.Sym(name)
        case ast.Name(id="E"):
            return t.Sym("e")
        case ast.Name(id=name):
            raise FunctionSyntaxError(f"unknown name {name!r} in {text!r}: the variable is x, the constants pi and e")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return t.negate(_node(operand, text))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand, text)
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(op, _node(left, text), _node(right, text), text)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(name, [_node(a, text) for a in args], text)
    raise FunctionSyntaxError(f"cannot use {ast.unparse(node)!r} in a function of x")


def _binary(op: ast.operator, a: t.Tree, b: t.Tree, text: str) -> t.Tree:
    match op:
        case ast.Add() | ast.Sub():
            right = b if isinstance(op, ast.Add) else t.negate_all(b)
            return t.Add((*t.terms_of(a), *t.terms_of(right)))
        case ast.Mult():
            left = a.factors if isinstance(a, t.Mul) else (a,)
            right_factors = b.factors if isinstance(b, t.Mul) else (b,)
            return _leading_number((*left, *right_factors))
        case ast.Div():
            if b == t.ZERO:
                raise FunctionSyntaxError(f"division by zero in {text!r}")
            if isinstance(a, t.Num) and isinstance(b, t.Num):
                return t.Num(a.value / b.value)
            whole, common = _without_fractions(a) if isinstance(b, t.Num) else (a, 1)
            if common > 1 or any(isinstance(part, t.Num) and part.value.denominator > 1 for part in (a, b)):
                (above, top), (below, bottom) = t.split_coefficient(whole), t.split_coefficient(b)
                rest = top if bottom == t.ONE else t.Div(top, bottom)
                return t.with_coefficient(above / below / common, rest)  # x/2.5 is 2x/5, as 2.5x is 5x/2
            if t.is_negative(a) and not isinstance(a, t.Num):
                return t.Mul((t.MINUS_ONE, t.Div(t.negate(a), b)))
            if isinstance(a, t.Num) and a.value < 0:
                return t.Mul((t.MINUS_ONE, t.Div(t.negate(a), b)))
            return t.Div(a, b)
        case ast.Pow():
            return t.Pow(a, b)
    raise FunctionSyntaxError(f"the operator {type(op).__name__} is not one of + - * / ** (in {text!r})")


def _without_fractions(tree: t.Tree) -> tuple[t.Tree, int]:
    """What is above a bar times a number that leaves no fraction in its sums, and that number: 2x - 3 and 2."""
    whole, common = [], 1
    for factor in tree.factors if isinstance(tree, t.Mul) else (tree,):
        terms = [t.split_coefficient(term) for term in (factor.terms if isinstance(factor, t.Add) else ())]
        number = math.lcm(*(c.denominator for c, _ in terms))
        common *= number
        whole.append(t.Add(tuple(t.with_coefficient(c * number, rest) for c, rest in terms)) if number > 1 else factor)
    return (t.Mul(tuple(whole)) if len(whole) > 1 else whole[0]), common


def _leading_number(factors: tuple[t.Tree, ...]) -> t.Tree:
    """Merge a leading -1 or fraction with the number after it, and a fraction with what follows: 1/2*x is x/2."""
    numbers = [f.value for f in factors if isinstance(f, t.Num)]
    rest = [f for f in factors if not isinstance(f, t.Num)]
    coefficient = Fraction(1)
    for value in numbers:
        coefficient *= value
    body = t.ONE if not rest else rest[0] if len(rest) == 1 else t.Mul(tuple(rest))
    return t.with_coefficient(coefficient, body)


def _call(name: str, args: list[t.Tree], text: str) -> t.Tree:
    name = _ALIASES.get(name, name)
    if name == "log" and len(args) == 2:
        return t.Fn("log", args[0], args[1])
    if name in ("sqrt", "cbrt") and len(args) == 1:
        return t.Pow(args[0], t.num(Fraction(1, 2 if name == "sqrt" else 3)))
    if name in OTHERS and len(args) == 1:
        return OTHERS[name](args[0])
    if name not in t.FUNCTIONS:
        near = difflib.get_close_matches(name, (*t.FUNCTIONS, *_ALIASES, "sqrt", "cbrt"), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise FunctionSyntaxError(f"unknown function {name!r} in {text!r}{hint}")
    if len(args) != 1:
        raise FunctionSyntaxError(f"{name} takes one argument, not {len(args)} (in {text!r})")
    return t.Fn(name, args[0])
