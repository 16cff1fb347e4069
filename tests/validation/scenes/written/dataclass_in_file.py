from manim import *
from dataclasses import dataclass, field


@dataclass


class Step:
    name: str
    parts: list[str] = field(default_factory=list)


class Demo(Scene):
    def construct(self):
        step = Step("power", ["x", "^2"])
        self.play(Write(MathTex(*step.parts)))
