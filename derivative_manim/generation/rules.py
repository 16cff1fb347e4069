"""Differentiation by rules: which rule applies, its parts named, what each part gives.

`differentiate` returns a `Derivation`, the tree of rules a teacher would apply; `lesson.py` turns it into lines.
The rules are those of any first calculus course (for example OpenStax, *Calculus Volume 1*, chapter 3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.latex import bracket, factor, latex
from derivative_manim.generation.simplify import positive_first, simplest
from derivative_manim.generation.source import sympy_text

U = t.Sym("u")
_ONE_MINUS_U2 = t.Add((t.ONE, t.Mul((t.MINUS_ONE, t.Pow(U, t.TWO)))))


def _over(a: t.Tree, b: t.Tree) -> t.Tree:
    return t.Div(a, b)


def _root(a: t.Tree) -> t.Tree:
    return t.Pow(a, t.num(Fraction(1, 2)))


def _plus_one(n: int) -> t.Tree:
    return t.Add((t.Pow(U, t.TWO), t.num(n)))


# name of the rule, and the derivative as an expression in u
ELEMENTARY: dict[str, tuple[str, t.Tree]] = {
    "sin": ("sine", t.Fn("cos", U)),
    "cos": ("cosine", t.Mul((t.MINUS_ONE, t.Fn("sin", U)))),
    "tan": ("tangent", t.Pow(t.Fn("sec", U), t.TWO)),
    "sec": ("secant", t.Mul((t.Fn("sec", U), t.Fn("tan", U)))),
    "csc": ("cosecant", t.Mul((t.MINUS_ONE, t.Fn("csc", U), t.Fn("cot", U)))),
    "cot": ("cotangent", t.Mul((t.MINUS_ONE, t.Pow(t.Fn("csc", U), t.TWO)))),
    "asin": ("inverse sine", _over(t.ONE, _root(_ONE_MINUS_U2))),
    "acos": ("inverse cosine", t.Mul((t.MINUS_ONE, _over(t.ONE, _root(_ONE_MINUS_U2))))),
    "atan": ("inverse tangent", _over(t.ONE, _plus_one(1))),
    "sinh": ("hyperbolic sine", t.Fn("cosh", U)),
    "cosh": ("hyperbolic cosine", t.Fn("sinh", U)),
    "tanh": ("hyperbolic tangent", _over(t.ONE, t.Pow(t.Fn("cosh", U), t.TWO))),
    "asinh": ("inverse hyperbolic sine", _over(t.ONE, _root(_plus_one(1)))),
    "acosh": ("inverse hyperbolic cosine", _over(t.ONE, _root(_plus_one(-1)))),
    "atanh": ("inverse hyperbolic tangent", _over(t.ONE, _ONE_MINUS_U2)),
    "exp": ("exponential", t.Fn("exp", U)),
    "log": ("logarithm", _over(t.ONE, U)),
}


@dataclass(frozen=True)
class Part:
    """One named part of a rule: `letter` stands for `derivation.function`."""

    letter: str
    derivation: Derivation


@dataclass(frozen=True)
class Derivation:
    """How one function is differentiated.

    Attributes:
        rule: the rule's name ("product", "chain", "sine", ...).
        function: what is differentiated.
        derivative: the result, tidied.
        substituted: (LaTeX, SymPy text) of the rule with its parts put in, before any tidying.
        parts: the named parts, in the order in which the rule names them.
        outer: for the chain rule, the outer function and its derivative, both in u.
        rewritten: the same function in the form that the rule needs (a root as a power), where it differs.
    """

    rule: str
    function: t.Tree
    derivative: t.Tree
    substituted: tuple[str, str]
    parts: tuple[Part, ...] = ()
    outer: tuple[t.Tree, t.Tree] | None = None
    rewritten: t.Tree | None = field(default=None)

    @property
    def is_direct(self) -> bool:
        """Whether the derivative can be written down at once, with no rule for combined functions."""
        return self.rule not in COMBINING or (self.rule == "constant multiple" and self.parts[0].derivation.is_direct)


COMBINING = (
    "sum",
    "constant multiple",
    "product",
    "quotient",
    "reciprocal",
    "chain",
    "logarithmic differentiation",
)


def rules_used(derivation: Derivation) -> list[str]:
    """Names of all rules in the order of first use, the outermost first."""
    names = [derivation.rule]
    if derivation.outer is not None:
        names.append(outer_rule(derivation.outer[0]))
    for part in derivation.parts:
        names += rules_used(part.derivation)
    return list(dict.fromkeys(names))


def differentiate(function: t.Tree) -> Derivation:
    """Differentiate `function` with respect to x by the rule that a teacher would choose.

    Raises:
        ValueError: for a form no rule covers (an unknown function, a logarithm whose base contains x).
    """
    if not t.depends(function):
        return Derivation("constant", function, t.ZERO, ("0", "0"))
    monomial = as_monomial(function)
    if monomial is not None:
        return _monomial(function, *monomial)
    if isinstance(function, t.Add):
        return _sum(function)
    expanded = _expand_powers(function)
    if expanded is not None:
        inner = _sum(expanded)
        return Derivation("sum", function, inner.derivative, inner.substituted, inner.parts, rewritten=expanded)
    coefficient, rest = t.split_coefficient(function)
    elementary = _elementary(rest)
    if elementary is not None:
        return _constant_multiple(function, t.Num(coefficient), elementary)
    constant, varying = _split_constant(function)
    if not isinstance(constant, t.Num):  # pi x/2, e sin x
        return _constant_multiple(function, constant, differentiate(varying))
    chain = _as_chain(coefficient, rest)
    if chain is not None:
        return _chain(function, *chain)
    match rest:
        case t.Pow(base, exponent) if t.depends(base) and t.depends(exponent):
            return _constant_multiple(function, t.Num(coefficient), _logarithmic(rest, base, exponent))
        case t.Div(a, b) if not t.depends(a):
            return _reciprocal(function, t.with_coefficient(coefficient, a), b)
        case t.Div(a, b) if t.depends(b):
            return _quotient(function, t.with_coefficient(coefficient, a), b)
        case t.Div(a, b):
            return differentiate(t.Mul((t.with_coefficient(coefficient, t.Div(t.ONE, b)), a)))
        case t.Mul(factors):
            return _product_of(function, coefficient, factors)
    if coefficient != 1:  # c times a sum: 3(x + sin x)
        return _constant_multiple(function, t.Num(coefficient), differentiate(rest))
    raise ValueError(f"no rule differentiates {sympy_text(function)}")


def _split_constant(tree: t.Tree) -> tuple[t.Tree, t.Tree]:
    """`tree` as (constant factor, rest), the constant being any expression without x, such as pi/2."""
    match tree:
        case t.Mul(factors):
            constants = [f for f in factors if not t.depends(f)]
            varying = [f for f in factors if t.depends(f)]
            return t.mul(*constants), varying[0] if len(varying) == 1 else t.Mul(tuple(varying))
        case t.Div(a, b) if not t.depends(b):
            constant, rest = _split_constant(a)
            return t.div(constant, b), rest
    return t.ONE, tree


def as_monomial(tree: t.Tree) -> tuple[Fraction, Fraction] | None:
    """(c, n) if `tree` is c*x**n with rational c and n, else None."""
    if any(isinstance(n, t.Fn | t.Add) or (isinstance(n, t.Sym) and n != t.X) for n in t.walk(tree)):
        return None
    coefficient, rest = t.split_coefficient(t.mul(tree))
    match rest:
        case t.Sym("x"):
            return coefficient, Fraction(1)
        case t.Pow(t.Sym("x"), t.Num(n)):
            return coefficient, n
        case t.Div(t.Num(one), t.Sym("x")) if one == 1:
            return coefficient, Fraction(-1)
        case t.Div(t.Num(one), t.Pow(t.Sym("x"), t.Num(n))) if one == 1:
            return coefficient, -n
    return None


def power_form(coefficient: Fraction, exponent: Fraction) -> t.Tree:
    """c*x**n written as a power even where a root or a fraction would be usual."""
    base: t.Tree = t.X if exponent == 1 else t.Pow(t.X, t.Num(exponent))
    return t.with_coefficient(coefficient, base)


def _monomial(function: t.Tree, c: Fraction, n: Fraction) -> Derivation:
    derivative = t.mul(t.Num(c * n), t.power(t.X, t.Num(n - 1)))
    if n == 1 and c == 1:
        return Derivation("power", function, t.ONE, ("1", "1"))
    if n == 1:
        one = Derivation("power", t.X, t.ONE, ("1", "1"))
        return _constant_multiple(function, t.Num(c), one)
    lowered = _lowered(n)
    inner = Derivation("power", power_form(Fraction(1), n), t.mul(t.Num(n), t.power(t.X, t.Num(n - 1))), lowered)
    written = power_form(c, n)
    rewritten = None if latex(written) == latex(function) else written
    if c == 1:
        return Derivation("power", function, derivative, lowered, rewritten=rewritten)
    sides = _times(t.Num(c), (lowered[0] if n > 0 else f"({lowered[0]})", f"({lowered[1]})"))
    return Derivation(
        "constant multiple", function, derivative, sides, (Part("u", inner),), rewritten=rewritten
    )  # fmt: skip


def _lowered(n: Fraction) -> tuple[str, str]:
    """The power rule's n x^{n-1} with the subtraction still to be done."""
    shown = latex(t.Num(n), inline=True)
    front = latex(t.Num(n)) if n != -1 else "-"
    return f"{front}x^{{{shown} - 1}}", f"({n})*x**({n} - 1)"


