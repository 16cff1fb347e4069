"""Damage to a lesson's code as a text that a learner reads, to what is too short for a look, to how it is derived."""

from damage import KINDS, Kind, Lesson, at_start, edit, lines, pattern, steps, with_steps

LINES, CODE = "ast.lines", "record.code"
TRAIL = r"(trail, run_time=\d+)\)"

edit("a comment that lies", "def f(x):\n", "def f(x):\n    # f(x) = tan(x)\n", LINES)
edit("a function that nobody calls", "\n\ndef panel", "\n\ndef slope_of_f(x):\n    return x**7\n\n\ndef panel", LINES)
edit("the names of the panels swapped", "top", "low", LINES)
edit("line ends of Windows", "\n", "\r\n", LINES)
edit("a hundred empty lines", "\n\ndef panel", "\n" * 100 + "def panel", LINES)
at_start("three frames a second", "self.camera.frame_rate = 3", LINES)
edit("a start by chance", "x = ValueTracker(", "x = ValueTracker(np.random.uniform(0, 1e-3) + ", LINES)
pattern("a point that hops", TRAIL, r"\1, rate_func=lambda t: np.floor(smooth(t) * 40) / 40)", LINES)
edit(
    "a flash of a tenth of a second",
    "self.play(Create(graph))",
    "self.play(Create(graph), Succession(Wait(0.4), FadeIn(w := FullScreenRectangle(fill_opacity=1), run_time=0.05), "
    "FadeOut(w, run_time=0.05)))",
    LINES,
)

edit("the docstring of another lesson", "The derivative of ", "The derivative of 7 + ", CODE)

pattern(
    "another branch of f beyond the window",
    r"(def f\(x\):\n    return )(.*)",
    r"\1np.where(np.abs(x) < 99, \2, 7)",
    CODE,
)
pattern("f of |x|", r"(def f\(x\):\n.*np\.(?:sqrt|log)\()x\)", r"\1np.abs(x))", CODE, on=(74, 231, 330, 450))

# A derivation all of whose lines are true

DERIVED = "record.derivation"

lines("the inner function called outer", dict.fromkeys((351, 405, 491), (2, "inner:", "outer:")), DERIVED)
lines(
    "a rule in other letters than its parts",
    {
        275: (1, "(uv)' = u'v + uv'", "(gh)' = g'h + gh'"),
        316: (1, r"\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}", r"\frac{g}{h}\right)' = \frac{g'h - gh'}{h^{2}}"),
        405: (1, r"(g(u))' = g'(u) \cdot u'", r"(h(w))' = h'(w) \cdot w'"),
    },
    DERIVED,
)
steps("a rule that is not used", {275: (0, 1, 2, 4), 316: (0, 1, 2, 6), 448: (0, 1, 2, 4)}, DERIVED)
lines(
    "a detour in the use of a rule",
    {
        275: (3, r"2x \cdot e^{x}", r"(5x - 3x) \cdot e^{x}"),
        351: (3, r"\cos(2x) \cdot 2", r"3 \cos(2x) - \cos(2x)"),
        405: (3, r"-\sin(x^{2}) \cdot 2x", r"-x \sin(x^{2}) - x \sin(x^{2})"),
    },
    DERIVED,
)
lines(
    "a derivative left undone",
    {275: (2, "u' = 2x", "u' = (x^{2})'"), 351: (2, "u' = 2", "u' = (2x)'"), 405: (2, "u' = 2x", "u' = (x^{2})'")},
    DERIVED,
)
lines(
    "a line as one types it",
    {41: (-1, "- 3", "- 3.0"), 275: (3, r"\cdot e^{x} +", r"\cdot ((e^{x})) +"), 351: (3, r"\cdot 2", r"\cdot +2")},
    DERIVED,
)


def _of_nothing(whole: Lesson) -> Lesson:
    """Put a line before the last that is true, and not of the function."""
    line = whole.record["steps"][-2] | {"latex": "x + x = 2x", "expression": "2*x"}
    recorded = [*whole.record["steps"][:-1], line, whole.record["steps"][-1]]
    return with_steps(whole, [step["latex"] for step in recorded], recorded)


KINDS.append(Kind("a true line of nothing", (DERIVED,), (41, 275, 405), _of_nothing))
