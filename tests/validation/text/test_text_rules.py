"""Every rule of the static checks has a file that breaks it, and the exact text that it gives; a good file has none."""

from pathlib import Path

import pytest

from validation import text as static
from validation.api import check as api
from validation.problem import Problem
from validation.scene_file import PHASES, SceneFile
from validation.text import report

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
        self.next_section("derivation")
        self.next_section("tangent")
        self.next_section("trace")
        self.next_section("derivative")
        self.next_section("summary")
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
        "s.py:15: error: ast.scene_class: the scene class is named `Derivative` (name it `DerivativeVisualization`)",
    ),
    "ast.phases": (
        GOOD.replace('("trace")', '("tracing")'),
        "s.py:28: error: ast.phases: section 6 is `tracing` where `trace` belongs (the order is title, axes, function, "
        "derivation, tangent, trace, derivative, summary)",
    ),
    "ast.functions": (
        GOOD.replace("def df(x)", "def df(x, h)"),
        "s.py:11: error: ast.functions: `df` is not a function of one number: it takes 2 arguments "
        "(write `def df(x):` at the top level of the file)",
    ),
    "ast.calls": (
        GOOD.replace("self.wait(2)", 'open("notes.txt")'),
        "s.py:31: error: ast.calls: `open` is used (a lesson has no need of it)",
    ),
    "ast.latex": (
        GOOD.replace('"x^2"', r'r"\input{secret}"'),
        "s.py:18: error: ast.latex: a text holds the TeX command `\\input` (a formula has no need of it)",
    ),
    "ast.shadow": (
        GOOD.replace("axes = ", "axes = Axes = "),
        "s.py:21: error: ast.shadow: `Axes`, a name of Manim's, is given another meaning (choose another name)",
    ),
    "ast.internal": (
        GOOD,
        "s.py: error: ast.internal: a check broke down: RecursionError (the file is not proved right)",
    ),
    "api.name": (
        GOOD.replace("Create(axes)", "ShowCreation(axes)"),
        "s.py:22: error: api.name: `ShowCreation` is a name neither of the file, nor of Python, nor of Manim "
        "(use `Create`)",
    ),
    "api.method": (
        GOOD.replace("axes.plot", "axes.get_graph"),
        "s.py:24: error: api.method: `Axes` has no method or attribute `get_graph` (use `plot`)",
    ),
    "api.keyword": (
        GOOD.replace("x_range=[-3, 3, 1]", "x_min=-3"),
        "s.py:21: error: api.keyword: `Axes` takes no keyword `x_min` (use `x_range=[min, max, step]`)",
    ),
}


def check(text: str, *, template: bool = True) -> list[str]:
    return [str(problem) for problem in static.check(SceneFile("s.py", text), template=template)]


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert set(BROKEN) == set(static.RULES)


def test_a_good_file_has_no_problem() -> None:
    assert check(GOOD) == []
    assert all(vars(static.facts(SceneFile("s.py", GOOD))).values())


@pytest.mark.parametrize("rule", BROKEN)
def test_the_text_of_each_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source, text = BROKEN[rule]
    if rule == "ast.internal":

        def break_down(*_: object) -> list[Problem]:
            raise RecursionError("maximum recursion depth exceeded")

        monkeypatch.setattr(api, "problems", break_down)
    assert check(source) == [text]


def test_the_form_of_a_lesson_is_asked_of_lessons_only() -> None:
    anybody = "from manim import *\nclass Demo(Scene):\n    def construct(self):\n        self.play(Create(Dot()))\n"
    assert check(anybody, template=False) == []
    rules = {problem.check for problem in static.check(SceneFile("s.py", anybody))}
    assert rules == {"ast.scene_class", "ast.phases", "ast.functions"}
    own = "from manim import *\nclass Marked(VGroup):\n    def scale(self, factor):\n        self.center = factor\n"
    assert check(own, template=False) == []
    assert "ast.shadow" in {problem.check for problem in static.check(SceneFile("s.py", own))}


PHASES_BROKEN = {
    "missing at the end": (
        GOOD.replace('        self.next_section("summary")\n', ""),
        "s.py:16: error: ast.phases: phases are missing at the end: `summary`",
    ),
    "left out": (
        GOOD.replace('        self.next_section("trace")\n', ""),
        "s.py:28: error: ast.phases: section 6 is `derivative` where `trace` belongs",
    ),
    "one too many": (
        GOOD + '        self.next_section("end")\n',
        "s.py:32: error: ast.phases: section 9, `end`, is one too many",
    ),
    "not literal": (
        GOOD.replace('("axes")', '("ax" + "es")'),
        "s.py:20: error: ast.phases: the name of section 2 is not a literal text",
    ),
    "in a block": (
        GOOD.replace('self.next_section("trace")', 'if f(1) > 0: self.next_section("trace")'),
        "s.py:28: error: ast.phases: the phase `trace` is not opened by a statement of `construct` itself",
    ),
}


