"""What is on screen at a moment, from Manim's scene graph and the picture, as plain data that leaves the process.

What the fields mean is said in `validation.run.evidence`, which reads them.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

import manim
import numpy as np
from manim.camera.three_d_camera import ThreeDCamera
from manim.mobject.geometry.tips import ArrowTip
from manim.mobject.graphing.scale import LinearBase

from . import digits
from .picture import FAINT, VISIBLE, Flat, Layer, Painter, View, joined
from .texts import Texts
from .walk import Homes, Part, Walk, own, points_of

CURVE_POINTS = 400
MOST_GLYPHS = 600
SEEN = 0.05  # an opacity that a person sees
DIGIT_HEIGHT = 0.00714  # of a digit in LaTeX, at font size 1
CURVE_ANCHORS = 5
ARRAYS = ("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "pixel_array", "rgbas")
NUMBER = re.compile(r"[-+]?\d+(?:\.(\d+))?")


class Recorder:
    """Takes snapshots of one scene; equal items are kept once."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.snapshots: list[dict[str, Any]] = []
        self.scene: Any = None
        self.texts = Texts()
        self.homes = Homes()
        self.lines: dict[int, tuple[int | None, Any]] = {}  # id(mobject) -> (line of the source, the mobject)
        self._known: dict[Any, int] = {}  # a part's last state -> its item
        self._ids: dict[int, tuple[int, Any]] = {}  # id(mobject) -> (number, the mobject: so that the id is not reused)
        self._painter = Painter()
        self._joined: dict[Any, Layer] = {}

    def view(self) -> Any:
        """Give the camera's view now; before the scene has one, its own coordinates are those of the picture."""
        return Flat() if self.scene is None else View(self.scene.renderer.camera)

    def number_of(self, mobject: Any) -> int:
        """Give the number by which items name a mobject."""
        return self._ids.setdefault(id(mobject), (len(self._ids), mobject))[0]

    def take(self, scene: Any, section: int, play: int, moment: str, time: float) -> None:
        """Keep what the scene shows now."""
        walk = Walk([*scene.mobjects, *scene.foreground_mobjects], self.homes)
        camera = scene.renderer.camera
        view = View(camera)
        states = [_state(part) for part in walk.parts]
        shown = [self._item(part, view, state) for part, state in zip(walk.parts, states, strict=True)]
        drawn = _as_drawn(camera, walk)
        seen, ink, layers = self._look(camera, view, drawn, walk.parts, states)
        kept = [number for number, index in enumerate(shown) if index >= 0]
        self.snapshots.append(
            {
                "play": play,
                "section": section,
                "moment": moment,
                "time": round(time, 4),
                "items": [shown[number] for number in kept],
                "seen": [seen[number] for number in kept],
                "ink": [ink[number] for number in kept],
                "overlaps": self._overlaps([(walk.parts[number].kind, *layers[number]) for number in kept]),
            }
        )

    def _item(self, part: Part, view: View, state: int) -> int:
        key = (id(part.mobject), part.kind, state, view.key)
        index = self._known.get(key)
        if index is None:
            number = self.number_of(part.mobject)
            item = self._describe(part, view)
            if item is not None:
                item = {"kind": part.kind, "id": number, "cls": type(part.mobject).__name__, **item}
                if part.owner is not None:
                    item["owner"] = self.number_of(part.owner)
                self.items.append(item)
            index = self._known[key] = -1 if item is None else len(self.items) - 1
        return index

    def _look(
        self, camera: Any, view: View, drawn: Sequence[tuple[Any, int]], parts: list[Part], states: list[int]
    ) -> tuple[list[int], list[int], list[tuple[Any, Layer]]]:
        """Say of each part how much of it is seen, how much it paints, and its ink with a key of its own."""
        runs: list[tuple[int, list[Any]]] = []
        for leaf, number in drawn:
            if not runs or runs[-1][0] != number:
                runs.append((number, []))
            runs[-1][1].append(leaf)
        painted: list[list[tuple[Any, Layer]]] = [[] for _ in parts]
        layers = []
        for number, leaves in runs:
            whole = len(leaves) == len(parts[number].leaves)
            key = (states[number] if whole else hash(tuple(map(_fingerprint, leaves))), view.key)
            layer = self._painter.layer(view, key, leaves)
            painted[number].append((key, layer))
            layers.append((layer, FAINT if parts[number].kind == "grid" else VISIBLE))
        seen, ink = [0] * len(parts), [0] * len(parts)
        pixels = self._painter.look(camera, layers)
        for (number, _), (layer, _), count in zip(runs, layers, pixels, strict=True):
            seen[number] += count
            ink[number] += len(layer.ink)
        inks = []
        for some in painted:
            key = tuple(one for one, _ in some)
            if key not in self._joined:
                self._joined[key] = joined([one for _, one in some])
            inks.append((key, self._joined[key]))
        return seen, ink, inks

    def _overlaps(self, inks: list[tuple[str, Any, Layer]]) -> list[tuple[int, int, int]]:
        """List the texts that meet something else, and the axes that meet others."""
        if not inks:
            return []
        boxes = np.array([layer.box for *_, layer in inks])
        texts = np.array([kind == "text" for kind, *_ in inks])
        axes = np.array([kind == "axes" for kind, *_ in inks])
        meet = (boxes[:, None, :2] < boxes[None, :, 2:]).all(axis=2)
        meet &= meet.T & (texts[:, None] | texts[None, :] | (axes[:, None] & axes[None, :]))
        found = []
        for one, two in zip(*np.nonzero(np.triu(meet, 1)), strict=True):
            (_, first, layer), (_, second, other) = inks[one], inks[two]
            pixels = self._painter.meeting((first, second), layer, other)
            if 0 < pixels < min(len(layer.ink), len(other.ink)):
                found.append((int(one), int(two), pixels))
        return found

    def _describe(self, part: Part, view: View) -> dict[str, Any] | None:
        if part.kind == "axes":
            return self._axes(part, view)
        leaves = part.leaves
        if not leaves:
            return None
        points = [view.see(leaf, points_of(leaf)) for leaf in leaves]
        lows = np.array([one.min(axis=0) for one in points])
        highs = np.array([one.max(axis=0) for one in points])
        fills, strokes = [_fill(leaf) for leaf in leaves], [_stroke(leaf) for leaf in leaves]
        opacities = [max(pair) for pair in zip(fills, strokes, strict=True)]
        first = next((number for number, opacity in enumerate(opacities) if opacity > SEEN), 0)
        item: dict[str, Any] = {
            "box": _numbers(np.concatenate([lows.min(axis=0), highs.max(axis=0)])),
            "opacity": round(max(opacities), 3),
            "color": _color(leaves[first], fills[first]),
            "stroke": round(float(own(leaves[first], "stroke_width", 0)) * float(view.scale.max()), 4)
            if strokes[first]
            else 0.0,
            "fill": round(max(fills), 3),
        }
        if part.kind == "text":
            boxes = np.concatenate([lows, highs], axis=1)
            colors = [_color(leaf, fill) for leaf, fill in zip(leaves, fills, strict=True)]
            return item | self._text(part, view, points, boxes, [opacity > SEEN for opacity in opacities], colors)
        if part.kind == "grid":
            return item | {"pieces": [[_numbers(one[0]), _numbers(one[-1])] for one in points[:MOST_GLYPHS]]}
        if part.kind == "dot":
            center, size = (lows.min(axis=0) + highs.max(axis=0)) / 2, highs.max(axis=0) - lows.min(axis=0)
            return item | {"center": _numbers(center, 6), "radius": _number(size.max() / 2)}
        if part.kind == "line" and not _bent(points[0]):
            return item | _ends(leaves, points)
        return item | self._outline(part, points)

    def _text(
        self, part: Part, view: View, points: list[Any], boxes: Any, painted: list[bool], colors: list[str]
    ) -> dict[str, Any]:
        mobject = part.mobject
        shown = [number for number, is_painted in enumerate(painted) if is_painted][:MOST_GLYPHS]
        item: dict[str, Any] = {"glyphs": [box for number in shown if (box := _numbers(boxes[number]))]}
        if len({colors[number] for number in shown}) > 1:
            item["colors"] = [colors[number] for number in shown]
        if isinstance(mobject, manim.DecimalNumber):
            heights = [float(boxes[number][3] - boxes[number][1]) for number in shown]
            line, _ = self.lines.get(id(mobject), (None, None))
            read = digits.read([points[number] for number in shown], self.texts)
            size = _number(max(heights, default=0.0) / DIGIT_HEIGHT)
            return item | {"mode": "math", "line": line, "size": size, "whole": bool(read)} | read
        said = str(own(mobject, "tex_string", own(mobject, "original_text", "")))
        near = 2e-2 if view.solid else 1e-4
        reading = self.texts.read(points, painted, said, near)
        if reading is None and id(mobject) in self.homes.texts:
            _, glyphs = self.homes.texts[id(mobject)]  # of which some are not in the scene, or not yet
            here = {id(leaf) for leaf, is_painted in zip(part.leaves, painted, strict=True) if is_painted}
            every = [view.see(glyph, points_of(glyph)) for glyph in glyphs if len(points_of(glyph))]
            shown_of_it = [id(glyph) in here for glyph in glyphs if len(points_of(glyph))]
            reading = self.texts.read(every, shown_of_it, said, near)
        if reading is None:
            return item | {"whole": False}
        made = reading.made
        number = NUMBER.fullmatch(made.text.strip())
        if number:
            item |= {"number": float(number[0]), "decimals": len(number[1] or "")}
        item |= {"text": made.text, "mode": made.mode, "line": made.line, "size": _number(reading.size)}
        return item | {"upright": reading.upright, "whole": reading.whole}

    def _outline(self, part: Part, points: list[Any]) -> dict[str, Any]:
        """Describe a curve, a straight line, or another shape."""
        paths = [path for one in points for path in _paths(one)]
        anchors = sum(len(path) for path in paths)
        is_open = any(not np.allclose(path[0], path[-1], atol=1e-4) for path in paths)
        if part.kind == "path" and len(paths) == 1 and is_open and not _bent(points[0]):
            return {"kind": "line", "start": _numbers(paths[0][0], 6), "end": _numbers(paths[0][-1], 6)}
        if part.kind == "path" and not (is_open and anchors >= CURVE_ANCHORS):
            return {"kind": "shape"}
        line, _ = self.lines.get(id(part.mobject), (None, None))
        return {"kind": "graph", "line": line, "pieces": [_thinned(path) for path in paths]}

    def _axes(self, part: Part, view: View) -> dict[str, Any]:
        axes = part.mobject
        plane = map_of(axes, view)
        item: dict[str, Any] = {"opacity": 1.0, "color": "", "stroke": 1.0}
        lines = [own(axes, name) for name in ("x_axis", "y_axis")]
        ends = [view.see(line, np.array(_span(line))) for line in lines if line is not None and len(points_of(line))]
        corners = np.concatenate(ends) if ends else np.zeros((1, 2))
        for leaf in part.leaves:
            item["color"] = item["color"] or _color(leaf, _fill(leaf))
        if part.leaves:
            item["opacity"] = round(max(max(_fill(leaf), _stroke(leaf)) for leaf in part.leaves), 3)
        item["box"] = _numbers(np.concatenate([corners.min(axis=0), corners.max(axis=0)]))
        item["pieces"] = [[_numbers(point, 6) for point in end] for end in ends]
        return item | {"axes": plane}


