r"""Tokens of LaTeX: what is only layout falls away, what TeX would take as an argument is put in braces.

`x^23` is x² followed by 3, as TeX sets it; `\frac12` is one half; `\left(`, `\bigl(`, `(` are one parenthesis; `\,`,
`\displaystyle`, `\color{..}` and such are nothing. `\frac{d}{dx}`, `D_x`, `\frac{df}{dx}` become tokens of their own,
`\dot f` is `f'`. `latex.py` says what the tokens mean.
"""

import re
from collections.abc import Iterator

from .expression import MAX_DEPTH, Unreadable
from .tex_commands import (
    BOXES,
    DROPPED,
    ENVIRONMENTS,
    FUNCTION_NAMES,
    GREEK,
    NOTHING,
    SINGLE,
    STRUCK,
    STYLES,
    TRANSPARENT,
    TYPED_WORDS,
    WITH_CELLS,
    WITH_MEANING,
    WITH_WORDS,
)
from .tex_tokens import Token, fraction, group

MAX_LENGTH = 4_000


_RAW = re.compile(r"\\(?:[A-Za-z]+\*?|.)|\d+(?:\.\d+)?|\.\d+|[A-Za-z]|\s+|.", re.DOTALL)
STATEMENT_ENDS = frozenset({"REL", "WORDS", "ROW", "SEP", "HARD"})


class _Raw:
    """The raw tokens of a text, taken one by one."""

    def __init__(self, text: str, lenient: bool) -> None:
        if len(text) > MAX_LENGTH:
            raise Unreadable(f"it is longer than {MAX_LENGTH} characters")
        self.tokens = list(_RAW.findall(re.sub(r"(?<!\\)%[^\n]*\n?", "", text)))
        self.at = 0
        self.lenient = lenient
        self.related = False  # whether a relation was taken last
        self.cells = False  # whether `&` parts cells, and is not only where rows are aligned

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
        return self._enclosed("{", "}")

    def optional(self) -> str | None:
        """The text of an argument in square brackets, if one comes next."""
        return self._enclosed("[{", "]}") if self.peek() == "[" else None

    def _enclosed(self, opening: str, closing: str) -> str:
        begin, depth = self.at + 1, 0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            depth += (token in opening) - (token in closing)
            self.at += 1
            if depth == 0:
                return "".join(self.tokens[begin : self.at - 1])
        raise Unreadable("a brace is not closed" if opening == "{" else "a bracket is not closed")


def tokens(text: str, *, lenient: bool = False) -> list[Token]:
    """The tokens of a formula in math mode; SEP, ROW, HARD and WORDS are for the caller to split at.

    Args:
        text: its LaTeX.
        lenient: whether an unknown command without an argument is passed over.

    Raises:
        Unreadable: braces do not match, or a command is not known.
    """
    raw = _Raw(text, lenient)
    return list(_until(raw, None, 0))


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
            if raw.peek() == "_":
                raw.take()
                yield Token("AT", "|")
                yield from group(_argument(raw, depth))
                continue
            opens = token == "\\lvert" or before in _LEFT or (token != "\\rvert" and before not in _RIGHT and not bars)
            bars += 1 if opens else -1
            yield Token("LBAR" if opens else "RBAR", "|")
            continue
        yield from _one(raw, depth)


_LEFT = frozenset({"\\left", "\\bigl", "\\Bigl", "\\biggl", "\\Biggl"})
_RIGHT = frozenset({"\\right", "\\bigr", "\\Bigr", "\\biggr", "\\Biggr"})


def _argument(raw: _Raw, depth: int) -> list[Token]:
    """One argument of a command, without its braces: a group, or one token."""
    token = raw.peek()
    while token in NOTHING:
        raw.take()
        token = raw.peek()
    if token == "{":
        raw.take()
        return list(_until(raw, "}", depth + 1))
    if token is not None and token[0].isdigit() and len(token) > 1:
        # TeX takes one digit.
        raw.tokens[raw.at] = token[1:]
        return [Token("NUMBER", token[0])]
    if token is None or token in ("}", "^", "_", "&"):
        raise Unreadable("an argument is missing")
    return list(_one(raw, depth + 1))


