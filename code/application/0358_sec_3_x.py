"""The derivative of sec(3*x). Scene dm-0358, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-7 * PI / 12, 7 * PI / 12, PI / 4]
STEPS = [
    r"f(x) = \sec(3x)",
    r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'",
    r"&\text{outer:} \quad g(u) = \sec u, \quad g'(u) = \sec u \tan u \\[1ex] &\text{inner:} \quad u = 3x, \quad u' = 3",
    r"f'(x) = \sec(3x) \tan(3x) \cdot 3",
    r"&f'(x) = 3 \sec(3x) \tan(3x), \\[1ex] &\qquad \cos(3x) \ne 0",
]


def f(x):
    return 1 / np.cos(3 * x)


def df(x):
    return 3 * (1 / np.cos(3 * x)) * np.tan(3 * x)


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
        top = panel([-7.5, 7.5, 5], 1.4, "f(x)", BLUE, [0.4, 1.6, 0])
        low = panel([-30, 30, 10], -1.8, "f'(x)", GREEN, [0.4, -2, 0])
        labels = {-PI / 2: r"$-\dfrac{\pi}{2}$", -PI / 4: r"$-\dfrac{\pi}{4}$", PI / 4: r"$\dfrac{\pi}{4}$", PI / 2: r"$\dfrac{\pi}{2}$"}
        low.x_axis.add_labels(labels, DOWN).labels.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        graph = VGroup(*[top.plot(f, [a, b, 0.01], color=BLUE) for a, b in [(-1.832, -1.616), (-1.526, -0.569), (-0.479, 0.479), (0.569, 1.526), (1.616, 1.832)]])
        for a in -1.5708, -0.5236, 0.5236, 1.5708:
            graph.add(DashedLine(top.c2p(a, -7.5), top.c2p(a, 7.5), color=GRAY))
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
        x = ValueTracker(-0.4)
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
        trail = Create(low.plot(df, [-0.4, 0.4, 0.01], color=GREEN))
        self.play(x.animate.set_value(0.4), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(*[low.plot(df, [a, b, 0.01], color=GREEN) for a, b in [(-1.832, -1.676), (-1.466, -0.629), (-0.419, 0.419), (0.629, 1.466), (1.676, 1.832)]])
        for a in -1.5708, -0.5236, 0.5236, 1.5708:
            slopes.add(DashedLine(low.c2p(a, -30), low.c2p(a, 30), color=GRAY))
        zeros = VGroup()
        for a in [-1.0472, 0, 1.0472]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).scale(1.2).move_to([3.85, 0, 0])
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