def map_of(axes: Any, view: View | Flat) -> dict[str, Any] | None:
    """Say where axes put their plane in the picture, from the ends of their lines and the numbers at those ends."""
    lines = [own(axes, name) for name in ("x_axis", "y_axis")]
    if any(line is None or not len(points_of(line)) for line in lines):
        return None
    scales = [own(line, "scaling") for line in lines]
    ranges, ways = [], []
    for line, scale in zip(lines, scales, strict=True):
        start, end = _span(line)
        low, high = (float(number) for number in own(line, "x_range")[:2])
        factor = float(scale.scale_factor) if type(scale) is LinearBase else 1.0
        if not high > low or not factor:
            return None
        ways.append((start - (end - start) * low / (high - low), (end - start) / (high - low) / factor))
        ranges.append((low * factor, high * factor))
    (x_zero, x_one), (y_zero, y_one) = ways
    (low, high) = ranges[0]
    crossing = x_zero + x_one * min(max(0.0, low), high)  # where the axes meet: 0, or the end that is nearer to it
    origin = x_zero + y_zero - crossing
    seen = view.see(axes, np.array([origin, origin + x_one, origin + y_one]))
    right, up = seen[1] - seen[0], seen[2] - seen[0]
    if not np.isfinite(seen).all() or abs(right[0] * up[1] - right[1] * up[0]) < 1e-12:
        return None
    return {
        "origin": _numbers(seen[0], 9),
        "right": _numbers(seen[1], 9),
        "up": _numbers(seen[2], 9),
        "x_range": _numbers(ranges[0], 9),
        "y_range": _numbers(ranges[1], 9),
        "linear": all(type(scale) is LinearBase for scale in scales),
    }


