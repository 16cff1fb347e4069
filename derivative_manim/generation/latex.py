r"""Trees as LaTeX, as a person writes it.

`\sin x` without brackets where nothing is ambiguous, `\sin(2x)` where something is; `\sin^{2} x`; a minus before
the fraction and not inside it; `\cdot` only between a number and what starts with a digit, or where a factor would
be swallowed by the function before it.
"""

from __future__ import annotations

from fractions import Fraction

from derivative_manim.generation import tree as t

_NAMES = {
    "log": r"\ln", "asec": r"\operatorname{arcsec}", "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan",
    "asinh": r"\operatorname{arsinh}", "acosh": r"\operatorname{arcosh}", "atanh": r"\operatorname{artanh}",
}  # fmt: skip
_POWERS_BEFORE_ARGUMENT = ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh")


def latex(tree: t.Tree, *, inline: bool = False) -> str:
    """`tree` as LaTeX (math mode). With `inline`, fractions are written a/b, as in an exponent."""
    match tree:
        case t.Num(value):
            return _number(value, inline)
        case t.Sym("pi"):
            return r"\pi"
        case t.Sym(name):
            return name
        case t.Add(terms):
            return _sum(terms, inline)
        case t.Mul(factors):
            return _product(factors, inline)
        case t.Div(a, b):
            if t.is_negative(a) and not isinstance(a, t.Add):
                return "-" + latex(t.Div(t.negate(a), b), inline=inline)
            if inline:
                top = bracket(a, inline=True) if isinstance(a, t.Add) else latex(a, inline=True)
                bottom = bracket(b, inline=True) if isinstance(b, (t.Add, t.Mul, t.Div)) else latex(b, inline=True)
                return f"{top}/{bottom}"
            return rf"\frac{{{latex(a)}}}{{{latex(b)}}}"
        case t.Pow(base, exponent):
            return _power(base, exponent, inline)
        case t.Fn("exp", arg):
            return f"e^{{{latex(arg, inline=True)}}}"
        case t.Fn("abs", arg):
            body = latex(arg, inline=inline)
            return rf"\left|{body}\right|" if r"\frac" in body else f"|{body}|"
        case t.Fn(name, arg, base):
            head = _NAMES.get(name, "\\" + name) if base is None else rf"\log_{{{latex(base)}}}"
            return head + _argument(arg, inline)
        case t.Prime(arg):
            return bracket(arg) + "'"
    raise TypeError(f"no LaTeX for {tree!r}")


def bracket(tree: t.Tree, *, inline: bool = False) -> str:
    """`tree` in round brackets, tall ones around a fraction."""
    return bracketed(latex(tree, inline=inline))


def bracketed(body: str) -> str:
    """LaTeX in round brackets, tall ones around a fraction."""
    return rf"\left({body}\right)" if r"\frac" in body else f"({body})"


def factor(tree: t.Tree) -> str:
    """`tree` as it stands in a product written with a dot: sums and leading minus signs in brackets."""
    return bracket(tree) if isinstance(tree, t.Add) or t.is_negative(tree) else latex(tree)


def as_power(base: t.Tree, exponent: Fraction) -> str:
    """base**exponent as a power, where `latex` would write a root or a fraction: (4 - x^{2})^{-1/2}."""
    if exponent > 0 and exponent.denominator == 1:
        return latex(t.Pow(base, t.Num(exponent)))
    bare = isinstance(base, t.Sym) or (isinstance(base, t.Num) and base.value >= 0 and base.value.denominator == 1)
    return f"{latex(base) if bare else bracket(base)}^{{{latex(t.Num(exponent), inline=True)}}}"


def _number(value: Fraction, inline: bool) -> str:
    if value.denominator == 1:
        return str(value)
    sign, size = ("-" if value < 0 else ""), abs(value)
    if inline:
        return f"{sign}{size.numerator}/{size.denominator}"
    return rf"{sign}\frac{{{size.numerator}}}{{{size.denominator}}}"


def _sum(terms: tuple[t.Tree, ...], inline: bool) -> str:
    text = latex(terms[0], inline=inline)
    for term in terms[1:]:
        text += f" - {_term(t.negate(term), inline)}" if t.is_negative(term) else f" + {_term(term, inline)}"
    return text


def _term(term: t.Tree, inline: bool) -> str:
    return bracket(term, inline=inline) if isinstance(term, t.Add) else latex(term, inline=inline)


