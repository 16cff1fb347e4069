"""The derivative of exp(x/(x + 1)). Scene dm-0506, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-5, 4, 1]
STEPS = [
    r"f(x) = e^{x/(x + 1)}",
    r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'",
    r"&\text{outer:} \quad g(u) = e^{u}, \quad g'(u) = e^{u} \\[1ex] &\text{inner:} \quad u = \frac{x}{x + 1}",
    r"&\text{Quotient rule:} \quad \left(\frac{x}{x + 1}\right)' \\[1ex] &\qquad = \frac{1 \cdot (x + 1) - x \cdot 1}{(x + 1)^{2}} \\[1ex] &\qquad = \frac{x + 1 - x}{(x + 1)^{2}} = \frac{1}{(x + 1)^{2}}",
    r"f'(x) = e^{x/(x + 1)} \cdot \frac{1}{(x + 1)^{2}}",
    r"f'(x) = \frac{e^{x/(x + 1)}}{(x + 1)^{2}}, \quad x \ne -1",
]


def f(x):
    return np.exp(x / (x + 1))


def df(x):
    return np.exp(x / (x + 1)) / (x + 1)**2


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
        top = panel([0, 9, 2], 1.4, "f(x)", BLUE, [0.4, 0.7, 0])
        low = panel([0, 3.5, 1], -1.8, "f'(x)", GREEN, [0.4, -2.9, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        graph = VGroup(*[top.plot(f, [a, b, 0.05], color=BLUE) for a, b in [(-5, -1.836), (-0.999, 4)]])
        graph.add(DashedLine(top.c2p(-5, 2.718), top.c2p(4, 2.718), color=GRAY))
        graph.add(DashedLine(top.c2p(-1, 0), top.c2p(-1, 9), color=GRAY))
        self.play(Create(graph))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=36) for s in STEPS])
        for page in steps[:3], steps[3:]:
            page.arrange(DOWN, aligned_edge=LEFT).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for i, step in enumerate(steps):
            turn = [FadeOut(steps[:i])] if i == 3 else []
            self.play(Succession(*turn, Write(step), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(-0.3)
        name = MathTex(r"\text{slope} =", font_size=30).move_to([-1.6, -0.2, 0])

        def moment():
            a = x.get_value()
            p, q = top.c2p(a, f(a)), low.c2p(a, df(a))
            line = Line(p, top.c2p(a + 1, f(a) + df(a))).set_length(1.6).move_to(p)
            slope = DecimalNumber(round(df(a), 2) + 0, 2, font_size=30)
            return VGroup(name, slope.next_to(name), line, Dot(p), Dot(q)).set_color(YELLOW)

        moving = always_redraw(moment)
        self.play(FadeIn(moving))

        self.next_section("trace")
        trail = Create(low.plot(df, [-0.3, 2.9, 0.05], color=GREEN))
        self.play(x.animate.set_value(2.9), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(*[low.plot(df, [a, b, 0.05], color=GREEN) for a, b in [(-5, -2.297), (-0.999, 4)]])
        slopes.add(DashedLine(low.c2p(-1, 0), low.c2p(-1, 3.5), color=GRAY))
        self.play(FadeOut(moving), Create(slopes))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).move_to([3.85, 0, 0])
        pair.scale(min(1.2, 5.3 / pair.width))
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[3:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
