"""A function in words, for the record's description and for readers who do not see the formula.

Read aloud, the sentence must be one function only. So a sum of powers is said as it is written ("x squared minus 4x
plus 3"), any other group is told from outside ("the sum of ... and ...", "the fraction with numerator ... and
denominator ..."), and where a group ends is marked by "and" or by a comma.
"""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.generation import tree as t

_FUNCTIONS = {
    "sin": "sine", "cos": "cosine", "tan": "tangent", "sec": "secant", "csc": "cosecant", "cot": "cotangent",
    "abs": "absolute value", "asec": "inverse secant",
    "asin": "inverse sine", "acos": "inverse cosine", "atan": "inverse tangent",
    "sinh": "hyperbolic sine", "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent",
    "asinh": "inverse hyperbolic sine", "acosh": "inverse hyperbolic cosine",
    "atanh": "inverse hyperbolic tangent", "log": "natural logarithm",
}  # fmt: skip
_POWERS = {2: "squared", 3: "cubed"}
_ORDINALS = {4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth"}
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}  # two thirds


def describe(tree: t.Tree) -> str:
    """One sentence that says what the function is."""
    text = say(tree)
    if not t.depends(tree):
        return f"The constant function {text}."
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
            return _plainly(terms) if all(map(_is_short, terms)) else _sum(terms)
        case t.Mul() | t.Div():
            return _product(tree)
        case t.Pow(base, exponent):
            return _power(base, exponent)
        case t.Fn("exp", arg):
            return _raised("e", arg)
        case t.Fn("log", arg, t.Tree() as base):
            return f"the logarithm to base {say(base)} of {_whole(arg)}"
        case t.Fn(name, arg):
            return f"the {_FUNCTIONS[name]} of {_whole(arg)}"
    raise TypeError(f"no words for {tree!r}")


def _number(value: Fraction) -> str:
    sign, size = ("minus " if value < 0 else ""), abs(value)
    if size.denominator == 1:
        return f"{sign}{size}"
    if size.denominator in _PARTS:
        part = _PARTS[size.denominator]
        many = "halves" if part == "half" else f"{part}s"
        return (
            f"{sign}one {part}"
            if size.numerator == 1
            else f"{sign}{_COUNTS.get(size.numerator, size.numerator)} {many}"
        )
    return f"{sign}{size.numerator} over {size.denominator}"


def _is_short(tree: t.Tree) -> bool:
    """Whether a term can stand in a sum that is said as it is written: 2x, x squared, 3."""
    coefficient, rest = t.split_coefficient(tree)
    plain = rest in (t.ONE, t.X) or (isinstance(rest, t.Pow) and rest.base == t.X and _is_plain_power(rest))
    return plain and coefficient.denominator == 1


def _plainly(terms: tuple[t.Tree, ...]) -> str:
    text = say(terms[0])
    for term in terms[1:]:
        text += f" minus {say(t.negate(term))}" if t.is_negative(term) else f" plus {say(term)}"
    return text


def _sum(terms: tuple[t.Tree, ...]) -> str:
    """The sum of ... and ..., told from outside, because a function ends nowhere by itself."""
    first, *rest = terms
    if len(terms) == 2 and not t.is_negative(first):
        kind = "difference" if t.is_negative(rest[0]) else "sum"
        second = t.negate(rest[0]) if kind == "difference" else rest[0]
        return f"the {kind} of {_listed(first)} and {say(second)}"
    *middle, last = [("minus " + say(t.negate(x)) if t.is_negative(x) else say(x)) for x in terms]
    return f"the sum of {', '.join(middle)}, and {last}"


def _listed(tree: t.Tree) -> str:
    """`tree` before an "and": with a comma where it has an "and" of its own."""
    text = say(tree)
    return f"{text}," if _needs_comma(text) else text


def _needs_comma(text: str) -> bool:
    return any(word in text for word in (" and ", ",", " plus ", " minus "))


def _whole(tree: t.Tree) -> str:
    """`tree` after "of": a sum or a power is told from outside; "the sine of x squared" would be two functions."""
    if isinstance(tree, t.Add):
        return _sum(tree.terms)
    coefficient, rest = t.split_coefficient(tree)
    power = _named_power(rest)
    if power:
        if abs(coefficient) == 1:
            return power if coefficient > 0 else f"minus {power}"
        sign, size = ("minus " if coefficient < 0 else ""), abs(coefficient)
        return f"{sign}{size} times {power}" if size.denominator == 1 else f"{sign}{_number(size)} of {power}"
    return say(tree)


