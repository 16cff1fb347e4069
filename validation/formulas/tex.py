r"""Tokens of LaTeX: what is only layout falls away, what TeX would take as an argument is put in braces.

`x^23` is x² followed by 3, as TeX sets it; `\frac12` and `{1 \over 2}` are one half; `\left(`, `\bigl(`, `(` are one
parenthesis; `\,`, `\displaystyle`, `\color{..}` and such are nothing. `\frac{d}{dx}`, `D_x`, `\frac{df}{dx}` become
tokens of their own, `\dot f` is `f'`. `grammar.py` says what the tokens mean.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from .expression import MAX_DEPTH, Unreadable
from .tex_commands import COMMANDS, FUNCTION_NAMES, HARD, LAYOUT

MAX_LENGTH = 4_000
STATEMENT_ENDS = frozenset({"REL", "WORDS", "ROW", "SEP", "HARD"})

_RAW = re.compile(r"\\(?:[A-Za-z]+\*?|.)|\d+(?:\.\d+)?|\.\d+|Δ?[A-Za-z]|\s+|.", re.DOTALL)
# A function's name in italics, before what it is applied to.
_SPELT = re.compile(r"(?:(?:arc)?(?:sin|cos|tan)h?|sec|csc|cot|ln|log|exp)(?=[^A-Za-z]|[xtu](?![A-Za-z]))")
# What D is before; D(f) is a domain, D(x) a function.
_OPERAND = r"\s*(?:[fy]\b|\[|\((?![fx]\))|\\left|\\[bB]ig|\\\{|\\(?:sin|cos|tan|ln|log|exp|sqrt)\b)"
_OPEN, _CLOSE = r"(?:\\left|\\bigl?)?\(\s*", r"\s*(?:\\right|\\bigr?)?\)((?:'|\^\{?\\prime\}?|\s)*)"  # and primes
_BETWEEN = r"[^();]{0,60}"  # the semicolons of (2; 3)
_COORDINATE = r"[^()|;<>=]{1,24}?"  # of the point (2 | 3)
_END = r"[^;,\[\]]{1,20}?"  # of an interval
_SUCH_THAT = r"(?::|\||\\mid(?![a-z])|\\middle\s*\|)"


def _of_set(found: re.Match[str]) -> str:
    return rf"{found['what']} \text{{ for }} x \in {found['where']}" if found["where"] else r"\text{a set}"


# What is not read, as comments, and other ways to write what is, in the way that is read below.
_SHORTHAND: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        r"\\nexists(?:\\[,;:! ]|\s)*x\s*\\in\s*(?P<set>[^:|]*?)\s*" + _SUCH_THAT + "(?P<what>[^=]*)=",
        r"\\text{for all } x \\in \g<set>: \g<what> \\ne ",
    ),
    # What stands behind a negated arrow is not said.
    (r"(?s)(?:\\(?:center)?not\s*\\(?:(?:Long)?(?:left)?[Rr]ightarrow|implies|iff)(?![a-z])|\\nRightarrow|⇏).*", ""),
    # In `\{k\pi : k \in \mathbb{Z}\}` k is any number.
    (rf"{_SUCH_THAT}\s*[knm]\s*\\in\s*\\mathbb\s*\{{?[ZN]\}}?\s*(?=(?:\\[,;:! ]|\\right|\s)*\\\}})", ""),
    # `\{x \in S : A\} = B` says that A holds in B; by itself it is a set.
    (
        rf"(?:\\left\s*)?\\\{{(?:\\[,;:! ]|\s)*x\s*(?:\\in\s*[^:|=]*?)?{_SUCH_THAT}"
        r"(?P<what>[^{}]*(?:\{[^{}]*\}[^{}]*)*?)(?:\\right\s*)?\\\}(?:\s*=(?P<where>.+))?",
        _of_set,
    ),
    (r"\^\s*\{?\s*\\(?:cdot|bullet)(?![a-z])\s*\}?", r"^\\prime "),  # a derivative, of a product
    (r"\\operatorname\s*\{[dD]om\}\s*\(?([fg](?!\w)'*)\)?", r"D_{\1}"),
    (r"\\(?:bar|overline)\s*(?:\{([a-z])\}|([a-z])(?![a-z]))", r"\1\2_{m}"),  # a mean
    # The comma of 2{,}29 is that of a decimal, unless the text has decimal points.
    (r"(?<=\d)\{,\}(?=\d)", lambda found: "" if re.search(r"\d\.\d", found.string) else "."),
    (r"(\d+(?:\.\d+)?)(?:\\[,;: ]|\s)*\\%", lambda found: f"{Decimal(found[1]) / 100}"),
    (r"(?<!\\)%[^\n]*\n?|:(?==)", ""),
    (r"\((\s*\\text\{)([^{}$]*)\}\s*\)", r"\1(\2)}"),
    (rf"\(({_COORDINATE})(?:\\,|\s)*(?:\||\\mid(?![A-Za-z]))(?:\\,|\s)*({_COORDINATE})\)", r"(\1,\2)"),
    (rf"[\[\]]({_END})(?:\\,|\s)*;(?:\\,|\s)*({_END})\s*[\[\]]", r"(\1,\2)"),
    (rf"(?:\(|\\\{{)(?:{_BETWEEN};){{1,8}}{_BETWEEN}(?:\)|\\\}})", lambda found: re.sub(r"(?<!\\);", ",", found[0])),
    (r"(^|[,;&]|\\q?quad|\\\\)((?:\s|\\[,;:! ])*)x\s*\(\s*(\d+(?:\.\d+)?)\s*\)(?=[\s&]*(?:=|\\approx))", r"\1\2y(\3)"),
    (r"\(\s*(\\[a-z]+)\s*\)(?='|\^\{?\\prime)", r"\1"),  # (\ln)'(x)
    (r"x_\{?(\d)\s*[/,|]\s*\d\}", r"x_{\1}"),  # both x_1 and x_2, at each sign
    (r"&\s*&(?=\s*\\text)(?:(?!\\\\).)*", ""),  # a remark beside a row of `align`
    # A unit behind a number is a letter of its own: h is an hour there.
    (r"(\d(?:\s|~|\\[,;:! ])*)\\(?:mathrm|text)\s*\{\s*([ghmsNVKJWAL])\s*\}", r"\1U_{\2}"),
    (r"\\(?:mathrm|operatorname)\s*\{D\}|\\nabla(?![A-Za-z])", "D"),
    (r"(?<![A-Za-z\\{])(?:D|\\partial)\s*_\s*\{?([xt])\b\}?", r"\\frac{d}{d\1}"),
    (rf"(?<![A-Za-z\\{{])D(\s*\^\s*(?:[2-4]|\{{[2-4]\}}))?(?={_OPERAND})", r"\\frac{d\1}{dx\1}"),
    (rf"{_OPEN}([A-Za-z]'*)\s*\\circ\s*([A-Za-z]'*){_CLOSE}\(\s*x\s*\)", r"(\1(\2(x)))\3 "),
    (r"([fguvh]'*)\s*\\circ\s*([fguvh]'*)(?:\s*\(x\))?(?![A-Za-z\\])", r"\1(\2(x))"),
    # Of a function of several variables
    (r"\\[dt]?frac\s*\{\s*\\partial\s*([A-Za-z])\s*\}\s*\{\s*\\partial\s*([a-su-wyz])\s*\}", r"\1_{\2}"),
    (r"\\partial(?![A-Za-z])", "d "),
    (r"\\(dd?)ot(?![a-z])\s*\{?([a-z])\}?", lambda found: found[2] + "'" * len(found[1])),
    (r"\\not\s*(?:=|\\(?:equiv|approx|simeq|sim|cong)(?![A-Za-z]))", r"\\ne "),
    (r"\\not\s*\\in(?![A-Za-z])", r"\\notin "),
    (r"(\.\d+)(?:\\,|\s)*(?:\\[clvd]?dots[cb]?(?![a-z])|[…⋯])", r"\1"),  # that a decimal has more digits is not read
    (r"\\(max|min)\s*_\s*\{[^{}]*\}", r"\\text{\1 over}"),
    (r"\\[Dd]elta\s*([A-Za-z])(?![A-Za-z])", r"Δ\1"),
    (r"(?<![\d.])(\d{1,2})!(?=\s*[})x*+\\-])", lambda found: str(math.factorial(int(found[1])))),
)


class Token(NamedTuple):
    """A token: its kind, and what it says."""

    kind: str
    text: str


def group(inner: list[Token]) -> list[Token]:
    """Tokens in braces."""
    return [Token("LBRACE", "{"), *inner, Token("RBRACE", "}")]


class Raw:
    """The raw tokens of a text, taken one by one."""

    def __init__(self, text: str) -> None:
        self.tokens = _RAW.findall(text)
        self.at = 0
        self.notes: list[Token] = []  # what braces say that they hold, as statements of their own
        self.cells = ""  # the environment in which `&` parts cells, and is not only where rows are aligned
        self.column = 0  # of the row; where rows are aligned, each second `&` parts two equations

    def peek(self) -> str | None:
        """The next that is more than layout."""
        while token := next(iter(self.tokens[self.at : self.at + 1]), None):
            if not (token.isspace() or COMMANDS.get(token) == LAYOUT):
                break
            self.at += 1
        return token

    def take(self) -> str:
        """Take it."""
        token = self.peek()
        if token is None:
            raise Unreadable("it ends too early")
        self.at += 1
        return token

    def words(self) -> str:
        """The text of a braced argument, as it stands."""
        return self._enclosed("{", "}") if self.peek() == "{" else self.take()

    def optional(self) -> str | None:
        """The text of an argument in square brackets, if one comes next."""
        return self._enclosed("[{", "]}") if self.tokens[self.at : self.at + 1] == ["["] else None

    def _enclosed(self, opening: str, closing: str) -> str:
        begin, depth = self.at + 1, 0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            depth += (token in opening) - (token in closing)
            self.at += 1
            if depth == 0:
                return "".join(self.tokens[begin : self.at - 1])
        raise Unreadable("a brace is not closed")


def tokens(text: str) -> list[Token]:
    """The tokens of a formula in math mode; SEP, ROW, HARD and WORDS are for the caller to split at."""
    for written, read in _SHORTHAND:
        text = re.sub(written, read, text)
    raw = Raw(text)
    return [*_until(raw, None, 0), *raw.notes]


def _until(raw: Raw, end: str | None, depth: int) -> Iterator[Token]:
    """Tokens up to a closing brace, which is taken too."""
    while (token := raw.peek()) != end:
        if token is None:
            raise Unreadable("a brace is not closed")
        yield from _one(raw, depth)
    if end:
        raw.take()


def _argument(raw: Raw, depth: int) -> list[Token]:
    """One argument of a command, without its braces: a group, or one token."""
    token = raw.peek()
    if token == "{":
        raw.take()
        return _group(raw, depth)
    if token is None or token in ("}", "^", "_", "&"):
        raise Unreadable("an argument is missing")
    if token[0].isdigit() and len(token) > 1:
        raw.tokens[raw.at] = token[1:]  # TeX takes one digit
        return [Token("NUMBER", token[0])]
    return list(_one(raw, depth + 1))


def _group(raw: Raw, depth: int) -> list[Token]:
    r"""What stands in braces that are open, without the closing one; `{a \over b}` is a fraction."""
    inner = list(_until(raw, "}", depth + 1))
    at = next((i for i, token in enumerate(inner) if token.kind == "OVER"), None)
    return inner if at is None else list(_fraction(inner[:at], inner[at + 1 :]))


def _one(raw: Raw, depth: int) -> Iterator[Token]:
    """The tokens that the next raw token begins."""
    if depth > MAX_DEPTH:
        raise Unreadable("it is nested too deep")
    token = raw.take()
    kind, meaning = COMMANDS.get(token, ("", ""))
    if token[0] in ".0123456789":
        yield Token("NUMBER", token)
    elif found := _SPELT.match("".join(raw.tokens[raw.at - 1 : raw.at + 7])):
        raw.at += len(found[0]) - 1
        yield Token("FUNCTION", FUNCTION_NAMES[found[0]])
    elif token[0] == "Δ" or (token.isascii() and token.isalpha()):
        yield Token("LETTER", token)
    elif token == "{":
        yield from _spread(_group(raw, depth))
    elif token == "}":
        raise Unreadable("a brace closes that was not opened")
    elif token == "&":
        raw.column += 1
        if raw.cells or raw.column % 2 == 0:
            yield Token("SEP", token)
    elif kind.isupper():
        yield Token(kind, meaning)
    elif kind == "row":
        raw.optional()
        raw.column = 0
        yield Token("ROW", token)
        if raw.cells in ("array", "tabular"):
            yield Token("WORDS", "")  # the words of a row are no label of the next one
    elif kind == "bar" and raw.peek() == "_":
        raw.take()
        yield from [Token("AT", "|"), *group(_argument(raw, depth))]
    elif kind == "bar":
        yield Token("BAR", "|")
    elif kind == "script":
        yield from _script(raw, token, depth)
    elif kind == "fraction":
        yield from _fraction(_argument(raw, depth), _argument(raw, depth))
    elif kind == "root":
        index = list(_until(Raw(raw.optional() or "2"), None, depth + 1))
        yield from [Token("ROOT", token), *group(index), *group(_argument(raw, depth))]
    elif kind in ("words", "style"):
        yield from _words(raw, kind, meaning, depth)
    elif kind == "arrow":
        raw.optional()
        # What stands over an arrow may say what is put in.
        yield Token("HARD", token) if "=" in raw.words() else Token("REL", meaning)
    elif kind == "dropped":
        raw.words()
        if meaning:
            yield Token(meaning, token)
    elif kind == "struck":
        _argument(raw, depth)
        yield Token("STRUCK", token)
    elif kind == "stacked":
        above, inner = raw.words(), _argument(raw, depth)
        asked = "?" in above and [t.kind for t in inner] == ["REL"]
        yield from [Token("REL", "?")] if asked else _spread(inner)
    elif kind == "brace":
        yield from _braced(raw, depth)
    elif kind == "begin":
        yield from _environment(raw, raw.words(), depth)
    elif kind == "end":
        raw.cells = ""
        if raw.words() == "cases":
            yield Token("END", token)
    elif HARD.search(token):
        yield Token("HARD", token)
    else:
        yield Token("UNREAD", token[:20])  # makes a part of the text unreadable, not all of it


def _script(raw: Raw, token: str, depth: int) -> Iterator[Token]:
    inner = _argument(raw, depth)
    kinds = [t.kind for t in inner]
    if token == "^" and set(kinds) == {"PRIME"}:
        yield from inner
    elif token == "^" and kinds == ["LPAR", "NUMBER", "RPAR"] and inner[1].text in "1234":
        yield from [Token("PRIME", "'")] * int(inner[1].text)
    elif token == "^" and kinds in (
        ["LPAR", "LETTER", "RPAR"],
        ["LPAR", "NUMBER", "RPAR"],
    ):  # a derivative of any order
        yield Token("UNDER", "_")
        yield from group(inner[1:2])
    elif kinds == ["SIGN"] and raw.peek() in ("}", None, "\\text", *",.;:)"):  # `x \to 0^+`
        yield Token("SIDE", inner[0].text)
    elif inner:
        yield Token("CARET" if token == "^" else "UNDER", token)
        named = token == "_" and kinds == ["FUNCTION"]
        yield from group([Token("LETTER", t.text) if t.kind == "WORDS" or named else t for t in inner])


def _environment(raw: Raw, name: str, depth: int) -> Iterator[Token]:
    """What begins an environment; a matrix as a whole: a list in parentheses, row by row, or a determinant."""
    has_cells = name in ("array", "cases", "tabular") or name.endswith("matrix")
    raw.cells, raw.column = name if has_cells else "", 0
    if name in ("array", "alignat*", "alignedat", "tabular"):
        raw.words()
    if name == "cases":
        yield Token("CASES", name)
    if not name.endswith("matrix"):
        return
    if name == "vmatrix":
        yield Token("FUNCTION", "det")
    yield Token("LPAR", "(")
    while raw.peek() != "\\end":
        for token in _one(raw, depth + 1):
            yield Token("COMMA", ",") if token.kind in ("SEP", "ROW") else token
    yield Token("RPAR", ")")


def _words(raw: Raw, kind: str, meaning: str, depth: int) -> Iterator[Token]:
    r"""`\text{...}`: words; `\mathrm{...}`: what it holds, if that is no word; either may be a function's name."""
    begin = raw.at
    text = raw.words()
    name = "".join(text.split())
    if name in FUNCTION_NAMES:
        yield Token("FUNCTION", FUNCTION_NAMES[name])
    elif meaning == "set":
        yield Token("LETTER", f"{name[:8]}_set")
    elif kind == "style" and not (len(name) > 2 and name.isalpha()):
        raw.at = begin
        yield from _argument(raw, depth)
    elif meaning == "function":
        yield Token("UNREAD", f"the function {name[:20]}")
    elif text.count("$") > 1:
        mixed = re.sub(r"\$([^$]*)\$", r"} \1 \\text{", f"\\text{{{text}}}")
        yield from _until(Raw(mixed), None, depth + 1)
    elif name:
        yield Token("WORDS", " ".join(re.sub(r"\\[,;:! ]|[$~]", " ", text).split()))


