"""Reading a number from its glyphs on screen.

`always_redraw` gives a DecimalNumber new outlines but leaves its value as it was, so the value that the object
reports is not the one that people see. A glyph is told by the area of its outline and the moments of that area,
which stay the same wherever it is, whatever its size, and however Manim has cut its curves to align them with
another's.
"""

from functools import cache
from typing import Any

import manim
import numpy as np

_SIGNS = "0123456789-.+"
_LONGEST = 24
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
# Twice what rounding makes of a glyph, and less than a seventh of what tells two digits apart (measured in the tests).
_NEAR = 1e-3


def read(glyphs: list[Any]) -> dict[str, Any]:
    """Read the glyphs from left to right.

    Args:
        glyphs: the visible ones.

    Returns:
        `number` and `decimals`, the digits after the point; nothing if a glyph is no digit.
    """
    if not 0 < len(glyphs) <= _LONGEST:
        return {}
    ordered = sorted(glyphs, key=lambda glyph: float(glyph.points[:, 0].min()))
    text = "".join(_sign(glyph.points) for glyph in ordered)
    try:
        value = float(text)
    except ValueError:
        return {}
    return {"number": value, "decimals": len(text.partition(".")[2])}


def _sign(points: Any) -> str:
    signs, moments = _known()
    distances = np.abs(moments - _moments(points)).max(axis=1)
    nearest = int(distances.argmin())
    return signs[nearest] if distances[nearest] < _NEAR else "?"


@cache
def _known() -> tuple[str, Any]:
    made = [manim.MathTex(sign).family_members_with_points()[0].points for sign in _SIGNS]
    return _SIGNS, np.array([_moments(points) for points in made])


def _moments(points: Any) -> Any:
    """Integrate 1, x, y, x^2, xy and y^2 over the area inside closed cubic curves, scaled to fit a unit square.

    By Green's theorem each is an integral of a polynomial of degree 11 at most along each curve, for which six
    Gauss-Legendre nodes are exact.
    """
    flat = points[: len(points) // 4 * 4, :2]
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = float((high - low).max()) or 1.0
    start, one, two, end = np.moveaxis(((flat - low) / size).reshape(-1, 4, 2), 1, 0)[:, :, None, :]
    t = _NODES[None, :, None]
    place = (1 - t) ** 3 * start + 3 * t * (1 - t) ** 2 * one + 3 * t**2 * (1 - t) * two + t**3 * end
    speed = 3 * ((1 - t) ** 2 * (one - start) + 2 * t * (1 - t) * (two - one) + t**2 * (end - two))
    x, y, dy = place[..., 0], place[..., 1], speed[..., 1]
    wanted = (x, x**2 / 2, x * y, x**3 / 3, x**2 * y / 2, x * y**2)
    area = [float((values * dy * _WEIGHTS).sum()) for values in wanted]
    sign = 1.0 if area[0] >= 0 else -1.0
    return np.array([*(sign * value for value in area), *((high - low) / size)])
