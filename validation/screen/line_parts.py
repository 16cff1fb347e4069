"""The parts of the function that a line may speak of: its factors, terms, arguments, as the lesson writes them."""

from collections.abc import Iterable
from functools import cached_property

import sympy
from sympy.core.function import AppliedUndef
from sympy.simplify.fu import TR1, TR2

from ..formulas.equality import Comparer, derivative
from ..formulas.expression import Expr, Unreadable, X, divide, multiply, replaced
from ..formulas.latex import Statement
from ..formulas.names import has_names
from ..formulas.shapes import parts, varies

GRAPHS = ("f", "f'", "f''", "y", "y'", "y''")
MAX_PARTS = 300
MAX_ALONE = 300  # formulas that stand alone in one scene; more belong to nothing


class Parts:
    """What is under way in a lesson."""

    def __init__(self, function: Expr, slope: Expr, comparer: Comparer, statements: Iterable[Statement]) -> None:
        self.function, self.slope, self.comparer = function, slope, comparer
        self.sides: list[Expr] = []  # what is on screen
        logarithms: list[Expr] = []
        for statement in statements:
            plain = [s for s in statement.sides if not has_names(s)]
            self.sides += plain
            if isinstance(statement.sides[0], sympy.log):
                logarithms += plain
        self.sides = list(dict.fromkeys(self.sides))[:MAX_ALONE]
        self.shown = [s for s in self.sides if comparer.equal(s, function)] or [function]  # f as the lines write it
        # Logarithmic differentiation of a part b**e differentiates e*ln b.
        logarithms += [
            multiply(p.exp, sympy.log(p.base, evaluate=False))
            for whole in self.shown
            for p in parts(whole)
            if isinstance(p, sympy.Pow) and varies(p.base) and varies(p.exp)
        ]
        self.under_way = [*self.shown, *logarithms]  # what is differentiated
        self._alone: dict[tuple[Expr, bool], bool] = {}

    @cached_property
    def slopes(self) -> list[Expr]:
        """The forms of f' that are on screen, and SymPy's own."""
        return [self.slope, *(s for s in self.sides if self.comparer.equal(s, self.slope, where=self.function))]

    @cached_property
    def all(self) -> list[Expr]:
        """Every part."""
        of_tanh = self.function.replace(sympy.tanh, lambda inner: divide(sympy.sinh(inner), sympy.cosh(inner)))
        as_quotients = TR2(TR1(of_tanh))  # of sin and cos, without tan, cot, sec and csc
        wholes = [*self.under_way, self.function, as_quotients]
        return list(dict.fromkeys(part for whole in wholes for part in parts(whole)))[:MAX_PARTS]

    def same(self, part: Expr, expression: Expr) -> bool:
        """Whether two expressions are equal but for their sign."""
        equal = self.comparer.equal
        return bool(equal(part, expression) or equal(part, multiply(sympy.S.NegativeOne, expression)))

    def belongs(self, expression: Expr) -> bool:
        """Whether an expression in x is a part of what is under way, but for its sign."""
        return expression in self.all or any(self.same(part, expression) for part in self.all)

    def is_related(self, expression: Expr) -> bool:
        """Whether an expression is made of parts of f or f', other than x: it may be meant as a result."""
        own = {part for whole in (*self.under_way, *self.slopes) for part in sympy.preorder_traversal(whole)}
        inner = {part for part in sympy.preorder_traversal(expression) if varies(part)} - {X, expression}
        return bool(own & inner)

    def stands_alone(self, expression: Expr, *, in_sentence: bool = False) -> bool:
        """Whether it is f, f', f'', a part of them, or the derivative of a part of f.

        A term of f' is not, but in a sentence, which speaks of it.
        """
        key = expression, in_sentence
        if key not in self._alone:
            self._alone[key] = len(self._alone) < MAX_ALONE and self._stands_alone(*key)
        return self._alone[key]

    def _stands_alone(self, expression: Expr, in_sentence: bool) -> bool:
        try:
            second = derivative(self.slope)
            wholes = (self.function, second, *self.slopes)
            if any(self.comparer.equal(whole, expression) for whole in wholes) or self.belongs(expression):
                return True
            if any(self.same(derivative(part), expression) for part in self.all):
                return True
        except ValueError:
            return True
        for whole in (*self.slopes, second):
            terms = sympy.Add.make_args(whole)
            for term in terms:
                if self.same(term, expression):
                    others = [t for t in terms if t is not term and whole is not second and not in_sentence]
                    return all(any(self.same(side, other) for side in self.sides) for other in others)
            if any(self.same(part, expression) for term in terms for part in list(parts(term))[1:40]):
                return True
        return False

    def is_inverse(self, meaning: Expr) -> bool:
        """Whether it undoes f, or f undoes it, where they have values."""
        both = (replaced(self.function, {X: meaning}), replaced(meaning, {X: self.function}))
        return any(self.comparer.equal(each, X, where=self.function) for each in both)

    def is_meaning(self, meaning: Expr, primes: int) -> bool:
        """Whether it is what u in f = uv can mean, or g and u in f = g(u), or their derivatives, or f's inverse."""
        if primes == 0:
            if self.is_inverse(meaning):
                return True
            # A part may have the constant factor of the whole, as u = x^2/2 in x^2 e^x / 2.
            constants = {whole.doit().as_independent(X, as_Add=False)[0] for whole in self.under_way} - {0, -1}
            if any(self.belongs(divide(meaning, constant)) for constant in constants | {sympy.S.One}):
                return True
        for part in [*self.all, self.slope]:
            inners = [p for p in sympy.preorder_traversal(part) if p.has(X) and p is not part]
            for inner in dict.fromkeys([X, *inners[:20]]):
                wanted = part
                try:
                    for _ in range(primes):
                        wanted = divide(derivative(wanted), derivative(inner))
                    if self.comparer.equal(replaced(meaning, {X: inner}), wanted):
                        return True
                except (ValueError, Unreadable):
                    continue
        return False


def names_function(expression: Expr, *names: str) -> bool:
    """Whether an expression is `f` or `f(x)` for one of the names."""
    if expression.is_Symbol:
        return expression.name in names
    return isinstance(expression, AppliedUndef) and type(expression).__name__ in names and expression.args[0] == X
