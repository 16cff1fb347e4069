"""Sums of products as a person works on them: a sum in brackets is one base, as it is when (x + 1) is cancelled.

Nothing here asks SymPy, so the same forms come out everywhere, and at once. What a result should look like is said in
`forms.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.identities import like_terms_added, simpler, with_absolute_values, with_identities
from derivative_manim.generation.products import Factors, Key, Term, is_algebraic, is_exponential, is_never_negative

_MOST_TERMS = 24  # a product that has more terms when it is multiplied out stays as it is


class Bench:
    """Where one derivation is worked out: it knows the sums in brackets that were seen, so that equal ones are one."""

    def __init__(self, *, plain: bool = False) -> None:
        """No sum was seen yet. A `plain` bench neither collects nor takes out anything inside a bracket."""
        self._plain = plain
        self._sums: dict[frozenset[tuple[Key, Fraction]], tuple[int, t.Tree]] = {}
        self.kept: set[t.Tree] = set()  # what the roots of the function are of

    # Reading

    def keep(self, function: t.Tree) -> None:
        """Know the sums in brackets of `function`, and what its roots are of: a root stays as the function has it."""
        self.term(function)
        roots = [n for n in t.walk(function) if isinstance(n, t.Pow) and not isinstance(n.base, t.Sym)]
        self.kept |= {base for root in roots for base in self.term(root).factors}

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
            case t.Fn() if (found := simpler(tree)) is not None:
                return self.term(found)
            case t.Fn("exp", arg):
                c, rest = _exponent(arg)
                if isinstance(rest, t.Fn) and rest.name == "log" and rest.log_base is None:
                    return self._power(rest.arg, c)  # e^(ln x) is x
                return Term(factors={t.Fn("exp", rest): c})
            case t.Pow(base, exponent) if not t.depends(base):
                c, rest = _exponent(exponent)
                return Term(factors={t.Pow(base, rest): c})
            case t.Fn("abs", arg):
                c, rest = t.split_coefficient(arg)
                if isinstance(rest, t.Pow) and isinstance(rest.exponent, t.Num):
                    inner = self._power(rest.base, rest.exponent.value)
                    return Term(abs(c * inner.coefficient)) * sizes(inner.factors, Fraction(1))
                inner = self.term(rest) if isinstance(rest, t.Div) else Term(factors={rest: Fraction(1)})
                return Term(abs(c * inner.coefficient)) * sizes(inner.factors, Fraction(1))
            case t.Fn("log", t.Num(value), None):
                return _logarithm(value)
            case t.Fn("log", t.Sym("e"), None):
                return Term()
            case t.Add():
                terms = self.terms(tree)
                return self.bracket(terms if self._plain else self.worked_out(terms)[1])
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
        root = exact_root(inner.coefficient, n)
        safe = n.denominator % 2 == 1 or all(e.numerator % 2 for e in inner.factors.values())
        if root is not None and len(inner.factors) == 1 and safe:
            return Term(root, {b: e * n for b, e in inner.factors.items()})
        if root is not None and len(inner.factors) < 2:
            return Term(root) * sizes(inner.factors, n)  # sqrt(x^2) is |x|
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
        shared = content(term.coefficient for term in terms)
        shared = Fraction(1) if self._plain or ordered else Fraction(1, shared.denominator)
        listed = [Term(term.coefficient / shared, term.factors) for term in terms]
        key = frozenset((term.key, term.coefficient) for term in listed)
        opposite = frozenset((term.key, -term.coefficient) for term in listed)
        if key not in self._sums and opposite not in self._sums:
            sign = 1
            if ordered:
                sign, listed = in_order(listed)
                if sign < 0:
                    key = opposite
            self._sums[key] = (1, t.Add(tuple(self.tree(term) for term in listed)))
            return Term(shared * sign, {self._sums[key][1]: Fraction(1)})
        sign, shown = (1, self._sums[key][1]) if key in self._sums else (-1, self._sums[opposite][1])
        return Term(shared * sign, {shown: Fraction(1)})

    # Collecting

    def collected(self, terms: Iterable[Term]) -> list[Term]:
        """Like terms added where the first of them stands, and sin^2 + cos^2 = 1 and its like used."""
        return with_identities(like_terms_added(terms))

    def expanded(self, term: Term, *, only_functions: bool = False) -> list[Term]:
        """`term` with its whole powers of sums multiplied out, not collected."""
        result = [Term(term.coefficient)]
        for base, exponent in term.factors.items():
            opens = isinstance(base, t.Add) and exponent.denominator == 1 and exponent > 0
            if opens and only_functions and is_algebraic(base):
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
        groups: dict[Key, list[Term]] = {}
        for term in opened:
            groups.setdefault(_transcendental(term), []).append(term)
        out: list[Term] = []
        for term in opened:
            out += self.expanded(term) if len(groups[_transcendental(term)]) > 1 else [term]
        result = self._grouped(self.collected(out))
        if _size(self, result) < _size(self, terms) or (len(result) < len(terms)):
            return out, result
        return list(terms), self.collected(terms)

    def _grouped(self, terms: list[Term]) -> list[Term]:
        """X sin x + 2 sin x + x cos x is (x + 2) sin x + x cos x, where there are several functions."""
        groups: dict[Key, list[Term]] = {}
        for term in terms:
            groups.setdefault(_transcendental(term), []).append(term)
        if len(groups) < 2 or not any(part and len(members) > 1 for part, members in groups.items()):
            return terms
        result: list[Term] = []
        for part, members in groups.items():
            if not part or len(members) == 1:
                result += members
                continue
            front = [Term(m.coefficient, {b: n for b, n in m.factors.items() if is_algebraic(b)}) for m in members]
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
        positive = Term(sign * content(term.coefficient for term in terms))
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
                if least < 0 and not is_exponential(base):
                    below.factors[base] = least
            positive = positive * below
            left = [term * below**-1 for term in left]
        elif all(n > 0 or is_exponential(base) for base, n in positive.factors.items()):
            # a fraction stays with its own term, and then a denominator is not a number for all
            numbers = [term.coefficient for term in terms]
            if any(c.denominator != numbers[0].denominator for c in numbers):
                whole = sign * content(Fraction(c.numerator) for c in numbers)
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
            if is_exponential(base):
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


def _transcendental(term: Term) -> Key:
    return frozenset((b, n) for b, n in term.factors.items() if not is_algebraic(b))


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


def sizes(factors: Factors, n: Fraction) -> Term:
    """The absolute value of a product, raised to a power: |x^3| is |x|^3, and (x^4)^(1/2) is x^2."""
    found: Factors = {}
    for b, e in factors.items():
        found[b if e.denominator % 2 == 0 or is_never_negative(b) else t.Fn("abs", b)] = e * n
    return Term(factors=with_absolute_values(found))


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


def exact_root(value: Fraction, n: Fraction) -> Fraction | None:
    """value**n if that is rational, else None."""
    if value == 1:
        return value
    if value < 0:
        return None
    parts = [round(part ** (1 / n.denominator)) for part in (value.numerator, value.denominator)]
    if parts[0] ** n.denominator != value.numerator or parts[1] ** n.denominator != value.denominator:
        return None
    return Fraction(*parts) ** n.numerator


def content(values: Iterable[Fraction]) -> Fraction:
    """The largest number that all `values` are whole multiples of."""
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
