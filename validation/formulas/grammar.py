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
from sympy.core.function import AppliedUndef

from .expression import (
    FUNCTIONS,
    Antiderivative,
    At,
    Definite,
    Expr,
    Limit0,
    Listed,
    Members,
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
    replaced,
    root,
)
from .tex import Token

PRIME_LIMIT = 4


@dataclass(frozen=True)
class _Piece:
    """One piece of a juxtaposition."""

    kind: str  # number (or pi), letter, function, operator, parenthesis, or value (anything else)
    value: Any  # its expression or name
    power: Expr | None = None
    index: Expr | None = None
    primes: int = 0


_COEFFICIENTS = frozenset("abckmn")
_APPLIED = frozenset({*"fghFGH", "phi"})
_APPLIED_TO_A_LETTER = frozenset("uvwypqs")
_COMPOSED = frozenset("uvwhgpq")
_APPLIED_TO_X = frozenset("abckmrt")
_VARIABLES = frozenset("xtqprsnhw")
_DIFFERENTIALS = frozenset("xyuvwfght")
_AROUND_A_TERM = frozenset({"", "SIGN", "REL", "LBRACE", "RBRACE", "LPAR", "RPAR"})


def _symbol(name: str) -> Expr:
    return {"x": X, "e": sympy.E}.get(name) or sympy.Symbol(name, real=True)


class Parser:
    r"""Reads the tokens of one statement by recursive descent, with `sign` for `\pm`."""

    def __init__(self, tokens: list[Token], sign: str) -> None:
        self.tokens = tokens
        self.at = 0
        self.bars = 0  # that are open
        self.side = ""  # from which the last limit is taken: `x \to 0^+`
        self.signs = {"±": sign, "∓": "-" if sign == "+" else "+"}

    def kind(self) -> str:
        """The kind of the next token; empty at the end."""
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _take(self, *kinds: str) -> Token:
        if not self.kind():
            raise Unreadable("it ends too early")
        token = self.tokens[self.at]
        if token.kind not in kinds:
            before = " ".join(each.text for each in self.tokens[max(0, self.at - 3) : self.at])
            raise Unreadable(f"{token.text!r} is out of place" + (f" after {before!r}" if before else ""))
        self.at += 1
        return token

    # Sides, sums, terms

    def chain(self, *, braced: bool = False) -> tuple[list[Expr], list[str]]:
        """Sums with relations between them, in braces or up to the end."""
        if braced:
            self._take("LBRACE")
        sides, relations = [self._sum()], list[str]()
        while self.kind() == "REL":
            relations.append(self._take("REL").text)
            sides.append(self._sum())
        if braced or self.kind():
            self._take("RBRACE" if braced else "")  # says what is out of place
        return sides, relations

    def _sum(self) -> Expr:
        terms = [self._signed(self._term)]
        while self.kind() == "SIGN":
            terms.append(self._signed(self._term))
        value = add(*terms)
        if self.kind() == "AT":
            self._take("AT")
            sides, _ = self.chain(braced=True)  # `x = 1`, or only `1`
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
        while self.kind() in _BEGINS or (self.kind() == "BAR" and not self.bars):
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
        while self.kind() in ("CARET", "UNDER", "PRIME", "SIDE"):
            script, text = self._take("CARET", "UNDER", "PRIME", "SIDE")
            if script == "SIDE":
                self.side = text
            elif script == "PRIME":
                piece = replace(piece, primes=piece.primes + 1)
            elif (piece.power if script == "CARET" else piece.index) is not None:
                raise Unreadable("it has two superscripts or two subscripts in one place")
            else:
                piece = replace(piece, **{"power" if script == "CARET" else "index": self._script()})
        if piece.primes > PRIME_LIMIT:
            raise Unreadable("it has too many primes")
        return piece

    def _base(self) -> _Piece:
        kind, text = self._take(*_BEGINS, "BAR")
        if kind == "NUMBER":
            return _Piece("number", number(Fraction(text)))
        if kind in ("LETTER", "FUNCTION"):
            if text == "d" and self.kind() == "LETTER" and self.tokens[self.at].text in _DIFFERENTIALS:
                text += self._take("LETTER").text
            return _Piece(kind.lower(), text)
        if kind == "STRUCK":  # a term is 0, a factor is 1
            around = {self.tokens[self.at - 2].kind if self.at > 1 else "", self.kind()}
            return _Piece("number", number(0 if "SIGN" in around and around <= _AROUND_A_TERM else 1))
        if kind == "CONSTANT":
            return _Piece("number", sympy.pi if text == "pi" else sympy.oo)
        if kind == "D_BY_D":
            variable, order = text.split()
            return _Piece("operator", (_symbol(variable), int(order)))
        if kind == "LIMIT":
            return _Piece("value", self._limit())
        if kind == "INTEGRAL":
            return _Piece("value", self._integral())
        if kind == "LBRACE":
            self.at -= 1
            return _Piece("value", self._group())
        if kind == "BAR":
            self.bars += 1
            inner = FUNCTIONS["Abs"](self._sum())
            self._take("BAR")
            self.bars -= 1
            return _Piece("parenthesis", inner)
        if kind == "LPAR":
            values = [self._sum()]
            while self.kind() == "COMMA":
                self._take("COMMA")
                values.append(self._sum())
            self._take("RPAR")
            several = Members if text == "{" else Listed
            return _Piece("parenthesis", values[0] if len(values) == 1 else several(*values))
        first, second = self._group(), self._group()
        if kind == "ROOT":
            return _Piece("value", root(second, first))
        value = divide(first, second)
        return _Piece("number" if value.is_Rational else "value", value)

    def _limit(self) -> Expr:
        """A limit of all that is multiplied, or divided by, after it."""
        self._take("UNDER")
        self.side = ""
        sides, relations = self.chain(braced=True)
        if relations != ["->"] or not sides[0].is_Symbol:
            raise Unreadable("a limit whose target is not read")
        from_ = number({"+": 1, "-": -1}.get(self.side, 0))
        return Limit0(self._term(), *sides, from_)

    def _integral(self) -> Expr:
        r"""`A dx` of `\int A dx`, with the ends of `\int_a^b`."""
        ends: dict[str, Expr] = {}
        while self.kind() in ("UNDER", "CARET"):
            script = self._take("UNDER", "CARET").kind
            ends[script] = self._script()
        ahead = range(self.at, len(self.tokens))
        letters = "xts" if ends else "x"
        by = [[("LETTER", "d"), ("LETTER", letter)] for letter in letters]
        end = next((i for i in ahead if self.tokens[i : i + 2] in by), None)
        if end is None or len(ends) == 1:
            raise Unreadable("an integral without dx, or with one end, is not read")
        sides, _ = Parser(self.tokens[self.at : end], self.signs["±"]).chain()
        by_ = _symbol(self.tokens[end + 1].text)
        if by_ != X and sides[0].has(X):
            raise Unreadable("an integral that is not by x is not read")
        inner = replaced(sides[0], {by_: X})
        self.at = end + 2
        return Definite(inner, ends["UNDER"], ends["CARET"]) if ends else Antiderivative(inner)


