"""What was read: an expression as a person wrote it, in the order in which they wrote it; nothing is worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Num:
    """A number, as it was written: 0.5 is one half."""

    value: Fraction


@dataclass(frozen=True)
class Const:
    """`pi` or `e`."""

    name: str


@dataclass(frozen=True)
class Var:
    """The variable."""

    name: str


@dataclass(frozen=True)
class Neg:
    """Minus what follows."""

    body: Expression


@dataclass(frozen=True)
class Binary:
    """`+`, `-`, `*`, `/` or `^` between two."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Call:
    """A function, by its name in SymPy, of one argument; a logarithm may have a base, a root an index."""

    name: str
    argument: Expression
    second: Expression | None = None


Expression = Num | Const | Var | Neg | Binary | Call


def parts(e: Expression) -> Iterator[Expression]:
    """The expressions that it is made of, directly."""
    match e:
        case Neg(body):
            yield body
        case Binary(_, left, right):
            yield from (left, right)
        case Call(_, argument, second):
            yield argument
            if second is not None:
                yield second


def walk(e: Expression) -> Iterator[Expression]:
    """The expression and all that it is made of."""
    yield e
    for part in parts(e):
        yield from walk(part)


def varies(e: Expression) -> bool:
    """Whether it holds the variable."""
    return any(isinstance(part, Var) for part in walk(e))
