"""The derivative of asec(2*x). Scene dm-0376, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-4, 4, 1]
STEPS = [
    r"f(x) = \operatorname{arcsec}(2x)",
    r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'",
    r"&\text{outer:} \quad g(u) = \operatorname{arcsec} u, \quad \\[1ex] &\qquad g'(u) = \frac{1}{|u| \sqrt{u^{2} - 1}} \\[1ex] &\text{inner:} \quad u = 2x, \quad u' = 2",
    r"f'(x) = \frac{1}{|2x| \sqrt{(2x)^{2} - 1}} \cdot 2",
    r"f'(x) = \frac{1}{|x| \sqrt{4x^{2} - 1}}, \quad |x| > 1/2",
]


def f(x):
    return np.arccos(1 / (2 * x))


def df(x):
    return 1 / (np.abs(x) * np.sqrt(4 * x**2 - 1))


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
        top = panel([-0.5, 3.5, 1], 1.4, "f(x)", BLUE, [0.4, 1.4, 0])
        low = panel([0, 0.7, 0.2], -1.8, "f'(x)", GREEN, [0.4, -2.9, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        graph = VGroup(*[top.plot(f, [a, b, 0.02], color=BLUE) for a, b in [(-4, -0.5), (0.5, 4)]])
        graph.add(DashedLine(top.c2p(-4, 1.571), top.c2p(4, 1.571), color=GRAY))
        self.play(Create(graph))

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
        x = ValueTracker(1)
        name = MathTex(r"\text{slope} =", font_size=30).move_to([-1.6, -0.2, 0])

        def moment():
            a = x.get_value()
            p, q = top.c2p(a, f(a)), low.c2p(a, df(a))
            line = Line(p, top.c2p(a + 1, f(a) + df(a))).set_length(2).move_to(p)
            slope = DecimalNumber(round(df(a), 3) + 0, 3, font_size=30)
            return VGroup(name, slope.next_to(name), line, Dot(p), Dot(q)).set_color(YELLOW)

        moving = always_redraw(moment)
        self.play(FadeIn(moving))

        self.next_section("trace")
        trail = Create(low.plot(df, [1, 2.7, 0.02], color=GREEN))
        self.play(x.animate.set_value(2.7), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(*[low.plot(df, [a, b, 0.02], color=GREEN) for a, b in [(-4, -0.923), (0.923, 4)]])
        for a in -0.5, 0.5:
            slopes.add(DashedLine(low.c2p(a, 0), low.c2p(a, 0.7), color=GRAY))
        self.play(FadeOut(moving), Create(slopes))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).move_to([3.85, 0, 0])
        pair.scale(min(1.2, 5.3 / pair.width))
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
