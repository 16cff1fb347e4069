"""Skeletons: what is left of a function once its numbers are taken away; and the groups that they make.

Two functions are "the same with other numbers" if their skeletons are equal. This is written from the definition of the
card: every numeric factor, divisor, sign, base and additive number becomes `c`; an absent coefficient counts as one, an
absent additive number does not; numeric exponents and the names of functions stay; order does not matter. A function
becomes a sum of terms, each `c` times powers of atoms.

So that one function has one skeleton however it is written, these are used, which hold whatever the numbers are: a
number times a sum is a sum (`2*(x + 1)` and `2*x + 2`); a numeric power of a product is the product of the powers; a
power of exp(u), of 2**u or of u**v is another of the same kind (`1/exp(x)` and `exp(-x)`); and factors that differ in
their numbers only are a power (`(x + 1)*(x - 3)` and `(x + 1)**2`), as long as their exponents have the same sign.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

import sympy

from ..formulas import function_text
from ..formulas.expression import Expr, RealPower, Unreadable, X
from ..problem import Problem
from ..release import EXAMPLES, Record, Release
from .problems import error, listed, of_record, shown

SKELETONS_MIN, SKELETON_GROUP_MAX = 250, 6
LOG_TO_BASE = sympy.Function("log_c")

RULES = {
    "dataset.skeleton": "the column skeleton is the function without its numbers",
    "dataset.groups": f"at least {SKELETONS_MIN} skeletons, none of more than {SKELETON_GROUP_MAX} functions",
}


def check(release: Release) -> Iterator[Problem]:
    """Yield what is wrong with the column `skeleton`, and groups that are too large or too few."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for record, function in read_all(release):
        own = skeleton(function)
        groups[own].append(record.text("id"))
        if record.text("skeleton") != own:
            message = f"the skeleton of {shown(record.text('function'))} is {own}"
            yield of_record("dataset.skeleton", record, f"{message}, not {shown(record.text('skeleton'))}")
    for own, names in groups.items():
        if len(names) > SKELETON_GROUP_MAX:
            message = f"{len(names)} functions have the skeleton {own}: {listed(names)}"
            yield error("dataset.groups", EXAMPLES, message, "replace some of them by functions of other kinds")
    if len(groups) < SKELETONS_MIN:
        message = f"there are {len(groups)} skeletons, fewer than {SKELETONS_MIN}"
        yield error("dataset.groups", EXAMPLES, message, "replace functions of large groups by other kinds")


def read_all(release: Release) -> list[tuple[Record, Expr]]:
    """Read the functions, in the order of the records; what cannot be read is left out (`agreement` says so)."""
    found = []
    for record in release.records:
        with suppress(Unreadable):
            found.append((record, function_text.formula(record.text("function"))))
    return found


def is_number(expression: Expr) -> bool:
    """Whether x is not in an expression."""
    return X not in expression.free_symbols


def skeleton(expression: Expr) -> str:
    """Return a function without its numbers, as `c*sin(c*x) + c`; "0" for zero."""
    if is_number(expression):
        return "0" if expression == 0 else "c"
    texts = [_term(term) for term in _terms(expression) if term != 0]
    # c*x + c*x is c*x again; c*sin(c*x) + c*sin(c*x) has numbers inside that can differ, so it has two terms.
    once = {text for text in texts if "(c*" not in text}
    return " + ".join(sorted([*once, *(text for text in texts if text not in once)], key=lambda t: (t == "c", t)))


def _terms(expression: Expr) -> Iterator[Expr]:
    """The terms of a sum, a number times a sum multiplied out."""
    match [part for part in sympy.Mul.make_args(expression) if not is_number(part)]:
        case [sympy.Add(args=terms)]:
            for term in terms:
                yield from _terms(term)
        case _:
            yield expression


def _term(expression: Expr) -> str:
    powers: defaultdict[tuple[str, bool], Expr] = defaultdict(lambda: sympy.S.Zero)
    for factor, exponent in factors(expression):
        atom = _atom(factor)
        # x is always the same x; (c*x + c)/(c*x + c) is not one, for the numbers can differ.
        powers[atom, atom == "x" or bool(exponent > 0)] += exponent
    return "*".join(["c", *(_power(key[0], powers[key]) for key in sorted(powers) if powers[key] != 0)])


def factors(expression: Expr, exponent: Expr = sympy.S.One) -> Iterator[tuple[Expr, Expr]]:
    """What an expression is the product of, with exponents; numbers are left out."""
    if is_number(expression):
        return
    if isinstance(expression, sympy.Mul):
        to_base = has_other_base(expression)
        for part in expression.args:
            is_log = to_base and isinstance(part, sympy.log)
            yield from factors(LOG_TO_BASE(part.args[0]) if is_log else part, exponent)
    elif isinstance(expression, sympy.Pow | RealPower) and expression.args[1].is_Rational:
        yield from factors(expression.args[0], exponent * expression.args[1])
    else:
        yield expression, exponent


def has_other_base(product: Expr) -> bool:
    """Whether a product has a logarithm to another base, which is read as log(u) times 1/log(b)."""
    below = [factor.base for factor in product.args if factor.is_Pow and factor.exp == -1]
    return any(isinstance(base, sympy.log) and is_number(base) for base in below)


def _atom(factor: Expr) -> str:
    if factor == X:
        return "x"
    if isinstance(factor, sympy.Add):
        return f"({skeleton(factor)})"
    if isinstance(factor, sympy.Pow | RealPower):
        base, power = factor.args
        if is_number(base):
            return f"c**({skeleton(power)})"
        return f"({skeleton(base)})**" + (str(sympy.N(power, 12)) if is_number(power) else f"({skeleton(power)})")
    return f"{type(factor).__name__.lower()}({skeleton(factor.args[0])})"


def _power(atom: str, exponent: Expr) -> str:
    # A power of exp(u), c**u or u**v is one of the same kind with another number in its exponent.
    if exponent == 1 or re.match(r"exp\(|c\*\*\(|\(.*\)\*\*\(.*\)$", atom):
        return atom
    return f"{atom}**{exponent}" if exponent.is_Integer and exponent > 0 else f"{atom}**({exponent})"
