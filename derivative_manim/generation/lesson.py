"""From a derivation to the lines that appear on screen, in the order in which a teacher writes them.

Every line is a `Step`: the rule it belongs to, its LaTeX, and what it states as text. The lines are: the function
(and the form that the rule needs), the rule, its parts named from the outside in, the rules of the parts, the
substitution, the algebra one step a line, the result with its domain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Derivation, Part, Sides
from derivative_manim.generation.domain import condition, derivative_domain
from derivative_manim.generation.elementary import ELEMENTARY
from derivative_manim.generation.equality import equal, is_derivative
from derivative_manim.generation.gaps import gaps
from derivative_manim.generation.latex import bracket, bracketed, latex
from derivative_manim.generation.parse import parse
from derivative_manim.generation.powers import as_monomial, hidden_powers, is_told, outer_power, power_derivative
from derivative_manim.generation.powers import powers as in_powers
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.table import TABLE
from derivative_manim.generation.width import BREAK_WIDTH, LINE_WIDTH, WIDEST, fit, text_width

MAX_LINES = 9
WITH_PARTS = ("product", "quotient", "reciprocal", "chain", "logarithmic differentiation")
MAX_TEXT = 820  # characters of all lines, so that the scene stays within its 4,200
_ROWS = r" \\ "  # between the rows of one formula
_GAP = r", \quad "

# LaTeX and plain text of each rule as it is stated in general
_STATEMENTS = {
    "constant": ("(c)' = 0", "diff(c, x) = 0"),
    "power": ("(x^{n})' = nx^{n - 1}", "diff(x**n, x) = n*x**(n - 1)"),
    "sum": ("(u + v)' = u' + v'", "diff(u + v, x) = du + dv"),
    "constant multiple": ("(cu)' = cu'", "diff(c*u, x) = c*du"),
    "product": ("(uv)' = u'v + uv'", "diff(u*v, x) = du*v + u*dv"),
    "quotient": (r"\left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}", "diff(u/v, x) = (du*v - u*dv)/v**2"),
    "reciprocal": (r"\left(\frac{1}{v}\right)' = -\frac{v'}{v^{2}}", "diff(1/v, x) = -dv/v**2"),
    "chain": (r"(g(u))' = g'(u) \cdot u'", "diff(g(u), x) = g'(u)*du"),
    "logarithmic differentiation": (r"f' = f \cdot (\ln f)'", "diff(f, x) = f*diff(log(f), x)"),
}
_PRODUCT_OF_THREE = ("(uvw)' = u'vw + uv'w + uvw'", "diff(u*v*w, x) = du*v*w + u*dv*w + u*v*dw")
_RECIPROCAL_C = (r"\left(\frac{c}{v}\right)' = -\frac{cv'}{v^{2}}", "diff(c/v, x) = -c*dv/v**2")
_LOGARITHM_BASE = (r"(\log_{a} x)' = \frac{1}{x \ln a}", "diff(log(x, a), x) = 1/(x*log(a))")
_EXPONENTIAL_BASE = (r"(a^{x})' = a^{x} \ln a", "diff(a**x, x) = a**x*log(a)")


@dataclass(frozen=True)
class Step:
    """One line of the derivation.

    Attributes:
        rule: the rule the line belongs to; "function" for the first line, "result" for the last.
        latex: the line as it stands on screen.
        expression: what the line states, as text (for f and f' lines the right-hand side, in SymPy's syntax).
    """

    rule: str
    latex: str
    expression: str


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
    lines += _from_table(derivation) or [*_explain(derivation), *_substitution(derivation)]
    result = Step("result", f"f'(x) = {latex(derivation.derivative)}", sympy_text(derivation.derivative))
    lines = _within(lines, result, max_text, max_lines)
    where = condition(derivative_domain(function, derivation.derivative))
    if where is not None:
        for place, slope in gaps(function, derivation.derivative):
            there = (latex(parse(number), inline=True) for number in (place, slope))
            where = where[0] + _GAP + "f'({}) = {}".format(*there), f"{where[1]}; f'({place}) = {slope}"
        result = replace(
            result,
            latex=_ROWS.join(result_line(derivation.derivative, where)),
            expression=f"{result.expression}; {where[1]}",
        )
    lines = [replace(line, latex=fit(line.latex.split(_ROWS))) for line in [*lines, result]]
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
    whole = f"{result}{_GAP}{where[0]}"
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


def _within(lines: list[Step], result: Step, max_text: int, max_lines: int) -> list[Step]:
    """`lines` without those that say the same as their neighbour, and no more of the algebra than there is room for."""
    kept: list[Step] = []
    for line in lines:
        if not kept or line.rule != "algebra" or _look(line.latex) != _look(kept[-1].latex):
            kept.append(line)
    algebra = [line for line in kept if line.rule == "algebra" and line.latex.startswith("f'")]
    if back := [line for line in algebra if _adds_nothing(line, result)]:
        del kept[kept.index(back[0]) :]  # what follows comes back to it
    while len(kept) > 1 and kept[-1].latex.startswith("f'") and _adds_nothing(kept[-1], result):
        kept.pop()
    if len(kept) >= max_lines:
        kept = _merged(kept, _is_chain_of_a_part)
    if len(kept) >= max_lines:
        kept = _merged(kept, lambda line: line.latex.startswith(("(", r"\left(")))
    for line in [line for line in kept if line.latex.startswith("f'") and _too_wide(line.latex)]:
        if len(kept) > 3:
            kept.remove(line)  # a fraction that no screen has room for explains nothing
    too_long = max_text < MAX_TEXT  # what is left of a scene that is too long
    for sides in (2, 1) if too_long else ():
        kept = _shorter(kept, result, max_text, sides)
    algebra = [line for line in kept if line.rule == "algebra"]
    # the steps nearest to the substitution say least
    while algebra and (len(kept) >= max_lines or _length(kept, result) > max_text):
        kept.remove(algebra.pop(0))
    if too_long:
        kept = _shorter(kept, result, max_text, 0)
    while len(kept) < 3 and lines[len(kept)] not in kept:
        kept.append(lines[len(kept)])
    return kept


def _length(lines: list[Step], result: Step) -> int:
    """Characters of all lines, as they take room in the scene."""
    return sum(len(line.latex) + 10 for line in [*lines, result])


def _shorter(lines: list[Step], result: Step, max_text: int, sides: int) -> list[Step]:
    """The lines, of which those on the derivative of a part keep `sides` right-hand sides as long as it is needed."""
    kept = list(lines)
    for line in [line for line in reversed(kept) if _is_of_a_part(line, put_together=sides < 2)]:
        if _length(kept, result) > max_text:
            at = kept.index(line)
            kept[at : at + 1] = [_with_sides(line, sides)] if sides else []
    return kept


def _is_of_a_part(line: Step, *, put_together: bool) -> bool:
    """Whether a line says (A)' = ... of a part by a rule with parts; with `put_together` as it is said once more."""
    if not all(row.startswith(r"\qquad") for row in line.latex.split(_ROWS)[1:]):
        return False  # several equations: without the ends of some, those before them would be of what follows
    again = line.latex.startswith((r"\left(", "("))
    return again or (not put_together and line.rule in WITH_PARTS and ")' " in line.latex and "u'" not in line.latex)


