from manim import *


class Demo(Scene):
    def construct(self):
        self.play(Write(Text("Derivative", font="No Such Font", t2c={"Der": RED}, weight=BOLD)))
        self.play(FadeIn(MarkupText("<b>bold</b> and <i>italic</i>")))
        self.play(FadeIn(Paragraph("one", "two")))
