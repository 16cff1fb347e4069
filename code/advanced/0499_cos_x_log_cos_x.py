"""The derivative of cos(x)*log(cos(x)). Scene dm-0499, made by derivative-manim."""

from manim import *
import numpy as np

X_RANGE = [-5 * PI / 8, 5 * PI / 8, PI / 2]
STEPS = [
    r"f(x) = \cos x \cdot \ln(\cos x)",
    r"\text{Product rule:} \quad (uv)' = u'v + uv'",
    r"&u = \cos x, \quad u' = -\sin x \\[1ex] &v = \ln(\cos x)",
    r"&\text{Chain rule:} \quad (\ln(\cos x))' \\[1ex] &\qquad = \frac{1}{\cos x} \cdot (-\sin x) \\[1ex] &\qquad = -\frac{\sin x}{\cos x} = -\tan x",
    r"&f'(x) = -\sin x \cdot \ln(\cos x) \\[1ex] &\qquad + \cos x \cdot (-\tan x)",
    r"f'(x) = -\sin x \cdot \ln(\cos x) - \cos x \tan x",
    r"f'(x) = -\sin x \cdot \ln(\cos x) - \sin x",
    r"&f'(x) = -\sin x \cdot (\ln(\cos x) + 1), \\[1ex] &\qquad \cos x > 0",
]


def f(x):
    return np.cos(x) * np.log(np.cos(x))


def df(x):
    return -np.sin(x) * (np.log(np.cos(x)) + 1)


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
        top = panel([-0.4, 0.05, 0.1], 1.4, "f(x)", BLUE, [-0.38, 1.06, 0])
        low = panel([-1.5, 1.5, 0.5], -1.8, "f'(x)", GREEN, [-1.1, -2.41, 0])
        labels = {-PI / 2: r"$-\dfrac{\pi}{2}$", PI / 2: r"$\dfrac{\pi}{2}$"}
        low.x_axis.add_labels(labels, DOWN).labels.align_to(3.25 * DOWN, UP)
        self.play(title.animate.scale(0.5).to_corner(UL, buff=0.3), Create(top), Create(low))

        self.next_section("function")
        self.play(Create(top.plot(f, [-1.57, 1.57, 0.01], color=BLUE)))

        self.next_section("derivation")
        steps = VGroup(*[MathTex(s, font_size=36) for s in STEPS])
        for step in steps:
            step.scale(min(1, 5.8 / step.width))
        for page in steps[:4], steps[4:]:
            page.arrange(DOWN, aligned_edge=LEFT).move_to([4, 0, 0])
        steps[0].set_color(BLUE)
        steps[-1].set_color(GREEN)
        for i, step in enumerate(steps):
            turn = [FadeOut(steps[:i])] if i == 4 else []
            self.play(Succession(*turn, Write(step, run_time=1), Wait(1.5 + len(step[0]) / 50)))

        self.next_section("tangent")
        x = ValueTracker(-0.9)
        name = MathTex(r"\text{slope} =", font_size=30).move_to([-3.5, -0.2, 0])

        def moment():
            a = x.get_value()
            p, q = top.c2p(a, f(a)), low.c2p(a, df(a))
            line = Line(p, top.c2p(a + 1, f(a) + df(a))).set_length(2).move_to(p)
            slope = DecimalNumber(round(df(a), 3) + 0, 3, font_size=30)
            return VGroup(name, slope.next_to(name), line, Dot(p), Dot(q)).set_color(YELLOW)

        moving = always_redraw(moment)
        self.play(FadeIn(moving))

        self.next_section("trace")
        trail = Create(low.plot(df, [-0.9, 0.9, 0.01], color=GREEN))
        self.play(x.animate.set_value(0.9), trail, run_time=11)

        self.next_section("derivative")
        slopes = VGroup(low.plot(df, [-1.489, 1.489, 0.01], color=GREEN))
        for a in -1.5708, 1.5708:
            slopes.add(DashedLine(low.c2p(a, -1.5), low.c2p(a, 1.5), color=GRAY))
        zeros = VGroup()
        for a in [-1.1941, 0, 1.1941]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            zeros.add(DashedLine(p, q), Dot(p), Dot(q)).set_color(RED)
        self.play(FadeOut(moving), Succession(Create(slopes), FadeIn(zeros)))

        self.next_section("summary")
        pair = VGroup(title, steps[-1]).copy().arrange(DOWN).move_to([3.85, 0, 0])
        pair.scale(min(1.2, 5.3 / pair.width))
        shown = FadeIn(pair[0], SurroundingRectangle(pair, buff=0.3))
        self.play(Succession(FadeOut(steps[4:-1]), Transform(steps[-1], pair[1]), shown, Wait(3)))
