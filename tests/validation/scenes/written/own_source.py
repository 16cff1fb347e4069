from manim import *
import inspect
from pathlib import Path


class Demo(Scene):
    def construct(self):
        assert "construct" in inspect.getsource(Demo)
        assert "class Demo" in Path(__file__).read_text()
        self.wait()
