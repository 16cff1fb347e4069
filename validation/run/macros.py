r"""LaTeX that a scene brings along: macros with names of their own are put in where they are used.

LaTeX refuses `\newcommand` and `\DeclareMathOperator` of a name that it has. Whatever can give a name that it has
another meaning makes a text look like another one; that is told of, not followed.
"""

import re
from typing import NamedTuple

import manim
from manim import TexTemplate

from .texts import LONGEST

NAME = r"\\(?:[A-Za-z]+|[^A-Za-z\s])"
NEW = re.compile(
    rf"\\(newcommand|DeclareMathOperator)(\*?)\s*(?:\{{\s*({NAME})\s*\}}|({NAME}))\s*(?:\[([1-9])\])?\s*(?=\{{)"
)
ALTERS = re.compile(
    r"\^\^|\\(?:(?:re|provide)?newcommand|[gex]?def|(?:future)?let|(?:cat|math|lc|uc)code|mathchar\w*|renewenvironment"
    r"|(?:Declare|Set)(?:Math|Symbol|Font|Text|Unicode)\w*|(?:Renew|Provide|Declare)(?:Document|Expandable|Robust)\w*"
    r"|(?:New|Renew|Declare)CommandCopy|csname|ExplSyntaxOn|scantokens|(?:lower|upper)case|input|include|font"
    r"|(?:patch|g?pre|g?app)(?:to)?cmd|mathchoice)(?![A-Za-z])"
    r"|\\if(?!f(?![A-Za-z]))|\\begin\{comment\}"  # \iff is a sign
)
# The end of a template, which sets what it is given and nothing else; commands before it choose a font.
FONT = r"\\(?:(?:un)?boldmath|mathversion|[a-z]+(?:family|series|shape)|selectfont|centering|[a-zA-Z]*(?i:large|huge))"
SETS = re.compile(
    rf"\\begin\{{document\}}(?:\s|{FONT}(?![A-Za-z])(?:\{{\w*\}})?)*YourTextHere\s*\\end\{{document\}}\s*"
)
MOST = 200  # macros put into one text
# Manim's own preambles, as they are before a scene runs: some give names another meaning, for a font that they choose.
LIBRARIES = (manim.TexFontTemplates, manim.TexTemplateLibrary)
TEMPLATES = [each for library in LIBRARIES for each in vars(library).values() if isinstance(each, TexTemplate)]
FIELDS = {*vars(TexTemplate())}
BODY = TexTemplate.body.fget
OWN = sorted({template.preamble for template in (TexTemplate(), *TEMPLATES)}, key=len, reverse=True)


class Macro(NamedTuple):
    """A macro: how many arguments it takes, and what it stands for."""

    arguments: int
    body: str

    def of(self, given: list[str]) -> str:
        """Give what it stands for with its arguments; a command's name before one ends where it begins."""
        body = re.sub(r"(?<=[A-Za-z])(?=#)", " ", self.body)
        return re.sub(r"#([1-9])", lambda place: given[int(place[1]) - 1], body)


class ForeignLatexError(ValueError):
    """LaTeX that can print something else than it says."""


def macros(text: str) -> tuple[dict[str, Macro], str]:
    """Take the definitions of new names out of a text: the macros by name, and what is left.

    Raises `ForeignLatexError` where the text can make what is printed differ from what it says.
    """
    found: dict[str, Macro] = {}
    while match := NEW.search(text):
        (body,), end = _arguments(text, match.end(), 1)
        name = match[3] or match[4]
        if name in found:
            raise ForeignLatexError(f"{name} is given two meanings")
        operator = match[1] == "DeclareMathOperator"
        found[name] = Macro(int(match[5] or 0), rf"\operatorname{match[2]}{{{body}}}" if operator else body)
        text = text[: match.start()] + text[end:]
    if foreign := ALTERS.search(text + "".join(macro.body for macro in found.values())):
        raise ForeignLatexError(foreign[0])
    return found, text


def of_template(template: TexTemplate) -> dict[str, Macro]:
    """Give the macros of a template; raises `ForeignLatexError` as `macros` does."""
    if type(template) is not TexTemplate or {*vars(template)} - FIELDS or template.placeholder_text != "YourTextHere":
        raise ForeignLatexError("a template with ways of its own")
    document = str(BODY(template))
    if not SETS.search(document):
        raise ForeignLatexError("a template that sets something else than it is given")
    return macros(document.replace(next((each for each in OWN if each in document), ""), ""))[0]


def put_in(text: str, known: dict[str, Macro]) -> str:
    """Put macros in where they are used, until none is left."""
    if not known:
        return text
    names = "|".join(re.escape(name) + ("(?![A-Za-z])" if name[-1].isalpha() else "") for name in known)
    used = re.compile(rf"({names})\s*")
    for _ in range(MOST):
        match = used.search(text)
        if match is None:
            return text
        macro = known[match[1]]
        given, end = _arguments(text, match.end(), macro.arguments)
        text = f"{text[: match.start()]}{macro.of(given)} {text[end:]}".rstrip()
        if len(text) > LONGEST:
            break
    raise ForeignLatexError("macros that are too many, or make too long a text")


def _arguments(text: str, at: int, count: int) -> tuple[list[str], int]:
    """Take arguments as TeX does, each a group or one token; gives them and where they end."""
    found = []
    for _ in range(count):
        match = re.compile(rf"\s*(?:(\{{)|({NAME}|[^\s{{}}]))").match(text, at)
        if match is None:
            raise ForeignLatexError("a macro that lacks an argument")
        at = match.end()
        if match[1]:
            begin, depth = at, 1
            for sign in re.compile(r"(?<!\\)[{}]").finditer(text, at):
                depth += 1 if sign[0] == "{" else -1
                if not depth:
                    at = sign.end()
                    break
            else:
                raise ForeignLatexError("a brace that is not closed")
            found.append(text[begin : at - 1])
        else:
            found.append(match[2])
    return found, at