def _times(c: t.Tree, sides: tuple[str, str]) -> tuple[str, str]:
    return rf"{latex(c)} \cdot {sides[0]}", f"({sympy_text(c)})*{sides[1]}"


def _constant_multiple(function: t.Tree, c: t.Tree, inner: Derivation) -> Derivation:
    if c == t.ONE:
        return inner
    derivative = simplest(t.mul(c, inner.derivative))
    sides = _times(c, (factor(inner.derivative), f"({sympy_text(inner.derivative)})"))
    return Derivation("constant multiple", function, derivative, sides, (Part("u", inner),))


def _elementary(tree: t.Tree) -> Derivation | None:
    """The derivative of an elementary function of x itself, from the table."""
    match tree:
        case t.Fn(name, t.Sym("x"), None) if name in ELEMENTARY:
            rule, outer = ELEMENTARY[name]
        case t.Fn("log", t.Sym("x"), t.Tree() as base) if not t.depends(base):
            rule, outer = "logarithm", t.Div(t.ONE, t.Mul((U, t.Fn("log", base))))
        case t.Pow(base, t.Sym("x")) if not t.depends(base):
            rule, outer = "exponential", t.Mul((t.Pow(base, U), t.Fn("log", base)))
        case _:
            return None
    derivative = t.substitute(outer, "u", t.X)
    return Derivation(rule, tree, derivative, (rf"\left({latex(tree)}\right)'", f"diff({sympy_text(tree)}, x)"))


