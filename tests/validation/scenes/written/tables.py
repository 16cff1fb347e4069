from manim import *


class Demo(Scene):
    def construct(self):
        table = MathTable([["x", "x^2"], ["1", "1"]], include_outer_lines=True)
        self.play(table.create())
        self.play(Circumscribe(table.get_entries((1, 2))))
        matrix = Matrix([[1, 2], [3, 4]])
        self.play(ReplacementTransform(table, matrix))
