"""Any scene gets a verdict, whoever wrote it and whatever it holds."""

import pytest

from validation.mathematics import RULES, check, judge
from validation.scene_file import SceneFile

SCENE = """from manim import *
import numpy as np
import math


class DerivativeVisualization(Scene):
    def construct(self):
        axes = Axes(x_range=[-3, 3, 1], y_range=[-2, 2, 1])
"""


def scene(*lines: str) -> SceneFile:
    return SceneFile("scene.py", SCENE + "".join(f"        {line}\n" for line in lines))


# The lines, what was asked, and the lines of the function and its derivative (None: not there).
VERDICTS: dict[str, tuple[list[str], str, int | None, int | None]] = {
    "lambdas": (["axes.plot(lambda x: x**2)", "axes.plot(lambda x: 2*x)"], "x**2", 9, 10),
    "names do not matter": (["g = lambda t: t**2", "h = lambda t: t + t"], "x**2", 9, 10),
    "wrong derivative": (["axes.plot(lambda x: x**2)", "axes.plot(lambda x: 3*x)"], "x**2", 9, None),
    "a wrong df beside a right curve": (
        ["def df(x):", "    return 3 * x", "axes.plot(lambda x: x**2)", "axes.plot(lambda x: 2*x)"],
        "x**2",
        11,
        None,
    ),
    "no derivative": (["axes.plot(lambda x: x**2)"], "x**2", 9, None),
    "another function": (["axes.plot(lambda x: x**3)", "axes.plot(lambda x: 3*x**2)"], "x**2", None, None),
    "one function is both": (["axes.plot(lambda x: np.exp(x))"], "exp(x)", 9, 9),
    "another form": (["axes.plot(lambda x: 1 - np.cos(x)**2)", "axes.plot(lambda x: np.sin(2*x))"], "sin(x)**2", 9, 10),
    "a guarded domain": (
        ["def f(x):", "    if x <= 0:", "        return np.nan", "    return np.log(x)", "d = lambda x: 1 / x"],
        "log(x)",
        9,
        13,
    ),
    "right where it is drawn": (
        ["axes.plot(lambda x: x**(1/3), x_range=[0.1, 3])", "axes.plot(lambda x: x**(-2/3)/3, x_range=[0.1, 3])"],
        "cbrt(x)",
        9,
        10,
    ),
    "not right where it is drawn": (["axes.plot(lambda x: x**(1/3), x_range=[-3, 3])"], "cbrt(x)", None, None),
    "Manim differentiates": (
        ["f = lambda x: x**3", "g = axes.plot(f)", "d = axes.plot_derivative_graph(g)"],
        "x**3",
        9,
        11,
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(name: str) -> None:
    lines, asked, function_line, derivative_line = VERDICTS[name]
    verdict = judge(scene(*lines), asked)
    assert (verdict.function_line, verdict.derivative_line) == (function_line, derivative_line)
    assert verdict.right_function is (function_line is not None)
    assert verdict.right_derivative is (derivative_line is not None)
    rules = {p.check for p in verdict.problems}
    assert ("mathematics.function" in rules) is not verdict.right_function
    assert ("mathematics.derivative" in rules) is not verdict.right_derivative


def test_false_lines_of_any_scene_are_found() -> None:
    verdict = judge(
        scene(
            "axes.plot(lambda x: np.exp(2*x))",
            "axes.plot(lambda x: 2*np.exp(2*x))",
            r'MathTex(r"f(x)", "=", r"e^{2x}")',
            r'MathTex(r"\frac{d}{dx} e^{2x} = e^{2x}")',
            """Tex(r"so $f'(x) = 2e^{2x}$, and $f'(0) = 3$")""",
        ),
        "exp(2*x)",
    )
    assert [(p.check, p.where.line) for p in verdict.problems] == [("mathematics.line", 12), ("mathematics.line", 13)]


HOSTILE = {
    "empty": "",
    "not Python": "def f(x:",
    "NULs": "\0" * 100,
    "50 MB": "a = 1\n" * 8_000_000,
    "parentheses": "f = lambda x: " + "(" * 100_000 + "x" + ")" * 100_000,
    "signs": "f = lambda x: " + "-" * 50_000 + "x",
    "sums": "f = lambda x: " + "+".join(["x"] * 20_000),
    "power tower": "f = lambda x: 9**9**9**9**9 + x",
    "symbolic tower": "f = lambda x: " + "**".join(["x"] * 50),
    "logarithm's power": "import numpy as np\nf = lambda x: np.exp(10**50*np.log(2))",
    "products": "import numpy as np\nf = lambda x: " + "*".join(f"np.sin({k}*x)" for k in range(1, 80)),
    "recursion": "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)",
    "cases": "def f(x):\n" + "".join(f"    if x > {k}:\n        x = x + 1\n" for k in range(40)) + "    return x",
    "names": "abs = max = np = math = None\ndef range(x):\n    return x\nf = lambda x: abs(range(x))",
    "other alphabets": "f = lambda х: х**2\nπ = 3\ng = lambda x: π*x",
    "huge text": 'MathTex("a" * 10**9)\nMathTex(*["x"] * 10**9)\ns = "a"\n' + "s = s + s\n" * 60 + "MathTex(s)",
    "deep LaTeX": 'MathTex("' + "{" * 1500 + "x" + "}" * 1500 + '")\nMathTex("' + "x^{" * 300 + "x" + "}" * 300 + '")',
    "LaTeX numbers": 'MathTex("f(x) = 9^{9^{9^{9}}}")\nMathTex("' + "9" * 3000 + '")\nMathTex("f(x) = 2^{99999999}")',
    "many functions": "import numpy as np\n" + "\n".join(f"f{k} = lambda x: np.sin(x**{k})" for k in range(600)),
    "many intervals": "f = lambda x: x\ndf = lambda x: 1\n" + "a.plot(f, [-1, 1])\n" * 800,
    "absurd intervals": "f = lambda x: x\ndf = lambda x: 1\n"
    "a.plot(f, [1, -1])\na.plot(f, [-1e308, 1e308])\na.plot(f, [1e-320, 2e-320])",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_crashes_or_hangs(name: str) -> None:
    file = SceneFile("scene.py", HOSTILE[name])
    verdict = judge(file, "x**5 + 7")
    assert verdict.right_function is False
    assert verdict.problems
    assert {p.check for p in check(file)} <= set(RULES)


@pytest.mark.parametrize(
    "asked", ["", "import os", "__import__('os')", "9**9**9**9", "x" * 100_000, "(" * 5_000, "x=1", "\0"]
)
def test_an_absurd_question_has_no_right_answer(asked: str) -> None:
    verdict = judge(scene("axes.plot(lambda x: x)"), asked)
    assert verdict.right_function is False
    assert [p.check for p in verdict.problems] == ["mathematics.function"]