def _sum(function: t.Add) -> Derivation:
    parts = tuple(Part(f"u_{i}", differentiate(term)) for i, term in enumerate(function.terms, 1))
    derivatives = [p.derivation.derivative for p in parts]
    raw = t.Add(tuple(derivatives))
    written = [p.derivation.rewritten or p.derivation.function for p in parts]
    rewritten = t.Add(tuple(written)) if any(p.derivation.rewritten for p in parts) else None
    derivative = simplest(positive_first(t.add(*derivatives)))
    return Derivation("sum", function, derivative, (latex(raw), sympy_text(raw)), parts, rewritten=rewritten)


def _expand_powers(function: t.Tree) -> t.Add | None:
    """A sum of powers of x times or over a power of x, multiplied out: the power rule is then enough."""
    match function:
        case t.Div(t.Add(terms), below) if (lower := as_monomial(below)) is not None:
            pieces = [(as_monomial(term) if t.depends(term) else _number(term)) for term in terms]
            if all(p is not None for p in pieces):
                return t.Add(tuple(_power(p[0] / lower[0], p[1] - lower[1]) for p in pieces if p is not None))
        case t.Mul((first, t.Add(terms))) if (front := as_monomial(first)) is not None:
            pieces = [(as_monomial(term) if t.depends(term) else _number(term)) for term in terms]
            if all(p is not None for p in pieces):
                return t.Add(tuple(_power(p[0] * front[0], p[1] + front[1]) for p in pieces if p is not None))
    return None


