"""From a derivation to the lines that appear on screen, in the order in which a teacher writes them.

Every line is a `Step`: the rule it belongs to, its LaTeX, and what it states as text. The lines are: the function
(and the form that the rule needs), the rule, its parts named, the rules inside, the substitution, the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivative_manim.generation import tree as t
from derivative_manim.generation.latex import bracket, latex
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import Derivation, Part
from derivative_manim.generation.simplify import equal, is_derivative
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.width import BREAK_WIDTH, fit, text_width

MAX_LINES = 9
_ROWS = r" \\ "  # between the rows of one formula

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


def steps(derivation: Derivation) -> list[Step]:
    """The lines of the lesson on `derivation.function`: between 4 and `MAX_LINES`.

    Raises:
        ArithmeticError: if a line is not equal to the one before it.
        ValueError: if the derivation cannot be told within `MAX_LINES`.
    """
    function = derivation.function
    _check(derivation)
    lines = [_function_line(derivation)]
    lines += _explain(derivation)
    lines += _closing(derivation)
    lines = [replace(line, latex=fit(line.latex.split(_ROWS))) for line in lines]
    if not 4 <= len(lines) <= MAX_LINES:
        raise ValueError(f"the derivation of {sympy_text(function)} takes {len(lines)} lines, not 4-{MAX_LINES}")
    return lines


def _check(derivation: Derivation) -> None:
    """Every derivative, substitution and outer function that appears, of the whole and of each part."""
    if not is_derivative(derivation.derivative, derivation.function):
        raise ArithmeticError(
            f"{sympy_text(derivation.derivative)} is not the derivative of {sympy_text(derivation.function)}"
        )
    if derivation.parts or derivation.rule == "power":  # elsewhere nothing is substituted
        text = derivation.substituted[1]
        if not equal(parse(text), derivation.derivative):
            raise ArithmeticError(f"{text} is not {sympy_text(derivation.derivative)}")
    if derivation.outer is not None:
        outer, slope = (t.substitute(tree, "u", t.X) for tree in derivation.outer)
        if not is_derivative(slope, outer):
            raise ArithmeticError(f"{sympy_text(slope)} is not the derivative of the outer {sympy_text(outer)}")
    for part in derivation.parts:
        _check(part.derivation)


def _function_line(derivation: Derivation) -> Step:
    text = f"f(x) = {latex(derivation.function)}"
    if derivation.rewritten is not None:
        if not equal(derivation.rewritten, derivation.function):
            raise ArithmeticError(f"rewriting {sympy_text(derivation.function)} changed it")
        text += f" = {latex(derivation.rewritten)}"
    return Step("function", text, sympy_text(derivation.function))


def _closing(derivation: Derivation) -> list[Step]:
    result = latex(derivation.derivative)
    shown, text = derivation.substituted
    last = Step("result", f"f'(x) = {result}", sympy_text(derivation.derivative))
    if derivation.rule != "power" and derivation.is_direct and not derivation.parts:
        return [last]  # a constant or a function from the table: nothing was substituted
    if shown == result:  # nothing to tidy: the substitution is the result
        return [last]
    return [Step(derivation.rule, f"f'(x) = {shown}", text), last]


def _named(name: str, body: str) -> str:
    return rf"\text{{{name[0].upper() + name[1:]}:}} \quad {body}"


def _statement(derivation: Derivation) -> Step:
    rule = derivation.rule
    latex_text, plain = _STATEMENTS.get(rule, ("", ""))
    if rule == "product" and len(derivation.parts) == 3:
        latex_text, plain = _PRODUCT_OF_THREE
    if rule == "reciprocal" and t.split_coefficient(derivation.function)[0] != 1:
        latex_text, plain = _RECIPROCAL_C
    if not latex_text:
        return _elementary_statement(derivation)
    name = rule if rule == "logarithmic differentiation" else f"{rule} rule"
    return Step(rule, _named(name, latex_text), plain)


def _elementary_statement(derivation: Derivation) -> Step:
    function = derivation.function
    match function:
        case t.Fn("log", _, t.Tree()):
            body, plain = _LOGARITHM_BASE
        case t.Pow():
            body, plain = _EXPONENTIAL_BASE
        case _:
            body = f"{_primed(function)} = {latex(derivation.derivative)}"
            plain = f"diff({sympy_text(function)}, x) = {sympy_text(derivation.derivative)}"
    return Step(derivation.rule, _named(derivation.rule, body), plain)


def _primed(tree: t.Tree) -> str:
    return bracket(tree) + "'"


def _explain(derivation: Derivation) -> list[Step]:
    """The rule, its parts and the rules inside, of the outermost rule."""
    match derivation.rule:
        case "constant":
            value = latex(derivation.function)
            return [
                _statement(derivation),
                Step("constant", f"c = {value}", f"c = {sympy_text(derivation.function)}"),
            ]
        case "constant multiple":
            return _explain_multiple(derivation)
        case "sum":
            return [_statement(derivation), *_explain_terms(derivation)]
        case "chain":
            return [_statement(derivation), *_explain_chain(derivation)]
        case "logarithmic differentiation":
            return [_statement(derivation), *_explain_logarithm(derivation)]
        case "product" | "quotient" | "reciprocal":
            lines = [_statement(derivation)]
            for part in derivation.parts:
                lines += _inner_rules(part.derivation)
            return lines + _part_lines(derivation)
        case _:
            lines = [_statement(derivation)]
            if derivation.rule == "power" and derivation.derivative == t.ONE:
                lines.append(Step("power", "n = 1", "n = 1"))
            elif derivation.rule != "power":
                match derivation.function:
                    case t.Fn("log", _, t.Tree() as base) | t.Pow(base, _):
                        lines.append(Step(derivation.rule, f"a = {latex(base)}", f"a = {sympy_text(base)}"))
                    case _:
                        shown, text = derivation.substituted
                        lines.insert(0, Step(derivation.rule, f"f'(x) = {shown}", text))
            return lines


def _explain_multiple(derivation: Derivation) -> list[Step]:
    inner = derivation.parts[0].derivation
    lines = [_statement(derivation)]
    if inner.derivative == t.ONE:  # c*x
        return [*lines, Step("power", "u = x, \\quad u' = 1", "u = x; du = 1")]
    if inner.is_direct:
        return [*lines, _statement(inner)]
    return lines + _inner_rules(inner)


def _explain_terms(derivation: Derivation) -> list[Step]:
    """One line for each run of terms that fits; a rule for combined functions gets a line of its own."""
    lines: list[Step] = []
    row: list[Derivation] = []

    def flush() -> None:
        if row:
            names = list(dict.fromkeys(_term_rule(d) for d in row))
            body = r", \quad ".join(f"{_primed(d.function)} = {latex(d.derivative)}" for d in row)
            plain = "; ".join(f"diff({sympy_text(d.function)}, x) = {sympy_text(d.derivative)}" for d in row)
            lines.append(Step(" and ".join(names), body, plain))
            row.clear()

    for part in derivation.parts:
        term = part.derivation
        if not term.is_direct:
            flush()
            lines += _inner_rules(term)
            continue
        candidate = [*row, term]
        width = sum(text_width(f"{_primed(d.function)} = {latex(d.derivative)}") + 1.2 for d in candidate)
        if row and width > BREAK_WIDTH:
            flush()
        row.append(term)
    flush()
    return lines


def _term_rule(derivation: Derivation) -> str:
    return derivation.parts[0].derivation.rule if derivation.rule == "constant multiple" else derivation.rule


def _inner_rules(derivation: Derivation) -> list[Step]:
    """How a part is differentiated, where its derivative cannot be written down at once: deepest rule first."""
    if derivation.is_direct:
        return []
    if derivation.rule == "constant multiple":
        return _inner_rules(derivation.parts[0].derivation)
    lines = []
    for part in derivation.parts:
        lines += _inner_rules(part.derivation)
    if derivation.rule == "sum":  # differentiating term by term needs no line of its own here
        return lines
    shown, text = derivation.substituted
    body = f"{_primed(derivation.function)} = {shown}"
    plain = f"diff({sympy_text(derivation.function)}, x) = {text}"
    name = derivation.rule if derivation.rule == "logarithmic differentiation" else f"{derivation.rule} rule"
    return [*lines, Step(derivation.rule, _named(name, body), plain)]


def _equation(letter: str, tree: t.Tree) -> tuple[str, str]:
    return f"{letter} = {latex(tree)}", f"{letter} = {sympy_text(tree)}"


def _part_line(rule: str, part: Part) -> Step:
    letter, inner = part.letter, part.derivation
    head, plain = _equation(letter, inner.function)
    return Step(
        rule,
        rf"{head}, \quad {letter}' = {latex(inner.derivative)}",
        f"{plain}; d{letter} = {sympy_text(inner.derivative)}",
    )


def _part_lines(derivation: Derivation) -> list[Step]:
    """The parts of a product, a quotient or a reciprocal, one row each, in one formula."""
    rows = [_part_line(derivation.rule, part) for part in derivation.parts]
    if derivation.rule == "reciprocal":
        coefficient, rest = t.split_coefficient(derivation.function)
        if coefficient != 1 and isinstance(rest, t.Div):
            constant = t.with_coefficient(coefficient, t.ONE)
            rows.insert(0, Step("reciprocal", f"c = {latex(constant)}", f"c = {sympy_text(constant)}"))
    return [_together(rows)]


def _together(rows: list[Step]) -> Step:
    return Step(rows[0].rule, _ROWS.join(row.latex for row in rows), "; ".join(row.expression for row in rows))


def _explain_chain(derivation: Derivation) -> list[Step]:
    if derivation.outer is None:
        raise ValueError("a chain has an outer function")
    outer, slope = derivation.outer
    part = derivation.parts[0]
    outside = Step(
        "chain",
        rf"\text{{outer:}} \quad g(u) = {latex(outer)}, \quad g'(u) = {latex(slope)}",
        f"g(u) = {sympy_text(outer)}; g'(u) = {sympy_text(slope)}",
    )
    inside = _part_line("chain", part)
    inside = replace(inside, latex=r"\text{inner:} \quad " + inside.latex)
    return [*_inner_rules(part.derivation), _together([outside, inside])]


def _explain_logarithm(derivation: Derivation) -> list[Step]:
    inner = derivation.parts[0].derivation
    lines = [
        Step(
            derivation.rule,
            rf"\ln f(x) = {latex(inner.function)}",
            f"log(f(x)) = {sympy_text(inner.function)}",
        )
    ]
    if inner.is_direct:
        body = f"{_primed(inner.function)} = {latex(inner.derivative)}"
        return [
            *lines,
            Step(inner.rule, body, f"diff({sympy_text(inner.function)}, x) = {sympy_text(inner.derivative)}"),
        ]
    return lines + _inner_rules(inner)
