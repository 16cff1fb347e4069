r"""The LaTeX of a lesson, read back into mathematics.

`parse` gives the statements of one text on the screen. A statement is a chain of expressions with relations between
them (`f(x) = A = B`), with the words that stand before it as its label (`Product rule:`). Commas, `\quad`,
`\Rightarrow` and new rows separate statements; a row that begins (or follows one that ends) with an operator or
relation goes on with the statement before it.

What an ambiguous formula means here:

- A function name without parentheses takes the numbers, fractions of numbers, pi and the letters a b c k m n that
  follow, then one letter, root, fraction or power: `\sin 2x y` is sin(2x)·y, `\ln x \cos x` is ln(x)·cos(x),
  `\ln 2 e^{x}` is ln(2)·e^x, `\sin x (x+1)` is sin(x)·(x+1). `\cdot` always ends an argument. `\ln \sin x` is
  ln(sin x).
- `\sin(x)^2` is (sin x)^2, and so is `\sin^2 x`; `\sin^{-1} x` is arcsin x; other negative exponents are powers.
- `\log` without a base is the natural logarithm, as in NumPy and SymPy.
- Letters side by side are a product (`uv`), `e` is Euler's number, `f g h F G H` before a parenthesis are applied to
  it, `u v w y` only if it holds one letter, other letters are multiplied with it. `f'(x)`, `u'`, `(A)'`,
  `\frac{d}{dx} A` and `\frac{dy}{dx}` are derivatives; without parentheses `\frac{d}{dx}` takes the whole product that
  follows.
- `x^{p/q}` with odd q is the real root; `\sqrt[n]{x}` too.

Names stay symbols: `u` is Symbol("u"), `u'` is Symbol("u'"), `f(x)` is Function("f")(x), `f'(x)` is Function("f'")(x),
`(A)'` is Prime(A, x). What they stand for is for `lines.py` to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from typing import Any

import sympy
from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedToken, VisitError
from lark.lexer import Lexer

from . import tex
from .expression import (
    FUNCTIONS,
    Expr,
    Limit0,
    Prime,
    Unreadable,
    X,
    add,
    check_size,
    divide,
    logarithm,
    multiply,
    negate,
    number,
    power,
    root,
)

PRIME_LIMIT = 4


@dataclass(frozen=True)
class Statement:
    """What one formula on the screen says.

    Attributes:
        label: the words before it, as "Product rule:"; empty if there are none.
        sides: its expressions, in order; one if it only shows something.
        relations: what stands between them: "=", "~" (about equal), "<", "->", ...
        unfinished: whether it ends with a relation, whose right side something else shows (a number that changes).
        source: its tokens, to name it in messages.
    """

    label: str
    sides: tuple[Expr, ...]
    relations: tuple[str, ...]
    unfinished: bool
    source: str


@dataclass(frozen=True)
class _Piece:
    """One piece of a juxtaposition.

    Attributes:
        kind: number, letter, constant, function, operator, limit, parenthesis, or value (anything else).
        value: its expression or name.
        power: its superscript.
        index: its subscript.
        primes: how many.
    """

    kind: str
    value: Any
    power: Expr | None = None
    index: Expr | None = None
    primes: int = 0


_INVERSES = {
    n: f"arc{n}"
    for n in "sin cos tan cot sec csc sinh cosh tanh coth sech csch".split()  # noqa: SIM905
}
_NAMES = {
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "arcoth": "acoth",
    "arsech": "asech",
    "arcsech": "asech",
    "arcsch": "acsch",
    "arcsec": "asec",
    "arccsc": "acsc",
    "cosec": "csc",
    "sgn": "sign",
    "lg": "log10",
}
_COEFFICIENTS = frozenset("abckmn")
_APPLIED = frozenset({*"fghFGH", "phi", "varphi"})
_APPLIED_TO_A_LETTER = frozenset("uvwypq")


def _symbol(name: str) -> Expr:
    if name == "x":
        return X
    if name == "e":
        return sympy.E
    return sympy.Symbol(name, real=True)


def _call(name: str, argument: Expr) -> Expr:
    name = _NAMES.get(name, name)
    if name not in FUNCTIONS:
        raise Unreadable(f"the function {name} is not read")
    return FUNCTIONS[name](argument)


class _Meaning(Transformer):  # type: ignore[misc]
    """Makes expressions of the tree, while it is parsed."""

    # Sides and sums

    def start(self, children: list[Any]) -> tuple[tuple[Expr, ...], tuple[str, ...]]:
        sides = tuple(c for c in children if not isinstance(c, Token))
        return sides, tuple(str(c) for c in children if isinstance(c, Token))

    def sum(self, children: list[Any]) -> Expr:
        return children[0]

    def sum_more(self, children: list[Any]) -> Expr:
        left, sign, right = children
        return add(left, self.sign([sign, right]))

    def sign(self, children: list[Any]) -> Expr:
        sign, value = children
        if sign == "?":
            raise Unreadable("a plus-minus sign has no one value")
        return negate(value) if sign == "-" else value

    def times(self, children: list[Any]) -> Expr:
        return multiply(children[0], children[2])

    def over(self, children: list[Any]) -> Expr:
        return divide(children[0], children[2])

    # Pieces

    def number(self, children: list[Any]) -> _Piece:
        text = str(children[0])
        if len(text) > 80:
            raise Unreadable("a number in it is too large")
        return _Piece("number", number(Fraction(text)))

    def letter(self, children: list[Any]) -> _Piece:
        return _Piece("letter", str(children[0]))

    def constant(self, children: list[Any]) -> _Piece:
        return _Piece("constant", sympy.pi if children[0] == "pi" else sympy.oo)

    def function(self, children: list[Any]) -> _Piece:
        return _Piece("function", str(children[0]))

    def operator(self, children: list[Any]) -> _Piece:
        variable, order = str(children[0]).split()
        return _Piece("operator", (_symbol(variable), int(order)))

    def leibniz(self, children: list[Any]) -> _Piece:
        name, variable, order = str(children[0]).split()
        if variable == "x":
            return _Piece("value", sympy.Symbol(name + "'" * int(order), real=True))
        return _Piece("value", Prime(_symbol(name), _symbol(variable)))

    def limit(self, children: list[Any]) -> _Piece:
        variable, target = str(children[0]).split()
        value = _symbol(target) if target.isalpha() and target != "infty" else None
        if value is None:
            value = sympy.oo if "infty" in target else number(Fraction(target))
        return _Piece("limit", (_symbol(variable), value))

    def group(self, children: list[Any]) -> _Piece:
        return _Piece("value", children[0])

    def parenthesis(self, children: list[Any]) -> _Piece:
        values = [c for c in children if not isinstance(c, Token)]
        if len(values) > 1:
            raise Unreadable("a list in parentheses is not read")
        return _Piece("parenthesis", values[0])

    def absolute(self, children: list[Any]) -> _Piece:
        return _Piece("parenthesis", FUNCTIONS["Abs"](children[0]))

    def fraction(self, children: list[Any]) -> _Piece:
        value = divide(*children)
        return _Piece("number" if value.is_Rational else "value", value)

    def square_root(self, children: list[Any]) -> _Piece:
        return _Piece("value", power(children[0], sympy.S.Half, real_roots=True))

    def root(self, children: list[Any]) -> _Piece:
        return _Piece("value", root(children[1], children[0]))

    def superscript(self, children: list[Any]) -> tuple[str, Expr]:
        return "power", children[1]

    def subscript(self, children: list[Any]) -> tuple[str, Expr]:
        return "index", children[1]

    def prime(self, children: list[Any]) -> tuple[str, Expr]:
        return "prime", None

    def piece(self, children: list[Any]) -> _Piece:
        base, *scripts = children
        found: dict[str, Any] = {"power": None, "index": None, "prime": 0}
        for kind, value in scripts:
            if kind == "prime":
                found["prime"] += 1
            elif found[kind] is not None:
                raise Unreadable("it has two superscripts or two subscripts in one place")
            else:
                found[kind] = value
        if found["prime"] > PRIME_LIMIT:
            raise Unreadable("it has too many primes")
        return _Piece(base.kind, base.value, found["power"], found["index"], found["prime"])

    def juxtaposition(self, children: list[Any]) -> Expr:
        return multiply(*_factors(children))


def _factors(pieces: list[_Piece]) -> Iterator[Expr]:
    """The factors of a juxtaposition, each function with its argument."""
    at = 0
    while at < len(pieces):
        value, at = _factor(pieces, at)
        yield value


def _factor(pieces: list[_Piece], at: int) -> tuple[Expr, int]:
    """The factor that begins at a piece, and where the next begins."""
    piece = pieces[at]
    if piece.kind == "function":
        return _function(pieces, at)
    if piece.kind in ("operator", "limit"):
        if at + 1 >= len(pieces):
            raise Unreadable("an operator has nothing to work on")
        variable, second = piece.value
        if piece.kind == "operator" and pieces[at + 1].kind == "parenthesis":
            inner, after = _scripted(pieces[at + 1], pieces[at + 1].value), at + 2
        else:
            inner, after = multiply(*_factors(pieces[at + 1 :])), len(pieces)
        if piece.kind == "limit":
            return Limit0(inner, variable, second), after
        for _ in range(second):
            inner = Prime(inner, variable)
        return inner, after
    if piece.kind == "letter":
        return _letter(pieces, at)
    if piece.index is not None:
        raise Unreadable("a subscript is on what is no name")
    return _scripted(piece, piece.value), at + 1


def _scripted(piece: _Piece, value: Expr) -> Expr:
    """A value with its superscript and primes."""
    if piece.kind == "number" and piece.primes:
        raise Unreadable("a number has a prime")
    if piece.power is not None:
        value = power(value, piece.power, real_roots=True)
    for _ in range(piece.primes):
        value = Prime(value, X)
    return value


def _letter(pieces: list[_Piece], at: int) -> tuple[Expr, int]:
    piece = pieces[at]
    name = piece.value
    if piece.index is not None:
        name = f"{name}_{piece.index}"
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is not None and following.kind == "parenthesis":
        single = following.value.is_Symbol or following.value.is_Number
        if name in _APPLIED or (name in _APPLIED_TO_A_LETTER and single):
            called = name + "'" * piece.primes
            if piece.power is not None and piece.power == -1:
                called, exponent = f"{name}^-1", None
            else:
                exponent = piece.power
            value = sympy.Function(called)(following.value)
            if exponent is not None:
                value = power(value, exponent, real_roots=True)
            return _scripted(following, value), at + 2
    value = _symbol(name) if not piece.primes else sympy.Symbol(name + "'" * piece.primes, real=True)
    if piece.power is not None:
        value = power(value, piece.power, real_roots=True)
    return value, at + 1


def _function(pieces: list[_Piece], at: int) -> tuple[Expr, int]:
    """A function name with its argument."""
    piece = pieces[at]
    name = piece.value
    if piece.primes:
        raise Unreadable("a function name has a prime")
    if at + 1 >= len(pieces):
        raise Unreadable(f"{name} has no argument")
    following = pieces[at + 1]
    outer: _Piece | None = None
    if following.kind == "parenthesis":
        argument, after, outer = following.value, at + 2, following
    elif following.kind == "function":
        argument, after = _function(pieces, at + 1)
    else:
        argument, after = _bare(pieces, at + 1)
    if piece.index is not None:
        if name not in ("log", "ln"):
            raise Unreadable(f"{name} has a subscript")
        value = logarithm(argument, piece.index)
    elif piece.power is not None and piece.power == -1 and name in _INVERSES:
        value = _call(_INVERSES[name], argument)
    else:
        value = _call(name, argument)
    if piece.power is not None and not (piece.power == -1 and name in _INVERSES):
        value = power(value, piece.power, real_roots=True)
    return (_scripted(outer, value) if outer is not None else value), after


def _bare(pieces: list[_Piece], at: int) -> tuple[Expr, int]:
    """The argument of a function that has no parentheses."""
    taken: list[Expr] = []
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind not in ("number", "constant", "letter", "value"):
            break
        if piece.kind == "letter" and piece.value == "e" and taken:
            break
        value, after = _factor(pieces, at)
        taken.append(value)
        at = after
        is_coefficient = not piece.primes and (
            piece.kind in ("number", "constant") or (piece.kind == "letter" and piece.value in _COEFFICIENTS)
        )
        if not is_coefficient or piece.power is not None:
            break
    if not taken:
        raise Unreadable("a function has no argument")
    return multiply(*taken), at


class _Given(Lexer):  # type: ignore[misc]
    """Gives Lark the tokens that `tex` has made."""

    def __init__(self, configuration: Any) -> None:
        """Lark passes its configuration; there is nothing in it to use."""

    def lex(self, data: Any) -> Iterator[Token]:
        """The tokens as they are."""
        yield from data


@lru_cache(maxsize=1)
def _parser() -> Any:
    grammar = (resources.files(__package__) / "grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Given, transformer=_Meaning())


_GOES_ON = frozenset({"REL", "SIGN", "TIMES", "SLASH"})
_OPENING = frozenset({"_LBRACE", "_LPAR", "_LBAR"})
_CLOSING = frozenset({"_RBRACE", "_RPAR", "_RBAR"})


def _split(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The parts between separators, each with the words before it."""
    label, part = "", list[Token]()
    depth, soft, hard = 0, False, False
    for token in tokens:
        if depth == 0 and token.type in ("COMMA", "SEP", "ROW", "HARD", "WORDS"):
            soft = True
            hard = hard or token.type in ("COMMA", "HARD")
            if token.type == "WORDS":
                if part:
                    yield label, part
                part, soft, hard = [], False, False
                label = str(token)
            continue
        if soft and part:
            if hard or not (token.type in _GOES_ON or part[-1].type in _GOES_ON):
                yield label, part
                part = []
            soft = hard = False
        elif soft:
            soft = hard = False
        if token.type in ("SEP", "ROW", "HARD", "WORDS"):
            continue  # within parentheses: spacing only
        depth += (token.type in _OPENING) - (token.type in _CLOSING)
        part.append(token)
    if part:
        yield label, part


