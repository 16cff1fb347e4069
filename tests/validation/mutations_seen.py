"""Damage to colours and words, to what is seen and for how long, to names, code and runs."""

from damage import (
    ALL_LINES,
    AXES_PLAY,
    CONSTRUCT,
    FUNCTION_PHASE,
    LINES,
    NUMBER,
    PLAIN,
    POLES,
    SLOPE,
    SUMMARY_PHASE,
    TANGENT,
    TANGENT_PHASE,
    TRACE_PHASE,
    TRAIL,
    at_start,
    edit,
    kind,
    later,
    of_dots,
    of_plane,
    pattern,
    put,
    steps,
)

# Colours

pattern("the graph of f in the colour of f'", r"(top\.plot\(f, .*)color=BLUE", r"\1color=GREEN", "drawn.color")
pattern(
    "the graph of f' in a colour of its own",
    r"(slopes = .*low\.plot\(df, .*)color=GREEN",
    r"\1color=PURPLE",
    "drawn.color",
)
edit("f and f' in one colour", "GREEN", "BLUE", "drawn.color")

# The words

edit("no title", "self.play(Write(title), run_time=3)", "self.wait()", "drawn.title")
edit(
    "a line of the derivation is never shown",
    "for step in steps:\n            self.play",
    "for step in steps[1:]:\n            self.play",
    "mathematics.order",
)
# Seen, and for how long

SEEN = "drawn.seen"
GRAPH_OF_F = r"(top\.plot\(f, .*)color=BLUE"
pattern("a curve as thin as a hair", GRAPH_OF_F, r"\1color=BLUE, stroke_width=0.3", SEEN)
pattern("a curve forty wide", GRAPH_OF_F, r"\1color=BLUE, stroke_width=40", "drawn.stroke")
pattern("a curve that is nearly transparent", GRAPH_OF_F, r"\1color=BLUE, stroke_opacity=0.05", SEEN)
at_start("white on white", "self.camera.background_color = WHITE", SEEN)
COVER = "Rectangle(width=6.4, height=6.2, fill_opacity=1, color=BLACK)"
later("the derivation behind a rectangle", f"self.add({COVER}.move_to(steps))", SEEN)
later("a panel behind a rectangle", f"self.add({COVER}.set_height(2.6).move_to(low))", SEEN, before=SUMMARY_PHASE)
of_dots("dots of no size", "Dot(p, 0.001), Dot(q, 0.001)", TANGENT)
pattern(
    "lines gone in a blink",
    r"^( +self\.play\(Succession\(Write\(step.*\n)",
    r"\1            self.remove(step)\n",
    "drawn.words",
)
pattern("a trace in a blink", r"trail, run_time=\d+\)", "trail, run_time=0.2)", "drawn.phases")
edit("a wait of a minute", "Wait(3)", "Wait(60)", "drawn.time")
pattern("no time to read a line", r", Wait\(1\.5 .*\)\)\)", "))", "drawn.words")
pattern(
    "a trace over a tenth of the window",
    rf"trail = Create\(low\.plot\(df, \[({NUMBER}), {NUMBER}, (.*)\n(.*)set_value\({NUMBER}\)",
    r"trail = Create(low.plot(df, [\1, \1 + 0.3, \2\n\3set_value(\1 + 0.3)",
    "drawn.move",
)
edit("slope number that lags", "DecimalNumber(round(df(a), ", "DecimalNumber(round(df(a - 0.1), ", SLOPE)
edit("slope labelled area", r"\text{slope} =", r"\text{area} =", SLOPE)
of_plane("the grid beside the numbers", "plane.background_lines.shift(0.25 * UR)", "drawn.grid")
edit(
    "colours of f and f' exchanged in the lines",
    "steps[0].set_color(BLUE)\n        steps[-1].set_color(GREEN)",
    "steps[0].set_color(GREEN)\n        steps[-1].set_color(BLUE)",
    "drawn.color",
)
pattern("text upside down", LINES, "MathTex(s, font_size=36).rotate(PI)", "layout.upright")
pattern("text stretched", LINES, "MathTex(s, font_size=36).stretch(2, 1)", "layout.upright")
edit(
    "numbers of an axis shifted",
    "align_to(3.25 * DOWN, UP)",
    "align_to(3.25 * DOWN, UP).shift(low.c2p(X_RANGE[2], 0) - low.c2p(0, 0))",
    "drawn.numbers",
)
of_plane(
    "numbers of an axis times ten",
    "for n in plane.y_axis.numbers:\n        n.set_value(10 * n.number)",
    "drawn.numbers",
)
pattern(
    "a trace that is drawn backwards",
    r"(trail = Create\(.*)\)$",
    r"\1, rate_func=lambda t: 1 - t)",
    TRAIL,
)
edit("all cleared before the end", "Wait(3)))", "Wait(3)))\n        self.clear()\n        self.wait(2)", "drawn.gone")
later("the title gone", "self.remove(title)", "drawn.gone")
later("the graph of f gone", "self.remove(graph)", "drawn.gone", before=SUMMARY_PHASE)
edit(
    "a stray curve beside the tangent",
    "self.play(FadeIn(moving))",
    "self.play(FadeIn(moving), FadeIn(low.plot(lambda t: 0.4 * t, [0.5, 1.5])))",
    "drawn.graph",
)

