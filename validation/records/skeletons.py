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
    texts: list[str] = []
    has_constant = False
    for term in _terms(expression):
        text = "" if term == 0 else "c" if is_number(term) else _term(term)
        if text == "c":
            has_constant = True
        elif text:
            texts.append(text)
    # c*x + c*x is c*x again; c*sin(c*x) + c*sin(c*x) has numbers inside that can differ, so it has two terms.
    texts = [*{text for text in texts if "(c*" not in text}, *(text for text in texts if "(c*" in text)]
    return " + ".join([*sorted(texts), *(["c"] if has_constant else [])])


def _terms(expression: Expr) -> Iterator[Expr]:
    """The terms of a sum, a number times a sum multiplied out."""
    if isinstance(expression, sympy.Add):
        for term in expression.args:
            yield from _terms(term)
        return
    parts = [part for part in sympy.Mul.make_args(expression) if not is_number(part)]
    if len(parts) == 1 and isinstance(parts[0], sympy.Add):
        yield from _terms(parts[0])
    else:
        yield expression


def _term(expression: Expr) -> str:
    powers: defaultdict[tuple[str, bool], Expr] = defaultdict(lambda: sympy.S.Zero)
    for atom, exponent in _factors(expression, sympy.S.One):
        # x is always the same x; (c*x + c)/(c*x + c) is not one, for the numbers can differ.
        powers[atom, atom == "x" or bool(exponent > 0)] += exponent
    return "*".join(["c", *(_power(key[0], powers[key]) for key in sorted(powers) if powers[key] != 0)])


def _factors(expression: Expr, exponent: Expr) -> Iterator[tuple[str, Expr]]:
    """The atoms that an expression is the product of, with their exponents; numbers are left out."""
    if is_number(expression):
        return
    if expression == X:
        yield "x", exponent
    elif isinstance(expression, sympy.Mul):
        for part, following in zip(expression.args, (*expression.args[1:], sympy.S.One), strict=True):
            # log(x, b) is read as log(x) times 1/log(b).
            inverse = isinstance(following, sympy.Pow) and following.exp == -1 and is_number(following)
            if isinstance(part, sympy.log) and inverse and isinstance(following.base, sympy.log):
                yield f"log_c({skeleton(part.args[0])})", exponent
            else:
                yield from _factors(part, exponent)
    elif isinstance(expression, sympy.Pow | RealPower):
        base, power = expression.args
        if power.is_Rational:
            yield from _factors(base, exponent * power)
        elif is_number(base):
            yield f"c**({skeleton(power)})", exponent
        elif is_number(power):
            yield f"({skeleton(base)})**{sympy.N(power, 12)}", exponent
        else:
            yield f"({skeleton(base)})**({skeleton(power)})", exponent
    elif isinstance(expression, sympy.Add):
        yield f"({skeleton(expression)})", exponent
    else:
        yield f"{type(expression).__name__.lower()}({skeleton(expression.args[0])})", exponent


def _power(atom: str, exponent: Expr) -> str:
    # A power of exp(u), c**u or u**v is one of the same kind with another number in its exponent.
    of_powers = atom.startswith("(") and ")**(" in atom and atom.endswith(")")
    if exponent == 1 or of_powers or atom.startswith(("exp(", "c**(")):
        return atom
    return f"{atom}**{exponent}" if exponent.is_Integer and exponent > 0 else f"{atom}**({exponent})"
