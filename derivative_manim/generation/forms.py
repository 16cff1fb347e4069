"""The result of a derivation as a textbook prints it, and the steps of algebra that lead there.

The policy for results (`developed` for rules that combine functions, `summed` for sums):

1. A sum stays a sum: the derivative of a sum is the sum of its tidied derivatives with like terms collected, in the
   order of the function's terms; a positive term leads, except in a polynomial, which keeps its descending powers.
   Brackets are multiplied out where that makes it shorter: 2(x + 1) - 2(x - 1) is 4. Two fractions whose bars are
   a + b and a - b become one if their sum is one term: 1/(1 + x) + 1/(1 - x) is 2/(1 - x^2).
2. Everything else is one product or one fraction: what all terms share is taken out (numbers, powers, exponentials,
   roots, sums in brackets), what is left in the brackets is multiplied out if like terms or an identity then make it
   shorter, and what stands above and below the bar is cancelled. No bracket is split but to cancel a part of it:
   4 - x^2 stays, but x^2 - 2x + 1 is (x - 1)^2. A polynomial that is all there is stays as it is: 2x - 2.
3. Terms come over one denominator if what is left after taking out is algebraic, or if there is a bar already: no
   fraction in a fraction. Beside a logarithm or a sine, a fraction stays with its own term: ln x + (x + 1)/x.
4. A minus stands in front only if no bracket above the bar can take it: (3 - x^2)/..., but -7/(x - 2)^2. The bracket of
   a polynomial has descending powers, or ascending ones if only these begin with a plus.
5. sin^2 + cos^2 = 1, cosh^2 - sinh^2 = 1, sec^2 - 1 = tan^2, csc^2 - 1 = cot^2 and cosh + sinh = e^x are used where
   they make it shorter, a quotient of trigonometric functions of one angle is finished (cot x, sec x tan x,
   1/(sin x cos x)), and a sum that is one term in sin x and cos x is that term. Products (2 sin x cos x) stay as the
   rule gives them.
6. ln(1/2) is -ln 2. Powers of x are roots and fractions again in the result: 1/(2 sqrt(x)). A root of the function
   stays as it is; under another square root stays no square: x^2 sqrt(1 - 1/x^2) is |x| sqrt(x^2 - 1).
7. Factors stand in this order: number, powers of x, exponentials, brackets, constants such as ln 2, functions and
   brackets with functions in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from derivative_manim.generation import tree as t
from derivative_manim.generation.algebra import Bench, content, exact_root, in_order, positive_first, sizes
from derivative_manim.generation.identities import (
    doubled,
    finished,
    in_sine_and_cosine,
    like_terms_added,
    with_sine_and_cosine,
    without_bar,
)
from derivative_manim.generation.polynomials import (
    divided,
    greatest_divisor,
    polynomial,
    square_root,
    written_polynomial,
)
from derivative_manim.generation.products import Term, has_bar, is_exponential

_HALF = Fraction(1, 2)
_MOST_AT_ONCE = 16  # terms of a sum that is multiplied out; of more, each product is collected by itself


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
    bar = one_bar or any(n < 0 and not is_exponential(base) for base, n in front.factors.items())
    terms = bench.opened(terms)
    if _uncancelled(bench, front, terms[0], [Term()], below=below) is None or len(terms) > 1:
        show(front, terms)
    tidied = [finished(term) for term in terms]
    if [term.key for term in tidied] != [term.key for term in terms]:
        terms = bench.collected(tidied)
        show(front, terms or tidied)
    common, left = bench.taken_out(terms, all_negative=bar)
    if common.factors or abs(common.coefficient) != 1:
        whole = _uncancelled(bench, front, common, left, below=below)
        if whole is not None:
            forms.append(whole)
        show(front * common, left)
    front = front * common
    opened, closed = bench.worked_out(left)
    if opened != left:
        if len(opened) > _MOST_AT_ONCE:
            opened = [part for term in left for part in bench.collected(bench.expanded(term))]
        show(front, opened)
    if not closed:
        return [*forms, t.ZERO]
    tidied = bench.collected(map(finished, closed))
    if len(tidied) < len(closed):
        closed = tidied
    joined = _joined_by_sine_and_cosine(bench, closed)
    if joined is not None:
        written, shared, inside_of_it, whole_of_it = joined
        show(front, written)
        show(front * shared, inside_of_it)
        closed = [finished(whole_of_it)]
    if not front.factors and all(set(term.factors) <= {t.X} for term in closed) and not any(map(has_bar, closed)):
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
    total = _opened_powers(bench, total)
    over, out = _roots_taken(bench, total)
    if out != total:
        forms.append(bench.tree(over, below=below))
        total = _opened_powers(bench, out)
    total, cancelled = _in_lowest_terms(bench, total)
    total = _squared(bench, total)
    if cancelled.factors:
        forms.append(_before_cancelling(bench, total, cancelled))
    shown, total = _conjugates_joined(bench, total)
    forms += [bench.tree(each) for each in shown]
    circle = in_sine_and_cosine(total)
    if circle is not None:
        forms.append(t.Mul(tuple(bench.tree(part) for part in circle)))
    total = _with_sign_inside(bench, finished(_without_numbers(bench, _open_fractions(bench, total))))
    if (whole_angle := doubled(total)) != total:
        forms.append(bench.tree(total, below=below))
        total = whole_angle
    return [*forms, bench.tree(total, below=below)]


def _joined_by_sine_and_cosine(bench: Bench, terms: Sequence[Term]) -> tuple[list[Term], Term, list[Term], Term] | None:
    """Terms with sin and cos for tan, sec, ..., what they share, what is left, and all as one term; else None."""
    written = [with_sine_and_cosine(term) for term in terms]
    if len(terms) < 2 or [term.key for term in written] == [term.key for term in terms]:
        return None
    common, left = bench.taken_out(written, all_negative=True)
    closed = bench.worked_out(left)[1]
    return (written, common, left, common * closed[0]) if len(closed) == 1 else None


def _conjugates_joined(bench: Bench, term: Term) -> tuple[list[Term], Term]:
    """(the forms, the result) of (1 + sin x)(1 - sin x), which is 1 - sin^2 x, which is cos^2 x."""
    for (a, n), (b, m) in combinations(term.factors.items(), 2):
        if n == m and n.denominator == 1 and isinstance(a, t.Add) and isinstance(b, t.Add):
            product = like_terms_added(bench.expanded(Term(factors={a: Fraction(1), b: Fraction(1)})))
            one = bench.collected(product)
            if len(one) == 1:
                rest = Term(term.coefficient, {base: e for base, e in term.factors.items() if base not in (a, b)})
                return [term, rest * Term(factors={bench.sum_tree(product): n})], rest * without_bar(one[0] ** n)
    return [], term


def summed(bench: Bench, trees: Sequence[t.Tree]) -> list[t.Tree]:
    """The forms of the sum rule, the result last: like terms collected, each term finished, a positive one first."""
    terms = bench.collected([term for tree in trees for term in bench.terms(tree)])
    terms = _over_one_bar(bench, [finished(term) for term in terms])
    over = _over_the_difference_of_squares(bench, terms)
    if over:
        return over
    opened, closed = bench.worked_out(terms)
    by_term = [[term] if term in opened else bench.collected(bench.expanded(term)) for term in terms]
    forms = [] if opened == terms else [bench.sum_tree([part for parts in by_term for part in parts])]
    terms = [finished(term) for term in closed]
    tree = bench.sum_tree(terms)
    return [*forms, tree if polynomial(bench, tree) else positive_first(tree)]


def _over_one_bar(bench: Bench, terms: list[Term]) -> list[Term]:
    """Two algebraic terms over the same sum as one, if one has a bracket above: (1 - 2x^2)/sqrt(...) + 1/sqrt(...)."""
    for a, b in combinations(terms, 2):
        bars = [Term(factors={base: n for base, n in term.factors.items() if n < 0}) for term in (a, b)]
        above = [term * bar**-1 for term, bar in zip((a, b), bars, strict=True)]
        sums = [any(isinstance(base, t.Add) for base in term.factors) for term in (bars[0], *above)]
        if bars[0].key == bars[1].key and sums[0] and any(sums[1:]) and a.is_algebraic and b.is_algebraic:
            whole = bench.term(developed(bench, bars[0], above)[-1])
            return _over_one_bar(bench, [whole if term is a else term for term in terms if term is not b])
    return terms


def _over_the_difference_of_squares(bench: Bench, terms: Sequence[Term]) -> list[t.Tree]:
    """The forms of 1/(1 + x) + 1/(1 - x), which is 2/(1 - x^2); none of anything else."""
    bars = [[base for base, n in term.factors.items() if n == -1 and isinstance(base, t.Add)] for term in terms]
    if [len(found) for found in bars] != [1, 1]:
        return []
    (first,), (second,) = bars
    both = Term(factors={first: Fraction(1), second: Fraction(1)})
    product = like_terms_added(bench.expanded(both))
    above = [term * both for term in terms]
    if len(product) != 2 or len(bench.worked_out(above)[1]) > 1 or any(map(has_bar, above)):
        return []
    common, left = bench.taken_out(above, all_negative=True)
    forms = developed(bench, common * bench.bracket(product, ordered=True) ** -1, left)
    if len(one := bench.collected(product)) == 1:  # 1 - sin^2 x
        forms.append(developed(bench, common * without_bar(one[0] ** -1), left)[-1])
    return forms


def _shown(bench: Bench, front: Term, terms: Sequence[Term], *, below: bool) -> t.Tree:
    """Front * (terms), the sum in one bracket."""
    if len(terms) == 1:
        return bench.tree(front * terms[0], below=below)
    inside = bench.sum_tree(terms)
    if not front.factors and front.coefficient == 1:
        return inside
    return bench.tree(front, below=below, inside=inside)


def _uncancelled(bench: Bench, front: Term, common: Term, left: Sequence[Term], *, below: bool) -> t.Tree | None:
    """The fraction with what was taken out above the bar, if something of it then cancels; else None."""
    under = Term(factors={b: -n for b, n in front.factors.items() if n < 0 and (below or not is_exponential(b))})
    if not any(b in under.factors and n > 0 for b, n in common.factors.items()) or has_bar(common):
        return None
    above = Term(front.coefficient, {b: n for b, n in front.factors.items() if b not in under.factors}) * common
    if above.coefficient.denominator != 1:
        return None
    return t.Div(_shown(bench, above, left, below=False), bench.tree(under))


def _open_fractions(bench: Bench, term: Term) -> Term:
    """Sums below the bar without fractions in them, and with what their terms share taken out: x(x + 1)."""
    result = Term(term.coefficient)
    for base, n in term.factors.items():
        piece = Term(factors={base: n})
        if isinstance(base, t.Add) and n.denominator == 1 and n < 0:
            common, left = bench.taken_out(bench.terms(base), all_negative=True)
            if common.factors:
                piece = (common * bench.bracket(bench.worked_out(left)[1])) ** n
        result = result * piece
    return result


def _without_numbers(bench: Bench, term: Term) -> Term:
    """Numbers taken out of all brackets with whole exponents: 4(x - 1), not 4x - 4."""
    result = Term(term.coefficient)
    for base, n in term.factors.items():
        piece = Term(factors={base: n})
        if isinstance(base, t.Add) and n.denominator == 1:
            number = Fraction(content(part.coefficient for part in bench.terms(base)).numerator)
            if number != 1:
                terms = [Term(part.coefficient / number, part.factors) for part in bench.terms(base)]
                piece = (Term(number) * bench.bracket(terms)) ** n
        result = result * piece
    return result


def _opened_powers(bench: Bench, term: Term) -> Term:
    """Whole powers of what was one under a root: (sqrt(x^2))^2 is x^2."""
    result = Term(term.coefficient)
    for base, n in term.factors.items():
        if isinstance(base, t.Fn) and base.name == "abs" and n.denominator == 1 and n % 2 == 0:
            result = result * bench.term(base.arg) ** n  # |x|^2 is x^2
            continue
        compound = isinstance(base, t.Mul | t.Div) or (isinstance(base, t.Pow) and isinstance(base.exponent, t.Num))
        result = result * (bench.term(base) ** n if compound and n.denominator == 1 else Term(factors={base: n}))
    return result


def _squared(bench: Bench, term: Term) -> Term:
    """x^2 - 2x + 1 above the bar as (x - 1)^2."""
    result = Term(term.coefficient)
    for base, n in term.factors.items():
        root = square_root(bench, base) if isinstance(base, t.Add) and n == 1 and len(term.factors) > 1 else None
        result = result * (Term(factors={base: n}) if root is None else root**2)
    return result


def _roots_taken(bench: Bench, term: Term) -> tuple[Term, Term]:
    """(`term` with what stands under a square root over one bar, then with the squares taken out of the root).

    x^2 sqrt(1 - 1/x^2) is x^2 sqrt((x^2 - 1)/x^2), which is |x| sqrt(x^2 - 1).
    """
    over, out = Term(term.coefficient), Term(term.coefficient)
    for base, n in term.factors.items():
        pieces = (Term(factors={base: n}),) * 2
        if isinstance(base, t.Add) and n.denominator == 2 and base not in bench.kept:
            pieces = _root_taken(bench, base, n) or pieces
        over, out = over * pieces[0], out * pieces[1]
    return over, out


def _root_taken(bench: Bench, base: t.Add, n: Fraction) -> tuple[Term, Term] | None:
    common, _ = bench.taken_out(bench.terms(base), all_negative=True)
    squares = Term(factors={b: e for b, e in common.factors.items() if e.denominator == 1 and e % 2 == 0})
    left = [part * squares**-1 for part in bench.terms(base)]
    opened = bench.collected([part for term in left for part in bench.expanded(term)])
    left = opened if all(term.is_algebraic for term in opened) else bench.worked_out(left)[1]
    inside = positive_first(bench.sum_tree(left))
    root = square_root(bench, inside) if len(left) > 1 else None
    number = content(part.coefficient for part in left)
    side = exact_root(number, _HALF)
    if root is not None:
        taken = sizes(root.factors, 2 * n)
    elif len(left) > 1 and side is not None and side != 1:
        smaller = bench.sum_tree([part * Term(1 / number) for part in bench.terms(inside)])
        taken = Term(side ** int(2 * n)) * bench.term(t.Pow(smaller, t.Num(n)))
    elif squares.factors or len(left) == 1:
        taken = bench.term(t.Pow(inside, t.Num(n)))
    else:
        return None
    above, below = _above_and_below(squares)
    body = bench.tree(above, inside=inside) if above.factors else inside
    shown = Term(factors={body: n})
    if below.factors:
        root_of_fraction = t.Pow(t.Div(body, bench.tree(below)), t.Num(abs(n)))
        shown = Term(factors={root_of_fraction: Fraction(1 if n > 0 else -1)})
    return shown, taken * sizes(squares.factors, n)


def _in_lowest_terms(bench: Bench, term: Term) -> tuple[Term, Term]:
    """Polynomials above and below the bar without what they have in common, and that, if it is split off below."""
    cancelled, split = Term(), False
    while (found := _in_common(bench, term)) is not None:
        above, below, shared, left = found
        rest = Term(term.coefficient, {b: n for b, n in term.factors.items() if b not in (above, below)})
        top, bottom = _above_and_below(rest)
        top = top * (left[0] * shared) ** term.factors[above]
        bottom = bottom * (left[1] * shared) ** -term.factors[below]
        term = top * bottom**-1
        both = {b: min(n, bottom.factors[b]) for b, n in top.factors.items() if b in bottom.factors}
        cancelled, split = cancelled * Term(factors=both), split or bool(left[1].factors)
    return term, cancelled if split else Term()


def _above_and_below(term: Term) -> tuple[Term, Term]:
    below = {b: -n for b, n in term.factors.items() if n < 0 and not is_exponential(b)}
    above = {b: n for b, n in term.factors.items() if b not in below}
    c = term.coefficient
    return Term(Fraction(c.numerator), above), Term(Fraction(c.denominator), below)


def _in_common(bench: Bench, term: Term) -> tuple[t.Tree, t.Tree, Term, list[Term]] | None:
    """A bracket above the bar, one below it, what divides both, and what is then left of each; else None."""
    brackets = [(b, n) for b, n in term.factors.items() if isinstance(b, t.Add) and n.denominator == 1]
    for above, below in ((a, b) for b, m in brackets if m < 0 for a, n in brackets if n > 0):
        dividend, divisor = polynomial(bench, above), polynomial(bench, below)
        if dividend is None or divisor is None:
            continue
        shared = greatest_divisor(dividend, divisor)
        if len(shared) > 1:
            left = [written_polynomial(bench, divided(whole, shared)[0]) for whole in (dividend, divisor)]
            return above, below, written_polynomial(bench, shared), left
    return None


def _before_cancelling(bench: Bench, term: Term, cancelled: Term) -> t.Tree:
    """(x - 1)^2/((x - 1)^2 (x + 2)^2), from its lowest terms and what was cancelled."""
    top, bottom = _above_and_below(term)
    whole = t.Div(bench.tree(Term(abs(top.coefficient), top.factors) * cancelled), bench.tree(bottom * cancelled))
    return t.negate(whole) if top.coefficient < 0 else whole


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
