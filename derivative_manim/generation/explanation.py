"""Why a derivative is what it is: the rule of the whole function, its parts and their rules, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Derivation
from derivative_manim.generation.elementary import ELEMENTARY
from derivative_manim.generation.latex import bracketed, latex
from derivative_manim.generation.parts import inner_rules, part_row, rules_of_parts
from derivative_manim.generation.powers import as_monomial, outer_power
from derivative_manim.generation.powers import powers as in_powers
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.statements import equation, equation_of, statement, title, titled
from derivative_manim.generation.step import GAP, ROWS, Step, together
from derivative_manim.generation.table import TABLE
from derivative_manim.generation.width import BREAK_WIDTH, text_width


def from_table(derivation: Derivation) -> list[Step]:
    """Where the function is one of the table, why its derivative is what the table says."""
    match derivation.function:
        case t.Fn(name, t.Sym("x"), None) if name in TABLE:
            lines = [Step(ELEMENTARY[name][0], shown, text) for shown, text in TABLE[name]]
            first = lines[0]
            return [replace(first, latex=titled(first.rule, first.latex)), *lines[1:]]
    return []


def explain(derivation: Derivation) -> list[Step]:
    """The rule, its parts and the rules inside, of the outermost rule."""
    rewritten = derivation.rewritten
    lines = [] if rewritten is None else [Step("rewritten", f"f(x) = {rewritten.latex}", rewritten.text)]
    lines.append(statement(derivation))
    match derivation.rule:
        case "constant":
            return [
                *lines,
                Step("constant", f"c = {latex(derivation.function)}", f"c = {sympy_text(derivation.function)}"),
            ]
        case "constant multiple":
            return lines + _explain_multiple(derivation)
        case "sum":
            return lines + _explain_terms(derivation)
        case "chain":
            return lines + _explain_chain(derivation)
        case "logarithmic differentiation":
            return lines + _explain_logarithm(derivation)
        case "product" | "quotient" | "reciprocal":
            return lines + _explain_parts(derivation)
        case "power" if derivation.derivative == t.ONE:
            return [*lines, Step("power", "n = 1", "n = 1")]
    match derivation.function:
        case t.Pow(t.Sym("x"), exponent) if derivation.rule == "power" and not isinstance(exponent, t.Num):
            lines.append(Step("power", f"n = {latex(exponent)}", f"n = {sympy_text(exponent)}"))
        case t.Fn("log", _, t.Tree() as base) | t.Pow(t.Num() | t.Sym("pi" | "e") as base, _):
            lines.append(Step(derivation.rule, f"a = {latex(base)}", f"a = {sympy_text(base)}"))
    return lines


def _explain_multiple(derivation: Derivation) -> list[Step]:
    inner = derivation.parts[0].derivation
    if inner.is_direct and inner.rule == "sum":
        return _explain_terms(inner)
    if inner.is_direct or inner.rule == "power":
        return [_unit_power(inner)] if inner.rule == "power" else [equation_of(inner)]
    return inner_rules(inner)


def _unit_power(inner: Derivation) -> Step:
    """(x^{1/2})' = 1/2 x^{-1/2}: the function was written as a power before."""
    monomial = as_monomial(inner.function)
    if monomial is None:
        return equation_of(inner)
    n = monomial[1]
    written, slope = in_powers(t.ONE.value, n), in_powers(n, n - 1)
    body = f"{bracketed(written.latex)}' = {slope.latex}"
    return Step("power", titled("power rule", body), f"diff({written.text}, x) = {slope.text}")


def _explain_terms(derivation: Derivation) -> list[Step]:
    """A line for each rule that gives derivatives of terms; a rule for combined functions has its own."""
    direct = [part.derivation for part in derivation.parts if part.derivation.is_direct]
    lines = _direct_lines(direct, in_power_form=derivation.rewritten is not None)
    combined = [(i, part.derivation) for i, part in enumerate(derivation.parts) if not part.derivation.is_direct]
    last = max((i for i, part in enumerate(derivation.parts) if part.derivation.is_direct), default=0)
    before = [line for i, inner in combined if i < last for line in inner_rules(inner)]
    after = [line for i, inner in combined if i >= last for line in inner_rules(inner)]
    return [*before, *lines, *after]  # in the order of the terms


