"""Differentiation by rules: which rule applies, its parts named, what each part gives.

`differentiate` returns a `Derivation`, the tree of rules a teacher would apply; `lesson.py` turns it into lines.
The rules are those of any first calculus course (for example OpenStax, *Calculus Volume 1*, chapter 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.algebra import Bench
from derivative_manim.generation.domain import derivative_domain, domain
from derivative_manim.generation.forms import developed, summed
from derivative_manim.generation.identities import simpler
from derivative_manim.generation.latex import as_power, bracket, factor, latex
from derivative_manim.generation.products import Term
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
    "asec": ("inverse secant", _over(t.ONE, t.Mul((t.Fn("abs", U), _root(_plus_one(-1)))))),
    "abs": ("absolute value", _over(U, t.Fn("abs", U))),
    "exp": ("exponential", t.Fn("exp", U)),
    "log": ("logarithm", _over(t.ONE, U)),
}


@dataclass(frozen=True)
class Sides:
    """A right-hand side before any tidying, as LaTeX and as SymPy text."""

    latex: str
    text: str


@dataclass(frozen=True)
class Part:
    """One named part of a rule: `letter` stands for `derivation.function`, which the function has `factor` times."""

    letter: str
    derivation: Derivation
    factor: Fraction = Fraction(1)


@dataclass(frozen=True)
class Derivation:
    """How one function is differentiated.

    Attributes:
        rule: the rule's name ("product", "chain", "sine", ...).
        function: what is differentiated.
        derivative: the result, as `algebra.py` finishes it.
        substituted: the rule with its parts put in, before any tidying; None where the table gives the result at once.
        primed: the same with the derivatives of the parts that need rules of their own still to be taken.
        forms: what leads from there to the result, in order, the result not among them.
        parts: the named parts, in the order in which the rule names them.
        outer: for the chain rule, the outer function and its derivative, both in u.
        rewritten: the same function in the form that the rule needs (a root as a power), where it differs.
    """

    rule: str
    function: t.Tree
    derivative: t.Tree
    substituted: Sides | None = None
    primed: Sides | None = None
    forms: tuple[Sides, ...] = ()
    parts: tuple[Part, ...] = ()
    outer: tuple[t.Tree, t.Tree] | None = None
    rewritten: Sides | None = None

    @property
    def is_direct(self) -> bool:
        """Whether the derivative can be written down at once: by the table, by the power rule, term by term."""
        if self.rule == "sum" and self.rewritten is not None:
            return False
        if self.rule in ("sum", "constant multiple"):
            return all(part.derivation.is_direct for part in self.parts)
        return self.rule not in COMBINING


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
    """Names of all rules in the order of first use, the outermost first, whether or not a line names them."""
    names = [derivation.rule]
    if derivation.outer is not None:
        names.append(outer_rule(derivation.outer[0]))
    for part in derivation.parts:
        names += rules_used(part.derivation)
    return list(dict.fromkeys(names))


def facts_used(derivation: Derivation) -> frozenset[str]:
    """The rules and the lines of the table that a derivation needs, as fine as they are taught.

    (a^x)' is another line than (e^x)', log_a another than ln, and powers are whole, negative or broken. A lesson on
    one line of the table by itself, such as f(x) = 3 or 2 cos x, is a fact of its own.
    """
    return _facts(derivation) | {f"{fact} by itself" for fact in _by_itself(derivation)}


def _by_itself(derivation: Derivation) -> set[str]:
    if derivation.rule == "constant multiple":
        return _by_itself(derivation.parts[0].derivation)
    return set() if derivation.rule in COMBINING else {_fact(derivation.rule, derivation.function)}


def _facts(derivation: Derivation) -> frozenset[str]:
    facts = {_fact(derivation.rule, derivation.function)}
    if derivation.outer is not None:
        facts.add(_fact(outer_rule(derivation.outer[0]), derivation.outer[0]))
    return frozenset(facts.union(*(_facts(part.derivation) for part in derivation.parts)))


def _fact(rule: str, function: t.Tree) -> str:
    _, body = t.split_coefficient(function)
    match body:
        case t.Fn("log", _, t.Tree()) if rule == "logarithm":
            return "logarithm to another base"
        case t.Pow() if rule == "exponential":
            return "exponential with another base"
        case t.Pow(_, t.Num(n)) if rule == "power" and n.denominator > 1:
            return "power of a root"
        case t.Pow(_, t.Num(n)) if rule == "power" and n < 0:
            return "negative power"
        case t.Div() if rule == "power":
            return "negative power"
    return rule


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
    expanded = _expand_powers(function)
    if expanded is not None:
        inner = _sum(expanded)
        if isinstance(function, t.Mul) and _has_odd_root(expanded):
            bench = Bench()
            whole = developed(bench, Term(), bench.terms(inner.derivative), one_bar=True)[-1]
            inner = replace(inner, derivative=whole, forms=(*inner.forms, _sides(inner.derivative)))
        return replace(inner, function=function, rewritten=_in_powers(expanded))
    by_laws = _by_laws_of_logarithms(function)
    if by_laws is not None:
        inner = differentiate(by_laws)
        return Derivation(
            inner.rule, function, inner.derivative, inner.substituted, inner.primed, inner.forms, inner.parts,
            inner.outer, rewritten=_sides(by_laws),
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
            return _constant_multiple(
                function, t.Num(coefficient), _logarithmic(rest, _times_logarithm(exponent, base))
            )
        case t.Div(a, b) if not t.depends(a):
            return _reciprocal(function, t.with_coefficient(coefficient, a), b)
        case t.Div(a, b) if t.depends(b) and (logarithm := _many_factors(rest)) is not None:
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
    """c*x**n as a tree that keeps the power where a fraction would be usual."""
    base: t.Tree = t.X if exponent == 1 else t.ONE if exponent == 0 else t.Pow(t.X, t.Num(exponent))
    return t.with_coefficient(coefficient, base)


def powers(c: Fraction, n: Fraction, base: t.Sym = t.X) -> Sides:
    """c*x**n written as a power even where a root or a fraction would be usual."""
    text = sympy_text(t.substitute(power_form(c, n), "x", base))
    if n == 0:
        return Sides(latex(t.Num(c)), text)
    shown = base.name if n == 1 else as_power(base, n)
    if abs(c) == 1:
        return Sides(shown if c > 0 else f"-{shown}", text)
    return Sides(f"{latex(t.Num(c))}{shown}", text)


def _is_plain(n: Fraction) -> bool:
    """Whether x**n is written as a power anyway."""
    return n > 0 and n not in (Fraction(1, 2), Fraction(1, 3))


def _monomial(function: t.Tree, c: Fraction, n: Fraction) -> Derivation:
    if n == 1:
        of_x = Derivation("power", t.X, t.ONE)
        hidden = any(isinstance(node, t.Pow) for node in t.walk(function))  # (sqrt x)^2
        shown = _sides(t.with_coefficient(c, t.X)) if hidden else None
        whole = of_x if c == 1 else _constant_multiple(function, t.Num(c), of_x)
        return replace(whole, function=function, rewritten=shown)
    bench = Bench()
    derivative = bench.tree(Term(c * n, {t.X: n - 1} if n != 1 else {}))
    done = powers(c * n, n - 1)
    forms = (done,) if done.latex != latex(derivative) else ()
    written = powers(c, n)
    rewritten = None if written.latex == latex(function) else written
    if c == 1:
        return Derivation("power", function, derivative, _lowered(n), forms=forms, rewritten=rewritten)
    inner = _monomial(power_form(Fraction(1), n), Fraction(1), n)
    unit = powers(n, n - 1)
    tall = r"\frac" in unit.latex
    unit_shown = unit.latex if n > 0 else rf"\left({unit.latex}\right)" if tall else f"({unit.latex})"
    sides = Sides(rf"{_front(t.Num(c))}{unit_shown}", f"({c})*({unit.text})")
    return Derivation(
        "constant multiple", function, derivative, sides, forms=forms, parts=(Part("u", inner),), rewritten=rewritten
    )  # fmt: skip


def _front(c: t.Tree) -> str:
    return "-" if c == t.MINUS_ONE else rf"{latex(c)} \cdot "


def _lowered(n: Fraction) -> Sides:
    """The power rule's n x^{n-1} with the subtraction still to be done."""
    shown = latex(t.Num(n), inline=True)
    front = latex(t.Num(n)) if n != -1 else "(-1)"
    return Sides(f"{front}x^{{{shown} - 1}}", f"({n})*x**({n} - 1)")