def _span(line: Any) -> tuple[Any, Any]:
    """Give the ends of a number line; that of one with a tip is the point of the tip."""
    points, tip = points_of(line), own(line, "tip")
    with_tip = tip is not None and len(points_of(tip)) and any(tip is one for one in own(line, "submobjects", []))
    return points[0], points_of(tip)[0] if with_tip else points[-1]


def _state(part: Part) -> int:
    return hash((part.kind, *map(_fingerprint, part.leaves)))


def _fingerprint(mobject: Any) -> int:
    """Tell one state of a mobject from another, by all that is drawn of it."""
    kept = mobject.__dict__
    try:
        colors = kept["fill_rgbas"].tobytes(), kept["stroke_rgbas"].tobytes()
        return hash((kept["points"].tobytes(), colors, kept["stroke_width"], kept["background_stroke_width"]))
    except (AttributeError, KeyError, TypeError):
        pass  # an image, a cloud of points
    arrays = [points_of(mobject), *(kept.get(name) for name in ARRAYS)]
    data = b"|".join(array.tobytes() for array in arrays if isinstance(array, np.ndarray))
    return hash((data, kept.get("stroke_width"), kept.get("background_stroke_width")))


def _as_drawn(camera: Any, walk: Walk) -> list[tuple[Any, int]]:
    """Give the mobjects in the order in which the camera draws them, with their part's number."""
    drawn = [(mobject, number) for _, mobject, number in walk.drawn]
    if not isinstance(camera, ThreeDCamera):
        return drawn
    numbers = {id(mobject): number for mobject, number in drawn}
    ordered = camera.get_mobjects_to_display([mobject for mobject, _ in drawn], include_submobjects=False)
    return [(mobject, numbers[id(mobject)]) for mobject in ordered]


