"""What the names of a lesson stand for (f, u, v', g(u), ...), and expressions with the names put in."""

from dataclasses import dataclass, field

import sympy
from sympy.core.function import AppliedUndef

from .equality import derivative
from .expression import Expr, Limit0, Prime, Unreadable, X, check_size


class Unknown(Exception):  # noqa: N818 - it names a result
    """A name has no meaning yet, or an operation cannot be carried out; the message says which."""


@dataclass
class Names:
    """Names and their meanings.

    Attributes:
        values: of a name without argument, as an expression in x.
        functions: of a name with an argument, as an expression in x to put the argument into.
    """

    values: dict[str, Expr] = field(default_factory=dict)
    functions: dict[str, Expr] = field(default_factory=dict)

    def copy(self) -> "Names":
        """The same names, for definitions that hold in one place only."""
        return Names(dict(self.values), dict(self.functions))

    def resolve(self, expression: Expr) -> Expr:
        """The expression in x alone.

        Raises:
            Unknown: a name has no meaning, or a limit is to be taken.
        """
        if not _has_names(expression):
            return expression
        try:
            return check_size(self._resolve(expression))
        except Unreadable as error:
            raise Unknown(str(error)) from None
        except (ValueError, TypeError, ArithmeticError, AttributeError, RecursionError) as error:
            raise Unknown(str(error) or type(error).__name__) from None

    def _value(self, name: str) -> Expr:
        if name in self.values:
            return self.values[name]
        base = name.rstrip("'")
        known = self.values.get(base, self.functions.get(base))
        if known is None:
            raise Unknown(f"{name} has no known meaning")
        for _ in range(len(name) - len(base)):
            known = derivative(known)
        return known

    def _resolve(self, e: Expr) -> Expr:
        if not _has_names(e):
            return e
        if e.is_Symbol:
            return self._value(str(e))
        if isinstance(e, Prime):
            return self._prime(*e.args)
        if isinstance(e, Limit0):
            return self._limit(*e.args)
        if isinstance(e, AppliedUndef):
            name = type(e).__name__
            argument = self._resolve(e.args[0])
            base = name.rstrip("'")
            known = self.functions.get(name)
            if known is None:
                known = self.functions.get(base, self.values.get(base))
                if known is None:
                    raise Unknown(f"{name} has no known meaning")
                for _ in range(len(name) - len(base)):
                    known = derivative(known)
            return known if argument == X else check_size(known.xreplace({X: argument}))
        return e.func(*(self._resolve(a) for a in e.args))

    def _prime(self, inner: Expr, variable: Expr) -> Expr:
        if variable == X:
            return derivative(self._resolve(inner))
        if inner.has(variable):
            # d/du of an expression in u: u is the variable, whatever it stands for.
            outer = Names({k: v for k, v in self.values.items() if k != str(variable)}, self.functions)
            within = outer.resolve(inner.xreplace({variable: X})) if not inner.has(X) else None
            if within is None:
                raise Unknown(f"a derivative by {variable} is not carried out")
            return derivative(within).xreplace({X: self._value(str(variable))})
        # dy/du = y'/u'
        return derivative(self._resolve(inner)) / derivative(self._value(str(variable)))

    def _limit(self, inner: Expr, variable: Expr, target: Expr) -> Expr:
        """The one limit of a lesson on derivatives: the difference quotient."""
        h = variable
        if target == 0 and h.is_Symbol:
            for name in ("f", "g", "u", "y"):
                function = sympy.Function(name)
                quotient = (function(X + h) - function(X)) / h
                if sympy.expand(inner.doit() - quotient) == 0:
                    return derivative(self._resolve(function(X)))
        raise Unknown("a limit is not taken")


def _has_names(expression: Expr) -> bool:
    if expression.free_symbols - {X}:
        return True
    return bool(expression.has(AppliedUndef, Prime, Limit0))
