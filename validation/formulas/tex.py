r"""Tokens of LaTeX: what is only layout falls away, what TeX would take as an argument is put in braces.

`x^23` is x² followed by 3, as TeX sets it; `\frac12` is one half; `\left(`, `\bigl(`, `(` are one parenthesis; `\,`,
`\displaystyle`, `\color{..}` and such are nothing. `d/dx` and `df/dx` written as fractions become tokens of their own.
"""

import re
from collections.abc import Iterator

from lark import Token

from .expression import MAX_DEPTH, Unreadable

MAX_LENGTH = 4_000

_RAW = re.compile(r"\\(?:[A-Za-z]+\*?|.)|\d+(?:\.\d+)?|\.\d+|[A-Za-z]|\s+|.", re.DOTALL)

FUNCTION_NAMES = frozenset(
    """
    sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch
    arcsinh arccosh arctanh arsinh arcosh artanh arcoth asinh acosh atanh exp ln log lg sgn sign abs
    asin acos atan cosec arcsch arsech arcsech max min
    """.split()  # noqa: SIM905
)
_GREEK = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho
    sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega ell
    """.split()  # noqa: SIM905
)
_NOTHING = frozenset(
    r"""
    \left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr
    \, \; \: \! \> \displaystyle \textstyle \scriptstyle \limits \nolimits \thinspace \medspace
    \thickspace \negthinspace \nonumber \notag \hfill \noindent \centering \bf \rm \it \mathstrut
    \strut \scriptsize \small \large \Large \LARGE \huge \Huge \normalsize \tiny \footnotesize
    """.split()  # noqa: SIM905
) | {"\\ ", "\\/"}
_RELATIONS = {
    "=": "=",
    "\\equiv": "=",
    "\\coloneqq": "=",
    "\\triangleq": "=",
    "\\approx": "~",
    "\\simeq": "~",
    "\\sim": "~",
    "<": "<",
    ">": ">",
    "\\lt": "<",
    "\\gt": ">",
    "\\le": "<=",
    "\\leq": "<=",
    "\\leqslant": "<=",
    "\\ge": ">=",
    "\\geq": ">=",
    "\\geqslant": ">=",
    "\\ne": "!=",
    "\\neq": "!=",
    "\\to": "->",
    "\\rightarrow": "->",
    "\\longrightarrow": "->",
    "\\mapsto": "->",
    "\\in": "in",
    "\\propto": "~",
}
_HARD = frozenset(
    r"""
    \Rightarrow \Longrightarrow \implies \iff \Leftrightarrow \therefore \because \Downarrow
    \downarrow ;
    """.split()  # noqa: SIM905
)
_OPEN = {"(", "[", "\\{", "\\lbrace", "\\lbrack"}
_CLOSE = {")", "]", "\\}", "\\rbrace", "\\rbrack"}
_WITH_WORDS = frozenset(
    r"""
    \text \textrm \textbf \textit \textsf \texttt \mbox \emph \textnormal \underline \textsc \hbox
    \textmd
    """.split()  # noqa: SIM905
)
_STYLES = frozenset(
    r"""
    \mathrm \mathbf \mathit \mathsf \boldsymbol \bm \mathnormal \mathbin \mathop \mathord
    """.split()  # noqa: SIM905
)
_DROPPED = frozenset(
    r"""
    \color \phantom \hspace \vspace \hphantom \vphantom \label \tag \hspace* \vspace*
    """.split()  # noqa: SIM905
)
_TRANSPARENT = frozenset(
    r"""
    \boxed \cancel \bcancel \xcancel \fbox \ensuremath \smash \mathrlap \overline
    """.split()  # noqa: SIM905
)
_ENVIRONMENTS = frozenset(
    """
    align align* aligned gather gather* gathered split equation equation* multline*
    """.split()  # noqa: SIM905
)


class _Raw:
    """The raw tokens of a text, taken one by one."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise Unreadable(f"it is longer than {MAX_LENGTH} characters")
        self.tokens = list(_RAW.findall(_without_comments(text)))
        self.at = 0

    def peek(self) -> str | None:
        """The next that is not white space."""
        while self.at < len(self.tokens) and (self.tokens[self.at].isspace() or self.tokens[self.at] == "~"):
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> str:
        """Take it."""
        token = self.peek()
        if token is None:
            raise Unreadable("it ends too early")
        self.at += 1
        return token

    def words(self) -> str:
        """The text of a braced argument, as it stands."""
        if self.peek() != "{":
            return self.take()
        self.at += 1
        depth, begin = 1, self.at
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            depth += (token == "{") - (token == "}")
            self.at += 1
            if depth == 0:
                return "".join(self.tokens[begin : self.at - 1])
        raise Unreadable("a brace is not closed")

    def optional(self) -> str | None:
        """The text of an argument in square brackets, if one comes next."""
        if self.peek() != "[":
            return None
        begin, depth = self.at + 1, 0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            depth += (token in "[{") - (token in "]}")
            self.at += 1
            if depth == 0:
                return "".join(self.tokens[begin : self.at - 1])
        raise Unreadable("a bracket is not closed")


