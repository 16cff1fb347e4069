"""Differentiation by rules: which rule applies, its parts named, what each part gives.

`differentiate` returns a `Derivation`, the tree of rules a teacher would apply; `lesson.py` turns it into lines.
The rules are those of any first calculus course (for example OpenStax, *Calculus Volume 1*, chapter 3).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.algebra import Bench
from derivative_manim.generation.derivation import Derivation, Part, Sides
from derivative_manim.generation.elementary import ELEMENTARY, U
from derivative_manim.generation.forms import developed, summed
from derivative_manim.generation.identities import simpler
from derivative_manim.generation.latex import bracket, factor, latex
from derivative_manim.generation.logarithms import by_laws_of_logarithms, many_factors, times_logarithm
from derivative_manim.generation.powers import as_monomial, expand_powers, power_form, powers
from derivative_manim.generation.products import Term
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.written import (
    following,
    in_front,
    in_powers,
    joined,
    leading,
    lowered,
    outer_slope,
    primed_slopes,
    product_rule,
    product_sides,
    quotient_rule,
    reciprocal_rule,
    term_sides,
)


def differentiate(function: t.Tree) -> Derivation:
    """Differentiate `function` with respect to x by the rule that a teacher would choose.

    Raises:
        ValueError: for a form no rule covers (an unknown function, a logarithm whose base contains x).
    """
    if not t.depends(function):
        return Derivation("constant", function, t.ZERO)
    monomial = as_monomial(function)
    if monomial is not None:
        return _monomial(function, *monomial)
    if isinstance(function, t.Add):
        return _sum(function)
    expanded = expand_powers(function)
    if expanded is not None:
        inner = _sum(expanded)
        if isinstance(function, t.Mul) and _has_odd_root(expanded):
            bench = Bench()
            whole = developed(bench, Term(), bench.terms(inner.derivative), one_bar=True)[-1]
            inner = replace(inner, derivative=whole, forms=(*inner.forms, Sides.of(inner.derivative)))
        return replace(inner, function=function, rewritten=in_powers(expanded))
    by_laws = by_laws_of_logarithms(function)
    if by_laws is not None:
        inner = differentiate(by_laws)
        return Derivation(
            inner.rule, function, inner.derivative, inner.substituted, inner.primed, inner.forms, inner.parts,
            inner.outer, rewritten=Sides.of(by_laws),
        )  # fmt: skip
    coefficient, rest = t.split_coefficient(function)
    elementary = _elementary(rest)
    if elementary is not None:
        return _constant_multiple(function, t.Num(coefficient), elementary)
    constant, varying = _split_constant(function)
    if not isinstance(constant, t.Num) or abs(constant.value) not in (1, abs(coefficient)):  # pi x/2, 2^3 sin x
        return _constant_multiple(function, constant, differentiate(varying))
    chain = _as_chain(coefficient, rest)
    if chain is not None:
        return _chain(function, *chain)
    match rest:
        case t.Pow(base, exponent) if t.depends(base) and t.depends(exponent):
            return _constant_multiple(function, t.Num(coefficient), _logarithmic(rest, times_logarithm(exponent, base)))
        case t.Div(a, b) if not t.depends(a):
            return _reciprocal(function, t.with_coefficient(coefficient, a), b)
        case t.Div(a, b) if t.depends(b) and (logarithm := many_factors(rest)) is not None:
            return _constant_multiple(function, t.Num(coefficient), _logarithmic(rest, logarithm))
        case t.Div(a, b) if t.depends(b):
            return _quotient(function, t.with_coefficient(coefficient, a), b)
        case t.Div(a, b):
            return differentiate(t.Mul((t.with_coefficient(coefficient, t.Div(t.ONE, b)), a)))
        case t.Mul(factors):
            return _product_of(function, coefficient, factors)
    if coefficient != 1:  # c times a sum: 3(x + sin x)
        return _constant_multiple(function, t.Num(coefficient), differentiate(rest))
    raise ValueError(f"no rule differentiates {sympy_text(function)}")


def _has_odd_root(tree: t.Tree) -> bool:
    """Whether a cube root or its like may make a cusp: beside it, a learner looks for the zero of f' at once."""
    exponents = [n.exponent.value for n in t.walk(tree) if isinstance(n, t.Pow) and isinstance(n.exponent, t.Num)]
    return any(n.denominator > 1 and n.denominator % 2 for n in exponents)


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


