"""Every rule of the checks of a text has a file that breaks it, and the exact text that it gives."""

import pytest

from validation import text
from validation.scene_file import SceneFile

GOOD = '''"""The derivative of x**2."""

from manim import *
import numpy as np


def f(x):
    return x**2


def df(x):
    return 2 * x


class DerivativeVisualization(Scene):
    def construct(self):
        self.next_section("title")
        title = MathTex("x^2")
        self.play(Write(title))
        self.next_section("axes")
        axes = Axes(x_range=[-3, 3, 1])
        self.play(Create(axes))
        self.next_section("function")
        graph = axes.plot(f, color=BLUE)
        self.play(Create(graph))
        self.wait(2)
'''

# rule -> (the source that breaks it, the exact text of its first problem)
BROKEN: dict[str, tuple[str, str]] = {
    "ast.syntax": (
        GOOD.replace("return x**2", "return x**"),
        "s.py:8: error: ast.syntax: the file is not Python: invalid syntax (correct the syntax)",
    ),
    "ast.imports": (
        GOOD.replace("import numpy as np", "import scipy.special as sp"),
        "s.py:4: error: ast.imports: the module `scipy.special` is imported "
        "(a lesson needs manim, numpy and math only)",
    ),
    "ast.scene_class": (
        GOOD.replace("class DerivativeVisualization", "class Derivative"),
        "s.py:15: error: ast.scene_class: there is not just one scene class, `DerivativeVisualization`, with one "
        "`construct(self)` (write `class DerivativeVisualization(Scene):` once, at the top level, with "
        "`def construct(self):`)",
    ),
    "ast.functions": (
        GOOD.replace("def df(x)", "def df(x, h)"),
        "s.py:11: error: ast.functions: `df` is not one function of one number throughout "
        "(write `def df(x):` once, at the top level of the file)",
    ),
    "ast.calls": (
        GOOD.replace("self.wait(2)", 'open("notes.txt")'),
        "s.py:26: error: ast.calls: `open` is used (a lesson has no need of it)",
    ),
    "ast.latex": (
        GOOD.replace('"x^2"', r'r"\input{secret}"'),
        "s.py:18: error: ast.latex: a text holds the TeX command `\\input` (a formula has no need of it)",
    ),
}


def check(source: str, *, template: bool = True) -> list[str]:
    return [str(problem) for problem in text.check(SceneFile("s.py", source), template=template)]


def test_a_good_file_has_no_problem() -> None:
    assert check(GOOD) == []
    found = vars(text.facts(SceneFile("s.py", GOOD)))
    assert [name for name, holds in found.items() if not holds] == ["eight_phases"]


@pytest.mark.parametrize("rule", BROKEN)
def test_the_text_of_each_rule(rule: str) -> None:
    source, message = BROKEN[rule]
    assert check(source) == [message]


def test_the_form_of_a_lesson_is_asked_of_lessons_only() -> None:
    anybody = "from manim import *\nimport random\nclass Demo(Scene):\n    def construct(self):\n        self.wait()\n"
    assert check(anybody, template=False) == []
    rules = {problem.check for problem in text.check(SceneFile("s.py", anybody))}
    assert rules == {"ast.imports", "ast.scene_class", "ast.functions"}
    for star in ("numpy", "math"):
        source = f"from manim import *\nfrom {star} import *\n"
        assert check(source, template=False) == []
        assert f"`*` is imported from `{star}`" in "".join(check(source))


CLASS, FUNCTIONS, IMPORTS = "ast.scene_class", "ast.functions", "ast.imports"
FORM_BROKEN: dict[str, tuple[str, int, str]] = {
    "construct twice": (GOOD + "\n    def construct(self):\n        pass\n", 15, CLASS),
    "construct of two": (GOOD.replace("construct(self)", "construct(self, a)"), 15, CLASS),
    "construct no function": (GOOD.replace("def construct(self):", "construct = 1\n    def g(self):"), 15, CLASS),
    "in a block": (GOOD.replace("class D", "if f:\n class D"), 16, CLASS),
    "no scene": (GOOD.replace("(Scene)", ""), 1, CLASS),
    "no f": (GOOD.replace("def f(", "def g("), 1, FUNCTIONS),
    "f is a lambda": (GOOD.replace("def f(x):\n    return x**2", "f = lambda x: x**2"), 7, FUNCTIONS),
    "f decorated": (GOOD.replace("def f(", "@staticmethod\ndef f("), 8, FUNCTIONS),
    "f with a default": (GOOD.replace("def f(x)", "def f(x=1)"), 7, FUNCTIONS),
    "from beside": (GOOD.replace("import numpy as np", "from . import np"), 4, IMPORTS),
    "no Manim": (GOOD.replace("from manim import *", "").replace("Scene)", "object, Scene)"), 1, IMPORTS),
    "ManimGL": (GOOD.replace("from manim import *", "from manimlib import *\nimport manim"), 3, IMPORTS),
    "a part of Manim": (GOOD.replace("import numpy as np", "from manim.utils.color import *"), 4, IMPORTS),
}


@pytest.mark.parametrize("kind", FORM_BROKEN)
def test_the_parts_of_a_lesson(kind: str) -> None:
    source, line, rule = FORM_BROKEN[kind]
    found = text.check(SceneFile("s.py", source))
    assert [(problem.where.line, problem.check) for problem in found] == [(line, rule)]


FACTS = {
    "nothing": ("", {"valid_syntax"}),
    "not Python": ("class (", set[str]()),
    "import only": ("import manim\n", {"valid_syntax", "manim_import"}),
    "a scene": ("import manim as mn\nclass A(mn.ThreeDScene): pass\n", {"valid_syntax", "manim_import", "scene_class"}),
    "a scene of a scene": (
        "import manim as mn\nclass A(mn.Scene):\n    pass\nclass DerivativeVisualization(A):\n    pass\n",
        {"valid_syntax", "manim_import", "scene_class", "named_class"},
    ),
    "a class of the name, but no scene": (
        "from manim import *\nclass DerivativeVisualization:\n    pass\n",
        {"valid_syntax", "manim_import"},
    ),
    "another Manim": ("from manimlib import *\nclass A(Scene):\n    pass\n", {"valid_syntax", "scene_class"}),
    "an import after the functions": (
        GOOD.replace("class Der", "import math\n\n\nclass Der"),
        {"valid_syntax", "manim_import", "scene_class", "named_class"},
    ),
}


@pytest.mark.parametrize("kind", FACTS)
def test_facts(kind: str) -> None:
    source, true = FACTS[kind]
    assert {name for name, value in vars(text.facts(SceneFile("s.py", source))).items() if value} == true