def _power(c: Fraction, n: Fraction) -> t.Tree:
    return t.Num(c) if n == 0 else power_form(c, n)


def _number(tree: t.Tree) -> tuple[Fraction, Fraction] | None:
    return (tree.value, Fraction(0)) if isinstance(tree, t.Num) else None


def _as_chain(coefficient: Fraction, rest: t.Tree) -> tuple[t.Tree, t.Tree, t.Tree] | None:
    """(outer in u, outer' in u, inner) if the function is a function of a function, with its coefficient outside."""
    match rest:
        case t.Pow(base, t.Num(n)) if t.depends(base):
            outer: t.Tree = t.Pow(U, t.Num(n))
            slope = t.mul(t.Num(n), t.power(U, t.Num(n - 1)))
            inner = base
        case t.Div(a, t.Pow(base, t.Num(n))) if a == t.ONE and t.depends(base):
            outer = t.Pow(U, t.Num(-n))
            slope = t.mul(t.Num(-n), t.power(U, t.Num(-n - 1)))
            inner = base
        case t.Pow(base, exponent) if not t.depends(base) and t.depends(exponent):
            outer, inner = t.Pow(base, U), exponent
            slope = t.Mul((outer, t.Fn("log", base)))
        case t.Fn("log", arg, t.Tree() as base):
            outer, inner = t.Fn("log", U, base), arg
            slope = t.Div(t.ONE, t.Mul((U, t.Fn("log", base))))
        case t.Fn(name, arg, None) if name in ELEMENTARY:
            outer, inner, slope = t.Fn(name, U), arg, ELEMENTARY[name][1]
        case _:
            return None
    c = t.Num(coefficient)
    return (
        (outer, slope, inner) if coefficient == 1 else (t.with_coefficient(coefficient, outer), t.mul(c, slope), inner)
    )


def outer_rule(outer: t.Tree) -> str:
    """The name of the rule that differentiates the outer function of a chain."""
    _, body = t.split_coefficient(outer)
    match body:
        case t.Fn(name):
            return ELEMENTARY[name][0]
        case t.Pow(t.Sym("u"), _):
            return "power"
    return "exponential"


def _chain(function: t.Tree, outer: t.Tree, slope: t.Tree, inner: t.Tree) -> Derivation:
    part = differentiate(inner)
    outside = t.substitute(slope, "u", inner)
    derivative = simplest(t.mul(outside, part.derivative))
    sides = (
        rf"{factor(outside) if isinstance(outside, t.Add) else latex(outside)} \cdot {factor(part.derivative)}",
        f"({sympy_text(outside)})*({sympy_text(part.derivative)})",
    )
    return Derivation("chain", function, derivative, sides, (Part("u", part),), outer=(outer, slope))


