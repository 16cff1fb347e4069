"""Reading a number from its glyphs on screen.

`always_redraw` gives a DecimalNumber new outlines but leaves its value as it was, so the value that the object
reports is not the one that people see. A glyph is told by the area of its outline and the moments of that area,
which stay the same wherever it is, whatever its size, and however Manim has cut its curves to align them with
another's.
"""

import re
from functools import cache
from typing import Any

import manim
import numpy as np

SIGNS = "0123456789-.+,"  # what DecimalNumber and the numbers of an axis are made of
_POWER = re.compile(r"\^\{?(-?\d{1,3})\}?")
# A decimal comma, 0,5: one between thousands, 1,000, has three digits after it and no 0 before it.
_COMMA = re.compile(r"^([-+]?(?:0|\d+(?!,\d{3}$))),(\d+)$")
_RAISED = 0.45  # of the height of a digit; what stands above this is an exponent
_LONGEST = 24
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
# Twice what rounding makes of a glyph, and less than a seventh of what tells two digits apart (measured in the tests).
NEAR = 1e-3


def read(glyphs: list[Any], texts: Any, decimals: Any = 0) -> dict[str, Any]:
    """Read the visible glyphs from left to right: `text`, `number` and `decimals`; nothing if they are no number.

    The object says that it has some decimals; the comma is theirs if there is no point, in 1,000 too.
    What follows the number is a unit, known by the texts that the scene has set (`validation.run.texts.Texts`); a power
    of ten, 10 with an exponent, is the number that it is.
    """
    if not 0 < len(glyphs) <= _LONGEST:
        return {}
    ordered = sorted(glyphs, key=lambda glyph: float(glyph[:, 0].min()))
    signs = [_sign(glyph, texts) for glyph in ordered]
    tall = next((glyph for glyph, sign in zip(ordered, signs, strict=True) if sign.isdigit()), ordered[0])
    line = float(tall[:, 1].min()) + _RAISED * float(np.ptp(tall[:, 1]))
    of_number = [
        sign in SIGNS and not (sign.isdigit() and float(glyph[:, 1].min()) > line)
        for glyph, sign in zip(ordered, signs, strict=True)
    ]
    length = [*of_number, False].index(False)
    text, unit = "".join(signs[:length]), ""
    if length < len(signs):
        unit = texts.read(ordered[length:], [True] * (len(signs) - length), "").get("text", "")
        if not unit:
            return {}
    try:
        number = text.removesuffix("...")
        one_comma = number.count(",") == 1 and "." not in number and type(decimals) is int and decimals > 0
        number = (number.replace(",", ".") if one_comma else _COMMA.sub(r"\1.\2", number)).replace(",", "")
        value = float(number)
        power = _POWER.fullmatch(unit)
        value = value ** int(power[1]) if power else value
    except (ValueError, OverflowError, ZeroDivisionError):
        return {}
    decimals = 0 if power else len(number.partition(".")[2])
    return {"text": text + unit, "number": value, "decimals": decimals}


def _sign(points: Any, texts: Any) -> str:
    """Say which sign a glyph is; one that LaTeX's Roman does not have is looked for among the scene's own texts."""
    distances = np.abs(known() - moments(points)).max(axis=1)
    nearest = int(distances.argmin())
    if distances[nearest] < NEAR:
        return SIGNS[nearest]
    read = texts.read([points], [True], "").get("text", "")
    return read if len(read) == 1 else "?"


@cache
def known() -> Any:
    """Give the moments of the signs, set once, before a scene can change how: processes forked from here have them."""
    made = [manim.MathTex(sign).family_members_with_points()[0].points for sign in SIGNS]
    return np.array([moments(points) for points in made])


def moments(points: Any) -> Any:
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
