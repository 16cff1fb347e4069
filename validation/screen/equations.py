"""An equation of a straight line, y = 3.15x - 2.48, with the slope of a tangent that is drawn: it is the tangent's."""

from collections.abc import Iterator
from functools import lru_cache

from ..formulas.arrays import Function
from ..formulas.expression import Expr
from ..run.evidence import Mode
from .captions import meant
from .line_numbers import Y
from .lines import Line, statements
from .showing import Found, Showing
from .tangent import tangents

# How far the numbers of an equation may be from those of the tangent: they are rounded, and so is where it is drawn.
SLOPE, HEIGHT, PART = 0.05, 0.1, 0.05


def check(showing: Showing) -> Iterator[Found]:
    """Yield the equations that have the slope of a tangent that is drawn, at another height than all of them."""
    own = {line for each in (showing.f, showing.df) if (line := _line(each))}  # y = 2x is the derivative of x^2
    for moment in showing.plays:
        drawn = [place for panel in moment.panels for place in tangents(moment, panel, showing)]
        for text in moment.of("text") if drawn else ():
            told = set(_lines(text.text, text.mode, showing.expression)) - own
            away = [
                abs((showing.f(x) or 0.0) - m * x - height) - PART * abs(height)
                for slope, height in told
                for x, m in drawn
                if abs(m - slope) <= SLOPE + PART * abs(m)
            ]
            if away and min(away) > HEIGHT:
                said = f"the text {text.text!r} is the equation of no tangent that is drawn"
                yield moment.found("drawn.tangent", said, "write y = f(a) + f'(a) (x - a)", text)


@lru_cache(maxsize=1024)
def _lines(text: str, mode: Mode, function: Expr) -> list[tuple[float, float]]:
    """List the slope and the height at 0 of each line that a text says y to be."""
    told = [each for each in statements(Line(text, 0, mode)) if each.sides[:1] == (Y,) and len(each.sides) > 1]
    found = [meant(each.sides[-1], function) for each in told if not set(each.relations) - {"=", "~"}]
    return [line for each in found if each and (line := _line(each))]


def _line(function: Function) -> tuple[float, float] | None:
    """Give the slope and the height at 0 of a function whose graph is a straight line."""
    left, middle, right = map(function, (-1.0, 0.0, 1.0))
    if left is None or middle is None or right is None or abs(left + right - 2 * middle) > 1e-9:
        return None
    return right - middle, middle
