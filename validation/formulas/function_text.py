"""Mathematics in a record's or an instruction's text: SymPy's spelling, read through Python's grammar, never evaluated.

Besides formulas there are statements (`u = x + 1; du = 1`, `diff(u*v, x) = du*v + u*dv`) and domains
(`(-oo, 0) U [1, oo)`, `cos(x) != 0 and sin(x) > 0`). Powers p/q with odd q are real roots, as in the lessons.
"""

import ast
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy

from .expression import (
    FUNCTIONS,
    MAX_DEPTH,
    Expr,
    Prime,
    Unreadable,
    X,
    add,
    check_size,
    decimal,
    divide,
    logarithm,
    multiply,
    negate,
    number,
    power,
)

MAX_LENGTH = 2_000
_CONSTANTS = {"pi": sympy.pi, "E": sympy.E, "e": sympy.E, "oo": sympy.oo, "x": X}
_LETTERS = frozenset("abcdfghkmnuvwy")


@lru_cache(maxsize=4096)
def _formula(text: str) -> Expr | str:
    try:
        return check_size(_read(_tree(text)))
    except Unreadable as error:
        return str(error)
    except RecursionError:
        return "it is nested too deep"
    except (ArithmeticError, ValueError, TypeError, AttributeError, MemoryError) as error:
        return f"it cannot be read ({type(error).__name__})"


def formula(text: str) -> Expr:
    """The expression of a text such as `x**2*exp(-x)`; `^` is a power too.

    Raises:
        Unreadable: it is not read.
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"it is longer than {MAX_LENGTH} characters")
    result = _formula(text)
    if isinstance(result, str):
        raise Unreadable(result)
    return result


def _tree(text: str) -> ast.expr:
    source = re.sub(r"\b([a-z])'", r"d\1", text.strip()).replace("^", "**").replace("−", "-")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise Unreadable("it is not a formula in Python's spelling") from None
    stack = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        if depth > 2 * MAX_DEPTH:
            raise Unreadable("it is nested too deep")
        stack.extend((c, depth + 1) for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr))
    return tree


def _read(node: ast.expr) -> Expr:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise Unreadable(f"it holds a {type(node.value).__name__}")
        return number(node.value) if isinstance(node.value, int) else decimal(node.value)
    if isinstance(node, ast.Name):
        return _name(node.id)
    if isinstance(node, ast.BinOp):
        return _operation(node.op, _read(node.left), _read(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _read(node.operand)
        if isinstance(node.op, ast.USub):
            return -sympy.oo if value is sympy.oo else negate(value)
        return value
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("np", "math", "numpy")
    ):
        return _name(node.attr)
    if isinstance(node, ast.Call) and not node.keywords:
        arguments = [_read(a) for a in node.args]
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            if node.func.value.id in ("np", "math", "numpy", "sympy", "sp"):
                return _apply(node.func.attr, arguments)
        elif isinstance(node.func, ast.Name):
            return _call(node.func.id, arguments)
    raise Unreadable(f"it holds a {type(node).__name__.lower()}, which a formula does not have")


def _operation(operation: ast.operator, left: Expr, right: Expr) -> Expr:
    if isinstance(operation, ast.Add):
        return add(left, right)
    if isinstance(operation, ast.Sub):
        return add(left, negate(right))
    if isinstance(operation, ast.Mult):
        return multiply(left, right)
    if isinstance(operation, ast.Div):
        return divide(left, right)
    if isinstance(operation, ast.Pow):
        return power(left, right, real_roots=True)
    raise Unreadable("it holds an operation that a formula does not have")


def _apply(name: str, arguments: list[Expr]) -> Expr:
    if len(arguments) == 1 and name in FUNCTIONS:
        return FUNCTIONS[name](arguments[0])
    if len(arguments) == 2 and name == "log":
        return logarithm(*arguments)
    if len(arguments) == 2 and name in ("pow", "power"):
        return power(*arguments, real_roots=True)
    if len(arguments) >= 2 and name in ("Max", "Min", "max", "min"):
        return getattr(sympy, name.capitalize())(*arguments, evaluate=False)
    plural = "" if len(arguments) == 1 else "s"
    raise Unreadable(f"the function {name[:40]} of {len(arguments)} argument{plural} is not known")


def _name(name: str) -> Expr:
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    if name in _LETTERS:
        return sympy.Symbol(name, real=True)
    if len(name) == 2 and name[0] == "d" and name[1] in _LETTERS:
        return sympy.Symbol(f"{name[1]}'", real=True)
    raise Unreadable(f"the name {name[:40]} is not known")


def _call(name: str, arguments: list[Expr]) -> Expr:
    if name == "diff" and len(arguments) == 2 and arguments[1].is_Symbol:
        return Prime(*arguments)
    if len(name) == 1 and name in "fgh" and len(arguments) == 1:
        return sympy.Function(name)(arguments[0])
    if len(name) == 2 and name[0] == "d" and name[1] in "fgh" and len(arguments) == 1:
        return sympy.Function(f"{name[1]}'")(arguments[0])
    return _apply(name, arguments)


def statements(text: str) -> list[tuple[Expr, ...]]:
    """The statements of a step: those between semicolons, each with its sides.

    Raises:
        Unreadable: one of them is not read.
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"it is longer than {MAX_LENGTH} characters")
    return [tuple(formula(side) for side in part.split(" = ")) for part in text.split(";") if part.strip()]


Domain = Callable[[Any], bool]
_INTERVAL = re.compile(r"([\[(])\s*([^,\[\]]+?)\s*,\s*([^,\[\]]+?)\s*([\])])")


def domain(text: str) -> tuple[list[tuple[Expr, Expr, bool, bool]], list[tuple[Expr, str]]]:
    """A domain: a union of intervals (low, high, and whether each belongs), or conditions (expression, relation to 0).

    Raises:
        Unreadable: it is neither.
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"it is longer than {MAX_LENGTH} characters")
    parts = [p.strip() for p in text.split(" U ")]
    matches = [_INTERVAL.fullmatch(p) for p in parts]
    if all(matches):
        return [(formula(m[2]), formula(m[3]), m[1] == "[", m[4] == "]") for m in matches if m], []
    conditions = []
    for part in text.split(" and "):
        found = re.fullmatch(r"(.+?)\s*(!=|>=|<=|>|<)\s*0", part.strip())
        if not found:
            raise Unreadable("it is neither intervals nor conditions")
        conditions.append((formula(found[1]), found[2]))
    return [], conditions
