r"""Kinds of damage done to correct lessons, each with the rules that are meant to see it.

A damage takes a lesson (the scene's text, and its record) and gives another that is wrong in one way. Where the scene
and its record say the same thing, both are damaged alike, so that a check cannot live on comparing the two: a wrong
coefficient in a line of the derivation is put into the record's step as well, and when a line is left out the
record's counts follow.

Equivalents, left out because nothing would be wrong, or nothing that can be seen:
- two lines that stand for themselves swapped, as `(x^3)' = 3x^2` and `(-3x)' = -3`: either may come first;
- a step left out that no other line uses, as `f'(x) = 2 \cdot 1` before `f'(x) = 2`;
- the sign of a slope that is 0, in the constant functions; `abs(x)` for x in a df that has even powers only;
- a constant factor called a product (`2x` by the product rule), a quotient differentiated by the chain rule;
- a zero marked at 0.7854 for pi/4, which is right to the digits given; one marked where f' is 0 to a pixel;
- a horizontal or slanting asymptote left out (a vertical one may not be): a lesson may show it or not;
- a label moved over a place where the graph does not pass; `print()`, which does nothing to the lesson.
"""

import mutations_code
import mutations_derivative
import mutations_picture
import mutations_seen
import mutations_style
from damage import KINDS, Kind, examine, lesson, mutant, originals

__all__ = ["KINDS", "Kind", "examine", "lesson", "mutant", "originals"]
__all__ += ["mutations_code", "mutations_derivative", "mutations_picture", "mutations_seen", "mutations_style"]
