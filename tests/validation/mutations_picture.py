"""Damage to the picture: phases, layout, curves, marks, axes."""

import re
from collections.abc import Callable

from damage import (
    ALL_LINES,
    AXES_PLAY,
    CONSTRUCT,
    LINES,
    NUMBER,
    POLES,
    SLOPE,
    TANGENT,
    TANGENT_PHASE,
    TRACE,
    TRACE_PHASE,
    TRAIL,
    ZERO,
    ZEROS,
    NotDamagedError,
    edit,
    edits,
    kind,
    later,
    of_dots,
    of_plane,
    of_slope,
    pattern,
    put,
)

# Phases

edit("a phase missing", TANGENT_PHASE, "", "run.phases")
kind("phases reordered", "run.phases")(
    lambda text: put(text, '"tangent"', '"other"').replace('"trace"', '"tangent"').replace('"other"', '"trace"')
)
edit("a phase renamed", '"trace"', '"tracing"', "run.phases")
edit("a phase opened twice", TRACE_PHASE, 2 * TRACE_PHASE, "run.phases")
edit("a phase that is never reached", TRACE_PHASE, f"        if len(STEPS) > 99:\n    {TRACE_PHASE}", "run.phases")
edit(
    "a phase left out of the video",
    'self.next_section("trace")',
    'self.next_section("trace", skip_animations=True)',
    "run.phases",
)

edit("a title for a second", "Write(title), run_time=3", "Write(title), run_time=1", "drawn.time")
edit("a title for ten seconds", "Write(title), run_time=3", "Write(title), run_time=10", "drawn.time")
edit("a pause with the tangent", "self.play(FadeIn(moving))", "self.play(FadeIn(moving), Wait(8))", "drawn.time")
pattern("a hasty trace", r"trail, run_time=\d+\)", "trail, run_time=5)", "drawn.time")

# Layout

edit("a label off the frame", ".move_to(place)", ".move_to(place).shift(9 * UP)", "layout.frame")
edit("the title off the frame", ".to_corner(UL, buff=0.3)", ".to_corner(UL, buff=-0.5)", "layout.frame")
edit("the title at the very edge", ".to_corner(UL, buff=0.3)", ".to_corner(UL, buff=0.05)", "layout.frame")
pattern("the derivation off the frame", r"(steps\..*)\.move_to\(\[4, (.*)\]\)", r"\1.move_to([6, \2])", "layout.frame")
pattern(
    "a summary wider than the frame",
    r"(pair = .*)\.move_to\(",
    r"\1.scale(4).move_to(",
    "layout.frame",
)
pattern(
    "text enlarged until it overlaps",
    r"(steps\.arrange\(DOWN, aligned_edge=LEFT\))\.move_to",
    r"\1.scale(1.8).move_to",
    "layout.overlap",
    on=(41, 275, 367, 470),
)
edit(
    "text over text",
    ".arrange(DOWN, aligned_edge=LEFT)",
    ".arrange(DOWN, buff=-0.3, aligned_edge=LEFT)",
    "layout.overlap",
)
edit(
    "numbers of an axis enlarged until they overlap",
    "y_axis.add_numbers(direction=LEFT)",
    "y_axis.add_numbers(direction=LEFT, font_size=120)",
    "layout.overlap",
    on=(41, 142, 168, 314),
)
pattern("text too small", LINES, "MathTex(s, font_size=14)", "layout.small")
edit("a label too small", "color=color, font_size=30", "color=color, font_size=12", "layout.small")
of_slope("the slope's label over the curve", "top.c2p(x.get_value(), f(x.get_value()))", "layout.covered")
of_slope("the slope's label over the title", "title", "layout.overlap")


def halved(text: str, panel: str) -> str:
    """Halve the range of y of a pair of axes, about its middle."""
    found = re.search(rf"{panel} = panel\(\[({NUMBER}), ({NUMBER}), ({NUMBER})\]", text)
    if not found:
        raise NotDamagedError(f"no range of {panel}")
    low, high, step = map(float, found.groups())
    middle, half = (low + high) / 2, (high - low) / 4
    return text.replace(found[0], f"{panel} = panel([{middle - half:g}, {middle + half:g}, {step / 2:g}]")


