"""What the checks of lines share: a line, what is wrong with one, and the names of the rules."""

from typing import NamedTuple

from ..formulas.expression import Expr

RULE_LINE = "mathematics.line"
RULE_RULE = "mathematics.rule"
RULE_LATEX = "mathematics.latex"
RULE_ORDER = "mathematics.order"
RULE_UNDECIDED = "mathematics.undecided"

RULES: dict[str, str] = {
    RULE_LATEX: "each text on the screen is LaTeX that can be read back into mathematics",
    RULE_LINE: "what each line claims of the function, its parts and their derivatives is true",
    RULE_RULE: "a rule that is named is stated right, and the function (or the part at hand) calls for it",
    RULE_ORDER: "a lesson begins with the function, states its rule before the parts are differentiated, and ends with "
    "the result",
    RULE_UNDECIDED: "each claim can be decided",
}


class Line(NamedTuple):
    """A text on the screen."""

    text: str  # LaTeX, or plain words
    line: int  # of the source
    mode: str = "math"  # `math` (MathTex), `tex` (Tex), `plain` (Text) or `markup` (MarkupText)


class Fault(NamedTuple):
    """What is wrong with a line."""

    rule: str
    said: str  # the message's words after the line itself
    hint: str = "correct the line"


def untrue(why: str) -> Fault:
    """The fault of a line that says what is not so."""
    return Fault(RULE_LINE, f"is false: {why}")


def different(left: str, right: Expr, witness: str) -> Fault:
    """The fault of a line that says that two things are the same, which differ."""
    return Fault(RULE_LINE, f"says that {left} is {plain(right)}, which is false: {witness}")


def short(text: str) -> str:
    """A text in quotation marks, cut to what a message holds."""
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= 90 else f'"{flat[:87]}..."'


def plain(expression: Expr) -> str:
    """An expression as a message shows it."""
    try:
        text = str(expression)
    except Exception:  # SymPy's printer may fail on what it did not evaluate
        return "an expression"
    return text if len(text) <= 60 else f"{text[:57]}..."
