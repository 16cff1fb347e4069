"""What an equation on screen can mean: with the names of the lesson, as a general rule in letters, as a tangent."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Comparer, Verdict, derivative
from ..formulas.expression import (
    Expr,
    Limit0,
    Prime,
    Unreadable,
    X,
    add,
    divide,
    multiply,
    negate,
    power,
    replaced,
)
from ..formulas.latex import Statement
from ..formulas.names import Names, Unknown, generic_names, has_names
from ..formulas.shapes import parts
from .line_numbers import Numbers
from .line_parts import Parts, names_function
from .line_words import with_words

MAX_ALONE = 300  # formulas that stand alone in one scene; more belong to nothing
PART_NAMES = frozenset("uvwghpq")
_DUMMIES = ("t", "theta", "s", "z", "r", "a", "c", "p", "x_0", "x_1", "h")
_CURVES = frozenset("fyghsFGHST")  # names that a rule gives to the function that it differentiates
_DX = sympy.Rational(13, 7)
_A = sympy.Rational(7, 5)  # a point of which nothing is known


def symbol(name: str) -> Expr:
    """The symbol of a name."""
    return sympy.Symbol(name, real=True)


class Readings:
    """What the names and the equations of one scene can mean.

    Args:
        function: f, which the scene was asked for.
        comparer: the points to compare at.
        texts: the statements of each text.
    """

    def __init__(self, function: Expr, comparer: Comparer, texts: Sequence[Sequence[Statement]]) -> None:
        self.function, self.slope = function, derivative(function)
        self.comparer = comparer
        self.texts = [with_words(statements) for statements in texts]
        statements = [[said.statement for said in text] for text in self.texts]
        self.parts = Parts(function, comparer, statements, only_true=True)
        self.numbers = Numbers(function, self.slope)
        self.names = Names({"f": function, "y": function, "dx": _DX}, {"f": function, "y": function})
        self.general: dict[str, Expr] = {}  # what a name is in other letters, h = fg
        self.later = self._definitions(statements)
        self.shown = list(dict.fromkeys(side for text in statements for s in text for side in s.sides))[:MAX_ALONE]
        self._belonging: dict[Expr, bool] = {}

    def _definitions(self, texts: list[list[Statement]]) -> dict[str, Expr]:
        """The first meaning of each name, for lines that use it before it is given."""
        found: dict[str, Expr] = {}
        for statement in (s for text in texts for s in text):
            if len(statement.sides) > 1 and statement.relations[0] == "=":
                name, variable = name_of(statement.sides[0])
                if name and not name.endswith("'") and name not in self.names.values and name not in found:
                    side = statement.sides[1] if variable is None else replaced(statement.sides[1], {variable: X})
                    if not (side.free_symbols - {X}) and not has_names(side):
                        found[name] = side
        return found

    # One equation

    def reading(self, names: Names, *sides: Expr) -> list[Expr] | None:
        """The sides with the names put in; None if one has no meaning."""
        try:
            return [names.resolve(side) for side in sides]
        except (Unknown, Unreadable, ValueError):
            return None

    def local(self, *sides: Expr) -> Names:
        """The names of the lesson; a letter that f or a limit is applied to stands for any number."""
        names = self.names.copy()
        for name, value in self.later.items():
            names.values.setdefault(name, value)
        within = [a for side in sides for e in side.atoms(AppliedUndef, Limit0) for a in e.args]
        symbols = {str(s) for a in within for s in a.free_symbols} - {"x"}
        for number, name in enumerate(sorted(symbols)):
            if names.known(name) is None:
                names.values[name] = sympy.Rational(7 + 2 * number, 5)
        if "h" in symbols and "h" not in self.names.values:
            names.values["h"] = names.values["Δx"] = _A
        return names

    def decide(self, left: Expr, right: Expr, statement: Statement, relation: str) -> tuple[Verdict, str]:
        """Whether two sides in x are the same, to the digits written."""
        decision = self.comparer.equal(left, right)
        for where in (self.function, *(a for p in statement.sides for q in p.atoms(Prime) for a in q.args[:1])):
            if decision.verdict is Verdict.DIFFERENT and not has_names(where):
                decision = self.comparer.equal(left, right, where=where)
        if decision.verdict is Verdict.DIFFERENT and self.numbers.rounded(left, right, statement, relation):
            return Verdict.EQUAL, ""
        return decision.verdict, decision.witness

    def is_small(self, left: Expr, right: Expr) -> bool:
        """Whether an approximation is for a small step, or near a point."""
        letters = letters_in(left) | letters_in(right)
        names = {n for n in letters if n == "dx" or n not in self.names.values}
        return bool(names & {"h", "Δx", "dx", "epsilon"} or ("a" in names and (left.has(X) or right.has(X))))

    def is_open(self, left: Expr, right: Expr) -> bool:
        """Whether a letter of unknown meaning is on one side only, as in `f'(a) = 2`: for some a, not for every one."""
        if any(s.name.startswith("Δ") for s in left.free_symbols | right.free_symbols):
            return True
        if any(p.args[1] == X for side in (left, right) for p in side.atoms(Prime)):
            return False
        if symbol("y") in left.free_symbols and right.has(AppliedUndef):
            return False  # a tangent
        running = {v for side in (left, right) for e in side.atoms(Limit0) for v in e.args[1].free_symbols}
        one_sided = {s.name for s in (left.free_symbols ^ right.free_symbols) - {X} - running}
        return any(
            re.fullmatch(r"[^uvwgpqfy']|[^d'](?:_.*|[^'])", n) and self.names.known(n) is None and n not in self.later
            for n in one_sided
        )

    def readings(self, left: Expr, right: Expr) -> Iterator[Names]:
        """The meanings in which an equation may be meant."""
        yield self.local(left, right)
        letters = letters_in(left) | letters_in(right)
        name, _ = name_of(left)
        own = name.rstrip("'")
        if letters - {"f", "y"} and _differentiates(left, right):
            if own in _CURVES and name != own and own not in letters_in(right):
                yield from self._of_unknown_curve(own, letters - {own})
            else:
                generic = generic_names()
                generic.values["dx"] = _DX
                for known, meaning in self.general.items():
                    found = self.reading(generic, meaning)
                    if found:
                        generic.values[known] = generic.functions[known] = found[0]
                yield generic
        if symbol("y") in left.free_symbols | right.free_symbols:
            yield self._tangent()
        if not (isinstance(left, Prime) and left.args[1] == X):
            yield from self._split(letters, named=bool(name))

    def _of_unknown_curve(self, own: str, letters: set[str]) -> Iterator[Names]:
        """For `f' = u'v + uv'`: f as each thing that the letters can make."""
        generic = generic_names()
        some = [n for n in sorted(letters) if n in generic.values][:3]
        values: list[Expr] = [generic.known(n, called=True) for n in some]
        generic.values.update(zip(some, values, strict=True))
        curves: list[Expr] = []
        if own in self.general:
            curves, values = self.reading(generic, self.general[own]) or [], []
        for a, b in permutations(values, 2):
            if len(values) == 2:
                curves += [multiply(a, b), divide(a, b), add(a, b), add(a, negate(b)), replaced(a, {X: b})]
                curves += [power(a, b, real_roots=True)] if not b.has(X) else []
        if len(values) == 3:
            a, b, c = values
            curves += [multiply(a, b, c), add(a, b, c), add(multiply(a, b), c), multiply(a, add(b, c))]
        if len(values) == 1:
            a = values[0]
            curves += [
                power(X, a, real_roots=True),
                power(a, X, real_roots=True),
                multiply(a, X),
                power(a, _A, real_roots=True),
            ]
            curves += [e(a, evaluate=False) for e in (sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan)]
            curves += [power(a, sympy.Integer(n), real_roots=True) for n in (-1, 2, 3)]
        for curve in curves:
            names = generic.copy()
            names.values[own] = names.functions[own] = curve
            yield names

    def _split(self, letters: set[str], *, named: bool) -> Iterator[Names]:
        """For `u'v = 2x sin x` where nothing says what u and v are: the two that make f."""
        names = self.local()
        unknown = [n for n in sorted(letters & PART_NAMES) if names.known(n) is None]
        if len(unknown) == 1 and "f" in letters and not named:
            unknown = ["f", *unknown]
        if not 1 <= len(unknown) <= 2:
            return
        pairs: list[tuple[Expr, Expr]] = []
        for whole in (self.parts.shown or [self.function])[:3]:
            factors = sympy.Mul.make_args(whole)
            for index, factor in enumerate(factors if len(factors) > 1 else ()):
                rest = multiply(*factors[:index], *factors[index + 1 :])
                pairs += [(factor, rest), (factor.base if factor.is_Pow else factor, rest)]
            pairs += [(replaced(whole, {inner: X}), inner) for inner in whole.args if inner.has(X)]
        for pair in pairs[:12]:
            for values in permutations(pair, len(unknown)):
                names = self.local()
                for name, value in zip(unknown, values, strict=True):
                    names.values[name] = names.functions[name] = value
                yield names

    def _tangent(self) -> Names:
        """The tangent at a for y, in the letters that it is written with."""
        names = self.local()
        height, rise = replaced(self.function, {X: _A}), replaced(self.slope, {X: _A})
        names.values["y"] = add(height, multiply(rise, add(X, negate(_A))))
        for name in ("a", "c", "p", "t", "x_0", "x_1"):
            names.values[name] = _A
        names.values.update(dict.fromkeys(("y_0", "y_1", "b_0"), height))
        names.values["m"] = rise
        names.values["b"] = add(height, negate(multiply(_A, rise)))
        return names

    def is_part(self, meaning: Expr, primes: int) -> bool:
        """Whether a meaning is that of a part of f, or its derivative: of u in f = uv, of g and u in f = g(u)."""
        candidates = [(part, X) for part in [*self.parts.all(), self.slope]]
        candidates += [(part, inner) for part, _ in candidates for inner in part.args if inner.has(X)]
        for part, inner in candidates:
            wanted = part
            try:
                for _ in range(primes):
                    wanted = divide(derivative(wanted), derivative(inner))
                if self.comparer.equal(replaced(meaning, {X: inner}), wanted):
                    return True
            except (ValueError, Unreadable):
                continue
        return primes == 0 and self.parts.belongs(meaning)

    def is_tangent(self, left: Expr, right: Expr, statement: Statement) -> bool:
        """Whether an equation in x and y is that of a tangent, in letters or in numbers."""
        tangent = self.reading(self._tangent(), left, right)
        if tangent and self.comparer.equal(*tangent):
            return True
        names = self.local(left, right)
        names.values["y"] = symbol("y")
        found = self.reading(names, left, right)
        return found is not None and self.numbers.tangent(found[0], found[1], statement)

    def belongs(self, expression: Expr) -> bool:
        """Whether it is f, f', f'', a part of them, or the derivative of a part of f; a term of f' alone is not."""
        if expression not in self._belonging:
            self._belonging[expression] = len(self._belonging) < MAX_ALONE and self._belongs(expression)
        return self._belonging[expression]

    def _belongs(self, expression: Expr) -> bool:
        slopes = [self.slope, *self.parts.slopes_shown(self.shown, self.slope)]
        try:
            second = derivative(self.slope)
            if any(self.comparer.equal(e, expression) for e in (self.function, second, *slopes)):
                return True
            if self.parts.belongs(expression):
                return True
            if any(self.parts.same(derivative(part), expression) for part in self.parts.all()):
                return True
        except ValueError:
            return True
        for whole in (*slopes, second):
            terms = list(whole.args) if isinstance(whole, sympy.Add) else [whole]
            for term in terms:
                others = [t for t in terms if t is not term]
                if self.parts.same(term, expression) and whole is not second:
                    return all(any(self._shows(side, t) for side in self.shown) for t in others)
            if any(self.parts.same(part, expression) for term in terms for part in list(parts(term))[1:40]):
                return True
        return False

    def _shows(self, side: Expr, term: Expr) -> bool:
        return not has_names(side) and self.parts.same(side, term)


def in_x(statement: Statement, names: Names) -> Statement:
    """A statement in t, or in any one letter that stands for the variable, as one in x."""
    symbols = {s for side in statement.sides for s in side.free_symbols} | {
        v for side in statement.sides for e in side.atoms(Prime, Limit0) for v in e.args[1].free_symbols
    }
    if X in symbols:
        return statement
    applied = {a for side in statement.sides for e in side.atoms(AppliedUndef) for a in e.args if a.is_Symbol}
    for name in _DUMMIES:
        letter = symbol(name)
        sides = [side for side in statement.sides if side.has(letter)]
        if letter in symbols and names.known(name) is None and (name == "t" or (letter in applied and len(sides) > 1)):
            return replace(statement, sides=tuple(replaced(side, {letter: X}) for side in statement.sides))
    return statement


def name_of(expression: Expr) -> tuple[str, Expr | None]:
    """The name that an expression is, `u`, `u'`, `g(u)`, and its argument; empty if it is no name."""
    if expression.is_Symbol:
        return expression.name, None
    if isinstance(expression, AppliedUndef) and expression.args[0].is_Symbol:
        return type(expression).__name__, expression.args[0]
    return "", None


def letters_in(expression: Expr) -> set[str]:
    """The names in an expression, without their primes."""
    found = {s.name.rstrip("'") for s in expression.free_symbols - {X}}
    return found | {type(a).__name__.rstrip("'") for a in expression.atoms(AppliedUndef)}


def names_curve(expression: Expr) -> bool:
    """Whether it is f(x) or y."""
    return names_function(expression, "f") or names_function(expression, "y")


def _differentiates(*sides: Expr) -> bool:
    """Whether the sides speak of derivatives."""
    return any(
        s.has(Prime) or any("'" in n.name or n.name[0] == "d" for n in s.free_symbols | s.atoms(AppliedUndef))
        for s in sides
    )
