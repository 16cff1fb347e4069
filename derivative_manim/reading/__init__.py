"""Reading a function as people type it: `derivative_manim.read("x^2 sin x")`."""

from derivative_manim.reading.characters import ReadingError
from derivative_manim.reading.read import Reading, number, read

__all__ = ["Reading", "ReadingError", "number", "read"]