def _product_of(function: t.Tree, coefficient: Fraction, factors: tuple[t.Tree, ...]) -> Derivation:
    """Two or three factors are named one by one; of more, the last ones are taken together."""
    constants = [f for f in factors if not t.depends(f)]
    varying = [f for f in factors if t.depends(f)]
    if len(varying) > 3:
        varying = [*varying[:2], t.Mul(tuple(varying[2:]))]
    first = t.Mul((*constants, varying[0])) if constants else varying[0]
    if len(varying) == 1:
        raise ValueError(f"no rule differentiates {sympy_text(function)}")
    varying[0] = t.with_coefficient(coefficient, first)
    parts = tuple(Part(letter, differentiate(f)) for letter, f in zip("uvw", varying, strict=False))
    pieces_latex, pieces_text, terms = [], [], []
    for i, part in enumerate(parts):
        row = [part.derivation.derivative if j == i else f for j, f in enumerate(varying)]
        pieces_latex.append(r" \cdot ".join(_first_factor(f) if k == 0 else factor(f) for k, f in enumerate(row)))
        pieces_text.append("*".join(f"({sympy_text(f)})" for f in row))
        terms.append(t.mul(*row))
    derivative = simplest(positive_first(t.add(*terms)))
    sides = (_joined(pieces_latex), " + ".join(pieces_text))
    return Derivation("product", function, derivative, sides, parts)


def _first_factor(tree: t.Tree) -> str:
    return bracket(tree) if isinstance(tree, t.Add) else latex(tree)


def _joined(pieces: list[str]) -> str:
    text = pieces[0]
    for piece in pieces[1:]:
        text += f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
    return text


def _quotient(function: t.Tree, above: t.Tree, below: t.Tree) -> Derivation:
    u, v = differentiate(above), differentiate(below)
    du, dv = u.derivative, v.derivative
    top = rf"{_first_factor(du)} \cdot {factor(below)} - {factor(above)} \cdot {factor(dv)}"
    square = t.power(below, t.TWO)
    sides = (
        rf"\frac{{{top}}}{{{latex(square)}}}",
        f"(({sympy_text(du)})*({sympy_text(below)}) - ({sympy_text(above)})*({sympy_text(dv)}))/({sympy_text(square)})",
    )
    numerator = positive_first(t.add(t.mul(du, below), t.negate_all(t.mul(above, dv))))
    derivative = simplest(t.div(simplest(numerator), square))
    return Derivation("quotient", function, derivative, sides, (Part("u", u), Part("v", v)))


def _reciprocal(function: t.Tree, above: t.Tree, below: t.Tree) -> Derivation:
    v = differentiate(below)
    square = t.power(below, t.TWO)
    sign = "" if t.is_negative(above) else "-"
    size = t.negate(above) if t.is_negative(above) else above
    shown = factor(v.derivative) if size == t.ONE else rf"{factor(size)} \cdot {factor(v.derivative)}"
    if size == t.ONE and isinstance(v.derivative, t.Add):
        shown = latex(v.derivative)
    sides = (
        rf"{sign}\frac{{{shown}}}{{{latex(square)}}}",
        f"-({sympy_text(above)})*({sympy_text(v.derivative)})/({sympy_text(square)})",
    )
    derivative = simplest(t.mul(t.MINUS_ONE, above, t.div(v.derivative, square)))
    return Derivation("reciprocal", function, derivative, sides, (Part("v", v),))


def _logarithmic(function: t.Pow, base: t.Tree, exponent: t.Tree) -> Derivation:
    logarithm = t.mul(exponent, t.Fn("log", base)) if base != t.Sym("e") else exponent
    part = differentiate(logarithm)
    derivative = t.mul(function, part.derivative)
    sides = (
        rf"{latex(function)} \cdot {factor(part.derivative)}",
        f"({sympy_text(function)})*({sympy_text(part.derivative)})",
    )
    return Derivation("logarithmic differentiation", function, derivative, sides, (Part("u", part),))