def power_derivative(derivation: Derivation) -> tuple[Sides, Sides] | None:
    """(the function, its derivative), both as powers, for a number times a root or reciprocal of x."""
    monomial = as_monomial(derivation.function)
    if monomial is None or (_is_plain(monomial[1]) and monomial[1].denominator == 1):
        return None
    c, n = monomial
    return powers(c, n), powers(c * n, n - 1)


def hidden_powers(derivation: Derivation) -> list[Derivation]:
    """The roots and reciprocals of x that `derivation`, a direct one, differentiates by the power rule."""
    if as_monomial(derivation.function) is not None:
        return [] if power_derivative(derivation) is None else [derivation]
    return [found for part in derivation.parts for found in hidden_powers(part.derivation)]


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
    sides = Sides(f"{_front(c)}{factor(inner.derivative)}", f"({sympy_text(c)})*({sympy_text(inner.derivative)})")
    primed = Sides(f"{_front(c)}{bracket(inner.function)}'", f"({sympy_text(c)})*diff({sympy_text(inner.function)}, x)")
    return Derivation(
        "constant multiple", function, forms[-1], sides, primed, tuple(map(_sides, forms[:-1])), (Part("u", inner),)
    )  # fmt: skip


def _sides(tree: t.Tree) -> Sides:
    return Sides(latex(tree), sympy_text(tree))


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
    return Derivation(rule, tree, derivative, _sides(raw))


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
    raw = _joined([_term_sides(part) for part in moving or parts])
    if any(isinstance(part.derivation.derivative, t.Add) for part in parts):
        between = [t.Add(tuple(term for slope in slopes for term in _terms(slope))), *between]
    return Derivation("sum", function, derivative, raw, forms=tuple(map(_sides, between)), parts=tuple(parts))


