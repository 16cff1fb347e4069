"""What a reading must be: of one variable, of numbers that a lesson can show, and real somewhere."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

from derivative_manim.reading.characters import ReadingError
from derivative_manim.reading.tokens import Token
from derivative_manim.reading.tree import Binary, Call, Const, Expression, Neg, Num, Var, walk
from derivative_manim.reading.write import plain_text

_LARGEST = 1e12
# Places where a function of a first course has values: near zero, a little off simple numbers, and far.
_PLACES = sorted(
    {
        sign * (0.0137 + step * k)
        for sign in (1, -1)
        for step, count in ((0.0917, 400), (7.31, 60))
        for k in range(count)
    }
    | {sign * 1.37 * 10**k for sign in (1, -1) for k in range(2, 9)}
)
_REAL: dict[str, Callable[[float], float]] = {
    **{
        name: getattr(math, name)
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "asin", "acos", "atan")
    },
    **{name: getattr(math, name) for name in ("asinh", "acosh", "atanh", "sqrt")},
    "cot": lambda a: math.cos(a) / math.sin(a),
    "sec": lambda a: 1 / math.cos(a),
    "csc": lambda a: 1 / math.sin(a),
    "coth": lambda a: 1 / math.tanh(a),
    "sech": lambda a: 1 / math.cosh(a),
    "csch": lambda a: 1 / math.sinh(a),
    "acot": lambda a: math.pi / 2 - math.atan(a),
    "asec": lambda a: math.acos(1 / a),
    "acsc": lambda a: math.asin(1 / a),
    "acoth": lambda a: math.atanh(1 / a),
    "asech": lambda a: math.acosh(1 / a),
    "acsch": lambda a: math.asinh(1 / a),
    "cbrt": lambda a: math.copysign(abs(a) ** (1 / 3), a),
    "Abs": abs,
}


def variable(e: Expression, found: Sequence[Token]) -> str:
    """The one variable of an expression; x if it has none.

    Raises:
        ReadingError: there are several letters; the message says what each could be.
    """
    names = list(dict.fromkeys(part.name for part in walk(e) if isinstance(part, Var)))
    if len(names) <= 1:
        if names == ["i"]:
            raise ReadingError("i is the imaginary unit: name the variable x", _place("i", found))
        return names[0] if names else "x"
    main = next((name for name in ("x", "t", "y", "theta", "z", "u", "s") if name in names), names[0])
    others = [name for name in names if name != main]
    place = _place(others[0], found)
    called = _called(found)
    if called in others:
        raise ReadingError(f"{called} is not a function that is known: type its formula in its place", place)
    if "d" in others:
        raise ReadingError(
            "the sign d of a derivative stands alone: type only the function, as x^4", _place("d", found)
        )
    if set(others) <= set("xyzuvwstr"):
        raise ReadingError(f"there are {len(names)} variables, {' and '.join(names)}: type a function of one", place)
    typed = {token.text: token.raw for token in reversed(found) if token.kind == "letter"}
    said, each = " and ".join(typed[name] for name in others), "it" if len(others) == 1 else "each"
    raise ReadingError(f"{said} {'has' if each == 'it' else 'have'} no value: type a number for {each}", place)


def _place(name: str, found: Sequence[Token]) -> int | None:
    return next((token.place for token in found if token.kind == "letter" and token.text == name), None)


def _called(found: Sequence[Token]) -> str | None:
    """A name of a function with a bracket close after it, as g(x), gamma(x)."""
    for name, bracket in itertools.pairwise(found):
        known = name.text in "fgh" or len(name.text) > 1
        if name.kind == "letter" and known and bracket.raw == "(" and not bracket.spaced:
            return name.text
    return None


def sizes(e: Expression) -> None:
    """Refuse numbers that no lesson shows, without working them out.

    Raises:
        ReadingError: a power of numbers is too large, something is divided by zero, or a base is not possible.
    """
    for part in walk(e):
        if isinstance(part, Call) and part.name == "log" and part.second and constant(part.second) is None:
            instead = plain_text(Binary("/", Call("log", part.argument), Call("log", part.second)))
            said = f"the base of a logarithm has to be a number: write {instead} for {plain_text(part)}"
            raise ReadingError(said)
        if isinstance(part, Binary) and part.sign in "^/":
            right = constant(part.right)
            if part.sign == "/" and right == 0:
                raise ReadingError("this divides by zero: type another denominator")
            left = constant(part.left)
            if part.sign == "^" and right is not None and abs(right) > 1000:
                raise ReadingError("an exponent is larger than 1000: type a smaller one")
            varies = any(isinstance(under, Var) for under in walk(part.right))
            if part.sign == "^" and left is not None and left <= 0 and varies:
                raise ReadingError("the base of a power with a variable exponent has to be positive: type another base")
            if part.sign == "^" and left is not None and right is not None and _too_large(left, right):
                raise ReadingError("a power of numbers is larger than 10^12: type a smaller one")


def _too_large(base: float, exponent: float) -> bool:
    if base == 0:
        return exponent < 0
    return abs(math.log(abs(base)) * exponent) > math.log(_LARGEST)


def constant(e: Expression) -> float | None:
    """The value of an expression without a variable; None if it has one, or no value, or one that is huge."""
    if any(isinstance(part, Var) for part in walk(e)):
        return None
    found = value(e, 0.0)
    return None if math.isnan(found) or abs(found) > 1e15 else found


def real_somewhere(e: Expression) -> None:
    """Refuse what has no real value, or at most at single points, as sqrt(-x^2).

    Raises:
        ReadingError: no place was found where it has one.
    """
    if not any(not math.isnan(value(e, x)) for x in _PLACES):
        raise ReadingError(
            "the function has no real value on any interval: look at its roots, logarithms and denominators"
        )


def value(e: Expression, x: float) -> float:
    """The real value at a place; NaN where there is none."""
    try:
        found = _value(e, x)
    except (ArithmeticError, ValueError):
        return math.nan
    return math.nan if isinstance(found, complex) else found


def _value(e: Expression, x: float) -> float:
    match e:
        case Num(number):
            return float(number)
        case Const(name):
            return math.pi if name == "pi" else math.e
        case Var():
            return x
        case Neg(body):
            return -_value(body, x)
        case Binary("^", left, right):
            return _power(_value(left, x), right, x)
        case Binary(sign, left, right):
            a, b = _value(left, x), _value(right, x)
            return a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b
        case Call("log", argument, base):
            top = math.log(_value(argument, x))
            return top if base is None else top / math.log(_value(base, x))
        case Call("root", argument, Num(index)):
            a = _value(argument, x)
            return (
                math.copysign(abs(a) ** float(1 / index), a)
                if index % 2
                else a ** float(1 / index)
                if a >= 0
                else math.nan
            )
        case Call(name, argument):
            return float(_REAL[name](_value(argument, x)))
    raise TypeError(e)


def _power(base: float, right: Expression, x: float) -> float:
    exponent = _value(right, x)
    if isinstance(right, Binary) and right.sign == "/" and base < 0:
        top, bottom = constant(right.left), constant(right.right)
        if top is not None and bottom is not None and bottom % 2 == 1 and top == int(top):
            size = float(abs(base) ** exponent)
            return -size if int(top) % 2 else size
    found = base**exponent
    if isinstance(found, complex):
        raise ValueError("no real power")
    return float(found)
