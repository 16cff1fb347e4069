"""A function of x as a tree, read from the text of a record or from the code of a scene, and its value at a number.

Nothing is evaluated while it is read: the syntax tree of Python is walked, and anything but arithmetic, x, pi, e and
the functions below is refused. Sizes are limited, so that absurd text costs nothing.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import mpmath

MAX_CHARS = 2000
MAX_DEPTH = 60
MAX_DIGITS = 40
MAX_MAGNITUDE = 10**6
"""No function is evaluated at a larger number: exp or sin of one would need millions of digits."""

_TRIGONOMETRIC = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")
_INVERSE = ("sin", "cos", "tan", "sinh", "cosh", "tanh")

NAMES = {
    **{name: name for name in _TRIGONOMETRIC},
    **{f"a{name}": f"a{name}" for name in _INVERSE},
    **{f"arc{name}": f"a{name}" for name in _INVERSE},
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "sqrt": "sqrt",
    "cbrt": "cbrt",
    "abs": "abs",
    "Abs": "abs",
}
"""Functions of one argument, in the spelling of SymPy, `math` and NumPy, and the name that each has here."""

FIXED_BASES = {"log2": 2, "log10": 10}
CONSTANTS = frozenset({"pi", "e"})
MODULES = frozenset({"np", "numpy", "math"})


class UnreadableError(ValueError):
    """The text is not a function of x as this module reads them."""


@dataclass(frozen=True)
class Number:
    """A rational number."""

    value: Fraction


@dataclass(frozen=True)
class Constant:
    """pi or e, or a name that the caller declared to stand for some number."""

    name: str


@dataclass(frozen=True)
class Variable:
    """The argument x."""


@dataclass(frozen=True)
class Sum:
    """Two terms, added."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Product:
    """Two factors, multiplied; a quotient is a product with a power of -1."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Power:
    """A base and an exponent."""

    base: "Expression"
    exponent: "Expression"


@dataclass(frozen=True)
class Call:
    """An elementary function, by its name in `NAMES`, of an argument; `base` is that of a logarithm other than ln."""

    name: str
    argument: "Expression"
    base: "Expression | None" = None


Expression = Number | Constant | Variable | Sum | Product | Power | Call

MINUS_ONE = Number(Fraction(-1))


def read_text(text: str, constants: frozenset[str] = frozenset()) -> Expression:
    """Read a function from its text, as the column `function` has it.

    Args:
        text: as `x**2*sin(x)`; `log(x)` is the natural logarithm, `log(x, 2)` that to base 2, `cbrt(x)` the cube root.
        constants: further names that stand for a number.

    Returns:
        The function.

    Raises:
        UnreadableError: it is anything else.
    """
    if len(text) > MAX_CHARS:
        raise UnreadableError(f"it has {len(text)} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else type(error).__name__
        raise UnreadableError(f"it is not an expression: {reason}") from None
    return read_tree(tree.body, "x", constants)


def read_tree(node: ast.expr, variable: str, constants: frozenset[str] = frozenset()) -> Expression:
    """Read a function from a syntax tree.

    Args:
        node: an expression of Python.
        variable: the name of the argument.
        constants: further names that stand for a number.

    Returns:
        The function.

    Raises:
        UnreadableError: it holds anything but arithmetic and elementary functions, or is nested too deep.
    """
    return _Reader(variable, constants).read(node, 0)


@dataclass(frozen=True)
class _Reader:
    variable: str
    constants: frozenset[str]

    def read(self, node: ast.expr, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise UnreadableError("it is nested too deep")
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return _number(value)
            case ast.Name(id=name) if name == self.variable:
                return Variable()
            case ast.Name(id=name) if name in self.constants:
                return Constant(name)
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="np" | "numpy" | "math"), attr=name) if (
                name in CONSTANTS or name in {"PI", "E"}
            ):
                return Constant(name.lower())
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _product(MINUS_ONE, self.read(operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.BinOp(left=left, op=op, right=right):
                return _operation(op, self.read(left, depth + 1), self.read(right, depth + 1))
            case ast.Call(func=func, args=arguments, keywords=[]):
                return self.call(func, [self.read(argument, depth + 1) for argument in arguments])
        raise UnreadableError(f"{type(node).__name__} is not read")

    def call(self, func: ast.expr, arguments: list[Expression]) -> Expression:
        match func:
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="np" | "numpy" | "math"), attr=name):
                pass
            case _:
                raise UnreadableError("a call of something without a name")
        if name in FIXED_BASES and len(arguments) == 1:
            return Call("log", arguments[0], Number(Fraction(FIXED_BASES[name])))
        if name == "log_c" and "c" in self.constants and len(arguments) == 1:
            return Call("log", arguments[0], Constant("c"))
        if name == "log" and len(arguments) == 2:
            return Call("log", arguments[0], arguments[1])
        if name in NAMES and len(arguments) == 1:
            match NAMES[name]:
                case "sqrt":
                    return Power(arguments[0], Number(Fraction(1, 2)))
                case "cbrt":
                    return Power(arguments[0], Number(Fraction(1, 3)))
                case known:
                    return Call(known, arguments[0])
        raise UnreadableError(f"the function {name[:40]} with {len(arguments)} arguments is not known")


def _number(value: int | float) -> Number:
    if isinstance(value, int):
        if value.bit_length() > 4 * MAX_DIGITS:
            raise UnreadableError(f"a number has more than {MAX_DIGITS} digits")
        return Number(Fraction(value))
    text = repr(value)
    if "inf" in text or abs(value) > 10**MAX_DIGITS or 0 < abs(value) < 10**-MAX_DIGITS:
        raise UnreadableError(f"the number {text} is too large or too small")
    return Number(Fraction(text))  # what was written: 0.1 is one tenth


def _operation(op: ast.operator, left: Expression, right: Expression) -> Expression:
    match op:
        case ast.Add():
            return _sum(left, right)
        case ast.Sub():
            return _sum(left, _product(MINUS_ONE, right))
        case ast.Mult():
            return _product(left, right)
        case ast.Div():
            return _product(left, _power(right, MINUS_ONE))
        case ast.Pow():
            return _power(left, right)
    raise UnreadableError(f"{type(op).__name__} is not read")


def _sum(left: Expression, right: Expression) -> Expression:
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.value + right.value)
    return Sum(left, right)


def _product(left: Expression, right: Expression) -> Expression:
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.value * right.value)
    return Product(left, right)


def _power(base: Expression, exponent: Expression) -> Expression:
    # Only what makes 1/2, -3/2 and 2**-1 numbers; a large power of a number stays as it is.
    if isinstance(base, Number) and exponent == MINUS_ONE and base.value:
        return Number(1 / base.value)
    return Power(base, exponent)


def free_of_x(expression: Expression) -> bool:
    """Return whether an expression is a number."""
    return not any(isinstance(part, Variable) for part in parts(expression))


def parts(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all that it is made of."""
    yield expression
    match expression:
        case Sum(left, right) | Product(left, right) | Power(left, right):
            yield from parts(left)
            yield from parts(right)
        case Call(_, argument, base):
            yield from parts(argument)
            if base is not None:
                yield from parts(base)


