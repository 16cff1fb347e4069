"""The picture in which everything is looked at."""

WIDTH, HEIGHT = 854, 480  # in pixels: Manim's -ql
# Half of the frame, in Manim's units, and what a unit is in pixels.
FRAME_X, FRAME_Y = 64 / 9, 4.0
PIXELS_PER_UNIT = HEIGHT / 8