def _product(factors: tuple[t.Tree, ...], inline: bool) -> str:
    first, rest = factors[0], factors[1:]
    if first == t.MINUS_ONE and rest:
        body = rest[0] if len(rest) == 1 else t.Mul(rest)
        return "-" + (bracket(body, inline=inline) if isinstance(body, t.Add) else latex(body, inline=inline))
    if inline and (apart := [_quotient(item) for item in factors]) and any(below != t.ONE for _, below in apart[:-1]):
        above, below = (t.mul(*parts) for parts in zip(*apart, strict=True))
        return latex(t.Div(above, below), inline=True)  # 1/3x would be 1/(3x) to some
    text, previous = "", None
    for item, following in zip(factors, (*factors[1:], None), strict=True):
        piece = latex(item, inline=inline)
        # \ln 2 \cos x would be read as the logarithm of 2 cos x
        logarithm = following is not None and _is_number(item)
        if isinstance(item, t.Add) or (previous is not None and t.is_negative(item)) or logarithm:
            piece = bracket(item, inline=inline)
        if previous is not None:
            text += _between(previous, item, piece)
        text += piece
        previous = item
    return text


def _quotient(tree: t.Tree) -> tuple[t.Tree, t.Tree]:
    """What stands above and below the stroke."""
    match tree:
        case t.Num(value):
            return t.num(value.numerator), t.num(value.denominator)
        case t.Div(above, below):
            return above, below
    return tree, t.ONE


def _between(previous: t.Tree, item: t.Tree, piece: str) -> str:
    """What separates two factors: nothing, a space that ends a command, or a dot."""
    if piece[0].isdigit() or (isinstance(previous, t.Num | t.Div) and piece.startswith((r"\frac", r"\left(-\frac"))):
        return r" \cdot "
    if previous == t.X and piece.startswith("x^"):
        return r" \cdot "
    swallows = _ends_bare(previous) and not _is_number(previous)  # (\ln 2) has its own brackets
    if swallows and not (_is_trigonometric(previous) and _is_trigonometric(item)):
        return r" \cdot "  # \ln x \cdot (x + 1), and \cos x \cdot \ln x; but \sin x \cos x is read by all as a product
    return " " if swallows or piece.startswith("\\") or isinstance(previous, t.Fn) or previous == t.Sym("pi") else ""


def _is_number(tree: t.Tree) -> bool:
    """Whether it is a constant such as ln 2."""
    return isinstance(tree, t.Fn) and tree.name == "log" and not t.depends(tree)


def _is_trigonometric(tree: t.Tree) -> bool:
    base = tree.base if isinstance(tree, t.Pow) else tree
    return isinstance(base, t.Fn) and base.name in _POWERS_BEFORE_ARGUMENT


def _ends_bare(tree: t.Tree) -> bool:
    """Whether the LaTeX ends in a function's argument without brackets, which would swallow what follows."""
    match tree:
        case t.Fn("exp" | "abs"):
            return False
        case t.Fn(_, arg):
            return _is_bare(arg) or _is_absolute(arg)
        case t.Pow(t.Fn(name, arg), t.Num(n)) if name in _POWERS_BEFORE_ARGUMENT and n.denominator == 1 and n > 0:
            return _is_bare(arg)
        case t.Mul(factors):
            return _ends_bare(factors[-1])
    return False


def _is_bare(arg: t.Tree) -> bool:
    return isinstance(arg, t.Sym) or (isinstance(arg, t.Num) and arg.value >= 0 and arg.value.denominator == 1)


def _argument(arg: t.Tree, inline: bool) -> str:
    return f" {latex(arg)}" if _is_bare(arg) or _is_absolute(arg) else bracket(arg, inline=inline)


def _is_absolute(arg: t.Tree) -> bool:
    return isinstance(arg, t.Fn) and arg.name == "abs"


def _power(base: t.Tree, exponent: t.Tree, inline: bool) -> str:
    if isinstance(exponent, t.Num) and exponent.value in (Fraction(1, 2), Fraction(1, 3)):
        degree = "" if exponent.value == Fraction(1, 2) else "[3]"
        return rf"\sqrt{degree}{{{latex(base, inline=inline)}}}"
    above = latex(exponent, inline=True)
    match base:
        case t.Fn(name, arg) if (
            name in _POWERS_BEFORE_ARGUMENT and isinstance(exponent, t.Num) and exponent.value.denominator == 1
        ):
            if exponent.value > 0:
                return f"\\{name}^{{{above}}}" + _argument(arg, inline)
        case t.Fn("abs", _):
            return f"{latex(base)}^{{{above}}}"
        case t.Sym():
            return f"{base.name if base.name != 'pi' else chr(92) + 'pi'}^{{{above}}}"
        case t.Num(value) if value >= 0 and value.denominator == 1:
            return f"{value}^{{{above}}}"
    return f"{bracket(base, inline=inline)}^{{{above}}}"
