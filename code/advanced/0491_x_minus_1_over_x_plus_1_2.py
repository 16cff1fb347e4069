"""The derivative of ((x - 1)/(x + 1))**2. Scene dm-0491, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-7, 8, 2]
STEPS = [
    r"f(x) = \left(\frac{x - 1}{x + 1}\right)^{2}",
    r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'",
    r"&\text{outer:} \quad g(u) = u^{2}, \quad g'(u) = 2u \\[1ex] &\text{inner:} \quad u = \frac{x - 1}{x + 1}",
    r"&\text{Quotient rule:} \quad \left(\frac{x - 1}{x + 1}\right)' \\[1ex] &\qquad = \frac{1 \cdot (x + 1) - (x - 1) \cdot 1}{(x + 1)^{2}} \\[1ex] &\qquad = \frac{x + 1 - x + 1}{(x + 1)^{2}} = \frac{2}{(x + 1)^{2}}",
    r"f'(x) = 2 \cdot \frac{x - 1}{x + 1} \cdot \frac{2}{(x + 1)^{2}}",
    r"f'(x) = \frac{4(x - 1)}{(x + 1)^{3}}, \quad x \ne -1",
]


def f(x):
    return ((x - 1) / (x + 1))**2


def df(x):
    return 4 * (x - 1) / (x + 1)**3


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
        top = panel([-1, 7, 2], 1.4, "f(x)", BLUE, [0.4, 0.6, 0])
        low = panel([-0.75, 0.75, 0.5], -1.8, "f'(x)", GREEN, [0.4, -1.7, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.42).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        graph = VGroup(*[top.plot(f, [a, b, 0.05], color=BLUE) for a, b in [(-7, -2.216), (-0.451, 8)]])
        graph.add(DashedLine(top.c2p(-7, 1), top.c2p(8, 1), color=GRAY))
        graph.add(DashedLine(top.c2p(-1, -1), top.c2p(-1, 7), color=GRAY))
        self.play(Create(graph))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=36) for s in STEPS])
        for step in steps:
            step.scale(min(1, 5.8 / step.width))
        for page in steps[:3], steps[3:]:
            page.arrange(DOWN, aligned_edge=LEFT).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for i, step in enumerate(steps):
            turn = [FadeOut(steps[:i])] if i == 3 else []
            self.play(Succession(*turn, Write(step), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(0.5)
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
        trail = Create(low.plot(df, [0.5, 5.7, 0.05], color=GREEN))
        self.play(x.animate.set_value(5.7), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(*[low.plot(df, [a, b, 0.05], color=GREEN) for a, b in [(-7, -3.985), (0.441, 8)]])
        slopes.add(DashedLine(low.c2p(-1, -0.75), low.c2p(-1, 0.75), color=GRAY))
        zeros = VGroup()
        for a in [1]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).move_to([3.85, 0, 0])
        pair.scale(min(1.2, 5.3 / pair.width))
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[3:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
