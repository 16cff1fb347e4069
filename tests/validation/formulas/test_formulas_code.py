"""Formulas in code, of every spelling that people and models use, are read without running anything."""

import ast

import pytest

from validation.formulas.equality import Verdict, equal
from validation.formulas.function_text import formula
from validation.mathematics.code_reader import find
from validation.mathematics.constants import Constants
from validation.mathematics.scopes import Scopes
from validation.mathematics.strings import on_screen

HEAD = "from manim import *\nimport numpy as np\nimport math\n"

FUNCTIONS = {
    "def f(x):\n    return x**2 * np.sin(x)": "x**2*sin(x)",
    "def f(x: float) -> float:\n    'docs'\n    u = x + 1\n    return u * u": "(x + 1)**2",
    "f = lambda t: math.exp(-t) / 2": "exp(-x)/2",
    "f = lambda x, a=3: a * x": "3*x",
    "f = lambda x: pow(x, 2) + abs(x)": "x**2 + abs(x)",
    "f = lambda x: np.power(np.e, x) + PI": "exp(x) + pi",
    "f = lambda x: np.cbrt(x)": "cbrt(x)",
    "f = lambda x: np.sign(x) * np.abs(x) ** (1 / 3)": "cbrt(x)",
    "f = lambda x: np.log2(x) + np.log1p(x) + math.log(x, 3)": "log(x)/log(2) + log(1 + x) + log(x)/log(3)",
    "f = lambda x: np.arcsin(x) + math.asin(x)": "2*asin(x)",
    "f = lambda x: 0.5 * x + 1e-1": "x/2 + 1/10",
    "K = 3\nf = lambda x: K * x": "3*x",
    "def g(x):\n    return x + 1\ndef f(x):\n    return g(g(x))": "x + 2",
    "from numpy import sin as s\nf = lambda x: s(x)": "sin(x)",
    "import numpy\nf = lambda x: numpy.cosh(x)": "cosh(x)",
    "f = lambda x: x if x > 0 else -x": "abs(x)",
    "def f(x):\n    if x < 0:\n        return -x\n    return x": "abs(x)",
    "f = lambda x: np.where(x < 0, -x, x)": "abs(x)",
    "f = lambda x: np.piecewise(x, [x < 0, x >= 0], [lambda x: -x, lambda x: x])": "abs(x)",
    "f = lambda x: np.polyval([1, 0, -1], x)": "x**2 - 1",
    "f = lambda x: max(x, -x)": "abs(x)",
    "class A(Scene):\n    k = 2\n    def f(self, x):\n        return self.k * self.g(x)\n    def g(self, x):\n"
    "        return np.tan(x)": "2*tan(x)",
    "def construct(self):\n    a = 2\n    def f(x):\n        return a * x": "2*x",
    "def f(x):\n    y = x\n    y += 1\n    return y": "x + 1",
    "def sin(x):\n    return x\nf = lambda x: sin(x)": "x",
}


@pytest.mark.parametrize("source", FUNCTIONS)
def test_function(source: str) -> None:
    (function,) = (f for f in find(ast.parse(HEAD + source)) if f.name == "f")
    assert function.expression is not None, function.reason
    assert equal(function.expression, formula(FUNCTIONS[source])), function.expression


def test_a_fractional_power_in_code_has_no_value_for_negative_numbers() -> None:
    (function,) = find(ast.parse("f = lambda x: x ** (1 / 3)"))
    assert equal(function.expression, formula("cbrt(x)"), domain=[(1, 5)])
    decision = equal(function.expression, formula("cbrt(x)"), domain=[(-5, 5)])
    assert decision.verdict is Verdict.DIFFERENT
    assert "the first has no real value" in decision.witness


REFUSED = {
    "f = lambda x: 9**9**9**9": "the exponent 387420489 is too large",
    "f = lambda x: x**(10**9)": "the exponent 1000000000 is too large",
    "f = lambda x: np.exp(10**50 * np.log(2))": "the numbers in an exponent multiply to one that is too large",
    "f = lambda x: ((2 * x)**1000)**1000": "its exponents multiply to a number that is too large",
    "f = lambda x: x + " + "1" * 500: "a number in it is too large",
    "f = lambda x: " + "np.sin(" * 90 + "x" + ")" * 90: "it is nested more than 60 deep",
    "f = lambda x: " + "+".join(["x"] * 500): "it is nested too deep",
    "def f(x):\n    return f(x - 1)": "it calls too many functions of its own, or itself",
    "a = b\nb = a\nf = lambda x: a * x": "the name a is defined by itself",
    "f = lambda x: eval('x')": "the function eval is not known",
    "f = lambda x: __import__('os').getcwd()": "the function __import__('os').getcwd is not known",
    "f = lambda x: 'text'": "it holds a str, which is no number of a formula",
    "f = lambda x: 1j * x": "it holds a complex, which is no number of a formula",
    "f = lambda x: x[0]": "it holds a subscript, which a formula does not have",
    "def f(x):\n    for i in []:\n        x = i\n    return x": "line 5 is a statement that a formula does not have",
    "def f(x):\n    print(x)": "line 5 is a statement that a formula does not have",
    "def f(x):\n    pass": "it does not return a value",
    "np = 3\nf = lambda x: np.sin(x)": "the function np.sin is not known",
    "f = lambda x: y": "the name y is not known",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_is_not_read_says_why(source: str) -> None:
    (function,) = (f for f in find(ast.parse(HEAD + source)) if f.name == "f")
    assert function.expression is None
    assert function.reason == REFUSED[source]


def test_lambdas_given_to_plot_are_found_with_their_line() -> None:
    source = (
        HEAD
        + "class A(Scene):\n    def construct(self):\n        axes.plot(lambda x: x**2)\n        g = lambda x: 2*x\n"
    )
    assert [(f.name, f.line) for f in find(ast.parse(source))] == [("lambda", 6), ("g", 7)]


TEXTS = {
    'MathTex(r"x^2")': ["x^2"],
    'MathTex("f(x)", "=", "x^2")': ["f(x) = x^2"],
    'MathTex("x" "^2")': ["x^2"],
    'A = "x"\nMathTex(A + "^2")': ["x^2"],
    'STEPS = ["a", "b"]\n[MathTex(s) for s in STEPS]': ["a", "b"],
    'STEPS = ["a", "b"]\nfor s in STEPS[1:]:\n    MathTex(s)': ["b"],
    'STEPS = ["a", "b"]\nMathTex(*STEPS)': ["a b"],
    'STEPS = ["a", "b"]\nMathTex(STEPS[-1])': ["b"],
    'n = 3\nMathTex(f"x^{n}")': ["x^3"],
    'def panel(y, label):\n    MathTex(label)\npanel(1, "a")\npanel(2, label="b")': ["a", "b"],
    'for i, s in enumerate(["a", "b"]):\n    MathTex(s)': ["a", "b"],
    'for s, c in [("a", RED), ("b", BLUE)]:\n    MathTex(s)': [None],
    'for s, c in zip(["a", "b"], [1, 2]):\n    MathTex(s)': ["a", "b"],
    'Title(r"About $x^2$")': ["About $x^2$"],
    'ax.get_graph_label(g, label="x^2")': ["x^2"],
    "MathTex(unknown())": [None],
    'MathTex(f"{x:.2f}")': [None],
    'Text("not LaTeX")': [],
}


@pytest.mark.parametrize("source", TEXTS)
def test_texts_on_the_screen(source: str) -> None:
    scopes = Scopes(ast.parse(source))
    assert [t.text for t in on_screen(scopes, Constants(scopes))] == TEXTS[source]
