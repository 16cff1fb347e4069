"""What a scene did when it ran, as its process reports it: untrusted input, read strictly and within bounds.

All positions are those of the picture: Manim's units in a frame of 14.2222 x 8 centred at 0, after the scene's camera.
Pixels are those of a picture of 854 x 480, Manim's -ql.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any
from unicodedata import category

import msgspec
from msgspec import Meta

LARGEST = 32 * 2**20
Kind = Annotated[str, Meta(pattern="^(text|graph|line|dot|shape|axes|grid)$")]
Mode = Annotated[str, Meta(pattern="^(math|tex|plain|markup|)$")]
Moment = Annotated[str, Meta(pattern="^(end|middle)$")]
Point = tuple[float, float]
Valued = tuple[float, float | None]  # x, and the value there if there is one
Box = tuple[float, float, float, float]  # left, bottom, right, top


class _Clean:
    """Texts of a scene reach messages and terminals: control characters are taken out of every field."""

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, str):
                object.__setattr__(self, name, _clean(value))
            elif isinstance(value, tuple) and value and isinstance(value[0], str):
                object.__setattr__(self, name, tuple(map(_clean, value)))


@dataclass(frozen=True)
class Failure(_Clean):
    """Why a scene did not run to its end: the class of the exception, what it says, and the scene's line."""

    kind: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Axes:
    """Where a pair of axes puts the plane: scene = origin + x * (right - origin) + y * (up - origin)."""

    origin: Point
    right: Point
    up: Point
    x_range: Point
    y_range: Point
    linear: bool

    def to_scene(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Map a point of the plane to the scene, in Manim's units; arrays of coordinates do as well as numbers."""
        (ox, oy), (rx, ry), (ux, uy) = self.origin, self.right, self.up
        return ox + x * (rx - ox) + y * (ux - ox), oy + x * (ry - oy) + y * (uy - oy)

    def to_plane(self, point: Any) -> tuple[Any, Any]:
        """Map a point of the scene to the plane; arrays of coordinates do as well as numbers."""
        (ox, oy), (rx, ry), (ux, uy) = self.origin, self.right, self.up
        a, b, c, d = rx - ox, ux - ox, ry - oy, uy - oy
        px, py = point[0] - ox, point[1] - oy
        area = a * d - b * c
        return (d * px - b * py) / area, (a * py - c * px) / area


@dataclass(frozen=True)
class Item(_Clean):
    """One thing on screen, in one state."""

    kind: Kind  # graph: any curve; grid: the grid lines of a plane
    id: int  # the same for the same mobject all along
    cls: str  # the name of its class
    box: Box | None  # None if a coordinate is not a finite number
    color: str = ""  # of its fill, or of its stroke if it has no fill: #RRGGBB
    opacity: float = 1.0  # the largest of its parts', of stroke and fill
    faintest: float = 1.0  # the least of its parts', where both stroke and fill are faint
    # The width of its outline as it is drawn, where that is thickest and where it is thinnest: a camera that zooms
    # scales it. Of axes 0 if one of them is not drawn.
    stroke: float = 0.0
    thinnest: float = 0.0
    # What a text says now, learned from its glyphs: after a Transform or become it is the new text. Empty if its glyphs
    # are those of no text that was made (it is in the midst of a Transform, or somebody drew on it), or of a part of
    # one, which is `whole`.
    text: str = ""
    size: float | None = None  # the font size that its glyphs are drawn at, measured (MathTex: 48 by default)
    number: float | None = None  # read from its glyphs; that of a power of ten is its value
    decimals: int = 0  # its digits after the point
    # Of a curve its anchors, piece by piece; of a grid the ends of each line; of axes those of each axis.
    pieces: tuple[tuple[Point | None, ...], ...] = ()
    start: Point | None = None  # of a line
    end: Point | None = None  # of a line; of one with a tip, the point of the tip
    center: Point | None = None  # of a dot
    axes: Axes | None = None  # where axes put their plane; None if they have none (edge-on, or a part is missing)
    owner: int | None = None  # the id of the axes, number line, table, matrix or brace that it is a part of
    mode: Mode = ""  # how `text` was given
    line: int | None = None  # of the scene's source that made the text, or the curve
    upright: bool = True  # a text is neither turned by more than a few degrees nor mirrored nor stretched
    # Every glyph of `text` is there and painted, and can be read: not in the midst of Write, mirrored, or upside down.
    whole: bool = True
    colors: tuple[str, ...] = ()  # all that it is painted in, filling and outline, if they are not all alike
    tip: bool = False  # a line, or one of the axes, has a tip at its end
    share: float = 1.0  # of a line's length, that its dashes cover

    @cached_property
    def anchors(self) -> Any:
        """The points of the pieces that are numbers, n x 2."""
        import numpy as np  # not at the top: who starts a sandbox needs none

        return np.array([point for piece in self.pieces for point in piece if point is not None]).reshape(-1, 2)

    @cached_property
    def chords(self) -> Any:
        """The straight lines between neighbouring points of a piece, by their ends: n x 2 x 2."""
        import numpy as np  # see `anchors`

        pairs = (pair for piece in self.pieces for pair in pairwise(piece))
        return np.array([pair for pair in pairs if None not in pair]).reshape(-1, 2, 2)


@dataclass(frozen=True)
class Shown:
    """An item in a snapshot: how many pixels it paints (`ink`), and how many of them a viewer sees."""

    item: Item
    seen: int
    ink: int


@dataclass(frozen=True)
class Snapshot:
    """The screen after a play (`moment` end) or in the course of one (middle)."""

    play: int  # from 1
    section: int  # index into Evidence.sections; -1 before the first
    moment: Moment
    items: tuple[Item, ...] = ()  # in the order in which they are drawn; also what nobody sees
    time: float = 0.0  # seconds of the video at which this is its picture
    # For each item the pixels that it paints alone, within the frame, and how many of them a viewer sees: they differ
    # visibly from what lies below, and nothing lies on them.
    seen: tuple[int, ...] = ()
    ink: tuple[int, ...] = ()
    # (i, j, pixels) for items whose ink meets, one of them a text or both axes; not where one holds the whole other.
    overlaps: tuple[tuple[int, int, int], ...] = ()
    hidden: tuple[int, ...] = ()  # after a play the items, by their place, that are texts with a glyph that nobody sees
    ground: int = 0  # how bright the background is, at its brightest: 0 to 255

    def shown(self) -> Iterator[Shown]:
        """Iterate over the items with what is seen of them."""
        return map(Shown, self.items, self.seen, self.ink)


@dataclass(frozen=True)
class Plot(_Clean):
    """A callable that was plotted, asked for its values after the run, at full precision and at irregular points."""

    id: int  # the curve that was made of it, as in Item.id
    line: int | None
    axes: Axes | None  # in which it was plotted, as they were then; None for a curve in the scene's own coordinates
    points: tuple[Valued, ...] = field(default=(), repr=False)  # in the plane of the axes, in no order
    same: bool = True  # the callable still gives what was drawn; if not, `points` are something else

    @cached_property
    def values(self) -> Any:
        """The points at which it has a value, 2 x n, in the order of x."""
        import numpy as np  # see `Item.anchors`

        points = np.array(self.points, dtype=float).reshape(-1, 2)
        points = points[np.isfinite(points[:, 1])]
        return points[np.lexsort(points.T[::-1])].T


@dataclass(frozen=True)
class Evidence(_Clean):
    """What a scene did when it ran."""

    scenes: tuple[str, ...] = ()  # the classes that were run
    error: Failure | None = None  # what stopped it
    warnings: tuple[str, ...] = ()  # of Python, NumPy and Manim
    sections: tuple[str, ...] = ()  # the names that it gave to `next_section`
    plays: int = 0  # calls of `play` and `wait` by the scene's own code
    seconds: float = 0.0  # the length of the video
    height: int = 0  # of the picture, in pixels; 0 if that is not known
    formulas: int = 0  # the different ones that the scene's own code makes
    snapshots: tuple[Snapshot, ...] = field(default=(), repr=False)  # after every play, and in the course of it
    section_times: tuple[float, ...] = ()  # the second of the video at which each section begins
    spans: tuple[Point, ...] = ()  # (beginning, length) in seconds of each of the plays
    plots: tuple[Plot, ...] = field(default=(), repr=False)
    # Settings of size, frame rate, folders and program that the scene's own code read; `chance` where it may draw.
    asks: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()  # what it overrides or replaces of Manim's classes, as `Class.name`


@dataclass(frozen=True)
class Report:
    """What the worker writes: snapshots name their items by number."""

    evidence: Evidence  # but for its snapshots
    items: tuple[Item, ...]
    snapshots: tuple[tuple[Snapshot, tuple[Annotated[int, Meta(ge=0)], ...]], ...]


_DEFAULTS = {one.name: one.default for one in fields(Item)}


def write(report: Report) -> bytes:
    """Write what `read` reads. What an item has by default is left out: there are many items."""
    items = [{name: one for name, one in vars(item).items() if one != _DEFAULTS[name]} for item in report.items]
    return msgspec.json.encode(vars(report) | {"items": items})


def read(data: bytes | str) -> Evidence:
    """Read what the worker wrote; a ValueError says that it is not of that form."""
    if len(data) > LARGEST:
        raise ValueError(f"{len(data)} bytes of evidence; {LARGEST} are the most")
    try:
        report = msgspec.json.decode(data, type=Report)
        snapshots = [replace(one, items=tuple(report.items[at] for at in items)) for one, items in report.snapshots]
    except (ValueError, IndexError, RecursionError) as error:
        raise ValueError(f"not of the worker's form: {error}") from None
    for one in snapshots:
        count = len(one.items)
        fit = all(0 <= i < j < count for i, j, _ in one.overlaps) and all(0 <= i < count for i in one.hidden)
        if not len(one.seen) == len(one.ink) == count or not fit:
            raise ValueError("a snapshot whose parts do not fit")
    return replace(report.evidence, snapshots=tuple(snapshots))


def _clean(text: str) -> str:
    """Take out of a text what nobody sees, what could change a terminal or not be encoded; line ends are kept."""
    if text.isprintable():
        return text
    spaces = text.translate(dict.fromkeys(map(ord, "\t\u2028\u2029"), " "))
    seen = (c for c in spaces if category(c) != "Cf")  # of no width
    return "".join(c if c == "\n" or category(c)[0] != "C" else "\ufffd" for c in seen)
