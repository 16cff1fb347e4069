"""What Manim's own functions tell while a scene runs: the texts that are set and the callables that are plotted.

Each is wrapped so that it has its own name and signature still; what it does is not changed.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FrameType
from typing import Any

import manim
import numpy as np
from manim import CoordinateSystem, FunctionGraph, ImplicitFunction, MathTex, ParametricFunction
from manim.mobject.graphing.scale import LinearBase
from manim.mobject.text import tex_mobject
from manim.mobject.text.tex_mobject import SingleStringMathTex

from .picture import Flat
from .plots import CHECKED, Plot, Plots
from .snapshot import Recorder, map_of
from .walk import own, points_of

PLOTTERS = ("plot", "plot_derivative_graph", "plot_antiderivative_graph", "plot_parametric_curve", "plot_polar_graph")
MATH = re.compile(r"(align|equation|gather|multline|math|eqnarray|split)")
# LaTeX that can make a text look like another one.
MEANING = re.compile(
    r"\\(?:re|provide)?newcommand|\\(?:[gex]?def|let|futurelet|catcode|renewenvironment|DeclareMath\w*)\b"
)


class Wrapping:
    """Replaces attributes of classes until it is undone."""

    def __init__(self) -> None:
        self._kept: list[tuple[type, str, Any]] = []

    def method(self, kind: type, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
        """Replace a method by what is made of it."""
        original = kind.__dict__[name]
        wrapped = wraps(original)(make(original))
        # Manim keeps each constructor a second time, for set_default.
        for place in (name, f"_original{name}") if name == "__init__" else (name,):
            self._kept.append((kind, place, kind.__dict__[place]))
            setattr(kind, place, wrapped)

    def undo(self) -> None:
        """Put everything back."""
        for kind, name, original in reversed(self._kept):
            setattr(kind, name, original)


@contextmanager
def watched(path: str, recorder: Recorder, plots: Plots, said: dict[str, Any]) -> Iterator[Wrapping]:
    """Note the texts that are set and the callables that are plotted.

    Args:
        path: of the scene's file, as its code has it.
        recorder: is told of the texts, and of the lines of the source that made things.
        plots: is told of the callables.
        said: `formulas` is set to the number of different formulas that the scene's own code makes, `meaning` if
            LaTeX is told to print other things than it says.
    """
    wrapping = Wrapping()
    formulas: set[str] = set()
    makers: list[str] = []

    def text(mode: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def make(init: Callable[..., Any]) -> Callable[..., Any]:
            def built(self: Any, *args: Any, **options: Any) -> None:
                if init is mathtex and _directly(path):
                    formulas.add(repr(args)[:2000])
                    said["formulas"] = len(formulas)
                init(self, *args, **options)
                if init is single and isinstance(self, MathTex):
                    return
                _keep_text(self, mode, line_of(path), recorder, said)

            return built

        return make

    def number(init: Callable[..., Any]) -> Callable[..., Any]:
        def built(self: Any, *args: Any, **options: Any) -> None:
            init(self, *args, **options)
            recorder.lines[id(self)] = line_of(path), self

        return built

    def bulleted(init: Callable[..., Any]) -> Callable[..., Any]:
        def built(self: Any, *args: Any, **options: Any) -> None:
            init(self, *args, **options)
            _keep_text(self, "tex", line_of(path), recorder, said)

        return built

    def plotter(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def make(method: Callable[..., Any]) -> Callable[..., Any]:
            def plotted(self: Any, *args: Any, **options: Any) -> Any:
                makers.append(name)
                try:
                    graph = method(self, *args, **options)
                finally:
                    makers.pop()
                recorder.lines[id(graph)] = line_of(path), graph
                if not makers:
                    plots.add(_plot(graph, name, self, own(graph, "underlying_function"), recorder))
                return graph

            return plotted

        return make

    def curve(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def make(init: Callable[..., Any]) -> Callable[..., Any]:
            def built(self: Any, *args: Any, **options: Any) -> None:
                makers.append(name)
                try:
                    init(self, *args, **options)
                finally:
                    makers.pop()
                recorder.lines[id(self)] = line_of(path), self
                if not makers:
                    plots.add(_plot(self, name, None, own(self, "function"), recorder))

            return built

        return make

    single, mathtex = SingleStringMathTex.__init__, MathTex.__init__
    modes = {SingleStringMathTex: "math", MathTex: "math", manim.Text: "plain", manim.MarkupText: "markup"}
    for kind, mode in modes.items():
        wrapping.method(kind, "__init__", text(mode))
    wrapping.method(manim.DecimalNumber, "__init__", number)
    wrapping.method(manim.BulletedList, "__init__", bulleted)
    for name in (*PLOTTERS, "plot_implicit_curve"):
        wrapping.method(CoordinateSystem, name, plotter(name))
    for kind in (ParametricFunction, FunctionGraph, ImplicitFunction):
        wrapping.method(kind, "__init__", curve(kind.__name__))
    try:
        yield wrapping
    finally:
        wrapping.undo()


def line_of(path: str) -> int | None:
    """Give the line of the scene's file that is being executed."""
    frame: FrameType | None = sys._getframe(1)
    while frame and frame.f_code.co_filename != path:
        frame = frame.f_back
    return frame.f_lineno if frame else None


