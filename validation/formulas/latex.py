r"""The LaTeX of a lesson, read back into mathematics.

`parse` gives the statements of one text on the screen. A statement is a chain of expressions with relations between
them (`f(x) = A = B`), with the words that stand before it as its label (`Product rule:`). Commas, `\quad`,
`\Rightarrow`, words and new rows separate statements; a row that begins (or follows one that ends) with an operator or
relation goes on with the statement before it.

`grammar.py` says what a formula means where LaTeX leaves it open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, groupby, pairwise, takewhile

from . import tex
from .expression import FAILURES, Expr, Unreadable, add, check_size, negate, number, reason, replaced, root
from .grammar import Parser
from .tex import STATEMENT_ENDS, Token

OR = frozenset({"or", "o", "ou", "oder"})  # what stands between two conditions, in the languages of lessons
MAX_STATEMENTS = 40
MOST_OF_CONDITION = 60  # tokens
MAX_INTEGRALS = 4  # of a text: each may take a quarter of a second


@dataclass(frozen=True)
class Statement:
    """What one formula on the screen says."""

    label: str  # the words before it, as "Product rule:"
    sides: tuple[Expr, ...] = ()  # one if it only shows something, none if there are only words
    relations: tuple[str, ...] = ()  # what stands between them: "=", "~" (about equal), "<", "->", ...
    again: bool = False  # these are the words of the statement before, not said once more
    said_of: str = ""  # the relation that it begins with, and so says something of its label (`slope = 2`)
    goes_on: bool = False  # it begins with a plus, and so may go on with another text
    places: tuple[tuple[Expr, int], ...] = ()  # of each decimal number, how many digits stand after the point
    where: Expr | None = None  # of a piece: has real values where the piece holds only


_SEPARATORS = STATEMENT_ENDS - {"REL"} | {"COMMA"}
_GOES_ON = frozenset({"REL", "SIGN", "TIMES", "SLASH"})
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_OTHERWISE = {**_OPPOSITE, "=": "!=", "!=": "="}
_OPENING, _CLOSING = ("LBRACE", "LPAR"), ("RBRACE", "RPAR")


def _enclosed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens before the parenthesis that closes the first; none if the first is no parenthesis."""
    depths = accumulate((token.kind == "LPAR") - (token.kind == "RPAR") for token in tokens)
    return [token for token, _ in zip(tokens, takewhile(bool, depths), strict=False)]


def _aside(tokens: Sequence[Token]) -> Iterator[Token]:
    r"""A condition in parentheses behind a formula, `\ln x \ (x > 0)`, parted from it."""
    for at, token in enumerate(tokens):
        inside = _enclosed(tokens[at : at + MOST_OF_CONDITION]) if token.kind == "LPAR" else []
        if any(each.kind == "REL" and each.text in (*_OPPOSITE, "!=") for each in inside):
            yield Token("SEP", "")
        yield token


def _split(tokens: list[Token]) -> Iterator[tuple[str, bool, list[Token]]]:
    """The parts between separators, each with the words before it, and whether these are those of the part before.

    Words at the end stand alone.
    """
    label, part, again = "", list[Token](), False
    depth, soft, spoken, opened = 0, False, False, 0
    for token in tokens:
        if token.kind == "WORDS":
            opened = max(0, opened + token.text.count("(") - token.text.count(")"))
        elif token.kind == "RPAR" and depth == 0 and opened:  # `\text{(the slope is } 2)`
            opened, soft = opened - 1, True
            continue
        if depth == 0 and token.kind in _SEPARATORS:
            soft = True
            if token.kind in ("WORDS", "HARD", "COMMA") and part:
                yield label, again, part
                part, again = [], True
            if token.kind == "WORDS":
                label = f"{label} {token.text}" if spoken and token.text else token.text
                spoken, again = True, False
            continue
        if soft and part and not (token.kind in _GOES_ON or part[-1].kind in _GOES_ON):
            yield label, again, part
            part, again = [], True
        soft = False
        if token.kind in _SEPARATORS - {"COMMA"}:
            if token.kind == "WORDS" and part and part[-1].kind == "LBRACE":
                part.append(Token("LETTER", token.text))
            elif token.kind == "WORDS":
                label = f"{label} {token.text}".strip()
            continue  # within parentheses: spacing only
        depth += (token.kind in _OPENING) - (token.kind in _CLOSING)
        part.append(token)
        spoken = False
    if part or spoken:
        yield label, again, part