def _with_sides(line: Step, sides: int) -> Step:
    """A chain of equations with its first and its last right-hand side only, or with the last one."""
    left, *rights = re.split(r"(?: \\\\ \\qquad)? = ", line.latex)
    return replace(line, latex=" = ".join([left, *rights[: min(sides, len(rights)) - 1], rights[-1]]))


def _too_wide(line: str) -> bool:
    return any(text_width(row) > WIDEST for row in fit(line.split(_ROWS)).split(r"\\"))


def _is_chain_of_a_part(line: Step) -> bool:
    return line.latex.startswith(r"\text{Chain rule:} \quad (") and "g'(u)" not in line.latex


def _merged(lines: list[Step], mergeable: Callable[[Step], bool]) -> list[Step]:
    """Lines that say (A)' = ... of a part as further rows of a line before them that does so too."""
    merged: list[Step] = []
    for line in lines:
        before = merged[-1].latex if merged else ""
        of_a_part = before.startswith(r"\text{") and "u'" not in before and ")'" in before
        if mergeable(line) and of_a_part and (_is_chain_of_a_part(merged[-1]) or not _is_chain_of_a_part(line)):
            merged[-1] = _together([merged[-1], line])
        else:
            merged.append(line)
    return merged


def _adds_nothing(line: Step, result: Step) -> bool:
    """Whether a line is the result in other clothes.

    Of a rule with parts, the line where they are put in is told though the result only has another order of factors.
    """
    same = _look(line.latex) == _look(result.latex)
    return same and (line.rule not in WITH_PARTS or _in_order(line.latex) == _in_order(result.latex))


