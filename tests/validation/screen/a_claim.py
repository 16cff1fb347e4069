"""A plain scene about x^2 sin x, as evidence, and what may be claimed in it; the tests make it true or false."""

import math
from collections.abc import Callable
from dataclasses import replace

from a_screen import BLUE, GREEN, RED, YELLOW, at, axes, dot, graph, line, number, plot, scene, shot, text

from validation import screen
from validation.problem import Severity
from validation.run.evidence import Evidence, Item, Plot, Snapshot
from validation.scene_file import PHASES

PANEL = axes((-3.0, -3.5, 3.0, 1.5), (-4.0, 4.0), (-20.0, 20.0))
TITLE = text(r"f(x) = x^{2} \sin x", -1, 3)
LINE = text(r"f'(x) = 2x \sin x + x^{2} \cos x", -1, 2)


def f(x: float) -> float:
    return x**2 * math.sin(x)


def df(x: float) -> float:
    return 2 * x * math.sin(x) + x**2 * math.cos(x)


def ddf(x: float) -> float:
    return (2 - x * x) * math.sin(x) + 4 * x * math.cos(x)


GRAPH = graph(PANEL, f, (-4.0, 4.0), color=BLUE)
SLOPE = graph(PANEL, df, (-4.0, 4.0), color=GREEN)


def plots(
    function: object = f, derivative: object = df, curves: tuple[Item, Item] = (GRAPH, SLOPE)
) -> tuple[Plot, ...]:
    made = [plot(curves[0], PANEL, function, -4, 4), plot(curves[1], PANEL, derivative, -4, 4)]  # type: ignore[arg-type]
    return tuple(made)


def short(
    changes: dict[str, list[Item]] | None = None,
    *,
    given: tuple[Plot, ...] = (),
    each: float = 0.2,
    hidden: tuple[Item, ...] = (),
    curves: tuple[Item, Item] = (GRAPH, SLOPE),
    derived: Item = LINE,
) -> Evidence:
    """A plain scene in one pair of axes, with something more in a phase and all later ones."""
    graph_, slope = curves
    new: dict[str, list[Item]] = {
        "title": [TITLE], "axes": [PANEL], "function": [graph_], "derivation": [derived], "tangent": [], "trace": [],
        "derivative": [slope], "summary": [],
    }  # fmt: skip
    shown: list[Item] = []
    snapshots = []
    for number_, phase in enumerate(PHASES):
        shown = [*shown, *new[phase], *(changes or {}).get(phase, [])]
        time = each * (number_ + 1)
        snapshots.append(shot(*shown, play=number_ + 1, section=number_, time=time, hidden=hidden))
    begins = tuple(each * number_ for number_ in range(len(PHASES)))
    return replace(scene(*snapshots, plots=given or plots()), section_times=begins)


def errors(evidence: Evidence, function: str = "x**2*sin(x)") -> set[str]:
    showing = screen.showing_of(evidence, function, strict=False)
    return {problem.check for problem in screen.check("s.py", showing) if problem.severity is Severity.ERROR}


def right(evidence: Evidence) -> tuple[bool, bool]:
    showing = screen.showing_of(evidence, "x**2*sin(x)", strict=False)
    return screen.shows(showing, screen.curves.Curves(showing))


def other(function: object) -> tuple[Item, Item]:
    """The curve of something else in place of that of f'."""
    return GRAPH, graph(PANEL, function, (-4.0, 4.0), color=GREEN)  # type: ignore[arg-type]


def secant(a: float, slope: float, half: float = 1.0) -> Item:
    return line(at(PANEL, a - half, f(a) - half * slope), at(PANEL, a + half, f(a) + half * slope))


def ticks(factor: float, aside: float = -0.1) -> list[Item]:
    return [text(f"{factor * k:g}", at(PANEL, k, 0)[0] + aside, at(PANEL, k, -3)[1], width=0.2) for k in range(-3, 4)]


def table(*rows: str, owner: int | None = 10**9) -> list[Item]:
    cells = [(word, 4.5 + 0.7 * i, -0.5 * j) for j, row in enumerate(rows) for i, word in enumerate(row.split())]
    return [
        number(float(word), x, y, len(word.partition(".")[2]), owner=owner, text=word)
        if word.lstrip("-")[:1].isdigit()
        else text(word, x, y - 0.05, width=0.5, owner=owner)
        for word, x, y in cells
    ]


def ragged(*values: str) -> list[Item]:
    """A table of f' at 1 and 2, of which the rows were set one by one: the numbers are in no column."""
    rows = [("x", "f'(x)"), *((str(x), value) for x, value in enumerate(values, 1))]
    return [
        text(word, 4 + (0.5 + 0.2 * j) * i, -0.5 * j, width=0.4)
        for j, row in enumerate(rows)
        for i, word in enumerate(row)
    ]


