"""What is on screen at a moment, from Manim's scene graph and the picture, as plain data that leaves the process.

What the fields mean is said in `validation.run.evidence`, which reads them.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import manim
import numpy as np
from manim.camera.three_d_camera import ThreeDCamera
from manim.mobject.geometry.tips import ArrowTip
from manim.mobject.graphing.scale import LinearBase
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from . import digits
from .evidence import Axes, Item, Point, Snapshot
from .outlines import THIN, is_bent, is_thin, middle_line, paths_of
from .picture import NOTHING, Layer, Painter, View, flat
from .texts import Texts
from .walk import Homes, Part, Walk, own, points_of, span

CURVE_POINTS = 400
MOST_LINES = 600
SEEN = 0.05  # an opacity that a person sees
DIGIT_HEIGHT = 0.00714  # of a digit in LaTeX, at font size 1
# An open path with so many anchors, or so wide in units, is a curve: |x| has three.
CURVE_ANCHORS, WIDE = 5, 2.0
# A glyph of so many pixels is hidden if less than this share of it is seen; then the text is not seen to this share.
GLYPH, LEAST_SEEN, MOST_SEEN = 4, 0.3, 0.97
FLAT = 2.5  # times as wide as high is a minus at least
MOST_COLORS = 8  # of one thing
ROUNDING = 1e-6  # the width of a stroke that Write has taken away
IN_PERSPECTIVE = 0.02  # how far what is nearer to a tilted camera may be from where its axes put it
LEAST_AREA = 0.01  # of the plane of axes, in the picture
SHOWN = "_shown_range"  # of a number line that has become another one: Manim gives it that one's points only
NUMBER = re.compile(r"[-+]?\d+(?:\.(\d+))?")


class Recorder:
    """Takes snapshots of one scene; equal items are kept once."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.snapshots: list[tuple[Snapshot, tuple[int, ...]]] = []
        self.scene: Any = None
        self.texts = Texts()
        self.homes = Homes()
        self.lines: dict[int, tuple[int | None, Any]] = {}  # id(mobject) -> (line of the source, the mobject)
        self._known: dict[Any, int | None] = {}  # a part's last state -> its item
        self._ids: dict[int, tuple[int, Any]] = {}  # id(mobject) -> (number, the mobject: so that the id is not reused)
        self._painter = Painter()

    def see(self, mobject: Any, points: Any) -> Any:
        """Map points to the picture as it is now; before the scene has a camera, they are where they are in it."""
        return (flat if self.scene is None else View(self.scene.renderer.camera).see)(mobject, points)

    def number_of(self, mobject: Any) -> int:
        """Give the number by which items name a mobject."""
        return self._ids.setdefault(id(mobject), (len(self._ids), mobject))[0]

    def take(self, scene: Any, section: int, play: int, moment: str, time: float) -> None:
        """Keep what the scene shows now."""
        self.homes.pair()
        walk = Walk([*scene.mobjects, *scene.foreground_mobjects], self.homes)
        camera = scene.renderer.camera
        view = View(camera)
        items = [self._item(part, view) for part in walk.parts]
        kinds = ["" if item is None else self.items[item].kind for item in items]
        seen, inks = self._look(view, _as_drawn(camera, walk), kinds)
        kept = [number for number, item in enumerate(items) if item is not None]
        looked = [(view, walk.parts[number], seen[number], inks[number]) for number in kept if moment == "end"]
        shown = Snapshot(
            play=play,
            section=section,
            moment=moment,
            time=round(time, 4),
            seen=tuple(len(seen[number]) for number in kept),
            ink=tuple(len(inks[number].ink) for number in kept),
            hidden=tuple(place for place, each in enumerate(looked) if self._hidden(*each)),
            ground=int(camera.background[::8, ::8, :3].max()),
            overlaps=tuple(self._overlaps([(walk.parts[number].kind, inks[number]) for number in kept])),
        )
        self.snapshots.append((shown, tuple(number for number in items if number is not None)))

    def _item(self, part: Part, view: View) -> int | None:
        """Give the number of the part's item in its present state; None if it has nothing to be drawn."""
        key = (id(part.mobject), part.kind, view.state(part.leaves))
        if key not in self._known:
            about: dict[str, Any] = {
                "id": self.number_of(part.mobject),
                "cls": type(part.mobject).__name__,
                "owner": None if part.owner is None else self.number_of(part.owner),
            }
            described = self._axes(part, view) if part.kind == "axes" else self._describe(part, view)
            self._known[key] = len(self.items) if described else None
            if described:
                self.items.append(Item(**{"kind": part.kind} | about | described))
        return self._known[key]

    def _look(self, view: View, drawn: Sequence[tuple[Any, int]], kinds: list[str]) -> tuple[list[Any], list[Layer]]:
        """Say of each part, by its kind, which of its pixels are seen, and give its ink."""
        painted: list[list[Layer]] = [[] for _ in kinds]
        seen = [[NOTHING.ink] for _ in kinds]
        runs = [(number, [leaf for leaf, _ in some]) for number, some in groupby(drawn, key=itemgetter(1))]
        layers = [(self._painter.layer(view, leaves), kinds[number]) for number, leaves in runs]
        pixels = self._painter.look(view.camera, layers)
        for (number, _), (layer, _), visible in zip(runs, layers, pixels, strict=True):
            painted[number].append(layer)
            seen[number].append(visible)
        return list(map(np.concatenate, seen)), [self._painter.joined(tuple(parts)) for parts in painted]

    def _hidden(self, view: View, part: Part, seen: Any, ink: Layer) -> bool:
        """Say whether of a text that is seen some glyphs are not: they are like what is below, or are covered.

        One glyph of the colour of the others may lie across a line of that colour, unless it is as flat as a minus.
        """
        if part.kind != "text" or not 0 < len(seen) <= MOST_SEEN * len(ink.ink):
            return False
        lost, colors, is_flat = [], set[str](), False
        for leaf in part.leaves:
            layer = self._painter.layer(view, [leaf])
            if len(layer.ink) >= GLYPH and np.isin(layer.ink, seen).sum() < LEAST_SEEN * len(layer.ink):
                lost.append(leaf)
                left, top, right, bottom = layer.box
                is_flat |= FLAT * (bottom - top) <= right - left
            else:
                colors.add(_style([leaf], 1.0)["color"])
        return len(lost) > 1 or is_flat or any(_style([leaf], 1.0)["color"] not in colors for leaf in lost)

    def _overlaps(self, inks: list[tuple[str, Layer]]) -> Iterator[tuple[int, int, int]]:
        """List the texts that meet something else, and the axes that meet others."""
        boxes = np.array([layer.box for _, layer in inks]).reshape(-1, 4)
        texts = np.array([kind == "text" for kind, _ in inks], dtype=bool)
        axes = np.array([kind == "axes" for kind, _ in inks], dtype=bool)
        meet = (boxes[:, None, :2] < boxes[None, :, 2:]).all(axis=2)
        meet &= meet.T & (texts[:, None] | texts[None, :] | (axes[:, None] & axes[None, :]))
        for one, two in np.argwhere(np.triu(meet, 1)).tolist():
            layer, other = inks[one][1], inks[two][1]
            pixels = self._painter.meeting(layer, other)
            if 0 < pixels < min(len(layer.ink), len(other.ink)):
                yield one, two, pixels

    def _describe(self, part: Part, view: View) -> dict[str, Any]:
        leaves = part.leaves
        if not leaves:
            return {}
        points = [view.see(leaf, points_of(leaf)) for leaf in leaves]
        lows = np.array([one.min(axis=0) for one in points])
        highs = np.array([one.max(axis=0) for one in points])
        box = _numbers([*lows.min(axis=0), *highs.max(axis=0)])
        opacities = [_opacity(_paints(leaf)) for leaf in leaves]
        # A text that has become a shorter one keeps glyphs that nobody sees.
        left = [leaf for leaf, opacity in zip(leaves, opacities, strict=True) if opacity or part.kind != "text"]
        item: dict[str, Any] = {"box": box, **_style(left, float(view.scale.max()))}
        if part.kind == "text":
            return item | self._text(part, view, points, [opacity > SEEN for opacity in opacities])
        if part.kind == "grid":
            return item | {"pieces": tuple((_numbers(one[0]), _numbers(one[-1])) for one in points[:MOST_LINES])}
        if part.kind == "dot":
            return item | {"center": _numbers((lows.min(axis=0) + highs.max(axis=0)) / 2, 6)}
        if part.kind == "line" and not is_bent(points[0]):
            return item | _ends(leaves, points)
        if isinstance(part.mobject, manim.Arc) and own(part.mobject, "tip") is not None:  # an arrow that is bent
            start, end = view.see(part.mobject, np.array(span(part.mobject)))
            return item | _straight(start, end) | {"tip": True}
        if view.solid and not any(map(is_bent, points)) and any(is_bent(points_of(leaf)[:, :2]) for leaf in leaves):
            return item | {"kind": "shape"}  # a curve that is looked at edge-on
        return item | self._outline(part, points)

    def _text(self, part: Part, view: View, points: list[Any], painted: list[bool]) -> dict[str, Any]:
        mobject = part.mobject
        shown = [one for one, is_painted in zip(points, painted, strict=True) if is_painted]
        if isinstance(mobject, manim.DecimalNumber):
            read = digits.read(shown, self.texts, own(mobject, "num_decimal_places", 0))
            height = max((float(np.ptp(one[:, 1])) for one in shown), default=0.0)
            about = {"mode": "math", "line": self._line_of(mobject), "size": round(height / DIGIT_HEIGHT, 6)}
            return about | {"whole": bool(read)} | read
        said = str(own(mobject, "tex_string", own(mobject, "original_text", "")))
        near = 2e-2 if view.solid else 1e-4
        reading = self.texts.read(points, painted, said, near)
        if not reading and id(mobject) in self.homes.texts:
            # Of the text's glyphs some are not in the scene, or not yet.
            glyphs = [glyph for glyph in self.homes.texts[id(mobject)][1] if len(points_of(glyph))]
            here = {id(leaf) for leaf, is_painted in zip(part.leaves, painted, strict=True) if is_painted}
            every = [view.see(glyph, points_of(glyph)) for glyph in glyphs]
            reading = self.texts.read(every, [id(glyph) in here for glyph in glyphs], said, near)
        if not reading:
            return {"whole": self.texts.holds(shown, near)}
        number = NUMBER.fullmatch(reading["text"].strip())
        return reading | ({"number": float(number[0]), "decimals": len(number[1] or "")} if number else {})

    def _outline(self, part: Part, points: list[Any]) -> dict[str, Any]:
        """Describe a curve, a straight line, or another shape."""
        paths = [path for one in points for path in paths_of(one)]
        anchors = sum(len(path) for path in paths)
        is_open = any(not np.allclose(path[0], path[-1], atol=1e-4) for path in paths)
        if part.kind == "path" and len(paths) == 1 and is_open and not is_bent(points[0]):
            return _straight(paths[0][0], paths[0][-1])
        drawing = isinstance(part.mobject, VMobjectFromSVGPath)  # a brace
        if part.kind == "path" and len(paths) == 1 and not is_open and not drawing and is_thin(paths[0]):
            # It looks like a stroke: a rectangle like a line, a longer polygon like a curve.
            start, end, off = middle_line(paths[0])
            if off <= THIN:
                return _straight(start, end)
            return {"kind": "shape", "pieces": (_thinned(paths[0]),)}
        wide = np.ptp(np.concatenate(points)[:, 0]) >= WIDE
        if part.kind == "path" and not (is_open and (wide or anchors >= CURVE_ANCHORS)):
            return {"kind": "shape"}
        return {"kind": "graph", "line": self._line_of(part.mobject), "pieces": tuple(map(_thinned, paths))}

    def _line_of(self, mobject: Any) -> int | None:
        return self.lines.get(id(mobject), (None, None))[0]

    def _axes(self, part: Part, view: View) -> dict[str, Any]:
        lines = [own(part.mobject, name) for name in ("x_axis", "y_axis")]
        ends = [view.see(line, np.array(span(line))) for line in lines if line is not None and len(points_of(line))]
        corners = np.concatenate(ends) if ends else np.zeros((1, 2))
        drawn = all(line is not None and _style([line], 1.0)["stroke"] for line in lines)
        style = _style(part.leaves, float(view.scale.max()))
        return {
            **(style if drawn else style | {"stroke": 0.0}),
            "tip": any(isinstance(leaf, ArrowTip) for leaf in part.leaves),
            "box": _numbers([*corners.min(axis=0), *corners.max(axis=0)]),
            "pieces": tuple(tuple(_numbers(point, 6) for point in end) for end in ends),
            "axes": map_of(part.mobject, view.see),
        }


