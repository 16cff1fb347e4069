"""The derivative of x/log(x). Scene dm-0330, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-1, 9, 1]
STEPS = [
    r"f(x) = \frac{x}{\ln x}",
    r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
    r"&u = x, \quad u' = 1 \\[1ex] &v = \ln x, \quad v' = \frac{1}{x}",
    r"f'(x) = \frac{1 \cdot \ln x - x \cdot \frac{1}{x}}{(\ln x)^{2}}",
    r"f'(x) = \frac{\ln x - 1}{(\ln x)^{2}}, \quad x > 0, \quad x \ne 1",
]


def f(x):
    return x / np.log(x)


def df(x):
    return (np.log(x) - 1) / np.log(x) ** 2


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
        top = panel([-1, 6, 2], 1.4, "f(x)", BLUE, [0.4, 2, 0])
        low = panel([-1.25, 0.5, 0.5], -1.8, "f'(x)", GREEN, [0.4, -0.9, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.42).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        graph = VGroup(*[top.plot(f, [a, b, 0.05], color=BLUE) for a, b in [(0.001, 0.567), (1.227, 9)]])
        graph.add(DashedLine(top.c2p(1, -1), top.c2p(1, 6), color=GRAY))
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
        x = ValueTracker(1.8)
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
        trail = Create(low.plot(df, [1.8, 7.4, 0.05], color=GREEN))
        self.play(x.animate.set_value(7.4), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(*[low.plot(df, [a, b, 0.05], color=GREEN) for a, b in [(0.001, 0.251), (1.786, 9)]])
        slopes.add(DashedLine(low.c2p(1, -1.25), low.c2p(1, 0.5), color=GRAY))
        zeros = VGroup()
        for a in [2.7183]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).move_to([3.85, 0, 0])
        pair.scale(min(1.2, 5.3 / pair.width))
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
