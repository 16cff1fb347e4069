"""The picture that a viewer sees: where the camera puts things, and how much of each is seen.

Every item is painted alone by Manim's own drawing functions, once for each of its states, on a raster of 854 x 480; the
picture is put together from those layers, back to front. What a layer changes visibly is seen, and where a curve goes
on along another of its colour, unless layers above hide it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import cairo
import numpy as np
from manim import VMobject
from manim.camera.three_d_camera import ThreeDCamera

from .settings import FRAME_X, FRAME_Y, HEIGHT, PIXELS_PER_UNIT, WIDTH

# The least difference of a colour from what lies below, of 255, that a viewer sees; grid lines are meant to be faint.
VISIBLE, FAINT = 24.0, 12.0
# A text or a curve has to be read. Its contrast of luminance is that of the Web's guidelines: by this the darkest grey
# that is read on black is #303030 (Manim's GRAY_D has 2.2, PURPLE_E 2.5). Of yellow on white it is the hue that is
# seen, so a channel that differs by HUE does as well.
READ = frozenset({"text", "graph"})
CONTRAST, HUE = 1.6, 140.0
LIGHT = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)  # what red, green and blue give to luminance
_SHARES = np.arange(256, dtype=np.float32) / 255
LINEAR = np.where(_SHARES <= 0.04045, _SHARES / 12.92, ((_SHARES + 0.055) / 1.055) ** 2.4)
# A pixel belongs to a thing's ink if it is painted with at least this share of the thing's strongest opacity.
SHARE = 0.25
SOLID = 0.5  # the opacity by which a thing is more than a shadow
MOST_PIXELS = 6_000_000  # in all layers that are kept
# What says how a mobject is drawn: an outline, an image or a cloud of points.
DRAWN_BY = (
    *("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "pixel_array", "rgbas"),
    *("stroke_width", "background_stroke_width"),
)


@dataclass(frozen=True, eq=False)
class Layer:
    """What some mobjects paint."""

    pixels: Any  # their numbers, row by row
    colors: Any  # 0 to 255, times the opacity
    opacities: Any  # from 0 to 1
    inked: Any  # which of the pixels are ink
    ink: Any  # the numbers of these
    box: tuple[int, int, int, int]  # left, top, right, bottom, in pixels; empty if nothing is painted


NOTHING = Layer(np.zeros(0, int), np.zeros((0, 3)), np.zeros(0), np.zeros(0, bool), np.zeros(0, int), (0, 0, 0, 0))


class View:
    """Where a camera puts points in the picture, at one moment."""

    def __init__(self, camera: Any) -> None:
        self.camera = camera
        self.solid = isinstance(camera, ThreeDCamera)
        self.center = np.array(camera.frame_center, dtype=float)[:2]
        self.scale = 2 * np.array([FRAME_X / float(camera.frame_width), FRAME_Y / float(camera.frame_height)])
        turned = camera.get_rotation_matrix().tobytes() if self.solid else b""
        zoom = (float(camera.get_zoom()), float(camera.get_focal_distance())) if self.solid else ()
        self._key = (self.center.tobytes(), self.scale.tobytes(), turned, zoom)
        self._prints: dict[int, int] = {}  # id(mobject) -> a digest of what is drawn of it

    def state(self, mobjects: Sequence[Any]) -> tuple[Any, ...]:
        """Tell one state of mobjects in the picture from another, by all that is drawn of them."""
        for one in mobjects:
            if id(one) not in self._prints:
                kept = [vars(one).get(name) for name in DRAWN_BY]
                values = (value.tobytes() if isinstance(value, np.ndarray) else value for value in kept)
                self._prints[id(one)] = hash(tuple(values))
        return self._key, *(self._prints[id(one)] for one in mobjects)

    def see(self, mobject: Any, points: Any) -> Any:
        """Map points of a mobject to the picture, n x 2."""
        if self.solid:
            points = self.camera.transform_points_pre_display(mobject, points)
        return (points[:, :2] - self.center) * self.scale


def flat(mobject: Any, points: Any) -> Any:
    """Give points in the scene's own coordinates, as `View.see` gives those of the picture."""
    return points[:, :2]