def _fill(mobject: Any) -> float:
    colors = own(mobject, "fill_rgbas")
    return float(colors[:, 3].max()) if isinstance(colors, np.ndarray) and len(colors) else 0.0


def _stroke(mobject: Any) -> float:
    colors = own(mobject, "stroke_rgbas")
    if not isinstance(colors, np.ndarray) or not len(colors) or not own(mobject, "stroke_width"):
        return 0.0 if own(mobject, "fill_rgbas") is not None else 1.0  # an image, a cloud of points
    return float(colors[:, 3].max())


def _color(mobject: Any, fill: float) -> str:
    colors = own(mobject, "fill_rgbas" if fill else "stroke_rgbas")
    if not isinstance(colors, np.ndarray) or not len(colors):
        return ""
    red, green, blue, *_ = (int(255 * share) & 255 if np.isfinite(share) else 0 for share in colors[0].tolist())
    return f"#{red:02X}{green:02X}{blue:02X}"


def _bent(points: Any) -> bool:
    """Say whether a path leaves the straight line between its ends."""
    way = points[-1] - points[0]
    length = float(np.hypot(*way))
    off = np.abs((points - points[0]) @ np.array([-way[1], way[0]])) / length if length else np.abs(points - points[0])
    return bool(off.max() > 0.02 + 0.01 * length)


def _ends(leaves: list[Any], points: list[Any]) -> dict[str, Any]:
    body = [number for number, leaf in enumerate(leaves) if not isinstance(leaf, ArrowTip)] or [0]
    start, end = points[body[0]][0], points[body[-1]][-1]
    if isinstance(leaves[0], manim.NumberLine):
        end = points[0][-1]  # not of its ticks
    tip = next((one for leaf, one in zip(leaves, points, strict=True) if isinstance(leaf, ArrowTip)), None)
    if tip is not None:
        end = tip[np.hypot(*(tip - start).T).argmax()]
    return {"start": _numbers(start, 6), "end": _numbers(end, 6), "tip": tip is not None}


def _paths(points: Any) -> list[Any]:
    """Split the points of a mobject where its outline is interrupted; gives the anchors of each piece."""
    points = points[: len(points) // 4 * 4]
    breaks = np.nonzero(np.abs(points[4::4] - points[3:-1:4]).max(axis=1, initial=0.0) > 1e-6)[0] + 1
    pieces = np.split(points, breaks * 4)
    return [np.concatenate([piece[::4], piece[-1:]]) for piece in pieces if len(piece)]


def _thinned(path: Any) -> list[list[float] | None]:
    step = -(-len(path) // CURVE_POINTS)
    kept = path[::step]
    if (len(path) - 1) % step:
        kept = np.concatenate([kept, path[-1:]])
    return [_numbers(point, 6) for point in kept]


def _number(value: Any) -> float | None:
    number = float(value)
    return round(number, 6) if np.isfinite(number) else None


def _numbers(values: Any, places: int = 3) -> list[float] | None:
    """Round the coordinates of a point or a box; nothing if one is not finite."""
    numbers = np.asarray(values, dtype=float).tolist()
    return [round(number, places) for number in numbers] if all(map(math.isfinite, numbers)) else None
