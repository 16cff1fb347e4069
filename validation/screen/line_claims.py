"""What the lines of any scene claim, whatever their style: a claim is false if no way to read it makes it true.

An equation is read with the names of this lesson (f, u, v), then as a general rule in its letters, then as a tangent.
An equation to be solved, `f'(x) = 0`, claims nothing, but what a line then gives as x has to solve it. Numbers are
compared to the digits that are written. A formula that stands alone is f, f', or a part of them.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Verdict, derivative
from ..formulas.expression import (
    Expr,
    Listed,
    Prime,
    X,
    add,
    negate,
    replaced,
)
from ..formulas.latex import Statement
from ..formulas.names import DX, generic_names, has_names
from ..formulas.shapes import RULE_NAMES, rule_named
from .line_numbers import approximately, is_domain
from .line_parts import names_function
from .line_readings import PART_NAMES, Readings, in_x, letters_in, name_of, names_curve, symbol
from .line_rules import named_otherwise
from .line_types import plain
from .line_words import Said

MAX_PAIRS = 60  # of a text
_DX_ONE = {DX: sympy.S.One}
_TANGENTS = frozenset({"T", "L", "t", "ell", "l", "y_T"})


def faults(claims: Readings, index: int) -> Iterator[str]:
    """What is false in one of the texts of a scene, in words."""
    text = claims.texts[index]
    if sum(len(said.statement.sides) for said in text) > MAX_PAIRS:
        return
    line = _Line(claims, many=len(text) > 1 or any(said.statement.label for said in text))
    for said in text:
        if said.claimed:
            yield from line.statement(said)


class _Line:
    """One text, judged from its first statement to its last."""

    def __init__(self, claims: Readings, *, many: bool) -> None:
        self.claims = claims
        self.many = many  # whether there is more than one statement, or words
        self.solving: list[tuple[Expr, float]] = []  # left - right of an equation to be solved, and its digits
        self.points: list[tuple[Expr, float]] = []
        self.last: Statement | None = None

    def statement(self, said: Said) -> Iterator[str]:
        """What is false in a statement."""
        statement = in_x(said.statement, self.claims.names)
        if len(statement.sides) == 1:
            yield from self._alone(said, statement.sides[0], statement)
            return
        yield from self._named_rule(statement)
        for relation, (left, right) in zip(statement.relations, pairwise(statement.sides), strict=True):
            if relation in ("=", "~"):
                yield from self._equation(relation, left, right, statement, said)
            elif relation == "!=":
                found = self.claims.reading(self.claims.local(left, right), left, right)
                if found and self.claims.comparer.equal(*found):
                    yield f"{plain(left)} and {plain(right)} are equal"
            elif relation == "->":
                yield from self._arrow(left, right)
            elif relation == "in":
                yield from self._domain(left, right, said)
        yield from self._solutions()
        self.last = statement

    def _named_rule(self, statement: Statement) -> Iterator[str]:
        rule = rule_named(statement.label)
        left = statement.sides[0]
        if rule in RULE_NAMES and isinstance(left, Prime) and letters_in(left):
            other = named_otherwise(str(rule), statement)
            if other:
                yield f"it names the {rule} rule, but states {other}"

    def _equation(self, relation: str, left: Expr, right: Expr, statement: Statement, said: Said) -> Iterator[str]:
        claims = self.claims
        if isinstance(left, Listed) and isinstance(right, Listed) and len(left.args) == len(right.args):
            for a, b in zip(left.args, right.args, strict=True):
                yield from self._equation(relation, a, b, statement, said)
            return
        if isinstance(left, Listed) or right.has(Listed) or any(s.name.endswith("_set") for s in right.free_symbols):
            yield from self._domain(left, right, said)
            return
        differential = re.fullmatch(r"d([a-z])", name_of(left)[0])
        if differential and claims.names.known(differential[1]) is None and differential[1] != "x":
            yield from self._definition(f"{differential[1]}'", None, replaced(right, _DX_ONE), statement)
            return
        for one, other in ((left, right), (right, left)):
            name, variable = name_of(one)
            if differential or (name.rstrip("'") in claims.general and name.endswith("'")):
                break
            if (
                name
                and (one is left or other.is_number)
                and (one == X or re.fullmatch(r"x_\w+", name))
                and not other.has(X)
            ):
                self._point(name, other, relation, statement)
                return
            if one == X:
                continue
            if name and claims.names.known(name.rstrip("'"), called=variable is not None) is None:
                if one is left or variable is None:
                    yield from self._definition(name, variable, other, statement)
                    return
            elif name and name in PART_NAMES and one is left:
                yield from self._definition(name, variable, other, statement)
                return
        if (
            names_curve(left)
            and letters_in(right) - {"f", "y"}
            and claims.reading(claims.local(left, right), right) is None
        ):
            claims.general["f"] = claims.general["y"] = right
            return
        if said.near or (relation == "~" and claims.is_small(left, right)):
            found = claims.reading(claims.local(left, right), left, right)
            if found and not approximately(left, right, claims.local(left, right)):
                yield f"{plain(left)} is not about {plain(right)}"
            return
        yield from self._claim(relation, left, right, statement)

    def _claim(self, relation: str, left: Expr, right: Expr, statement: Statement) -> Iterator[str]:
        """An equation: true in one of its readings, to be solved, or false."""
        claims = self.claims
        first: tuple[Expr, Expr] | None = None
        witness = ""
        for names in claims.readings(left, right):
            found = claims.reading(names, left, right)
            if found is None:
                continue
            verdict, where = claims.decide(found[0], found[1], statement, relation)
            if verdict is Verdict.EQUAL:
                return
            if verdict is Verdict.DIFFERENT and first is None:
                first, witness = (found[0], found[1]), where
        if first is None or claims.is_open(left, right):
            return
        if self._to_be_solved(left, right, *first, statement):
            return
        if names_function(left, "y") and (
            claims.parts.belongs(first[1]) or claims.comparer.equal(first[1], claims.slope)
        ):
            return
        if claims.is_tangent(left, right, statement):
            return
        if relation == "~" and approximately(left, right, claims.local(left, right), room=3e-3):
            return
        yield f"it says that {plain(left)} is {plain(first[1])}, which is false: {witness}"

    def _to_be_solved(self, left: Expr, right: Expr, a: Expr, b: Expr, statement: Statement) -> bool:
        """Whether an equation is not claimed for every x, but asks for some."""
        if any(not names_function(p.args[0], "f") and p.args[1] == X for s in (left, right) for p in s.atoms(Prime)):
            return False
        constant = a.has(X) != b.has(X) and not any(n.rstrip("'") in PART_NAMES for n in letters_in(left))
        difference = add(a, negate(b))
        if not constant:
            if not (a.has(X) and b.has(X)) or has_names(left) or has_names(right):
                return False
            if not self.claims.numbers.solves(difference):
                return False
        level = names_function(left, "y") or names_function(right, "y")
        if constant and not (self.many or level or 0 in (a, b)):
            return False
        self.solving.append(
            (difference, self.claims.numbers.ulp(b if a.has(X) else a, statement, "=") if constant else 0.0)
        )
        return True

    def _point(self, name: str, value: Expr, relation: str, statement: Statement) -> None:
        found = self.claims.reading(self.claims.local(value), value)
        if found and not found[0].has(X) and not found[0].free_symbols:
            self.points.append((found[0], self.claims.numbers.ulp(value, statement, relation)))
            if name != "x":
                self.claims.names.values[name] = found[0]

    def _solutions(self) -> Iterator[str]:
        """What a line gives as x solves the equation before it, and so does what a later equation has as solutions."""
        if not self.solving:
            return
        equation, digits = self.solving[0]
        for point, ulp in self.points:
            if not self.claims.numbers.is_root(equation, point, ulp, digits):
                yield f"x = {plain(point)} does not solve the equation"
        for other, _ in self.solving[1:]:
            for root in self.claims.numbers.roots(other)[:20]:
                if not self.claims.numbers.is_root(equation, sympy.Float(root), 1e-4, digits):
                    yield f"x = {root:.3g} solves what follows, but not the equation before it"
                    break
        self.points, self.solving = [], self.solving[:1]

    def _definition(self, name: str, variable: Expr | None, value: Expr, statement: Statement) -> Iterator[str]:
        """`u = A`, `u' = B`, `g(u) = C`, `m = 2`: a name is given its meaning; that of a part has to be one."""
        claims = self.claims
        if name in _TANGENTS and value.has(X) and value.has(AppliedUndef):
            if not claims.is_tangent(symbol("y"), value, statement):
                yield f"{plain(value)} is no tangent of the function"
            return
        names = claims.local(value)
        if variable is not None and variable != X:
            names.values[str(variable)] = X
        found = claims.reading(names, value)
        if found is None or found[0].free_symbols - {X}:
            claims.general[name] = value if variable in (None, X) else replaced(value, {variable: X})
            return
        (meaning,) = found
        base = name.rstrip("'")
        table = claims.names.functions if variable is not None else claims.names.values
        known = claims.names.known(name, called=variable is not None) if base != name else None
        if known is not None:
            verdict = claims.comparer.equal(meaning, known, where=claims.names.known(base, called=variable is not None))
            if verdict.verdict is Verdict.DIFFERENT:
                yield f"it says that {name} is {plain(meaning)}, which is false: {verdict.witness}"
            return
        if base in ("m", "m_t") and meaning.has(X) and not claims.comparer.equal(meaning, claims.slope):
            yield f"it says that the slope is {plain(meaning)}"
        table[name] = meaning
        if base == name:
            claims.names.values.setdefault(name, meaning)
        if base in PART_NAMES and meaning.has(X) and not claims.is_part(meaning, len(name) - len(base)):
            told = "which is no part of the function" if base == name else "the derivative of no part of the function"
            yield f"it says that {name} is {plain(meaning)}, {told}"

    def _arrow(self, left: Expr, right: Expr) -> Iterator[str]:
        r"""`A \to B`: B is A, or its derivative."""
        claims = self.claims
        if left == X:
            if right.has(X) and not has_names(right) and not claims.belongs(right):
                yield f"{plain(right)} is neither f nor f' nor a part of them"
            return
        for names in (claims.local(left, right), generic_names()):
            found = claims.reading(names, left, right)
            if found and found[0].has(X) and found[1].has(X) and not left.is_Symbol:
                a, b = found
                if not claims.comparer.equal(a, b) and not claims.comparer.equal(derivative(a), b, where=a):
                    yield f"{plain(right)} is neither {plain(left)} nor its derivative"
                return

    def _domain(self, left: Expr, right: Expr, said: Said) -> Iterator[str]:
        named = str(left) in ("D", "D_f") or "domain" in said.statement.label.lower()
        if named and is_domain(right, self.claims.numbers.curve) is False:
            yield "that is not the domain of the function"

    def _alone(self, said: Said, side: Expr, statement: Statement) -> Iterator[str]:
        """A formula that stands alone."""
        claims = self.claims
        if statement.source.startswith("+"):
            return  # it goes on with another text
        if has_names(side) or side.has(Listed):
            if side.has(Listed) and "domain" in statement.label.lower():
                yield from self._domain(symbol("D"), side, said)
            return
        if not side.has(X):
            if self.last is not None and self.last.sides[0] == X:
                self._point("x", side, self.last.relations[0], statement)
                yield from self._solutions()
            return
        if side == X or (claims.parts.belongs(side) if said.of_derivative else claims.belongs(side)):
            return
        told = "of which the derivative is taken" if said.of_derivative else "that stands alone"
        yield f"{plain(side)}, {told}, is neither f nor f' nor a part of them"
