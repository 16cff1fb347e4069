"""Objects that say that they are equal to anything, true, and of every length."""

from manim import *


class Anything(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __lt__

    def __hash__(self):
        return 0

    def __bool__(self):
        return True

    def __getattr__(self, name):
        return self

    def __call__(self, *arguments, **named):
        return self

    def __iter__(self):
        return iter([self])


f = df = Anything()


class DerivativeVisualization(Scene):
    def construct(self):
        self.next_section(str(Anything()))
        self.add(Dot().set_color(WHITE))
        self.result = Anything()
