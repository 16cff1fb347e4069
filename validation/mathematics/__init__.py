"""Whether the mathematics of a scene is true: what its code computes, what it draws, and what it writes on the screen.

`check` is for the scenes of the dataset, `judge` for any scene by the function that it was asked for.
"""

from .check import RULES, check
from .judgement import MathJudgement, judge

__all__ = ["RULES", "MathJudgement", "check", "judge"]
