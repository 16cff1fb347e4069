from manim import *


class Demo(Scene):
    def construct(self):
        ball = Dot(2 * RIGHT)
        ball.speed = 0.0
        def swing(mobject, dt):
            mobject.speed -= 20 * mobject.get_x() * dt
            mobject.shift(mobject.speed * dt * RIGHT)
            if abs(mobject.get_x()) > 10:
                raise ValueError("the spring is torn")
        ball.add_updater(swing)
        self.add(ball)
        self.wait(6)