def _terms(tree: t.Tree) -> tuple[t.Tree, ...]:
    return tree.terms if isinstance(tree, t.Add) else (tree,)


def _term_sides(part: Part) -> Sides:
    """The derivative of one term, as it is put into the sum: a power of x as a power."""
    found = power_derivative(part.derivation)
    slope = part.derivation.derivative
    body = found[1] if found is not None else _sides(slope)
    if part.factor == 1:
        return body
    shown = bracket(slope) if isinstance(slope, t.Add) or t.is_negative(slope) else body.latex
    dot = "" if abs(part.factor) == 1 else rf"{latex(t.Num(abs(part.factor)))} \cdot "
    return Sides(f"{'-' if part.factor < 0 else ''}{dot}{shown}", f"({part.factor})*({body.text})")


def _joined(pieces: Sequence[Sides]) -> Sides:
    text = pieces[0].latex
    for piece in pieces[1:]:
        text += f" - {piece.latex[1:]}" if piece.latex.startswith("-") else f" + {piece.latex}"
    return Sides(text, " + ".join(f"({piece.text})" for piece in pieces))


def _in_powers(expanded: t.Add) -> Sides:
    pieces = []
    for term in expanded.terms:
        monomial = as_monomial(term)
        pieces.append(_sides(term) if monomial is None else powers(*monomial))
    return Sides(_joined(pieces).latex, sympy_text(expanded))


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


