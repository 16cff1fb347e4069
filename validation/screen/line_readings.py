"""What an equation on screen can mean: with the names of the lesson, or as a general rule in its letters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, permutations, product

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Comparer, Decision, Verdict, derivative
from ..formulas.expression import Expr, Limit0, Prime, Unreadable, X, add, multiply, replaced
from ..formulas.latex import Statement
from ..formulas.limits import ENDLESS
from ..formulas.names import Names, generic_names, has_names
from .line_numbers import Numbers, Span, one
from .line_parts import Parts, names_function
from .line_types import plain
from .line_words import Said, with_words

PART_NAMES = frozenset("uvwghpq")
INTEGERS = frozenset("nkm")  # in front of pi
_DUMMIES = ("t", "theta", "s", "z", "r", "a", "c", "p", "x_0", "x_1", "h")
_CURVES = frozenset("fyghsFGHST")  # names that a rule gives to the function that it differentiates
_DX = sympy.Rational(13, 7)
A = sympy.Rational(7, 5)  # a point of which nothing is known
SLOPE_NAME = re.compile(r"m(_[a-z]\w*)?")
STEPS = frozenset({"h", "Δx", "dx", "epsilon"})
VARIABLES = frozenset({"t", "s", "z", "q", "theta"})  # in place of x
RUNNING = "h", "Δx"  # of the steps, those that become smaller
_NO_CONSTANTS = frozenset("hoORij")  # of a remainder, and the imaginary unit


# In `x'' = -4x` x is the place at a time: f(t), with the time as the variable.
_SPEEDS = {sympy.Symbol(f"x{primes}", real=True): sympy.Function(f"f{primes}")(X) for primes in ("'", "''")}
_OF_TIME = _SPEEDS | {sympy.Symbol("t", real=True): X}
_PLACE = sympy.Function("f")(X)


class Readings:
    """What the names and the equations of one scene can mean; if strict, a claim that is not decided is a fault."""

    def __init__(
        self, function: Expr, comparer: Comparer, texts: Sequence[Sequence[Statement]], *, strict: bool, drawn: Span
    ) -> None:
        self.function, self.slope = function, derivative(function)
        self.comparer, self.strict = comparer, strict
        self.texts = [with_words(statements) for statements in texts]
        self.sampled = any(map(self._gives_step, self.texts))
        statements = [said.statement for text in self.texts for said in text]
        self.variable: Expr | None  # in place of x
        self.variable, self.moves = next((told for each in statements for told in self._variables(each)), (None, False))
        self.parts = Parts(function, self.slope, comparer, statements)
        self.numbers = Numbers(function, self.slope, drawn)
        pairs = [said.statement.sides for text in self.texts for said in text if said.statement.sides[1:] == (0,)]
        # Whose square is 0: f(x + e) = f(x) + f'(x) e leaves out what is smaller.
        self.dual = [side.base for side, _ in pairs if side.is_Pow and str(side.base) in STEPS]
        self.names = Names({"f": function, "y": function, "dx": _DX})  # and what the lines read so far have named
        self.general: dict[str, Expr] = {}  # what a name is in other letters, h = fg
        self.rounded: dict[Expr, tuple[Expr, int]] = {}  # what a name is about, and to how many digits
        lasting = [said.statement for n, text in enumerate(self.texts) if not self.passes(n) for said in text]
        self.later = self._definitions(lasting)  # what is named further on

    def _variables(self, statement: Statement) -> Iterator[tuple[Expr, bool]]:
        """The letter in which a statement says what f is, q in `C(q) = q^2`, and whether f is x itself, as in x(t)."""
        applied, value = statement.sides[0], statement.sides[-1]
        letter = applied.args[0] if isinstance(applied, AppliedUndef) else X
        own = letter.is_Symbol and letter != X and value.free_symbols == {letter}
        if own and self.comparer.equal(replaced(value, {letter: X}), self.function):
            yield letter, type(applied).__name__ == "y"

    @staticmethod
    def _gives_step(text: Sequence[Said]) -> bool:
        numbers = (said.statement.sides for said in text if said.statement.sides[-1].is_number)
        return any(name_of(sides[0])[0] in RUNNING for sides in numbers)

    def passes(self, index: int) -> bool:
        """Whether a text speaks of one step out of several, `h = 0.5: m = 4.75`: its names mean nothing later on."""
        names = {name_of(said.statement.sides[0])[0] for said in self.texts[index]}
        return self._gives_step(self.texts[index]) or (self.sampled and any(map(SLOPE_NAME.fullmatch, names)))

    def _definitions(self, statements: list[Statement]) -> dict[str, Expr]:
        """The first meaning of each name, for lines that use it before it is given."""
        found: dict[str, Expr] = {}
        for statement in statements:
            name, variable = name_of(statement.sides[0])
            about = statement.relations == ("~",) and statement.sides[1].is_number
            known = name.endswith("'") or name in self.names.values or name in found
            known |= statement.sides[0] == self.variable  # in `v = 0 near t = 2` it is a place
            known |= bool(re.fullmatch("d[a-z]", name))  # `dy = 0.02` holds for its step
            if name and not known and (about or statement.relations[:1] == ("=",)):
                side = statement.sides[1] if variable is None else replaced(statement.sides[1], {variable: X})
                if not has_names(side):
                    found[name] = side
                    if name != "x":
                        self.note(name, side, statement)
        return found

    def note(self, name: str, value: Expr, statement: Statement) -> None:
        """Keep how a name's number is rounded."""
        if (places := dict(statement.places).get(abs(value))) and value.is_Rational:
            self.rounded[symbol(name)] = value, places

    def pairs(self, statement: Statement) -> Iterator[tuple[str, Expr, Expr]]:
        r"""The neighbours in a chain; of `f'(x) = \lim m_h = 2x`, where nothing is known of m, its ends, too."""
        sides = statement.sides
        for relation, (left, right) in zip(statement.relations, pairwise(sides), strict=True):
            yield relation, left, right
        of_slope = names_function(sides[0], "f'", "y'") and not any(map(is_at_place, sides))
        if len(sides) > 2 and set(statement.relations) == {"="} and of_slope:
            names = {each.name for side in sides[1:-1] for each in side.free_symbols - {X}} - {*RUNNING}
            if any(map(self._is_unknown, names)):
                yield "=", sides[0], sides[-1]

    def _is_unknown(self, name: str) -> bool:
        return self.names.known(name) is None and name not in self.later

    def reading(self, names: Names, *sides: Expr) -> list[Expr] | None:
        """The sides with the names put in; None if one has no meaning."""
        try:
            return [names.resolve(side) for side in sides]
        except Unreadable:
            return None

    def local(self, *sides: Expr) -> Names:
        """The names of the lesson; a letter that f or a limit is applied to stands for any number."""
        names = self.names.copy()
        names.values = {**self.later, **names.values}
        if sides and names_function(sides[0], "f'", "y'"):
            names.values.setdefault("x'", sympy.S.One)  # of a product with x; alone it is the speed of x(t)
        within = [a for side in sides for e in side.atoms(AppliedUndef, Limit0) for a in e.args]
        letters = {str(s) for a in within for s in a.free_symbols} - {"x"}
        whole = {s.name for s in self._whole(*sides)}
        for number, name in enumerate(sorted(letters)):
            of_known = name[0] == "Δ" and names.known(name[1:]) is not None
            if names.known(name) is None and not of_known:
                names.values[name] = sympy.Integer(3) if name in whole else sympy.Rational(7 + 2 * number, 5)
        return names

    def _whole(self, *sides: Expr) -> set[Expr]:
        """The letters of whole numbers, as n in f'(n pi): what is said is said of each."""
        within = [a for side in sides for e in side.atoms(AppliedUndef, Limit0) for a in e.args if a.has(sympy.pi)]
        return {s for a in within for s in a.free_symbols if s.name in INTEGERS}

    def decide(self, left: Expr, right: Expr, statement: Statement, relation: str) -> Decision:
        """Whether two sides in x are the same, to the digits written."""
        endless = [side for side in (left, right) if side in ENDLESS]
        if endless and all(side in endless or np.isfinite(one(side)) for side in (left, right)):
            same = left == right or (len(endless) == 2 and sympy.zoo in endless and sympy.nan not in endless)
            found = Verdict.EQUAL if same else Verdict.DIFFERENT
            return Decision(found, f"they are {plain(left)} and {plain(right)}")
        decision = self.comparer.equal(left, right)
        wheres = [self.function, *(p.args[0] for side in statement.sides for p in side.atoms(Prime))]
        if statement.where is not None:
            wheres.append(add(self.function, statement.where))
        for where in wheres:
            if decision.verdict is Verdict.DIFFERENT and not has_names(where):
                decision = self.comparer.equal(left, right, where=where)
        if decision.verdict is Verdict.DIFFERENT and self.numbers.rounded(left, right, statement, relation):
            return Decision(Verdict.EQUAL, "to the digits written")
        return decision

    def is_open(self, left: Expr, right: Expr) -> bool:
        """Whether a letter of unknown meaning is on one side only, as in `f'(a) = 2`: for some a, not for every one."""
        one_sided = (left.free_symbols ^ right.free_symbols) - self._whole(left, right)
        running = {v for side in (left, right) for e in side.atoms(Limit0) for v in e.args[1].free_symbols}
        if any(p.args[1] == X for side in (left, right) for p in side.atoms(Prime)) or self._constants(left, right):
            return False
        if symbol("y") in left.free_symbols and right.has(AppliedUndef):
            return False  # a tangent
        return any(
            re.fullmatch(r"[^uvwgpqfyΔ']|[^dΔ'](?:_.*|[^'])", s.name) and self._is_unknown(s.name)
            for s in one_sided - {X} - running
        )

    def _constants(self, left: Expr, right: Expr) -> set[str]:
        """The letters without a meaning in `f'(x) = A + c`, where A is made of parts of f and says what f' is."""
        if not names_function(left, "f'", "y'", "f''", "y''"):
            return set()
        others = [each for each in right.free_symbols if not right.has(X) and each.name in VARIABLES]
        if not any(map(self.parts.is_related, [right, *(replaced(right, {each: X}) for each in others)])):
            return set()
        letters = {n for n in letters_in(right) - PART_NAMES - _NO_CONSTANTS if re.fullmatch(r"[A-Za-z](?:_\w+)?", n)}
        return set(filter(self._is_unknown, letters))

    def readings(self, left: Expr, right: Expr) -> Iterator[tuple[Names, Expr, Expr]]:
        """The meanings in which an equation may be meant.

        dg/du is g' at u, or the derivative of g(u) over that of u; f(1 + 2/x) may be a product.
        """
        of_letter = [side.replace(_is_by_letter, _by_letter) for side in (left, right)]
        products = [side.replace(_may_be_product, lambda e: multiply(e.func(X), *e.args)) for side in (left, right)]
        others = [each for each in (of_letter, products) if each != [left, right]]
        for names in self._meanings(left, right):
            yield names, left, right
            yield from ((names, *each) for each in others)

    def _meanings(self, left: Expr, right: Expr) -> Iterator[Names]:
        constants = self._constants(left, right)
        for value in (A, sympy.S.One)[: 1 + bool(constants)]:  # a factor may be 1; what is added changes f'
            local = self.local(left, right)
            local.values.update(dict.fromkeys(constants, value))
            yield local
        letters = letters_in(left, right)
        name = name_of(left)[0]
        own = name.rstrip("'")
        defines = own in _CURVES and name != own and own not in letters_in(right) and own not in self.general
        identity = (
            len(letters) > 1
            and letters == letters_in(left) == letters_in(right)
            and not any(side.is_Symbol or side.has(AppliedUndef) for side in (left, right))
        )
        if letters - {"f", "y"} and (_differentiates(left, right) or identity) and not defines:
            generic = generic_names()
            generic.values["dx"] = _DX
            for letter, other in (("p", "g"), ("q", "h")):
                applied = any(side.has(sympy.Function(letter)) for side in (left, right, *self.general.values()))
                if applied or {symbol(f"{letter}'"), symbol(f"d{letter}")} & (left.free_symbols | right.free_symbols):
                    generic.values[letter] = generic.values[other]
            for known, meaning in self.general.items():
                found = self.reading(generic, meaning)
                if found:
                    generic.values[known] = found[0]
            yield generic
        inner = {e.args[0].name for side in (left, right) for e in side.atoms(AppliedUndef) if e.args[0].is_Symbol}
        if inner & PART_NAMES & {*self.names.values, *self.later}:
            yield self.local(left, right).copy(of_parts=True)
        if not (isinstance(left, Prime) and left.args[1] == X) or names_function(left.args[0], "f", "y"):
            yield from self._split(letters, named=bool(name))

    def _split(self, letters: set[str], *, named: bool) -> Iterator[Names]:
        """For `u'v = 2x sin x` where nothing says what u and v are: the two that make f."""
        local = self.local()
        unknown = [n for n in sorted(letters & PART_NAMES) if local.known(n) is None]
        if not 1 <= len(unknown) <= 2:
            return
        of_f = len(unknown) == 1 and "f" in letters and not named  # f may be the outer function
        pairs: list[tuple[Expr, Expr]] = []
        for whole in self.parts.shown[:3]:
            factors = sympy.Mul.make_args(whole)
            for index, factor in enumerate(factors if len(factors) > 1 else ()):
                rest = multiply(*factors[:index], *factors[index + 1 :])
                pairs += [(factor, rest), (factor.base if factor.is_Pow else factor, rest)]
            pairs += [(replaced(whole, {inner: X}), inner) for inner in whole.args if inner.has(X)]
        for names_of, pair in product((unknown, ["f", *unknown])[: 1 + of_f], pairs[:12]):
            for values in permutations(pair, len(names_of)):
                names = local.copy()
                names.values.update(zip(names_of, values, strict=True))
                yield names

    def is_tangent(self, left: Expr, right: Expr, statement: Statement, at: Expr | None = None) -> bool:
        """Whether an equation in x and y is that of a tangent: at the point that is given, or at any."""
        if symbol("y'") in left.free_symbols | right.free_symbols:
            return False
        given, any_point = self.local(left, right), self.local()
        any_point.values.update(dict.fromkeys(("a", "c", "p", "t", "x_0", "x_1"), A))
        height, rise = replaced(self.function, {X: A}), replaced(self.slope, {X: A})
        any_point.values.update(dict.fromkeys(("y_0", "y_1", "b_0"), height))
        any_point.values.update({"m": rise, "b": height - A * rise})
        for names in (any_point, given):
            names.values["y"] = symbol("y")
            found = self.reading(names, left, right)
            if found and self.numbers.is_tangent(found[0], found[1], statement, at):
                return True
        return False


