"""From a derivation to the lines that appear on screen, in the order in which a teacher writes them.

Every line is a `Step`: the rule it belongs to, its LaTeX, and what it states as text. The lines are: the function
(and the form that the rule needs), the rule, its parts named from the outside in, the rules of the parts, the
substitution, the algebra one step a line, the result with its domain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Derivation
from derivative_manim.generation.domain import condition, derivative_domain
from derivative_manim.generation.equality import equal, is_derivative
from derivative_manim.generation.explanation import explain, from_table
from derivative_manim.generation.gaps import gaps
from derivative_manim.generation.latex import latex
from derivative_manim.generation.parse import parse
from derivative_manim.generation.shortening import MAX_TEXT, within
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.step import GAP, ROWS, Step
from derivative_manim.generation.width import LINE_WIDTH, fit, text_width

MAX_LINES = 9


def steps(derivation: Derivation, max_text: int = MAX_TEXT, max_lines: int = MAX_LINES) -> list[Step]:
    """The lines of the lesson on `derivation.function`: between 4 and `max_lines`.

    Args:
        derivation: how the function is differentiated.
        max_text: characters of all lines; above, steps of algebra are left out as long as there are any.
        max_lines: lines; above, steps of algebra are left out, and lines on one part are put together.

    Raises:
        ArithmeticError: if a line is not equal to the one before it.
        ValueError: if the derivation cannot be told within `max_lines`.
    """
    function = derivation.function
    _check(derivation)
    lines = [Step("function", f"f(x) = {latex(function)}", sympy_text(function))]
    lines += from_table(derivation) or [*explain(derivation), *_substitution(derivation)]
    result = Step("result", f"f'(x) = {latex(derivation.derivative)}", sympy_text(derivation.derivative))
    lines = within(lines, result, max_text, max_lines)
    where = condition(derivative_domain(function, derivation.derivative))
    if where is not None:
        for place, slope in gaps(function, derivation.derivative):
            there = (latex(parse(number), inline=True) for number in (place, slope))
            where = where[0] + GAP + "f'({}) = {}".format(*there), f"{where[1]}; f'({place}) = {slope}"
        result = replace(
            result,
            latex=ROWS.join(result_line(derivation.derivative, where)),
            expression=f"{result.expression}; {where[1]}",
        )
    lines = [replace(line, latex=fit(line.latex.split(ROWS))) for line in [*lines, result]]
    if not 4 <= len(lines) <= max_lines:
        raise ValueError(f"the derivation of {sympy_text(function)} takes {len(lines)} lines, not 4-{max_lines}")
    return lines


def result_line(derivative: t.Tree, where: tuple[str, str] | None) -> list[str]:
    """The rows of the last line: f'(x), and where that holds, as `domain.condition` says it, if not everywhere.

    Where they are too wide for one row they are two: of all lines the result is not the one to shrink.
    """
    result = f"f'(x) = {latex(derivative)}"
    if where is None:
        return [result]
    whole = f"{result}{GAP}{where[0]}"
    return [f"{result},", rf"\qquad {where[0]}"] if text_width(whole) > LINE_WIDTH else [whole]


def rules_named(lines: Sequence[Step]) -> list[str]:
    """The rules that the lines name on screen, in order."""
    named = []
    for line in lines:
        for words in re.findall(r"\\text\{([^}]*):\}", line.latex):
            rule = words.lower().removesuffix(" rule")
            if rule not in ("outer", "inner"):
                named.append(rule)
    return list(dict.fromkeys(named))


def _check(derivation: Derivation) -> None:
    """Every derivative, substitution, form and outer function that appears, of the whole and of each part."""
    if not is_derivative(derivation.derivative, derivation.function):
        raise ArithmeticError(
            f"{sympy_text(derivation.derivative)} is not the derivative of {sympy_text(derivation.function)}"
        )
    for side in (derivation.substituted, *derivation.forms):
        if side is not None and not equal(parse(side.text), derivation.derivative):
            raise ArithmeticError(f"{side.text} is not {sympy_text(derivation.derivative)}")
    if derivation.rewritten is not None and not equal(parse(derivation.rewritten.text), derivation.function):
        raise ArithmeticError(f"rewriting {sympy_text(derivation.function)} changed it")
    if derivation.outer is not None:
        outer, slope = (t.substitute(tree, "u", t.X) for tree in derivation.outer)
        if not is_derivative(slope, outer):
            raise ArithmeticError(f"{sympy_text(slope)} is not the derivative of the outer {sympy_text(outer)}")
    for part in derivation.parts:
        _check(part.derivation)


def _substitution(derivation: Derivation) -> list[Step]:
    """The rule with its parts put in, and the algebra from there."""
    if derivation.substituted is None:
        return []
    lines = [Step(derivation.rule, f"f'(x) = {derivation.substituted.latex}", derivation.substituted.text)]
    return lines + [Step("algebra", f"f'(x) = {form.latex}", form.text) for form in derivation.forms]
