"""The right-hand sides of the rules with their parts put in, before any tidying."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Part, Sides
from derivative_manim.generation.latex import as_power, bracket, factor, latex
from derivative_manim.generation.powers import as_monomial, is_told, outer_power, power_derivative, powers
from derivative_manim.generation.source import sympy_text


def in_front(c: t.Tree) -> str:
    """A number as it stands before a derivative."""
    return "-" if c == t.MINUS_ONE else rf"{latex(c)} \cdot "


def lowered(n: Fraction) -> Sides:
    """The power rule's n x^{n-1} with the subtraction still to be done."""
    shown = latex(t.Num(n), inline=True)
    front = latex(t.Num(n)) if n != -1 else "(-1)"
    return Sides(f"{front}x^{{{shown} - 1}}", f"({n})*x**({n} - 1)")


def in_powers(expanded: t.Add) -> Sides:
    """A sum whose terms are written as powers where they can be."""
    pieces = []
    for term in expanded.terms:
        monomial = as_monomial(term)
        pieces.append(Sides.of(term) if monomial is None else powers(*monomial))
    return Sides(joined(pieces).latex, sympy_text(expanded))


def term_sides(part: Part) -> Sides:
    """The derivative of one term, as it is put into the sum: a power of x as a power."""
    found = power_derivative(part.derivation)
    slope = part.derivation.derivative
    body = found[1] if found is not None else Sides.of(slope)
    if part.factor == 1:
        return body
    shown = bracket(slope) if isinstance(slope, t.Add) or t.is_negative(slope) else body.latex
    dot = "" if abs(part.factor) == 1 else rf"{latex(t.Num(abs(part.factor)))} \cdot "
    return Sides(f"{'-' if part.factor < 0 else ''}{dot}{shown}", f"({part.factor})*({body.text})")


def joined(pieces: Sequence[Sides]) -> Sides:
    """The sum of right-hand sides; one that begins with a minus is subtracted."""
    text = pieces[0].latex
    for piece in pieces[1:]:
        text += f" - {piece.latex[1:]}" if piece.latex.startswith("-") else f" + {piece.latex}"
    return Sides(text, " + ".join(f"({piece.text})" for piece in pieces))


def outer_slope(outer: t.Tree, slope: t.Tree, inner: t.Tree) -> tuple[Sides, t.Tree]:
    """g'(u) with the inner function put in, as it stands in the substitution, and as a tree."""
    opened = t.substitute(slope, "u", inner)
    monomial = outer_power(outer)
    if monomial is not None:
        c, n = monomial
        c, n = c * n, n - 1
        opened = t.with_coefficient(c, t.power(inner, t.Num(n)) if n != 1 else inner)
        front = latex(t.Num(c)) if c != -1 else "-"
        front = "" if c == 1 else front
        if front and isinstance(inner, t.Fn) and n > 0:
            front += " "
        body = as_power(inner, n) if n != 1 else bracket(inner) if isinstance(inner, t.Add) else latex(inner)
        if front and (body[0].isdigit() or (body.startswith(r"\frac") and front != "-")):
            front += r" \cdot "
        return Sides(f"{front}{body}".replace("  ", " "), f"({c})*({sympy_text(inner)})**({n})"), opened
    return Sides(latex(_put_in(slope, inner)), sympy_text(opened)), opened


def _put_in(slope: t.Tree, inner: t.Tree) -> t.Tree:
    """`slope` with u replaced, powers of powers left as they are: (sqrt(x))^2 is a step of its own."""
    match slope:
        case t.Sym("u"):
            return inner
        case t.Add(terms):
            return t.Add(tuple(_put_in(term, inner) for term in terms))
        case t.Mul(factors):
            return t.Mul(tuple(_put_in(f, inner) for f in factors))
        case t.Div(a, b):
            return t.Div(_put_in(a, inner), _put_in(b, inner))
        case t.Pow(a, b):
            return t.Pow(_put_in(a, inner), _put_in(b, inner))
        case t.Fn(name, arg, base):
            return t.Fn(name, _put_in(arg, inner), base)
    return slope


def primed_slopes(parts: Sequence[Part]) -> list[t.Tree]:
    """The derivatives of parts, those that need rules of their own still to be taken."""
    return [t.Prime(p.derivation.function) if is_told(p.derivation) else p.derivation.derivative for p in parts]


def leading(tree: t.Tree) -> tuple[str, str]:
    """The first factor of a product, as LaTeX and as text."""
    return bracket(tree) if isinstance(tree, t.Add) else latex(tree), sympy_text(tree)


def following(tree: t.Tree) -> tuple[str, str]:
    """A factor that stands after another, as LaTeX and as text."""
    return factor(tree), sympy_text(tree)


def product_sides(pieces: Sequence[tuple[str, str]]) -> Sides:
    """The product of factors that are written already."""
    return Sides(r" \cdot ".join(p[0] for p in pieces), "*".join(f"({p[1]})" for p in pieces))


def product_rule(varying: Sequence[t.Tree], slopes: Sequence[t.Tree]) -> Sides:
    """The factors and their derivatives put into u'v + uv'."""
    pieces = []
    for i, slope in enumerate(slopes):
        row = [slope if j == i else f for j, f in enumerate(varying)]
        pieces.append(product_sides([leading(row[0]), *map(following, row[1:])]))
    return Sides(joined(pieces).latex, " + ".join(p.text for p in pieces))


def quotient_rule(above: t.Tree, below: t.Tree, slopes: Sequence[t.Tree]) -> Sides:
    """Numerator, denominator and their derivatives put into (u'v - uv')/v^2."""
    du, dv = slopes
    top = rf"{leading(du)[0]} \cdot {factor(below)} - {factor(above)} \cdot {factor(dv)}"
    square = latex(_square(below))
    u, v, du_text, dv_text = map(sympy_text, (above, below, du, dv))
    return Sides(rf"\frac{{{top}}}{{{square}}}", f"(({du_text})*({v}) - ({u})*({dv_text}))/({v})**2")


def _square(below: t.Tree) -> t.Tree:
    """v^2 as it is written: x^2 and (x + 1)^4 at once, but (e^x)^2 and (2x)^2 as they are."""
    match below:
        case t.Pow(base, t.Num(n)) if n.denominator == 1:
            return t.Pow(base, t.Num(2 * n))
    return t.Pow(below, t.TWO)


def reciprocal_rule(above: t.Tree, below: t.Tree, slope: t.Tree) -> Sides:
    """The numerator, the denominator and its derivative put into -cv'/v^2."""
    sign = "" if t.is_negative(above) else "-"
    size = t.negate(above) if t.is_negative(above) else above
    shown = latex(slope) if size == t.ONE else rf"{factor(size)} \cdot {factor(slope)}"
    return Sides(
        rf"{sign}\frac{{{shown}}}{{{latex(_square(below))}}}",
        f"-({sympy_text(above)})*({sympy_text(slope)})/({sympy_text(below)})**2",
    )