def _direct_lines(terms: Sequence[Derivation], *, in_power_form: bool = False) -> list[Step]:
    """(A)' = A', (B)' = B' with the name of their rule, those of one rule in one line."""
    by_rule: dict[str, list[tuple[str, str]]] = {}
    for term in terms:
        rule, body, plain = equation(term)
        monomial = as_monomial(term.function)
        if in_power_form and monomial is not None:
            written, slope = in_powers(*monomial), in_powers(monomial[0] * monomial[1], monomial[1] - 1)
            body = f"{bracketed(written.latex)}' = {slope.latex}"
        by_rule.setdefault(rule, []).append((body, plain))
    lines = []
    for rule, equations in by_rule.items():
        rows = [titled(title(rule), equations[0][0])]
        for body, _ in equations[1:]:
            longer = f"{rows[-1]}{GAP}{body}"
            if text_width(longer) <= BREAK_WIDTH:
                rows[-1] = longer
            else:
                rows.append(rf"\qquad {body}")
        lines.append(Step(rule, ROWS.join(rows), "; ".join(plain for _, plain in equations)))
    if len(lines) > 5:  # of a very long sum three rules are a line
        return [together(lines[at : at + 3]) for at in range(0, len(lines), 3)]
    if len(lines) > 3:  # a page of four and more rules is one line of many rows
        lines = [lines[0], together(lines[1:])]
    return lines


def _explain_parts(derivation: Derivation) -> list[Step]:
    """The parts of a product, a quotient or a reciprocal, one row each, then the rules of those that need one."""
    rows = [part_row(derivation.rule, part) for part in derivation.parts]
    if derivation.rule == "reciprocal":
        coefficient, rest = t.split_coefficient(derivation.function)
        if coefficient != 1 and isinstance(rest, t.Div):
            constant = t.with_coefficient(coefficient, t.ONE)
            rows.insert(0, Step("reciprocal", f"c = {latex(constant)}", f"c = {sympy_text(constant)}"))
    return [together(rows), *rules_of_parts(derivation.parts)]


def _explain_chain(derivation: Derivation) -> list[Step]:
    if derivation.outer is None:
        raise ValueError("a chain has an outer function")
    outer, slope = derivation.outer
    part = derivation.parts[0]
    shown, shown_slope = latex(outer), latex(slope)
    monomial = outer_power(outer)
    if monomial is not None:
        c, n = monomial
        written, lowered = (in_powers(*pair, base=t.Sym("u")) for pair in ((c, n), (c * n, n - 1)))
        if n < 0:
            shown = latex(t.with_coefficient(c, t.Div(t.ONE, t.power(t.Sym("u"), t.Num(-n)))))
        shown = shown if written.latex == shown else f"{shown} = {written.latex}"
        shown_slope = lowered.latex
    outside = Step(
        "chain",
        rf"\text{{outer:}} \quad g(u) = {shown}, \quad g'(u) = {shown_slope}",
        f"g(u) = {sympy_text(outer)}; g'(u) = {sympy_text(slope)}",
    )
    inside = part_row("chain", part)
    inside = replace(inside, latex=r"\text{inner:} \quad " + inside.latex)
    return [together([outside, inside]), *rules_of_parts([part])]


def _explain_logarithm(derivation: Derivation) -> list[Step]:
    inner = derivation.parts[0].derivation
    first = Step(derivation.rule, rf"\ln f(x) = {latex(inner.function)}", f"log(f(x)) = {sympy_text(inner.function)}")
    if inner.is_direct:
        return [first, equation_of(inner)]
    return [first, *inner_rules(inner)]