pattern("all lines of the derivation at once", r"Write\(step.*?\), Wait", "FadeIn(steps), Wait", "drawn.words")
kind("the lines of the derivation from the bottom", "drawn.words")(
    lambda text: put(text, "for step in steps:", "for step in steps[::-1]:")
)
edit("no f' in the summary", "Transform(steps[-1], pair[1])", "FadeOut(steps[-1])", "drawn.summary")
edit("no f in the summary", "FadeIn(pair[0], ", "FadeIn(", "drawn.summary")
edit("no box around the summary", ", SurroundingRectangle(pair, buff=0.3)", "", "drawn.summary")
edit(
    "the box beside the summary",
    "SurroundingRectangle(pair, buff=0.3)",
    "SurroundingRectangle(title, buff=0.1)",
    "drawn.summary",
)

# What is left behind

edit("tangent left behind after the derivative", "FadeOut(moving), ", "", "drawn.leftover")
edit("derivation left behind in the summary", "FadeOut(steps[:-1]), ", "", "drawn.leftover")

# What is no part of a lesson, or of no usual weight, or soon gone

STRAY, STROKE, BRIEF = "drawn.stray", "drawn.stroke", "drawn.brief"
DERIVATIVE = (41, 142, 275)


def added(name: str, shown: str, *meant: str, before: str = TANGENT_PHASE) -> None:
    """Make a kind of something that is added to the lesson."""
    later(name, f"self.add({shown})", *meant, before=before)


def zero_marks(name: str, old: str, new: str, *meant: str) -> None:
    """Make a kind of other marks of the zeros."""
    edit(name, old, new, *meant, on=DERIVATIVE)


