"""A scene of a million dots."""

from manim import *

config.dry_run = True


class DerivativeVisualization(Scene):
    def construct(self):
        self.add(*(Dot() for _ in range(10**6)))
        self.wait()


DerivativeVisualization().render()
print("ESCAPED: it was drawn")
