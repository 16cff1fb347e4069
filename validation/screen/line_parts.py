"""The parts of the function that a line may speak of: its factors, terms, arguments, as the lesson writes them."""

from collections.abc import Iterable

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Comparer
from ..formulas.expression import Expr, Prime, X, multiply
from ..formulas.latex import Statement
from ..formulas.shapes import parts, varies

MAX_PARTS = 300


class Parts:
    """What is under way in a lesson.

    Args:
        function: f.
        comparer: the points to compare at.
        all_statements: the statements of every line, of which the forms of f are taken.
        only_true: whether a line that says of another function that it is f is passed over.

    Attributes:
        shown: f as the lines write it.
        under_way: `shown`, and logarithms that are differentiated.
    """

    def __init__(
        self,
        function: Expr,
        comparer: Comparer,
        all_statements: Iterable[Iterable[Statement]],
        *,
        only_true: bool = False,
    ) -> None:
        self.function = function
        self.comparer = comparer
        shown: list[Expr] = []
        others: list[Expr] = []
        for statement in (s for statements in all_statements for s in statements if len(s.sides) > 1):
            left = statement.sides[0]
            if names_function(left, "f") or names_function(left, "y"):
                shown.extend(statement.sides[1:])
            elif isinstance(left, sympy.log):
                others.extend(statement.sides[1:])
        self.shown = [s for s in shown if not (s.free_symbols - {X}) and not s.has(AppliedUndef, Prime)]
        if only_true:
            self.shown = [s for s in self.shown if comparer.equal(s, function)]
        # Logarithmic differentiation of a part b**e differentiates e*ln b.
        for whole in self.shown or [function]:
            others.extend(
                multiply(p.exp, sympy.log(p.base, evaluate=False))
                for p in parts(whole)
                if isinstance(p, sympy.Pow) and varies(p.base) and varies(p.exp)
            )
        self.under_way = [*(self.shown or [function]), *others]
        self._all: list[Expr] | None = None
        self._slopes: list[Expr] | None = None

    def slopes_shown(self, sides: Iterable[Expr], slope: Expr) -> list[Expr]:
        """The forms of f' that are on screen."""
        if self._slopes is None:
            plain = [s for s in dict.fromkeys(sides) if not (s.free_symbols - {X}) and not s.has(AppliedUndef, Prime)]
            self._slopes = [s for s in plain[:MAX_PARTS] if self.comparer.equal(s, slope, where=self.function)]
        return self._slopes

    def all(self) -> list[Expr]:
        """Every part."""
        if self._all is None:
            found: dict[Expr, None] = {}
            for expression in [*self.under_way, self.function]:
                for part in parts(expression):
                    if len(found) < MAX_PARTS:
                        found.setdefault(part)
            self._all = list(found)
        return self._all

    def belongs(self, expression: Expr) -> bool:
        """Whether an expression is a part of what is under way, but for its sign."""
        if not varies(expression):
            # A number belongs if it is a term, not because it is an exponent or a factor somewhere.
            terms = [t for e in self.under_way for t in (e.args if isinstance(e, sympy.Add) else (e,))]
            return any(not varies(t) and self.comparer.equal(t, expression) for t in terms)
        if any(p == expression for p in self.all()):
            return True
        return any(self.same(p, expression) for p in self.all())

    def same(self, part: Expr, expression: Expr) -> bool:
        """Whether two expressions are equal but for their sign."""
        if self.comparer.equal(part, expression):
            return True
        return bool(self.comparer.equal(part, multiply(sympy.S.NegativeOne, expression)))


def names_function(expression: Expr, name: str) -> bool:
    """Whether an expression is `f`, `f(x)` for the name f."""
    if expression.is_Symbol:
        return bool(expression.name == name)
    return isinstance(expression, AppliedUndef) and type(expression).__name__ == name and expression.args[0] == X
