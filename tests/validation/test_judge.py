"""The verdict on good scenes, and on those that try to have a better one than they deserve."""

import json
from pathlib import Path

import needs
import pytest
from short_lesson import LESSON, edited, headed

pytest.importorskip("manim")

from validation import Sample, Verdict, judge, judge_many

needs.sandbox()

ROOT = Path(__file__).resolve().parents[2]
OURS = (ROOT / "code/foundation/0014_x2.py").read_text(encoding="utf-8")


def remarked(words: str) -> str:
    """A lesson of the dataset, with a remark of somebody's in the phase of f'."""
    last = '        self.next_section("summary")\n'
    remark = f"        word = Text({words!r}, font_size=22).move_to([3.9, 2.8, 0])\n"
    return OURS.replace(
        last, f"{remark}        self.play(FadeIn(word))\n        self.wait(2)\n        self.remove(word)\n{last}"
    )


OTHER_STYLE = r"""from manim import *
from math import sin, cos


class SlopeOfSine(Scene):
    def construct(self):
        ax = Axes(x_range=(-3, 3, 1), y_range=(-2, 2, 1))
        curve = ax.plot(lambda t: sin(t), color=YELLOW)
        slope = ax.plot(lambda t: cos(t), color=RED)
        self.play(Create(ax), Create(curve), run_time=0.5)
        self.play(ReplacementTransform(curve.copy(), slope), run_time=0.5)
        self.wait(0.2)
"""
FAKED = '{"scenes": ["DerivativeVisualization"], "error": null, "warnings": [], "sections": [], "plays": 9, ' \
    '"seconds": 9.0, "formulas": 2, "items": [], "snapshots": [], "end": true}'  # fmt: skip


WRITES = f"""
import os, struct
for fd in range(3, 256):
    for data in ({FAKED!r}.encode(), b'{{"id": "early exit", "result": %s}}\\n' % {FAKED!r}.encode()):
        try:
            os.write(fd, struct.pack("!i", len(data)) + data)
            os.write(fd, data)
        except OSError:
            pass
"""

