"""What the lines of any scene claim, whatever their style: a claim is false if no way to read it makes it true.

An equation is read with the names of this lesson (f, u, v), then as a general rule in its letters, then as a tangent.
An equation to be solved, `f'(x) = 0`, claims nothing, but what a line then gives as x has to solve it. Numbers are
compared to the digits that are written. A formula that stands alone is f, f', or a part of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, permutations

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Comparer, Verdict, derivative
from ..formulas.expression import (
    Expr,
    Limit0,
    Listed,
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
from ..formulas.names import DX, Names, Unknown, has_names
from ..formulas.shapes import RULE_NAMES, parts, rule_named
from .line_numbers import Numbers, approximately, is_domain
from .line_parts import Parts, names_function
from .line_rules import generic_names, named_otherwise
from .line_words import Said, with_words

MAX_PAIRS = 60  # of a text
_PART_NAMES = frozenset("uvwghpq")
_DUMMIES = ("t", "theta", "s", "z", "r", "a", "c", "p", "x_0", "x_1", "h")
_CURVES = frozenset("fyghsFGHST")  # names that a rule gives to the function that it differentiates
_DX = sympy.Rational(13, 7)
_TANGENTS = frozenset({"T", "L", "t", "ell", "l", "y_T"})
_A = sympy.Rational(7, 5)  # a point of which nothing is known


def _symbol(name: str) -> Expr:
    return sympy.Symbol(name, real=True)


class Claims:
    """The claims of one scene.

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
        self.shown = [side for text in statements for s in text for side in s.sides]

    def faults(self, index: int) -> Iterator[str]:
        """What is false in one of the texts, in words."""
        text = self.texts[index]
        if sum(len(said.statement.sides) for said in text) > MAX_PAIRS:
            return
        line = _Line(self, many=len(text) > 1 or any(said.statement.label for said in text))
        for said in text:
            if said.claimed:
                yield from line.statement(said)

    def _definitions(self, texts: list[list[Statement]]) -> dict[str, Expr]:
        """The first meaning of each name, for lines that use it before it is given."""
        found: dict[str, Expr] = {}
        for statement in (s for text in texts for s in text):
            if len(statement.sides) > 1 and statement.relations[0] == "=":
                name, variable = _name(statement.sides[0])
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
        names = {n for n in _letters(left) | _letters(right) if n not in self.names.values} | {"dx"} & _letters(right)
        return bool(names & {"h", "Δx", "dx", "epsilon"} or ("a" in names and (left.has(X) or right.has(X))))

    def is_open(self, left: Expr, right: Expr) -> bool:
        """Whether a letter of unknown meaning is on one side only, as in `f'(a) = 2`: for some a, not for every one."""
        if any(str(s).startswith("Δ") for s in left.free_symbols | right.free_symbols):
            return True
        if any(p.args[1] == X for side in (left, right) for p in side.atoms(Prime)):
            return False
        if _symbol("y") in left.free_symbols and right.has(AppliedUndef):
            return False  # a tangent
        running = {v for side in (left, right) for e in side.atoms(Limit0) for v in e.args[1].free_symbols}
        one_sided = {str(s) for s in (left.free_symbols ^ right.free_symbols) - {X} - running}
        return any(
            re.fullmatch(r"[^uvwgpqfy']|[^d'](?:_.*|[^'])", n) and self.names.known(n) is None and n not in self.later
            for n in one_sided
        )

    def readings(self, left: Expr, right: Expr) -> Iterator[Names]:
        """The meanings in which an equation may be meant."""
        yield self.local(left, right)
        letters = _letters(left) | _letters(right)
        name, _ = _name(left)
        own = name.rstrip("'")
        if letters - {"f", "y"} and _differentiates(left, right):
            if own in _CURVES and name != own and own not in _letters(right):
                yield from self._of_unknown_curve(own, letters - {own})
            else:
                generic = generic_names()
                generic.values["dx"] = _DX
                for known, meaning in self.general.items():
                    found = self.reading(generic, meaning)
                    if found:
                        generic.values[known] = generic.functions[known] = found[0]
                yield generic
        if _symbol("y") in left.free_symbols | right.free_symbols:
            yield self._tangent()
        if not (isinstance(left, Prime) and left.args[1] == X):
            yield from self._split(letters, named=bool(name))

    def _of_unknown_curve(self, own: str, letters: set[str]) -> Iterator[Names]:
        """For `f' = u'v + uv'`: f as each thing that the letters can make."""
        generic = generic_names()
        some = [n for n in sorted(letters) if n in generic.values][:3]
        values = [generic.values[n] for n in some]
        generic.functions.update(zip(some, values, strict=True))
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
        unknown = [n for n in sorted(letters & _PART_NAMES) if names.known(n) is None]
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
        names.values["y"] = _symbol("y")
        found = self.reading(names, left, right)
        return bool(found) and self.numbers.tangent(found[0], found[1], statement)

    def belongs(self, expression: Expr) -> bool:
        """Whether it is f, f', f'', a part of them, or the derivative of a part of f; a term of f' alone is not."""
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


