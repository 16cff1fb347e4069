"""The derivative of 3 - cosh(x). Scene dm-0264, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-4, 4, 1]
STEPS = [
    r"f(x) = 3 - \cosh x",
    r"\text{Sum rule:} \quad (u + v)' = u' + v'",
    r"\text{Constant rule:} \quad (3)' = 0",
    r"&\text{Hyperbolic cosine:} \quad (-\cosh x)' \\[1ex] &\qquad = -\sinh x",
    r"f'(x) = -\sinh x",
]


def f(x):
    return 3 - np.cosh(x)


def df(x):
    return -np.sinh(x)


def panel(y_range, y, label, color, place):
    plane = NumberPlane(X_RANGE, y_range, 6.2, 2.6, {"stroke_color": GRAY_D, "stroke_width": 1}).move_to([-3.15, y, 0])
    plane.y_axis.add_numbers(direction=LEFT).numbers.align_to(6.35 * LEFT, RIGHT)
    return plane.add(MathTex(label, color=color, font_size=30).move_to(place))


class DerivativeVisualization(Scene):
    def construct(self):
        self.next_section("title")
        title = MathTex(STEPS[0], color=BLUE, font_size=72)
        self.play(Write(title), run_time=3)

        self.next_section("axes")
        top = panel([-15, 5, 5], 1.4, "f(x)", BLUE, [-1.03, 0.33, 0])
        low = panel([-20, 20, 10], -1.8, "f'(x)", GREEN, [-0.42, -2.07, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        self.play(Create(top.plot(f, [-3.582, 3.582, 0.02], color=BLUE)))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=36) for s in STEPS])
        steps.arrange(DOWN, aligned_edge=LEFT).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for step in steps:
            self.play(Succession(Write(step), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(-3)
        name = MathTex(r"\text{slope} =", font_size=30).move_to([-1.6, -0.2, 0])

        def moment():
            a = x.get_value()
            p, q = top.c2p(a, f(a)), low.c2p(a, df(a))
            line = Line(p, top.c2p(a + 1, f(a) + df(a))).set_length(2).move_to(p)
            slope = DecimalNumber(round(df(a), 2) + 0, 2, font_size=30)
            return VGroup(name, slope.next_to(name), line, Dot(p), Dot(q)).set_color(YELLOW)

        moving = always_redraw(moment)
        self.play(FadeIn(moving))

        self.next_section("trace")
        trail = Create(low.plot(df, [-3, 3, 0.02], color=GREEN))
        self.play(x.animate.set_value(3), trail, run_time=11)

        self.next_section("derivative")
        slopes = low.plot(df, [-3.689, 3.689, 0.02], color=GREEN)
        zeros = VGroup()
        for a in [0]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).scale(1.2).move_to([3.85, 0, 0])
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
