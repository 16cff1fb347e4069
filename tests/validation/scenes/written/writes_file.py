from manim import *
from pathlib import Path


class Demo(Scene):
    def construct(self):
        Path("values.txt").write_text("1 2 3")
        self.play(Write(MathTex(Path("values.txt").read_text())))
        Path("values.txt").unlink()