def _one(raw: _Raw, depth: int) -> Iterator[Token]:
    """The tokens that the next raw token begins."""
    if depth > MAX_DEPTH:
        raise Unreadable("it is nested too deep")
    token = raw.take()
    if token[0].isdigit() or (token[0] == "." and len(token) > 1):
        yield Token("NUMBER", token)
    elif token.isascii() and token.isalpha():
        yield from _letter(raw, token, depth)
    elif token == "{":
        yield from _spread(list(_until(raw, "}", depth + 1)))
    elif token == "}":
        raise Unreadable("a brace closes that was not opened")
    elif token == ":" and raw.peek() == "=":
        return  # the relation follows
    elif token in SINGLE:
        yield Token(*SINGLE[token])
        raw.related = token == "=" and raw.peek() == "\\begin"
        if token == "\\xrightarrow":
            raw.optional()
            raw.words()
    elif token == "&" and raw.cells:
        yield Token("SEP", token)
    elif token in NOTHING:
        return
    elif token in ("\\\\", "\\newline", "\\\\*"):
        raw.optional()
        yield Token("ROW", token)
    elif token in "^_":
        yield from _script(raw, token, depth)
    else:
        yield from _command(raw, token, depth)


def _letter(raw: _Raw, token: str, depth: int) -> Iterator[Token]:
    """A letter; `D` before what it works on, `D_x`, `D f`, `D[x^2]`, is a derivative."""
    if token == "D":
        following = raw.peek()
        if following == "_":
            begin = raw.at
            raw.take()
            index = _argument(raw, depth)
            if [t.text for t in index] in (["x"], ["t"]):
                yield Token("D_BY_D", f"{index[0].text} 1")
                return
            raw.at = begin
        elif following in ("f", "y", "\\left", "[", "\\big", "\\Big", "\\bigl"):
            yield Token("D_BY_D", "x 1")
            return
    yield Token("LETTER", token)


def _script(raw: _Raw, token: str, depth: int) -> Iterator[Token]:
    inner = _argument(raw, depth)
    kinds = [t.kind for t in inner]
    if token == "^" and inner and set(kinds) == {"PRIME"}:
        yield from inner
    elif token == "^" and kinds == ["LPAR", "NUMBER", "RPAR"] and inner[1].text in "1234":
        yield from [Token("PRIME", "'")] * int(inner[1].text)
    elif inner:
        yield Token("CARET" if token == "^" else "UNDER", token)
        named = token == "_" and kinds == ["FUNCTION"]
        yield from group([Token("LETTER", t.text) if t.kind == "WORDS" or named else t for t in inner])


def _command(raw: _Raw, token: str, depth: int) -> Iterator[Token]:
    name = token[1:] if token.startswith("\\") else token
    if name in ("frac", "dfrac", "tfrac", "cfrac"):
        yield from fraction(_argument(raw, depth), _argument(raw, depth))
    elif name == "sqrt":
        index = raw.optional()
        inner = group(_argument(raw, depth))
        if index is None:
            yield from [Token("SQRT", token), *inner]
        else:
            yield from [Token("ROOT", token), *group(list(_until(_Raw(index, raw.lenient), None, depth + 1))), *inner]
    elif name == "lim":
        yield _limit(raw, depth)
    elif name in FUNCTION_NAMES:
        yield Token("FUNCTION", FUNCTION_NAMES[name])
    elif name in ("Delta", "delta", "partial") or name in GREEK:
        yield from _greek(raw, name, depth)
    elif name in ("dot", "ddot"):
        yield from _argument(raw, depth)
        yield from [Token("PRIME", "'")] * (1 + (name == "ddot"))
    elif name in ("operatorname", "operatorname*"):
        yield from _named("".join(raw.words().split()))
    elif token in STYLES:
        yield from _styled(raw, token, depth)
    elif token in WITH_WORDS:
        text = raw.words()
        if text.count("$") > 1:
            yield from _until(
                _Raw(re.sub(r"\$([^$]*)\$", r"} \1 \\text{", f"\\text{{{text}}}"), raw.lenient), None, depth + 1
            )
            return
        words = re.sub(r"\\[,;:! ]|[$~]", " ", text)
        if words.strip() in FUNCTION_NAMES:
            yield Token("FUNCTION", FUNCTION_NAMES[words.strip()])
        elif words.strip():
            yield Token("WORDS", " ".join(words.split()))
    elif token in DROPPED:
        raw.words()
        if "space" in token:
            yield Token("SEP", token)
    elif token in BOXES:
        raw.words()
        yield from _spread(_argument(raw, depth))
    elif token in TRANSPARENT:
        yield from _spread(_argument(raw, depth))
    elif token in STRUCK:
        _argument(raw, depth)
        yield Token("STRUCK", token)
    elif name in ("underbrace", "overbrace", "underset", "overset", "stackrel"):
        yield from _braced(raw, name, depth)
    elif name in ("begin", "end"):
        environment = raw.words()
        if environment not in ENVIRONMENTS:
            raise Unreadable(f"the environment {environment[:20]} is not read")
        if environment == "cases" and name == "begin" and raw.related:
            raise Unreadable("a function of several pieces is not read")
        raw.cells = name == "begin" and environment in WITH_CELLS
        if name == "begin" and environment in ("array", "alignat*", "alignedat", "tabular"):
            raw.words()
    elif not raw.lenient:
        raise Unreadable(f"{token[:20]} is not read")
    elif raw.peek() == "{" or token in WITH_MEANING or not token.startswith("\\"):
        yield Token("UNREAD", token[:20])  # makes a part of the text unreadable, not all of it


