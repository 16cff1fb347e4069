"""What Manim's own functions tell while a scene runs: the texts that are set and the callables that are plotted.

Each is wrapped so that it has its own name and signature still; what it does is not changed.
"""

import re
import sys
from collections.abc import Callable
from functools import partial
from traceback import walk_stack
from typing import Any

import manim
import numpy as np
from manim import CoordinateSystem, FunctionGraph, ImplicitFunction, MathTex, ParametricFunction
from manim.mobject.graphing.scale import LinearBase
from manim.mobject.text import tex_mobject
from manim.mobject.text.tex_mobject import SingleStringMathTex

from . import as_manim, macros
from .as_manim import Listener
from .listing import said_by
from .picture import flat
from .plots import CHECKED, Plotted
from .snapshot import SHOWN, Recorder, map_of
from .texts import LONGEST
from .walk import glyphs_of, own, points_of

MAKERS = {tex_mobject.__file__, as_manim.__file__, __file__}  # Tex is made of a MathTex
BACK = (manim.there_and_back, manim.there_and_back_with_pause, manim.wiggle)  # end where they began
SPACES = re.compile(r"[ \t]+")
MATH = re.compile(r"(align|equation|gather|multline|math|eqnarray|split)")


class Heard(Listener):
    """Tells the recorder of texts and plots as Manim's classes make them, from now on."""

    def __init__(self, path: str, recorder: Recorder) -> None:
        super().__init__()
        self.path = path
        self.recorder = recorder
        self.formulas: set[str] = set()  # that the scene's own code makes
        self.foreign: set[str] = set()  # what may show other things than it says
        self.plots: list[Plotted] = []
        for kind in (SingleStringMathTex, MathTex, manim.BulletedList, manim.Text, manim.MarkupText):
            self.hear(kind, "__init__", partial(self._text, kind))
        self.hear(manim.DecimalNumber, "__init__", self._made)
        self.hear(manim.Code, "__init__", self._code)
        self.hear(manim.Axes, "__init__", self._axes)
        self.hear(manim.NumberLine, "__init__", self._number_line)
        self.hear(manim.Mobject, "become", _became)
        self.hear(manim.Transform, "clean_up_from_scene", _ended)
        for name in ("plot", "plot_derivative_graph", "plot_antiderivative_graph"):
            self.hear(CoordinateSystem, name, self._plot)
        self.hear(CoordinateSystem, "plot_parametric_curve", self._parametric)
        for kind in (ParametricFunction, FunctionGraph):
            self.hear(kind, "__init__", self._curve)
        self.hear(ImplicitFunction, "__init__", self._made)

    def _made(self, mobject: Any, *_: Any, **__: Any) -> None:
        self.recorder.lines[id(mobject)] = line_of(self.path), mobject

    def _axes(self, axes: Any, *_: Any, **__: Any) -> None:
        self.recorder.homes.axes |= {id(own(axes, name)): axes for name in ("x_axis", "y_axis", "z_axis")}

    def _number_line(self, line: Any, *_: Any, **__: Any) -> None:
        if not self.depth:  # not one of axes in the making
            self.recorder.homes.loose.append(line)

    def _text(self, kind: type, mobject: Any, _: None, *args: Any, **__: Any) -> None:
        if kind is SingleStringMathTex and isinstance(mobject, MathTex):
            return  # it is told of when it has its parts
        if kind is MathTex and self._is_the_scenes():
            self.formulas.add(repr(args)[:2000])
        if kind in {manim.Text, manim.MarkupText}:
            mode = "plain" if kind is manim.Text else "markup"
            text, sized = str(own(mobject, "original_text", "")), kind
        else:
            environment, template = str(own(mobject, "tex_environment") or ""), own(mobject, "tex_template")
            mode = "math" if MATH.match(environment) else "tex"
            known, text = self._macros(str(own(mobject, "tex_string", "")), environment, template)
            sized = SingleStringMathTex
        text = text if len(text) <= LONGEST else SPACES.sub(" ", text)
        if len(text) > LONGEST:
            self.foreign.add(f"texts by one of more than {LONGEST} characters")
        try:
            size = float(sized.font_size.fget(mobject))  # type: ignore[attr-defined]
        except (AttributeError, TypeError, ValueError, ZeroDivisionError):
            size = 48.0
        self.recorder.homes.add(mobject, glyphs_of(mobject))
        self._keep(mobject, text, mode, size)
        parts = own(mobject, "submobjects", []) if sized is SingleStringMathTex else []
        for part in parts if len(parts) > 1 else []:
            self._keep(part, macros.put_in(str(own(part, "tex_string", "")), known), mode, size)

    def _macros(self, text: str, environment: str, template: Any) -> tuple[dict[str, macros.Macro], str]:
        """Give the macros that a text can use, and the text with them put in."""
        try:
            macros.macros(environment)
            known, text = macros.macros(text)
            known |= macros.of_template(template)
            return known, macros.put_in(text, known)
        except macros.ForeignLatexError:
            self.foreign.add("LaTeX")
            return {}, text

    def _keep(self, mobject: Any, text: str, mode: str, size: float) -> None:
        # The spaces of a text without ligatures are dots that nobody sees.
        glyphs = [points_of(glyph) for glyph in glyphs_of(mobject) if not isinstance(glyph, manim.Dot)]
        self.recorder.texts.add(glyphs, text, mode, line_of(self.path), size)

    def _code(self, code: Any, *_: Any, **__: Any) -> None:
        """Keep the lines of a listing, with what they say of f and f'."""
        html = own(code, "_code_html")
        said = said_by(html.get_text() if html is not None else "")
        for lines, words in ((own(code, "code_lines"), said), (own(code, "line_numbers"), "")):
            if lines is not None:
                self._keep(lines, words, "plain", 24.0)

    def _is_the_scenes(self) -> bool:
        """Say whether the scene's own code makes the formula, not some other mobject."""
        files = (frame.f_code.co_filename for frame, _ in walk_stack(sys._getframe()))
        return next((file for file in files if file not in MAKERS), "") == self.path

    def _plot(self, axes: Any, graph: Any, *_: Any, **__: Any) -> None:
        function, vectorized = own(graph, "underlying_function"), own(graph, "use_vectorized")
        scale = own(graph, "scaling").function

        def values(t: float) -> Any:
            x = scale(t)
            return x, np.asarray(function(np.array([x])) if vectorized else function(x)).ravel()[0]

        self._add(graph, axes, values, by_x=True)

    def _parametric(self, axes: Any, graph: Any, *_: Any, **__: Any) -> None:
        self._add(graph, axes, own(graph, "underlying_function"))

    def _curve(self, graph: Any, *_: Any, **__: Any) -> None:
        self._made(graph)
        self._add(graph, None, own(graph, "function"))

    def _add(self, graph: Any, axes: Any, values: Callable[[float], Any], by_x: bool = False) -> None:
        if self.depth:
            return  # it is told of by the method that makes it
        plane = None if axes is None else map_of(axes, flat)
        xs, ys = points_of(graph)[::4, :2].T if len(points_of(graph)) else np.zeros((2, 0))
        if plane is not None:
            xs, ys = plane.to_plane((xs, ys))
        low, high, step = (float(own(graph, name, 0.0)) for name in ("t_min", "t_max", "t_step"))
        chosen = range(0, len(xs) - 1, max(1, len(xs) // CHECKED))
        linear = type(own(graph, "scaling")) is LinearBase and (plane is None or plane.linear)
        known = linear and own(graph, "discontinuities") is None and values is not None
        drawn = [(float(xs[k]) if by_x else low + step * k, float(xs[k]), float(ys[k])) for k in chosen if known]
        seen = None if plane is None else map_of(axes, self.recorder.see)
        self.plots.append(Plotted(graph, self.recorder.lines[id(graph)][0], seen, values, (low, high), drawn))


def _ended(transform: Any, *_: Any, **__: Any) -> None:
    if own(transform, "rate_func") not in BACK:
        _became(own(transform, "mobject"), None, own(transform, "target_copy"))


def _became(one: Any, _: Any, mobject: Any, *__: Any, **___: Any) -> None:
    """Keep on the lines of axes that have become others which range they show now; a copy has it too."""
    if isinstance(one, manim.Mobject) and isinstance(mobject, manim.Mobject):
        for pair in zip(manim.Mobject.get_family(one), manim.Mobject.get_family(mobject), strict=False):
            if all(isinstance(line, manim.NumberLine) for line in pair):
                vars(pair[0])[SHOWN] = own(pair[1], SHOWN, own(pair[1], "x_range"))


def line_of(path: str) -> int | None:
    """Give the line of the scene's file that is being executed."""
    lines = (line for frame, line in walk_stack(sys._getframe()) if frame.f_code.co_filename == path)
    return next(lines, None)
