"""Damage to the picture: phases, layout, curves, marks, axes."""

import re
from collections.abc import Callable

from damage import (
    NUMBER,
    POLES,
    SLOPE,
    TANGENT,
    TRACE,
    TRAIL,
    ZERO,
    ZEROS,
    NotDamagedError,
    edit,
    edits,
    kind,
    pattern,
    put,
)

# Phases

edit("a phase missing", '        self.next_section("tangent")\n', "", "run.phases")
kind("phases reordered", "run.phases")(
    lambda text: put(text, '"tangent"', '"other"').replace('"trace"', '"tangent"').replace('"other"', '"trace"')
)
edit("a phase renamed", '"trace"', '"tracing"', "run.phases")
edit(
    "a phase opened twice",
    '        self.next_section("trace")\n',
    '        self.next_section("trace")\n        self.next_section("trace")\n',
    "run.phases",
)
edit(
    "a phase that is never reached",
    '        self.next_section("trace")\n',
    '        if len(STEPS) > 99:\n            self.next_section("trace")\n',
    "run.phases",
)
edit(
    "a phase left out of the video",
    'self.next_section("trace")',
    'self.next_section("trace", skip_animations=True)',
    "run.phases",
)

# Layout

edit("a label off the frame", ".shift(UP))", ".shift(9 * UP))", "layout.frame")
edit("the title off the frame", ".to_corner(UL, buff=0.3)", ".to_corner(UL, buff=-0.5)", "layout.frame")
edit("the derivation off the frame", ".move_to([4, -0.25, 0])", ".move_to([6, -0.25, 0])", "layout.frame")
pattern(
    "a summary wider than the frame",
    r"summary.scale\(min\(1.2, 5 / summary.width\)\)",
    "summary.scale(4)",
    "layout.frame",
)
pattern(
    "text enlarged until it overlaps",
    r"steps.scale\(min\([^)]*\)\)",
    "steps.scale(1.8)",
    "layout.overlap",
    on=(276, 320, 473, 506),
)
edit(
    "text over text",
    ".arrange(DOWN, buff=0.3, aligned_edge=LEFT)",
    ".arrange(DOWN, buff=-0.3, aligned_edge=LEFT)",
    "layout.overlap",
)
edit(
    "numbers of an axis enlarged until they overlap",
    "y_axis.add_numbers()",
    "y_axis.add_numbers(font_size=120)",
    "layout.overlap",
    on=(40, 138, 160, 317),
)
edit("text too small", "MathTex(s, font_size=36)", "MathTex(s, font_size=14)", "layout.small")
edit("a label too small", "color=color, font_size=30", "color=color, font_size=12", "layout.small")
pattern(
    "the slope's label over the curve",
    r"(\\text\{slope\} =\", font_size=30\))\.move_to\(.*\)",
    r"\1.move_to(top.c2p(x.get_value(), f(x.get_value())))",
    "layout.covered",
)
pattern(
    "the slope's label over the title",
    r"(\\text\{slope\} =\", font_size=30\))\.move_to\(.*\)",
    r"\1.move_to(title)",
    "layout.overlap",
)


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


kind("the upper graph leaves its axes", "layout.axes", on=(40, 138, 317, 473))(lambda text: halved(text, "top"))
kind("the lower graph leaves its axes", "layout.axes", on=(40, 138, 276, 473))(lambda text: halved(text, "low"))
pattern(
    "a graph drawn beyond its axes",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>\g<2> + 1,",
    "layout.axes",
    on=(40, 138, 357, 473),
)


def _joined(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(pairs[0][0], pairs[-1][1])]