def beside(*pieces: str | float) -> list[Item]:
    return [
        text(piece, 3 + 0.7 * i, 0.0, width=0.5) if isinstance(piece, str) else number(piece, 3 + 0.7 * i, 0.05)
        for i, piece in enumerate(pieces)
    ]


def blank(seconds: float) -> Evidence:
    """A plain scene that goes, and comes back for a moment."""
    plain, end = short(each=1.0), shot(play=9, section=7, time=8.0 + seconds)
    again = replace(plain.snapshots[-1], play=10, time=end.time + 0.2)
    return replace(plain, snapshots=(*plain.snapshots, end, again), seconds=again.time)


ARRAY = r"\begin{array}{c|cc} x & 0 & 1 \\ \hline f'(x) & 0 & %s \end{array}"


def row(function: Callable[[float], float], count: int = 60, low: float = -4.0) -> list[Item]:
    """Dots along a graph."""
    xs = [low + (4.0 - low) * k / (count - 1) for k in range(count)]
    return [dot(*at(PANEL, x, function(x)), GREEN) for x in xs]


def arrow(a: float, slope: float, *, start: float = -1.0, end: float = 1.0) -> list[Item]:
    ends = (at(PANEL, a + step, f(a) + step * slope) for step in (start, end))
    return [line(*ends, "Arrow", tip=True), dot(*at(PANEL, a, f(a)))]


def level(a: float, words: str, color: str = YELLOW, *, end: float = 1.0) -> list[Item]:
    shown = line(at(PANEL, a - 1, f(a)), at(PANEL, a + end, f(a)), color=YELLOW)
    return [shown, dot(*at(PANEL, a, f(a))), text(words, 4, 3, mode="plain", color=color)]


def named(first: str, second: str, mode: str = "math") -> list[Item]:
    return [text(first, 4, 3, color=BLUE, mode=mode), text(second, 4, 2, color=GREEN, mode=mode)]


def legend(first: str, second: str) -> list[Item]:
    lines = [line((4, y + 0.15), (4.6, y + 0.15), color=color) for y, color in ((3, BLUE), (2, GREEN))]
    return [*lines, text(first, 4.8, 3), text(second, 4.8, 2)]


def stars(*places: float) -> list[Item]:
    middles = [at(PANEL, x, 0.0) for x in places]
    boxes = [(x - 0.14, y - 0.13, x + 0.14, y + 0.13) for x, y in middles]
    marks = [Item("shape", 930 + k, "Star", box, color=RED) for k, box in enumerate(boxes)]
    return [*marks, text("zeros of the derivative", 4, -3, mode="plain")]


def asymptote(words: str, color: str) -> list[Item]:
    return [line(at(PANEL, 2, -20), at(PANEL, 2, 20), color=RED), text(words, 4, -3, mode="plain", color=color)]


def told(words: str, *items: Item, color: str = RED, mode: str = "plain") -> Evidence:
    return short({"derivative": [text(words, 4, 3, color=color, mode=mode), *items]})


def at_phase(phase: str, shown: Snapshot, plain: Evidence | None = None) -> Evidence:
    """The plain scene with something else on screen in a phase."""
    plain, number_ = plain or short(), PHASES.index(phase)
    was = plain.snapshots[number_]
    now = replace(shown, play=was.play, section=was.section, time=was.time)
    return replace(plain, snapshots=(*plain.snapshots[:number_], now, *plain.snapshots[number_ + 1 :]))


def only(phase: str, *items: Item) -> Evidence:
    """The plain scene with something more in one phase."""
    return at_phase(phase, short({phase: list(items)}).snapshots[PHASES.index(phase)])


def in_turn(phase: str, first: Item, second: Item, each: float = 0.2) -> Evidence:
    """The plain scene, with one thing in a phase, and 0.1 s before its end, in a play of its own, another."""
    number_ = PHASES.index(phase)
    one, both = (short({phase: items}, each=each).snapshots[number_] for items in ([first], [first, second]))
    one = replace(one, play=20, time=one.time - 0.1)
    plain = short({phase: [first, second]}, each=each)
    return replace(plain, snapshots=(*plain.snapshots[:number_], one, both, *plain.snapshots[number_ + 1 :]))


def twice(phase: str) -> Evidence:
    """The plain scene, with two looks at a phase."""
    plain, number_ = short(), PHASES.index(phase)
    look = replace(plain.snapshots[number_], moment="middle")
    return replace(plain, snapshots=(*plain.snapshots[:number_], look, *plain.snapshots[number_:]))


