"""The API check names what models invent, and says nothing against Manim's own examples."""

import builtins
import inspect
import math
import re
from pathlib import Path

import numpy as np
import pytest
from scenes import examples

from validation import api
from validation.api.suggest import renames
from validation.api.surface import surface
from validation.scene_file import SceneFile

SCENE = """from manim import *
import math


class Demo(ThreeDScene):
    def construct(self):
        axes = Axes()
        dot = Dot()
        curve = axes.plot(np.sin)
        {line}
"""


def problems(line: str, scene: str = SCENE) -> list[str]:
    found = api.check(SceneFile("s.py", scene.replace("{line}", line)), template=False)
    return [f"{p.check}: {p.message} ({p.hint})" for p in found]


def rows(name: str) -> list[list[str]]:
    """The lines of a file, each as its columns, which tabs part."""
    return [row.split("\t") for row in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()]


# What models write, the rule, what must be named, the real name in the hint.
@pytest.mark.parametrize(("line", "rule", "named", "real"), rows("invented.txt"))
def test_an_invention_is_named_with_the_real_name(line: str, rule: str, named: str, real: str) -> None:
    found = problems(line)
    assert len(found) == 1
    assert found[0].startswith(rule)
    assert named in found[0]
    assert real in found[0].rpartition(" (")[2] or real in found[0]


def test_a_method_of_another_class_is_placed() -> None:
    scene = SCENE.replace("ThreeDScene", "Scene")
    expected = "`Demo` has no method or attribute `add_fixed_in_frame_mobjects` (it belongs to `ThreeDScene`)"
    assert problems("self.add_fixed_in_frame_mobjects(dot)", scene) == [f"api.method: {expected}"]


@pytest.mark.parametrize("line", [line for (line,) in rows("right.txt")])
def test_what_is_right_or_unknown_is_not_flagged(line: str) -> None:
    assert problems(line) == []


def test_what_a_class_of_the_file_keeps_is_followed() -> None:
    scene = """from manim import *
class Marked(VGroup):
    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.mark = Dot()
    def blink(self):
        return Indicate(self.mark)
class Demo(Scene):
    def setup(self):
        self.axes = Axes()
    def construct(self):
        self.play(Marked(3).blink())
        {line}
"""
    assert problems("pass", scene) == []
    for line, named in {
        "self.axes.get_graph(abs)": "`Axes` has no method or attribute `get_graph`",
        "self.axes.plot(abs, x_min=1)": "`Axes.plot` takes no keyword `x_min`",
        "Marked(1).get_graph()": "`Marked` has no method or attribute `get_graph`",
        "Marked(1).mark.glow()": "`Dot` has no method or attribute `glow`",
    }.items():
        assert named in "".join(problems(line, scene))


def test_modules_are_known_by_their_files() -> None:
    text = "import manim.utils.docbuild.autocolor_directive, numpy.fft\nfrom manim.cli.render.commands import render\n"
    assert problems("", text) == []
    for line in ("import manim.animations", "from manim.mobject.graphs import Axes"):
        assert problems("", line) == [f"api.name: there is no module `{line.split()[1]}` (import from `manim`)"]


def test_only_the_statement_that_failed_is_blamed() -> None:
    source = SCENE.replace(
        "{line}", "dot.set_colour(RED)\n        (\n            axes\n            .plott(np.sin)\n        )"
    )
    found = api.check(SceneFile("s.py", source), template=False)
    assert [(str(p.severity), p.where.line) for p in found] == [("warning", 10), ("warning", 13)]
    blamed = api.at_line(found, 13)
    assert blamed
    assert "`plott`" in blamed.message
    assert api.at_line(found, 11) is None
    assert api.at_line(found, None) is None
    assert {p.severity for p in api.check(SceneFile("s.py", source))} == {"error"}


def test_the_listing_has_all_of_them_or_says_why_not() -> None:
    source = "from manim import *\n" + "".join(f"Invented{number}()\n" for number in range(50))
    assert len(api.listing(SceneFile("s.py", source))) == 50
    assert len(api.check(SceneFile("s.py", source))) == 21
    broken = SceneFile("s.py", "class (")
    assert [p.check for p in api.listing(broken)] == ["ast.syntax"]
    assert api.check(broken) == []


def test_a_check_that_breaks_down_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(api.inventions, "problems", break_down)
    found = api.check(SceneFile("s.py", "x = 1"))
    assert [str(p) for p in found] == [
        "s.py: error: api.internal: the check of names broke down: RecursionError (the file is not proved right)"
    ]


def test_a_missing_import_is_told() -> None:
    found = problems("pass", "from manim import Scene\nclass Demo(Scene):\n    def construct(self):\n        Dot()\n")
    assert found == ["api.name: `Dot` is Manim's, but the file does not import it (begin with `from manim import *`)"]


def test_nothing_is_held_against_manims_own_examples() -> None:
    # OpenGL's classes are not in the star import.
    scenes = {name: text.decode() for name, text in examples.documented().items() if "opengl" not in name}
    assert len(scenes) > 250
    found = {name for name, text in scenes.items() if api.listing(SceneFile(name, text))}
    # Two doctests, with `>>>`, and one that does not import `Any`.
    assert found == {"graph.CustomLayoutExample", "manim_directive.DirectiveDoctestExample", "tips.CustomTipExample"}


def test_the_renames_lead_to_names_that_exist() -> None:
    star = set(surface().star)
    takers = [f for cls in surface().classes for f in vars(cls).values() if inspect.isfunction(f)]
    parameters = {name for taker in takers for name in inspect.signature(taker).parameters}
    exists = {"manim": star, "numpy": set(dir(np)), "math": set(dir(math))}
    known = {
        "manim": star | {"rate_functions"},
        "methods": surface().own_pool | star,
        "keywords": parameters,
        "numpy": exists["numpy"] | {"np", "math", "1"},
        "math": exists["math"] | {"np", "1"},
        "modules": {"manim"},
    }
    for table, names in known.items():
        for old, new in renames()[table].items():
            assert re.split(r"\W", new)[0] in names, f"{old} -> {new}"
            assert old not in exists.get(table, ()), f"{old} exists"


def test_every_builtin_is_known_as_a_name() -> None:
    assert problems("; ".join(name for name in dir(builtins) if name not in ("True", "False", "None"))) == []
