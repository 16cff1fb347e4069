"""An expression written out: as SymPy text, as LaTeX, and as a person reads it aloud from a line of text."""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.reading.names import GREEK
from derivative_manim.reading.tree import Binary, Call, Const, Expression, Neg, Num, Var

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)
_LATEX = {
    **{name: rf"\{name}" for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "exp")},
    **{f"a{name}": rf"\arc{name}" for name in ("sin", "cos", "tan")},
    "log": r"\ln",
}


def _level(e: Expression, *, latex: bool = False) -> int:
    match e:
        case Num(value) if value.denominator != 1 and not latex:
            return _PRODUCT
        case Neg():
            return _SUM
        case Binary("+" | "-"):
            return _SUM
        case Binary("/") if latex:
            return _ATOM
        case Binary("*" | "/"):
            return _PRODUCT
        case Binary("^"):
            return _POWER
    return _ATOM


def sympy_text(e: Expression) -> str:
    """The expression as SymPy and this project's catalogue write it: `x**2*sin(x)`."""
    match e:
        case Num(value):
            return str(value)
        case Const("e"):
            return "E"
        case Const(name) | Var(name):
            return f"{name}_" if name == "lambda" else name  # lambda is a word of Python
        case Neg(body):
            return f"-{_closed(body, _PRODUCT)}"
        case Binary("^", Const("e"), right):
            return f"exp({sympy_text(right)})"
        case Binary("^", left, right):
            return f"{_closed(left, _ATOM)}**{_closed(right, _ATOM)}"
        case Binary(("+" | "-") as sign, left, right):
            return f"{sympy_text(left)} {sign} {_closed(right, _PRODUCT if sign == '-' else _SUM, minus=True)}"
        case Binary(sign, left, right):
            return f"{_closed(left, _PRODUCT, minus=True)}{sign}{_closed(right, _SIGN if sign == '*' else _POWER)}"
        case Call("root", argument, Num(value)):
            return f"{_closed(argument, _ATOM)}**({Fraction(1) / value})"
        case Call(name, argument, None):
            return f"{name}({sympy_text(argument)})"
        case Call(name, argument, second) if second is not None:
            return f"{name}({sympy_text(argument)}, {sympy_text(second)})"
    raise TypeError(e)


def _closed(e: Expression, level: int, *, minus: bool = False) -> str:
    text = sympy_text(e)
    open_ = _level(e) < level or (minus and isinstance(e, Neg))
    return f"({text})" if open_ else text


def latex_text(e: Expression) -> str:
    """The expression as LaTeX, in the order in which it was typed."""
    match e:
        case Num(value):
            n, d = value.numerator, value.denominator
            return str(n) if d == 1 else rf"\frac{{{n}}}{{{d}}}"
        case Const("pi"):
            return r"\pi"
        case Const(name) | Var(name):
            return rf"\{name}" if name in GREEK else name
        case Neg(body):
            return f"-{_bracketed(body, _PRODUCT)}"
        case Binary("/", left, right):
            return rf"\frac{{{latex_text(left)}}}{{{latex_text(right)}}}"
        case Binary("^", Call(name, argument, None), right) if name not in ("sqrt", "cbrt", "Abs", "exp"):
            if isinstance(right, Num) and right.value > 0:
                return rf"{_command(name)}^{{{latex_text(right)}}}{_applied(argument)}"
            return rf"\left({latex_text(Call(name, argument))}\right)^{{{latex_text(right)}}}"
        case Binary("^", left, right):
            return f"{_bracketed(left, _ATOM)}^{{{latex_text(right)}}}"
        case Binary("*", left, right):
            a, b = _bracketed(left, _PRODUCT), _bracketed(right, _SIGN)
            dot = (
                r" \cdot "
                if b[0].isdigit() or b.startswith(r"\frac")
                else " "
                if b[0].isalpha() or b[0] == "\\"
                else ""
            )
            return f"{a}{dot}{b}"
        case Binary(sign, left, right):
            return f"{latex_text(left)} {sign} {_bracketed(right, _PRODUCT if sign == '-' else _SUM, minus=True)}"
        case Call("sqrt", argument):
            return rf"\sqrt{{{latex_text(argument)}}}"
        case Call("cbrt", argument):
            return rf"\sqrt[3]{{{latex_text(argument)}}}"
        case Call("root", argument, second) if second is not None:
            return rf"\sqrt[{latex_text(second)}]{{{latex_text(argument)}}}"
        case Call("Abs", argument):
            return rf"\left|{latex_text(argument)}\right|"
        case Call("log", argument, second) if second is not None:
            return rf"\log_{{{latex_text(second)}}}{_applied(argument)}"
        case Call(name, argument):
            return f"{_command(name)}{_applied(argument)}"
    raise TypeError(e)


def _bracketed(e: Expression, level: int, *, minus: bool = False) -> str:
    text = latex_text(e)
    open_ = (
        _level(e, latex=True) < level or (minus and isinstance(e, Neg)) or (level == _ATOM and isinstance(e, Binary))
    )
    if level == _ATOM and isinstance(e, Num) and e.value.denominator != 1:
        open_ = True
    return rf"\left({text}\right)" if open_ else text


def _command(name: str) -> str:
    return _LATEX.get(name, rf"\operatorname{{{_spoken(name)}}}")


def _applied(argument: Expression) -> str:
    if isinstance(argument, Var | Const):
        return f" {latex_text(argument)}"
    return rf"\left({latex_text(argument)}\right)"


def _spoken(name: str) -> str:
    if name[0] == "a" and name != "Abs":
        return f"ar{name[1:]}" if name.endswith("h") else f"arc{name[1:]}"
    return name


def plain_text(e: Expression) -> str:
    """The expression on one line with every bracket: `(x^2)*sin(x)` is written `x^2*sin(x)`."""
    return sympy_text(_named(e)).replace("**", "^").replace("E", "e")


def _named(e: Expression) -> Expression:
    """The same with the names that people read, and with brackets (a call without a name) in x^1/2."""
    match e:
        case Neg(body):
            return Neg(_named(body))
        case Binary("/", Binary("^", base, Num() | Var() | Const()) as power, Num() as below) if base != Const("e"):
            return Binary("/", Call("", _named(power)), below)
        case Binary(sign, left, right):
            return Binary(sign, _named(left), _named(right))
        case Call("log", argument, None):
            return Call("ln", _named(argument))
        case Call("log", argument, base) if base is not None:
            return Call(f"log_{_closed(_named(base), _ATOM)}", _named(argument))
        case Call("root", argument, index):
            return Call("nthroot", _named(argument), index)
        case Call(name, argument, second):
            return Call(name.lower(), _named(argument), second)
    return e
