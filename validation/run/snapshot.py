"""What is on screen at a moment, from Manim's scene graph, as plain data that leaves the process.

An item is a dictionary: `kind` (text, graph, line, dot, shape, axes), `id` (the same for the same mobject all
along), `class`, `box` (left, bottom, right, top, in Manim's units), `color`, `opacity`, and by kind: text: `text`,
`size` (font size), `glyphs` (boxes), for a DecimalNumber `number` and `decimals`; graph: `points` (anchors); line:
`start`, `end`; dot: `center`;
axes: `origin`, `right`, `up` (the images of (0,0), (1,0), (0,1)), `x_range`, `y_range`, `linear`.
"""

from typing import Any

import manim
import numpy as np
from manim.mobject.graphing.coordinate_systems import CoordinateSystem
from manim.mobject.graphing.scale import LinearBase
from manim.mobject.text.tex_mobject import MathTexPart, SingleStringMathTex

from . import digits

TEXT = (SingleStringMathTex, MathTexPart, manim.Text, manim.MarkupText, manim.DecimalNumber)
GRAPH_POINTS = 160
SEEN = 0.05  # an opacity that a person sees
# A scene of a million mobjects is not measured to its last one.
MOST_ITEMS = 2_000


class Camera:
    """Takes snapshots of one scene; equal items are kept once."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.snapshots: list[dict[str, Any]] = []
        self._known: dict[Any, int] = {}  # a mobject's last state -> its item
        self._ids: dict[int, tuple[int, Any]] = {}  # id(mobject) -> (number, the mobject: so that the id is not reused)

    def take(self, scene: Any, section: int, play: int, moment: str) -> None:
        """Keep what the scene shows now."""
        shown: list[int] = []
        stack = [(mobject, False) for mobject in reversed([*scene.mobjects, *scene.foreground_mobjects])]
        seen: set[int] = set()
        while stack and len(shown) < MOST_ITEMS:
            mobject, in_axes = stack.pop()
            if id(mobject) in seen:
                continue
            seen.add(id(mobject))
            if isinstance(mobject, CoordinateSystem):
                in_axes = True
                self._show(mobject, "axes", shown)
            elif isinstance(mobject, TEXT):
                self._show(mobject, "text", shown)
                continue
            elif isinstance(mobject, manim.ParametricFunction):
                # What hangs on it (further pieces, asymptotes) is looked at by itself.
                self._show(mobject, "graph", shown)
            elif isinstance(mobject, manim.Dot):
                self._show(mobject, "dot", shown)
                continue
            elif isinstance(mobject, manim.Line) and not in_axes:
                self._show(mobject, "line", shown)
                continue  # of a DashedLine the dashes, of an Arrow the tip: its box has them
            elif not in_axes and isinstance(mobject, manim.VMobject) and len(mobject.points):
                self._show(mobject, "shape", shown)
            stack += [(member, in_axes) for member in reversed(mobject.submobjects)]
        self.snapshots.append({"play": play, "section": section, "moment": moment, "items": shown})

    def _show(self, mobject: Any, kind: str, shown: list[int]) -> None:
        state = (id(mobject), kind, *_fingerprint(mobject, kind))
        index = self._known.get(state)
        if index is None:
            number, _ = self._ids.setdefault(id(mobject), (len(self._ids), mobject))
            item = _describe(mobject, kind)
            if item is not None:
                item |= {"kind": kind, "id": number, "class": type(mobject).__name__}
                self.items.append(item)
            index = self._known[state] = -1 if item is None else len(self.items) - 1
        if index >= 0:
            shown.append(index)


def _fingerprint(mobject: Any, kind: str) -> tuple[Any, ...]:
    """Tell one state of a mobject from another, cheaply: where its first and last points are, and how opaque."""
    if kind == "axes":
        return (mobject.c2p(0, 0).tobytes(), mobject.c2p(1, 1).tobytes())
    members = [mobject] if kind == "graph" or len(mobject.points) else _leaves(mobject)
    if kind == "graph" and not len(mobject.points):
        return ()
    if not members:
        return ()
    first, last = members[0], members[-1]
    # The digits of a number that is redrawn change one by one.
    inner = b"".join(member.points.tobytes() for member in members) if kind == "text" and len(members) < 12 else b""
    return (
        *(len(members), first.points[0].tobytes(), last.points[-1].tobytes(), len(last.points), inner),
        *(_opacity(first), _opacity(last), str(first.color)),
    )


def _leaves(mobject: Any) -> list[Any]:
    return [member for member in mobject.get_family() if len(getattr(member, "points", ()))]


def _opacity(mobject: Any) -> float:
    try:
        fill = float(mobject.get_fill_opacity())
        stroke = float(mobject.get_stroke_opacity()) if mobject.get_stroke_width() else 0.0
    except (AttributeError, IndexError, TypeError, ValueError):
        return 1.0
    return max(fill, stroke)


def _describe(mobject: Any, kind: str) -> dict[str, Any] | None:
    if kind == "axes":
        return _axes(mobject)
    leaves = _leaves(mobject) if kind != "graph" else [mobject] if len(mobject.points) else []
    if not leaves:
        return None
    lowest = np.array([leaf.points.min(axis=0) for leaf in leaves])[:, :2]
    highest = np.array([leaf.points.max(axis=0) for leaf in leaves])[:, :2]
    opacities = [_opacity(leaf) for leaf in leaves]
    item: dict[str, Any] = {
        "box": _numbers(np.concatenate([lowest.min(axis=0), highest.max(axis=0)])),
        "opacity": round(max(opacities), 3),
        "color": _color(leaves[0]),
        "stroke": _stroke(leaves[0]),
    }
    if kind == "text":
        item["text"] = str(getattr(mobject, "tex_string", getattr(mobject, "original_text", "")))[:2000]
        item["size"] = _size(mobject)
        item["glyphs"] = [_numbers(row) for row in np.concatenate([lowest, highest], axis=1)[:600]]
        if isinstance(mobject, manim.DecimalNumber):
            item |= digits.read([leaf for leaf, opacity in zip(leaves, opacities, strict=True) if opacity > SEEN])
    elif kind == "graph":
        item["pieces"] = _pieces(leaves)
    elif kind == "line":
        item["start"], item["end"] = _numbers(mobject.get_start()[:2], 6), _numbers(mobject.get_end()[:2], 6)
    elif kind == "dot":
        item["center"] = _numbers(mobject.get_center()[:2], 6)
    return item


def _pieces(leaves: list[Any]) -> list[list[list[float | None]]]:
    """List the anchors of a curve, piece by piece, thinned out."""
    pieces = []
    for leaf in leaves:
        for path in leaf.get_subpaths():
            anchors = np.concatenate([path[::4], path[-1:]])[:, :2]
            step = max(1, len(anchors) // GRAPH_POINTS)
            kept = anchors[::step]
            if len(anchors) % step != 1 and step > 1:
                kept = np.concatenate([kept, anchors[-1:]])
            pieces.append([_numbers(point, 5) for point in kept])
    return pieces


def _axes(mobject: Any) -> dict[str, Any]:
    scales = [axis.scaling for axis in (mobject.x_axis, mobject.y_axis)] if hasattr(mobject, "x_axis") else []
    linear = bool(scales) and all(type(scale) is LinearBase for scale in scales)
    corners = np.array([[mobject.c2p(x, y)[:2] for x in mobject.x_range[:2]] for y in mobject.y_range[:2]]).reshape(
        4, 2
    )
    return {
        "box": _numbers(np.concatenate([corners.min(axis=0), corners.max(axis=0)])),
        "origin": _numbers(mobject.c2p(0, 0)[:2], 6),
        "right": _numbers(mobject.c2p(1, 0)[:2], 6),
        "up": _numbers(mobject.c2p(0, 1)[:2], 6),
        "x_range": _numbers(np.array(mobject.x_range[:2], dtype=float), 6),
        "y_range": _numbers(np.array(mobject.y_range[:2], dtype=float), 6),
        "linear": linear,
        "opacity": 1.0,
        "color": "",
        "stroke": 1.0,
    }


def _size(mobject: Any) -> float | None:
    try:
        return _number(mobject.font_size)
    except (AttributeError, ZeroDivisionError, TypeError):
        return None


def _color(mobject: Any) -> str:
    try:
        return str(mobject.get_color().to_hex())
    except Exception:
        return ""


def _stroke(mobject: Any) -> float:
    try:
        return float(mobject.get_stroke_width())
    except Exception:
        return 0.0


def _number(value: Any) -> float | None:
    number = float(value)
    return round(number, 6) if np.isfinite(number) else None


def _numbers(values: Any, digits: int = 3) -> list[float | None]:
    """Round; JSON has no NaN, so what is not finite is None."""
    return [round(value, digits) if np.isfinite(value) else None for value in np.asarray(values, dtype=float).tolist()]
