from manim import *


class Demo(Scene):
    async def construct(self):
        self.nosuch()