def outer_rule(outer: t.Tree) -> str:
    """The name of the rule that differentiates the outer function of a chain."""
    _, body = t.split_coefficient(outer)
    match body:
        case t.Fn(name):
            return ELEMENTARY[name][0]
        case t.Pow(t.Sym("u"), _) | t.Div(_, t.Pow(t.Sym("u"), _)) | t.Div(_, t.Sym("u")):
            return "power"
    return "exponential"


def outer_power(outer: t.Tree) -> tuple[Fraction, Fraction] | None:
    """(c, n) of an outer function c*u**n, else None."""
    return as_monomial(t.substitute(outer, "u", t.X))


def _chain(function: t.Tree, outer: t.Tree, slope: t.Tree, inner: t.Tree) -> Derivation:
    part = differentiate(inner)
    bench = Bench()
    bench.term(inner)
    bench.keep(function)
    outside, opened = _outside(outer, slope, inner)
    sides = _product_sides([(outside.latex, outside.text), _second(part.derivative)])
    primed = _product_sides([(outside.latex, outside.text), _second(t.Prime(inner))])
    bench.term(part.derivative)
    forms = [
        *_carried_out(opened, part.derivative),
        *developed(bench, bench.term(opened), bench.terms(part.derivative)),
    ]
    forms = forms[: forms.index(forms[-1]) + 1]  # not from (3 - x) by -(x - 3) back to (3 - x)
    return Derivation(
        "chain", function, forms[-1], sides, primed, tuple(map(_sides, forms[:-1])), (Part("u", part),),
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


def _outside(outer: t.Tree, slope: t.Tree, inner: t.Tree) -> tuple[Sides, t.Tree]:
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


def _second(tree: t.Tree) -> tuple[str, str]:
    return factor(tree), sympy_text(tree)


def _first(tree: t.Tree) -> tuple[str, str]:
    return bracket(tree) if isinstance(tree, t.Add) else latex(tree), sympy_text(tree)


def _product_sides(pieces: Sequence[tuple[str, str]]) -> Sides:
    return Sides(r" \cdot ".join(p[0] for p in pieces), "*".join(f"({p[1]})" for p in pieces))


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
    sides = _product_rule(varying, slopes)
    primed = _product_rule(varying, _primed(parts))
    rows = [[slope if j == i else f for j, f in enumerate(varying)] for i, slope in enumerate(slopes)]
    terms = [bench.term(t.Mul(tuple(row))) for row in rows]
    forms = developed(bench, Term(), terms)
    return Derivation("product", function, forms[-1], sides, primed, tuple(map(_sides, forms[:-1])), parts)


def is_told(derivation: Derivation) -> bool:
    """Whether a part's derivative needs a line of its own: a rule for combined functions, or a root as a power."""
    return not derivation.is_direct or bool(hidden_powers(derivation))


def _primed(parts: Sequence[Part]) -> list[t.Tree]:
    return [t.Prime(p.derivation.function) if is_told(p.derivation) else p.derivation.derivative for p in parts]


def _product_rule(varying: Sequence[t.Tree], slopes: Sequence[t.Tree]) -> Sides:
    pieces = []
    for i, slope in enumerate(slopes):
        row = [slope if j == i else f for j, f in enumerate(varying)]
        pieces.append(_product_sides([_first(row[0]), *map(_second, row[1:])]))
    return Sides(_joined(pieces).latex, " + ".join(p.text for p in pieces))


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
        "quotient", function, forms[-1], _quotient_rule(above, below, [u.derivative, v.derivative]),
        _quotient_rule(above, below, _primed(parts)), tuple(map(_sides, forms[:-1])), parts,
    )  # fmt: skip


def _quotient_rule(above: t.Tree, below: t.Tree, slopes: Sequence[t.Tree]) -> Sides:
    du, dv = slopes
    top = rf"{_first(du)[0]} \cdot {factor(below)} - {factor(above)} \cdot {factor(dv)}"
    square = latex(_square(below))
    u, v, du_text, dv_text = map(sympy_text, (above, below, du, dv))
    return Sides(rf"\frac{{{top}}}{{{square}}}", f"(({du_text})*({v}) - ({u})*({dv_text}))/({v})**2")


