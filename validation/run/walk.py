"""Which mobjects of a scene make one thing that a viewer sees, and in which order they are drawn.

A part is a text with its glyphs, a pair of axes with its ticks, the grid of a plane, a line with its tip, a curve with
its dashes, a dot, or any other outline. Only attributes in the objects' own dictionaries are read: what a class of the
scene's own says of itself is not asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from typing import Any

import manim
import numpy as np
from manim.mobject.graphing.coordinate_systems import CoordinateSystem
from manim.mobject.matrix import Matrix
from manim.mobject.svg.svg_mobject import SVGMobject, VMobjectFromSVGPath
from manim.mobject.text.tex_mobject import MathTexPart, SingleStringMathTex
from manim.mobject.types.image_mobject import AbstractImageMobject

DRAWN = (manim.VMobject, manim.PMobject, AbstractImageMobject)
# What a text may be given that is not a glyph of it; a rectangle of no subclass is the bar of a fraction.
ADDED = (manim.Line, manim.SurroundingRectangle, manim.Underline, manim.Cross)
OWNERS = (manim.Table, Matrix, manim.BraceLabel, manim.NumberLine)
KINDS = {
    "text": (SingleStringMathTex, MathTexPart, manim.Text, manim.MarkupText, manim.DecimalNumber),
    "curve": (manim.ParametricFunction, manim.ImplicitFunction, manim.TracedPath, manim.DashedVMobject),
    "dot": (manim.Dot,),
    "line": (manim.Line,),
}
# A scene of a million mobjects is not measured to its last one.
MOST_PARTS, MOST_MOBJECTS, MOST_GLYPHS, MOST_LOOSE = 2_000, 50_000, 5_000, 8
CROSSING = 0.02  # how far from another's zero a number line may run that is its axis, in units


@dataclass(eq=False)
class Part:
    """Mobjects that are one thing: what they are, the one that stands for them, its owner, and those with points."""

    kind: str  # text, axes, grid, line, dot, curve, or path: any outline
    mobject: Any
    owner: Any
    number: int
    leaves: list[Any] = field(default_factory=list)


def own(mobject: Any, name: str, default: Any = None) -> Any:
    """Give what the mobject's own dictionary has of a name."""
    return mobject.__dict__.get(name, default)


def points_of(mobject: Any) -> Any:
    """Give a mobject's points as they are kept; nothing where its class makes something else of the name."""
    points = mobject.__dict__.get("points")
    return points if points is not None else ()


def span(line: Any) -> tuple[Any, Any]:
    """Give the ends of a number line; that of one with a tip is the point of the tip."""
    points, tip = points_of(line), own(line, "tip")
    with_tip = tip is not None and len(points_of(tip)) and any(tip is one for one in own(line, "submobjects", []))
    return points[0], points_of(tip)[0] if with_tip else points[-1]


def _zero(line: Any) -> Any:
    """Give the place of 0 on a number line, or of the end that is nearer to it."""
    (start, end), (low, high) = span(line), map(float, own(line, "x_range")[:2])
    return start + (end - start) * (min(max(0.0, low), high) - low) / ((high - low) or 1.0)


def glyphs_of(mobject: Any) -> list[Any]:
    """List the members of a text that have points."""
    found: list[Any] = []
    waiting = [mobject]
    while waiting and len(found) < MOST_GLYPHS:
        one = waiting.pop()
        if len(points_of(one)):
            found.append(one)
        waiting += reversed(own(one, "submobjects", []))
    return found


@dataclass(eq=False)
class Crossed:
    """Two number lines that stand as axes."""

    x_axis: Any
    y_axis: Any

    def meet(self) -> bool:
        """Say whether the first is level, the second upright, and each runs through the zero of the other."""
        (left, right), (bottom, top) = span(self.x_axis), span(self.y_axis)
        x_zero, y_zero = (_zero(line) for line in (self.x_axis, self.y_axis))
        off = (left[1] - right[1], bottom[0] - top[0], x_zero[0] - bottom[0], y_zero[1] - left[1])
        return bool(max(map(abs, off)) <= CROSSING and right[0] > left[0])


class Homes:
    """Of which text each glyph is, and of which axes each line: what a scene shows one by one is still that whole."""

    def __init__(self) -> None:
        self.axes: dict[int, Any] = {}  # id(line) -> its axes
        self.loose: list[Any] = []  # number lines of no axes
        self.texts: dict[int, tuple[Any, list[Any]]] = {}  # id(text) -> (the text, its glyphs)
        self._homes: dict[int, Any] = {}  # id(glyph) -> the text
        self._sizes: set[int] = set()  # how many points a glyph has

    def add(self, text: Any, glyphs: list[Any]) -> None:
        """Keep a text that has just been set, as long as there are not too many."""
        if len(self._homes) < MOST_MOBJECTS:
            self.texts[id(text)] = text, glyphs
            self._homes |= dict.fromkeys(map(id, glyphs), text)
            self._sizes |= {len(points_of(glyph)) for glyph in glyphs}

    def pair(self) -> None:
        """Take number lines that cross where both are 0 for axes."""
        loose = [line for line in self.loose[:MOST_LOOSE] if id(line) not in self.axes and len(points_of(line))]
        for pair in permutations(loose, 2):
            if not self.axes.keys() & set(map(id, pair)) and Crossed(*pair).meet():
                self.axes |= dict.fromkeys(map(id, pair), Crossed(*pair))

    def text(self, mobject: Any) -> Any:
        """Give the text that a glyph, or a group of glyphs, is a part of; itself if it is of none."""
        glyph = mobject
        for _ in range(20):
            members = own(glyph, "submobjects")
            if id(glyph) in self._homes or not members:
                break
            glyph = members[0]
        return self._homes.get(id(glyph), mobject)

    def is_glyph(self, mobject: Any) -> bool:
        """Say whether it is a glyph, or a filled outline that can have been copied from one."""
        cls: Any = type(mobject)
        filled = cls is manim.VMobject and np.any(own(mobject, "fill_rgbas", np.zeros((1, 4)))[:, 3])
        return cls is VMobjectFromSVGPath or (bool(filled) and len(points_of(mobject)) in self._sizes)


