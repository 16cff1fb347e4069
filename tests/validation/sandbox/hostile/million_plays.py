"""A scene that plays a million animations."""

from manim import *

config.dry_run = True
config.disable_caching = True
config.progress_bar = "none"
config.verbosity = "ERROR"


class DerivativeVisualization(Scene):
    def construct(self):
        for _ in range(10**6):
            self.play(Create(Dot()), run_time=0.01)


DerivativeVisualization().render()
print("ESCAPED: it was played")