class _Line:
    """One text, judged from its first statement to its last."""

    def __init__(self, claims: Claims, *, many: bool) -> None:
        self.claims = claims
        self.many = many  # whether there is more than one statement, or words
        self.solving: list[tuple[Expr, float]] = []  # left - right of an equation to be solved, and its digits
        self.points: list[tuple[Expr, float]] = []
        self.last: Statement | None = None

    def statement(self, said: Said) -> Iterator[str]:
        """What is false in a statement."""
        statement = _in_x(said.statement, self.claims.names)
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
                    yield f"{_plain(left)} and {_plain(right)} are equal"
            elif relation == "->":
                yield from self._arrow(left, right)
            elif relation == "in":
                yield from self._domain(left, right, said)
        yield from self._solutions()
        self.last = statement

    def _named_rule(self, statement: Statement) -> Iterator[str]:
        rule = rule_named(statement.label)
        left = statement.sides[0]
        if rule in RULE_NAMES and isinstance(left, Prime) and _letters(left):
            other = named_otherwise(str(rule), statement)
            if other:
                yield f"it names the {rule} rule, but states {other}"

    def _equation(self, relation: str, left: Expr, right: Expr, statement: Statement, said: Said) -> Iterator[str]:
        claims = self.claims
        if isinstance(left, Listed) and isinstance(right, Listed) and len(left.args) == len(right.args):
            for a, b in zip(left.args, right.args, strict=True):
                yield from self._equation(relation, a, b, statement, said)
            return
        if isinstance(left, Listed) or right.has(Listed) or "_set" in str(right):
            yield from self._domain(left, right, said)
            return
        differential = re.fullmatch(r"d([a-z])", _name(left)[0])
        if differential and claims.names.known(differential[1]) is None and differential[1] != "x":
            yield from self._definition(f"{differential[1]}'", None, replaced(right, {DX: sympy.S.One}), statement)
            return
        for one, other in ((left, right), (right, left)):
            name, variable = _name(one)
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
            elif name and name in _PART_NAMES and one is left:
                yield from self._definition(name, variable, other, statement)
                return
        if (
            _names_curve(left)
            and _letters(right) - {"f", "y"}
            and claims.reading(claims.local(left, right), right) is None
        ):
            claims.general["f"] = claims.general["y"] = right
            return
        if said.near or (relation == "~" and claims.is_small(left, right)):
            found = claims.reading(claims.local(left, right), left, right)
            if found and not approximately(left, right, claims.local(left, right)):
                yield f"{_plain(left)} is not about {_plain(right)}"
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
        yield f"it says that {_plain(left)} is {_plain(first[1])}, which is false: {witness}"

    def _to_be_solved(self, left: Expr, right: Expr, a: Expr, b: Expr, statement: Statement) -> bool:
        """Whether an equation is not claimed for every x, but asks for some."""
        if any(not names_function(p.args[0], "f") and p.args[1] == X for s in (left, right) for p in s.atoms(Prime)):
            return False
        constant = a.has(X) != b.has(X) and not any(n.rstrip("'") in _PART_NAMES for n in _letters(left))
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
                yield f"x = {_plain(point)} does not solve the equation"
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
            if not claims.is_tangent(_symbol("y"), value, statement):
                yield f"{_plain(value)} is no tangent of the function"
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
                yield f"it says that {name} is {_plain(meaning)}, which is false: {verdict.witness}"
            return
        if base in ("m", "m_t") and meaning.has(X) and not claims.comparer.equal(meaning, claims.slope):
            yield f"it says that the slope is {_plain(meaning)}"
        table[name] = meaning
        if base == name:
            claims.names.values.setdefault(name, meaning)
        if base in _PART_NAMES and meaning.has(X) and not claims.is_part(meaning, len(name) - len(base)):
            told = "which is no part of the function" if base == name else "the derivative of no part of the function"
            yield f"it says that {name} is {_plain(meaning)}, {told}"

    def _arrow(self, left: Expr, right: Expr) -> Iterator[str]:
        r"""`A \to B`: B is A, or its derivative."""
        claims = self.claims
        if left == X:
            if right.has(X) and not has_names(right) and not claims.belongs(right):
                yield f"{_plain(right)} is neither f nor f' nor a part of them"
            return
        for names in (claims.local(left, right), generic_names()):
            found = claims.reading(names, left, right)
            if found and found[0].has(X) and found[1].has(X) and not left.is_Symbol:
                a, b = found
                if not claims.comparer.equal(a, b) and not claims.comparer.equal(derivative(a), b, where=a):
                    yield f"{_plain(right)} is neither {_plain(left)} nor its derivative"
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
                yield from self._domain(_symbol("D"), side, said)
            return
        if not side.has(X):
            if self.last is not None and self.last.sides[0] == X:
                self._point("x", side, self.last.relations[0], statement)
                yield from self._solutions()
            return
        if side == X or (claims.parts.belongs(side) if said.of_derivative else claims.belongs(side)):
            return
        told = "of which the derivative is taken" if said.of_derivative else "that stands alone"
        yield f"{_plain(side)}, {told}, is neither f nor f' nor a part of them"


