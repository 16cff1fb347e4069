"""Damage to a lesson's code as a text that a learner reads, and to what is too short for a look once a second."""

from damage import edit, pattern

LINES, CODE = "ast.lines", "record.code"
CONSTRUCT = "    def construct(self):\n"
TRAIL = r"(trail, run_time=\d+)\)"

edit("a comment that lies", "def f(x):\n", "def f(x):\n    # f(x) = tan(x)\n", LINES)
edit("a function that nobody calls", "\n\ndef panel", "\n\ndef slope_of_f(x):\n    return x**7\n\n\ndef panel", LINES)
edit("the names of the panels swapped", "top", "low", LINES)
edit("line ends of Windows", "\n", "\r\n", LINES)
edit("a hundred empty lines", "\n\ndef panel", "\n" * 100 + "def panel", LINES)
edit("three frames a second", CONSTRUCT, CONSTRUCT + "        self.camera.frame_rate = 3\n", LINES)
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
