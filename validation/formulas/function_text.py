"""Mathematics in a record's or an instruction's text: SymPy's spelling, `x**2*exp(-x)`, read by the grammar of LaTeX.

Each product is written with its sign, and each function with its parentheses; `^` is a power too. Besides formulas
there are statements (`u = x + 1; du = 1`, `diff(u*v, x) = du*v + u*dv`) and domains (`(-oo, 0) U [1, oo)`,
`cos(x) != 0 and sin(x) > 0`). Powers p/q with odd q are real roots, as in the lessons, and as `real_root(x, 3)` is.
"""

import re
from functools import lru_cache

import sympy

from .expression import FAILURES, FUNCTIONS, Expr, Limit0, Unreadable, check_size, reason
from .grammar import Parser
from .tex import Token

MAX_LENGTH = 2_000
_WORD = re.compile(r"\s*(\d+\.?\d*|[A-Za-z]\w*'?|\*\*|\S)")
_ROOT = re.compile(r"\b(?:real_)?root\(([^,]*), *(\d{1,2})\)")
_SIGNS = {"*": "TIMES", "/": "SLASH", "+": "SIGN", "-": "SIGN", "**": "CARET", "(": "LPAR", ")": "RPAR", ",": "COMMA"}
_TOKENS = {
    **{name: Token("FUNCTION", name) for name in (*FUNCTIONS, "diff")},
    **{name: Token("LETTER", name) for name in "abcdefghkmnuvwxy"},
    **{sign: Token(kind, sign) for sign, kind in _SIGNS.items()},
    "^": Token("CARET", "**"),
    "−": Token("SIGN", "-"),
    "pi": Token("CONSTANT", "pi"),
    "oo": Token("CONSTANT", "infty"),
    "E": Token("LETTER", "e"),
}
_CALLED = [[Token("LETTER", name)] for name in "fgh"]
_ENDS = frozenset({"NUMBER", "LETTER", "CONSTANT", "PRIME", "RPAR"})


@lru_cache(maxsize=4096)
def formula(text: str) -> Expr:
    """The expression of a text such as `x**2*exp(-x)`.

    Raises:
        Unreadable: it is not read.
    """
    try:
        sides, _ = Parser(_tokens(_bounded(text)), "+").chain()
        return check_size(sides[0])
    except FAILURES as error:
        raise Unreadable(reason(error)) from None


def _bounded(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"it is longer than {MAX_LENGTH} characters")
    return text


def _tokens(text: str) -> list[Token]:
    plain = _ROOT.sub(r"((\1)**(1/\2))", re.sub(r"\b(?:np|numpy|math|sp|sympy)\.", "", text))
    words = _WORD.findall(plain)
    result: list[Token] = []
    if not words:
        raise Unreadable("it is not a formula in Python's spelling")
    for word, following in zip(words, [*words[1:], ""], strict=True):
        before = result[-1].kind if result else ""
        made = _made(word)
        called = word == "(" and (before == "PRIME" or result[-1:] in _CALLED)
        if before in _ENDS and not called and (word == "(" or made[0].kind not in _SIGNS.values()):
            raise Unreadable(f"there is no sign before {word[:40]!r}: write a product with `*`")
        if made[0].kind == "FUNCTION" and following != "(":
            raise Unreadable(f"the function {word[:40]} has no parentheses")
        result += made
    return result


def _made(word: str) -> list[Token]:
    if word[0].isdigit():
        return [Token("NUMBER", word)]
    if word in _TOKENS:
        return [_TOKENS[word]]
    if letter := re.fullmatch(r"d([a-z])|([a-z])'", word):
        return [Token("LETTER", letter[1] or letter[2]), Token("PRIME", "'")]
    raise Unreadable(f"the name {word[:40]} is not known" if word[0].isalpha() else f"{word} is not read")


def statements(text: str) -> list[tuple[Expr, ...]]:
    """The statements of a step: those between semicolons (or "or"), each with its sides; `limit(A, h, 0)` is a side.

    Raises:
        Unreadable: one of them is not read.
    """
    parts = [part for part in re.split(r";| or ", _bounded(text)) if part.strip()]
    return [tuple(map(_side, re.split(r" (?:=|!=|>=|<=|<|>) ", part))) for part in parts]


def _side(text: str) -> Expr:
    limit = re.fullmatch(r"\s*limit\((.+), ([a-z]), 0\)\s*", text)
    if not limit:
        return formula(text)
    return Limit0(formula(limit[1]), sympy.Symbol(limit[2], real=True), sympy.S.Zero, sympy.S.Zero)


_INTERVAL = re.compile(r"([\[(])\s*([^,\[\]]+?)\s*,\s*([^,\[\]]+?)\s*([\])])")
_OF_BRACKET = {"(": ">", "[": ">=", ")": "<", "]": "<="}


def domain(text: str) -> tuple[list[list[tuple[Expr, str]]], list[tuple[Expr, str]]]:
    """A domain: a union of intervals, each as its finite ends (number, relation of x to it), or conditions.

    A condition is an expression with its relation to 0.

    Raises:
        Unreadable: it is neither.
    """
    matches = [_INTERVAL.fullmatch(part.strip()) for part in _bounded(text).split(" U ")]
    if all(matches):
        ends = [((m[2], m[1]), (m[3], m[4])) for m in matches if m]
        both = [[(formula(end), _OF_BRACKET[bracket]) for end, bracket in pair] for pair in ends]
        return [[(end, relation) for end, relation in pair if end.is_finite] for pair in both], []
    conditions = []
    for part in text.split(" and "):
        found = re.fullmatch(r"(.+?)\s*(!=|>=|<=|>|<)\s*0", part.strip())
        if not found:
            raise Unreadable("it is neither intervals nor conditions")
        conditions.append((formula(found[1]), found[2]))
    return [], conditions