@pytest.mark.parametrize("kind", PHASES_BROKEN)
def test_the_first_deviation_of_the_phases_is_told(kind: str) -> None:
    source, text = PHASES_BROKEN[kind]
    found = check(source)
    assert len(found) == 1
    assert found[0].startswith(text)
    assert not static.facts(SceneFile("s.py", source)).eight_phases


FORM_BROKEN = {
    "two scenes": (GOOD + "\n\nclass More(Scene):\n    pass\n", "`More` is a scene class beside"),
    "no construct": (GOOD.replace("def construct", "def build"), "has no method `construct`"),
    "construct twice": (GOOD + "\n    def construct(self):\n        pass\n", "`construct` is defined more than once"),
    "construct of two": (GOOD.replace("construct(self)", "construct(self, a)"), "Manim cannot call `construct`"),
    "no scene": (GOOD.replace("(Scene)", ""), "there is no scene class"),
    "no f": (GOOD.replace("def f(", "def g("), "the module has no function `f`"),
    "f is a lambda": (GOOD.replace("def f(x):\n    return x**2", "f = lambda x: x**2"), "`f` is not a plain function"),
    "f again": (GOOD + "\n\ndef f(x):\n    return x\n", "`f`, the function of line 7, is given another meaning"),
    "f inside": (GOOD.replace("self.wait(2)", "f = df"), "`f`, the function of line 7, is given another meaning"),
    "f decorated": (GOOD.replace("def f(", "@staticmethod\ndef f("), "it is decorated"),
    "f with a default": (GOOD.replace("def f(x)", "def f(x=1)"), "it takes more than one plain argument"),
}


@pytest.mark.parametrize("kind", FORM_BROKEN)
def test_the_parts_of_a_lesson(kind: str) -> None:
    source, text = FORM_BROKEN[kind]
    assert text in "\n".join(check(source))
    assert not static.facts(SceneFile("s.py", source)).template_organisation


FACTS = {
    "nothing": ("", {"valid_syntax"}),
    "not Python": ("class (", set[str]()),
    "import only": ("import manim\n", {"valid_syntax", "manim_import"}),
    "a scene": (
        "from manim import *\nclass A(ThreeDScene):\n    pass\n",
        {"valid_syntax", "manim_import", "scene_class"},
    ),
    "a scene of a scene": (
        "import manim as mn\nclass A(mn.Scene):\n    pass\nclass DerivativeVisualization(A):\n    pass\n",
        {"valid_syntax", "manim_import", "scene_class", "named_class"},
    ),
    "a class of the name, but no scene": (
        "from manim import *\nclass DerivativeVisualization:\n    pass\n",
        {"valid_syntax", "manim_import"},
    ),
    "another Manim": (
        "from manimlib import *\nclass A(Scene):\n    pass\n",
        {"valid_syntax", "scene_class"},
    ),
    "phases without functions": (
        "from manim import *\nclass DerivativeVisualization(Scene):\n    def construct(self):\n"
        + "".join(f"        self.next_section({name!r})\n" for name in PHASES),
        {"valid_syntax", "manim_import", "scene_class", "named_class", "eight_phases"},
    ),
    "imports, spread but first": (
        GOOD.replace("import numpy as np", "").replace("def f(", "import numpy as np\n\n\ndef f("),
        {"valid_syntax", "manim_import", "scene_class", "named_class", "eight_phases", "template_organisation"},
    ),
    "an import after the functions": (
        GOOD.replace("class Der", "import math\n\n\nclass Der"),
        {"valid_syntax", "manim_import", "scene_class", "named_class", "eight_phases"},
    ),
}


@pytest.mark.parametrize("kind", FACTS)
def test_facts(kind: str) -> None:
    source, true = FACTS[kind]
    assert {name for name, value in vars(static.facts(SceneFile("s.py", source))).items() if value} == true


def test_problems_of_one_rule_are_limited() -> None:
    source = "from manim import *\n" + "".join(f"Invented{number}()\n" for number in range(50))
    found = [text for text in check(source, template=False) if "api.name" in text]
    assert len(found) == report.LIMIT + 1
    assert found[-1].endswith("30 more problems of this rule follow")


def test_the_release_has_no_problem() -> None:
    root = Path(__file__).resolve().parents[3]
    files = sorted((root / "code").glob("*/*.py"))
    assert len(files) == 537
    for file in files:
        scene = SceneFile(str(file.relative_to(root)), file.read_text(encoding="utf-8"))
        assert static.check(scene) == []
        assert all(vars(static.facts(scene)).values()), file
