from manim import *
import threading


class Demo(Scene):
    def construct(self):
        found = []
        thread = threading.Thread(target=lambda: found.append(Circle()))
        thread.start()
        thread.join()
        self.play(Create(found[0]))
