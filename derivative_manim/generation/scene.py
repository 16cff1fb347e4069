"""The scene: one Jinja2 template, filled with the lines of the lesson and the numbers of the picture."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from derivative_manim.generation import tree as t
from derivative_manim.generation.geometry import Picture
from derivative_manim.generation.heights import Range, nice_step
from derivative_manim.generation.pages import pages
from derivative_manim.generation.panel import Interval, Point, Segment
from derivative_manim.generation.source import numpy_code
from derivative_manim.generation.step import Step
from derivative_manim.generation.width import LINE_WIDTH, fit, line_height, text_width

_ONE_ROW = 20.5  # the widest title in one row, at font size 36: it is then shown at 21
_COLUMN, _FULL = 7.2, 6.4  # height of the derivation's column, and beside a title that reaches over it
_DRAWN = 5.8  # the widest line that is drawn as it is
_TALL_BRACKETS = 0.2  # by which a pair of them round a fraction is wider than the estimate
_BESIDE = 7.3  # the widest title that stands beside the column
_LONG = 6  # lines; more are written faster, for the same lesson must not take much longer
_ROOM_BESIDE, _ROOM_BESIDE_SMALL = 2.8, 3.35  # em, for a number left of the axes: at Manim's size, and at font size 20
_MOST_LABELS = 5  # of ticks at multiples of pi; of more every second one has its label
_GAP = 0.25  # between lines: Manim's own
_FONTS = (42, 40, 38, 36)  # sizes of the derivation, the largest that fits; the last is shrunk, or turns a page
_READABLE = 30 / 36  # a page is turned rather than shrunk below this
_ENVIRONMENT = Environment(
    loader=PackageLoader(__package__, ""),
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


@dataclass(frozen=True)
class Style:
    """How a scene looks and how fast it is; that of the dataset if nothing is said.

    Attributes:
        speed: 2 for twice as fast.
        inks: statements that set other colours.
        background: the name of the background's colour.
        slope: the word before the slope, as LaTeX's text.
        comma: whether decimals are written after a comma, and thousands without one.
    """

    speed: float = 1.0
    inks: str = ""
    background: str = "BLACK"
    slope: str = "slope"
    comma: bool = False


def render_scene(
    record: Mapping[str, Any],
    function: t.Tree,
    derivative: t.Tree,
    steps: list[Step],
    picture: Picture,
    style: Style | None = None,
) -> str:
    """The Python source of one scene.

    Args:
        record: needs `id` and `function`.
        function: f.
        derivative: f', as shown in the last line.
        steps: the lines of the derivation, the function first.
        picture: the numbers of the graphs.
        style: colours, words and speed; None for those of the dataset.
    """
    style = style or Style()
    usual = style.speed == 1
    title = title_of(steps)
    size, corner, beside = _title_sizes(title)
    room = _COLUMN if beside else _FULL
    heights = [line_height(step.latex) for step in steps]
    wide, high = _wide(steps) / 36, _height(heights) / 36  # per point of font size
    font = next((size for size in _FONTS if wide * size < 0.93 * LINE_WIDTH and high * size < 0.9 * room), _FONTS[-1])
    # lines that are small already, for their width, are not made smaller for their number
    starts = pages(heights, _GAP, room if wide * 36 > 1.2 * LINE_WIDTH else room / _READABLE)
    ends = [*starts[1:], len(steps)]
    parts = [heights[a:b] for a, b in zip(starts, ends, strict=True)]
    slices = [f"steps[{a or ''}:{b if b < len(steps) else ''}]" for a, b in zip(starts, ends, strict=True)]
    panels = (picture.y_range, picture.dy_range)
    powers = any(_needs_powers(r) or _is_long(r) or _is_wide(r) or (style.comma and _has_signs(r)) for r in panels)
    return _ENVIRONMENT.get_template("scene.py.jinja").render(
        record=record,
        picture=picture,
        f_code=numpy_code(function),
        df_code=numpy_code(derivative),
        title="STEPS[0]" if steps[0].latex == title else f'r"{title}"',
        title_size=size,
        corner_scale=number(corner),
        lines=[step.latex for step in steps],
        font=font,
        room=number(room),
        centre=0 if beside else number((_FULL - _COLUMN) / 2),
        pages=starts,
        slices=", ".join(slices),
        turn=_turn(starts),
        last_page=starts[-1] or "",
        x_range=_x_range(picture.x_range),
        x_labels=_x_labels(picture.x_range, comma=style.comma),
        wide=wide * font >= 0.93 * LINE_WIDTH or _drawn_wide(steps) * font / 36 > _DRAWN,
        high=max(map(_height, parts)) * font / 36 >= 0.9 * room,
        first="steps[0]" if _title_width(title) > 10 else "title",
        pair_fits=1.2 * max(_title_width(title) * min(1.0, corner * size / 36), _wide(steps[-1:]) * font / 36) < 5.0,
        write_time=f", run_time={number(round((1 if len(steps) > _LONG else 1.5) / style.speed, 2))}"
        if not usual
        else ", run_time=1"
        if len(steps) > _LONG
        else "",
        reading="1.5 + len(step[0]) / 50" if usual else f"(1.5 + len(step[0]) / 50) / {number(style.speed)}",
        seconds=lambda wanted: number(round(wanted / style.speed, 2)),
        lasting=lambda wanted: "" if usual else f", run_time={number(round(wanted / style.speed, 2))}",
        inks=style.inks,
        slope=style.slope,
        # a longer word than the English one goes on to the left, so that the number stands where it did
        slope_x=round(
            picture.slope_x - (text_width(rf"\text{{{style.slope}}}") - text_width(r"\text{slope}")) * 30 / 72, 2
        ),
        comma=style.comma,
        trace_time=_trace_time(steps),
        powers=powers,
        y_labels=lambda y: f", {_powers(y, comma=style.comma)}" if powers else "",
        place=lambda at: f"[{number(at[0])}, {number(at[1])}, 0]",
        plot=partial(_plot, _sampling(picture)),
        added=partial(_added, style.background),
        trail=_domain(picture.trace, picture),
        number=number,
        numbers=lambda values: "[" + ", ".join(map(number, values)) + "]",
        list=lambda values: "[" + ", ".join(map(number, values)) + "]",
    )


def _wide(steps: list[Step]) -> float:
    return max(text_width(row) for step in steps for row in step.latex.split(r"\\"))


def _drawn_wide(steps: list[Step]) -> float:
    """The same with the brackets round fractions as wide as they are drawn."""
    rows = [row for step in steps for row in step.latex.split(r"\\")]
    return max(text_width(row) + (_TALL_BRACKETS * row.count(r"\left(") if r"\frac" in row else 0.0) for row in rows)


def _trace_time(steps: list[Step]) -> int:
    """Seconds for which the point slides: more where there is little to read, so that no lesson is over too soon."""
    lines = sum((1.0 if len(steps) > _LONG else 1.7) + 1.5 + len(step.latex) / 120 for step in steps)
    return max(6, min(11, round(52 - 13 - lines)))


def _height(heights: list[float]) -> float:
    return sum(heights) + _GAP * (len(heights) - 1)


def _turn(starts: list[int]) -> str:
    """The animation that clears the page before line `i`, in a list that is empty where no page is turned."""
    if len(starts) <= 2:
        return f"[FadeOut(steps[:i])] if i == {starts[-1]} else []"
    before = dict(zip(starts[1:], starts, strict=False))
    return f"[FadeOut(steps[{before}[i] : i])] if i in {tuple(before)} else []"


def _x_range(x: Range) -> str:
    """The range as it is typed: `[-2 * PI, 2 * PI, PI / 2]` for one in multiples of pi."""
    if not multiples_of_pi(x):
        return "[" + ", ".join(map(number, x)) + "]"
    return "[" + ", ".join(_times_pi(value) for value in x) + "]"


def multiples_of_pi(x: Range) -> bool:
    """Whether the ticks are at multiples of pi."""
    parts = (x[2] / math.pi * 4 * scale for scale in (1, 10, 100, 1000, 0.1, 0.01, 0.001))
    return any(abs(part - round(part)) < 1e-9 and round(part) in (1, 2, 4) for part in parts)


def _times_pi(value: float) -> str:
    fraction = Fraction(value / math.pi).limit_denominator(8000)
    top, below = fraction.numerator, fraction.denominator
    if abs(top / below * math.pi - value) > 1e-9:  # the end of a window that somebody asked for
        return number(value)
    if top == 0:
        return "0"
    text = {1: "PI", -1: "-PI"}.get(top, f"{top} * PI")
    return text if below == 1 else f"{text} / {below}"


def _x_labels(x: Range, *, comma: bool) -> str:
    """The labels of ticks at multiples of pi, or of numbers with a `comma`, as a dictionary; "" for Manim's numbers."""
    if not multiples_of_pi(x):
        labels = _labels(x, 0, comma=comma).values() if comma and _has_signs(x) else ()
        return "{" + ", ".join(text for text, _ in labels) + "}" if labels else ""
    first, last = math.ceil(x[0] / x[2] - 1e-9), math.floor(x[1] / x[2] + 1e-9)
    at = [k * x[2] for k in range(first, last + 1) if k]
    if len(at) > _MOST_LABELS:
        at = [p for p in at if round(p / x[2]) % 2 == 0]
    return (
        "{"
        + ", ".join(f'{_times_pi(p)}: r"${_pi_label(Fraction(p / math.pi).limit_denominator(8000))}$"' for p in at)
        + "}"
    )