def _greek(raw: _Raw, name: str, depth: int) -> Iterator[Token]:
    r"""A Greek letter; `\Delta x` is one name, `\partial` a d."""
    following = raw.peek() or ""
    if name == "partial":
        if following == "_":
            raw.take()
            yield Token("D_BY_D", f"{''.join(t.text for t in _argument(raw, depth))[:8]} 1")
        else:
            yield Token("LETTER", "d")
    elif name in ("Delta", "delta") and len(following) == 1 and following.isalpha():
        yield Token("LETTER", f"Δ{raw.take()}")
    else:
        yield Token("LETTER", name)


def _braced(raw: _Raw, name: str, depth: int) -> Iterator[Token]:
    """What stands over or under a brace, without the brace's label; a relation with a question mark over it."""
    if name in ("underbrace", "overbrace"):
        yield from _spread(_argument(raw, depth))
        if raw.peek() in ("_", "^"):
            raw.take()
            raw.words()
        return
    above = raw.words()
    inner = _argument(raw, depth)
    if "?" in above and [t.kind for t in inner] == ["REL"]:
        yield Token("REL", "?")
    else:
        yield from _spread(inner)


def _spread(inner: list[Token]) -> list[Token]:
    """What a box holds: as a group within a formula, as it is where it holds whole statements."""
    whole = any(t.kind in STATEMENT_ENDS or t.kind == "COMMA" for t in inner)
    return inner if whole or not inner else group(inner)


def _named(name: str) -> Iterator[Token]:
    if name in TYPED_WORDS:
        yield Token("WORDS", name)
    elif name in FUNCTION_NAMES:
        yield Token("FUNCTION", FUNCTION_NAMES[name])
    elif len(name) == 1 and name != "D":
        yield Token("LETTER", name)
    elif name == "D":
        yield Token("D_BY_D", "x 1")
    else:
        raise Unreadable(f"the function {name[:20]} is not read")


def _styled(raw: _Raw, style: str, depth: int) -> Iterator[Token]:
    if style == "\\mathbb":
        yield Token("LETTER", f"{raw.words()[:8]}_set")
        return
    if raw.peek() == "{":
        begin = raw.at
        words = "".join(raw.words().split())
        if words in FUNCTION_NAMES:
            yield Token("FUNCTION", FUNCTION_NAMES[words])
            return
        if words == "D":
            yield from _letter(raw, words, depth)
            return
        if len(words) > 2 and words.isalpha():
            yield Token("WORDS", words)
            return
        raw.at = begin
    yield from _argument(raw, depth)


def _limit(raw: _Raw, depth: int) -> Token:
    while raw.peek() in NOTHING:
        raw.take()
    if raw.peek() != "_":
        raise Unreadable("a limit without what it tends to")
    raw.take()
    below = _argument(raw, depth)
    shown = "".join(t.text for t in below if t.kind not in ("LBRACE", "RBRACE"))
    found = re.fullmatch(r"(Δ?[A-Za-z]+)->(-?\d+(?:\.\d+)?|[A-Za-z](?:_\d)?|[+-]?infty)(?:\^?[+-])?", shown)
    if not found:
        raise Unreadable("a limit whose target is not read")
    return Token("LIMIT", f"{found[1]} {found[2]}")
