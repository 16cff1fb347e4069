"""The derivative of x - 4*sqrt(x) + 3. Scene dm-0096, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-1, 10, 1]
STEPS = [
    r"f(x) = x - 4 \sqrt{x} + 3",
    r"\text{Sum rule:} \quad (u + v)' = u' + v'",
    r"&\text{Power rule:} \quad (x)' = 1 \\[1ex] &\qquad (-4 \sqrt{x})' = (-4x^{1/2})' = -2x^{-1/2}",
    r"\text{Constant rule:} \quad (3)' = 0",
    r"f'(x) = 1 - 2x^{-1/2}",
    r"f'(x) = 1 - \frac{2}{\sqrt{x}}, \quad x > 0",
]


def f(x):
    return x - 4 * np.sqrt(x) + 3


def df(x):
    return 1 - 2 / np.sqrt(x)


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
        top = panel([-1.5, 3.5, 1], 1.4, "f(x)", BLUE, [0.4, 1.1, 0])
        low = panel([-2.25, 0.75, 0.5], -1.8, "f'(x)", GREEN, [0.4, -0.8, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        self.play(Create(top.plot(f, [0, 10, 0.05], color=BLUE)))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=36) for s in STEPS])
        for step in steps:
            step.scale(min(1, 5.8 / step.width))
        steps.arrange(DOWN, aligned_edge=LEFT).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for step in steps:
            self.play(Succession(Write(step), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(0.4)
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
        trail = Create(low.plot(df, [0.4, 8.3, 0.05], color=GREEN))
        self.play(x.animate.set_value(8.3), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(low.plot(df, [0.379, 10, 0.05], color=GREEN))
        slopes.add(DashedLine(low.c2p(0, -2.25), low.c2p(0, 0.75), color=GRAY))
        zeros = VGroup()
        for a in [4]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).scale(1.2).move_to([3.85, 0, 0])
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
