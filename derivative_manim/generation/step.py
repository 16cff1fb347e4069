"""One line of a lesson, and what a reader sees of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROWS = r" \\ "  # between the rows of one formula
GAP = r", \quad "  # between the equations in one row


@dataclass(frozen=True)
class Step:
    """One line of the derivation.

    Attributes:
        rule: the rule the line belongs to; "function" for the first line, "result" for the last.
        latex: the line as it stands on screen.
        expression: what the line states, as text (for f and f' lines the right-hand side, in SymPy's syntax).
    """

    rule: str
    latex: str
    expression: str


def together(rows: Sequence[Step]) -> Step:
    """Lines as the rows of one, of the rule of the first."""
    return Step(rows[0].rule, ROWS.join(row.latex for row in rows), "; ".join(row.expression for row in rows))


def look(text: str) -> str:
    """What a reader sees of a line, dots, brackets and the order of terms and factors left out."""
    return "".join(sorted(in_order(text)))


def in_order(text: str) -> str:
    """What a reader sees of a line, dots and brackets left out."""
    text = re.sub(r"\((\\ln \w+)\)", r"\1", text)  # (\ln 2) \cos x
    text = re.sub(r"\\(cdot|left|right|qquad|quad|,)(?![a-z])|[ &]", "", text)
    return re.sub(r"[=({](?![-}])", lambda found: f"{found[0]}+", text).translate({40: None, 41: None})
