"""A scene's text: room and pages for the derivation, numbers at the axes, how many plays; and how long it lasts."""

import importlib.util
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiers import slow

from derivative_manim.generation.geometry import picture
from derivative_manim.generation.lesson import steps
from derivative_manim.generation.pages import pages
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.scene import animations, render_scene
from derivative_manim.generation.step import Step


def scene(text: str, lines: list[Step] | None = None) -> str:
    function = parse(text)
    derivation = differentiate(function)
    record = {"id": "dm-0001", "function": text}
    shown = picture(function, derivation.derivative)
    return render_scene(record, function, derivation.derivative, lines or steps(derivation), shown)


def test_as_few_pages_as_can_be_read_and_none_with_a_single_line() -> None:
    assert pages([0.4] * 6, 0.25, 8.0) == [0]
    assert pages([0.9] * 8, 0.25, 8.0) == [0, 4]
    assert pages([0.9] * 14, 0.25, 8.0) == [0, 7]
    assert pages([3.0, 3.0, 3.0, 0.4], 0.25, 8.0) == [0, 2]
    starts = pages([1.5] * 14, 0.25, 8.0)
    assert len(starts) == 4
    assert min(b - a for a, b in zip(starts, [*starts[1:], 14], strict=True)) >= 2
    assert pages([0.4, 0.4, 3.0, 3.0, 3.0, 3.0], 0.25, 7.0) == [0, 2, 4]  # two pages would be of 4.3 and 9.5


def test_a_long_derivation_turns_a_page() -> None:
    line = Step("quotient", r"f'(x) = \frac{x}{x + 1}", "x/(x + 1)")
    code = scene("x/(x + 1)", [line] * 11)
    assert "for page in steps[:" in code
    assert "turn = [FadeOut(steps[:i])] if i == " in code
    last = re.search(r"FadeOut\(steps\[(\d+):-1\]\)", code)
    assert last is not None
    assert int(last[1]) >= 4  # only what is still there fades out at the end
    assert "for page in" not in scene("x/(x + 1)")


def test_the_type_is_as_large_as_fits() -> None:
    assert "font_size=42) for s in STEPS" in scene("x**2")
    long = Step("sum", "f'(x) = " + " + ".join(f"{k}x^{{{k}}}" for k in range(2, 12)), "x")
    code = scene("x**2", [long] * 5)
    assert "font_size=36) for s in STEPS" in code
    assert "step.scale(min(1, 5.8 / step.width))" in code  # the one line that is too wide, not all of them


def test_brackets_round_fractions_are_wider_than_the_estimate() -> None:
    assert "step.scale(min(1, 5.8 / step.width))" in scene("x**4*sin(1/x)")
    assert "step.scale" not in scene("x*sin(x)")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("sin(x)", r'PI / 2: r"$\dfrac{\pi}{2}$"'),
        ("sin(x)", r'-PI: r"$-\pi$"'),
        ("1000000*x", r'4000000: r"$4\!\cdot\!10^{6}$"'),
        ("x/1000000", r'r"$4\!\cdot\!10^{-6}$"'),
        ("sin(x)/1000", r'{-0.001: r"$-10^{-3}$", 0.001: r"$10^{-3}$"}'),  # -0.5 times it is too wide
        ("x**4*sin(1/x)", r'-0.004: r"$-0.004$"'),  # too wide as Manim writes it
        ("sin(x) + 1000", r'1000.5: r"$1000.5$"'),
    ],
)
def test_labels_of_the_axes(text: str, label: str) -> None:
    assert label in scene(text)


def test_plain_numbers_are_written_out() -> None:
    assert "add_labels" not in scene("x**2")
    assert "10^{" not in scene("x**4")


def test_a_slope_near_zero_has_its_sign_right() -> None:
    assert "DecimalNumber(round(df(a), 2) + 0, 2, font_size=30)" in scene("x**2")
    assert str(round(-0.004, 2) + 0) == "0.0"  # not -0.0, of which Manim makes 0.00 or -0.00
    assert round(-0.005001, 2) == -0.01


@pytest.mark.parametrize("text", ["3", "x**2", "tan(x)", "x**2*exp(x)*sin(x)"])
def test_plays_are_counted_as_they_are_written(text: str) -> None:
    code = scene(text)
    lines = len(steps(differentiate(parse(text))))
    assert animations(steps(differentiate(parse(text)))) == code.count("self.play(") - 1 + lines
    assert "self.wait(" not in code


@pytest.mark.parametrize("text", [slow("3"), slow("sin(x)"), "x**2*exp(-x)*sqrt(x + 1)"])
def test_a_lesson_lasts_as_long_as_it_takes_to_read(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typeset: Callable[[str], Path]
) -> None:
    """35 to 60 seconds; every line of the derivation is alone on screen for a second and a half at least."""
    manim = pytest.importorskip("manim")
    path = tmp_path / "lesson.py"
    path.write_text(scene(text), encoding="utf-8")
    waits: list[float] = []
    wait = manim.Wait.__init__

    def written(self: object, run_time: float = 1, *args: object, **kwargs: object) -> None:
        waits.append(run_time)
        wait(self, run_time, *args, **kwargs)

    monkeypatch.setattr(manim.Wait, "__init__", written)
    monkeypatch.setattr(manim.CairoRenderer, "update_frame", lambda *args, **kwargs: None)
    plays: dict[int, float] = {}

    def passing(self: Any, scene: Any, *args: object) -> None:
        plays[self.num_plays] = scene.duration

    monkeypatch.setattr(manim.CairoRenderer, "render", passing)
    settings = {"media_dir": str(typeset(scene(text))), "frame_rate": 2, "dry_run": True, "disable_caching": True}
    with manim.tempconfig(settings | {"progress_bar": "none", "verbosity": "ERROR"}):
        spec = importlib.util.spec_from_file_location("lesson", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.DerivativeVisualization().render()
    assert 35 <= sum(plays.values()) <= 60
    assert len(waits) == len(module.STEPS) + 1
    assert min(waits) >= 1.5
    assert math.isfinite(max(waits))