def _pi_label(times: Fraction) -> str:
    top, below = abs(times.numerator), times.denominator
    text = r"\pi" if top == 1 else rf"{top}\pi"
    sign = "-" if times < 0 else ""
    return f"{sign}{text}" if below == 1 else rf"{sign}\dfrac{{{text}}}{{{below}}}"


def _needs_powers(y: Range) -> bool:
    """Whether the numbers of an axis are too long to be written out: five digits, or four decimals."""
    largest = max(abs(y[0]), abs(y[1]))
    return (largest >= 1e4 and not _is_long(y)) or y[2] < 9.9e-4


def _is_long(y: Range) -> bool:
    """Whether they are long and would be longer in powers of ten: 99998, 99999."""
    largest = max(abs(y[0]), abs(y[1]))
    return 1e4 <= largest < 1e6 and 1 <= y[2] < largest / 1e3


def _is_wide(y: Range) -> bool:
    """Whether Manim's own numbers are wider than the room beside the axis: -0.010, -1,000, 1,000.5."""
    decimals = max(0, -math.floor(math.log10(y[2]) + 1e-9))
    return max(_em(f"{k * y[2]:,.{decimals}f}") for k in _ticks(y)) > _ROOM_BESIDE


def _has_signs(axis: Range) -> bool:
    """Whether Manim's own numbers have points or commas: 0.5, 1,000."""
    return axis[2] % 1 != 0 or max(map(abs, axis[:2])) >= 1000