def pieces(text: str, panel: str, change: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> str:
    """Change the intervals over which a graph is drawn that has several."""
    row = next((row for row in text.splitlines() if f"[{panel}.plot(" in row and " for a, b in [" in row), "")
    start = row.find(" for a, b in ") + len(" for a, b in ")
    pairs = re.findall(rf"\(({NUMBER}), ({NUMBER})\)", row[start:])
    if not pairs:
        raise NotDamagedError(f"no pieces on {panel}")
    listed = ", ".join(f"({a}, {b})" for a, b in change(pairs))
    return text.replace(row, f"{row[:start]}[{listed}]])")


def zeros(text: str, change: Callable[[list[float]], list[float]]) -> str:
    """Change the zeros of f' that are marked."""
    found = re.search(r"for a in \[(.*)\]:", text)
    if not found:
        raise NotDamagedError("no zeros")
    marked = [float(number) for number in found[1].split(",")]
    return text.replace(found[0], f"for a in [{', '.join(f'{a:g}' for a in change(marked))}]:")


kind("the upper graph leaves its axes", "layout.axes", on=(41, 142, 314, 470))(lambda text: halved(text, "top"))
kind("the lower graph leaves its axes", "layout.axes", on=(41, 142, 275, 470))(lambda text: halved(text, "low"))
pattern(
    "a graph drawn beyond its axes",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>\g<2> + 1,",
    "layout.axes",
    on=(41, 142, 351, 470),
)


def _joined(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(pairs[0][0], pairs[-1][1])]


kind("a graph of f across a pole", "drawn.graph", on=POLES)(lambda text: pieces(text, "top", _joined))
kind("a graph of f' across a pole", "drawn.graph", on=POLES)(lambda text: pieces(text, "low", _joined))
kind("a piece of f missing", "drawn.whole", on=POLES)(lambda text: pieces(text, "top", lambda pairs: pairs[:-1]))
kind("a piece of f' missing", "drawn.whole", on=POLES)(lambda text: pieces(text, "low", lambda pairs: pairs[:-1]))
NAN = ("layout.finite", "run.warning")
pattern("NaN is drawn", rf"(top\.plot\(f, \[){NUMBER}, ", r"\g<1>-2, ", *NAN, on=(74, 249, 231))
pattern(
    "NaN is drawn at the right end",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>\g<2> + 2,",
    *NAN,
    on=(367, 345, 418),
)
WARNING = {41: "np.log(-1.0)", 275: "np.sqrt(np.array([-1.0]))", 405: "np.float64(1) / 0"}
edits(
    "NumPy warns",
    {rank: (CONSTRUCT, f"{CONSTRUCT}        low_value = {value}\n") for rank, value in WARNING.items()},
    "run.warning",
)
pattern(
    "text in the colour of the background",
    LINES,
    "MathTex(s, font_size=36, color=BLACK)",
    "drawn.seen",
)
edit("text that is nearly transparent", "steps.arrange(DOWN", "steps.set_opacity(0.1).arrange(DOWN", "drawn.seen")
pattern("a graph in the colour of the background", r"(top\.plot\(f, .*)color=BLUE", r"\1color=BLACK", "drawn.seen")

# What is drawn

edit("tangent with the wrong slope", "f(a) + df(a))", "f(a) + 2 * df(a))", TANGENT)
edit("tangent of another point", "f(a) + df(a))", "f(a) + df(a + 0.3))", TANGENT)
edit("tangent beside its point", ".move_to(p)", ".move_to(p + 0.5 * UP)", TANGENT)
edit("tangent on the lower axes", "Line(p, top.c2p(a + 1,", "Line(q, low.c2p(a + 1,", TANGENT)
edit("no tangent", "slope.next_to(name), line, Dot(p)", "slope.next_to(name), Dot(p)", TANGENT)
edit("tangent too short to see", "f(a) + df(a))).set_length(", "f(a) + df(a))).set_length(0.02 * ", TANGENT)
of_dots("dot off the curve of f", "Dot(p + 0.4 * UP), Dot(q)", TANGENT)
edit("no dot on f", "line, Dot(p), Dot(q)).set_color(YELLOW)", "line, Dot(q)).set_color(YELLOW)", TANGENT)
edit("slope number of another point", "DecimalNumber(round(df(a), ", "DecimalNumber(round(df(a + 0.3), ", SLOPE)
edit("slope number is f", "DecimalNumber(round(df(a), ", "DecimalNumber(round(f(a), ", SLOPE, on=(41, 149, 405))
edit("slope number of the other sign", "DecimalNumber(round(df(a), ", "DecimalNumber(round(-df(a), ", SLOPE)
edit("slope number stands still", "DecimalNumber(round(df(a), ", "DecimalNumber(round(df(1.5), ", SLOPE)
edit("no slope number", "slope.next_to(name), line,", "line,", SLOPE)
edit("dot traces f and not f'", "low.c2p(a, df(a))", "low.c2p(a, f(a))", TRACE)
edit("dot traces f' of another point", "low.c2p(a, df(a))", "low.c2p(a, df(a + 0.3))", TRACE)
edit("no dot on f'", "line, Dot(p), Dot(q)).set_color(YELLOW)", "line, Dot(p)).set_color(YELLOW)", TRACE)
pattern("the point does not move", r"x\.animate\.set_value\(.*?\), trail", "trail", "drawn.move")
pattern(
    "the point jumps to its end", r"self\.play\(x\.animate\.(set_value\(.*?\)), ", r"x.\1\n        self.play(", TRAIL
)
pattern("no trail is drawn", r", trail, run_time", ", run_time", TRAIL)
edit(
    "the trail is of f",
    "trail = Create(low.plot(df,",
    "trail = Create(low.plot(f,",
    "drawn.graph",
    on=(142, 149, 405, 470),
)
edit(
    "the lower graph is of f",
    "slopes = low.plot(df,",
    "slopes = low.plot(f,",
    "drawn.graph",
    on=(41, 142, 405, 470),
)
edit("the upper graph is of f'", "graph = top.plot(f,", "graph = top.plot(df,", "drawn.graph", on=(41, 142, 405, 470))
pattern(
    "an end of f missing",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>0.7 * \g<2>,",
    "drawn.whole",
    on=(41, 142, 275, 470),
)
pattern(
    "an end of f' missing",
    rf"(slopes = low\.plot\(df, \[)({NUMBER}),",
    r"\g<1>0.7 * \g<2>,",
    "drawn.whole",
    on=(41, 142, 405, 470),
)
pattern(
    "a graph with corners", r"(top\.plot\(f, \[.*?, .*?, )[\d.]+\]", r"\g<1>0.9], use_smoothing=False", "drawn.whole"
)
edit("no graph of f", "        self.play(Create(graph))\n", "        self.wait()\n", "drawn.whole")
edit(
    "a second graph that is not of f",
    "self.play(Create(graph))",
    "self.play(Create(graph), Create(top.plot(lambda t: f(t) * 0.9, [0.6, 1.4])))",
    "drawn.graph",
)
kind("a zero of f' unmarked", ZERO, on=ZEROS)(lambda text: zeros(text, lambda marked: marked[1:]))
kind("a wrong zero marked", ZERO, on=ZEROS)(lambda text: zeros(text, lambda marked: [*marked[:-1], marked[-1] + 0.3]))
kind("a zero too many marked", ZERO, on=(41, 142, 314, 405))(lambda text: zeros(text, lambda marked: [*marked, 1.3]))
pattern(
    "zeros of f' marked on one axis only",
    r"zeros\.add\(DashedLine\(p, q\), Dot\(p\), Dot\(q\)\)",
    "zeros.add(DashedLine(p, q), Dot(q))",
    ZERO,
    on=ZEROS,
)
edit(
    "zeros marked off the curve of f",
    "p, q = top.c2p(a, f(a)), low.c2p(a, 0)",
    "p, q = top.c2p(a, 0), low.c2p(a, 0)",
    ZERO,
    on=(41, 142, 405),
)
pattern(
    "asymptote at a wrong place",
    rf"DashedLine\(top\.c2p\((a|{NUMBER}), ({NUMBER})\), top\.c2p\(\1, ({NUMBER})\)",
    r"DashedLine(top.c2p(\1 + 0.4, \2), top.c2p(\1 + 0.4, \3)",
    "drawn.asymptote",
    on=POLES,
)
pattern(
    "horizontal asymptote at a wrong place",
    rf"DashedLine\(top\.c2p\(({NUMBER}), ({NUMBER})\), top\.c2p\(({NUMBER}), \2\)",
    r"DashedLine(top.c2p(\1, \2 - 0.4), top.c2p(\3, \2 - 0.4)",
    "drawn.asymptote",
    on=(193, 316, 412),
)
pattern(
    "an asymptote missing",
    rf"^ +(for a in .*:\n +)?graph\.add\(DashedLine\(top\.c2p\((a|{NUMBER}), {NUMBER}\), top\.c2p\(\2, .*\n",
    "",
    "drawn.asymptote",
    on=POLES,
)
pattern(
    "a hole without its circle",
    r"^ +for a in .*:\n +(graph|slopes)\.add\(Circle\(.*\n",
    "",
    "drawn.hole",
    on=(135, 334, 340, 402),
)

# Axes

later("axes swapped", "top.shift(3.2 * DOWN), low.shift(3.2 * UP)", "drawn.axes", before=AXES_PLAY)
kind("labels of the axes swapped", "drawn.axes")(
    lambda text: (
        put(text, '"f(x)", BLUE', '"other", BLUE')
        .replace('"f\'(x)", GREEN', '"f(x)", GREEN')
        .replace('"other"', '"f\'(x)"')
    )
)
edit("no label on the upper axes", '"f(x)", BLUE', '"y", BLUE', "drawn.axes")
later("axes not aligned in x", "low.shift(0.3 * RIGHT)", "drawn.axes", before="        graph = ")
edit(
    "numbers beside the wrong place of the y axis",
    "align_to(6.35 * LEFT, RIGHT)",
    "align_to(6.35 * LEFT, RIGHT).shift(0.4 * UP)",
    "drawn.numbers",
    on=(41, 142, 314),
)
edit(
    "numbers beside the wrong place of the x axis",
    "align_to(3.25 * DOWN, UP)",
    "align_to(3.25 * DOWN, UP).shift(0.4 * RIGHT)",
    "drawn.numbers",
)
edit(
    "no numbers on the y axis",
    "    plane.y_axis.add_numbers(direction=LEFT).numbers.align_to(6.35 * LEFT, RIGHT)\n",
    "",
    "drawn.numbers",
)
pattern(
    "an asymptote in the colour of f", r"(graph\.add\(DashedLine\(.*color=)GRAY", r"\1BLUE", "drawn.color", on=POLES
)
pattern(
    "a hole that is filled", r"(BLUE|GREEN), fill_color=BLACK", r"\1, fill_color=\1", "drawn.stray", on=(135, 334, 402)
)
of_plane("a number of an axis missing", "plane.y_axis.numbers.remove(plane.y_axis.numbers[1])", "drawn.numbers")
of_plane("a line of the grid aside", "plane.background_lines[0].shift(0.25 * UR)", "drawn.grid")

# Not like the others of its kind

edit("the graph of f in a gradient", "Create(graph)", "Create(graph.set_color([BLUE, WHITE]))", "drawn.color")
edit("a graph twice as thick", "Create(graph)", "Create(graph.set_stroke(width=7))", "drawn.stroke")
edit("a dashed graph", "Create(graph)", "Create(DashedVMobject(graph, 60))", "drawn.stray")
of_dots("dots of two sizes", "Dot(p, 0.1), Dot(q, 0.06)", "drawn.stroke")
edit("a grid as bright as the axes", "GRAY_D", "WHITE", "drawn.color")
later("no grid below", "low.remove(low.background_lines)", "drawn.grid", before=AXES_PLAY)
later("a line apart from the others", "steps[0].shift(0.3 * UP)", "drawn.words", before=ALL_LINES)
later("a line a little aside", "steps[1].shift(0.12 * RIGHT)", "drawn.words", before=ALL_LINES)
