from manim import *


class Demo(Scene):
    def construct(self):
        self.wait()
if __name__ == "__main__":
    raise SystemExit("run it with manim")
