"""The algebra of a derivation: a result as a textbook prints it, and the steps that lead there.

An expression is worked on as a sum of products, `coefficient * base**exponent * ...`; a sum in brackets is one base, as
it is for a person who cancels (x + 1). Nothing here asks SymPy, so the same forms come out everywhere, and at once.

The policy for results (`finished`, `developed`):

1. A sum stays a sum: the derivative of a sum is the sum of its tidied derivatives with like terms collected, in the
   order of the function's terms; a positive term leads, except in a polynomial, which keeps its descending powers.
2. Everything else is one product or one fraction: what all terms share is taken out (numbers, powers, exponentials,
   roots, sums in brackets), what is left in the brackets is multiplied out if like terms or an identity then make it
   shorter, and what stands above and below the bar is cancelled. No bracket is split further: 4 - x^2 stays, but
   x^2 - 2x + 1 is (x - 1)^2. A polynomial that is all there is stays as it is: 2x - 2.
3. Terms come over one denominator if what is left after taking out is algebraic, or if there is a bar already: no
   fraction in a fraction. Beside a logarithm or a sine, a fraction stays with its own term: ln x + (x + 1)/x.
4. A minus stands in front only if no bracket above the bar can take it: (3 - x^2)/..., but -7/(x - 2)^2. The bracket of
   a polynomial has descending powers, or ascending ones if only these begin with a plus.
5. sin^2 + cos^2 = 1, cosh^2 - sinh^2 = 1, sec^2 - 1 = tan^2 and csc^2 - 1 = cot^2 are used where they make it shorter,
   and a quotient of trigonometric functions of one angle is finished: cot x, sec x tan x, 1/(sin x cos x). Products
   (2 sin x cos x) stay as the rule gives them.
6. ln(1/2) is -ln 2. Powers of x are roots and fractions again in the result: 1/(2 sqrt(x)).
7. Factors stand in this order: number, powers of x, exponentials, brackets, constants such as ln 2, functions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from derivative_manim.generation import tree as t

Factors = dict[t.Tree, Fraction]  # base -> exponent, in writing order
HALF = Fraction(1, 2)
_MOST_TERMS = 24  # a product that has more terms when it is multiplied out stays as it is
_TRIGONOMETRIC = ("sin", "cos", "tan", "cot", "sec", "csc")


@dataclass
class Term:
    """`coefficient` times the product of `factors`."""

    coefficient: Fraction = Fraction(1)
    factors: Factors = field(default_factory=dict)

    def __mul__(self, other: Term) -> Term:
        """The product, with the exponents of one base added."""
        factors = dict(self.factors)
        for base, exponent in other.factors.items():
            factors[base] = factors.get(base, Fraction(0)) + exponent
        return Term(self.coefficient * other.coefficient, {b: n for b, n in factors.items() if n})

    def __pow__(self, exponent: Fraction | int) -> Term:
        """The power; a fractional one only of coefficient 1."""
        n = Fraction(exponent)
        coefficient = self.coefficient ** int(n) if n.denominator == 1 else Fraction(1)
        return Term(coefficient, {b: e * n for b, e in self.factors.items()})

    @property
    def key(self) -> frozenset[tuple[t.Tree, Fraction]]:
        """The factors without their order."""
        return frozenset(self.factors.items())

    @property
    def is_algebraic(self) -> bool:
        """Whether it has only powers of x, of algebraic sums in x, and constants."""
        return all(_is_algebraic(base) for base in self.factors)


def _is_algebraic(tree: t.Tree) -> bool:
    return not any(
        (isinstance(n, t.Fn) and t.depends(n)) or (isinstance(n, t.Pow) and t.depends(n.exponent)) for n in t.walk(tree)
    )


class Bench:
    """Where one derivation is worked out: it knows the sums in brackets that were seen, so that equal ones are one."""

    def __init__(self, *, plain: bool = False) -> None:
        """No sum was seen yet. A `plain` bench neither collects nor takes out anything inside a bracket."""
        self._plain = plain
        self._sums: dict[frozenset[tuple[frozenset[tuple[t.Tree, Fraction]], Fraction]], tuple[int, t.Tree]] = {}

    # Reading

    def term(self, tree: t.Tree) -> Term:
        """`tree` as one product; a sum that does not collapse is one factor of it."""
        match tree:
            case t.Num(value):
                return Term(value)
            case t.Mul(factors):
                return math.prod((self.term(f) for f in factors), start=Term())
            case t.Div(a, b):
                return self.term(a) * self.term(b) ** -1
            case t.Pow(base, t.Num(n)):
                return self._power(base, n)
            case t.Fn("exp", arg):
                c, rest = _exponent(arg)
                return Term(factors={t.Fn("exp", rest): c})
            case t.Pow(base, exponent) if not t.depends(base):
                c, rest = _exponent(exponent)
                return Term(factors={t.Pow(base, rest): c})
            case t.Fn("log", t.Num(value), None):
                return _logarithm(value)
            case t.Fn("log", t.Sym("e"), None):
                return Term()
            case t.Add():
                terms = self.terms(tree)
                return self.bracket(terms if self._plain else self.collected(terms))
        return Term(factors={tree: Fraction(1)})

    def terms(self, tree: t.Tree) -> list[Term]:
        """`tree` as a sum of products, each as it stands."""
        if isinstance(tree, t.Add):
            return [term for part in tree.terms for term in self.terms(part)]
        if isinstance(tree, t.Mul) and len(tree.factors) == 2 and tree.factors[0] == t.MINUS_ONE:
            return [Term(-term.coefficient, term.factors) for term in self.terms(tree.factors[1])]
        return [self.term(tree)]

    def _power(self, base: t.Tree, n: Fraction) -> Term:
        inner = self.term(base)
        if inner.coefficient == 0:
            return Term(Fraction(0))
        if n.denominator == 1:
            return inner**n
        root = _exact_root(inner.coefficient, n)
        safe = n.denominator % 2 == 1 or all(e.numerator % 2 for e in inner.factors.values())
        if root is not None and len(inner.factors) == 1 and safe:
            return Term(root, {b: e * n for b, e in inner.factors.items()})
        if root is not None and not inner.factors:
            return Term(root)
        if root is not None:
            whole = self.tree(Term(Fraction(1), inner.factors))
            return Term(root, {whole: n})
        return Term(factors={self.tree(inner): n})

    def bracket(self, terms: Sequence[Term], *, ordered: bool = False) -> Term:
        """A collected sum as one product: fractions taken out, the rest a base that is known by its terms."""
        terms = [term for term in terms if term.coefficient]
        if not terms:
            return Term(Fraction(0))
        if len(terms) == 1:
            return terms[0]
        content = _content(term.coefficient for term in terms)
        content = Fraction(1) if self._plain or ordered else Fraction(1, content.denominator)
        listed = [Term(term.coefficient / content, term.factors) for term in terms]
        key = frozenset((term.key, term.coefficient) for term in listed)
        opposite = frozenset((term.key, -term.coefficient) for term in listed)
        if key not in self._sums and opposite not in self._sums:
            sign = 1
            if ordered:
                sign, listed = in_order(listed)
                if sign < 0:
                    key = opposite
            self._sums[key] = (1, t.Add(tuple(self.tree(term) for term in listed)))
            return Term(content * sign, {self._sums[key][1]: Fraction(1)})
        sign, shown = (1, self._sums[key][1]) if key in self._sums else (-1, self._sums[opposite][1])
        return Term(content * sign, {shown: Fraction(1)})

    # Collecting

    def collected(self, terms: Iterable[Term]) -> list[Term]:
        """Like terms added where the first of them stands, and sin^2 + cos^2 = 1 and its like used."""
        total: dict[frozenset[tuple[t.Tree, Fraction]], Term] = {}
        for term in terms:
            found = total.get(term.key)
            total[term.key] = Term(term.coefficient + (found.coefficient if found else 0), term.factors)
        return _with_identities([term for term in total.values() if term.coefficient])

    def expanded(self, term: Term, *, only_functions: bool = False) -> list[Term]:
        """`term` with its whole powers of sums multiplied out, not collected."""
        result = [Term(term.coefficient)]
        for base, exponent in term.factors.items():
            opens = isinstance(base, t.Add) and exponent.denominator == 1 and exponent > 0
            if opens and only_functions and _is_algebraic(base):
                opens = False
            if opens:
                for _ in range(int(exponent)):
                    result = [a * b for a in result for b in self.terms(base)]
            else:
                result = [a * Term(factors={base: exponent}) for a in result]
            if len(result) > _MOST_TERMS:
                return [term]
        return result

    def worked_out(self, terms: Sequence[Term]) -> tuple[list[Term], list[Term]]:
        """(multiplied out, then collected); both are `terms` if that makes it no shorter.

        Terms with one and the same transcendental part are brought together; the brackets of those that stand alone
        are left as they are: 2x cos x - (x^2 - 4) sin x.
        """
        opened = [part for term in terms for part in self.expanded(term, only_functions=True)]
        groups: dict[frozenset[tuple[t.Tree, Fraction]], list[Term]] = {}
        for term in opened:
            part = Term(Fraction(1), {b: n for b, n in term.factors.items() if not _is_algebraic(b)})
            groups.setdefault(part.key, []).append(term)
        out: list[Term] = []
        for term in opened:
            part = frozenset((b, n) for b, n in term.factors.items() if not _is_algebraic(b))
            out += self.expanded(term) if len(groups[part]) > 1 else [term]
        result = self._grouped(self.collected(out))
        if _size(self, result) < _size(self, terms) or (len(result) < len(terms)):
            return out, result
        return list(terms), self.collected(terms)

    def _grouped(self, terms: list[Term]) -> list[Term]:
        """x sin x + 2 sin x + x cos x is (x + 2) sin x + x cos x, where there are several functions."""
        groups: dict[frozenset[tuple[t.Tree, Fraction]], list[Term]] = {}
        for term in terms:
            part = frozenset((b, n) for b, n in term.factors.items() if not _is_algebraic(b))
            groups.setdefault(part, []).append(term)
        if len(groups) < 2 or not any(part and len(members) > 1 for part, members in groups.items()):
            return terms
        result: list[Term] = []
        for part, members in groups.items():
            if not part or len(members) == 1:
                result += members
                continue
            front = [Term(m.coefficient, {b: n for b, n in m.factors.items() if _is_algebraic(b)}) for m in members]
            common, rest = self.taken_out(front, all_negative=False)
            result.append(common * self.bracket(rest, ordered=True) * Term(factors=dict(part)))
        return result

    # Taking out

    def taken_out(self, terms: Sequence[Term], *, all_negative: bool) -> tuple[Term, list[Term]]:
        """(what all terms share, what is left of each).

        With `all_negative` a base below the bar of some terms is shared by all (one denominator); without, only by
        terms that all have it there, unless what is left is algebraic.
        """
        if len(terms) == 1:
            return terms[0], [Term()]
        sign = -1 if all(term.coefficient < 0 for term in terms) else 1
        bases = list(dict.fromkeys(base for term in terms for base in term.factors))
        positive = Term(sign * _content(term.coefficient for term in terms))
        for base in bases:
            powers = [term.factors.get(base, Fraction(0)) for term in terms]
            if min(powers) > 0:
                positive.factors[base] = min(powers)
            elif max(powers) < 0:
                positive.factors[base] = max(powers)
        left = [term * positive**-1 for term in terms]
        if all_negative or all(term.is_algebraic for term in left):
            below = Term()
            for base in bases:
                least = min(term.factors.get(base, Fraction(0)) for term in left)
                if least < 0 and not _is_exponential(base):
                    below.factors[base] = least
            positive = positive * below
            left = [term * below**-1 for term in left]
        elif all(n > 0 or _is_exponential(base) for base, n in positive.factors.items()):
            # a fraction stays with its own term, and then a denominator is not a number for all
            numbers = [term.coefficient for term in terms]
            if any(c.denominator != numbers[0].denominator for c in numbers):
                whole = sign * _content(Fraction(c.numerator) for c in numbers)
                left = [Term(term.coefficient * positive.coefficient / whole, term.factors) for term in left]
                positive.coefficient = whole
        return positive, self.opened(left)

    def opened(self, terms: Iterable[Term]) -> list[Term]:
        """A bracket that is a term by itself is no bracket: (x + 1) + 2x."""
        result: list[Term] = []
        for term in terms:
            base = next(iter(term.factors), None)
            if term.coefficient == 1 and isinstance(base, t.Add) and term.factors == {base: 1}:
                result += self.terms(base)
            else:
                result.append(term)
        return result

    # Writing

    def tree(self, term: Term, *, below: bool = False, inside: t.Tree | None = None) -> t.Tree:
        """`term` as it is written, times the bracket `inside`; with `below`, e^(-x) goes below the bar."""
        if term.coefficient == 0:
            return t.ZERO
        above: list[t.Tree] = []
        under: list[t.Tree] = []
        for base, n in term.factors.items():
            if _is_exponential(base):
                (under if n < 0 and below else above).append(_raised(base, -n if n < 0 and below else n))
            elif isinstance(base, t.Div) and n < 0:  # a root of a fraction: turned over
                above.append(t.Pow(t.Div(base.den, base.num), t.Num(-n)))
            else:
                (above if n > 0 else under).append(t.Pow(base, t.Num(abs(n))) if abs(n) != 1 else base)
        above += [] if inside is None else [inside]
        c = term.coefficient
        beside = [f for f in above if _has_inner_fraction(f)] if under or c.denominator != 1 else []
        front = _fraction(abs(c), [f for f in above if f not in beside], under)
        if beside:  # no fraction in a fraction: 1/2 cos(x/2)
            heads = () if front == t.ONE else front.factors if isinstance(front, t.Mul) else (front,)
            tail = t.in_writing_order(beside)
            factors = (*heads, *(tail.factors if isinstance(tail, t.Mul) else (tail,)))
            if c < 0:
                return t.Mul((t.MINUS_ONE, *factors))
            return factors[0] if len(factors) == 1 else t.Mul(factors)
        return t.negate(front) if c < 0 else front

    def sum_tree(self, terms: Sequence[Term], *, below: bool = False) -> t.Tree:
        """The sum as it is written, in the order given."""
        listed = [term for term in terms if term.coefficient]
        if not listed:
            return t.ZERO
        return self.tree(listed[0], below=below) if len(listed) == 1 else t.Add(
            tuple(self.tree(term, below=below) for term in listed)
        )  # fmt: skip


def _fraction(coefficient: Fraction, above: list[t.Tree], under: list[t.Tree]) -> t.Tree:
    top, bottom = t.in_writing_order(above), t.in_writing_order(under, below=True)
    return t.with_coefficient(coefficient, top if bottom == t.ONE else t.Div(top, bottom))


def in_order(terms: list[Term]) -> tuple[int, list[Term]]:
    """(sign, terms) of a bracket: descending powers of x, or ascending ones if only these begin with a plus."""
    if all(term.coefficient < 0 for term in terms):
        return -1, in_order([Term(-term.coefficient, term.factors) for term in terms])[1]
    if all(set(term.factors) <= {t.X} for term in terms):
        falling = sorted(terms, key=lambda term: -term.factors.get(t.X, Fraction(0)))
        if falling[0].coefficient > 0:
            return 1, falling
        if falling[-1].coefficient > 0:
            return 1, falling[::-1]
        return -1, [Term(-term.coefficient, term.factors) for term in falling]
    algebraic = [term for term in terms if term.is_algebraic]
    others = [term for term in terms if not term.is_algebraic]
    if others and any(term.coefficient > 0 for term in algebraic):
        sign, ordered = in_order(algebraic)
        algebraic = ordered if sign > 0 else algebraic
    listed = [
        *(term for term in others if term.coefficient > 0),
        *algebraic,
        *(term for term in others if term.coefficient < 0),
    ]  # ln x + 1, but 1 - ln x
    first = next(i for i, term in enumerate(listed) if term.coefficient > 0)
    return 1, [listed[first], *listed[:first], *listed[first + 1 :]]


def _exponent(arg: t.Tree) -> tuple[Fraction, t.Tree]:
    """An exponent as (number, rest): e^(-2x) is a power of e^x."""
    if isinstance(arg, t.Add):
        if t.is_negative(arg.terms[0]):
            return Fraction(-1), t.negate_all(arg)
        return Fraction(1), arg
    return t.split_coefficient(arg)


def _raised(base: t.Tree, n: Fraction) -> t.Tree:
    """e^u or a^u with its exponent multiplied by n."""
    inner = base.arg if isinstance(base, t.Fn) else base.exponent  # type: ignore[attr-defined]
    if isinstance(inner, t.Add):
        exponent = inner if n == 1 else t.negate_all(inner) if n == -1 else t.Mul((t.Num(n), inner))
        exponent = positive_first(exponent)
    else:
        exponent = t.with_coefficient(n, inner)
    return t.Fn("exp", exponent) if isinstance(base, t.Fn) else t.Pow(base.base, exponent)  # type: ignore[attr-defined]


def _is_exponential(base: t.Tree) -> bool:
    return (isinstance(base, t.Fn) and base.name == "exp") or (
        isinstance(base, t.Pow) and not t.depends(base.base) and t.depends(base.exponent)
    )


def positive_first(tree: t.Tree) -> t.Tree:
    """A sum that starts with a minus, turned so that its first positive term leads: 1 - x^2, not -x^2 + 1."""
    if not isinstance(tree, t.Add) or not t.is_negative(tree.terms[0]):
        return tree
    for i, term in enumerate(tree.terms):
        if not t.is_negative(term):
            return t.Add((term, *tree.terms[:i], *tree.terms[i + 1 :]))
    return tree


def _logarithm(value: Fraction) -> Term:
    if value == 1:
        return Term(Fraction(0))
    if value.numerator == 1:
        return Term(Fraction(-1), {t.Fn("log", t.num(value.denominator)): Fraction(1)})
    return Term(factors={t.Fn("log", t.Num(value)): Fraction(1)})


def _exact_root(value: Fraction, n: Fraction) -> Fraction | None:
    """value**n if that is rational, else None."""
    if value == 1:
        return value
    if value < 0:
        return None
    parts = [round(part ** (1 / n.denominator)) for part in (value.numerator, value.denominator)]
    if parts[0] ** n.denominator != value.numerator or parts[1] ** n.denominator != value.denominator:
        return None
    return Fraction(*parts) ** n.numerator


def _content(values: Iterable[Fraction]) -> Fraction:
    listed = [v for v in values if v]
    return Fraction(math.gcd(*(v.numerator for v in listed)), math.lcm(*(v.denominator for v in listed)))


def _has_inner_fraction(tree: t.Tree) -> bool:
    """Whether a fraction bar stands inside: in the argument of a function, say, but not in an exponent."""
    match tree:
        case t.Div():
            return True
        case t.Num(value):
            return value.denominator != 1
        case t.Fn("exp"):
            return False
        case t.Pow(base, _):
            return _has_inner_fraction(base)
    return any(_has_inner_fraction(child) for child in t.children(tree))


def _size(bench: Bench, terms: Sequence[Term]) -> float:
    trees = [bench.tree(term) for term in terms if term.coefficient]
    return sum(cost(tree) + 1 + 1.2 * isinstance(tree, t.Add) for tree in trees)


# What a sum of two terms is: (a, b, sign of b, result) for a**2 + sign*b**2 = result
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


def _with_identities(terms: list[Term]) -> list[Term]:
    """Two terms made one by an identity, as long as there are any."""
    for i, j in combinations(range(len(terms)), 2):
        for first, second in ((i, j), (j, i)):
            merged = _merged(terms[first], terms[second])
            if merged is not None:
                rest = [term for k, term in enumerate(terms) if k not in (i, j)]
                place = min(i, j)
                total = [*rest[:place], merged, *rest[place:]]
                again: dict[frozenset[tuple[t.Tree, Fraction]], Term] = {}
                for term in total:
                    found = again.get(term.key)
                    again[term.key] = Term(term.coefficient + (found.coefficient if found else 0), term.factors)
                return _with_identities([term for term in again.values() if term.coefficient])
    return terms


def _merged(a: Term, b: Term) -> Term | None:
    """a + b as one term if they are k A^2 and +-k B^2 of an identity."""
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
        one = t.Fn("cosh", arg)  # 1 - 1/cosh^2 = tanh^2
        if sign < 0 and (a * _square(one) ** -1).key == b.key:
            return a * _square(t.Fn("tanh", arg))
    return None


def finished(term: Term) -> Term:
    """A product or quotient of trigonometric functions of one angle in its shortest usual form."""
    factors = dict(term.factors)
    for arg in dict.fromkeys(base.arg for base in factors if isinstance(base, t.Fn)):
        for names, finish in ((_TRIGONOMETRIC, _finished_circle), (("sinh", "cosh", "tanh"), _finished_hyperbola)):
            powers = {name: factors.get(t.Fn(name, arg), Fraction(0)) for name in names}
            used = {name: n for name, n in powers.items() if n}
            if len(used) < 1 or any(n.denominator != 1 for n in used.values()):
                continue
            new = finish(powers)
            better = sum(map(abs, new.values())) < sum(map(abs, used.values())) or len(new) < len(used)
            unfinished = names is _TRIGONOMETRIC and any(n < 0 for n in used.values())
            if new != used and (better or unfinished):
                place = next(i for i, base in enumerate(factors) if base in {t.Fn(name, arg) for name in used})
                kept = [(b, n) for b, n in factors.items() if b not in {t.Fn(name, arg) for name in names}]
                kept[place:place] = [(t.Fn(name, arg), n) for name, n in new.items()]
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


def in_sine_and_cosine(term: Term) -> list[Term] | None:
    """`term` as a product of its functions written with sin and cos, if it has a quotient of tan, sec, ...; else None."""
    others = [b for b in term.factors if isinstance(b, t.Fn) and b.name in ("tan", "cot", "sec", "csc")]
    below = [b for b in others if term.factors[b] < 0]
    if not below:
        return None
    parts = []
    for base in sorted(others, key=lambda b: term.factors[b]):
        sin, cos = t.Fn("sin", base.arg), t.Fn("cos", base.arg)  # type: ignore[attr-defined]
        n = term.factors[base]
        written: Factors = {
            "tan": {sin: n, cos: -n}, "cot": {cos: n, sin: -n}, "sec": {cos: -n}, "csc": {sin: -n},
        }[base.name]  # type: ignore[attr-defined]  # fmt: skip
        parts.append(Term(factors=written))
    rest = Term(term.coefficient, {b: n for b, n in term.factors.items() if b not in others})
    return [rest, *parts] if rest.factors or rest.coefficient != 1 else parts


def cost(tree: t.Tree) -> float:
    """How much there is to read: glyphs, with a little more for fractions, brackets and towers of powers."""
    match tree:
        case t.Num(value):
            return len(str(abs(value.numerator))) + (len(str(value.denominator)) if value.denominator != 1 else 0)
        case t.Add(terms):
            return sum(map(cost, terms)) + len(terms) - 1
        case t.Mul(factors):
            return sum(cost(f) + 1.2 * isinstance(f, t.Add) for f in factors) - 0.5 * (factors[0] == t.MINUS_ONE)
        case t.Div(a, b):
            return cost(a) + cost(b) + 1
        case t.Pow(base, exponent):
            brackets = 0.0 if isinstance(base, t.Sym | t.Fn | t.Num) else 1.2
            return cost(base) + 0.8 * cost(exponent) + brackets
        case t.Fn("exp", arg):
            return 1 + 0.9 * cost(arg)
        case t.Fn(_, arg):
            return 2 + cost(arg) + (0 if isinstance(arg, t.Sym) else 1)
    return 1


# From the substitution to the result


def developed(
    bench: Bench, front: Term, terms: Sequence[Term], *, below: bool = False, one_bar: bool = False
) -> list[t.Tree]:
    """The forms of front * (sum of terms), from products carried out to the result, which is the last.

    Args:
        bench: where the sums in brackets of the function are known.
        front: what multiplies the sum; it may stand below the bar.
        terms: the terms as the rule gives them.
        below: whether e^(-x) goes below the bar, because the function has it there.
        one_bar: whether everything comes over one denominator, as in the quotient rule.
    """
    terms = [term for term in terms if term.coefficient]
    if not terms or not front.coefficient:
        return [t.ZERO]
    forms: list[t.Tree] = []

    def show(factor: Term, parts: Sequence[Term]) -> None:
        forms.append(_shown(bench, factor, parts, below=below))

    front = _open_fractions(bench, front)
    bar = one_bar or any(n < 0 and not _is_exponential(base) for base, n in front.factors.items())
    terms = bench.opened(terms)
    if _uncancelled(bench, front, terms[0], [Term()], below=below) is None or len(terms) > 1:
        show(front, terms)
    tidied = [finished(term) for term in terms]
    if [term.key for term in tidied] != [term.key for term in terms]:
        terms = bench.collected(tidied)
        show(front, terms)
    common, left = bench.taken_out(terms, all_negative=bar)
    if common.factors or abs(common.coefficient) != 1:
        whole = _uncancelled(bench, front, common, left, below=below)
        if whole is not None:
            forms.append(whole)
        show(front * common, left)
    front = front * common
    opened, closed = bench.worked_out(left)
    if opened != left:
        show(front, opened)
    if not closed:
        return [*forms, t.ZERO]
    if not front.factors and all(set(term.factors) <= {t.X} for term in closed) and not any(map(_has_bar, closed)):
        sign, ordered = in_order([front * term for term in closed])  # a polynomial is all there is
        return [*forms, bench.sum_tree([Term(sign * term.coefficient, term.factors) for term in ordered])]
    again, rest = bench.taken_out(closed, all_negative=bar)
    inside = bench.bracket(rest, ordered=True)
    if again.factors or abs(again.coefficient) != 1 or len(closed) == 1:
        sign, ordered = in_order(list(closed))
        show(front * Term(Fraction(sign)), ordered)
    total = front * again * inside
    if len(rest) > 1 and isinstance(only := next(iter(inside.factors)), t.Add):
        show(front * again * Term(inside.coefficient), bench.terms(only))
    total = _squared(bench, _in_lowest_terms(bench, total))
    circle = in_sine_and_cosine(total)
    if circle is not None:
        forms.append(t.Mul(tuple(bench.tree(part) for part in circle)))
    total = _with_sign_inside(bench, finished(_without_numbers(bench, _open_fractions(bench, total))))
    return [*forms, bench.tree(total, below=below)]


def summed(bench: Bench, trees: Sequence[t.Tree]) -> t.Tree:
    """The result of the sum rule: like terms collected, each term finished, a positive one first."""
    terms = [finished(term) for term in bench.collected([term for tree in trees for term in bench.terms(tree)])]
    tree = bench.sum_tree(terms)
    polynomial = all(set(term.factors) <= {t.X} and all(_is_whole(n) for n in term.factors.values()) for term in terms)
    return tree if polynomial else positive_first(tree)


def _is_whole(n: Fraction) -> bool:
    return n.denominator == 1 and n > 0


def _has_bar(term: Term) -> bool:
    return any(n < 0 and not _is_exponential(base) for base, n in term.factors.items())


def _shown(bench: Bench, front: Term, terms: Sequence[Term], *, below: bool) -> t.Tree:
    """front * (terms), the sum in one bracket."""
    if len(terms) == 1:
        return bench.tree(front * terms[0], below=below)
    inside = bench.sum_tree(terms)
    if not front.factors and front.coefficient == 1:
        return inside
    return bench.tree(front, below=below, inside=inside)


def _uncancelled(bench: Bench, front: Term, common: Term, left: Sequence[Term], *, below: bool) -> t.Tree | None:
    """The fraction with what was taken out above the bar, if something of it then cancels; else None."""
    under = Term(factors={b: -n for b, n in front.factors.items() if n < 0 and (below or not _is_exponential(b))})
    if not any(b in under.factors and n > 0 for b, n in common.factors.items()) or _has_bar(common):
        return None
    above = Term(front.coefficient, {b: n for b, n in front.factors.items() if b not in under.factors}) * common
    if above.coefficient.denominator != 1:
        return None
    return t.Div(_shown(bench, above, left, below=False), bench.tree(under))


def _without_numbers(bench: Bench, term: Term) -> Term:
    """Numbers taken out of all brackets with whole exponents: 4(x - 1), not 4x - 4."""
    result = Term(term.coefficient)
    for base, n in term.factors.items():
        piece = Term(factors={base: n})
        if isinstance(base, t.Add) and n.denominator == 1:
            content = Fraction(_content(part.coefficient for part in bench.terms(base)).numerator)
            if content != 1:
                terms = [Term(part.coefficient / content, part.factors) for part in bench.terms(base)]
                piece = (Term(content) * bench.bracket(terms)) ** n
        result = result * piece
    return result


def _squared(bench: Bench, term: Term) -> Term:
    """x^2 - 2x + 1 above the bar as (x - 1)^2."""
    result = Term(term.coefficient)
    for base, n in term.factors.items():
        piece = Term(factors={base: n})
        if isinstance(base, t.Add) and n == 1 and len(term.factors) > 1:
            listed = _polynomial(bench, base)
            if listed is not None and len(listed) == 3 and listed[1] and listed[1] ** 2 == 4 * listed[0] * listed[2]:
                root = _exact_root(listed[2], HALF)
                if root is not None:
                    terms = [Term(root, {t.X: Fraction(1)}), Term(listed[1] / (2 * root))]
                    piece = bench.bracket(terms, ordered=True) ** 2
        result = result * piece
    return result


def _open_fractions(bench: Bench, term: Term) -> Term:
    """Sums below the bar without fractions in them, and with what their terms share taken out: x(x + 1)."""
    result = Term(term.coefficient)
    for base, n in term.factors.items():
        piece = Term(factors={base: n})
        if isinstance(base, t.Add) and n.denominator == 1 and n < 0:
            common, left = bench.taken_out(bench.terms(base), all_negative=True)
            if common.factors:
                piece = (common * bench.bracket(left)) ** n
        result = result * piece
    return result


def _in_lowest_terms(bench: Bench, term: Term) -> Term:
    """A polynomial above the bar divided by one below it, as often as that leaves no rest."""
    factors = dict(term.factors)
    for below in [b for b, n in term.factors.items() if isinstance(b, t.Add) and n < 0]:
        divisor = _polynomial(bench, below)
        for above in [b for b, n in term.factors.items() if isinstance(b, t.Add) and n == 1]:
            dividend = _polynomial(bench, above)
            if divisor is None or dividend is None or len(dividend) <= len(divisor):
                continue
            quotient, rest = _divided(dividend, divisor)
            if any(rest):
                continue
            terms = [Term(c, {t.X: Fraction(k)} if k else {}) for k, c in enumerate(quotient) if c]
            kept = Term(term.coefficient, {b: n for b, n in factors.items() if b != above})
            return _in_lowest_terms(bench, kept * bench.bracket(terms, ordered=True) * Term(factors={below: Fraction(1)}))
    return term


def _polynomial(bench: Bench, tree: t.Tree) -> list[Fraction] | None:
    """The coefficients of a polynomial in x from the constant on, or None."""
    terms = bench.terms(tree)
    if not all(set(term.factors) <= {t.X} and all(_is_whole(n) for n in term.factors.values()) for term in terms):
        return None
    coefficients = [Fraction(0)] * (1 + max(int(term.factors.get(t.X, 0)) for term in terms))
    for term in terms:
        coefficients[int(term.factors.get(t.X, 0))] += term.coefficient
    return coefficients


def _divided(a: list[Fraction], b: list[Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    rest = list(a)
    quotient = [Fraction(0)] * (len(a) - len(b) + 1)
    for k in range(len(quotient) - 1, -1, -1):
        quotient[k] = rest[k + len(b) - 1] / b[-1]
        for i, c in enumerate(b):
            rest[k + i] -= quotient[k] * c
    return quotient, rest


def _with_sign_inside(bench: Bench, term: Term) -> Term:
    """A minus taken into a bracket above the bar that can begin with a plus then."""
    if term.coefficient >= 0:
        return term
    for base in reversed(list(term.factors)):
        if isinstance(base, t.Add) and term.factors[base] == 1:
            sign, listed = in_order([Term(-part.coefficient, part.factors) for part in bench.terms(base)])
            if sign > 0:
                turned = bench.sum_tree(listed)
                factors = {turned if b == base else b: n for b, n in term.factors.items()}
                return Term(-term.coefficient, factors)
    return term
