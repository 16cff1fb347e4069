"""From tokens to an expression, as a person means what they type; where two people could differ, it is said.

Precedence: a power binds first and groups to the right; then a factor written beside another; a function without
brackets takes numbers and the one factor with the variable that stand beside it: sin 2x (x+1) is sin(2x) (x+1).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivative_manim.reading.characters import ReadingError
from derivative_manim.reading.cursor import FACTORIAL, Cursor, error
from derivative_manim.reading.names import BASES, INVERSE
from derivative_manim.reading.tokens import Token
from derivative_manim.reading.tree import Binary, Call, Const, Expression, Neg, Num, Var, varies
from derivative_manim.reading.write import plain_text

DEEPEST = 60
"""Brackets and functions within one another."""

ONE = Num(Fraction(1))
OPEN = "a bracket is open: close it"


class Parser(Cursor):
    """Reads tokens once, from left to right."""

    def __init__(self, found: Sequence[Token]) -> None:
        super().__init__(found)
        self.depth = 0
        self.bars = 0
        self.bare = False  # the last factor is a function without brackets
        self.began = 0  # where the last factor begins
        self.raised: int | None = None  # the same, if it ends in a power without brackets

    def whole(self) -> Expression:
        """Read all of it.

        Raises:
            ReadingError: it is no expression; the message points at the place.
        """
        e = self.sum()
        token = self.here
        if token.kind == "end":
            return e
        if token.kind == ")":
            raise error("a bracket is closed that was not opened: take it out, or open it", token)
        raise self._odd(token)

    # Sums and products

    def sum(self) -> Expression:
        """`a + b - c`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise error(f"more than {DEEPEST} brackets stand within one another: type a simpler function", self.here)
        e = self.product()
        while sign := self.take("+", "-"):
            e = Binary(sign.kind, e, self.product())
        self.depth -= 1
        return e

    def product(self) -> Expression:
        """`-a * b / c d`: from left to right."""
        if self.take("-"):
            return Neg(self.product_after_sign())
        if self.take("+"):
            return self.product_after_sign()
        return self._factors()

    def product_after_sign(self) -> Expression:
        """A sign may follow a sign once, as in 2 - -x."""
        if self.here.kind in ("+", "-"):
            raise error("two signs follow each other: put brackets round the second, as in 2 - (-x)", self.here)
        return self._factors()

    def _factors(self) -> Expression:
        start = self.at
        e = self.power()
        divided = False
        while True:
            bare = self.bare
            if sign := self.take("*", "/"):
                e = Binary(sign.kind, e, self._signed_power())
                divided = sign.kind == "/"
                if divided and bare:
                    self._doubt(self._typed(start), e)
            elif self._begins_factor():
                beside = self.raised is None or self.here.spaced  # else it is said of the power
                doubtful = divided or (bare and beside and self.here.kind != "function")
                if self.last.text == "e" and not self.here.spaced and self.here.kind in ("letter", "("):
                    self.doubts.append("e is read as the number e times what follows; for a power write ^, as in e^x")
                doubtful |= self.here.kind == "number" and not (self.here.spaced and self.last.kind != "number")
                doubtful |= self.last.kind == "number" and int(self.last.value) > 2 and self.here.raw == "√"
                e = self._times(e)
                if doubtful:
                    self._doubt(self._typed(start), e)
            else:
                return e

    def _times(self, e: Expression) -> Expression:
        """Read the factor beside another; beside a power without brackets it could be meant to stand in it."""
        begin, middle, token, before = self.raised, self.at, self.here, self.last
        whole = self.began == middle - 1 and before.raw.isdigit() and token.kind == "built"
        factor = self.power()
        match factor, e:
            case Binary("/", Num(a), Num(b)), Num() | Binary("*" | "/", _, Num()) if whole and 0 < a < b:
                mixed = Num(before.value + a / b)
                self.doubts.append(f"{self._typed(middle - 1)} is read as the mixed number {mixed.value}")
                return Binary(e.sign, e.left, mixed) if isinstance(e, Binary) else mixed
        e = Binary("*", e, factor)
        if begin is not None and not token.spaced:
            fixed = self.found[begin].kind in ("constant", "number")
            if token.kind in ("letter", "constant") or (fixed and token.kind in ("function", "(", "built")):
                power, beside = self._typed(begin, middle), self._typed(middle)
                typed = f"the power in {power}{beside}"
                self.doubts.append(f"{typed} is read as {power}, and {beside} as a factor beside it")
        return e

    def _signed_power(self) -> Expression:
        if self.take("-"):
            return Neg(self.power())
        self.take("+")
        return self.power()

    def _begins_factor(self) -> bool:
        token = self.here
        if token.kind == "number" and self._after().kind == "^":
            return True  # x 2^x: a power of a number is a factor
        if token.kind == "number":
            a, b = self.last.raw, token.raw
            what = f"{a}{' ' if token.spaced else ''}{b}"
            if a.isdigit() and (part := self._part_of_one()):
                total = f"{self.last.value + part} or ({a}+{part})"
                raise error(f"{a} {part} may be a mixed number: write {total}", token)
            raise error(f"{what} may be a product or a power: write {a}*{b} or {a}^{b}", token)
        if token.kind == "|":
            return not self.bars
        return token.kind in ("(", "letter", "constant", "function", "built")

    def _part_of_one(self) -> Fraction | None:
        """The fraction that begins here, as 1/2 or ½, if a number before it may make it a mixed number."""
        token, below = self.here, self.found[self.at + 2 : self.at + 3]
        if token.raw.isdigit() and self._after().kind == "/" and below and below[0].value > token.value:
            return token.value / below[0].value
        return token.value if not token.raw.isascii() and token.value < 1 else None

    # Powers

    def power(self) -> Expression:
        """`a^b^c`, grouped to the right; a `'` after it only asks for the derivative."""
        start = self.at
        named = self.here.kind == "function"
        e = self.function() if named else self.atom()
        self.raised, self.bare = None, named and self.bare
        if self.here.kind == "!":
            raise error(FACTORIAL, self.here)
        if not self.bare and self.take("^"):  # else it belongs to the argument
            bracketed, base = self.here.kind == "(", e
            e = Binary("^", base, self._exponent(start))
            self.raised = None if bracketed else start
            if e.right == Neg(ONE) and self.found[start].text in INVERSE:
                self._doubt(self._typed(start), Binary("/", ONE, base))
        self.began = start
        return e

    def _exponent(self, start: int) -> Expression:
        bracketed = self.here.kind == "("
        if self.here.kind == "^":
            raise error("two signs of a power follow each other: write x^2", self.here)
        e = self._signed_power()
        fixed = self.found[start].kind in ("constant", "number")
        if (
            not bracketed
            and (self.here.kind, self.here.spaced, self._after().kind) == ("/", False, "number")
            and (fixed or self.last.kind == "number")
        ):
            power, divisor = self._typed(start), self._after().raw
            self.doubts.append(
                f"{power}/{divisor} is read as ({power})/{divisor}; for an exponent write it in brackets"
            )
        return e

    # Atoms

    def atom(self) -> Expression:
        """A number, a name, or what stands in brackets."""
        token = self.here
        self.at += 1
        match token.kind:
            case "number":
                return Num(token.value)
            case "constant":
                return Const(token.text)
            case "letter":
                return Var(token.text)
            case "(":
                e = self._inside(")")
                typed = self.found[self.at - 1].raw == "]" and self._typed(self.found.index(token))
                if typed and "(" not in typed:  # round ones inside, and they are brackets
                    self.doubts.append(f"{typed} is read as ({plain_text(e)}), a bracket and not the whole part")
                return e
            case "|":
                return self._absolute(token)
            case "built":
                return self._built(token)
        self.at -= 1
        raise self._odd(token)

    def _inside(self, close: str) -> Expression:
        opened, bars, self.bars = self.last, self.bars, 0
        e = self.sum()
        self.bars = bars
        self._closed(opened, close)
        return e

    def _closed(self, opened: Token, close: str = ")") -> None:
        """Take the bracket that closes another, which is of its kind: (x] may be anything."""
        if not self.take(close):
            raise error(OPEN, opened) if self.here.kind == "end" else self._odd(self.here)
        pairs = {"(": ")", "[": "]", "{": "}"}
        if self.last.raw in pairs.values() and self.last.raw != pairs.get(opened.raw, self.last.raw):
            raise error(f"{opened.raw} is closed by {self.last.raw}: close it by {pairs[opened.raw]}", self.last)

    def _absolute(self, token: Token) -> Expression:
        self.bars += 1
        e = self.sum()
        self.bars -= 1
        if not self.take("|"):
            raise error("a bar | is open: close it, as in |x|", token)
        return Call("Abs", e)

    def _built(self, token: Token) -> Expression:
        if token.text == "frac":
            return Binary("/", self._argument(), self._argument())
        if token.text == "root" and self.here.raw == "[":
            self.at += 1
            index = self._inside(")")
            if not isinstance(index, Num) or index.value.denominator != 1 or not 2 <= index.value <= 100:
                raise error("a root has a whole number from 2 to 100, as in \\sqrt[3]{x}", token)
            order = int(index.value)
        else:
            order = {"root": 2, "root3": 3, "root4": 4}[token.text]
        braced = self.here.kind == "("
        argument = self._argument()
        if not braced:
            self._root_of(argument)
        return _root(argument, order)

    def _root_of(self, argument: Expression) -> None:
        """A root without brackets: what is written close to it may be meant to stand below it."""
        if self.here.kind in ("letter", "constant", "function", "^", "+", "-") and not self.here.spaced:
            self.doubts.append(f"the root is read as that of {plain_text(argument)} alone; put brackets round more")

    def _argument(self) -> Expression:
        """What a command of TeX takes: braces, or one sign."""
        token = self.here
        if token.kind == "(" and token.raw == "{":
            self.at += 1
            return self._inside(")")
        return self.function() if token.kind == "function" else self.atom()

    # Functions

    def function(self) -> Expression:
        """`sin x`, `sin(x)`, `sin^2 x`, `log_2(x)`, `pow(x, 2)`."""
        start = self.at
        name = self.here
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise error(f"more than {DEEPEST} functions stand within one another: type a simpler one", name)
        if name.text in ("pow", "root"):
            e = self._two(name)
        else:
            base = self._base(name)
            exponent = self._raised(name)
            argument, second = self._of(name, start)
            e = self._applied(name, base or second, exponent, argument)
            if second is not None:
                self._doubt(self._typed(start), e)
            elif isinstance(exponent, Neg) and isinstance(e, Binary):
                self._doubt(self._typed(start), Binary("/", ONE, Binary("^", e.left, exponent.body)))
        self.depth -= 1
        return e

    def _two(self, name: Token) -> Expression:
        if not self.take("("):
            raise error(f"{name.raw} takes two arguments in brackets, as in pow(x, 2)", name)
        first = self.sum()
        if not self.take(","):
            raise ReadingError(
                f"{name.raw} takes two arguments in brackets, as in {name.raw}(x, 2)",
                self.here.place if self.here.place >= 0 else name.place,
            )
        second = self._inside(")")
        self.bare = False
        if name.text == "pow":
            return Binary("^", first, second)
        if not isinstance(second, Num) or second.value.denominator != 1 or not 2 <= second.value <= 100:
            raise error("a root has a whole number from 2 to 100, as in root(x, 3)", name)
        return _root(first, int(second.value))

    def _base(self, name: Token) -> Expression | None:
        if name.text in BASES:
            if name.text != "lg":
                self.doubts.append(f"{name.raw} is read as the logarithm to base {BASES[name.text]}")
            return Num(Fraction(BASES[name.text]))
        if name.text != "log":
            return None
        if self.take("_"):
            return self.atom()
        token = self.here
        if name.raw == "log" and token.kind == "number" and not token.spaced:
            after = self._after()
            if after.kind != "(" or "." in token.raw:
                rest = after.raw or "x"
                raise ReadingError(
                    f"log{token.raw}{rest} may be the logarithm to base {token.raw} or of {token.raw}{rest}: "
                    f"write log{token.raw}({rest}) or log({token.raw}{rest})",
                    name.place,
                )
            self.at += 1
            if token.raw not in ("2", "10"):
                self.doubts.append(f"log{token.raw} is read as the logarithm to base {token.raw}")
            return Num(token.value)
        return None

    def _raised(self, name: Token) -> Expression | None:
        """The power of `sin^2 x`."""
        if not self.take("^"):
            return None
        return Neg(self.atom()) if self.take("-") else self.atom()

    def _of(self, name: Token, start: int) -> tuple[Expression, Expression | None]:
        """The argument, what stands in brackets or the factors beside the name, and a base after a comma."""
        if self.here.kind == "(":
            self.at += 1
            opened = self.last
            first, second = self.sum(), None
            if name.text == "log" and self.take(","):
                second = self.sum()
            if self.here.kind == ",":
                raise error(f"{name.raw} takes one argument; for a decimal number write a point, as 0.5", self.here)
            if second is not None and varies(second) and not varies(first):
                raise error("the base of a logarithm stands second: write log(x, 2)", name)
            self._closed(opened)
            self.bare = False
            return first, second
        minus = self.take("-")
        if minus and self.here.raw == "1" and name.text in INVERSE:
            inverse = f"arc{name.text}" if len(name.text) < 4 else INVERSE[name.text]
            wrong = f"{name.raw}-1 may be the inverse function or hold the number -1"
            raise error(f"{wrong}: write {inverse}(x) or {name.raw}(-1*x)", name)
        argument = self._beside(name, start)
        self.bare = True
        return (Neg(argument) if minus else argument), None

    def _beside(self, name: Token, start: int) -> Expression:
        if self.here.kind == "end" or self.here.kind not in ("number", "letter", "constant", "function", "built", "|"):
            place = self.here.place if self.here.place >= 0 else name.place
            raise ReadingError(f"{name.raw} has no argument: write {name.raw}(x)", place)
        if self.here.kind == "function":
            return self.function()
        begin = self.at
        e = self.power()
        doubtful = False
        while self.here.kind in ("letter", "constant", "(", "built") or (self.here.kind == "|" and not self.bars):
            if varies(e) and self.here.text != "pi":
                break  # ln x (x+1) is ln(x) (x+1), while sin 2(x+1) is the sine of all
            doubtful |= self.here.kind == "(" or name.text in ("sqrt", "cbrt") or varies(e)
            e = self._times(e)
        if name.text in ("sqrt", "cbrt"):
            self._root_of(e)
        if doubtful or any(token.kind == "^" for token in self.found[begin : self.at]):
            self.doubts.append(f"{self._typed(start)} is read as {name.raw}({plain_text(e)})")
        return e

    def _applied(
        self, name: Token, base: Expression | None, exponent: Expression | None, argument: Expression
    ) -> Expression:
        call: Expression = Call(name.text if name.text not in BASES else "log", argument, base)
        if name.raw == "log" and base is None:
            self.doubts.append("log is read as the natural logarithm ln; for base 10 write log10(x)")
        if exponent is None:
            return call
        if exponent == Neg(ONE):
            if name.text in INVERSE:
                return Call(INVERSE[name.text], argument)
            raise error(f"{name.raw}^-1 may be a reciprocal or an inverse function: write 1/{name.raw}(x)", name)
        return Binary("^", call, exponent)


def _root(argument: Expression, index: int) -> Expression:
    if index == 2:
        return Call("sqrt", argument)
    return Call("cbrt", argument) if index == 3 else Call("root", argument, Num(Fraction(index)))
