r"""What people put around a function: its name, a request for the derivative, the dress of LaTeX or of a program.

Requests are made of few kinds of words, so the words are a small grammar and each frame is a pattern of their kinds.
Frames are taken away one after another until only the formula is left. The variables that they name are kept: the
formula has to be written in them.
"""

from __future__ import annotations

import itertools
import re

from derivative_manim.reading.characters import ReadingError, Sign
from derivative_manim.reading.names import FUNCTIONS, GREEK

_LETTER = rf"\\?(?:{'|'.join(GREEK)}|[A-Za-z])"
_GRAMMAR = {
    "NAME": rf"(?![xX]\d){_LETTER}(?:_?\{{?\d\}}?)?",  # of a function: y, f, Y1, f_2
    "CALLED": r"<NAME>\s*(?:\(\s*<VAR>(?:\s*,\s*<VAR>)*\s*\))?+",
    "ASK": r"(?i:find|compute|calculate|determine|evaluate|obtain|give|take|work\s+out|what\s+is|what's)\s+",
    "WANTED": r"(?:<DERIVATIVE>|<SLOPE>|<OPERATOR>)",
    "DERIVATIVE": r"(?i:(?:(?:the|its|first)\s+)*derivative)\b",
    "SLOPE": r"(?:<NAME>\s*'\s*(?:\(\s*<VAR>\s*\))?+|d\s*<CALLED>/\s*d\s*<VAR>|<FRAC>\{\s*d\s*<CALLED>\}\s*\{<BY>\})",
    "OPERATOR": r"(?:<FRAC>\{?\s*d\s*\}?\s*\{<BY>\}|\(\s*d\s*/<BY>\)|d\s*/\s*d\s*<VAR>|D_?\{?<VAR>\}?(?=\s*[(\[]))",
    "BY": r"\s*d\s*<VAR>\s*",
    "FRAC": r"\\[dt]?frac\s*",
    "DIFFERENTIATE": r"(?i:differentiate|derive|diff)\b",
    "RESPECT": r"(?i:with\s+respect\s+to|wrt|w\.r\.t\.?)\s+<VAR>(?![A-Za-z])",
    "OFIT": r"(?:\s+(?:of\s+)?(?:it\b|<CALLED>))?",
    "LINK": r"(?i:of|if|given|that|the|following|function|expression|let|when|where|for|suppose|please)(?=[\s:]|\Z)",
    "INSIDE": r"(?P<inside>.*)",
    "BEFORE": r"(?P<inside>.+?)",
}


def _pattern(frame: str) -> re.Pattern[str]:
    """Compile a frame; each variable in it is a group of its own."""
    count = itertools.count()

    def written(match: re.Match[str]) -> str:
        if match[1] == "VAR":
            return f"(?P<v{next(count)}>{_LETTER})"
        return re.sub("<([A-Z]+)>", written, _GRAMMAR[match[1]])

    return re.compile(r"\s*" + re.sub("<([A-Z]+)>", written, frame), re.DOTALL)