zero_marks("all zeros gone at once", "FadeIn(zeros)))", "FadeIn(zeros)))\n        self.remove(zeros)", BRIEF)
zero_marks("zeros' lines aslant", "DashedLine(p, q)", "DashedLine(p, q + 0.8 * RIGHT)", STRAY)
zero_marks("zeros' lines end in the air", "DashedLine(p, q)", "DashedLine(p, p + 0.4 * DOWN)", STRAY)
zero_marks("zeros' lines begin in the air", "DashedLine(p, q)", "DashedLine(q, q + 0.9 * UP)", STRAY)
zero_marks("zeros' dots large", "Dot(p), Dot(q)).set_color(RED)", "Dot(p, 0.4), Dot(q, 0.4)).set_color(RED)", STROKE)
zero_marks("zeros in the colour of f'", "Dot(q)).set_color(RED)", "Dot(q)).set_color(GREEN)", "drawn.color")
zero_marks("a dot on no graph", "FadeIn(zeros)", "FadeIn(zeros, Dot([-3, 0, 0]))", STRAY)
zero_marks("a slanting line", "FadeIn(zeros)", "FadeIn(zeros, Line([-6, 1, 0], [-1, 2, 0]))", STRAY)
zero_marks(
    "a slanting dashed line", "FadeIn(zeros)", "FadeIn(zeros, DashedLine([-6, 1, 0], [-1, 2, 0]))", "drawn.asymptote"
)
pattern("swollen letters", LINES, "MathTex(s, font_size=36, stroke_width=12)", STROKE)
edit("a grid of thick lines", '"stroke_width": 1}', '"stroke_width": 25}', STROKE)
of_plane("thick axes", "plane.x_axis.set_stroke(width=30)", STROKE)
of_plane("an axis not drawn", "plane.x_axis.set_stroke(opacity=0)", STROKE)
of_plane("an axis not at 0", "plane.x_axis.shift(0.3 * UP)", "drawn.axes")
edit("dots of the tangent large", "Dot(p), Dot(q)).set_c", "Dot(p, 0.5), Dot(q, 0.5)).set_c", STROKE, on=(41, 149, 275))
edit("a tangent thin as a hair", "f(a) + df(a)))", "f(a) + df(a)), stroke_width=0.4)", STROKE)
edit("tangent in the colour of f", "Dot(q)).set_color(YELLOW)", "Dot(q)).set_color(BLUE)", "drawn.color")
edit("a second slope label", "VGroup(name, ", "VGroup(name, name.copy().shift(2.9 * LEFT), ", STRAY)
edit("a second tangent", "VGroup(name, ", "VGroup(line.copy().shift(0.5 * UP), name, ", STRAY)
pattern("slope number with a unit", r"(DecimalNumber\(.*), font", r'\1, unit=r"\\text{ m}", font', SLOPE)
added(
    "a title twice", "MathTex(STEPS[0], font_size=30).shift(2 * DOWN)", STRAY, before="        self.play(Write(title)"
)
added("words beside the axes", 'Text("to do", font_size=24).move_to([4, -3.4, 0])', STRAY, before=AXES_PLAY)
added("a circle around nothing", "Circle(0.8, color=RED).move_to([-3, -1.8, 0])", STRAY)
edit("a label far from its axes", ".move_to(place)", ".move_to([6.5, 3.6 * np.sign(place[1]), 0])", "drawn.axes")
edit("a summary in a blink", "Wait(3)", "Wait(0.1)", BRIEF)
edit("a box beside the summary's", "Wait(3)", "FadeIn(Square(1.5).move_to([3.95, -2, 0])), Wait(3)", STRAY)
edit("summary in other colours", "shown = FadeIn(", "pair[1].set_color(RED)\n        shown = FadeIn(", "drawn.color")
later("the title recoloured", "title.set_color(RED)", "drawn.color")
edit("axes gone in the summary", "Wait(3)", "Wait(3), FadeOut(top)", "drawn.gone")
steps("a line twice", {275: (0, 1, 2, 3, 3, 4), 470: (0, 1, 2, 3, 4, 4, 5), 41: (0, 1, 2, 2)}, "drawn.words")
pattern(
    "an asymptote beyond its axes",
    rf"DashedLine\(top\.c2p\((a|{NUMBER}), ({NUMBER})\), top",
    r"DashedLine(top.c2p(\1, 1.8 * \2), top",
    STRAY,
    on=POLES,
)

# Names

NAME = ("api.name", "run.error")