_BEGINS = "NUMBER LETTER CONSTANT FUNCTION D_BY_D LIMIT INTEGRAL LBRACE LPAR FRAC ROOT STRUCK".split()  # noqa: SIM905


def _factors(pieces: list[_Piece]) -> Iterator[Expr]:
    """The factors of a juxtaposition, each function with its argument; the pieces are taken from the list."""
    while pieces:
        yield _factor(pieces)


def _factor(pieces: list[_Piece]) -> Expr:
    """The factor that begins with the first piece."""
    piece = pieces.pop(0)
    if piece.kind == "function":
        return _function(piece, pieces)
    if piece.kind == "letter":
        return _letter(piece, pieces)
    if piece.kind == "operator":
        if not pieces:
            raise Unreadable("an operator has nothing to work on")
        variable, order = piece.value
        inner = _scripted(pieces.pop(0)) if _applies(pieces) else multiply(*_factors(pieces))
        if isinstance(inner, AppliedUndef) and inner.args[0].is_number:
            return sympy.Function(type(inner).__name__ + "'" * order)(*inner.args)  # Df(2) is f'(2)
        for _ in range(order):
            inner = Prime(inner, variable)
        return inner
    if piece.primes and _applies(pieces) and (pieces[0].value.is_Symbol or pieces[0].value.is_number):
        return At(_scripted(piece), X, pieces.pop(0).value)  # (f + g)'(x)
    if piece.index is not None:
        raise Unreadable("a subscript is on what is no name")
    return _scripted(piece)


def _applies(pieces: list[_Piece]) -> bool:
    """Whether parentheses come next."""
    return bool(pieces) and pieces[0].kind == "parenthesis"


