from manim import *


template = TexTemplate(preamble=r"\usepackage{nosuchpackage}")


class Demo(Scene):
    def construct(self):
        self.play(Write(MathTex("x", tex_template=template)))
