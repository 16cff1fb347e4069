from manim import *


class Demo(Scene):
    def construct(self):
        self.camera.capture_mobjects([Square(fill_opacity=1, color=RED)])
        picture = self.camera.get_image()
        self.add(ImageMobject(np.array(picture)).set_height(2))
        self.wait()
