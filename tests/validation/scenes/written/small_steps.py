from manim import *


class Demo(Scene):
    def construct(self):
        ball = Dot(3 * UP)
        ball.speed = 0.0
        def fall(mobject, dt):
            mobject.speed -= 9.8 * dt
            mobject.shift(mobject.speed * dt * UP)
            if mobject.get_y() < -3:
                mobject.speed = -mobject.speed
                assert mobject.speed < 15, "too fast"
        ball.add_updater(fall)
        self.add(ball)
        self.wait(4)
