"""What rules are called and how they are stated, in general and of a function that the table differentiates."""

from __future__ import annotations

from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Derivation
from derivative_manim.generation.latex import bracket, bracketed, latex
from derivative_manim.generation.powers import power_derivative
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.step import Step

# LaTeX and plain text of each rule as it is stated in general
STATEMENTS = {
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
PRODUCT_OF_THREE = ("(uvw)' = u'vw + uv'w + uvw'", "diff(u*v*w, x) = du*v*w + u*dv*w + u*v*dw")
RECIPROCAL_C = (r"\left(\frac{c}{v}\right)' = -\frac{cv'}{v^{2}}", "diff(c/v, x) = -c*dv/v**2")
_LOGARITHM_BASE = (r"(\log_{a} x)' = \frac{1}{x \ln a}", "diff(log(x, a), x) = 1/(x*log(a))")
_EXPONENTIAL_BASE = (r"(a^{x})' = a^{x} \ln a", "diff(a**x, x) = a**x*log(a)")


def titled(name: str, body: str) -> str:
    """What a rule says, after its name."""
    return rf"\text{{{name[0].upper() + name[1:]}:}} \quad {body}"


def title(rule: str) -> str:
    """A rule as it is called on screen: `product rule`, but `sine` and `logarithmic differentiation`."""
    return f"{rule} rule" if rule in STATEMENTS and rule != "logarithmic differentiation" else rule


def statement(derivation: Derivation) -> Step:
    """The rule as it is stated in general; what the table has, as it is of this function."""
    rule = derivation.rule
    latex_text, plain = STATEMENTS.get(rule, ("", ""))
    if rule == "product" and len(derivation.parts) == 3:
        latex_text, plain = PRODUCT_OF_THREE
    if rule == "reciprocal" and t.split_coefficient(derivation.function)[0] != 1:
        latex_text, plain = RECIPROCAL_C
    if not latex_text:
        match derivation.function:
            case t.Fn("log", _, t.Tree()):
                latex_text, plain = _LOGARITHM_BASE
            case t.Pow():
                latex_text, plain = _EXPONENTIAL_BASE
            case _:
                return equation_of(derivation)
    return Step(rule, titled(title(rule), latex_text), plain)


def primed(tree: t.Tree) -> str:
    """An expression in brackets, if it needs them, with a prime."""
    return bracket(tree) + "'"


def equation_of(derivation: Derivation) -> Step:
    """(A)' = A', with the name of the rule: for what the table or the power rule gives at once."""
    rule, body, plain = equation(derivation)
    return Step(rule, titled(title(rule), body), plain)


def equation(derivation: Derivation) -> tuple[str, str, str]:
    """(A)' = A': the rule, LaTeX and text; a root or a reciprocal of x is written as a power in between."""
    function = derivation.function
    rule = _term_rule(derivation)
    left, plain = primed(function), f"diff({sympy_text(function)}, x)"
    found = power_derivative(derivation)
    if found is not None:
        written, slope = found
        middle = "" if written.latex == latex(function) else f" = {bracketed(written.latex)}'"
        return rule, f"{left}{middle} = {slope.latex}", f"{plain} = {slope.text}"
    return rule, f"{left} = {latex(derivation.derivative)}", f"{plain} = {sympy_text(derivation.derivative)}"


def _term_rule(derivation: Derivation) -> str:
    """The rule that the table is asked for: a number in front changes nothing."""
    return _term_rule(derivation.parts[0].derivation) if derivation.rule == "constant multiple" else derivation.rule