def on_the_way(*words: str) -> Evidence:
    """A point where f rises, in the trace another where f falls, and words beside them."""
    first, then = ([dot(*at(PANEL, x, f(x))), text(word, 4, 3, line=30)] for x, word in zip((1, 3), words, strict=True))
    return at_phase("trace", only("trace", *then).snapshots[5], only("tangent", *first))


def aside(off: float) -> list[Item]:
    """Numbers below the x axis, each so far to the right of its place."""
    return [number(k, at(PANEL, k, 0)[0] + off, at(PANEL, k, -2.2)[1], 0, owner=PANEL.id) for k in (-3, -2, 2, 3, 4)]


def named_late() -> Evidence:
    """A curve that stands in the middle of a play, at whose end its name is written."""
    curve, name = graph(PANEL, lambda x: -f(x), (-4.0, 4.0), color=RED), text(r"y = -x^{2} \sin x", 4, 3, color=RED)
    whole = only("derivative", curve, name)
    items = tuple(item for item in whole.snapshots[6].items if item is not name)
    looks = [replace(shot(*items), play=7, section=6, moment="middle", time=1.4 - k) for k in (0.15, 0.1)]
    return replace(whole, snapshots=(*whole.snapshots[:6], *looks, *whole.snapshots[6:]))


def region(low: float, high: float) -> Item:
    (left, bottom), (right, top) = at(PANEL, low, 0.0), at(PANEL, high, max(f(low), f(high)))
    return Item("shape", 950, "Polygon", (left, bottom, right, top), color=RED)


def pointed(words: str, x: float, y: float) -> Evidence:
    """Words from which an arrow leads to a place of the axes."""
    end = at(PANEL, x, y)
    tag = text(words, 3.5, 3, mode="plain")
    return short({"derivative": [tag, line((3.4, 3.1), end, "Arrow", tip=True, color=RED), dot(*at(PANEL, x, f(x)))]})


def labelled(words: str, x: float) -> Evidence:
    place = at(PANEL, x, f(x))
    return short({"tangent": [dot(*place), text(words, place[0] + 0.4, place[1] + 0.1, width=0.4)]})


def upright(words: str, x: float) -> Evidence:
    """An upright line with a label below its lower end."""
    foot = at(PANEL, x, 0)
    label = text(words, foot[0] - 0.2, foot[1] - 0.6, width=0.4)
    return short({"tangent": [line(at(PANEL, x, f(x)), foot), label]})


def broken_off(rest: str) -> Evidence:
    """A line that goes on in another text below it."""
    return short({"derivation": [text(r"f'(x) = 2x \cdot \sin x", 4, 1), text(rest, 4.2, 0.5)]})


def led(first: Callable[[float], float], second: Callable[[float], float]) -> list[Item]:
    tags = [text("f(x)", 4, 3), text("f'(x)", 4, 0)]
    ends = (at(PANEL, 2.5, first(2.5)), at(PANEL, 2.5, second(2.5)))
    starts = ((3.9, 3.1), (3.9, 0.1))
    return [*tags, *(line(*way, "Arrow", tip=True) for way in zip(starts, ends, strict=True))]


def marked(words: str, *places: float) -> Evidence:
    return told(words, *(dot(*at(PANEL, x, 0.0), RED) for x in places))


def heap() -> Evidence:
    """The lines of a derivation, one over the other."""
    plain = short({"derivation": [text(r"f'(x) = (x^{2})' \sin x + x^{2} (\sin x)'", -1, 2)]})
    shots = [
        replace(shot_, overlaps=tuple((i, j, 60) for i, a in enumerate(shot_.items) for j, b in enumerate(shot_.items)
                if i < j and a.box == b.box and a.kind == "text"))
        for shot_ in plain.snapshots
    ]  # fmt: skip
    return replace(plain, snapshots=tuple(shots))


def patched() -> Evidence:
    """A formula, of which a shape in the colour of the ground hides a part."""
    formula = text("f(3) = 9 \\sin 3 + 0", 3, 0)
    patch = Item("shape", 950, "Rectangle", (3.6, 0, 3.7, 0.2), color="#000000")
    last = short({"summary": [formula, patch]}).snapshots[-1]
    seen = tuple(80 if item is formula else 100 for item in last.items)
    meet = (last.items.index(formula), last.items.index(patch), 20)
    return at_phase("summary", replace(last, seen=seen, overlaps=(meet,)))


def half_hidden(share: int, shape: Item | None = None) -> Evidence:
    """The plain scene, with so much seen of f' in per cent, and a shape."""
    plain = short({"derivative": [shape or region(-4.0, 0.0)]})
    shots = [replace(each, seen=tuple(share if i is SLOPE else 100 for i in each.items)) for each in plain.snapshots]
    return replace(plain, snapshots=tuple(shots))


