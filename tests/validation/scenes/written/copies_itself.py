from manim import *


class Meter(VGroup):
    def __init__(self):
        super().__init__(Circle(), Line())
        self.needle = self[1]
        self.table = {"needle": self.needle, "me": self}
    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        assert copied.table["needle"] is copied.needle is copied[1]
        assert copied.table["me"] is copied
        return copied


class Demo(Scene):
    def construct(self):
        meter = Meter()
        self.play(meter.animate.rotate(1))
        self.play(meter.needle.animate.rotate(1))