def _without_comments(text: str) -> str:
    return re.sub(r"(?<!\\)%[^\n]*\n?", "", text)


def tokens(text: str) -> list[Token]:
    """The tokens of a formula in math mode; SEP, ROW, HARD and WORDS are for the caller to split at.

    Raises:
        Unreadable: braces do not match, or a command is not known.
    """
    raw = _Raw(text)
    return list(_until(raw, None, 0))


def _token(kind: str, value: str = "") -> Token:
    return Token(kind, value or kind)


def _until(raw: _Raw, end: str | None, depth: int) -> Iterator[Token]:
    """Tokens up to a closing brace, which is taken too."""
    if depth > MAX_DEPTH:
        raise Unreadable("it is nested too deep")
    bars = 0
    while True:
        token = raw.peek()
        if token is None:
            if end is not None:
                raise Unreadable("a brace is not closed")
            return
        if token == "}" and end == "}":
            raw.take()
            return
        if token in ("|", "\\vert", "\\lvert", "\\rvert"):
            before = raw.tokens[raw.at - 1] if raw.at else ""
            raw.take()
            opens = token == "\\lvert" or before in _LEFT or (token != "\\rvert" and before not in _RIGHT and not bars)
            bars += 1 if opens else -1
            yield _token("_LBAR" if opens else "_RBAR", "|")
            continue
        yield from _one(raw, depth)


_LEFT = frozenset({"\\left", "\\bigl", "\\Bigl", "\\biggl", "\\Biggl"})
_RIGHT = frozenset({"\\right", "\\bigr", "\\Bigr", "\\biggr", "\\Biggr"})


def _argument(raw: _Raw, depth: int) -> list[Token]:
    """One argument of a command, without its braces: a group, or one token."""
    token = raw.peek()
    while token in _NOTHING:
        raw.take()
        token = raw.peek()
    if token == "{":
        raw.take()
        return list(_until(raw, "}", depth + 1))
    if token is not None and token[0].isdigit() and len(token) > 1:
        # TeX takes one digit.
        raw.tokens[raw.at] = token[1:]
        return [_token("NUMBER", token[0])]
    if token is None or token in ("}", "^", "_", "&"):
        raise Unreadable("an argument is missing")
    return list(_one(raw, depth + 1))


def _group(inner: list[Token]) -> list[Token]:
    return [_token("_LBRACE", "{"), *inner, _token("_RBRACE", "}")]


