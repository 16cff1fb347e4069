"""Three small methods of Manim's mobjects that a scene calls ten thousand times each, for the usual case only.

Each gives what Manim's own gives (tests compare them); what is not the usual case goes to Manim's own.
"""

from typing import Any

import numpy as np


def install() -> None:
    """Make Manim's mobjects use them, in this process."""
    from manim import Mobject, VMobject
    from manim.utils.color import ManimColor
    from numpy import ndarray

    usual_family = Mobject.get_family
    usual_colors = VMobject.generate_rgbas_array
    usual_equal = VMobject.consider_points_equals

    def get_family(self: Any, recurse: bool = True) -> list[Any]:
        # A family in which nobody occurs twice is its own list without repetitions.
        family = [self]
        for member in family:
            family += member.submobjects
            if len(family) > 100_000:
                return list(usual_family(self, recurse))
        if len(set(family)) != len(family):
            return list(usual_family(self, recurse))
        return _preorder(self, [])

    def generate_rgbas_array(self: Any, color: Any, opacity: Any) -> Any:
        if self.sheen_factor == 0 and (opacity is None or isinstance(opacity, float | int)):
            if color.__class__ is ManimColor:
                red, green, blue, _ = color._internal_value.tolist()
                return np.array([[red, green, blue, opacity or 0.0]])
            if color is None:  # Manim takes black, of which only the opacity is used
                return np.array([[0.0, 0.0, 0.0, opacity or 0.0]])
        return usual_colors(self, color, opacity)

    def consider_points_equals(self: Any, p0: Any, p1: Any) -> bool:
        if p0.__class__ is ndarray and p1.__class__ is ndarray and p0.shape == p1.shape == (3,):
            tolerance = self.tolerance_for_point_equality
            # np.allclose: also true for two infinities of one sign, which subtract to nan.
            for a, b in zip(p0.tolist(), p1.tolist(), strict=True):
                if not (a == b or abs(a - b) <= tolerance + 1e-5 * abs(b) < float("inf")):
                    return False
            return True
        return bool(usual_equal(self, p0, p1))

    Mobject.get_family = get_family
    VMobject.generate_rgbas_array = generate_rgbas_array
    VMobject.consider_points_equals = consider_points_equals


def _preorder(mobject: Any, family: list[Any]) -> list[Any]:
    family.append(mobject)
    for member in mobject.submobjects:
        if member.submobjects:
            _preorder(member, family)
        else:
            family.append(member)
    return family
