from manim import *


template = TexTemplate()
template.add_to_preamble(r"\usepackage{mathrsfs}\newcommand{\dd}{\mathrm{d}}")
config.tex_template = template


class Demo(Scene):
    def construct(self):
        self.play(Write(MathTex(r"\frac{\dd y}{\dd x} = \mathscr{L}")))