def _braced(raw: Raw, depth: int) -> Iterator[Token]:
    """What stands over or under a brace, with what the brace says of it as a note."""
    inner = _argument(raw, depth)
    yield from _spread(inner)
    if raw.peek() in ("_", "^"):
        raw.take()
        label = _argument(raw, depth)
        if _says_what(label):
            note = [*inner, *label] if label[0].kind == "REL" else [*label, Token("REL", "="), *inner]
            raw.notes += [Token("HARD", ";"), *note]


def _says_what(label: list[Token]) -> bool:
    """Whether a brace's label is a formula or the name of a part; not words, a number, or a function's name alone."""
    kinds = {token.kind for token in label}
    names = {token.text for token in label if token.kind == "LETTER"}
    related = any(token.kind == "REL" for token in label[1:])  # as in `x \to 0`
    if related or kinds & {"WORDS", "OPEN", "UNREAD", "ROW", "COMMA"} or names in ({"f"}, {"y"}, {"f", "x"}):
        return False
    return "FUNCTION" in kinds or len(names) > 1 or bool(names & set("uvwgxt")) or "REL" in kinds


def _spread(inner: list[Token]) -> list[Token]:
    """What a box holds: as a group within a formula, as it is where it holds whole statements or d/dx alone."""
    whole = any(t.kind in STATEMENT_ENDS or t.kind == "COMMA" for t in inner) or [t.kind for t in inner] == ["D_BY_D"]
    return inner if whole or not inner else group(inner)


def _fraction(above: list[Token], below: list[Token]) -> Iterator[Token]:
    """A fraction; `d/dx`, `d^2/dx^2`, `df/dx` and `d(...)/dx` are derivatives."""
    by = re.fullmatch(r"d(\w+)(\^\{([1-4])\})?", _text(below))
    script = by[2] or "" if by else ""
    begin = 5 if script else 1
    if by and len(below) == begin + 1 and _text(above[:begin]) == f"d{script}" and ("LETTER", "d") not in above[1:]:
        variable, order, rest = by[1], int(by[3] or 1), above[begin:]
        argument = _text(t for t in rest[1:] if t.kind not in ("LBRACE", "RBRACE"))
        named = bool(rest) and rest[0].kind == "LETTER" and argument in ("", f"({variable})")
        if named and variable in "xt":
            yield from [rest[0], *[Token("PRIME", "'")] * order]
            return
        yield Token("D_BY_D", f"{variable} {order}")
        if rest:
            yield from [Token("LPAR", "("), *(rest[:1] if named else rest), Token("RPAR", ")")]
        return
    yield from [Token("FRAC", "\\frac"), *group(above), *group(below)]


def _text(some: Iterable[Token]) -> str:
    return "".join(token.text for token in some)
