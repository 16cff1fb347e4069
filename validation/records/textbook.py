r"""What a textbook asks of a derivation, and of its result, beyond that each of its lines is true.

Each line is of the function and worked out; it is said what the letters of a rule are, and they are put into the rule
as they are, `1 \cdot \sin x + x \cdot \cos x` for `u'v + uv'`, before anything is made simpler. The result is in lowest
terms, with no fraction in a fraction.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from ..formulas import latex
from ..formulas.expression import Expr, Prime, RealPower, Unreadable, X, replaced
from ..formulas.latex import Statement
from ..formulas.names import Names, has_names
from ..formulas.tex import Raw
from .problems import shown

_IN_LETTERS = frozenset({"product", "quotient", "reciprocal", "chain"})  # rules whose letters are parts of f
_PARTS = {"outer:": "g", "inner:": "u"}
_UNUSUAL = re.compile(  # in a textbook: signs, brackets and decimals as one types them; no room between formulas
    r"[-+] *[-+]|\\cdot *[-+]|\\times|\d\.\d|\(\([^()]*\)\)|(?<!\\left)\(\\frac|\\mathbf|:\}(?! \\quad)|,(?! \\)"
)


def derivation_faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a derivation lacks, in words; what cannot be read is left to `steps`."""
    with suppress(Unreadable):
        lines = [(step, latex.parse(step["latex"])) for step in record["steps"]]
        for step, line in lines:
            for wrong in _of_line(step["latex"], line):
                yield f"{shown(step['latex'])} {wrong}"
        said = [statement for _, line in lines for statement in line]
        for step, line in lines:
            left = line[0].sides[0] if line else X
            if step["rule"] in _IN_LETTERS and isinstance(left, Prime) and X not in left.args[0].free_symbols:
                # The reciprocal rule's own fraction is the result.
                yield from _substitution(line[0], said, used=step["rule"] != "reciprocal")
                break


def _of_line(text: str, line: Sequence[Statement]) -> Iterator[str]:
    if found := _UNUSUAL.search(text):
        yield f"has {shown(found[0])}, which textbooks write otherwise"
    if line and not line[0].label and not has_names(line[0].sides[0]):
        yield "says nothing of the function"
    for statement in line:
        name = _name(statement.sides[0])
        if statement.label in _PARTS and name[:1] != _PARTS[statement.label]:
            yield f"says that {name} is {statement.label[:-1]}"
        if statement.label in ("", *_PARTS) and statement.sides[-1].has(Prime):
            yield "leaves a derivative undone"


def _substitution(rule: Statement, statements: Sequence[Statement], *, used: bool) -> Iterator[str]:
    """What is wrong with the use of a rule in letters, by all that the derivation states."""
    values, derivatives, slopes = dict[str, Expr](), dict[Expr, Expr](), list[Expr]()
    for left, right, label in ((s.sides[0], s.sides[-1], s.label) for s in statements):
        if isinstance(left, Prime) and not right.has(Prime):
            derivatives[left.args[0]] = right
        elif _name(left) == "f'":
            slopes += [] if label else [right]
        elif _name(left):
            values[_name(left)] = replaced(right, {sympy.Symbol("u", real=True): X})
    about, formula = rule.sides[0].args[0], rule.sides[-1]
    missing = _names(about) - values.keys()
    if missing:
        yield f"no line says what {' and '.join(sorted(missing))} is, of which a rule speaks"
    # u' may have a line of its own, and then be put straight into the result.
    worked_out = {f"{name}'": derivatives[value] for name, value in values.items() if value in derivatives}
    given = values if len(slopes) == 1 else worked_out | values
    readable = used and slopes and _names(formula) <= given.keys()
    if readable and _leaves(slopes[0]) != _leaves(Names(given).resolve(formula)):
        yield f"the rule is not used as it stands: first comes f'(x) = {slopes[0]}"


def _name(expression: Expr) -> str:
    """The name that an expression is, `u'` or that of `g'(u)`; empty if it is none."""
    if isinstance(expression, AppliedUndef):
        return str(expression.func)
    return str(expression) if expression.is_Symbol else ""


def _names(expression: Expr) -> set[str]:
    return {_name(e) for e in expression.free_symbols | expression.atoms(AppliedUndef)}


def _leaves(expression: Expr) -> Counter[str]:
    """The numbers, names and functions of an expression, without signs and numbers in exponents."""
    if isinstance(expression, sympy.Pow | RealPower) and expression.args[1].is_number:
        return _leaves(expression.args[0])
    if isinstance(expression, sympy.Rational) and not expression.is_Integer:
        return Counter({str(each): 1 for each in (abs(expression.p), expression.q) if each != 1})
    if not expression.args:
        return Counter({str(abs(expression) if expression.is_number else expression): expression != -1})
    named = {str(expression.func)} if isinstance(expression, sympy.Function) else ()
    return sum(map(_leaves, expression.args), Counter(named))


def result_faults(written: str, derivative: Expr) -> Iterator[str]:
    """Yield what is left to be simplified in a derivative, in words: in its LaTeX, and in the same as it is read."""
    for found in re.finditer(r"\\frac(?=\{)", written):
        arguments = Raw(written[found.end() :])
        if r"\frac" in arguments.words() + arguments.words():
            yield "has a fraction in a fraction"
    for part in sympy.preorder_traversal(derivative):
        above, below = map(_content, sympy.fraction(part, exact=True))
        common = sympy.gcd(above, below)
        if common > 1:
            yield f"is not in lowest terms: {common} divides both parts of {shown(str(part))}"


def _content(side: Expr) -> Expr:
    """The number before a product; none is taken out of a power such as (1/2)^(x/2 - 4), of which 16 is a factor."""
    plain = side.replace(lambda e: e.is_Pow and bool(e.exp.free_symbols), lambda _: sympy.Dummy())
    return plain.as_content_primitive()[0]
