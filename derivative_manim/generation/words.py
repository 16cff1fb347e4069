"""A function in words, for the record's description and for readers who do not see the formula."""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.generation import tree as t

_FUNCTIONS = {
    "sin": "the sine", "cos": "the cosine", "tan": "the tangent", "sec": "the secant", "csc": "the cosecant",
    "cot": "the cotangent", "asin": "the inverse sine", "acos": "the inverse cosine", "atan": "the inverse tangent",
    "sinh": "the hyperbolic sine", "cosh": "the hyperbolic cosine", "tanh": "the hyperbolic tangent",
    "asinh": "the inverse hyperbolic sine", "acosh": "the inverse hyperbolic cosine",
    "atanh": "the inverse hyperbolic tangent", "log": "the natural logarithm",
}  # fmt: skip
_ORDINALS = {4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
_FRACTIONS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth"}


def describe(tree: t.Tree) -> str:
    """One sentence that says what the function is."""
    if not t.depends(tree):
        return f"The constant function {say(tree)}."
    text = say(tree)
    return f"T{text[1:]}." if text.startswith("the ") else f"The function {text}."


def say(tree: t.Tree) -> str:
    """`tree` in words, without a capital or a full stop."""
    match tree:
        case t.Num(value):
            return _number(value)
        case t.Sym("e"):
            return "the number e"
        case t.Sym(name):
            return name
        case t.Add(terms):
            text = say(terms[0])
            for term in terms[1:]:
                text += f" minus {say(t.negate(term))}" if t.is_negative(term) else f" plus {say(term)}"
            return text
        case t.Mul((first, *rest)) if isinstance(first, t.Num):
            body = t.mul(*rest) if len(rest) == 1 else t.Mul(tuple(rest))
            if first == t.MINUS_ONE:
                return f"minus {_group(body)}"
            return f"{say(first)} times {_group(body)}"
        case t.Mul((a, b)):
            return f"the product of {_group(a)} and {_group(b)}"
        case t.Mul(factors):
            return "the product of " + ", ".join(_group(f) for f in factors[:-1]) + f" and {_group(factors[-1])}"
        case t.Div(t.Mul((t.Num(top), *rest)), t.Num(value)):
            return f"{_number(top / value)} of {_group(rest[0] if len(rest) == 1 else t.Mul(tuple(rest)))}"
        case t.Div(a, t.Num(value)) if value.denominator == 1 and int(value) in _FRACTIONS:
            return f"one {_FRACTIONS[int(value)]} of {_group(a)}"
        case t.Div(a, b) if a == t.ONE:
            return f"one over {_group(b)}"
        case t.Div(a, b):
            return f"{_group(a)} divided by {_group(b)}"
        case t.Pow(base, exponent):
            return _power(base, exponent)
        case t.Fn("exp", arg):
            return f"e to the power {_group(arg)}"
        case t.Fn("log", arg, t.Num() as base):
            return f"the logarithm to base {say(base)} of {_group(arg)}"
        case t.Fn(name, arg):
            return f"{_FUNCTIONS[name]} of {_group(arg)}"
    raise TypeError(f"no words for {tree!r}")


def _number(value: Fraction) -> str:
    sign, size = ("minus " if value < 0 else ""), abs(value)
    if size.denominator == 1:
        return f"{sign}{size}"
    if size.numerator == 1 and size.denominator in _FRACTIONS:
        return f"{sign}one {_FRACTIONS[size.denominator]}"
    return f"{sign}{size.numerator}/{size.denominator}"


def _group(tree: t.Tree) -> str:
    return f"the sum {say(tree)}" if isinstance(tree, t.Add) else say(tree)


def _power(base: t.Tree, exponent: t.Tree) -> str:
    what = _group(base)
    match exponent:
        case t.Num(value) if value == 2:
            return f"the square of {what}" if not isinstance(base, t.Sym) else f"{what} squared"
        case t.Num(value) if value == 3:
            return f"the cube of {what}" if not isinstance(base, t.Sym) else f"{what} cubed"
        case t.Num(value) if value == Fraction(1, 2):
            return f"the square root of {what}"
        case t.Num(value) if value == Fraction(1, 3):
            return f"the cube root of {what}"
        case t.Num(value) if value.denominator == 1 and int(value) in _ORDINALS:
            return (
                f"{what} to the {_ORDINALS[int(value)]} power"
                if isinstance(base, t.Sym)
                else (f"the {_ORDINALS[int(value)]} power of {what}")
            )
    return f"{what} to the power {_group(exponent)}"