def map_of(axes: Any, see: Callable[[Any, Any], Any]) -> Axes | None:
    """Say where axes put their plane in the picture, from the ends of their lines and the numbers at those ends."""
    lines = [own(axes, name) for name in ("x_axis", "y_axis")]
    if any(line is None or not len(points_of(line)) for line in lines):
        return None
    scales = [own(line, "scaling") for line in lines]
    ranges, ways = [], []
    for line, scale in zip(lines, scales, strict=True):
        start, end = span(line)
        low, high = (float(number) for number in own(line, SHOWN, own(line, "x_range"))[:2])
        factor = float(scale.scale_factor) if type(scale) is LinearBase else 1.0
        if not high > low or not factor:
            return None
        ways.append((start - (end - start) * low / (high - low), (end - start) / (high - low) / factor))
        ranges.append((low * factor, high * factor))
    (x_zero, x_one), (y_zero, y_one) = ways
    (low, high) = ranges[0]
    crossing = x_zero + x_one * min(max(0.0, low), high)  # where the axes meet: 0, or the end that is nearer to it
    origin = x_zero + y_zero - crossing
    seen = see(axes, np.array([origin, origin + x_one, origin + y_one]))
    right, up = ((place - seen[0]) * (high - low) for place, (low, high) in zip(seen[1:], ranges, strict=True))
    if not np.isfinite(seen).all() or abs(right[0] * up[1] - right[1] * up[0]) < LEAST_AREA:
        return None  # they are looked at edge-on
    corners = np.array([(x, y) for x in ranges[0] for y in ranges[1]])
    off = see(axes, origin + corners @ (x_one, y_one)) - seen[0] - corners @ (seen[1:] - seen[0])
    linear = all(type(scale) is LinearBase for scale in scales) and bool(np.abs(off).max() < IN_PERSPECTIVE)
    origin, right, up, x_range, y_range = (_numbers(place, 9) for place in (*seen, *ranges))
    return Axes(origin, right, up, x_range, y_range, linear)