def _look(text: str) -> str:
    """What a reader sees of a line, dots, brackets and the order of terms and factors left out."""
    return "".join(sorted(_in_order(text)))


def _in_order(text: str) -> str:
    """What a reader sees of a line, dots and brackets left out."""
    text = re.sub(r"\((\\ln \w+)\)", r"\1", text)  # (\ln 2) \cos x
    text = re.sub(r"\\(cdot|left|right|qquad|quad|,)(?![a-z])|[ &]", "", text)
    return re.sub(r"[=({](?![-}])", lambda found: f"{found[0]}+", text).translate({40: None, 41: None})


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


# Naming


def _named(name: str, body: str) -> str:
    return rf"\text{{{name[0].upper() + name[1:]}:}} \quad {body}"


def _title(rule: str) -> str:
    """A rule as it is called on screen: `product rule`, but `sine` and `logarithmic differentiation`."""
    return f"{rule} rule" if rule in _STATEMENTS and rule != "logarithmic differentiation" else rule


def _statement(derivation: Derivation) -> Step:
    rule = derivation.rule
    latex_text, plain = _STATEMENTS.get(rule, ("", ""))
    if rule == "product" and len(derivation.parts) == 3:
        latex_text, plain = _PRODUCT_OF_THREE
    if rule == "reciprocal" and t.split_coefficient(derivation.function)[0] != 1:
        latex_text, plain = _RECIPROCAL_C
    if not latex_text:
        match derivation.function:
            case t.Fn("log", _, t.Tree()):
                latex_text, plain = _LOGARITHM_BASE
            case t.Pow():
                latex_text, plain = _EXPONENTIAL_BASE
            case _:
                return _equation_of(derivation)
    return Step(rule, _named(_title(rule), latex_text), plain)


def _primed(tree: t.Tree) -> str:
    return bracket(tree) + "'"


def _equation_of(derivation: Derivation) -> Step:
    """(A)' = A', with the name of the rule: for what the table or the power rule gives at once."""
    rule, body, plain = _equation(derivation)
    return Step(rule, _named(_title(rule), body), plain)


def _equation(derivation: Derivation) -> tuple[str, str, str]:
    function = derivation.function
    rule = _term_rule(derivation)
    left, plain = _primed(function), f"diff({sympy_text(function)}, x)"
    found = power_derivative(derivation)
    if found is not None:
        written, slope = found
        middle = "" if written.latex == latex(function) else f" = {bracketed(written.latex)}'"
        return rule, f"{left}{middle} = {slope.latex}", f"{plain} = {slope.text}"
    return rule, f"{left} = {latex(derivation.derivative)}", f"{plain} = {sympy_text(derivation.derivative)}"


def _term_rule(derivation: Derivation) -> str:
    """The rule that the table is asked for: a number in front changes nothing."""
    return _term_rule(derivation.parts[0].derivation) if derivation.rule == "constant multiple" else derivation.rule


# The rule of the whole function


def _from_table(derivation: Derivation) -> list[Step]:
    """Where the function is one of the table, why its derivative is what the table says."""
    match derivation.function:
        case t.Fn(name, t.Sym("x"), None) if name in TABLE:
            lines = [Step(ELEMENTARY[name][0], shown, text) for shown, text in TABLE[name]]
            first = lines[0]
            return [replace(first, latex=_named(first.rule, first.latex)), *lines[1:]]
    return []


def _explain(derivation: Derivation) -> list[Step]:
    """The rule, its parts and the rules inside, of the outermost rule."""
    rewritten = derivation.rewritten
    lines = [] if rewritten is None else [Step("rewritten", f"f(x) = {rewritten.latex}", rewritten.text)]
    lines.append(_statement(derivation))
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
        return [_unit_power(inner)] if inner.rule == "power" else [_equation_of(inner)]
    return _inner_rules(inner)


def _unit_power(inner: Derivation) -> Step:
    """(x^{1/2})' = 1/2 x^{-1/2}: the function was written as a power before."""
    monomial = as_monomial(inner.function)
    if monomial is None:
        return _equation_of(inner)
    n = monomial[1]
    written, slope = in_powers(t.ONE.value, n), in_powers(n, n - 1)
    body = f"{bracketed(written.latex)}' = {slope.latex}"
    return Step("power", _named("power rule", body), f"diff({written.text}, x) = {slope.text}")


