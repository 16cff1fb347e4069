"""The derivative of sqrt(x)*log(x). Scene dm-0284, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-0.5, 2.5, 0.5]
STEPS = [
    r"f(x) = \sqrt{x} \ln x",
    r"\text{Product rule:} \quad (uv)' = u'v + uv'",
    r"&u = \sqrt{x} \\[1ex] &v = \ln x, \quad v' = \frac{1}{x}",
    r"&\text{Power rule:} \quad (\sqrt{x})' = (x^{1/2})' \\[1ex] &\qquad = \frac{1}{2}x^{-1/2} = \frac{1}{2 \sqrt{x}}",
    r"f'(x) = \frac{1}{2 \sqrt{x}} \cdot \ln x + \sqrt{x} \cdot \frac{1}{x}",
    r"f'(x) = \frac{\ln x}{2 \sqrt{x}} + \frac{1}{\sqrt{x}}",
    r"f'(x) = \frac{\ln x + 2}{2 \sqrt{x}}, \quad x > 0",
]


def f(x):
    return np.sqrt(x) * np.log(x)


def df(x):
    return (np.log(x) + 2) / (2 * np.sqrt(x))


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
        top = panel([-1, 1.75, 0.5], 1.4, "f(x)", BLUE, [0.4, 2.4, 0])
        low = panel([-0.25, 1.25, 0.5], -1.8, "f'(x)", GREEN, [0.4, -1.1, 0])
        low.x_axis.add_numbers(direction=DOWN).numbers.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        self.play(Create(top.plot(f, [0.001, 2.5, 0.01], color=BLUE)))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=36) for s in STEPS])
        steps.arrange(DOWN, aligned_edge=LEFT)
        steps.scale(min(1, 7.2 / steps.height)).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for step in steps:
            self.play(Succession(Write(step, run_time=1), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(0.2)
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
        trail = Create(low.plot(df, [0.2, 2, 0.01], color=GREEN))
        self.play(x.animate.set_value(2), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(low.plot(df, [0.115, 2.5, 0.01], color=GREEN))
        slopes.add(DashedLine(low.c2p(0, -0.25), low.c2p(0, 1.25), color=GRAY))
        zeros = VGroup()
        for a in [0.1353]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).scale(1.2).move_to([3.85, 0, 0])
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