def _named_power(tree: t.Tree) -> str:
    """The square of x, the fifth power of x; empty for anything else."""
    match tree:
        case t.Pow(t.Sym("x"), t.Num(n)) if n in (2, 3):
            return f"the {'square' if n == 2 else 'cube'} of x"
        case t.Pow(t.Sym("x"), t.Num(n)) if n.denominator == 1 and int(n) in _ORDINALS:
            return f"the {_ORDINALS[int(n)]} power of x"
    return ""


def _product(tree: t.Tree) -> str:
    coefficient, rest = t.split_coefficient(tree)
    if rest == t.ONE:
        return _number(coefficient)
    if coefficient < 0:
        body = say(t.with_coefficient(-coefficient, rest))
        return f"minus {body}"
    match rest:
        case t.Div(above, below):
            top = t.with_coefficient(Fraction(coefficient.numerator), above)
            bottom = t.with_coefficient(Fraction(coefficient.denominator), below)
            return _fraction(top, bottom)
    if coefficient != 1:
        return _times(coefficient, rest)
    if not isinstance(rest, t.Mul):
        return say(rest)
    if all(isinstance(f, t.Sym) for f in rest.factors):
        return " ".join(say(f) for f in rest.factors)  # pi x
    *first, last = (_factor(f) for f in rest.factors)
    comma = "," if len(first) > 1 or _needs_comma(first[-1]) else ""
    return f"the product of {', '.join(first)}{comma} and {last}"


def _factor(tree: t.Tree) -> str:
    """A sum of two terms is told from outside: "the product of x and x minus 4" would be two functions."""
    return _sum(tree.terms) if isinstance(tree, t.Add) and len(tree.terms) == 2 else say(tree)


def _times(coefficient: Fraction, rest: t.Tree) -> str:
    monomial = isinstance(rest, t.Sym) or (isinstance(rest, t.Pow) and rest.base == t.X and _is_plain_power(rest))
    if coefficient.denominator == 1:
        if isinstance(rest, t.Sym):
            return f"{coefficient}{say(rest)}"
        return f"{coefficient} times {say(rest) if monomial else _whole(rest)}"  # "3x squared" may be read as (3x)^2
    return f"{_number(coefficient)} of {_whole(rest)}"


def _is_plain_power(power: t.Pow) -> bool:
    return isinstance(power.exponent, t.Num) and power.exponent.value.denominator == 1 and power.exponent.value > 0


def _fraction(above: t.Tree, below: t.Tree) -> str:
    if _is_bare(above) and _is_bare(below):
        return f"{say(above)} over {say(below)}"
    if above == t.ONE:
        return f"the reciprocal of {_whole(below)}"
    return f"the fraction with numerator {_listed(above)} and denominator {say(below)}"


def _is_bare(tree: t.Tree) -> bool:
    """A number, x, a power or a root of x."""
    return isinstance(tree, t.Num | t.Sym) or (
        isinstance(tree, t.Pow) and tree.base == t.X and not t.depends(tree.exponent)
    )


def _power(base: t.Tree, exponent: t.Tree) -> str:
    simple = isinstance(base, t.Sym)
    match exponent:
        case t.Num(value) if value in (2, 3):
            word = _POWERS[int(value)]
            return f"{say(base)} {word}" if simple else f"the {'square' if value == 2 else 'cube'} of {_whole(base)}"
        case t.Num(value) if value in (Fraction(1, 2), Fraction(1, 3)):
            return f"the {'square' if value == Fraction(1, 2) else 'cube'} root of {_whole(base)}"
        case t.Num(value) if value.denominator == 1 and int(value) in _ORDINALS:
            word = _ORDINALS[int(value)]
            return f"{say(base)} to the {word} power" if simple else f"the {word} power of {_whole(base)}"
        case t.Num(value):
            if simple:
                return f"{say(base)} to the power {_exponent_number(value)}"
            return f"the power with base {_base(base)} and exponent {_exponent_number(value)}"
    if simple or isinstance(base, t.Num):
        return _raised(say(base), exponent)
    return f"the power with base {_base(base)} and exponent {say(exponent)}"


def _base(tree: t.Tree) -> str:
    text = _whole(tree)
    return f"{text}," if " and " in text else text


def _exponent_number(value: Fraction) -> str:
    if value.denominator == 1:
        return _number(value)
    sign = "minus " if value < 0 else ""
    return f"{sign}{abs(value.numerator)} over {value.denominator}"


def _raised(base: str, exponent: t.Tree) -> str:
    """E to the power 2x, and e to the power of the sine of x."""
    text = _whole(exponent)
    return f"{base} to the power {'of ' if 'the ' in text else ''}{text}"