edit("undefined colour", "color=BLUE", "color=CYAN", *NAME)
edit("invented class", "Create(graph)", "ShowCreation(graph)", *NAME)
edit("invented method", "steps.arrange(DOWN", "steps.stack(DOWN", "api.method", "run.error")
# What a function of the file returns is not inferred; the run says it.
edit("invented method of what a function returns", "low.plot(", "low.get_graph(", "run.error")
edit(
    "invented method of the scene", "self.play(Write(title), run_time=3)", "self.show(title)", "api.method", "run.error"
)
edit("invented keyword", '"stroke_width": 1})', '"stroke_width": 1}, x_min=-3)', "api.keyword", "run.error")
edit(
    "argument that is not there",
    "align_to(6.35 * LEFT, RIGHT)",
    "align_to(6.35 * LEFT, RIGHT, distance=0.1)",
    "run.error",
)
pattern("invented NumPy function", r"(def df\(x\):\n    return )", r"\1np.derivative(0) + ", *NAME)
edit("misspelt variable", "self.play(Create(graph))", "self.play(Create(grahp))", *NAME)

# Code that has no place in a lesson

edit("extra import", "import numpy as np\n", "import numpy as np\nimport os\n", "ast.imports")
at_start("import inside construct", "from subprocess import run", "ast.imports")
at_start("open()", 'open("note.txt", "w").write("x")', "ast.calls")
at_start("exec()", 'exec("pass")', "ast.calls")
at_start("eval()", 'eval("1 + 1")', "ast.calls")
at_start("a way to all classes", "().__class__.__base__.__subclasses__()", "ast.calls")
at_start("settings changed", "config.frame_width = 20", "layout.frame")
edit("a name of Manim's replaced", "class Deriv", "Dot = Square\n\n\nclass Deriv", "run.error")
edit("a class of Manim's patched", "class Deriv", "Scene.wait = Scene.play\n\n\nclass Deriv", "ast.calls")
edit("NumPy patched", "class Deriv", "np.exp = np.cos\n\n\nclass Deriv", "ast.calls")
edit("a builtin replaced", "class Deriv", "min = max\n\n\nclass Deriv", "layout.frame", on=(318, 404, 468))
edit(
    "a method of Scene replaced", CONSTRUCT, "    def wait(self, *args):\n        pass\n\n" + CONSTRUCT, "run.overrides"
)
edit("f defined twice", "\n\ndef panel", "\n\ndef f(x):\n    return x\n\n\ndef panel", "ast.functions")
at_start("f changed while it runs", "global f\n        f = np.sin", "ast.functions")
edit(
    "two scene classes",
    "class Deriv",
    "class Other(Scene):\n    def construct(self):\n        self.wait()\n\n\nclass Deriv",
    "ast.scene_class",
)
edit("class renamed", "class DerivativeVisualization", "class Visualization", "ast.scene_class")
edit("no construct", "def construct(self)", "def build(self)", "ast.scene_class", "run.animation")

# Runs

edit("syntax error", "def df(x):", "def df(x:", "ast.syntax", "run.error")
edit("indentation lost", "        title = MathTex(", "    title = MathTex(", "ast.syntax", "run.error")
at_start("ZeroDivisionError", "ratio = 1 / len([])", "run.error")
edit("IndexError", "steps[-1].set_color(GREEN)", "steps[99].set_color(GREEN)", "run.error")
edit("TypeError", "self.play(Create(graph))", "self.play(graph, Create)", "run.error")
edit("error inside an updater", "a = x.get_value()", "a = x.get_value()\n            [][int(a + 99)]", "run.error")
at_start("endless loop", "while True:\n            self.wait(2)", "run.error", on=(41, 275, 405))
pattern("nothing is played", r"^( +)self\.play\(Succession\(Write.*", r"\1pass", "run.animations")
edit("a play more than the record says", "Wait(3)))", "Wait(3)))\n        self.wait()", "run.animations")
later("a formula more than the record says", 'spare = MathTex("x")', "run.formulas", before="        x = ValueTracker")

# As a viewer would mind it

