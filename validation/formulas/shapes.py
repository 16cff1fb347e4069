"""Which differentiation rules an expression calls for, by its shape as it is written."""

import re
from collections.abc import Iterable, Iterator

import sympy

from .expression import Expr, Prime, RealPower, X

_ANGLES = {"sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant", "csc": "cosecant"}
FUNCTION_RULES: dict[str, str] = {
    **_ANGLES,
    **{f"a{name}": f"inverse {words}" for name, words in _ANGLES.items()},
    **{f"{name}h": f"hyperbolic {words}" for name, words in _ANGLES.items()},
    **{f"a{name}h": f"inverse hyperbolic {_ANGLES[name]}" for name in ("sin", "cos", "tan")},
    "exp": "exponential",
    "log": "logarithm",
    "Abs": "absolute value",
}
_GENERAL = "constant, power, constant multiple, sum, product, quotient, reciprocal, chain, logarithmic differentiation"
RULE_NAMES = frozenset({*_GENERAL.split(", "), *FUNCTION_RULES.values()})
_SAME = {
    **dict.fromkeys(("difference", "sum and difference", "sum/difference", "addition"), "sum"),
    **dict.fromkeys(("scalar multiple", "constant factor"), "constant multiple"),
    **dict.fromkeys(("logarithmic", "natural logarithm", "log"), "logarithm"),
    **dict.fromkeys(("power and chain", "chain and power", "general power", "generalized power"), "chain"),
    **{f"arc{words}": f"inverse {words}" for words in _ANGLES.values()},
}

# The names that a formula uses for functions of x; the others (c, n, a, k, ...) are constants.
DEPENDENT: frozenset[str] = frozenset({"x", "u", "v", "w", "y", "f", "g", "h"})


def rule_named(label: str) -> str | None:
    """The rule that words name ("Product rule:" is "product"); the words if they name a rule that is not known."""
    words = label.strip().rstrip(":.").strip().lower()
    claims = words.endswith(" rule")
    words = re.sub(r"^(?:(?:we|now|apply|use|using|by|with|the|step \d:?) )+", "", words)
    words = words.removesuffix(" rule").strip()
    words = _SAME.get(words, words)
    if words in RULE_NAMES:
        return words
    return words if claims else None


def varies(expression: Expr) -> bool:
    """Whether it depends on x, directly or by a name that stands for a function."""
    return any(s.name.rstrip("'") in DEPENDENT for s in expression.free_symbols)


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
    if not e.args:
        return set()
    found, argument = set[str](), e.args[0]
    if isinstance(e, sympy.Pow | RealPower):
        base, exponent = e.args
        if varies(base) and varies(exponent):
            return {"logarithmic differentiation"}
        argument = base if varies(base) else exponent
        found = {"power"} if varies(base) else {"exponential"}
        if _is_below(e):
            found |= {"reciprocal", "quotient"}
    elif isinstance(e, sympy.Function):
        found = {FUNCTION_RULES.get(type(e).__name__, type(e).__name__)}
    return found | ({"chain"} if found and argument != X else set())


def _is_below(factor: Expr) -> bool:
    """Whether a factor stands below a fraction's bar."""
    return isinstance(factor, sympy.Pow | RealPower) and factor.args[1].is_Rational and bool(factor.args[1] < 0)


def _of_product(product: Expr) -> set[str]:
    factors = [a for a in product.args if varies(a)]
    below = any(_is_below(a) for a in factors)
    found: set[str] = set()
    if len(factors) < len(product.args):
        found.add("constant multiple")
        if len(factors) == 1 and isinstance(factors[0], sympy.log):
            found |= rules_of(factors[0])  # a logarithm to another base
        if len(factors) == 1 and below:
            found |= {"quotient", "reciprocal"}
    if len(factors) >= 2:
        found |= {"product", "logarithmic differentiation"} | ({"quotient"} if below else set())
    return found


def parts(expression: Expr) -> Iterator[Expr]:
    """The expression and every part of it that a rule can be applied to, products of neighbouring factors too."""
    stack = [expression]
    while stack:
        e = stack.pop()
        yield e
        if isinstance(e, sympy.Mul):
            yield from _within_product(e)
        stack.extend(a for a in e.args if isinstance(a, sympy.Expr))


def _within_product(product: Expr) -> Iterator[Expr]:
    factors, found = list(product.args), list[list[Expr]]()
    if len(factors) <= 6:
        found += [factors[begin:end] for begin in range(len(factors)) for end in range(begin + 2, len(factors) + 1)]
        found.append([f for f in factors if not _is_below(f)])
        found.append([1 / f for f in factors if _is_below(f)])
        found.append([f for f in factors if varies(f)])
    yield from (sympy.Mul(*some, evaluate=False) for some in found if len(some) > 1 and some != factors)


def rules_for(expressions: list[Expr]) -> set[str]:
    """The rules that some part of the expressions calls for."""
    return {rule for e in expressions for part in parts(e) for rule in rules_of(part)}


def named_otherwise(rule: str, sides: tuple[Expr, ...]) -> str:
    """The rules that a formula in letters states, in words, if it is named as another; empty if not."""
    found, left = {rule}, sides[0]
    if isinstance(left, Prime):
        found = rules_of(left.args[0]) - {"logarithmic differentiation"}
        if "quotient" in found:
            found.discard("product")  # u/v is no product in letters
    if rule == "logarithmic differentiation":
        return "" if any(s.has(sympy.log) for s in sides) else either(found - {rule})
    return "" if rule in found else either(found)


def either(rules: Iterable[str]) -> str:
    """Rules in words."""
    names = sorted(rules)
    return "no rule that is known" if not names else "the " + " or ".join(names) + " rule"