def _explain_terms(derivation: Derivation) -> list[Step]:
    """A line for each rule that gives derivatives of terms; a rule for combined functions has its own."""
    direct = [part.derivation for part in derivation.parts if part.derivation.is_direct]
    lines = _direct_lines(direct, in_power_form=derivation.rewritten is not None)
    combined = [(i, part.derivation) for i, part in enumerate(derivation.parts) if not part.derivation.is_direct]
    last = max((i for i, part in enumerate(derivation.parts) if part.derivation.is_direct), default=0)
    before = [line for i, inner in combined if i < last for line in _inner_rules(inner)]
    after = [line for i, inner in combined if i >= last for line in _inner_rules(inner)]
    return [*before, *lines, *after]  # in the order of the terms


def _direct_lines(terms: Sequence[Derivation], *, in_power_form: bool = False) -> list[Step]:
    """(A)' = A', (B)' = B' with the name of their rule, those of one rule in one line."""
    by_rule: dict[str, list[tuple[str, str]]] = {}
    for term in terms:
        rule, body, plain = _equation(term)
        monomial = as_monomial(term.function)
        if in_power_form and monomial is not None:
            written, slope = in_powers(*monomial), in_powers(monomial[0] * monomial[1], monomial[1] - 1)
            body = f"{bracketed(written.latex)}' = {slope.latex}"
        by_rule.setdefault(rule, []).append((body, plain))
    lines = []
    for rule, equations in by_rule.items():
        rows = [_named(_title(rule), equations[0][0])]
        for body, _ in equations[1:]:
            longer = f"{rows[-1]}{_GAP}{body}"
            if text_width(longer) <= BREAK_WIDTH:
                rows[-1] = longer
            else:
                rows.append(rf"\qquad {body}")
        lines.append(Step(rule, _ROWS.join(rows), "; ".join(plain for _, plain in equations)))
    if len(lines) > 5:  # of a very long sum three rules are a line
        return [_together(lines[at : at + 3]) for at in range(0, len(lines), 3)]
    if len(lines) > 3:  # a page of four and more rules is one line of many rows
        lines = [lines[0], _together(lines[1:])]
    return lines


# Rules of the parts


def _inner_rules(derivation: Derivation, depth: int = 0) -> list[Step]:
    """How a part is differentiated where its derivative cannot be written down at once, the outermost rule first.

    A root or a reciprocal is told in powers down to the part of a part.
    """
    if derivation.is_direct:
        hidden = hidden_powers(derivation)
        return [_powers_line(hidden)] if hidden else []
    if derivation.rule == "constant multiple":
        return _inner_rules(derivation.parts[0].derivation, depth)
    if derivation.rule == "sum" and derivation.rewritten is not None:  # a product multiplied out
        left, plain = _primed(derivation.function), f"diff({sympy_text(derivation.function)}, x)"
        last = Sides(latex(derivation.derivative), sympy_text(derivation.derivative))
        return [
            _chained(_named("sum rule", f"{left} = {bracketed(derivation.rewritten.latex)}'"), plain, [last], "sum")
        ]
    if derivation.rule == "sum":
        return [line for part in derivation.parts for line in _inner_rules(part.derivation, depth)]
    told = [part for part in derivation.parts if is_told(part.derivation) and not (depth and part.derivation.is_direct)]
    inside = [line for part in told for line in _inner_rules(part.derivation, depth + 1)]
    nested = bool(told)
    if derivation.rule == "logarithmic differentiation":
        return _inner_logarithm(derivation)
    left, plain = _primed(derivation.function), f"diff({sympy_text(derivation.function)}, x)"
    if derivation.substituted is None or derivation.primed is None:
        raise ValueError("a rule for combined functions has a substitution")
    named = _named(_title(derivation.rule), left)
    put_in = _put_in(derivation, derivation.substituted)
    if not nested:
        return [*inside, _chained(named, plain, put_in, derivation.rule)]
    first = _chained(named, plain, [derivation.primed], derivation.rule)
    return [first, *inside, _chained(left, plain, put_in, derivation.rule)]