def short_secant(rise: float) -> Evidence:
    """A line around the point at 1, which would go on through the dot at 2, and a number beside the word slope."""
    slope = f(2) - f(1)
    more = [dot(*at(PANEL, x, f(x))) for x in (1, 2)]
    return short({"tangent": [secant(1, slope, 0.6), *more, text("slope =", 4, 3), number(rise, 5.1, 3)]})


def half(function: Callable[[float], float], *ends: tuple[float, float]) -> bool:
    """Whether a curve counts as that of f', beside the whole of f."""
    curve = graph(PANEL, function, *ends, color=GREEN)
    return right(replace(short(curves=(GRAPH, curve)), plots=()))[1]


def pieces(*spans: tuple[float, float]) -> tuple[Item, Item]:
    """The graph of f', of which only some spans are drawn."""
    drawn = [graph(PANEL, df, span, color=GREEN, count=12) for span in spans]
    return GRAPH, replace(SLOPE, pieces=tuple(piece for each in drawn for piece in each.pieces))


VARIATION = (
    r"\begin{array}{c|ccccccc} x & -3 & & -2.29 & & 2.29 & & 3 \\ \hline "
    r"f'(x) & & %s & 0 & %s & 0 & %s & \\ f(x) & & %s & & %s & & %s & \end{array}"
)
ARROWS = r"\searrow", r"\nearrow", r"\searrow"
KEY = Item("shape", 951, "Square", (3.6, 3.0, 3.8, 3.2), color=RED)


def along(*signs: str) -> list[Item]:
    """Signs above a level line below the axes, one for each stretch between the zeros of f', -2.29, 0 and 2.29."""
    places = [at(PANEL, x, 0)[0] for x in (-3.5, -1.0, 1.0, 3.5)]
    row = [text(sign, x - 0.1, -3.6, width=0.2) for sign, x in zip(signs, places, strict=True)]
    return [line((-3, -3.8), (3, -3.8), "NumberLine"), text("f'", 3.2, -3.8, width=0.2), *row]


WAY = (-3.4, -1.7, 0.1, 1.7, 3.4)


def running(
    off: float,
    behind: float | None = None,
    grows: int = 0,
    beside: tuple[Item, ...] = (),
    *,
    up: bool = False,
    way: tuple[float, ...] = WAY,
) -> Evidence:
    """A dot that runs so far above f, or up, and a tangent so far behind it; f' grows to the right, or to the left."""
    plain, looks = short(each=1.0), list[Snapshot]()
    for step, (x, tip) in enumerate(zip(way, WAY, strict=True)):
        items = [replace(dot(0, 0), id=990, center=at(PANEL, 0.5 if up else x, f(x) + off)), *beside]
        items += [] if behind is None else [replace(secant(x - behind, df(x - behind)), id=991)]
        ends = (-3.6, tip) if grows > 0 else (-tip, 3.6)
        items += [replace(graph(PANEL, df, ends, color=RED), id=992)] if grows else []
        items += [replace(dot(0, 0), id=993, center=at(PANEL, -x, df(-x)))] if grows < 0 else []
        look = shot(*plain.snapshots[4].items, *items, play=6, section=5, moment="middle")
        looks.append(replace(look, time=5.1 + 0.1 * step))
    return replace(plain, snapshots=(*plain.snapshots[:5], *looks, *plain.snapshots[5:]))


def f_again(*places: float) -> Evidence:
    """The trace draws f again, and a tangent stands at some places in turn."""
    plain, again = short(each=1.0), replace(GRAPH, id=940, color=RED)
    before = plain.snapshots[4].items
    shots = [
        shot(*before, again, replace(secant(x, df(x)), id=991), play=20 + k, section=5, time=5.4 + 0.2 * k)
        for k, x in enumerate(places)
    ]
    return replace(plain, snapshots=(*plain.snapshots[:5], *shots, *plain.snapshots[6:]))


def without(item: Item, phase: str, plain: Evidence | None = None) -> Evidence:
    """The plain scene, where something is gone in a phase."""
    plain = plain or short()
    rest = (each for each in plain.snapshots[PHASES.index(phase)].items if each is not item)
    return at_phase(phase, shot(*rest), plain)


def alone(phase: str, name: Item, larger: float = 1.0) -> Evidence:
    """The plain scene with a name at f, and f goes in a phase, or a camera comes so much closer that it is not read."""
    plain = short({"function": [name]})
    gone = [item for item in plain.snapshots[6].items if item not in (GRAPH, name)]
    return at_phase(phase, shot(*gone, replace(name, size=(name.size or 0.0) * larger)), plain)
