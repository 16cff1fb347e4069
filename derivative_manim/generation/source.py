"""Trees as program text: SymPy text for the record, NumPy code for the scene."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivative_manim.generation import tree as t

_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_NUMPY_NAMES = {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh",
}  # fmt: skip
_RECIPROCALS = {"sec": "cos", "csc": "sin", "cot": "tan"}
_Printed = tuple[str, int]


def sympy_text(tree: t.Tree) -> str:
    """`tree` as SymPy/Python text, terms and factors in writing order (`2*x*sin(x) + x**2*cos(x)`)."""
    return _show(tree, _sympy_leaf)[0]


def numpy_code(tree: t.Tree) -> str:
    """`tree` as a Python expression of `x` in NumPy (`2 * x * np.sin(x) + x**2 * np.cos(x)`)."""
    return _show(tree, _numpy_leaf, " * ", " / ")[0]


def _wrap(printed: _Printed, minimum: int) -> str:
    text, precedence = printed
    return text if precedence >= minimum else f"({text})"


def _show(tree: t.Tree, leaf: Callable[[t.Tree], _Printed | None], times: str = "*", over: str = "/") -> _Printed:
    special = leaf(tree)
    if special is not None:
        return special

    def show(node: t.Tree) -> _Printed:
        return _show(node, leaf, times, over)

    match tree:
        case t.Num(value):
            if value.denominator == 1:
                return str(value), (_ATOM if value >= 0 else _SUM)
            return f"{value.numerator}{over}{value.denominator}", (_PRODUCT if value >= 0 else _SUM)
        case t.Add(terms):
            text = _wrap(show(terms[0]), _SUM)
            for term in terms[1:]:
                if t.is_negative(term):
                    text += " - " + _wrap(show(t.negate(term)), _PRODUCT)
                else:
                    text += " + " + _wrap(show(term), _PRODUCT)
            return text, _SUM
        case t.Mul((first, t.Div() as quotient)) if first == t.MINUS_ONE:
            return "-" + show(quotient)[0], _SUM  # -x/3: the sign binds the numerator, which is the same number
        case t.Mul((first, *rest)) if first == t.MINUS_ONE:
            return "-" + times.join(_wrap(show(f), _POWER) for f in rest).lstrip(), _SUM
        case t.Mul((t.Num(value), *rest)) if value < 0:
            return str(value) + times + times.join(_wrap(show(f), _POWER) for f in rest), _SUM
        case t.Mul(factors):
            return times.join(_wrap(show(f), _POWER) for f in factors), _PRODUCT
        case t.Div(a, b):
            return f"{_wrap(show(a), _PRODUCT)}{over}{_wrap(show(b), _POWER)}", _PRODUCT
        case t.Pow(base, exponent):
            return f"{_wrap(show(base), _ATOM)}**{_wrap(show(exponent), _ATOM)}", _POWER
    raise TypeError(f"no text for {tree!r}")


def _sympy_leaf(tree: t.Tree) -> _Printed | None:
    match tree:
        case t.Sym("e"):
            return "E", _ATOM
        case t.Sym(name):
            return name, _ATOM
        case t.Pow(base, t.Num(value)) if value in (Fraction(1, 2), Fraction(1, 3)):
            name = "sqrt" if value == Fraction(1, 2) else "cbrt"
            return f"{name}({sympy_text(base)})", _ATOM
        case t.Fn(name, arg, None):
            return f"{name}({sympy_text(arg)})", _ATOM
        case t.Fn(name, arg, t.Tree() as base):
            return f"{name}({sympy_text(arg)}, {sympy_text(base)})", _ATOM
        case t.Prime(arg):
            return f"diff({sympy_text(arg)}, x)", _ATOM
    return None


def _numpy_leaf(tree: t.Tree) -> _Printed | None:
    match tree:
        case t.Sym("x"):
            return "x", _ATOM
        case t.Sym(name):
            return f"np.{name}", _ATOM
        case t.Pow(base, t.Num(value)) if value.denominator != 1:
            return _numpy_root(base, value)
        case t.Pow(t.Fn(name, arg), t.Num(value)) if name in _RECIPROCALS and value.denominator == 1 and value > 0:
            return f"1 / np.{_RECIPROCALS[name]}({numpy_code(arg)}) ** {value}", _PRODUCT
        case t.Pow(base, exponent) if isinstance(base, t.Fn) or isinstance(exponent, (t.Fn, t.Mul, t.Div, t.Add)):
            return f"{_wrap(_code(base), _ATOM)} ** {_wrap(_code(exponent), _ATOM)}", _POWER
        case t.Fn("log", arg, t.Num(value)) if value in (2, 10):
            return f"np.log{value}({numpy_code(arg)})", _ATOM
        case t.Fn("log", arg, base) if base is not None:
            return f"np.log({numpy_code(arg)}) / np.log({numpy_code(base)})", _PRODUCT
        case t.Fn("asec", arg):
            return f"np.arccos(1 / {_wrap(_code(arg), _ATOM)})", _ATOM
        case t.Fn(name, arg) if name in _RECIPROCALS:
            return f"1 / np.{_RECIPROCALS[name]}({numpy_code(arg)})", _PRODUCT
        case t.Fn(name, arg):
            return f"np.{_NUMPY_NAMES.get(name, name)}({numpy_code(arg)})", _ATOM
    return None


def _code(tree: t.Tree) -> _Printed:
    return _show(tree, _numpy_leaf, " * ", " / ")


def _numpy_root(base: t.Tree, exponent: Fraction) -> _Printed:
    """Roots of odd order are real for negative numbers too, which NumPy's `**` would make NaN."""
    p, q = exponent.numerator, exponent.denominator
    inner = numpy_code(base)
    if q in (2, 3):
        root = f"np.{'sqrt' if q == 2 else 'cbrt'}({inner})"
        return (root, _ATOM) if p == 1 else (f"{root} ** {p}", _POWER)
    if q % 2 == 0:
        return f"{_wrap(_code(base), _ATOM)} ** ({p} / {q})", _POWER
    size = f"np.abs({inner}) ** ({p} / {q})"
    return (size, _POWER) if p % 2 == 0 else (f"np.sign({inner}) * {size}", _PRODUCT)
