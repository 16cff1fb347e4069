"""Which mobjects of a scene make one thing that a viewer sees, and in which order they are drawn.

A part is a text with its glyphs, a pair of axes with its ticks, the grid of a plane, a line with its tip, a curve with
its dashes, a dot, or any other outline. Only attributes in the objects' own dictionaries are read: what a class of the
scene's own says of itself is not asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import manim
from manim.mobject.graphing.coordinate_systems import CoordinateSystem
from manim.mobject.svg.svg_mobject import SVGMobject, VMobjectFromSVGPath
from manim.mobject.text.tex_mobject import MathTexPart, SingleStringMathTex
from manim.mobject.types.image_mobject import AbstractImageMobject

TEXT = (SingleStringMathTex, MathTexPart, manim.Text, manim.MarkupText, manim.DecimalNumber)
# What a text may be given that is not a glyph of it; a rectangle of no subclass is the bar of a fraction.
ADDED = (manim.Line, manim.SurroundingRectangle, manim.Underline, manim.Cross)
DRAWN = (manim.VMobject, manim.PMobject, AbstractImageMobject)
CURVE = (manim.ParametricFunction, manim.ImplicitFunction, manim.TracedPath)
OWNERS = (manim.Table, manim.mobject.matrix.Matrix, manim.BraceLabel, manim.NumberLine)
# A scene of a million mobjects is not measured to its last one.
MOST_PARTS, MOST_MOBJECTS = 2_000, 50_000


@dataclass(eq=False)
class Part:
    """Mobjects that are one thing: what they are, the one that stands for them, its owner, and those with points."""

    kind: str  # text, axes, grid, line, dot, curve, or path: any outline
    mobject: Any
    owner: Any
    leaves: list[Any] = field(default_factory=list)


def own(mobject: Any, name: str, default: Any = None) -> Any:
    """Give what the mobject's own dictionary has of a name."""
    return mobject.__dict__.get(name, default)


def points_of(mobject: Any) -> Any:
    """Give a mobject's points as they are kept; nothing where its class makes something else of the name."""
    points = mobject.__dict__.get("points")
    return points if points is not None else ()


class Walk:
    """The parts of a scene, and everything that is drawn, as (z-index, mobject, number of its part)."""

    def __init__(self, mobjects: Iterable[Any]) -> None:
        self.parts: list[Part] = []
        self.drawn: list[tuple[float, Any, int]] = []
        self._numbers: dict[int, int] = {}  # id(part) -> its number
        self._met: set[int] = set()
        # From the top, so that a long family does not reach the limit of recursion.
        stack: list[tuple[Any, Any, Part | None]] = [(mobject, None, None) for mobject in reversed(list(mobjects))]
        while stack and len(self.parts) < MOST_PARTS and len(self._met) < MOST_MOBJECTS:
            mobject, owner, part = stack.pop()
            if id(mobject) in self._met:
                continue
            self._met.add(id(mobject))
            part, inside = self._place(mobject, owner, part)
            if part is not None and isinstance(mobject, DRAWN) and len(points_of(mobject)):
                part.leaves.append(mobject)
                self.drawn.append((own(mobject, "z_index", 0), mobject, self._numbers[id(part)]))
            children = own(mobject, "submobjects", [])
            if part is not None and part.kind == "axes" and part.mobject is mobject:
                stack += self._of_axes(mobject, part, children)
                continue
            if isinstance(mobject, OWNERS):
                owner = owner if part is not None and part.kind == "axes" else mobject
            stack += [(child, owner, inside) for child in reversed(children)]
        self.drawn.sort(key=lambda one: one[0])

    def _new(self, kind: str, mobject: Any, owner: Any) -> Part:
        part = Part(kind, mobject, owner)
        self._numbers[id(part)] = len(self.parts)
        self.parts.append(part)
        return part

    def _place(self, mobject: Any, owner: Any, part: Part | None) -> tuple[Part | None, Part | None]:
        """Say to which part a mobject belongs, and to which its members do, if they are nothing of their own."""
        if part is not None and _belongs(mobject, part):
            return part, part
        kind = _kind(mobject)
        if not kind:
            return None, None
        part = self._new(kind, mobject, owner)
        alone = kind in {"axes", "curve", "path"} and not isinstance(mobject, manim.DashedVMobject)
        return part, None if alone else part

    def _of_axes(self, mobject: Any, part: Part, children: list[Any]) -> list[tuple[Any, Any, Part | None]]:
        lines = {id(own(mobject, name)) for name in ("x_axis", "y_axis", "z_axis")}
        grids = [own(mobject, name) for name in ("background_lines", "faded_lines")]
        found: list[tuple[Any, Any, Part | None]] = []
        grid = None
        for child in children:
            members = own(child, "submobjects", [])
            if id(child) in lines or (members and all(id(member) in lines for member in members)):
                found.append((child, mobject, part))
            elif any(child is one for one in grids):
                grid = grid or self._new("grid", child, mobject)
                found.append((child, mobject, grid))
            else:
                found.append((child, mobject, None))
        return found[::-1]


def _belongs(mobject: Any, part: Part) -> bool:
    if part.kind == "text":
        return not isinstance(mobject, ADDED)
    if part.kind in {"axes", "grid", "line", "dot"}:
        return not isinstance(mobject, TEXT + CURVE + (CoordinateSystem,))
    return True


def _kind(mobject: Any) -> str:
    """Say what a mobject stands for by itself; nothing if it is only a group."""
    if isinstance(mobject, CoordinateSystem):
        return "axes"
    if isinstance(mobject, TEXT):
        return "text"
    if isinstance(mobject, CURVE):
        return "curve"
    if isinstance(mobject, manim.Dot):
        return "dot"
    if isinstance(mobject, manim.Line):
        return "line"
    if isinstance(mobject, manim.DashedVMobject):
        return "curve"
    if type(mobject) is VMobjectFromSVGPath:
        return "text"  # a glyph that was taken from its text
    if isinstance(mobject, DRAWN) and len(points_of(mobject)):
        return "path"
    members = own(mobject, "submobjects", [])
    glyphs = bool(members) and all(type(member) is VMobjectFromSVGPath for member in members)
    return "text" if glyphs and not isinstance(mobject, SVGMobject) else ""
