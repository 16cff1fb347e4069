"""The scene: one Jinja2 template, filled with the lines of the lesson and the numbers of the picture."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from derivative_manim.generation import tree as t
from derivative_manim.generation.geometry import Interval, Picture, Segment
from derivative_manim.generation.lesson import Step
from derivative_manim.generation.source import numpy_code
from derivative_manim.generation.width import text_width
from derivative_manim.generation.window import nice_step

_CROWDED = 14  # rows, those with a fraction counted twice
_ENVIRONMENT = Environment(
    block_start_string="<%",
    block_end_string="%>",
    variable_start_string="<<",
    variable_end_string=">>",
    comment_start_string="<#",
    comment_end_string="#>",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - the output is Python, and every value in it was made from a parsed tree
)


def render_scene(
    record: Mapping[str, Any],
    function: t.Tree,
    derivative: t.Tree,
    steps: list[Step],
    picture: Picture,
) -> str:
    """The Python source of one scene.

    Args:
        record: needs `id` and `function`.
        function: f.
        derivative: f', as shown in the last line.
        steps: the lines of the derivation, the function first.
        picture: the numbers of the graphs.
    """
    template = _ENVIRONMENT.from_string(
        files("derivative_manim.generation").joinpath("scene.py.jinja").read_text(encoding="utf-8")
    )
    title = title_of(steps)
    size, corner = _title_sizes(title)
    return template.render(
        record=record,
        picture=picture,
        f_code=numpy_code(function),
        df_code=numpy_code(derivative),
        title="STEPS[0]" if steps[0].latex == title else f'r"{title}"',
        title_size=size,
        corner_scale=number(corner),
        lines=[step.latex for step in steps],
        step_gap=number(_step_gap(steps)),
        plot=lambda plane, name, pieces, color: _plot(plane, name, pieces, color, picture),
        trail=_domain(picture.trace, picture),
        number=number,
        numbers=lambda values: "[" + ", ".join(map(number, values)) + "]",
        list=lambda values: "[" + ", ".join(map(number, values)) + "]",
        segments=_segments,
    )


def _step_gap(steps: list[Step]) -> float:
    """The room between lines: less where there is so much to show that the lines would have to shrink."""
    rows = [row for step in steps for row in step.latex.split(r"\\")]
    tall = sum(r"\frac" in row for row in rows)
    return 0.15 if len(rows) + tall >= _CROWDED else 0.3


def title_of(steps: list[Step]) -> str:
    """The title: the first line without the form rewritten for the rule, in one row."""
    return " = ".join(steps[0].latex.replace("&", "").replace(r" \\[1ex] \qquad", "").split(" = ")[:2])


def formulas(steps: list[Step]) -> set[str]:
    """All different LaTeX strings that the scene sets, numbers left out."""
    return {title_of(steps), *(step.latex for step in steps), "f(x)", "f'(x)", r"\text{slope} ="}


def animations(steps: list[Step], picture: Picture) -> int:
    """How often the scene calls `play` or `wait` when it runs: one for each step, and the template's own."""
    return len(steps) + 8 + bool(picture.critical)


def _title_sizes(title: str) -> tuple[int, float]:
    """The title's font size in the middle of the screen, and by what it then shrinks into the corner."""
    width = text_width(title) / 36  # per point of font size
    shown = min(72, int(12 / width))
    corner = 30 if r"\frac" in title else 36  # a fraction must not reach down into the axes
    return shown, round(min(corner, 12 / width) / shown, 2)


def _plot(plane: str, name: str, pieces: tuple[Interval, ...], color: str, picture: Picture) -> str:
    """The call that draws one graph; a graph with gaps is a group of its pieces."""
    step = _sampling(picture)
    if len(pieces) == 1:
        return f"{plane}.plot({name}, {_domain(pieces[0], picture)}, color={color})"
    listed = ", ".join(map(_interval, pieces))
    inner = f"{plane}.plot({name}, [a, b, {step}], color={color})"
    return f"VGroup(*[{inner} for a, b in [{listed}]])"


def _domain(interval: Interval, picture: Picture) -> str:
    return f"[{number(interval[0])}, {number(interval[1])}, {_sampling(picture)}]"


def _sampling(picture: Picture) -> str:
    return number(nice_step(picture.x_range[1] - picture.x_range[0], 400))


def number(value: float) -> str:
    """A number as it is typed: 4 rather than 4.0, no trailing zeros."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.12g}"


def _interval(interval: Interval) -> str:
    return f"({number(interval[0])}, {number(interval[1])})"


def _segments(segments: tuple[Segment, ...]) -> str:
    return "[" + ", ".join(f"({_interval((a, b))}, {_interval((c, d))})" for a, b, c, d in segments) + "]"