def _monomial(function: t.Tree, c: Fraction, n: Fraction) -> Derivation:
    if n == 1:
        of_x = Derivation("power", t.X, t.ONE)
        hidden = any(isinstance(node, t.Pow) for node in t.walk(function))  # (sqrt x)^2
        shown = Sides.of(t.with_coefficient(c, t.X)) if hidden else None
        whole = of_x if c == 1 else _constant_multiple(function, t.Num(c), of_x)
        return replace(whole, function=function, rewritten=shown)
    bench = Bench()
    derivative = bench.tree(Term(c * n, {t.X: n - 1} if n != 1 else {}))
    done = powers(c * n, n - 1)
    forms = (done,) if done.latex != latex(derivative) else ()
    written = powers(c, n)
    rewritten = None if written.latex == latex(function) else written
    if c == 1:
        return Derivation("power", function, derivative, lowered(n), forms=forms, rewritten=rewritten)
    inner = _monomial(power_form(Fraction(1), n), Fraction(1), n)
    unit = powers(n, n - 1)
    tall = r"\frac" in unit.latex
    unit_shown = unit.latex if n > 0 else rf"\left({unit.latex}\right)" if tall else f"({unit.latex})"
    sides = Sides(rf"{in_front(t.Num(c))}{unit_shown}", f"({c})*({unit.text})")
    return Derivation(
        "constant multiple", function, derivative, sides, forms=forms, parts=(Part("u", inner),), rewritten=rewritten
    )  # fmt: skip


def _constant_multiple(function: t.Tree, c: t.Tree, inner: Derivation) -> Derivation:
    if c == t.ONE:
        return inner
    bench = Bench()
    bench.keep(function)
    front = bench.term(c)
    terms = bench.terms(inner.derivative)
    forms = [bench.tree(front * terms[0])] if len(terms) == 1 else developed(bench, front, terms)
    if inner.rule == "sum" and isinstance(c, t.Num):
        forms = summed(bench, [t.Mul((c, term)) for term in inner.derivative.terms]) if isinstance(
            inner.derivative, t.Add
        ) else forms  # fmt: skip
    sides = Sides(f"{in_front(c)}{factor(inner.derivative)}", f"({sympy_text(c)})*({sympy_text(inner.derivative)})")
    primed = Sides(
        f"{in_front(c)}{bracket(inner.function)}'", f"({sympy_text(c)})*diff({sympy_text(inner.function)}, x)"
    )
    return Derivation(
        "constant multiple", function, forms[-1], sides, primed, tuple(map(Sides.of, forms[:-1])), (Part("u", inner),)
    )  # fmt: skip


def _elementary(tree: t.Tree) -> Derivation | None:
    """The derivative of an elementary function of x itself, from the table."""
    match tree:
        case t.Fn(name, t.Sym("x"), None) if name in ELEMENTARY:
            rule, outer = ELEMENTARY[name]
        case t.Fn("log", t.Sym("x"), t.Tree() as base) if not t.depends(base):
            rule, outer = "logarithm", t.Div(t.ONE, t.Mul((U, t.Fn("log", base))))
        case t.Pow(base, t.Sym("x")) if not t.depends(base):
            rule, outer = "exponential", t.Mul((t.Pow(base, U), t.Fn("log", base)))
        case t.Pow(t.Sym("x"), exponent) if not t.depends(exponent) and not isinstance(exponent, t.Num):
            rule, outer = "power", _constant_power(exponent)[1]  # x^pi
        case _:
            return None
    raw = t.substitute(outer, "u", t.X)
    derivative = _tidied_constant(raw)
    return Derivation(rule, tree, derivative, Sides.of(raw))


def _constant_power(exponent: t.Tree) -> tuple[t.Tree, t.Tree]:
    """U to a constant that is no fraction, as u^pi, and its derivative."""
    lower = t.add(exponent, t.MINUS_ONE)
    return t.Pow(U, exponent), t.mul(exponent, t.Pow(U, lower))


def _tidied_constant(tree: t.Tree) -> t.Tree:
    """The same with ln(1/2) as -ln 2."""
    if any(isinstance(n, t.Fn) and n.name == "log" and isinstance(n.arg, t.Num) for n in t.walk(tree)):
        bench = Bench()
        return bench.tree(bench.term(tree))
    return tree


def _sum(function: t.Add) -> Derivation:
    parts = []
    for i, term in enumerate(function.terms, 1):
        whole = differentiate(term)
        coefficient, rest = t.split_coefficient(term)
        if not whole.is_direct and as_monomial(term) is None and coefficient != 1 and rest != t.ONE:
            parts.append(Part(f"u_{i}", differentiate(rest), coefficient))
        else:
            parts.append(Part(f"u_{i}", whole))
    bench = Bench()
    bench.keep(function)
    slopes: list[t.Tree] = []
    for part in parts:
        slope = part.derivation.derivative
        if part.factor == 1:
            slopes.append(slope)
        elif isinstance(slope, t.Add):
            slopes.append(t.Add(tuple(t.mul(t.Num(part.factor), term) for term in slope.terms)))
        else:
            slopes.append(bench.tree(bench.term(t.Mul((t.Num(part.factor), slope)))))
    *between, derivative = summed(bench, slopes)
    # that a number gives 0 has a line of its own
    moving = [part for part in parts if part.derivation.derivative != t.ZERO]
    raw = joined([term_sides(part) for part in moving or parts])
    if any(isinstance(part.derivation.derivative, t.Add) for part in parts):
        between = [t.Add(tuple(term for slope in slopes for term in t.terms_of(slope))), *between]
    return Derivation("sum", function, derivative, raw, forms=tuple(map(Sides.of, between)), parts=tuple(parts))


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
        case t.Pow(base, exponent) if t.depends(base) and not t.depends(exponent):
            outer, slope = _constant_power(exponent)
            inner = base
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