_FRAMES = [
    _pattern(frame)
    for frame in (
        r"d\s*\(<INSIDE>\)\s*/\s*d\s*<VAR>\s*\Z",
        r"(?i:diff|derivative|D)\s*[(\[]<INSIDE>,\s*<VAR>\s*[)\]]\s*\Z",
        r"[(\[]<INSIDE>[)\]]\s*'\s*\Z",
        r"(?P<quote>[\"`']+)<INSIDE>(?P=quote)\s*\Z",
        r"(?:<SLOPE>|<OPERATOR>\s*<CALLED>)\s*(?=<LINK>)<INSIDE>",  # dy/dx if y = ...
        r"(?:<ASK><WANTED>|<DIFFERENTIATE>|<DERIVATIVE>|<OPERATOR>|<RESPECT>|<LINK>)(?!\s*=)[\s:,]*<INSIDE>",
        r"<CALLED>\s*:?=(?![=>])<INSIDE>",  # f(x) = ..., y := ...
        r"(?:<NAME>\s*:\s*)?<VAR>\s*(?:\\mapsto|\\to\b|[-=]>)<INSIDE>",
        r"(?:lambda\s+<VAR>\s*:|@\s*\(\s*<VAR>\s*\))<INSIDE>",
        r"=(?!=)<INSIDE>",  # a cell of a spreadsheet
        r"<BEFORE>[,;](?:\s*(?:and|then)\b)?\s*<WANTED>\s*=?[\s.]*\Z",
        r"<BEFORE>[\s.,;:](?:(?:and|then)\s+)?(?:(?:<ASK><WANTED>|<DIFFERENTIATE>)<OFIT>|<RESPECT>|<WANTED>\s*=?\s*\?)[\s.?]*\Z",
        r"<BEFORE>=\s*\?+[\s.]*\Z",
    )
]
_SLOPE = _pattern(r"(?:<ASK>)?(?:<SLOPE>|<OPERATOR>\s*<CALLED>)\s*=(?!\s*\?)")
_SECOND = re.compile(
    r"''|\bd\s*\^[({ ]*[2-9n][)} ]*(?:[A-Za-z]\s*)?[/}][\s{]*d|\b(?:second|third|higher)\s+(?:order\s+)?derivative",
    re.IGNORECASE,
)
_DRESS = re.compile(
    r"(?<!\\)\\[()\[\],;:! ]"
    r"|\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits|q?quad)(?![A-Za-z])"
    r"|\\(?:begin|end)\s*\{(?!cases)[a-z]+\*?\}|[$&~]"
    r"|\\(?:mathrm|text|operatorname|rm)\s*(?P<brace>\{)?\s*(?P<d>d)\s*(?(brace)\}|(?![a-z]))"
    r"|\.(?=[*/^])"  # of MATLAB, x.^2
    r"|(?<=\bpi)\(\s*\)"  # of a spreadsheet
    rf"|\b(?:np|numpy|math|sp|sympy)\.(?=(?:{'|'.join(FUNCTIONS)}|pow|power|pi|e)(?:\d*\s*\(|\b))",
    re.IGNORECASE,
)


def undressed(found: list[Sign]) -> list[Sign]:
    """Put a space for what only sets a formula in its place: commands of LaTeX, a module of Python."""
    text, plain, at = _text(found), [], 0
    for match in _DRESS.finditer(text):
        plain += found[at : match.start()]
        kept = match.start("d")
        plain.append(found[kept] if kept >= 0 else Sign(" ", found[match.start()].place))
        at = match.end()
    return plain + found[at:]


def formula(found: list[Sign]) -> tuple[list[Sign], list[str]]:
    """The formula alone, and the variables that were named around it.

    Raises:
        ReadingError: there is no function, or what is given or asked for is another thing.
    """
    named: list[str] = []
    place = found[0].place
    while True:
        text = _text(found)
        if not text.strip(" .,;?"):
            raise ReadingError("no function is given: type its formula, as f(x) = x^2", place)
        place = found[0].place
        if _SECOND.search(text):
            raise ReadingError("a higher derivative is asked for: type only the function, as x^3", place)
        if _SLOPE.match(text):
            raise ReadingError("this gives the derivative, not the function: type f(x) = and the function", place)
        match = next((match for frame in _FRAMES if (match := frame.match(text)) and _fits(match)), None)
        if match is None:
            return found[: len(text.rstrip(" .,;?"))], named
        named += [name.lower().strip("\\") for key, name in match.groupdict().items() if key[0] == "v" and name]
        found = found[match.start("inside") : match.end("inside")]


def _text(found: list[Sign]) -> str:
    return "".join(sign.text for sign in found)


def _fits(match: re.Match[str]) -> bool:
    """Whether the brackets of what is inside are its own."""
    depth = 0
    for letter in match["inside"] if match.end("inside") < match.end() else "":
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            return False
    return depth == 0
