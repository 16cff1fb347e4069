"""Identities of trigonometric and hyperbolic functions, used where they make a result shorter."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from derivative_manim.generation import tree as t
from derivative_manim.generation.products import Factors, Key, Term

_ODD = ("sin", "tan", "cot", "csc", "asin", "atan", "sinh", "tanh", "asinh", "atanh")
_EVEN = ("cos", "sec", "cosh", "abs")
_U, _SQUARE, _HALF = t.Sym("u"), t.Pow(t.Sym("u"), t.TWO), t.num(Fraction(1, 2))
_ONE_LESS = t.Pow(t.Add((t.ONE, t.negate(_SQUARE))), _HALF)
_ONE_MORE = t.Pow(t.Add((_SQUARE, t.ONE)), _HALF)
# The sine and the cosine of an inverse function of u, and the hyperbolic ones
_SINE_AND_COSINE = {
    "asin": (_U, _ONE_LESS), "acos": (_ONE_LESS, _U), "atan": (t.Div(_U, _ONE_MORE), t.Div(t.ONE, _ONE_MORE)),
    "asinh": (_U, _ONE_MORE), "atanh": (t.Div(_U, _ONE_LESS), t.Div(t.ONE, _ONE_LESS)),
}  # fmt: skip


def _of_inverse(name: str, inverse: str) -> t.Tree | None:
    """What a function is of an inverse function of u: tan(arcsin u) is u/sqrt(1 - u^2)."""
    if inverse == f"a{name}":
        return _U
    if inverse not in _SINE_AND_COSINE or inverse.endswith("h") != name.endswith("h"):
        return None
    sine, cosine = _SINE_AND_COSINE[inverse]
    quotients = {"sin": (sine, t.ONE), "cos": (cosine, t.ONE), "tan": (sine, cosine), "sec": (t.ONE, cosine)}
    quotients |= {"csc": (t.ONE, sine), "cot": (cosine, sine)}
    found = quotients.get(name.removesuffix("h"))
    return None if found is None else t.Div(*found)


_TRIGONOMETRIC = ("sin", "cos", "tan", "cot", "sec", "csc")


def like_terms_added(terms: Iterable[Term]) -> list[Term]:
    """Like terms added where the first of them stands."""
    total: dict[Key, Term] = {}
    for term in terms:
        found = total.get(term.key)
        total[term.key] = Term(term.coefficient + (found.coefficient if found else 0), term.factors)
    return [term for term in total.values() if term.coefficient]


# What a sum of two terms is: (a, b, sign, result) for a**2 + sign*b**2 = result
def _identities(arg: t.Tree) -> list[tuple[t.Tree | None, t.Tree | None, int, tuple[int, t.Tree | None]]]:
    sin, cos, tan, sec, cot, csc, sinh, cosh, tanh = (
        t.Fn(name, arg) for name in ("sin", "cos", "tan", "sec", "cot", "csc", "sinh", "cosh", "tanh")
    )
    return [
        (sin, cos, 1, (1, None)),
        (None, sin, -1, (1, cos)), (None, cos, -1, (1, sin)),
        (sec, tan, -1, (1, None)), (sec, None, -1, (1, tan)), (tan, None, 1, (1, sec)),
        (csc, cot, -1, (1, None)), (csc, None, -1, (1, cot)), (cot, None, 1, (1, csc)),
        (cosh, sinh, -1, (1, None)), (cosh, None, -1, (1, sinh)), (sinh, None, 1, (1, cosh)),
        (None, tanh, -1, (-1, cosh)),
    ]  # fmt: skip


def _square(base: t.Tree | None, power: int = 2) -> Term:
    return Term() if base is None else Term(factors={base: Fraction(power)})


def with_identities(terms: list[Term]) -> list[Term]:
    """Two terms made one by an identity, as long as there are any."""
    for i, j in combinations(range(len(terms)), 2):
        for first, second in ((i, j), (j, i)):
            merged = _merged(terms[first], terms[second])
            if merged is not None:
                rest = [term for k, term in enumerate(terms) if k not in (i, j)]
                place = min(i, j)
                return with_identities(like_terms_added([*rest[:place], merged, *rest[place:]]))
    return terms


def _merged(a: Term, b: Term) -> Term | None:
    """A + b as one term if they are k A^2 and +-k B^2 of an identity."""
    if abs(a.coefficient) != abs(b.coefficient):
        return None
    sign = 1 if a.coefficient == b.coefficient else -1
    arguments = dict.fromkeys(base.arg for term in (a, b) for base in term.factors if isinstance(base, t.Fn))
    for arg in arguments:
        for first, second, wanted, (power, result) in _identities(arg):
            if wanted != sign:
                continue
            front = a * _square(first) ** -1
            if front.key != (b * _square(second) ** -1).key:
                continue
            if any(n < 0 for base, n in front.factors.items() if base in (first, second)):
                continue
            return front * _square(result, 2 * power)
        cosh, sinh = (Term(factors={t.Fn(name, arg): Fraction(1)}) for name in ("cosh", "sinh"))
        if (a * cosh**-1).key == (b * sinh**-1).key:  # cosh u + sinh u = e^u, cosh u - sinh u = e^(-u)
            c, rest = t.split_coefficient(arg)
            return a * cosh**-1 * Term(factors={t.Fn("exp", rest): sign * c})
        one = t.Fn("cosh", arg)  # 1 - 1/cosh^2 = tanh^2
        if sign < 0 and (a * _square(one) ** -1).key == b.key:
            return a * _square(t.Fn("tanh", arg))
    return None


def simpler(tree: t.Fn) -> t.Tree | None:
    """The same without an inverse function or a minus inside: sin(arcsin u) is u, and sin(-u) is -sin u; else None."""
    if isinstance(tree.arg, t.Fn) and (found := _of_inverse(tree.name, tree.arg.name)) is not None:
        return t.substitute(found, "u", tree.arg.arg)
    if tree.name not in (*_ODD, *_EVEN) or not t.is_negative(tree.arg):
        return None
    turned = t.Fn(tree.name, t.negate(tree.arg))
    return t.negate(turned) if tree.name in _ODD else turned


def with_absolute_values(factors: Factors) -> Factors:
    """A product with fewer absolute values: x^2/|x| is |x|, |x|^2 is x^2, (x/|x|) sin x is sin|x|.

    So nothing is divided by 0 at a corner that the product does not have.
    """
    for base in [b for b in factors if isinstance(b, t.Fn) and b.name == "abs"]:
        inside, n = base.arg, factors[base]
        m = factors.get(inside, Fraction(0))
        if m.denominator % 2 == 0:
            continue  # sqrt(x)|x|, where x is positive
        moved = min((2 * k for k in range(-8, 9)), key=lambda k: (abs(m - k) + abs(n + k), abs(k)))
        m, n = m - moved, n + moved
        if n.denominator % 2 and n.numerator % 2 == 0:
            m, n = m + n, Fraction(0)
        mirrors: list[tuple[t.Tree, t.Tree]] = []
        if m.denominator == n.denominator == 1 and m % 2 and n % 2 and m > 0 > n:
            odd = [b for b, e in factors.items() if e > 0 and e % 2 == 1]
            mirrors = [(b, mirror) for b in odd if (mirror := _mirrored(b, inside)) is not None][:1]
            m, n = m - len(mirrors), n + len(mirrors)
        after = {inside: m, base: n}
        if inside not in factors:
            factors = {key: e for b, e in factors.items() for key in ((inside, b) if b == base else (b,))}
        factors = {dict(mirrors).get(b, b): after.get(b, e) for b, e in factors.items() if after.get(b, e)}
    return factors


def _with_powers_joined(factors: Factors) -> Factors:
    """A power with a constant exponent and one with a number as one: |x|^(pi - 1)/|x| is |x|^(pi - 2)."""
    fixed = [b for b in factors if isinstance(b, t.Pow) and not t.depends(b.exponent)]
    for power in [b for b in fixed if factors[b] == 1 and b.base in factors]:
        joined = t.Pow(power.base, t.add(power.exponent, t.Num(factors[power.base])))
        factors = {joined if b == power else b: e for b, e in factors.items() if b != power.base}
    return factors


def _mirrored(tree: t.Tree, inside: t.Tree) -> t.Tree | None:
    """An odd function of c|u| for one of cu, and the other way round, u being `inside`; None for anything else."""
    if not isinstance(tree, t.Fn) or tree.name not in _ODD:
        return None
    coefficient, rest = t.split_coefficient(tree.arg)
    size = t.Fn("abs", inside)
    other = {inside: size, size: inside}.get(rest)
    return None if other is None else t.Fn(tree.name, t.with_coefficient(coefficient, other))


def finished(term: Term) -> Term:
    """A product or quotient of trigonometric functions of one angle in its shortest usual form."""
    factors = _with_powers_joined(with_absolute_values(term.factors))
    for arg in dict.fromkeys(base.arg for base in factors if isinstance(base, t.Fn)):
        for names, finish in ((_TRIGONOMETRIC, _finished_circle), (("sinh", "cosh", "tanh"), _finished_hyperbola)):
            powers = {name: factors.get(t.Fn(name, arg), Fraction(0)) for name in names}
            used = {name: n for name, n in powers.items() if n}
            if len(used) < 2 or any(n.denominator != 1 for n in used.values()):
                continue
            new = finish(powers)
            better = sum(map(abs, new.values())) < sum(map(abs, used.values())) or len(new) < len(used)
            unfinished = names is _TRIGONOMETRIC and any(n < 0 for n in used.values())
            if new != used and (better or unfinished):
                place = next(i for i, base in enumerate(factors) if base in {t.Fn(name, arg) for name in used})
                kept = [(b, n) for b, n in factors.items() if b not in {t.Fn(name, arg) for name in names}]
                renewed: list[tuple[t.Tree, Fraction]] = [(t.Fn(name, arg), n) for name, n in new.items()]
                kept[place:place] = renewed
                factors = dict(kept)
    return Term(term.coefficient, factors)


def _finished_circle(powers: dict[str, Fraction]) -> dict[str, Fraction]:
    s = powers["sin"] + powers["tan"] - powers["cot"] - powers["csc"]
    c = powers["cos"] - powers["tan"] + powers["cot"] - powers["sec"]
    if s >= 0 and c >= 0:
        found = {"sin": s, "cos": c}
    elif s > 0:
        m = min(s, -c)
        found = {"sin": s - m, "sec": -c - m, "tan": m}
    elif c > 0:
        m = min(-s, c)
        found = {"cos": c - m, "csc": -s - m, "cot": m}
    elif s == 0:
        found = {"sec": -c}
    elif c == 0:
        found = {"csc": -s}
    else:
        found = {"sin": s, "cos": c}
    return {name: n for name, n in found.items() if n}


def _finished_hyperbola(powers: dict[str, Fraction]) -> dict[str, Fraction]:
    s, c = powers["sinh"] + powers["tanh"], powers["cosh"] - powers["tanh"]
    if s > 0 and c < 0:
        m = min(s, -c)
        found = {"sinh": s - m, "cosh": c + m, "tanh": m}
    else:
        found = {"sinh": s, "cosh": c}
    return {name: n for name, n in found.items() if n}


def doubled(term: Term) -> Term:
    """Below the bar, the sine and the cosine of half an angle as the sine of the angle: csc x for 1/(2 sin cos)."""
    for sine in [b for b, n in term.factors.items() if isinstance(b, t.Fn) and b.name == "sin" and n < 0]:
        n, cosine = term.factors[sine], t.Fn("cos", sine.arg)
        c, rest = t.split_coefficient(sine.arg)
        if c.denominator % 2 == 0 and n.denominator == 1 and term.factors.get(cosine) == n:
            whole = Term(Fraction(1, 2), {t.Fn("sin", t.with_coefficient(2 * c, rest)): Fraction(1)})
            kept = {b: e for b, e in term.factors.items() if b not in (sine, cosine)}
            return Term(term.coefficient, kept) * without_bar(whole**n)
    return term


def without_bar(term: Term) -> Term:
    """Csc and sec for what is over a sine or a cosine."""
    turned = {"sin": "csc", "cos": "sec"}
    for base, n in term.factors.items():
        if isinstance(base, t.Fn) and base.name in turned and n < 0:
            term = term * Term(factors={base: -n, t.Fn(turned[base.name], base.arg): -n})
    return term


def _by_sine_and_cosine(base: t.Fn, n: Fraction) -> Term:
    sin, cos = (Term(factors={t.Fn(name, base.arg): n}) for name in ("sin", "cos"))
    return {"tan": sin * cos**-1, "cot": cos * sin**-1, "sec": cos**-1, "csc": sin**-1}[base.name]


def _not_sine_or_cosine(term: Term) -> list[t.Fn]:
    return [b for b in term.factors if isinstance(b, t.Fn) and b.name in ("tan", "cot", "sec", "csc")]


def with_sine_and_cosine(term: Term) -> Term:
    """`term` with sin and cos for whole powers of tan, cot, sec and csc."""
    for base in _not_sine_or_cosine(term):
        n = term.factors[base]
        if n.denominator == 1:
            term = term * Term(factors={base: -n}) * _by_sine_and_cosine(base, n)
    return term


def in_sine_and_cosine(term: Term) -> list[Term] | None:
    """`term` with its functions written with sin and cos, one factor each, if tan, sec, ... stand below the bar."""
    others = _not_sine_or_cosine(term)
    if not any(term.factors[b] < 0 for b in others) or any(term.factors[b].denominator > 1 for b in others):
        return None  # sqrt(tan x) is real where sqrt(sin x) is not
    parts = [_by_sine_and_cosine(base, term.factors[base]) for base in sorted(others, key=lambda b: term.factors[b])]
    rest = Term(term.coefficient, {b: n for b, n in term.factors.items() if b not in others})
    return [rest, *parts] if rest.factors or rest.coefficient != 1 else parts