class Painter:
    """Paints layers, and keeps them."""

    def __init__(self) -> None:
        self._layers: dict[Any, Layer] = {}
        self._kept = 0
        # What is asked of layers again and again is found out once, as long as they are kept.
        self.meeting, self.joined = cache(_meeting), cache(_joined)
        self._background = b""
        self._canvas: Any = None  # the picture as it was last put together, in the order of the stack
        self._curves = np.zeros(WIDTH * HEIGHT, dtype=bool)  # where a curve that is seen is painted last
        # (layer, the colours below it, whether these are a curve's, how it changed them, where it goes on along a curve
        # of its colour, which of its pixels are seen if nothing lies on them)
        self._stack: list[tuple[Layer, Any, Any, Any, Any, Any]] = []

    def layer(self, view: View, leaves: Sequence[Any]) -> Layer:
        """Paint mobjects that have points, without their submobjects; what was painted once is known by its state."""
        key = view.state(leaves)
        layer = self._layers.get(key)
        if layer is None:
            layer = _paint(view, leaves)
            self._kept += len(layer.pixels)
            if self._kept > MOST_PIXELS:
                self._layers.clear()
                self.meeting.cache_clear()
                self.joined.cache_clear()
                self._kept = len(layer.pixels)
            self._layers[key] = layer
        return layer

    def look(self, camera: Any, layers: Sequence[tuple[Layer, str]]) -> list[Any]:
        """Put the picture together, back to front; returns which pixels of each layer's ink are seen.

        A layer comes with the kind of what it shows; the camera has the background.
        """
        given = camera.background
        key = given[::8, ::8].tobytes()
        if key != self._background:
            self._background, self._stack = key, []
            self._curves[:] = False
            self._canvas = _resized(given)[..., :3].reshape(-1, 3).astype(np.float32)
        canvas, curves = self._canvas, self._curves
        same = 0  # what lies lowest is mostly as it was when the picture was last put together
        while same < min(len(layers), len(self._stack)) and self._stack[same][0] is layers[same][0]:
            same += 1
        while len(self._stack) > same:
            layer, below, curve, *_ = self._stack.pop()
            canvas[layer.pixels], curves[layer.pixels] = below, curve
        for layer, kind in layers[same:]:
            below, curve = canvas[layer.pixels], curves[layer.pixels]
            change = layer.colors - below * layer.opacities[:, None]
            # A curve that is no hair, and not faint, goes on where it changes nothing.
            solid = kind == "graph" and layer.opacities.max(initial=0.0) >= SOLID
            along = curve & solid & (np.abs(change).max(axis=1, initial=0.0) < VISIBLE)
            visible = _differs(kind, layer, below, change) | along
            canvas[layer.pixels], curves[layer.pixels] = below + change, visible & (kind == "graph")
            free = layer.pixels[visible & layer.inked]
            self._stack.append((layer, below, curve, change, along, free))
        clear, seen = np.ones(WIDTH * HEIGHT, dtype=np.float32), []
        for (layer, kind), (_, below, _, change, along, free) in zip(
            reversed(layers), reversed(self._stack), strict=True
        ):
            through = clear[layer.pixels]
            if through.min(initial=1.0) < 1.0:
                differs = _differs(kind, layer, below, change * through[:, None]) | along & (through >= SOLID)
                free = layer.pixels[differs & layer.inked]
            seen.append(free)
            clear[layer.pixels] = through * (1 - layer.opacities)
        return seen[::-1]


def _meeting(one: Layer, two: Layer) -> int:
    """Count the pixels in which the ink of two layers meets."""
    return len(np.intersect1d(one.ink, two.ink, assume_unique=True))


def _joined(layers: tuple[Layer, ...]) -> Layer:
    """Take the layers of one item, which others may lie between, as one, for its ink only."""
    full = [layer for layer in layers if len(layer.ink)] or [NOTHING]
    ink = np.unique(np.concatenate([layer.ink for layer in full]))
    boxes = np.array([layer.box for layer in full])
    box = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    return replace(NOTHING, pixels=ink, ink=ink, box=box)