def _statements(text: str) -> Iterator[Statement | str]:
    """The statements, and words that stand alone; for a part that is not read, the reason."""
    if len(text) > tex.MAX_LENGTH:
        raise Unreadable(f"it is longer than {tex.MAX_LENGTH} characters")
    tokens = tex.tokens(text)
    if sum(token.kind == "INTEGRAL" for token in tokens) > MAX_INTEGRALS:
        raise Unreadable(f"it has more than {MAX_INTEGRALS} integrals")
    for count, (label, again, part) in enumerate(_split([*_aside([*_pieces(tokens)])])):
        if count >= MAX_STATEMENTS:
            raise Unreadable(f"it has more than {MAX_STATEMENTS} statements")
        try:
            yield from _of_part(label, again, part)
        except FAILURES as error:
            yield reason(error)


def _of_part(label: str, again: bool, part: list[Token]) -> Iterator[Statement]:
    if unread := [token.text for token in part if token.kind == "UNREAD"]:
        raise Unreadable(f"{unread[0]} is not read")
    where = place = None
    at = next((i for i, token in enumerate(part) if token.kind == "WHERE"), None)
    if at is not None:
        part, condition = part[:at], part[at + 1 :]
        sides, relations = Parser(condition, "+").chain()
        where = restriction(sides, relations)
        if where is None and relations == ["="] and sides[1].is_number:
            place = {sides[0]: sides[1]}  # at one place
        elif where is None and relations != ["!="]:  # but for one place it holds everywhere
            raise Unreadable("a function of several pieces is read by the inequalities of its pieces only")
    if (inner := _bare(part)) is not part and any(token.kind == "COMMA" for token in inner):  # `(x > 0, y > 1)`
        for count, (words, more, each) in enumerate(_split(inner)):
            yield from _of_part(words if count else f"{label} {words}".strip(), more if count else again, each)
        return
    said_of = part[0].text if part and part[0].kind == "REL" else ""
    if said_of:
        part = part[1:]
    closed = _until_open(_bare(part))
    if closed and closed[-1].kind == "REL":
        closed = closed[:-1]
    if not closed:
        if label and not part:
            yield Statement(label, again=again, said_of=said_of)
        return
    if {token.kind for token in closed} <= {"FUNCTION", "PRIME", "REL", "SIGN"}:
        closed = list(_of_x(closed))
    decimals = {t.text for t in part if t.kind == "NUMBER" and "." in t.text and len(t.text) <= 40}
    places = tuple((number(Fraction(text)), len(text.partition(".")[2])) for text in sorted(decimals))
    for sign in ("+", "-") if any(re.search("[±∓]", t.text) for t in closed) else ("+",):
        sides, relations = Parser(closed, sign).chain()
        for side in sides:
            check_size(side)
        sides = [replaced(side, place) for side in sides] if place else sides
        goes_on = part[0].text == "+"
        yield Statement(label, tuple(sides), tuple(relations), again, said_of, goes_on, places, where)


def restriction(sides: Sequence[Expr], relations: Sequence[str]) -> Expr | None:
    """What has real values where `0 < x < 2` holds only: the sum of the roots of x - 0 and 2 - x; None for others."""
    if not relations or not set(relations) <= set(_OPPOSITE):
        return None
    pairs = zip(relations, pairwise(sides), strict=True)
    lengths = [add(b, negate(a)) if relation.startswith("<") else add(a, negate(b)) for relation, (a, b) in pairs]
    return add(*(root(length, number(2)) for length in lengths))