def _in_x(statement: Statement, names: Names) -> Statement:
    """A statement in t, or in any one letter that stands for the variable, as one in x."""
    symbols = {s for side in statement.sides for s in side.free_symbols} | {
        v for side in statement.sides for e in side.atoms(Prime, Limit0) for v in e.args[1].free_symbols
    }
    if X in symbols:
        return statement
    applied = {a for side in statement.sides for e in side.atoms(AppliedUndef) for a in e.args if a.is_Symbol}
    for name in _DUMMIES:
        letter = _symbol(name)
        sides = [side for side in statement.sides if side.has(letter)]
        if letter in symbols and names.known(name) is None and (name == "t" or (letter in applied and len(sides) > 1)):
            sides = tuple(replaced(side, {letter: X}) for side in statement.sides)
            return replace(statement, sides=sides)
    return statement


def _name(expression: Expr) -> tuple[str, Expr | None]:
    """The name that an expression is, `u`, `u'`, `g(u)`, and its argument; empty if it is no name."""
    if expression.is_Symbol:
        return str(expression), None
    if isinstance(expression, AppliedUndef) and expression.args[0].is_Symbol:
        return type(expression).__name__, expression.args[0]
    return "", None


def _letters(expression: Expr) -> set[str]:
    """The names in an expression, without their primes."""
    found = {str(s).rstrip("'") for s in expression.free_symbols - {X}}
    return found | {type(a).__name__.rstrip("'") for a in expression.atoms(AppliedUndef)}


def _names_curve(expression: Expr) -> bool:
    return names_function(expression, "f") or names_function(expression, "y")


def _differentiates(*sides: Expr) -> bool:
    """Whether the sides speak of derivatives."""
    return any(
        s.has(Prime) or any("'" in str(n) or str(n)[0] == "d" for n in s.free_symbols | s.atoms(AppliedUndef))
        for s in sides
    )


def _plain(expression: Expr) -> str:
    try:
        text = str(expression)
    except Exception:  # SymPy's printer may fail on what it did not evaluate
        return "an expression"
    return text if len(text) <= 60 else f"{text[:57]}..."