def _directly(path: str) -> bool:
    """Say whether the scene's own code makes the formula, not some other mobject."""
    frame: FrameType | None = sys._getframe(2)
    while frame and frame.f_code.co_filename in {tex_mobject.__file__, __file__}:  # Tex and Title are made of a MathTex
        frame = frame.f_back
    return bool(frame) and frame.f_code.co_filename == path  # type: ignore[union-attr]


def _keep_text(mobject: Any, mode: str, line: int | None, recorder: Recorder, said: dict[str, Any]) -> None:
    if mode in {"math", "tex"}:
        text, kind = str(own(mobject, "tex_string", "")), SingleStringMathTex
        mode = "math" if MATH.match(str(own(mobject, "tex_environment") or "")) else "tex"
        template = own(mobject, "tex_template")
        if MEANING.search(text) or MEANING.search(str(getattr(template, "preamble", ""))):
            said["meaning"] = True
    else:
        text = str(own(mobject, "original_text", ""))
        kind = manim.Text if mode == "plain" else manim.MarkupText
    try:
        size = float(kind.font_size.fget(mobject))
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        size = 48.0
    glyphs = _glyphs(mobject)
    recorder.homes.add(mobject, glyphs)
    recorder.texts.add([points_of(glyph) for glyph in glyphs], text, mode, line, size)
    if mode in {"math", "tex"}:
        parts = own(mobject, "submobjects", [])
        for part in parts if len(parts) > 1 else []:
            recorder.texts.add(list(map(points_of, _glyphs(part))), str(own(part, "tex_string", "")), mode, line, size)


def _glyphs(mobject: Any) -> list[Any]:
    """List the members of a text that have points."""
    found: list[Any] = []
    waiting = [mobject]
    while waiting and len(found) < 5_000:
        one = waiting.pop()
        if len(points_of(one)):
            found.append(one)
        waiting += reversed(own(one, "submobjects", []))
    return found


def _plot(graph: Any, maker: str, axes: Any, underlying: Any, recorder: Recorder) -> Plot:
    anchors = points_of(graph)[::4, :2] if len(points_of(graph)) else np.zeros((0, 2))
    plane = None if axes is None else map_of(axes, Flat())
    if plane is not None:
        origin, right, up = (np.array(plane[key], dtype=float) for key in ("origin", "right", "up"))
        anchors = np.linalg.solve(np.array([right - origin, up - origin]).T, (anchors - origin).T).T
    low, high, step = (float(own(graph, name, 0.0)) for name in ("t_min", "t_max", "t_step"))
    chosen = range(0, len(anchors) - 1, max(1, len(anchors) // CHECKED))
    by_x = maker in {"plot", "plot_derivative_graph", "plot_antiderivative_graph"}
    times = [float(anchors[k][0]) if by_x else low + step * k for k in chosen]
    linear = type(own(graph, "scaling")) is LinearBase and (plane is None or plane["linear"])
    known = linear and own(graph, "discontinuities") is None and underlying is not None
    points = anchors.tolist()
    drawn = [(t, points[k][0], points[k][1]) for t, k in zip(times, chosen, strict=True)] if known else []
    span = (low, high)
    if by_x:
        vectorized, scale = own(graph, "use_vectorized"), own(graph, "scaling").function

        def values(t: float) -> tuple[float, float]:
            x = scale(t)
            return x, np.asarray(underlying(np.array([x])) if vectorized else underlying(x)).ravel()[0]

    elif isinstance(graph, ImplicitFunction):
        span, drawn, function = (0.0, len(anchors) - 1.0), [], own(graph, "function")

        def values(t: float) -> tuple[float, float]:
            return _solved(function, anchors, t)

    elif maker == "plot_polar_graph":

        def values(t: float) -> tuple[float, float]:
            return underlying(t) * np.cos(t), underlying(t) * np.sin(t)

    else:

        def values(t: float) -> tuple[float, float]:
            x, y = np.asarray(underlying(t)).ravel()[:2]
            return x, y

    seen = None if plane is None else map_of(axes, recorder.view())
    return Plot(graph, maker, recorder.lines[id(graph)][0], seen, values, span, drawn)


def _solved(function: Any, anchors: Any, t: float) -> tuple[float, float]:
    """Find the curve's y near one of its anchors, at that x, where an implicit function is 0."""
    x, y = (float(value) for value in anchors[round(t)])
    near = max(float(np.ptp(anchors[:, 1])), 1e-6) * 0.05
    one, two = y, y + near * 1e-3
    for _ in range(60):
        first, second = float(function(x, one)), float(function(x, two))
        if second == first:
            break
        one, two = two, two - second * (two - one) / (second - first)
        if abs(two - one) < 1e-14 * max(1.0, abs(two)):
            break
    return (x, two) if abs(two - y) < near else (float("nan"), float("nan"))