def value_at(expression: Expression, x: mpmath.mpf) -> mpmath.mpf | None:
    """Evaluate a function at a real number, in real numbers and with the precision of `mpmath.mp`.

    Roots of odd order are real: the cube root of -8 is -2, as the card says.

    Args:
        expression: the function.
        x: its argument.

    Returns:
        The value; None where the function is not defined, or where a number on the way is too large to work with.
    """
    try:
        return _value(expression, x)
    except (ArithmeticError, ValueError):
        return None


def _value(expression: Expression, x: mpmath.mpf) -> mpmath.mpf:
    match expression:
        case Number(value):
            return mpmath.mpf(value.numerator) / value.denominator
        case Constant(name):
            if name not in CONSTANTS:
                raise ValueError("a constant without a value")
            return +getattr(mpmath, name)
        case Variable():
            return x
        case Sum(left, right):
            return _checked(_value(left, x) + _value(right, x))
        case Product(left, right):
            return _checked(_value(left, x) * _value(right, x))
        case Power(base, exponent):
            return _checked(_value_of_power(_value(base, x), exponent, x))
        case Call(name, argument, base):
            value = _value_of_call(name, _value(argument, x))
            return value if base is None else _checked(value / _value_of_call("log", _value(base, x)))


def _value_of_call(name: str, argument: mpmath.mpf) -> mpmath.mpf:
    if abs(argument) > MAX_MAGNITUDE:
        raise OverflowError
    return _checked(abs(argument) if name == "abs" else getattr(mpmath, name)(argument))


def _value_of_power(base: mpmath.mpf, exponent: Expression, x: mpmath.mpf) -> mpmath.mpf:
    power = _value(exponent, x)
    if base == 0:
        if power <= 0:
            raise ValueError("0 to a power that is not positive")
        return base
    if base < 0 and not mpmath.isint(power):
        root = exponent.value.denominator if isinstance(exponent, Number) else 0
        if root % 2 == 0:
            raise ValueError("no real power")
        sign = -1 if exponent.value.numerator % 2 else 1  # type: ignore[union-attr]  # a root other than 0 is a Number's
        return sign * _value_of_power(-base, exponent, x)
    if abs(power * mpmath.log(abs(base))) > MAX_MAGNITUDE:
        raise OverflowError
    return base**power


def _checked(value: object) -> mpmath.mpf:
    # mpmath answers with a complex number where there is no real one.
    if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
        raise ValueError("not a real number")
    if value and abs(mpmath.mag(value)) > 4 * MAX_MAGNITUDE:
        raise OverflowError
    return value