def _differs(kind: str, layer: Layer, below: Any, change: Any) -> Any:
    """Say in which pixels a viewer sees what a layer changes."""
    if kind not in READ:
        return np.abs(change).max(axis=1, initial=0.0) >= (FAINT if kind == "grid" else VISIBLE)
    # At the edge of a stroke, and where it is thin, a pixel is painted in part: the eye puts them together.
    whole = change * (layer.opacities.max(initial=0.0) / layer.opacities)[:, None]
    one, two = (LINEAR[np.clip(colors, 0, 255).astype(np.uint8)] for colors in (below, below + whole))
    darker = np.minimum(one @ LIGHT, two @ LIGHT)
    # Two hues of the same luminance are told apart as well.
    contrast = 1 + np.abs(one - two) @ LIGHT / (darker + 0.05)
    return (contrast >= CONTRAST) | (np.abs(whole).max(axis=1, initial=0.0) >= HUE)


def _paint(view: View, leaves: Sequence[Any]) -> Layer:
    flat = [leaf for leaf in leaves if isinstance(leaf, VMobject)]
    images = [leaf for leaf in leaves if not isinstance(leaf, VMobject)]
    left, top, right, bottom = (0, 0, WIDTH, HEIGHT) if images else _box(view, flat)
    if right <= left or bottom <= top:
        return NOTHING
    array = np.zeros((bottom - top, right - left, 4), dtype=np.uint8)
    camera = view.camera
    for leaf in images:
        image = np.zeros((camera.pixel_height, camera.pixel_width, 4), dtype=np.uint8)
        camera.display_funcs[camera.type_or_raise(leaf)]([leaf], image)
        np.maximum(array, _resized(image), out=array)
    surface = cairo.ImageSurface.create_for_data(array.data, cairo.FORMAT_ARGB32, right - left, bottom - top)
    context = cairo.Context(surface)
    across, up = WIDTH / camera.frame_width, HEIGHT / camera.frame_height
    center = camera.frame_center
    shift = (WIDTH / 2 - center[0] * across - left, HEIGHT / 2 + center[1] * up - top)
    context.set_matrix(cairo.Matrix(across, 0, 0, -up, *shift))
    for leaf in flat:
        camera.display_vectorized(leaf, context)
    surface.finish()
    rows, columns = np.nonzero(array[..., 3])
    if not len(rows):
        return NOTHING
    painted = array[rows, columns]
    opacities = painted[:, 3].astype(np.float32) / 255
    inked = opacities >= SHARE * opacities.max()
    pixels = ((rows + top) * WIDTH + columns + left).astype(np.int32)
    whole = (int(columns.min()) + left, int(rows.min()) + top, int(columns.max()) + left + 1, int(rows.max()) + top + 1)
    return Layer(pixels, painted[:, :3].astype(np.float32), opacities, inked, pixels[inked], whole)


def _box(view: View, leaves: Sequence[Any]) -> tuple[int, int, int, int]:
    """Say which pixels mobjects may paint: the box of their points, and their strokes' width with its mitres."""
    seen = [view.see(leaf, leaf.points) for leaf in leaves]
    low = np.min([points.min(axis=0) for points in seen], axis=0)
    high = np.max([points.max(axis=0) for points in seen], axis=0)
    if not np.isfinite([low, high]).all():
        return 0, 0, WIDTH, HEIGHT
    width = max(max(float(leaf.stroke_width), float(leaf.background_stroke_width)) for leaf in leaves)
    unit = PIXELS_PER_UNIT
    margin = 3 + width * 0.01 * float(view.scale.max()) * unit * 2
    left, right = np.array([low[0], high[0]]) * unit + WIDTH / 2 + (-margin, margin)
    top, bottom = np.array([-high[1], -low[1]]) * unit + HEIGHT / 2 + (-margin, margin)
    across, down = np.clip([left, right], 0, WIDTH), np.clip([top, bottom], 0, HEIGHT)
    return int(across[0]), int(down[0]), int(np.ceil(across[1])), int(np.ceil(down[1]))


def _resized(array: Any) -> Any:
    rows, columns = array.shape[:2]
    return array[np.arange(HEIGHT)[:, None] * rows // HEIGHT, np.arange(WIDTH) * columns // WIDTH]