def _as_drawn(camera: Any, walk: Walk) -> list[tuple[Any, int]]:
    """Give the mobjects in the order in which the camera draws them, with their part's number."""
    if not isinstance(camera, ThreeDCamera):
        return walk.drawn
    numbers = {id(mobject): number for mobject, number in walk.drawn}
    ordered = camera.get_mobjects_to_display([mobject for mobject, _ in walk.drawn], include_submobjects=False)
    return [(mobject, numbers[id(mobject)]) for mobject in ordered]


def _style(leaves: list[Any], scale: float) -> dict[str, Any]:
    """Say how strongly, in which colours and how thick the leaves of a part are painted."""
    every = [_paints(leaf) for leaf in leaves]
    seen = [one for paints in every for one in paints if one[0][:, 3].max() > SEEN]
    colors = tuple(dict.fromkeys(map(_named, np.concatenate([rows for rows, _ in seen]).tolist()))) if seen else ()
    widths = [width for _, width in seen if width]
    return {
        "opacity": round(max(map(_opacity, every), default=0.0), 3),
        "faintest": round(min((_opacity(paints, np.min) for paints in every), default=0.0), 3),
        "color": colors[0] if colors else "",
        "colors": colors[:MOST_COLORS] if len(colors) > 1 else (),
        "stroke": round(max(widths, default=0.0) * scale, 4),
        "thinnest": round(min(widths, default=0.0) * scale, 4),
    }


