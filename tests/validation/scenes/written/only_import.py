from manim import *
