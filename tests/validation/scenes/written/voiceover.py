from manim import *
from manim_voiceover import VoiceoverScene


class Demo(VoiceoverScene):
    def construct(self):
        self.wait()
