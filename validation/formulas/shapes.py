"""Which differentiation rules an expression calls for, by its shape as it is written."""

from collections.abc import Iterator

import sympy

from .expression import Expr, RealPower, X

FUNCTION_RULES: dict[str, str] = {
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "cot": "cotangent",
    "sec": "secant",
    "csc": "cosecant",
    "asin": "inverse sine",
    "acos": "inverse cosine",
    "atan": "inverse tangent",
    "acot": "inverse cotangent",
    "asec": "inverse secant",
    "acsc": "inverse cosecant",
    "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine",
    "tanh": "hyperbolic tangent",
    "coth": "hyperbolic cotangent",
    "sech": "hyperbolic secant",
    "csch": "hyperbolic cosecant",
    "asinh": "inverse hyperbolic sine",
    "acosh": "inverse hyperbolic cosine",
    "atanh": "inverse hyperbolic tangent",
    "exp": "exponential",
    "log": "logarithm",
    "Abs": "absolute value",
}
RULE_NAMES = frozenset(
    {
        "constant",
        "power",
        "constant multiple",
        "sum",
        "product",
        "quotient",
        "reciprocal",
        "chain",
        "logarithmic differentiation",
        *FUNCTION_RULES.values(),
    }
)
_SAME = {
    "difference": "sum",
    "sum and difference": "sum",
    "sum/difference": "sum",
    "addition": "sum",
    "scalar multiple": "constant multiple",
    "constant factor": "constant multiple",
    "logarithmic": "logarithm",
    "natural logarithm": "logarithm",
    "log": "logarithm",
    "exp": "exponential",
    "arcsine": "inverse sine",
    "arccosine": "inverse cosine",
    "arctangent": "inverse tangent",
}

# The names that a formula uses for functions of x; the others (c, n, a, k, ...) are constants.
DEPENDENT: frozenset[str] = frozenset({"x", "u", "v", "w", "y", "f", "g", "h"})


def rule_named(label: str) -> str | None:
    """The rule that words name ("Product rule:" is "product"); the words if they name a rule that is not known."""
    words = label.strip().rstrip(":.").strip().lower()
    claims = words.endswith(" rule")
    words = words.removeprefix("the ").removeprefix("by ").removeprefix("using ").removeprefix("the ")
    words = words.removesuffix(" rule").strip()
    words = _SAME.get(words, words)
    if words in RULE_NAMES:
        return words
    return words if claims else None


def varies(expression: Expr) -> bool:
    """Whether it depends on x, directly or by a name that stands for a function."""
    return bool(any(s.name.rstrip("'") in DEPENDENT for s in expression.free_symbols))


def rules_of(expression: Expr) -> set[str]:
    """The rules that the outermost operation of an expression calls for."""
    e = expression
    if not varies(e):
        return {"constant"}
    if e == X:
        return {"power"}
    if isinstance(e, sympy.Add):
        return {"sum"}
    if isinstance(e, sympy.Mul):
        return _of_product(e)
    if isinstance(e, sympy.Pow | RealPower):
        base, exponent = e.args
        return _of_power(base, exponent)
    if isinstance(e, sympy.exp):
        return {"exponential"} if e.args[0] == X else {"exponential", "chain"}
    if isinstance(e, sympy.Function):
        found = {FUNCTION_RULES.get(type(e).__name__, type(e).__name__)}
        if e.args[0] != X:
            found.add("chain")
        return found
    return set()


def _of_power(base: Expr, exponent: Expr) -> set[str]:
    if varies(base) and varies(exponent):
        return {"logarithmic differentiation"}
    if varies(exponent):
        return {"exponential"} if exponent == X else {"exponential", "chain"}
    found = {"power"} if base == X else {"power", "chain"}
    if exponent.is_Rational and exponent < 0:
        found |= {"reciprocal", "quotient"}
    return found


def _of_product(product: Expr) -> set[str]:
    factors = [a for a in product.args if varies(a)]
    below = [a for a in factors if isinstance(a, sympy.Pow | RealPower) and a.args[1].is_Rational and a.args[1] < 0]
    found: set[str] = set()
    if len(factors) < len(product.args):
        found.add("constant multiple")
        if len(factors) == 1 and isinstance(factors[0], sympy.log):
            found |= rules_of(factors[0])  # a logarithm to another base
        if len(factors) == 1 and below:
            found |= {"quotient", "reciprocal"}
    if len(factors) >= 2:
        found.add("product")
        if below:
            found.add("quotient")
    if len(factors) >= 2:
        found.add("logarithmic differentiation")
    return found


def parts(expression: Expr) -> Iterator[Expr]:
    """The expression and every part of it that a rule can be applied to, products of neighbouring factors too."""
    stack = [expression]
    while stack:
        e = stack.pop()
        yield e
        if isinstance(e, sympy.Mul):
            yield from _within_product(e)
        if isinstance(e, sympy.Basic):
            stack.extend(a for a in e.args if isinstance(a, sympy.Expr))


def _within_product(product: Expr) -> Iterator[Expr]:
    factors = product.args
    if len(factors) <= 6:
        for begin in range(len(factors)):
            for end in range(begin + 2, len(factors) + 1):
                if end - begin < len(factors):
                    yield sympy.Mul(*factors[begin:end], evaluate=False)
        above = [f for f in factors if not (isinstance(f, sympy.Pow) and f.exp.is_Rational and f.exp < 0)]
        below = [1 / f for f in factors if isinstance(f, sympy.Pow) and f.exp.is_Rational and f.exp < 0]
        for some in (above, below):
            if len(some) > 1:
                yield sympy.Mul(*some, evaluate=False)
        varying = [f for f in factors if varies(f)]
        if 1 < len(varying) < len(factors):
            yield sympy.Mul(*varying, evaluate=False)


def rules_for(expressions: list[Expr]) -> set[str]:
    """The rules that some part of the expressions calls for."""
    return {rule for e in expressions for part in parts(e) for rule in rules_of(part)}