def _ticks(y: Range) -> range:
    """The ticks of an axis, as multiples of its step."""
    return range(math.ceil(y[0] / y[2] - 1e-9), math.floor(y[1] / y[2] + 1e-9) + 1)


def _em(text: str) -> float:
    """The width of a number in em, as it is set; measured on Manim's numbers."""
    return sum({"-": 0.67, ".": 0.28, ",": 0.28}.get(sign, 0.5) for sign in text)


def _powers(y: Range, *, comma: bool) -> str:
    """The numbers of a y axis as a dictionary, in powers of ten where they are needed; none that does not fit.

    Where those of the largest are too wide, all are written out, or in the power of ten of the step.
    """
    tens = [math.floor(math.log10(value) + 1e-9) for value in (max(abs(y[0]), abs(y[1])), y[2])]
    plain = [0] if y[2] >= 1 or not _needs_powers(y) else []
    ways = [_labels(y, ten, comma=comma) for ten in ([tens[0], *plain, tens[1]] if _needs_powers(y) else plain)]
    labels = next((way for way in ways if all(fits for _, fits in way.values())), ways[0])
    fitting = {k for k, (_, fits) in labels.items() if fits}
    every_second = {k for k in labels if k % 2 == 0}
    shown = every_second if not fitting >= labels.keys() and every_second and every_second <= fitting else fitting
    return "{" + ", ".join(text for k, (text, _) in labels.items() if k in shown or not shown) + "}"


def _labels(y: Range, ten: int, *, comma: bool) -> dict[int, tuple[str, bool]]:
    """Each tick but 0 with its number in a power of ten, and whether that fits beside the axis."""
    wide = 1.6 + 0.7 * _em(str(ten)) if ten else 0.0  # of the dot and the power of ten
    found = {}
    for k in filter(None, _ticks(y)):
        value = float(f"{k * y[2]:.9g}")
        factor = number(float(f"{value / 10.0**ten:.9g}"))
        if ten and (alone := re.fullmatch(r"(-?)1(0*)", factor)):
            text, fits = f"{alone[1]}10^{{{ten + len(alone[2])}}}", True
        else:
            text = factor + (rf"\!\cdot\!10^{{{ten}}}" if ten else "")
            text = text.replace(".", "{,}") if comma else text
            fits = _em(factor) + wide <= _ROOM_BESIDE_SMALL
        found[k] = f'{number(value)}: r"${text}$"', fits
    return found


