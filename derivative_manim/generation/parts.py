"""The parts of a rule, and how those are differentiated whose derivatives cannot be written down at once."""

from __future__ import annotations

from collections.abc import Sequence

from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Derivation, Part, Sides
from derivative_manim.generation.latex import bracketed, latex
from derivative_manim.generation.powers import hidden_powers, is_told
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.statements import equation, primed, title, titled
from derivative_manim.generation.step import GAP, ROWS, Step, look
from derivative_manim.generation.width import BREAK_WIDTH, broken, text_width

MOST_ROWS = 5  # of a line that says how a part is differentiated


def _equals(letter: str, tree: t.Tree) -> tuple[str, str]:
    return f"{letter} = {latex(tree)}", f"{letter} = {sympy_text(tree)}"


def part_row(rule: str, part: Part) -> Step:
    """U = ..., and u' = ... if that can be written down at once."""
    letter, inner = part.letter, part.derivation
    head, plain = _equals(letter, inner.function)
    if is_told(inner):
        return Step(rule, head, plain)
    slope = f"{letter}' = {latex(inner.derivative)}"
    if (
        inner.rule in ("exponential", "logarithm")
        and inner.substituted
        and inner.substituted.latex != latex(inner.derivative)
    ):
        slope = f"{letter}' = {inner.substituted.latex} = {latex(inner.derivative)}"  # ln(1/2) = -ln 2
    return Step(rule, f"{head}{GAP}{slope}", f"{plain}; d{letter} = {sympy_text(inner.derivative)}")


def rules_of_parts(parts: Sequence[Part]) -> list[Step]:
    """The rules of the parts that need one, each line once."""
    lines: list[Step] = []
    for part in parts:
        lines += [line for line in inner_rules(part.derivation) if line not in lines]
    return lines


def inner_rules(derivation: Derivation, depth: int = 0) -> list[Step]:
    """How a part is differentiated where its derivative cannot be written down at once, the outermost rule first.

    A root or a reciprocal is told in powers down to the part of a part.
    """
    if derivation.is_direct:
        hidden = hidden_powers(derivation)
        return [_powers_line(hidden)] if hidden else []
    if derivation.rule == "constant multiple":
        return inner_rules(derivation.parts[0].derivation, depth)
    if derivation.rule == "sum" and derivation.rewritten is not None:  # a product multiplied out
        left, plain = primed(derivation.function), f"diff({sympy_text(derivation.function)}, x)"
        last = Sides.of(derivation.derivative)
        return [
            _chained(titled("sum rule", f"{left} = {bracketed(derivation.rewritten.latex)}'"), plain, [last], "sum")
        ]
    if derivation.rule == "sum":
        return [line for part in derivation.parts for line in inner_rules(part.derivation, depth)]
    told = [part for part in derivation.parts if is_told(part.derivation) and not (depth and part.derivation.is_direct)]
    inside = [line for part in told for line in inner_rules(part.derivation, depth + 1)]
    nested = bool(told)
    if derivation.rule == "logarithmic differentiation":
        return _inner_logarithm(derivation)
    left, plain = primed(derivation.function), f"diff({sympy_text(derivation.function)}, x)"
    if derivation.substituted is None or derivation.primed is None:
        raise ValueError("a rule for combined functions has a substitution")
    named = titled(title(derivation.rule), left)
    put_in = _put_in(derivation, derivation.substituted)
    if not nested:
        return [*inside, _chained(named, plain, put_in, derivation.rule)]
    first = _chained(named, plain, [derivation.primed], derivation.rule)
    return [first, *inside, _chained(left, plain, put_in, derivation.rule)]


def _put_in(derivation: Derivation, substituted: Sides) -> list[Sides]:
    """The rule with its parts put in, the last step of algebra, and the result, each if it looks different."""
    last = Sides.of(derivation.derivative)
    known = {look(substituted.latex), look(last.latex)}
    steps_between = [form for form in derivation.forms if look(form.latex) not in known]
    return [substituted, *steps_between[-1:], *([last] if len(known) > 1 else [])]


def _chained(left: str, plain: str, sides: Sequence[Sides], rule: str) -> Step:
    """Left = a = b, in one row if that fits, else b in a row of its own; what is between them only if it has room."""
    row = f"{left} = " + " = ".join(side.latex for side in sides)
    if len(sides) > 2 and len(broken([row])) > MOST_ROWS:
        return _chained(left, plain, [sides[0], sides[-1]], rule)
    if text_width(row) > BREAK_WIDTH and len(sides) > 1:
        row = f"{left} = {sides[0].latex}{ROWS}" + r"\qquad = " + " = ".join(side.latex for side in sides[1:])
    return Step(rule, row, f"{plain} = {sides[-1].text}")


def _powers_line(hidden: Sequence[Derivation]) -> Step:
    """(sqrt x)' = (x^{1/2})' = 1/2 x^{-1/2}, for roots inside a part."""
    rows: dict[str, str] = {}
    for derivation in hidden:
        _, body, plain = equation(derivation)
        done = latex(derivation.derivative)
        rows.setdefault(body if body.endswith(f"= {done}") else f"{body} = {done}", plain)
    first, *rest = rows
    broken = [titled("power rule", first), *(rf"\qquad {row}" for row in rest)]
    return Step("power", ROWS.join(broken), "; ".join(rows.values()))


def _inner_logarithm(derivation: Derivation) -> list[Step]:
    part = derivation.parts[0].derivation
    function = derivation.function
    left, plain = primed(function), f"diff({sympy_text(function)}, x)"
    logarithm = part.function
    first = Sides(
        rf"{latex(function)} \cdot {primed(logarithm)}", f"({sympy_text(function)})*diff({sympy_text(logarithm)}, x)"
    )
    last = Sides.of(derivation.derivative)
    return [
        _chained(titled(derivation.rule, left), plain, [first], derivation.rule),
        *inner_rules(part, 1),
        *(
            []
            if derivation.substituted and look(derivation.substituted.latex) == look(last.latex)
            else [_chained(left, plain, [last], derivation.rule)]
        ),
    ]