def symbol(name: str) -> Expr:
    """The symbol of a name."""
    return sympy.Symbol(name, real=True)


def in_x(statement: Statement, readings: Readings) -> Statement:
    """A statement in t, or in any one letter that stands for the variable, as one in x.

    A name that a rounded number was given stands for that number, and `dy/dx` beside `f'(1)` for the value there.
    """
    names, first = readings.names, statement.sides[0]
    held = set[Expr]().union(*(side.free_symbols for side in statement.sides if not side.is_Symbol))
    held -= {each for side in statement.sides for limit in side.atoms(Limit0) for each in limit.args[1].free_symbols}
    known = {name: value for name, value in readings.rounded.items() if name != first and name in held}
    if known:
        digits = ((abs(value), places) for value, places in known.values())
        sides = tuple(replaced(side, {name: value for name, (value, _) in known.items()}) for side in statement.sides)
        statement = replace(statement, sides=sides, places=(*statement.places, *digits))
    if isinstance(first, AppliedUndef) and first.args[0].is_number and type(first).__name__ == "f'":
        there = (first if names_function(side, "y'") else side for side in statement.sides)
        statement = replace(statement, sides=tuple(there))
    if not names_function(first, "f'", "y'") and any(side.has(*_SPEEDS) for side in statement.sides):
        return replace(statement, sides=tuple(replaced(side, _OF_TIME | {X: _PLACE}) for side in statement.sides))
    if readings.moves and (first == X or any(p.args[0] == X for side in statement.sides for p in side.atoms(Prime))):
        statement = replace(statement, sides=tuple(replaced(side, {X: symbol("y")}) for side in statement.sides))
    applied = {a for side in statement.sides for e in side.atoms(AppliedUndef) for a in e.args}
    inner = (side.replace(Prime, lambda what, _: what) for side in statement.sides)  # (t^3)' is one in t
    dummies = [] if any(side.has(X) for side in inner) else map(symbol, _DUMMIES)
    if readings.variable is not None and any(side.has(readings.variable) for side in statement.sides):
        return replace(statement, sides=tuple(replaced(side, {readings.variable: X}) for side in statement.sides))
    for letter in (letter for letter in dummies if names.known(letter.name) is None):
        held = sum(side.has(letter) for side in statement.sides)
        if held and (letter.name == "t" or (letter in applied and held > 1)):
            return replace(statement, sides=tuple(replaced(side, {letter: X}) for side in statement.sides))
    return statement