def title_of(steps: list[Step]) -> str:
    """The title: the first line without the form rewritten for the rule, in one row as long as that can be read."""
    row = " = ".join(steps[0].latex.replace("&", "").replace(r" \\[1ex] \qquad", "").split(" = ")[:2])
    return row if text_width(row) <= _ONE_ROW else fit([row], _ONE_ROW)


def _title_width(title: str) -> float:
    return max(text_width(row) for row in title.split(r"\\"))


def formulas(steps: list[Step], slope: str = "slope", *, comma: bool = False) -> set[str]:
    """All different LaTeX strings that the scene sets, numbers left out; the slope's `comma` is one."""
    common = {title_of(steps), *(step.latex for step in steps), "f(x)", "f'(x)", rf"\text{{{slope}}} ="}
    return common | {","} if comma else common


def animations(steps: list[Step], *, stops: bool = False) -> int:
    """How often the scene calls `play` or `wait` when it runs: one for each step and one for each other phase.

    Args:
        steps: the lines of the derivation.
        stops: whether the tangent stops at a place that somebody has asked for.
    """
    return len(steps) + 7 + 2 * stops


def _title_sizes(title: str) -> tuple[int, float, bool]:
    """The title's font size in the middle of the screen, by what it then shrinks, and if it ends left of the column."""
    width = _title_width(title) / 36  # per point of font size
    shown = min(72, int(12 / width))
    corner = 30 if r"\frac" in title else 36  # a fraction must not reach down into the axes
    if r"\\" in title:
        shown, corner = min(shown, 40), min(24, int(0.95 / (line_height(title) / 36)))
    beside = _BESIDE / width >= 26
    return shown, round(min(corner, (_BESIDE if beside else 12) / width) / shown, 2), beside


def _plot(step: str, plane: str, name: str, pieces: tuple[Interval, ...], color: str, *, group: bool = False) -> str:
    """The call that draws one graph; one with gaps is several pieces, for a group or made into one."""
    if len(pieces) == 1:
        a, b = map(number, pieces[0])
        return f"{plane}.plot({name}, [{a}, {b}, {step}], color={color})"
    listed = ", ".join(map(_interval, pieces))
    text = f"*[{plane}.plot({name}, [a, b, {step}], color={color}) for a, b in [{listed}]]"
    return f"VGroup({text})" if group else text


def _added(
    background: str,
    group: str,
    plane: str,
    color: str,
    lines: tuple[Segment, ...],
    holes: tuple[Point, ...],
    y: Range,
) -> str:
    """The statements that add to a graph its asymptotes (upright ones by their abscissa), and circles at its holes."""
    poles = [a for a, b, c, d in lines if a == c]
    others = [line for line in lines if line[0] != line[2]]
    text = []
    if len(poles) > 1:
        ends = ", ".join(f"{plane}.c2p(a, {number(end)})" for end in y[:2])
        text += [f"        for a in {', '.join(map(number, poles))}:"]
        text += [f"            {group}.add(DashedLine({ends}, color=GRAY))"]
    elif poles:
        others.append((poles[0], y[0], poles[0], y[1]))
    for a, b, c, d in others:
        ends = f"{plane}.c2p{_interval((a, b))}, {plane}.c2p{_interval((c, d))}"
        text += [f"        {group}.add(DashedLine({ends}, color=GRAY))"]
    if holes:
        circle = f"Circle(0.06, {color}, fill_color={background}, fill_opacity=1)"
        text += [f"        for a in [{', '.join(f'({number(x)}, {number(y)})' for x, y in holes)}]:"]
        text += [f"            {group}.add({circle}.move_to({plane}.c2p(*a)))"]
    return "\n".join(text)


def _domain(interval: Interval, picture: Picture) -> str:
    return f"[{number(interval[0])}, {number(interval[1])}, {_sampling(picture)}]"


def _sampling(picture: Picture) -> str:
    return number(nice_step(picture.x_range[1] - picture.x_range[0], 2000 if picture.steep else 400))


def number(value: float) -> str:
    """A number as it is typed: 4 rather than 4.0, no trailing zeros."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.12g}"


def _interval(interval: Interval) -> str:
    return f"({number(interval[0])}, {number(interval[1])})"
