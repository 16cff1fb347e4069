from manim import *


def double(x):
    return 2 * x
