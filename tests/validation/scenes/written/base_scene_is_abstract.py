from manim import *


class Base(Scene):
    def construct(self):
        self.show(self.content())
    def content(self):
        raise NotImplementedError
    def show(self, mobject):
        self.play(FadeIn(mobject))


class Demo(Base):
    def content(self):
        return Circle()
