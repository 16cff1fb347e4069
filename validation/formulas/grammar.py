r"""The grammar of one formula: the tokens of LaTeX made into expressions, by recursive descent.

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
- `\pm` says two things, each of which is read; what is struck out (`\cancel`) is not there.

Names stay symbols: `u` is Symbol("u"), `u'` is Symbol("u'"), `f(x)` is Function("f")(x), `f'(x)` is Function("f'")(x),
`(A)'` is Prime(A, x), `dx` is Symbol("dx"). What they stand for is for `names.py` to say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy

from .expression import (
    FUNCTIONS,
    At,
    Expr,
    Limit0,
    Listed,
    Prime,
    Unreadable,
    X,
    add,
    divide,
    logarithm,
    multiply,
    negate,
    number,
    power,
    root,
)
from .tex_tokens import Token, shown

PRIME_LIMIT = 4


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


_COEFFICIENTS = frozenset("abckmn")
_APPLIED = frozenset({*"fghFGH", "phi", "varphi"})
_APPLIED_TO_A_LETTER = frozenset("uvwypqs")
_APPLIED_TO_X = frozenset("mrtABLPSTV")
DIFFERENTIALS = frozenset("xyuvwfght")


def _symbol(name: str) -> Expr:
    return {"x": X, "e": sympy.E}.get(name) or sympy.Symbol(name, real=True)


class Parser:
    r"""Reads the tokens of one statement by recursive descent.

    Args:
        tokens: its tokens.
        sign: what `\pm` is.
    """

    def __init__(self, tokens: list[Token], sign: str) -> None:
        self.tokens = tokens
        self.at = 0
        self.signs = {"±": sign, "∓": "-" if sign == "+" else "+"}

    def kind(self) -> str:
        """The kind of the next token; empty at the end."""
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _take(self, *kinds: str) -> Token:
        if not self.kind():
            raise Unreadable("it ends too early")
        token = self.tokens[self.at]
        if token.kind == "UNREAD":
            raise Unreadable(f"{token.text} is not read")
        if token.kind not in kinds:
            before = shown(self.tokens[max(0, self.at - 3) : self.at])
            raise Unreadable(f"{token.text!r} is out of place" + (f" after {before!r}" if before else ""))
        self.at += 1
        return token

    # Sides, sums, terms

    def chain(self, *ends: str) -> tuple[list[Expr], list[str]]:
        """Sums with relations between them, up to one of the ends."""
        sides, relations = [self._sum()], list[str]()
        while self.kind() == "REL":
            relations.append(self._take("REL").text)
            sides.append(self._sum())
        if self.kind() not in ends and (self.kind() or ends):
            self._take(*ends)  # says what is out of place
        return sides, relations

    def _sum(self) -> Expr:
        terms = [self._signed(self._term)]
        while self.kind() == "SIGN":
            terms.append(self._signed(self._term))
        value = add(*terms) if len(terms) > 1 else terms[0]
        if self.kind() == "AT":
            self._take("AT")
            self._take("LBRACE")
            sides, _ = self.chain("RBRACE")
            self._take("RBRACE")
            # `x = 1`, or only `1`
            value = At(value, *(sides if len(sides) == 2 and sides[0].is_Symbol else (X, sides[-1])))
        return value

    def _signed(self, read: Callable[[], Expr]) -> Expr:
        """What is read next, with the signs before it."""
        negative = False
        while self.kind() == "SIGN":
            sign = self._take("SIGN").text
            negative ^= self.signs.get(sign, sign) == "-"
        value = read()
        return negate(value) if negative else value

    def _term(self) -> Expr:
        value = self._juxtaposition()
        while self.kind() in ("TIMES", "SLASH"):
            operation = multiply if self._take("TIMES", "SLASH").kind == "TIMES" else divide
            value = operation(value, self._signed(self._juxtaposition))
        return value

    def _juxtaposition(self) -> Expr:
        pieces = [self._piece()]
        while self.kind() in _BEGINS:
            pieces.append(self._piece())
        return multiply(*_factors(pieces))

    # Pieces

    def _group(self) -> Expr:
        """A sum in braces."""
        self._take("LBRACE")
        value = self._sum()
        self._take("RBRACE")
        return value

    def _script(self) -> Expr:
        """What stands in braces; in Python's spelling, an exponent is a sign, and a name, a number or a call."""
        return self._group() if self.kind() == "LBRACE" else self._signed(self._call)

    def _call(self) -> Expr:
        pieces = [self._piece()]
        if pieces[0].kind in ("function", "letter") and self.kind() == "LPAR":
            pieces.append(self._piece())
        return multiply(*_factors(pieces))

    def _piece(self) -> _Piece:
        piece = self._base()
        while self.kind() in ("CARET", "UNDER", "PRIME"):
            script = self._take("CARET", "UNDER", "PRIME").kind
            if script == "PRIME":
                piece = replace(piece, primes=piece.primes + 1)
                continue
            name = "power" if script == "CARET" else "index"
            if getattr(piece, name) is not None:
                raise Unreadable("it has two superscripts or two subscripts in one place")
            piece = replace(piece, **{name: self._script()})
        if piece.primes > PRIME_LIMIT:
            raise Unreadable("it has too many primes")
        return piece

    def _base(self) -> _Piece:
        kind, text = self._take(*_BEGINS)
        if kind == "NUMBER":
            if len(text) > 80:
                raise Unreadable("a number in it is too large")
            return _Piece("number", number(Fraction(text)))
        if kind in ("LETTER", "FUNCTION"):
            return _Piece(kind.lower(), text)
        if kind == "CONSTANT":
            return _Piece("constant", sympy.pi if text == "pi" else sympy.oo)
        if kind in ("D_BY_D", "DERIVATIVE", "LIMIT"):
            return _operator(kind, text.split())
        if kind == "LBRACE":
            self.at -= 1
            return _Piece("value", self._group())
        if kind == "LBAR":
            inner = FUNCTIONS["Abs"](self._sum())
            self._take("RBAR")
            return _Piece("parenthesis", inner)
        if kind == "LPAR":
            values = [self._sum()]
            while self.kind() == "COMMA":
                self._take("COMMA")
                values.append(self._sum())
            self._take("RPAR")
            return _Piece("parenthesis", values[0] if len(values) == 1 else Listed(*values))
        first, second = self._group(), self._group()
        if kind == "ROOT":
            return _Piece("value", root(second, first))
        value = divide(first, second)
        return _Piece("number" if value.is_Rational else "value", value)