def _shortened(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return pairs[:-1]


kind("a graph of f across a pole", "drawn.graph", on=POLES)(lambda text: pieces(text, "top", _joined))
kind("a graph of f' across a pole", "drawn.graph", on=POLES)(lambda text: pieces(text, "low", _joined))
kind("a piece of f missing", "drawn.whole", on=POLES)(lambda text: pieces(text, "top", _shortened))
kind("a piece of f' missing", "drawn.whole", on=POLES)(lambda text: pieces(text, "low", _shortened))
NAN = ("layout.finite", "run.warning")
pattern("NaN is drawn", rf"(top\.plot\(f, \[){NUMBER}, ", r"\g<1>-2, ", *NAN, on=(75, 232, 221))
pattern(
    "NaN is drawn at the right end",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>\g<2> + 2,",
    *NAN,
    on=(372, 353, 416),
)
edits(
    "NumPy warns",
    {
        40: ("    def construct(self):\n", "    def construct(self):\n        low_value = np.log(-1.0)\n"),
        276: (
            "    def construct(self):\n",
            "    def construct(self):\n        low_value = np.sqrt(np.array([-1.0]))\n",
        ),
        405: ("    def construct(self):\n", "    def construct(self):\n        low_value = np.float64(1) / 0\n"),
    },
    "run.warning",
)
edit(
    "text in the colour of the background",
    "MathTex(s, font_size=36)",
    "MathTex(s, font_size=36, color=BLACK)",
    "drawn.seen",
)
edit("text that is nearly transparent", "steps.arrange(DOWN", "steps.set_opacity(0.1).arrange(DOWN", "drawn.seen")
pattern("a graph in the colour of the background", r"(top\.plot\(f, .*)color=BLUE", r"\1color=BLACK", "drawn.seen")

# What is drawn

edit("tangent with the wrong slope", "f(a) + df(a))", "f(a) + 2 * df(a))", TANGENT)
edit("tangent of another point", "f(a) + df(a))", "f(a) + df(a + 0.3))", TANGENT)
edit("tangent beside its point", ".move_to(p)", ".move_to(p + 0.5 * UP)", TANGENT)
edit(
    "tangent on the lower axes",
    "line = Line(p, top.c2p(a + 1, f(a) + df(a)))",
    "line = Line(q, low.c2p(a + 1, f(a) + df(a)))",
    TANGENT,
)
edit("no tangent", "VGroup(name, slope, line, Dot(p), Dot(q))", "VGroup(name, slope, Dot(p), Dot(q))", TANGENT)
edit("tangent too short to see", "f(a) + df(a))).set_length(", "f(a) + df(a))).set_length(0.02 * ", TANGENT)
edit(
    "dot off the curve of f",
    "Dot(p), Dot(q)).set_color(YELLOW)",
    "Dot(p + 0.4 * UP), Dot(q)).set_color(YELLOW)",
    TANGENT,
)
edit("no dot on f", "line, Dot(p), Dot(q)).set_color(YELLOW)", "line, Dot(q)).set_color(YELLOW)", TANGENT)
edit("slope number of another point", "DecimalNumber(df(a), ", "DecimalNumber(df(a + 0.3), ", SLOPE)
edit("slope number is f", "DecimalNumber(df(a), ", "DecimalNumber(f(a), ", SLOPE, on=(40, 144, 405))
edit("slope number of the other sign", "DecimalNumber(df(a), ", "DecimalNumber(-df(a), ", SLOPE)
edit("slope number stands still", "DecimalNumber(df(a), ", "DecimalNumber(df(1.5), ", SLOPE)
edit("no slope number", "VGroup(name, slope, line,", "VGroup(name, line,", SLOPE)
edit(
    "dot traces f and not f'",
    "p, q = top.c2p(a, f(a)), low.c2p(a, df(a))",
    "p, q = top.c2p(a, f(a)), low.c2p(a, f(a))",
    TRACE,
)
edit("dot traces f' of another point", "low.c2p(a, df(a))", "low.c2p(a, df(a + 0.3))", TRACE)
edit("no dot on f'", "line, Dot(p), Dot(q)).set_color(YELLOW)", "line, Dot(p)).set_color(YELLOW)", TRACE)
pattern("the point does not move", r"x\.animate\.set_value\(.*?\), Create\(trail\)", "Create(trail)", "drawn.move")
pattern(
    "the point jumps to its end", r"self\.play\(x\.animate\.(set_value\(.*?\)), ", r"x.\1\n        self.play(", TRAIL
)
pattern("no trail is drawn", r", Create\(trail\), run_time", ", run_time", TRAIL)
edit("the trail is of f", "trail = low.plot(df,", "trail = low.plot(f,", "drawn.graph", on=(138, 144, 405, 473))
edit(
    "the lower graph is of f",
    "df_graph = low.plot(df,",
    "df_graph = low.plot(f,",
    "drawn.graph",
    on=(40, 138, 405, 473),
)
edit("the upper graph is of f'", "graph = top.plot(f,", "graph = top.plot(df,", "drawn.graph", on=(40, 138, 405, 473))
pattern(
    "an end of f missing",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>0.7 * \g<2>,",
    "drawn.whole",
    on=(40, 138, 276, 473),
)
pattern(
    "an end of f' missing",
    rf"(df_graph = low\.plot\(df, \[)({NUMBER}),",
    r"\g<1>0.7 * \g<2>,",
    "drawn.whole",
    on=(40, 138, 405, 473),
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
kind("a zero too many marked", ZERO, on=(40, 138, 317, 405))(lambda text: zeros(text, lambda marked: [*marked, 1.3]))
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
    on=(40, 138, 405),
)
pattern(
    "asymptote at a wrong place",
    rf"for a, b in \[\(\(({NUMBER}), ({NUMBER})\), \(\1, ({NUMBER})\)\)",
    r"for a, b in [((\1 + 0.4, \2), (\1 + 0.4, \3))",
    "drawn.asymptote",
    on=POLES,
)
pattern(
    "horizontal asymptote at a wrong place",
    rf"\(\(({NUMBER}), ({NUMBER})\), \(({NUMBER}), \2\)\)\]",
    r"((\1, \2 + 0.4), (\3, \2 + 0.4))]",
    "drawn.asymptote",
    on=(120, 232, 180),
)
pattern(
    "an asymptote missing",
    rf"for a, b in \[\(\(({NUMBER}), {NUMBER}\), \(\1, {NUMBER}\)\)(, )?",
    "for a, b in [",
    "drawn.asymptote",
    on=POLES,
)

# Axes

kind("axes swapped", "drawn.axes")(
    lambda text: put(text, ", 1.35,", ", 9.99,").replace(", -1.85,", ", 1.35,").replace(", 9.99,", ", -1.85,")
)
kind("labels of the axes swapped", "drawn.axes")(
    lambda text: (
        put(text, '"f(x)", BLUE', '"other", BLUE')
        .replace('"f\'(x)", GREEN', '"f(x)", GREEN')
        .replace('"other"', '"f\'(x)"')
    )
)
edit("no label on the upper axes", '"f(x)", BLUE', '"y", BLUE', "drawn.axes")
edit("axes not aligned in x", "        graph = ", "        low.shift(0.3 * RIGHT)\n        graph = ", "drawn.axes")
edit(
    "numbers beside the wrong place of the y axis",
    "n.next_to(plane.c2p(X_RANGE[0], n.number), LEFT",
    "n.next_to(plane.c2p(X_RANGE[0], -n.number), LEFT",
    "drawn.numbers",
    on=(40, 138, 317),
)
edit(
    "numbers beside the wrong place of the x axis",
    "n.next_to(low.c2p(n.number, ",
    "n.next_to(low.c2p(-n.number, ",
    "drawn.numbers",
)
edit(
    "no numbers on the y axis",
    "plane.y_axis.add_numbers().numbers",
    "plane.y_axis.add_numbers([]).numbers",
    "drawn.numbers",
)
