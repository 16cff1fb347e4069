"""What the words beside formulas make them say: "The derivative of A is B", "slope =", "for small x"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.expression import Expr, Prime, X
from ..formulas.latex import Statement
from ..formulas.names import has_names

F: Expr = sympy.Function("f")(X)
SLOPE: Expr = sympy.Function("f'")(X)
_OF = re.compile(
    r"\b(?:derivative|differentiat\w+|slope function)\b.*\bof(?: the function| function)?$|\bdifferentiat(?:e|ing)$"
)
_DERIVATIVE = re.compile(
    r"\b(?:derivative|slope)\b(?: function)?(?: of f| of y)?(?: is| equals| becomes| =| here| as| to be)*$"
)
_FUNCTION = re.compile(r"^(?:the |our |original |given |a )*function(?: is| f is| f)?$")
_IS = re.compile(r"^(?:is|equals|is equal to|becomes|gives|which is)$")
_NO_CLAIM = re.compile(r"\b(?:not|wrong|incorrect|mistake|false|never|is it|why|guess|suppose|can we)\b|\?")


@dataclass(frozen=True)
class Said:
    """A statement, with what the words around it make of it.

    Attributes:
        statement: the statement; its sides hold what the words add.
        of_derivative: whether it stands alone after "the derivative of".
        claimed: whether it is claimed at all: a question or a mistake that is shown as one is not.
    """

    statement: Statement
    of_derivative: bool = False
    claimed: bool = True


def with_words(statements: Iterable[Statement]) -> list[Said]:
    """The statements of one text, with what its words add to them."""
    result: list[Said] = []
    carried = ""
    for statement in statements:
        words = "" if statement.label == carried else statement.label.lower().strip(" :.,")
        carried = statement.label
        last = result[-1] if result else None
        if last is not None and "?" in words and words.startswith("?"):
            result[-1] = replace(last, claimed=False)
        if not statement.sides:
            continue
        if last is not None and last.of_derivative and (_IS.search(words) or statement.said_of):
            result[-1] = _continued(last, statement, Prime(last.statement.sides[0], X))
            continue
        if last is not None and statement.said_of and (not words or words.startswith("(") or _IS.search(words)):
            result[-1] = _continued(last, statement, last.statement.sides[0])
            continue
        result.append(_one(statement, words))
    return result


def _continued(last: Said, statement: Statement, left: Expr) -> Said:
    whole = replace(
        last.statement,
        sides=(left, *statement.sides),
        relations=("=", *statement.relations),
        places=last.statement.places + statement.places,
    )
    return replace(last, statement=whole, of_derivative=False)


def _one(statement: Statement, words: str) -> Said:
    claimed = not _NO_CLAIM.search(words)
    first = statement.sides[0]
    if _OF.search(words):
        if len(statement.sides) == 1:
            return Said(statement, of_derivative=True, claimed=claimed)
        if not isinstance(first, AppliedUndef) and not first.is_Symbol and not statement.said_of:
            statement = replace(statement, sides=(Prime(first, X), *statement.sides[1:]))
        return Said(statement, claimed=claimed)
    left = None
    if first.has(X) and not has_names(first):
        if _DERIVATIVE.search(words):
            left = sympy.Function("f''")(X) if re.search(r"\bsecond\b|2nd", words) else SLOPE
        elif _FUNCTION.search(words):
            left = F
    if left is not None:
        sides, relations = (left, *statement.sides), ("=", *statement.relations)
        statement = replace(statement, sides=sides, relations=relations)
    return Said(statement, claimed=claimed)
