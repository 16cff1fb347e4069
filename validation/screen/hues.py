"""What a text says of colours: "f in blue, f' in green", "the red curve is the derivative"."""

import colorsys
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..formulas.equality import derivative
from ..formulas.expression import Expr
from ..run.evidence import Item, Mode
from .line_in_words import in_words
from .line_numbers import SPANS, Numbers
from .lines import Line, statements

# Words for colours in the languages that the animator speaks, with their place on the circle, in degrees.
_HUES = {
    r"red|rouge|rot\w{0,2}|roj[oa]|vermelh[oa]": 5,
    r"orange\w?|naranja|laranja": 25,
    r"yellow|jaune|gelb\w{0,2}|amarill[oa]|amarel[oa]": 50,
    r"green|verte?|grün\w{0,2}|verde": 110,
    r"teal|cyan|turquoise": 170,
    r"blue|bleue?|blau\w{0,2}|azul": 205,
    r"purple|violett?\w{0,2}|lila|morad[oa]|rox[oa]": 285,
    r"pink|magenta|rosa": 320,
}
_COLOR = "|".join(rf"(?P<h{hue}>{words})" for words, hue in _HUES.items())
_SLOPE = r"(?P<slope>derivative|dérivée|ableitung|derivada|f')"
_NAME = (
    rf"\b(?:{_SLOPE}|(?<!of )(?<!to )(?<!on )(?<!under )(?P<f>f(?![\w'])|function|fonction|funktion|función|função))"
    r"(?: ?\(x\))?"
)
# Between the two are words for a curve, and such as say that it is one; a sign that parts ends it.
_BETWEEN = (
    r"(?:[ =:(\"]|\b(?:curve|graph|line|plot|courbe|kurve|linie|graphe|curva|línea|linha|original|first|is|are|shows?"
    r"|in|drawn|shown|plotted|for|the|its|of|represents?|représente|est|en|la|sa|le|zeigt|ist|stellt|die|der|das|seine?"
    r"|ihre|es|su|muestra|é|a|sua|mostra)\b)*"
)
_FORMS = (
    re.compile(
        rf"\b(?:{_COLOR})\b{_BETWEEN}{_NAME}(?!\W*(?:falls?|rises?|\w*creas\w*|is|has|grows?|climbs?)\b|\W*[<>=])"
    ),
    # In "f' (green) is the derivative of f (blue)" it is open what is blue.
    re.compile(rf"{_NAME}(?! (?:of|de|von) ){_BETWEEN}\b(?:{_COLOR})\b"),
)
OTHER = {"f": "f'", "f'": "f"}
_Y = re.compile(r"\by\s*=\s*")  # y = f'(x) is f', and y = 2x what 2x is
ALIKE, APART = 35, 60  # degrees: a colour has its name, and another has not


def exchanged(text: Item, shown: Mapping[str, Sequence[Item]], function: Expr) -> bool:
    """Tell whether a text gives the curve of f, or of f', the colour of the other one."""
    for name, hue in _said(text.text, text.mode, function):
        own, others = ([_away(item.color, hue) for item in shown.get(each, ())] for each in (name, OTHER[name]))
        if others and min(others) <= ALIKE and min(own, default=APART) >= APART:
            return True
    return False


@lru_cache(maxsize=1024)
def _said(text: str, mode: Mode, function: Expr) -> tuple[tuple[str, int], ...]:
    """List the names of f and f' in a text with the colours that it gives them."""
    text = _Y.sub("", text)
    words = in_words(statements(Line(text, 0, mode)), text, Numbers(function, derivative(function), SPANS[0]))
    form = min(_FORMS, key=lambda form: found.start() if (found := form.search(words)) else len(words))
    return tuple(
        ("f'" if found["slope"] else "f", next(hue for hue in _HUES.values() if found[f"h{hue}"]))
        for found in form.finditer(words)
    )


def levels(color: str) -> list[int]:
    """Return the red, green and blue of a colour, from 0 to 255."""
    return [int(color[place : place + 2] or "ff", 16) for place in (1, 3, 5)]


def _away(color: str, hue: int) -> float:
    """Return how far a colour is from a place on the circle, in degrees; one without a hue is as far as can be."""
    found, _, saturation = colorsys.rgb_to_hls(*(level / 255 for level in levels(color)))
    if saturation < 0.1:
        return 180.0
    return abs((found * 360 - hue + 180) % 360 - 180)