def _paints(mobject: Any) -> list[tuple[Any, float]]:
    """List what paints a mobject: the colours of its filling, its outline and what is behind it, and their widths."""
    if own(mobject, "fill_rgbas") is None:
        return [(np.ones((1, 4)), 0.0)]  # an image, a cloud of points: as if it were white
    found = []
    for name in ("fill", "stroke", "background_stroke"):
        rows = own(mobject, f"{name}_rgbas")
        width = 0.0 if name == "fill" else float(own(mobject, f"{name}_width") or 0)
        if isinstance(rows, np.ndarray) and len(rows) and (width > ROUNDING or name == "fill"):
            found.append((np.nan_to_num(rows, posinf=0, neginf=0), width))
    return found


def _opacity(paints: list[tuple[Any, float]], extreme: Any = np.max) -> float:
    """Give the opacity of the strongest of what paints a mobject, at its strongest place or at its faintest."""
    return max((float(extreme(rows[:, 3])) for rows, _ in paints), default=0.0)


def _named(row: list[float]) -> str:
    return "#" + "".join(f"{int(255 * share) & 255:02X}" for share in row[:3])


def _ends(leaves: list[Any], points: list[Any]) -> dict[str, Any]:
    size = sum(math.dist(one[0], one[-1]) for one in points)
    body = [number for number, leaf in enumerate(leaves) if not isinstance(leaf, ArrowTip)] or [0]
    start, end = points[body[0]][0], points[body[-1]][-1]
    if isinstance(leaves[0], manim.NumberLine):
        end = points[0][-1]  # not of its ticks
    tip = next((one for leaf, one in zip(leaves, points, strict=True) if isinstance(leaf, ArrowTip)), None)
    if tip is not None:
        end = tip[np.hypot(*(tip - start).T).argmax()]
    share = min(1.0, size / (math.dist(start, end) or 1.0))
    return _straight(start, end) | {"tip": tip is not None, "share": round(share, 3)}


def _straight(start: Any, end: Any) -> dict[str, Any]:
    return {"kind": "line", "start": _numbers(start, 6), "end": _numbers(end, 6)}


def _thinned(path: Any) -> tuple[Point | None, ...]:
    kept = [*range(0, len(path) - 1, -(-len(path) // CURVE_POINTS)), -1]
    return tuple(_numbers(point, 6) for point in path[kept])


def _numbers(values: Any, places: int = 3) -> Any:
    """Round the coordinates of a point or a box; nothing if one is not finite."""
    numbers = np.asarray(values, dtype=float).tolist()
    return tuple(round(number, places) for number in numbers) if all(map(math.isfinite, numbers)) else None