def _put_in(derivation: Derivation, substituted: Sides) -> list[Sides]:
    """The rule with its parts put in, the last step of algebra, and the result, each if it looks different."""
    last = Sides(latex(derivation.derivative), sympy_text(derivation.derivative))
    known = {_look(substituted.latex), _look(last.latex)}
    steps_between = [form for form in derivation.forms if _look(form.latex) not in known]
    return [substituted, *steps_between[-1:], *([last] if len(known) > 1 else [])]


def _chained(left: str, plain: str, sides: Sequence[Sides], rule: str) -> Step:
    """Left = a = b, in one row if that fits, else b in a row of its own."""
    row = f"{left} = " + " = ".join(side.latex for side in sides)
    if text_width(row) > BREAK_WIDTH and len(sides) > 1:
        row = f"{left} = {sides[0].latex}{_ROWS}" + r"\qquad = " + " = ".join(side.latex for side in sides[1:])
    return Step(rule, row, f"{plain} = {sides[-1].text}")


def _powers_line(hidden: Sequence[Derivation]) -> Step:
    """(sqrt x)' = (x^{1/2})' = 1/2 x^{-1/2}, for roots inside a part."""
    rows: dict[str, str] = {}
    for derivation in hidden:
        _, body, plain = _equation(derivation)
        done = latex(derivation.derivative)
        rows.setdefault(body if body.endswith(f"= {done}") else f"{body} = {done}", plain)
    first, *rest = rows
    broken = [_named("power rule", first), *(rf"\qquad {row}" for row in rest)]
    return Step("power", _ROWS.join(broken), "; ".join(rows.values()))


def _inner_logarithm(derivation: Derivation) -> list[Step]:
    part = derivation.parts[0].derivation
    function = derivation.function
    left, plain = _primed(function), f"diff({sympy_text(function)}, x)"
    logarithm = part.function
    first = Sides(
        rf"{latex(function)} \cdot {_primed(logarithm)}", f"({sympy_text(function)})*diff({sympy_text(logarithm)}, x)"
    )
    last = Sides(latex(derivation.derivative), sympy_text(derivation.derivative))
    return [
        _chained(_named(derivation.rule, left), plain, [first], derivation.rule),
        *_inner_rules(part, 1),
        *(
            []
            if derivation.substituted and _look(derivation.substituted.latex) == _look(last.latex)
            else [_chained(left, plain, [last], derivation.rule)]
        ),
    ]


def _equals(letter: str, tree: t.Tree) -> tuple[str, str]:
    return f"{letter} = {latex(tree)}", f"{letter} = {sympy_text(tree)}"


def _part_row(rule: str, part: Part) -> Step:
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
    return Step(rule, f"{head}{_GAP}{slope}", f"{plain}; d{letter} = {sympy_text(inner.derivative)}")


def _explain_parts(derivation: Derivation) -> list[Step]:
    """The parts of a product, a quotient or a reciprocal, one row each, then the rules of those that need one."""
    rows = [_part_row(derivation.rule, part) for part in derivation.parts]
    if derivation.rule == "reciprocal":
        coefficient, rest = t.split_coefficient(derivation.function)
        if coefficient != 1 and isinstance(rest, t.Div):
            constant = t.with_coefficient(coefficient, t.ONE)
            rows.insert(0, Step("reciprocal", f"c = {latex(constant)}", f"c = {sympy_text(constant)}"))
    return [_together(rows), *_rules_of_parts(derivation.parts)]


def _rules_of_parts(parts: Sequence[Part]) -> list[Step]:
    lines: list[Step] = []
    for part in parts:
        lines += [line for line in _inner_rules(part.derivation) if line not in lines]
    return lines


def _together(rows: Sequence[Step]) -> Step:
    return Step(rows[0].rule, _ROWS.join(row.latex for row in rows), "; ".join(row.expression for row in rows))


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
    inside = _part_row("chain", part)
    inside = replace(inside, latex=r"\text{inner:} \quad " + inside.latex)
    return [_together([outside, inside]), *_rules_of_parts([part])]


def _explain_logarithm(derivation: Derivation) -> list[Step]:
    inner = derivation.parts[0].derivation
    first = Step(derivation.rule, rf"\ln f(x) = {latex(inner.function)}", f"log(f(x)) = {sympy_text(inner.function)}")
    if inner.is_direct:
        return [first, _equation_of(inner)]
    return [first, *_inner_rules(inner)]
