"""The derivative of 2*cos(x) - 1. Scene dm-0148, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-5 * PI / 4, 5 * PI / 4, PI / 2]
STEPS = [
    r"f(x) = 2 \cos x - 1",
    r"\text{Sum rule:} \quad (u + v)' = u' + v'",
    r"\text{Cosine:} \quad (2 \cos x)' = -2 \sin x",
    r"\text{Constant rule:} \quad (-1)' = 0",
    r"f'(x) = -2 \sin x",
]


def f(x):
    return 2 * np.cos(x) - 1


def df(x):
    return -2 * np.sin(x)


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
        top = panel([-3.5, 1.5, 1], 1.4, "f(x)", BLUE, [0.4, 0.7, 0])
        low = panel([-2.5, 2.5, 1], -1.8, "f'(x)", GREEN, [0.4, -1.1, 0])
        labels = {-PI: r"$-\pi$", -PI / 2: r"$-\dfrac{\pi}{2}$", PI / 2: r"$\dfrac{\pi}{2}$", PI: r"$\pi$"}
        low.x_axis.add_labels(labels, DOWN).labels.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        self.play(Create(top.plot(f, [-3.926, 3.926, 0.02], color=BLUE)))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=40) for s in STEPS])
        steps.arrange(DOWN, aligned_edge=LEFT).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for step in steps:
            self.play(Succession(Write(step), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(-2.8)
        name = MathTex(r"\text{slope} =", font_size=30).move_to([-3.5, -0.2, 0])

        def moment():
            a = x.get_value()
            p, q = top.c2p(a, f(a)), low.c2p(a, df(a))
            line = Line(p, top.c2p(a + 1, f(a) + df(a))).set_length(2).move_to(p)
            slope = DecimalNumber(round(df(a), 2) + 0, 2, font_size=30)
            return VGroup(name, slope.next_to(name), line, Dot(p), Dot(q)).set_color(YELLOW)

        moving = always_redraw(moment)
        self.play(FadeIn(moving))

        self.next_section("trace")
        trail = Create(low.plot(df, [-2.8, 2.8, 0.02], color=GREEN))
        self.play(x.animate.set_value(2.8), trail, run_time=11)

        self.next_section("derivative")
        slopes = low.plot(df, [-3.926, 3.926, 0.02], color=GREEN)
        zeros = VGroup()
        for a in [-3.1416, 0, 3.1416]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).scale(1.2).move_to([3.85, 0, 0])
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
