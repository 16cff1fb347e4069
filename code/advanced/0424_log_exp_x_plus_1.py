"""The derivative of log(exp(x) + 1). Scene dm-0424, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-4, 4, 1]
STEPS = [
    r"f(x) = \ln(e^{x} + 1)",
    r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'",
    r"&\text{outer:} \quad g(u) = \ln u, \quad g'(u) = \frac{1}{u} \\[1ex] &\text{inner:} \quad u = e^{x} + 1, \quad u' = e^{x}",
    r"f'(x) = \frac{1}{e^{x} + 1} \cdot e^{x}",
    r"f'(x) = \frac{e^{x}}{e^{x} + 1}",
]


def f(x):
    return np.log(np.exp(x) + 1)


def df(x):
    return np.exp(x) / (np.exp(x) + 1)


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
        top = panel([0, 4.5, 1], 1.4, "f(x)", BLUE, [0.4, 2.4, 0])
        low = panel([0, 1.25, 0.5], -1.8, "f'(x)", GREEN, [0.4, -1.1, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        graph = VGroup(top.plot(f, [-4, 4, 0.02], color=BLUE))
        graph.add(DashedLine(top.c2p(0, 0), top.c2p(4, 4), color=GRAY))
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
        x = ValueTracker(-2.7)
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
        trail = Create(low.plot(df, [-2.7, 3, 0.02], color=GREEN))
        self.play(x.animate.set_value(3), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(low.plot(df, [-4, 4, 0.02], color=GREEN))
        slopes.add(DashedLine(low.c2p(-4, 1), low.c2p(4, 1), color=GRAY))
        self.play(FadeOut(moving), Create(slopes))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).scale(1.2).move_to([3.85, 0, 0])
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