def _one(raw: _Raw, depth: int) -> Iterator[Token]:
    """The tokens that the next raw token begins."""
    if depth > MAX_DEPTH:
        raise Unreadable("it is nested too deep")
    token = raw.take()
    if token[0].isdigit() or (token[0] == "." and len(token) > 1):
        yield _token("NUMBER", token)
    elif token.isascii() and token.isalpha():
        yield _token("LETTER", token)
    elif token == "{":
        inner = list(_until(raw, "}", depth + 1))
        if inner and any(t.type in ("REL", "WORDS", "ROW", "SEP", "HARD") for t in inner):
            yield from inner  # a group that holds whole statements is only layout
        elif inner:
            yield from _group(inner)
    elif token == "}":
        raise Unreadable("a brace closes that was not opened")
    elif token in "+-−" or token in ("\\pm", "\\mp"):
        yield _token("SIGN", "-" if token in "-−" else "+" if token == "+" else "?")
    elif token in ("*", "·", "×", "\\cdot", "\\times", "\\ast", "\\bullet"):
        yield _token("TIMES", "*")
    elif token in ("/", "\\div", "÷"):
        yield _token("SLASH", "/")
    elif token in _RELATIONS:
        yield _token("REL", _RELATIONS[token])
    elif token == ":" and raw.peek() == "=":
        raw.take()
        yield _token("REL", "=")
    elif token in _OPEN:
        yield _token("_LPAR", "(")
    elif token in _CLOSE:
        yield _token("_RPAR", ")")
    elif token == ",":
        yield _token("COMMA", ",")
    elif token in (".", ":", "&", "\\&", "\\,.") or token in _NOTHING:
        return
    elif token in _HARD:
        yield _token("HARD", token)
    elif token in ("\\quad", "\\qquad"):
        yield _token("SEP", token)
    elif token in ("\\\\", "\\newline", "\\\\*"):
        raw.optional()
        yield _token("ROW", token)
    elif token in ("'", "’", "′", "\\prime"):
        yield _token("PRIME", "'")
    elif token in "^_":
        yield from _script(raw, token, depth)
    else:
        yield from _command(raw, token, depth)


def _script(raw: _Raw, token: str, depth: int) -> Iterator[Token]:
    inner = _argument(raw, depth)
    if token == "^" and inner and all(t.type == "PRIME" for t in inner):
        yield from inner
    elif inner:
        yield _token("CARET" if token == "^" else "UNDER", token)
        yield from _group(inner)


def _command(raw: _Raw, token: str, depth: int) -> Iterator[Token]:
    name = token[1:] if token.startswith("\\") else token
    if name in ("frac", "dfrac", "tfrac", "cfrac"):
        yield from _fraction(_argument(raw, depth), _argument(raw, depth))
    elif name == "sqrt":
        index = raw.optional()
        inner = _group(_argument(raw, depth))
        if index is None:
            yield from [_token("_SQRT", token), *inner]
        else:
            yield from [_token("_ROOT", token), *_group(list(_until(_Raw(index), None, depth + 1))), *inner]
    elif name == "lim":
        yield _limit(raw, depth)
    elif name in ("pi", "infty"):
        yield _token("CONSTANT", name)
    elif token in ("π", "∞"):
        yield _token("CONSTANT", "pi" if token == "π" else "infty")
    elif name in FUNCTION_NAMES:
        yield _token("FUNCTION", name)
    elif name in _GREEK:
        yield _token("LETTER", name)
    elif name in ("operatorname", "operatorname*"):
        yield from _named("".join(raw.words().split()))
    elif token in _STYLES:
        yield from _styled(raw, depth)
    elif token in _WITH_WORDS:
        words = raw.words()
        if words.strip() in FUNCTION_NAMES:
            yield _token("FUNCTION", words.strip())
        elif words.strip():
            yield _token("WORDS", " ".join(words.split()))
    elif token in _DROPPED:
        raw.words()
    elif name == "textcolor":
        raw.words()
        yield from _spread(_argument(raw, depth))
    elif token in _TRANSPARENT:
        yield from _spread(_argument(raw, depth))
    elif name in ("underbrace", "overbrace", "underset", "overset", "stackrel"):
        if name in ("underset", "overset", "stackrel"):
            raw.words()
        yield from _spread(_argument(raw, depth))
        if raw.peek() in ("_", "^") and name in ("underbrace", "overbrace"):
            raw.take()
            raw.words()
    elif name in ("begin", "end"):
        environment = raw.words()
        if environment not in _ENVIRONMENTS:
            raise Unreadable(f"the environment {environment[:20]} is not read")
    elif token in ("\\left.", "\\right."):
        return
    else:
        raise Unreadable(f"{token[:20]} is not read")