def _pieces(tokens: list[Token]) -> Iterator[Token]:
    r"""`f(x) = \begin{cases} A & x < 0 \\ B & x \ge 0 \end{cases}` as two statements, each with WHERE it holds."""
    kinds = [token.kind for token in tokens]
    related = ({*kinds[i - 1 : i], *kinds[i + 1 : i + 2]} for i in range(len(kinds)))  # to what is beside it
    cases = (i for i, beside in enumerate(related) if kinds[i] == "CASES" and "REL" in beside)
    begin = next(cases, len(kinds))
    if "END" not in kinds[begin:]:
        yield from (token for token in tokens if token.kind not in ("CASES", "END"))
        return
    end = kinds.index("END", begin)
    first = max((i + 1 for i in range(begin) if kinds[i] in _SEPARATORS | {"END"}), default=0)
    yield from (token for token in tokens[:first] if token.kind not in ("CASES", "END"))
    before = list[Token]()
    rows = (list(row) for parts, row in groupby(tokens[begin + 1 : end], lambda t: t.kind == "ROW") if not parts)
    for row in rows:
        at = next((i for i, t in enumerate(row) if t.kind in _SEPARATORS), len(row))
        condition = [t for t in row[at:] if t.kind not in _SEPARATORS]
        if not condition and before:  # otherwise
            condition = [Token("REL", _OTHERWISE.get(t.text, t.text)) if t.kind == "REL" else t for t in before]
        if at == 0 and row[0].kind == "WORDS" and condition:  # `\text{undefined} & x = 0`
            yield from [*tokens[first : begin - 1], Token("WORDS", f"is {row[0].text} at"), *condition]
        else:
            yield from [*tokens[first:begin], *row[:at]]
            yield from [Token("WHERE", ""), *condition] if condition else []
        yield Token("HARD", "")
        before = condition
    yield from _pieces(tokens[end + 1 :])


def _bare(part: list[Token]) -> list[Token]:
    """A statement that stands in parentheses as a whole, without them."""
    whole = len(_enclosed(part)) == len(part) - 1 and any(token.kind == "REL" for token in part[1:])
    return part[1:-1] if whole else part


def _of_x(part: list[Token]) -> Iterator[Token]:
    r"""`\sin' = \cos`, in which functions are named only, as what they say of x."""
    for token, following in zip(part, [*part[1:], Token("", "")], strict=True):
        yield token
        if token.kind in ("FUNCTION", "PRIME") and following.kind != "PRIME":
            yield Token("LETTER", "x")


def _until_open(part: list[Token]) -> list[Token]:
    r"""A part up to what it leaves open, `f'(x) = \cdots`, `f'(x) = ?`; what is left out of a sum at its end is `O`."""
    at = next((i for i, t in enumerate(part) if t.kind == "OPEN"), len(part))
    before = part[:at]
    if part[at:] == [("OPEN", "…")] and before and before[-1].kind not in ("REL", "TIMES", "SLASH"):
        return [*before, Token("LETTER", "O")] if before[-1].kind == "SIGN" else before
    while at < len(part) and before and before[-1].kind != "REL":
        before.pop()
    return before


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Statement | str, ...]:
    """The statements of a text in math mode, in order; for each part that is not read, the reason in its place.

    Words alone are a statement without sides.
    """
    try:
        return tuple(_statements(text))
    except FAILURES as error:
        return (reason(error),)


def parse(text: str) -> tuple[Statement, ...]:
    """The statements of a text in math mode (`MathTex`) that have sides.

    Raises:
        Unreadable: a part of it is not read; the message says why, as a part of a sentence.
    """
    found = read(text)
    if unread := [statement for statement in found if isinstance(statement, str)]:
        raise Unreadable(unread[0])
    return tuple(statement for statement in found if statement.sides)  # type: ignore[union-attr,misc]
