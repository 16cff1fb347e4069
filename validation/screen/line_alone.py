"""A formula that stands alone: it is f, f', or a part of them, unless a sentence speaks of something else."""

import re
from collections.abc import Iterator

from ..formulas.expression import Expr, Listed, X
from ..formulas.names import has_names
from .line_readings import Readings
from .line_steps import is_no_slope
from .line_types import Fault, plain, untrue
from .line_words import Said

_SLOPE_OF = re.compile(r"\bslope of (?:the )?(tangent|normal)\b")
_WORD = re.compile(r"[^\W\d_]{4}")
# Words that make a formula that stands alone one of f or f'; with others a sentence speaks of something beside them.
_TELLS = re.compile(
    r"\b(?:derivative|slope|gradient|answer|result|solution|function|rule|finally|therefore|hence|thus|conclu\w*|obtain\w*|simplif\w*"
    r"|becomes?|equals?|gives?|gets?|have|yields?|differentiat\w*|ableitung|ergebnis|also|dérivée|résultat|donc|derivada|resultado"
    r"|derivata|risultato|quindi|portanto|luego|logo)\b"
)


def alone(readings: Readings, said: Said, side: Expr, labels: str) -> Iterator[Fault]:
    """Yield what is wrong with a formula that is the only side of a statement; `labels`: the words of its text."""
    parts, statement = readings.parts, said.statement
    line = _SLOPE_OF.search(labels) if statement.said_of == "=" else None
    if line and is_no_slope(side, normal=line[1] == "normal"):
        yield untrue(f"{plain(side)} is the slope of no {line[1]}")
    follows = statement.said_of == "=" and not statement.label and has_names(side)
    if follows:  # it goes on with a text before it
        (side,) = readings.reading(readings.names, side) or (side,)
    if statement.goes_on or side.has(Listed) or has_names(side) or side == X or not side.has(X):
        return
    words = f"{labels} {said.behind}"
    if said.of_derivative:
        known = len(side.args) == 1 and side.args[0] == X  # a line of the table of derivatives
        if not known and not parts.belongs(side):
            yield untrue(f"{plain(side)}, of which the derivative is taken, is no part of the function")
    elif _WORD.search(words) and not _TELLS.search(words):
        return
    elif parts.is_related(side) and not parts.stands_alone(side, in_sentence=said.in_sentence or follows):
        yield untrue(f"{plain(side)}, that stands alone, is neither f nor f' nor a part of them")