# The attack, by name: what it is, and which rows must not be had by it. What only the text shows is in
# text/attacks.txt, what a viewer sees in scenes/by_hand.jsonl: here are those that reach the run, or the verdict.
ATTACKS: dict[str, tuple[bytes | str, str]] = {
    "early exit": (headed(WRITES + "os._exit(0)"), "executes"),
    "writes fake evidence and goes on": (headed(WRITES), "usable"),
    "own class Scene": (
        headed(
            "class Scene:\n    def next_section(self, name): pass\n"
            "    def render(self, *a): pass\n    play = wait = render"
        ),
        "executes",
    ),
    "a year long": (
        edited(('"summary")\n        self.wait(0.2)', '"summary")\n        self.wait(31_557_600)')),
        "executes",
    ),
    "equal to everything": (
        headed(
            "class Same(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\n"
            "    def __ne__(self, other): return False"
        ).replace('self.next_section("title")', 'self.next_section(Same("title"))').replace("return 2 * x", "return 5"),
        "right_derivative",
    ),
    "nothing": (b"", "manim_import"),
    "NUL": (LESSON.encode() + b"\0", "valid_syntax"),
    "not UTF-8": (LESSON.encode() + b"# \xff\n", "valid_syntax"),
    "an encoding that there is not": (b"# coding: nosuch\n" + LESSON.encode(), "valid_syntax"),
    "another encoding": (b"# coding: utf-7\n" + LESSON.encode(), "usable"),
    "50 MB": (LESSON.encode() + b"# " + b"x" * 50_000_000, "valid_syntax"),
    "2 MB of brackets": (b"(" * 2_000_000, "valid_syntax"),
    "half of a surrogate pair": ("x = '\ud800'\n" + LESSON, "valid_syntax"),
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    """All of them at once."""
    samples = {
        "ours": Sample(OURS, "x**2"),
        "lesson": Sample(LESSON, "x**2"),
        "byte order mark": Sample(b"\xef\xbb\xbf" + LESSON.encode(), "x**2"),
        "other style": Sample(OTHER_STYLE, "sin(x)"),
        "asked for another": Sample(LESSON, "x**3"),
        "nothing asked": Sample(OTHER_STYLE, None),
        "false mark": Sample(edited(("FadeIn(slope)", "FadeIn(slope, Dot(axes.c2p(1, 0)))")), "x**2"),
        "off the frame": Sample(edited(("FadeIn(graph)", "FadeIn(graph, Tex('x').to_edge(LEFT, buff=-0.2))")), "x**2"),
        "a true remark": Sample(remarked("tangent at x = 1"), "x**2"),
        "a false remark": Sample(remarked("The derivative is the area under the curve"), "x**2"),
        "breaks off": Sample(edited(('"summary")', '"summary")\n        1 / 0')), "x**2"),
        "invented": Sample(LESSON.replace("FadeIn(graph)", "ShowCreation(graph)"), "x**2"),
    }
    samples |= {name: Sample(source, "x**2") for name, (source, _) in ATTACKS.items()}
    found = dict(judge_many(samples, seconds=25))
    assert found.keys() == samples.keys()
    return found


@pytest.mark.parametrize("name", ["ours", "lesson", "byte order mark"])
def test_a_good_lesson_is_good(name: str, verdicts: dict[str, Verdict]) -> None:
    found = verdicts[name]
    assert (found.error_class, found.error) == ("", "")
    assert found.usable
    assert found.trusted
    assert all(found.rows().values()) or name != "ours"
    assert found.plays >= 8
    assert found.seconds > 1


def test_another_style_has_what_is_right_in_it(verdicts: dict[str, Verdict]) -> None:
    found = verdicts["other style"]
    assert found.executes
    assert found.right_function
    assert found.right_derivative
    assert found.animation
    not_had = ("named_class", "eight_phases", "template", "usable")
    assert [name for name, had in found.rows().items() if not had] == list(not_had)
    assert found.error_class == "phases"
    assert verdicts["nothing asked"].executes
    assert not verdicts["nothing asked"].right_function


def test_right_for_another_function_is_wrong(verdicts: dict[str, Verdict]) -> None:
    found = verdicts["asked for another"]
    assert found.executes
    assert [found.right_function, found.right_derivative, found.usable] == [False] * 3
    assert found.error_class == "wrong function"


def test_what_is_not_without_fault_says_so(verdicts: dict[str, Verdict]) -> None:
    marked, off = verdicts["false mark"], verdicts["off the frame"]
    assert not marked.usable
    assert marked.error_class == "fault"
    assert "marks a zero, where f' is" in marked.error
    assert off.usable
    assert off.error_class == "layout"
    assert "leaves the frame" in off.error


def test_what_is_added_to_a_lesson_is_judged_as_in_any_other_scene(verdicts: dict[str, Verdict]) -> None:
    assert verdicts["a true remark"].usable
    assert not verdicts["a false remark"].usable
    assert "a derivative is a slope" in verdicts["a false remark"].error


def test_phases_of_a_scene_that_breaks_off_are_those_of_its_text(verdicts: dict[str, Verdict]) -> None:
    found = verdicts["breaks off"]
    assert (found.executes, found.eight_phases, found.usable) == (False, True, False)


def test_an_invented_name_is_said(verdicts: dict[str, Verdict]) -> None:
    found = verdicts["invented"]
    assert not found.executes
    assert found.error_class == "invented API"
    assert "ShowCreation" in found.error


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gains_nothing(name: str, verdicts: dict[str, Verdict]) -> None:
    found = verdicts[name]
    assert not found.usable
    assert getattr(found, ATTACKS[name][1]) is False
    assert found.error_class
    json.dumps(found.as_dict())


@pytest.mark.parametrize("asked", ["x**", "import os", "9**9**9**9*x", "f(x)", "", "y + x", "x" * 100_000])
def test_a_function_that_cannot_be_read_is_refused(asked: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        judge(LESSON, asked)