def _spread(inner: list[Token]) -> list[Token]:
    """What a box holds: as a group within a formula, as it is where it holds whole statements."""
    whole = any(t.type in ("REL", "WORDS", "ROW", "SEP", "HARD", "COMMA") for t in inner)
    return inner if whole or not inner else _group(inner)


def _named(name: str) -> Iterator[Token]:
    if name not in FUNCTION_NAMES:
        raise Unreadable(f"the function {name[:20]} is not read")
    yield _token("FUNCTION", name)


def _styled(raw: _Raw, depth: int) -> Iterator[Token]:
    if raw.peek() == "{":
        begin = raw.at
        words = raw.words()
        if "".join(words.split()) in FUNCTION_NAMES:
            yield _token("FUNCTION", "".join(words.split()))
            return
        raw.at = begin
    yield from _argument(raw, depth)


def _limit(raw: _Raw, depth: int) -> Token:
    while raw.peek() in _NOTHING:
        raw.take()
    if raw.peek() != "_":
        raise Unreadable("a limit without what it tends to")
    raw.take()
    below = _argument(raw, depth)
    shown = "".join(str(t) for t in below if t.type not in ("_LBRACE", "_RBRACE"))
    found = re.fullmatch(r"([A-Za-z]+)->(-?\d+(?:\.\d+)?|[A-Za-z]|[+-]?infty)(?:\^?[+-])?", shown)
    if not found:
        raise Unreadable("a limit whose target is not read")
    return _token("LIMIT", f"{found[1]} {found[2]}")


def _fraction(above: list[Token], below: list[Token]) -> Iterator[Token]:
    """A fraction; `d/dx`, `d^2/dx^2`, `df/dx` and `d(...)/dx` are derivatives."""
    variable, order = _differential(below)
    if variable and above and above[0] == "d" and above[0].type == "LETTER":
        rest, above_order = _after_d(above)
        if above_order == order and not any(t.type == "LETTER" and t == "d" for t in rest):
            if not rest:
                yield _token("D_BY_D", f"{variable} {order}")
                return
            if rest[0].type == "LETTER" and (len(rest) == 1 or "".join(rest[1:]) in ("(x)", "({x})")):
                yield _token("DERIVATIVE", f"{rest[0]} {variable} {order}")
                return
            yield _token("D_BY_D", f"{variable} {order}")
            yield from [_token("_LPAR", "("), *rest, _token("_RPAR", ")")]
            return
    yield from [_token("_FRAC", "\\frac"), *_group(above), *_group(below)]


def _power_after(tokens_: list[Token]) -> tuple[int, int]:
    """The exponent that tokens begin with, and how many tokens it takes."""
    if len(tokens_) >= 4 and tokens_[0].type == "CARET" and tokens_[2].type == "NUMBER":
        return (int(tokens_[2]), 4) if tokens_[2].isdigit() and len(tokens_[2]) == 1 else (0, 0)
    return 1, 0


def _differential(below: list[Token]) -> tuple[str, int]:
    if len(below) >= 2 and below[0] == "d" and below[0].type == below[1].type == "LETTER":
        order, taken = _power_after(below[2:])
        if len(below) == 2 + taken:
            return str(below[1]), order
    return "", 0


def _after_d(above: list[Token]) -> tuple[list[Token], int]:
    order, taken = _power_after(above[1:])
    return above[1 + taken :], order