def _square(below: t.Tree) -> t.Tree:
    """v^2 as it is written: x^2 and (x + 1)^4 at once, but (e^x)^2 and (2x)^2 as they are."""
    match below:
        case t.Pow(base, t.Num(n)) if n.denominator == 1:
            return t.Pow(base, t.Num(2 * n))
    return t.Pow(below, t.TWO)


def _reciprocal(function: t.Tree, above: t.Tree, below: t.Tree) -> Derivation:
    v = differentiate(below)
    parts = (Part("v", v),)
    bench = Bench()
    bench.keep(function)
    front = bench.term(t.Div(t.mul(t.MINUS_ONE, above), t.Pow(below, t.TWO)))
    forms = developed(bench, front, bench.terms(v.derivative))
    return Derivation(
        "reciprocal", function, forms[-1], _reciprocal_rule(above, below, v.derivative),
        _reciprocal_rule(above, below, _primed(parts)[0]), tuple(map(_sides, forms[:-1])), parts,
    )  # fmt: skip


def _reciprocal_rule(above: t.Tree, below: t.Tree, slope: t.Tree) -> Sides:
    sign = "" if t.is_negative(above) else "-"
    size = t.negate(above) if t.is_negative(above) else above
    shown = latex(slope) if size == t.ONE else rf"{factor(size)} \cdot {factor(slope)}"
    return Sides(
        rf"{sign}\frac{{{shown}}}{{{latex(_square(below))}}}",
        f"-({sympy_text(above)})*({sympy_text(slope)})/({sympy_text(below)})**2",
    )


def _times_logarithm(exponent: t.Tree, base: t.Tree) -> t.Tree:
    return t.mul(exponent, t.Fn("log", base)) if base != t.Sym("e") else exponent


def _logarithm_terms(tree: t.Tree) -> list[t.Tree]:
    """The terms of ln of a product, a quotient or a power."""
    match tree:
        case t.Mul(factors):
            return [term for f in factors for term in _logarithm_terms(f)]
        case t.Div(a, b):
            return [*([] if a == t.ONE else _logarithm_terms(a)), *(t.negate(term) for term in _logarithm_terms(b))]
        case t.Pow(base, t.Num(n)):
            return [t.mul(t.Num(n), term) for term in _logarithm_terms(base)]
        case t.Fn("exp", arg):
            return list(_terms(arg))
        case t.Pow(base, exponent):
            return [_times_logarithm(exponent, base)]
    return [t.Fn("log", tree)]


def _by_laws_of_logarithms(function: t.Tree) -> t.Tree | None:
    """A logarithm of a product, a quotient or a power by the laws of logarithms, where that has the same domain."""
    coefficient, rest = t.split_coefficient(function)
    match rest:
        case t.Fn("log", t.Mul() | t.Div() | t.Pow(_, t.Num()) as arg, None):
            terms = [t.mul(t.Num(coefficient), term) for term in _logarithm_terms(arg)]
            written = terms[0] if len(terms) == 1 else t.Add(tuple(terms))
            return written if written != function and domain(written) == domain(function) else None
    return None


def _many_factors(quotient: t.Div) -> t.Tree | None:
    """The logarithm, term by term, of a quotient of three or more factors, if it is real wherever the quotient is."""
    sides = [f for side in (quotient.num, quotient.den) for f in (side.factors if isinstance(side, t.Mul) else (side,))]
    if sum(map(t.depends, sides)) < 3:
        return None
    logarithm = t.Add(tuple(_logarithm_terms(quotient)))
    return logarithm if domain(logarithm) == derivative_domain(quotient, t.ZERO) else None


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
    sides = _product_sides([_first(function), _second(part.derivative)])
    return Derivation(
        "logarithmic differentiation", function, forms[-1], sides, sides, tuple(map(_sides, forms[:-1])),
        (Part("u", part),),
    )  # fmt: skip