_BEGINS = (
    *("NUMBER", "LETTER", "CONSTANT", "FUNCTION", "D_BY_D", "DERIVATIVE", "LIMIT"),
    *("LBRACE", "LPAR", "LBAR", "FRAC", "ROOT"),
)


def _operator(kind: str, words: list[str]) -> _Piece:
    """`d/dx`, `df/dx`, `lim`."""
    if kind == "D_BY_D":
        return _Piece("operator", (_symbol(words[0]), int(words[1])))
    if kind == "DERIVATIVE":
        name, variable, order = words
        if variable in ("x", "t"):
            return _Piece("letter", name, primes=int(order))
        return _Piece("value", Prime(_symbol(name), _symbol(variable)))
    variable, target = words
    if "infty" in target:
        value = -sympy.oo if target.startswith("-") else sympy.oo
    else:
        value = _symbol(target) if target[0].isalpha() else number(Fraction(target))
    return _Piece("limit", (_symbol(variable), value))


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
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if piece.kind == "parenthesis" and piece.primes and following is not None and following.kind == "parenthesis":
        return At(_scripted(piece, piece.value), X, following.value), at + 2  # (f + g)'(x)
    if piece.index is not None:
        raise Unreadable("a subscript is on what is no name")
    return _scripted(piece, piece.value), at + 1


def _scripted(piece: _Piece, value: Expr) -> Expr:
    """A value with its superscript and primes."""
    if piece.power is not None:
        value = power(value, piece.power, real_roots=True)
    for _ in range(piece.primes):
        value = Prime(value, X)
    return value


def _letter(pieces: list[_Piece], at: int) -> tuple[Expr, int]:
    piece = pieces[at]
    name = piece.value
    if piece.index == X and name in ("f", "y"):
        piece = replace(piece, index=None, primes=piece.primes + 1)  # f_x is a derivative
    if piece.index is not None:
        name = f"{name}_{piece.index}"
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is not None and following.kind == "parenthesis":
        single = following.value.is_Symbol or following.value.is_Number
        applied = name[0] in _APPLIED_TO_A_LETTER and single
        applied = applied or (name in _APPLIED_TO_X and following.value == X and not piece.power)
        if name in _APPLIED or name[0] in "fg" or applied:
            called = name + "'" * piece.primes
            if piece.power is not None and piece.power == -1:
                called, exponent = f"{name}^-1", None
            else:
                exponent = piece.power
            value = sympy.Function(called)(following.value)
            if exponent is not None:
                value = power(value, exponent, real_roots=True)
            return _scripted(following, value), at + 2
        if name in ("df", "dy") and single:
            return _symbol(name), at + 2
    value = _symbol(name + "'" * piece.primes)
    if piece.power is not None:
        value = power(value, piece.power, real_roots=True)
    return value, at + 1


def _function(pieces: list[_Piece], at: int) -> tuple[Expr, int]:
    """A function name with its argument."""
    piece = pieces[at]
    name = piece.value
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
    inverse = piece.power is not None and piece.power == -1 and f"arc{name}" in FUNCTIONS
    if isinstance(argument, Listed) and len(argument.args) == 2 and name in ("log", "diff"):
        value = logarithm(*argument.args) if name == "log" else Prime(*argument.args)
    elif isinstance(argument, Listed) or name == "diff":
        raise Unreadable(f"{name} has another number of arguments")
    elif piece.index is not None:
        if name not in ("log", "ln"):
            raise Unreadable(f"{name} has a subscript")
        value = logarithm(argument, piece.index)
    else:
        value = FUNCTIONS[f"arc{name}" if inverse else name](X if piece.primes else argument)
    for _ in range(piece.primes):
        value = Prime(value, X)
    if piece.primes:
        value = At(value, X, argument)
    if piece.power is not None and not inverse:
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
