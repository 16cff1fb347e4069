r"""LaTeX of lessons, models and others reads back to what a person reads; what it does not read it says."""

import pytest
import sympy

from validation.formulas import latex, plain
from validation.formulas.equality import Comparer
from validation.formulas.expression import Prime, Unreadable, X
from validation.formulas.function_text import formula

ONE_FORMULA = {
    r"\dfrac{1}{\sqrt{1 - x^2}}": "1/sqrt(1 - x**2)",
    r"2 \times x / 3": "2*x/3",
    r"\log x": "log(x)",
    r"\left|x - 1\right| + |x|": "abs(x - 1) + abs(x)",
    r"\exp(2x)": "exp(2*x)",
    r"3x^23": "9*x**2",
    r"\frac12 x": "x/2",
    r"\sqrt[3]{x}": "cbrt(x)",
    r"x^{2/3}": "cbrt(x)**2",
    r"\bigl[ x + 1 \bigr]^2": "(x + 1)**2",
    r"2 \cdot -x": "-2*x",
    r"\sin 2x \cos x": "sin(2*x)*cos(x)",
    r"\sin \pi x": "sin(pi*x)",
    r"\sin x (x + 1)": "sin(x)*(x + 1)",
    r"\sin(x)^2": "sin(x)**2",
    r"\sin^{-1} x": "asin(x)",
    r"\operatorname{arsinh} x": "asinh(x)",
    r"\operatorname{sech} x": "1/cosh(x)",
    r"\ln \sin x": "log(sin(x))",
    r"\ln 2 e^{x}": "log(2)*exp(x)",
    r"\log_{2} x": "log(x, 2)",
    r"\log_2(x)": "log(x, 2)",
    r"xe^{x}": "x*exp(x)",
    r"\textcolor{red}{x} + \mathrm{e}^{x}": "x + exp(x)",
    r"{{x}}^{{2}}": "x**2",
    r"x^{x^{2}}": "x**(x**2)",
    r"(\sin x)^{\cos x}": "sin(x)**cos(x)",
    r"3 \, x \; + \! 1 % a comment": "3*x + 1",
    "π x": "pi*x",
}


@pytest.mark.parametrize("text", ONE_FORMULA)
def test_formula(text: str) -> None:
    (statement,) = latex.parse(text)
    (side,) = statement.sides
    assert Comparer().equal(side, formula(ONE_FORMULA[text])), side


U, V, DU, DV = (sympy.Symbol(n, real=True) for n in ("u", "v", "u'", "v'"))
F, DF = sympy.Function("f")(X), sympy.Function("f'")(X)

SIDES = {
    r"\text{Product rule:} \quad (uv)' = u'v + uv'": [("Product rule:", (Prime(U * V, X), DU * V + U * DV))],
    r"&u = x, \quad u' = 1 \\[1ex] &v = 3, \quad v' = 0": [("", (U, X)), ("", (DU, 1)), ("", (V, 3)), ("", (DV, 0))],
    r"&f'(x) = x \\[1ex] &\qquad + 1": [("", (DF, X + 1))],
    r"\frac{d}{dx}\left[x^2\right] = 2x": [("", (Prime(X**2, X), 2 * X))],
    r"\frac{\mathrm{d}}{\mathrm{d}x}(x) \cdot x": [("", (Prime(X, X) * X,))],
    r"\frac{dy}{dx} = 1": [("", (sympy.Symbol("y'", real=True), 1))],
    r"\frac{d(x^2)}{dx} = 2x": [("", (Prime(X**2, X), 2 * X))],
    r"\text{outer: } u = x \Rightarrow u' = 1": [("outer:", (U, X)), ("outer:", (DU, 1))],
    r"\text{slope} =": [],
    r"\begin{aligned} u &= x \\ v &= 3 \end{aligned}": [("", (U, X)), ("", (V, 3))],
}


@pytest.mark.parametrize("text", SIDES)
def test_statements(text: str) -> None:
    found = [(s.label, tuple(side.doit() for side in s.sides)) for s in latex.parse(text)]
    assert found == [(label, tuple(sympy.sympify(s).doit() for s in sides)) for label, sides in SIDES[text]]


def test_markup_and_text_mode() -> None:
    assert plain.to_latex("<b>f(x)</b> = x<sup>2</sup>", markup=True).strip() == "f(x) = x^{2}"
    (statement,) = latex.parse(plain.tex_to_latex(r"The derivative of $f(x) = x^2$ is easy"))
    assert statement.sides == (F, X**2)
    assert statement.label == "The derivative of"
    assert latex.parse(plain.tex_to_latex("No formula: 100\\$")) == ()


def test_what_can_be_read_of_a_text_is_read() -> None:
    first, second, unread = latex.read(r"x = \pm 1, \quad y = \int")
    (third,) = latex.read(r"\text{only words}")
    assert unread == "an integral without dx, or with one end, is not read"
    assert not isinstance(first, str)
    assert not isinstance(second, str)
    assert (first.sides, second.sides) == ((X, 1), (X, -1))
    assert not isinstance(third, str)
    assert (third.label, third.sides) == ("only words", ())


UNREADABLE = {
    "x^": "an argument is missing",
    "x^2^3": "it has two superscripts or two subscripts in one place",
    r"\frac{1}{x": "a brace is not closed",
    "x}": "a brace closes that was not opened",
    "x + ": "it ends too early",
    "x + * 2": "'*' is out of place after 'x +'",
    r"\fraction{x}": r"\fraction is not read",
    r"\operatorname{foo} x": "the function foo is not read",
    r"\int_0 x dx": "an integral without dx, or with one end, is not read",
    r"2 \sin": "sin has no argument",
    "9^{9^{9^{9}}}": "the exponent 387420489 is too large",
    "1/0": "it divides by zero",
    "{" * 200 + "x" + "}" * 200: "it is nested too deep",
    "x" * 5000: "it is longer than 4000 characters",
    r"\lim_{h} x": "a limit whose target is not read",
    "x\0": "\0 is not read",
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_read_says_why(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        latex.parse(text)
    assert str(caught.value) == UNREADABLE[text]


@pytest.mark.parametrize("text", ["sin x", "sin x^2", "2x", "x(x + 1)", "2 3", "", "9**9**9**9*x"])
def test_a_function_is_written_with_its_signs_and_parentheses(text: str) -> None:
    with pytest.raises(Unreadable):
        formula(text)