def name_of(expression: Expr) -> tuple[str, Expr | None]:
    """The name that an expression is, `u`, `u'`, `g(u)`, and its argument; empty if it is no name."""
    if expression.is_Symbol:
        return expression.name, None
    if isinstance(expression, AppliedUndef) and expression.args[0].is_Symbol:
        return type(expression).__name__, expression.args[0]
    return "", None


def is_at_place(side: Expr) -> bool:
    """Whether f' is taken at a number, as in `f'(4) * 100`."""
    return any(type(e).__name__ == "f'" and e.args[0].is_number for e in side.atoms(AppliedUndef))


def _is_by_letter(side: Expr) -> bool:
    return isinstance(side, Prime) and side.args[0].is_Symbol and side.args[1] != X


def _by_letter(side: Expr) -> Expr:
    return sympy.Function(f"{side.args[0]}'")(side.args[1])


def _may_be_product(side: Expr) -> bool:
    return isinstance(side, AppliedUndef) and side.args[0].is_Add and side.args[0].has(X)


def letters_in(*sides: Expr) -> set[str]:
    """The names in expressions, without their primes."""
    found = {s.name.rstrip("'") for side in sides for s in side.free_symbols - {X}}
    return found | {type(a).__name__.rstrip("'") for side in sides for a in side.atoms(AppliedUndef)}


def _differentiates(*sides: Expr) -> bool:
    """Whether the sides speak of derivatives."""
    return any(
        s.has(Prime) or any("'" in n.name or n.name[0] == "d" for n in s.free_symbols | s.atoms(AppliedUndef))
        for s in sides
    )