TYPED = r'title = Text("f(x) = x \sin x \cdot 1", color=BLUE)'
pattern("a filled graph", GRAPH_OF_F, r"\1color=BLUE, fill_opacity=0.6", "drawn.stroke")
edit("a faint tangent", "set_length(2).move_to(p)", "set_length(2).move_to(p).set_opacity(0.3)", SEEN, on=PLAIN[:3])
edit(
    "three dots on f for one",
    "line, Dot(p), Dot(q))",
    "line, Dot(p), *[Dot(top.c2p(a + k / 9, f(a + k / 9))) for k in (1, 2)], Dot(q))",
    "drawn.stray",
)
pattern("a slope without digits", r"round\(df\(a\), \d\) \+ 0, \d", "round(df(a)), 0", SLOPE)
pattern("a slope of eight digits", r"round\(df\(a\), \d\) \+ 0, \d", "df(a), 8", SLOPE)
edit("a tangent that is very short", "set_length(2)", "set_length(0.6)", TANGENT, on=PLAIN[:3])
later("a line aside", "steps[1].shift(LEFT / 2)", "drawn.words", before=ALL_LINES)
edit("lines that touch", "arrange(DOWN, aligned_edge=LEFT)", "arrange(DOWN, aligned_edge=LEFT, buff=0)", "drawn.words")
later("faded lines", "steps.set_opacity(0.3)", SEEN, before=ALL_LINES)
later(
    "lines of many colours",
    "steps.set_color_by_gradient(RED, YELLOW)",
    "drawn.color",
    before="        steps[0].set_color(BLUE)\n",
)
later("lines that change places", "steps[1].move_to(steps[2])", "drawn.gone", before=TRACE_PHASE)
later("lines that move up", "steps.shift(UP / 2)", "drawn.gone", before=TRACE_PHASE)
later("dark numbers", "low.x_axis[-1].set_color('#333333')", SEEN, before=AXES_PLAY)
later("red numbers", "top.y_axis.numbers.set_color(RED)", "drawn.color", before=AXES_PLAY)
later("a red grid", "top.background_lines.set_color(RED)", "drawn.color", before=AXES_PLAY)
later("yellow axes", "low.axes.set_color(YELLOW)", "drawn.color", before=AXES_PLAY)
edit("a title as it is typed", "title = MathTex(STEPS[0], color=BLUE, font_size=72)", TYPED, "drawn.source")

# What changes, or comes and goes, while something else is looked at

GONE = "drawn.gone"
GRAPH = "self.play(Create(graph))"


def passing(name: str, shown: str, *meant: str) -> None:
    """Make a kind of something that is shown for a while after the graph of f has been drawn."""
    while_there = f"FadeIn(it := {shown}, run_time=0.5), Wait(2), FadeOut(it, run_time=0.5)"
    edit(name, GRAPH, f"self.play(Succession(Create(graph), {while_there}))", *meant)


passing("words that come and go", 'Text("subscribe!").move_to([4, 0, 0])', STRAY)
passing("a curve that comes and goes", "top.plot(lambda t: -f(t) / 2, [0.5, 1.5], color=BLUE)", STRAY)
passing("a white flash", "FullScreenRectangle(color=WHITE, fill_opacity=1)", STRAY)
edit(
    "axes that turn round",
    GRAPH,
    "self.play(Succession(Create(graph), Rotate(VGroup(top, graph), TAU)), run_time=3)",
    GONE,
)
edit("axes away for a while", GRAPH, "self.play(Succession(Create(graph), FadeOut(top), Wait(2), FadeIn(top)))", GONE)
later("zoomed out", "self.camera.frame_width, self.camera.frame_height = 18, 10.125", GONE)
later("axes that move", "VGroup(top, graph).shift(0.25 * UP)", GONE)
later("a label gone in the summary", "top[-1].set_opacity(0)", GONE, before=SUMMARY_PHASE)
later("zeros gone in the summary", "self.remove(zeros)", GONE, before=SUMMARY_PHASE, on=DERIVATIVE)
later("an asymptote gone in the summary", "slopes[-1].set_opacity(0)", GONE, before=SUMMARY_PHASE, on=POLES)
later("a graph that is recoloured for a while", "graph.set_color(PURPLE)", GONE)
edit(
    "a tangent that changes colour",
    ".set_color(YELLOW)",
    ".set_color(YELLOW if int(3 * a) % 2 else PURPLE)",
    "drawn.color",
)
pattern("a trace there and back", r"(trail, run_time=\d+)\)", r"\1, rate_func=there_and_back)", "drawn.move")
pattern(
    "a point that leaps", r"(trail, run_time=\d+)\)", r"\1, rate_func=lambda t: t / 5 + (t > 0.5) * 0.8)", "drawn.move"
)