def _chain(function: t.Tree, outer: t.Tree, slope: t.Tree, inner: t.Tree) -> Derivation:
    part = differentiate(inner)
    bench = Bench()
    bench.term(inner)
    bench.keep(function)
    outside, opened = outer_slope(outer, slope, inner)
    sides = product_sides([(outside.latex, outside.text), following(part.derivative)])
    primed = product_sides([(outside.latex, outside.text), following(t.Prime(inner))])
    bench.term(part.derivative)
    forms = [
        *_carried_out(opened, part.derivative),
        *developed(bench, bench.term(opened), bench.terms(part.derivative)),
    ]
    forms = forms[: forms.index(forms[-1]) + 1]  # not from (3 - x) by -(x - 3) back to (3 - x)
    return Derivation(
        "chain", function, forms[-1], sides, primed, tuple(map(Sides.of, forms[:-1])), (Part("u", part),),
        outer=(outer, slope),
    )  # fmt: skip


def _carried_out(outside: t.Tree, inner: t.Tree) -> list[t.Tree]:
    """g'(u) with powers of the inner function carried out, before anything is collected: 1/(x^2 - 1 + 1)."""
    plain = Bench(plain=True)
    turned = plain.tree(plain.term(outside))
    nodes = list(t.walk(outside))
    turned_over = any(isinstance(n, t.Div) and isinstance(n.den, t.Div) for n in nodes)
    if turned_over or any(isinstance(n, t.Fn) and isinstance(n.arg, t.Fn) and simpler(n) for n in nodes):
        return [t.Mul((turned, inner))]  # 1/(x/(x + 1)) turned over, or sec(arcsin x) without functions
    first, second = plain.term(outside), plain.term(inner)
    if any(base in second.factors for base in first.factors):
        return []  # something cancels, which is a step of its own
    return [plain.tree(first * second)]


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
    slopes = [part.derivation.derivative for part in parts]
    bench = Bench()
    bench.keep(function)
    sides = product_rule(varying, slopes)
    primed = product_rule(varying, primed_slopes(parts))
    rows = [[slope if j == i else f for j, f in enumerate(varying)] for i, slope in enumerate(slopes)]
    terms = [bench.term(t.Mul(tuple(row))) for row in rows]
    forms = developed(bench, Term(), terms)
    return Derivation("product", function, forms[-1], sides, primed, tuple(map(Sides.of, forms[:-1])), parts)


def _quotient(function: t.Tree, above: t.Tree, below: t.Tree) -> Derivation:
    u, v = differentiate(above), differentiate(below)
    parts = (Part("u", u), Part("v", v))
    square = t.Pow(below, t.TWO)
    bench = Bench()
    bench.keep(function)
    first = bench.term(u.derivative) * bench.term(below)
    second = bench.term(above) * bench.term(v.derivative)
    second = Term(-second.coefficient, second.factors)
    exponential = any(isinstance(n, t.Fn) and n.name == "exp" for n in t.walk(below)) and not isinstance(below, t.Add)
    forms = developed(bench, bench.term(square) ** -1, [first, second], below=exponential, one_bar=True)
    return Derivation(
        "quotient", function, forms[-1], quotient_rule(above, below, [u.derivative, v.derivative]),
        quotient_rule(above, below, primed_slopes(parts)), tuple(map(Sides.of, forms[:-1])), parts,
    )  # fmt: skip


def _reciprocal(function: t.Tree, above: t.Tree, below: t.Tree) -> Derivation:
    v = differentiate(below)
    parts = (Part("v", v),)
    bench = Bench()
    bench.keep(function)
    front = bench.term(t.Div(t.mul(t.MINUS_ONE, above), t.Pow(below, t.TWO)))
    forms = developed(bench, front, bench.terms(v.derivative))
    return Derivation(
        "reciprocal", function, forms[-1], reciprocal_rule(above, below, v.derivative),
        reciprocal_rule(above, below, primed_slopes(parts)[0]), tuple(map(Sides.of, forms[:-1])), parts,
    )  # fmt: skip


def _logarithmic(function: t.Tree, logarithm: t.Tree) -> Derivation:
    part = differentiate(logarithm)
    bench = Bench()
    bench.term(logarithm)
    bench.term(part.derivative)
    if isinstance(function, t.Pow):
        forms = developed(bench, Term(factors={function: Fraction(1)}), bench.terms(part.derivative))
    else:
        forms = [t.Mul((function, part.derivative))]
    if len(forms) > 1 and t.is_negative(part.derivative):
        forms = forms[1:]  # the minus of x^(-x) (-(ln x + 1)) is not taken in to be taken out again
    sides = product_sides([leading(function), following(part.derivative)])
    return Derivation(
        "logarithmic differentiation", function, forms[-1], sides, sides, tuple(map(Sides.of, forms[:-1])),
        (Part("u", part),),
    )  # fmt: skip
