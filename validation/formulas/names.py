"""What the names of a lesson stand for (f, u, v', g(u), dx, ...), and expressions with the names put in."""

from dataclasses import dataclass, field

import sympy
from sympy.core.function import AppliedUndef

from .equality import derivative
from .expression import (
    FAILURES,
    At,
    Definite,
    Expr,
    Limit0,
    Prime,
    Unreadable,
    Written,
    X,
    add,
    check_size,
    divide,
    multiply,
    negate,
    reason,
    rebuilt,
    replaced,
)
from .limits import integral, limit_at, limit_far, slope_at

DX: Expr = sympy.Symbol("dx", real=True)
_RUNNING: Expr = sympy.Symbol("running", real=True)  # the variable of a limit that is x itself


@dataclass
class Names:
    """Names and their meanings."""

    values: dict[str, Expr] = field(default_factory=dict)  # in x; of g in `g(u)` too, to put u into
    of_parts: bool = False  # `f(u)` is f, written with u, and `f'(u)` its derivative by u

    def copy(self, *, of_parts: bool = False) -> "Names":
        """The same names, for definitions that hold in one place only."""
        return Names(dict(self.values), of_parts)

    def resolve(self, expression: Expr) -> Expr:
        """The expression in x alone; Unreadable if a name has no meaning, or an operation is not carried out."""
        if not has_names(expression):
            return expression
        try:
            return check_size(self._resolve(expression))
        except FAILURES as error:
            raise Unreadable(reason(error)) from None

    def known(self, name: str) -> Expr | None:
        """What a name stands for, its primes carried out; None if it has no meaning."""
        if name in self.values or not name.endswith("'"):
            return self.values.get(name)
        whole = self.known(name[:-1])
        return None if whole is None else derivative(whole)

    def _value(self, name: str) -> Expr:
        known = self.known(name)
        if known is not None:
            return known
        whole = self.known(name[1:]) if len(name) > 1 else None
        if whole is not None and name[0] == "Δ":
            step = self.values.get("Δx", sympy.Symbol("Δx", real=True))
            return add(replaced(whole, {X: add(X, step)}), negate(whole))
        if whole is not None and name[0] == "d" and name != "dx":
            return multiply(derivative(whole), self.values.get("dx", DX))
        raise Unreadable(f"{name} has no known meaning")

    def _resolve(self, e: Expr) -> Expr:
        if not has_names(e):
            return e
        if e.is_Symbol:
            return self._value(e.name)
        if isinstance(e, Prime):
            inner, variable = e.args
            if isinstance(inner, Definite):  # by the fundamental theorem
                integrand, *ends = map(self._resolve, inner.args)
                low, high = (multiply(replaced(integrand, {X: end}), derivative(end)) for end in ends)
                slope = add(high, negate(low))
            else:
                slope = derivative(self._resolve(inner))
            return slope if variable == X else divide(slope, derivative(self._value(variable.name)))  # dy/du = y'/u'
        if isinstance(e, Limit0):
            return self._limit(*e.args)
        if isinstance(e, At):
            inner, variable, point = e.args
            return check_size(replaced(self._resolve(replaced(inner, {variable: X})), {X: self._resolve(point)}))
        if isinstance(e, Definite):
            return integral(*map(self._resolve, e.args))
        if isinstance(e, AppliedUndef):
            name = type(e).__name__
            if self.of_parts and e.args[0].is_Symbol and e.args[0] != X:
                value = self._value(name.rstrip("'"))
                for _ in range(name.count("'")):
                    value = divide(derivative(value), derivative(self._value(e.args[0].name)))
                return value
            argument = self._resolve(e.args[0])
            known = self._value(name)
            if name == "h" and (known.is_number or known.is_Symbol):
                return multiply(known, argument)  # a step before parentheses
            if name.endswith("'") and argument.is_number and name not in self.values:
                return check_size(slope_at(self._value(name[:-1]), known, argument))
            return known if argument == X else check_size(replaced(known, {X: argument}))
        return rebuilt(e, [self._resolve(a) for a in e.args])

    def _limit(self, inner: Expr, variable: Expr, target: Expr, side: Expr) -> Expr:
        """A limit at a number (a difference quotient is 0/0), or far out."""
        running = _RUNNING if variable == X else variable
        # What goes to 0 is the step of the differences: in lim h->0, Δy/h, Δy is f(x + h) - f(x).
        step = {"Δx": running} if target == 0 and variable != X else {}
        within = Names({**self.values, **step, str(running): running})
        resolved = within._resolve(replaced(inner, {variable: running}))
        if variable == X:
            resolved = replaced(resolved, {X: running})  # y' is a function of x, too
        if target.is_infinite:
            return limit_far(resolved, running, target)
        return limit_at(resolved, running, self._resolve(target), int(side))


def has_names(expression: Expr) -> bool:
    """Whether an expression holds more than x: names, or operations that are written down only."""
    return bool(expression.free_symbols - {X}) or bool(expression.has(AppliedUndef, Written))


# Functions that have nothing in common: a rule that holds for them holds for all that a course has.
_FUNCTIONS = {
    "u": X**2 + X / 3 + 2,
    "v": sympy.exp(X / 3) + 1,
    "w": sympy.cos(X) + 3,
    "g": X**3 + sympy.sin(X),
    "h": X**2 * sympy.exp(-X / 5),
    **dict.fromkeys(("f", "y"), sympy.exp(X / 4) + X**2 + 1),
}
_CONSTANTS = "c 7/3 n 7/2 m 5/2 a 5/2 b 4/3 k 11/4 C 13/5 r 9/4 p 8/3 q 10/3 alpha 7/3 beta 7/5 lambda 9/5".split()  # noqa: SIM905


def generic_names() -> Names:
    """Meanings for the letters of a rule in which it must hold."""
    constants = zip(_CONSTANTS[::2], _CONSTANTS[1::2], strict=True)
    return Names({**_FUNCTIONS, **{name: sympy.Rational(value) for name, value in constants}})