# What does not belong where it is

added("f' before its time", "low.plot(df, [0.5, 1.5], color=GREEN)", STRAY, before=FUNCTION_PHASE)
added("the result before its time", "MathTex(STEPS[-1], font_size=36).move_to([4, 0, 0])", STRAY, before=FUNCTION_PHASE)
added("the title once more", "title.copy().move_to([4, -3.4, 0])", STRAY)
added("a box around the title", "SurroundingRectangle(title)", STRAY)
added("a sheet behind the lines", f"{COVER}.set_color(BLUE_E).set_z_index(-1).move_to(steps)", STRAY)
edit("a normal beside the tangent", "line, Dot(p)", "line, line.copy().rotate(PI / 2), Dot(p)", STRAY)
edit("half a tangent", ".move_to(p)\n", "\n", TANGENT)
edit("a slope that is said to be that of f'", r"\text{slope} =", r"\text{slope of } f' =", SLOPE)
zero_marks(
    "a mark where f' is not 0", "FadeIn(zeros)", "FadeIn(zeros, Dot(top.c2p(0.6, f(0.6)), color=RED))", "drawn.zero"
)
zero_marks("zeros without their lines", "DashedLine(p, q), ", "", "drawn.zero")
zero_marks("solid lines at zeros", "DashedLine(p, q)", "Line(p, q)", STRAY)
zero_marks("tiny dots at zeros", "Dot(p), Dot(q)).set_color(RED)", "Dot(p, 0.05), Dot(q, 0.05)).set_color(RED)", STROKE)

# Too large, too small, in the wrong place

pattern("a curve ten wide", GRAPH_OF_F, r"\1color=BLUE, stroke_width=10", STROKE)
pattern("a huge slope number", r"(DecimalNumber\(.*font_size=)30", r"\g<1>80", STROKE)
edit("huge labels of the axes", "color=color, font_size=30", "color=color, font_size=64", STROKE)
later("a line smaller than the others", "steps[1].scale(0.6, about_edge=LEFT)", "drawn.words", before=ALL_LINES)
edit("lines far apart", "arrange(DOWN, aligned_edge=LEFT)", "arrange(DOWN, aligned_edge=LEFT, buff=0.8)", "drawn.words")
edit("the title below", ".to_corner(UL, buff=0.3)", ".to_corner(DR, buff=0.3)", "drawn.title")
edit("f' above f in the summary", ".copy().arrange(DOWN)", ".copy().arrange(UP)", "drawn.summary")
edit("a box far too large", "SurroundingRectangle(pair, buff=0.3)", "SurroundingRectangle(pair, buff=1)", STRAY)
edit("a filled box", "(pair, buff=0.3)", "(pair, buff=0.3, fill_opacity=0.8)", STROKE)
edit("two boxes", "(pair, buff=0.3)", "(pair, buff=0.3), SurroundingRectangle(pair, buff=0.5)", "drawn.summary")

# What is set is not what is seen, or says something else

pattern("a line that is not raw", r'^    r("\\text)', r"    \1", "drawn.source")
later("half of the result gone", "steps[-1][0][4:].set_opacity(0)", "drawn.part")
later("the name of f' in the colour of f", 'self.add(MathTex("f\'(x)", color=BLUE).next_to(graph, UP))', "drawn.label")
edit("one line again and again", "for s in STEPS]", "for s in STEPS[:1] * len(STEPS)]", "drawn.derivation")
