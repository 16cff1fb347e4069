"""The derivative of 1 - 2*log(x). Scene dm-0239, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-1, 6, 1]
STEPS = [
    r"f(x) = 1 - 2 \ln x",
    r"\text{Sum rule:} \quad (u + v)' = u' + v'",
    r"\text{Constant rule:} \quad (1)' = 0",
    r"\text{Logarithm:} \quad (-2 \ln x)' = -\frac{2}{x}",
    r"f'(x) = -\frac{2}{x}, \quad x > 0",
]


def f(x):
    return 1 - 2 * np.log(x)


def df(x):
    return -2 / x


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
        top = panel([-4, 6, 2], 1.4, "f(x)", BLUE, [0.4, 0.5, 0])
        low = panel([-3, 0, 1], -1.8, "f'(x)", GREEN, [0.4, -0.8, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        graph = VGroup(top.plot(f, [0.083, 6, 0.02], color=BLUE))
        graph.add(DashedLine(top.c2p(0, -4), top.c2p(0, 6), color=GRAY))
        self.play(Create(graph))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=40) for s in STEPS])
        steps.arrange(DOWN, aligned_edge=LEFT).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for step in steps:
            self.play(Succession(Write(step), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(0.7)
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
        trail = Create(low.plot(df, [0.7, 4.9, 0.02], color=GREEN))
        self.play(x.animate.set_value(4.9), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(low.plot(df, [0.667, 6, 0.02], color=GREEN))
        slopes.add(DashedLine(low.c2p(0, -3), low.c2p(0, 0), color=GRAY))
        self.play(FadeOut(moving), Create(slopes))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).scale(1.2).move_to([3.85, 0, 0])
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