def _scripted(piece: _Piece) -> Expr:
    """The value of a piece, with its superscript and primes."""
    value = piece.value if piece.power is None else power(piece.value, piece.power, real_roots=True)
    for _ in range(piece.primes):
        value = Prime(value, X)
    return value


def _letter(piece: _Piece, pieces: list[_Piece]) -> Expr:
    name, primes = piece.value, "'" * piece.primes
    if piece.index == X and name in ("f", "y"):
        primes = primes or "'"  # f_x is a derivative, and f'_x the same
    elif piece.index is not None:
        name = f"{name}_{piece.index}"
    if _applies(pieces):
        argument = pieces[0].value
        if name == "x" and (primes or str(argument) == "t") and piece.power is None:
            name = "y"  # x(t), x'(t): x stands for f, of a motion
        if name == "d" and not primes and piece.power is None:
            pieces.pop(0)
            return multiply(Prime(argument, X), _symbol("dx"))
        single = argument.is_Symbol or (-argument).is_Symbol or argument.is_Number
        applied = name in _APPLIED or name[0] in "fg" or (bool(primes) and argument.is_number)
        # So f may be called: `s(x + h)`, `t(\pi/2)`.
        steps = argument.has(_symbol("h"), _symbol("Δx"))
        applied |= name[0] in "csty" and (argument.is_number or -argument == X or steps)
        applied |= name[0] in _APPLIED_TO_A_LETTER and single
        applied |= isinstance(argument, AppliedUndef) and {name, type(argument).__name__} <= _COMPOSED  # u(v(x))
        factor, letter = argument.as_coeff_Mul()
        if name.isupper() and not piece.power:
            applied |= argument.is_number or str(letter) in _VARIABLES  # A(2), C(q), L(2x)
        elif name in _APPLIED_TO_X and not piece.power:
            applied |= abs(factor) == 1 and str(letter) in ("x", "t")  # only k(x) and k(-x)
        if applied and not argument.has(_symbol(name)):  # f(1 - f) is a product
            inverse = piece.power == -1
            value = sympy.Function(f"{name}^-1" if inverse else name + primes)(argument)
            value = value if inverse else _scripted(replace(piece, value=value, primes=0))
            return _scripted(replace(pieces.pop(0), value=value))
    if piece.power == -1 and name in ("f", "g"):
        return _symbol(f"{name}^-1")  # the inverse
    return _scripted(replace(piece, value=_symbol(name + primes), primes=0))


def _function(piece: _Piece, pieces: list[_Piece]) -> Expr:
    name = piece.value
    if not pieces:
        raise Unreadable(f"{name} has no argument")
    outer = pieces.pop(0) if _applies(pieces) else None
    argument = _bare(pieces) if outer is None else outer.value
    inverse = piece.power == -1 and f"arc{name}" in FUNCTIONS
    if isinstance(argument, Listed) and len(argument.args) == 2 and name in ("log", "diff"):
        value = logarithm(*argument.args) if name == "log" else Prime(*argument.args)
    elif name == "det" and isinstance(argument, Listed) and len(argument.args) == 4:
        a, b, c, d = argument.args
        value = add(multiply(a, d), negate(multiply(b, c)))
    elif isinstance(argument, Listed) or name in ("diff", "det"):
        raise Unreadable(f"{name} has another number of arguments")
    elif piece.index is not None:
        if name not in ("log", "ln"):
            raise Unreadable(f"{name} has a subscript")
        value = logarithm(argument, piece.index)
    else:
        value = FUNCTIONS[f"arc{name}" if inverse else name](X if piece.primes else argument)
    if piece.primes:
        value = At(_scripted(replace(piece, value=value, power=None)), X, argument)
    if piece.power is not None and not inverse:
        value = power(value, piece.power, real_roots=True)
    return value if outer is None else _scripted(replace(outer, value=value))


def _bare(pieces: list[_Piece]) -> Expr:
    """The argument of a function without parentheses."""
    if pieces[0].kind == "function":
        return _factor(pieces)
    taken: list[Expr] = []
    while pieces and pieces[0].kind in ("number", "letter", "value"):
        piece = pieces[0]
        if piece.value == "e" and taken:
            break
        taken.append(_factor(pieces))
        if piece.primes or piece.power is not None or piece.kind == "value":
            break
        if piece.kind == "letter" and piece.value not in _COEFFICIENTS:
            break
    if not taken:
        raise Unreadable("a function has no argument")
    return multiply(*taken)