class Walk:
    """The parts of a scene, and everything that is drawn, as (mobject, number of its part), back to front."""

    def __init__(self, mobjects: Iterable[Any], homes: Homes) -> None:
        self.parts: list[Part] = []
        self.drawn: list[tuple[Any, int]] = []
        self._of: dict[int, Part] = {}  # id(mobject) -> the part that it stands for
        met: set[int] = set()
        # Not by recursion: a family may be long. (mobject, what it belongs to, the part that it may be a member of)
        stack: list[tuple[Any, Any, Part | None]] = [(mobject, None, None) for mobject in reversed(list(mobjects))]
        while stack and len(self.parts) < MOST_PARTS and len(met) < MOST_MOBJECTS:
            mobject, owner, part = stack.pop()
            if id(mobject) in met:
                continue
            met.add(id(mobject))
            cls: Any = type(mobject)
            whole = homes.axes.get(id(mobject), mobject if issubclass(cls, CoordinateSystem) else None)
            if whole is not None:
                part, owner = self._part("axes", whole, owner), owner if whole is mobject else whole
            inside = part
            if whole is None and (part is None or not _belongs(cls, part)):
                kind = _kind(cls) or _outline(mobject, homes)
                stands_for = homes.text(mobject) if kind == "text" else mobject
                part = self._part(kind, stands_for, owner) if kind else None
                is_alone = kind in {"curve", "path"} and not issubclass(cls, manim.DashedVMobject)
                inside = None if is_alone else part
            if part is not None and issubclass(cls, DRAWN) and len(points_of(mobject)):
                part.leaves.append(mobject)
                self.drawn.append((mobject, part.number))
            children = own(mobject, "submobjects", [])
            if whole is mobject:
                stack += self._of_axes(mobject, part, children)
            elif part is not None and part.kind == "axes" and issubclass(cls, manim.NumberLine):
                of_line = {id(own(mobject, name)) for name in ("ticks", "tip", "start_tip")}
                stack += [(one, owner, inside if id(one) in of_line else None) for one in reversed(children)]
            else:
                owner = mobject if issubclass(cls, OWNERS) else owner
                stack += [(child, owner, inside) for child in reversed(children)]
        self.drawn.sort(key=lambda one: own(one[0], "z_index", 0))
        for part in (one for one in self.parts if id(one.mobject) in homes.texts):
            # A text that was aligned with another, or has become a longer one, has glyphs of no text among its own.
            for glyphs in homes.texts[id(part.mobject)][1], glyphs_of(part.mobject):
                order = {id(glyph): place for place, glyph in enumerate(glyphs)}
                if all(id(leaf) in order for leaf in part.leaves):
                    part.leaves.sort(key=lambda leaf: order[id(leaf)])
                    break

    def _part(self, kind: str, mobject: Any, owner: Any) -> Part:
        """Give the part that a mobject stands for, a new one if it was not met yet."""
        if id(mobject) not in self._of:
            self.parts.append(Part(kind, mobject, owner, len(self.parts)))
            self._of[id(mobject)] = self.parts[-1]
        return self._of[id(mobject)]

    def _of_axes(self, mobject: Any, part: Part | None, children: list[Any]) -> list[tuple[Any, Any, Part | None]]:
        """Tell the axes' lines, which are they, and a plane's grid from what else was added to them."""
        lines = {id(own(mobject, name)) for name in ("x_axis", "y_axis", "z_axis")}
        grids = {id(own(mobject, name)) for name in ("background_lines", "faded_lines")}
        found: list[tuple[Any, Any, Part | None]] = []
        grid = None
        for child in children:
            if id(child) in grids:
                grid = grid or self._part("grid", child, mobject)
            found.append((child, mobject, part if id(child) in lines else grid if id(child) in grids else None))
        return found[::-1]


@cache
def _kind(cls: type) -> str:
    """Say what a mobject is by its class; empty for an outline or a group."""
    return next((kind for kind, classes in KINDS.items() if issubclass(cls, classes)), "")


def _belongs(cls: Any, part: Part) -> bool:
    if part.kind == "text":
        return not issubclass(cls, ADDED)
    return part.kind == "curve" or _kind(cls) not in {"text", "curve"}


def _outline(mobject: Any, homes: Homes) -> str:
    """Say what a mobject that is nothing by its class stands for; nothing if it is only a group."""
    cls: Any = type(mobject)
    if cls is VMobjectFromSVGPath:
        return "text"  # a glyph that was taken from its text
    if issubclass(cls, DRAWN) and len(points_of(mobject)):
        return "path"
    members = own(mobject, "submobjects", [])
    glyphs = bool(members) and all(map(homes.is_glyph, members))
    return "text" if glyphs and not issubclass(cls, SVGMobject) else ""