@lru_cache(maxsize=4096)
def _parse(text: str) -> tuple[Statement, ...] | str:
    """The statements, or the reason why there are none (kept, so that what is on every scene is parsed once)."""
    try:
        return tuple(_statements(text))
    except Unreadable as error:
        return str(error)
    except RecursionError:
        return "it is nested too deep"
    except (LarkError, ArithmeticError, ValueError, TypeError, AttributeError, MemoryError) as error:
        return f"it cannot be read ({type(error).__name__})"


def _statements(text: str) -> Iterator[Statement]:
    for label, part in _split(tex.tokens(text)):
        unfinished = part[-1].type == "REL"
        source = _shown(part)
        if unfinished:
            part = part[:-1]
        if not part:
            continue
        try:
            sides, relations = _parser().parse(part)
        except UnexpectedToken as error:
            raise Unreadable(_where(part, error)) from None
        except VisitError as error:
            if isinstance(error.orig_exc, Unreadable):
                raise error.orig_exc from None
            raise
        for side in sides:
            check_size(side)
        yield Statement(label, sides, relations, unfinished, source)


def _shown(part: list[Token]) -> str:
    return re.sub(r"\s+", " ", " ".join(str(t) for t in part))[:80]


def _where(part: list[Token], error: UnexpectedToken) -> str:
    token = error.token
    if token.type == "$END":
        return "it ends too early"
    position = next((i for i, t in enumerate(part) if t is token), None)
    before = f" after {_shown(part[max(0, position - 3) : position])!r}" if position else ""
    return f"{str(token)!r} is out of place{before}"


def parse(text: str) -> tuple[Statement, ...]:
    """The statements of a text in math mode (`MathTex`).

    Raises:
        Unreadable: it is not read; the message says why, as a part of a sentence.
    """
    if len(text) > tex.MAX_LENGTH:
        raise Unreadable(f"it is longer than {tex.MAX_LENGTH} characters")
    result = _parse(text)
    if isinstance(result, str):
        raise Unreadable(result)
    return result


def parse_text(text: str) -> tuple[Statement, ...]:
    """The statements in the formulas of a text in text mode (`Tex`, `Title`): what stands between dollar signs.

    Raises:
        Unreadable: a formula is not read.
    """
    if len(text) > tex.MAX_LENGTH:
        raise Unreadable(f"it is longer than {tex.MAX_LENGTH} characters")
    parts = re.split(r"(?<!\\)\$\$?|\\[()\[\]]", text)
    result: list[Statement] = []
    for index, part in enumerate(parts):
        if index % 2 and part.strip():
            label = re.sub(r"\\[A-Za-z]+|[{}\\]", " ", parts[index - 1])
            label = " ".join(label.split())
            result.extend(s if s.label else replace(s, label=label) for s in parse(part))
    return tuple(result)
