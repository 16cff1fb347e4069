"""What the lines of any scene claim, whatever their style: a claim is false if no way to read it makes it true.

An equation is read with the names of this lesson (f, u, v), then as a general rule in its letters, then as a tangent.
An equation to be solved, `f'(x) = 0`, claims nothing, but what a line then gives as x has to solve it. Numbers are
compared to the digits that are written. A formula that stands alone is f, f', or a part of them.
"""

import re
from collections.abc import Iterator

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Verdict
from ..formulas.expression import (
    Antiderivative,
    Expr,
    Listed,
    Members,
    Prime,
    X,
    add,
    negate,
    replaced,
)
from ..formulas.latex import Statement
from ..formulas.names import DX, has_names
from ..formulas.shapes import RULE_NAMES, named_otherwise, rule_named
from .line_in_words import ASYMPTOTE, COMES_CLOSE
from .line_numbers import Y, at_infinity, comes_close, degree, half_digit, is_expansion, is_series, one
from .line_parts import GRAPHS, names_function
from .line_readings import INTEGERS, PART_NAMES, SLOPE_NAME, Readings, in_x, is_at_place, letters_in, name_of, symbol
from .line_solutions import (
    IF,
    beyond_domain,
    bounds,
    left_out,
    meet_within,
    place_before,
    roots_of_text_before,
    unsolved,
)
from .line_steps import (
    alone,
    arrow,
    in_own_letter,
    is_good_near,
    is_law,
    is_limit,
    is_no_slope,
    is_off,
    is_secant,
    is_slope,
    is_small,
    other_letter,
)
from .line_types import RULE_RULE, RULE_UNDECIDED, Fault, different, plain, untrue
from .line_words import JOINS, Said

MAX_PAIRS = 60  # of a text
_PLACES = re.compile(rf"\b(?:{IF}|at)$")
_TANGENT = re.compile(r"\b(?:tangent|normal)\b(?! is)")
_SOLVED = re.compile(r"\b(?:newton|iterat|solv|lös|résou|resol|resuelv|risol|fixed point|fixpunkt|punto fi|point fixe)")
_SETS = re.compile(r"\b(?:sets?|defin\w*|extend\w*|continu\w*|stetig\w*|setz\w*|pose|pone)\b")  # a value at a hole
_OTHERS = frozenset("ghpq")  # names of f's parts, and of examples beside it
_ANEW = frozenset("achknp")  # "a = 2.5:" is another place than in the text before
_TANGENTS = frozenset({"T", "L", "t", "ell", "l", "y_T"})


class Claims:
    """One of the texts of `readings`, judged from its first statement to its last."""

    def __init__(self, readings: Readings, index: int) -> None:
        self.readings = readings
        self.index, self.text = index, readings.texts[index]
        self.many = len(self.text) > 1 or any(said.statement.label for said in self.text)
        self.labels = " ".join(f"{said.statement.label.lower()} {said.behind}" for said in self.text)
        self.solving: list[tuple[Expr, float]] = []  # left - right of an equation to be solved, and its digits
        self.points: list[tuple[Expr, float]] = []
        self.told: list[tuple[Expr, float]] = []  # those that were seen to solve it
        self.given: list[tuple[Expr, float]] = []  # those before any equation: what follows is said of them
        self.last: Statement | None = None
        self.conditions: list[Expr] = []  # `x > 0`, that the next statement gives, or one before it
        self.later = False  # whether a place is given further on
        ways = (said.statement.sides for said in self.text if said.statement.relations == ("->",))
        self.toward = [side for x, side in ways if x == X and not side.has(X)]  # then other arrows are no steps

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the text."""
        if sum(len(said.statement.sides) for said in self.text) <= MAX_PAIRS:
            led: Expr | None = None  # by the last condition before it: `x > 0: f(x) = \ln x`
            own = [said.restriction for said in self.text]
            for at, said in enumerate(self.text):
                rest = self.text[at + 1 :]
                of_time = any(side.has(symbol("t")) for side in said.statement.sides) or "all positive" in self.labels
                self.conditions = [each for each in (*own[at + 1 : at + 2], led) if each is not None]
                self.conditions += [sympy.sqrt(X)] * of_time
                later = (in_x(each.statement, self.readings) for each in rest)
                self.later = any(each.sides[0] == X and each.relations in (("=",), ("~",)) for each in later)
                yield from self.statement(said)
                if rest and said.claimed and set(said.statement.relations) == {"="}:
                    yield from beyond_domain(self.readings, said.statement, rest[0].statement)
                if own[at] is not None:  # `f < 0 for x < 0, f > 0 ...` has its condition behind it
                    before = self.text[at - 1].statement
                    of_f = {"f", "y"} & letters_in(*before.sides) and not {"=", "~"} & {*before.relations}
                    led = None if own[0] is None and of_f else own[at]
            if self.text and all(said.claimed for said in self.text):
                yield from left_out(self.readings, self.text)
                yield from roots_of_text_before(self.readings, self.index)

    def statement(self, said: Said) -> Iterator[Fault]:
        """What is wrong with a statement."""
        if not said.claimed:
            return
        statement = in_x(said.statement, self.readings)
        if len(statement.sides) == 1:
            yield from self._alone(said, statement.sides[0], statement)
            return
        yield from other_letter(said.statement)
        rule, named = rule_named(statement.label), statement.sides[0]
        in_letters = rule in RULE_NAMES and isinstance(named, Prime) and letters_in(named)
        if in_letters and (other := named_otherwise(str(rule), statement.sides)):
            yield Fault(RULE_RULE, f"names the {rule} rule, but states {other}", "name the rule that is stated")
        for relation, left, right in self.readings.pairs(statement):
            if relation == "=" or (relation == "~" and not any(each.is_infinite for each in self.toward)):
                yield from self._equation(relation, left, right, statement)
            elif relation == "!=":
                found = self.readings.reading(self.readings.local(left, right), left, right)
                conditions = self.conditions if X not in (left, right) else []  # `x > 0, x != 1` has two conditions
                if found and (self.readings.comparer.equal(*found) or meet_within(found[0], found[1], conditions)):
                    yield untrue(f"{plain(left)} and {plain(right)} are equal")
            elif relation in ("<", ">", "<=", ">="):
                only, for_all = not self.many, "for all" in self.labels
                yield from bounds(self.readings, relation, left, right, statement, self.conditions, only, for_all)
            elif relation == "->" and not statement.relations[0] == statement.relations[-1] == "=":
                yield from arrow(self.readings, left, right, self.toward)
            elif relation == "in" and left == X and (right.is_number or isinstance(right, Members)):
                for value in right.args if isinstance(right, Members) else (right,):
                    self._point("x", value, "=", statement)
        yield from self._solutions()
        self.last = statement

    def _equation(self, relation: str, left: Expr, right: Expr, statement: Statement) -> Iterator[Fault]:
        readings = self.readings
        if isinstance(left, Listed) and isinstance(right, Listed) and len(left.args) == len(right.args):
            for a, b in zip(left.args, right.args, strict=True):
                yield from self._equation(relation, a, b, statement)
            return
        if isinstance(left, Listed) or right.has(Listed) or any(s.name.endswith("_set") for s in right.free_symbols):
            return  # a set
        if (dual := readings.dual) and (left.has(*dual) or right.has(*dual)):
            relation = "~"
        if left.has(Antiderivative) or right.has(Antiderivative):
            inner, outer = (Prime(replaced(side, {symbol("C"): sympy.S.Zero}), X) for side in (left, right))
            yield from self._claim(relation, inner, outer, statement)
            return
        rest = symbol("O")  # what a sum leaves out, or the size of it
        if rest in right.free_symbols - left.free_symbols and readings.names.known("O") is None:
            series = replaced(right, {rest: sympy.S.Zero})
            found = readings.reading(readings.local(left, series), left, series)
            if found and is_expansion(*found) is False:
                yield untrue(f"{plain(left)} does not begin with {plain(series)}")
            return
        if isinstance(left, sympy.tan) and letters_in(left) and right.has(AppliedUndef):
            if not is_secant(readings, right) and not is_slope(right):
                yield untrue(f"{plain(right)} is no slope of the function")
            return
        if name_of(left)[0] in _TANGENTS and right.has(X) and right.has(AppliedUndef):
            left = symbol("y")
        differential = re.fullmatch(r"d([a-z])", name_of(left)[0])
        if differential and right.is_number:
            return  # a step that was chosen, and what comes of it
        if differential:
            if readings.names.known(differential[1]) is None and differential[1] != "x":
                yield from self._definition(f"{differential[1]}'", None, replaced(right, {DX: sympy.S.One}), statement)
                return
        elif self._gives_point(relation, left, right, statement):
            return
        else:
            for side, other in ((left, right), (right, left)):
                if self._is_definition(side, other, first=side is left):
                    yield from self._definition(*name_of(side), other, statement)
                    return
        in_letters = names_function(left, "f", "y") and letters_in(right) - {"f", "y"}
        if in_letters and not statement.where and readings.reading(readings.local(left, right), right) is None:
            readings.general["f"] = readings.general["y"] = right
        elif statement.where or relation != "~" or not is_small(readings, left, right):
            yield from self._claim(relation, left, right, statement)
        elif not right.is_number and is_off(readings, left, right, statement):
            yield untrue(f"{plain(right)} does not come close enough to {plain(left)}")

    def _is_definition(self, side: Expr, other: Expr, *, first: bool) -> bool:
        """Whether a side is a name that an equation gives a meaning; that of a part may be given anew."""
        name, variable = name_of(side)
        base = name.rstrip("'")
        if side == X or not name or other.has(side) or (name != base and base in self.readings.general):
            return False
        unknown = self.readings.names.known(base) is None
        if variable is not None and other.is_number and not unknown and (name != base or variable != X):
            return False  # h'(x) = 0, v(c) = 0 are to be solved
        if other.is_number and name != base and self._is_f(side):
            return False  # so is h' = 14
        if first and (name in _ANEW or SLOPE_NAME.fullmatch(name)) and self.many and other.is_number:
            return True
        return (first and base in PART_NAMES) or (unknown and (first or variable is None))

    def _is_f(self, side: Expr) -> bool:
        """Whether a side is f, or one of its derivatives, under the name that the lines give to it."""
        return bool(self.readings.names.known(name_of(side)[0].rstrip("'")) == self.readings.function)

    def _claim(self, relation: str, left: Expr, right: Expr, statement: Statement) -> Iterator[Fault]:
        """An equation: true in one of its readings, to be solved, or false."""
        readings, unequal = self.readings, list[tuple[list[Expr], str]]()
        for names, *sides in readings.readings(left, right):
            found = readings.reading(names, *sides)
            if not found:
                continue
            decision = readings.decide(found[0], found[1], statement, relation)
            if decision:
                return
            if decision.verdict is Verdict.DIFFERENT:
                unequal.append((found, decision.why))
        of_log = isinstance(left, sympy.log) and names_function(left.args[0], "f", "y")
        for found, _ in unequal:
            # The logarithms of f's factors are taken where they are positive.
            wheres = [found[1]] if of_log else []
            given = [*self.conditions, self._heading() if readings.function.has(sympy.Abs) else None]
            wheres += [add(readings.function, each) for each in given if each is not None]
            if any(readings.comparer.equal(*found, where=where) for where in wheres):
                return
        if readings.strict and not unequal:
            yield Fault(RULE_UNDECIDED, "could not be decided", "write it more plainly")
        for found, witness in unequal[:1]:
            if readings.strict or not self._is_excused(relation, left, right, found, statement):
                yield different(plain(left), found[1], witness)

    def _heading(self) -> Expr | None:
        """Where what follows holds, by the last text before: |x| is written branch by branch."""
        texts = (text[0] for text in reversed(self.readings.texts[: self.index]) if text)
        return next((said.restriction for said in texts if said.restriction is not None), None)

    def _is_excused(self, relation: str, left: Expr, right: Expr, found: list[Expr], statement: Statement) -> bool:
        """Whether two sides that differ are no claim of f for every x."""
        readings, parts = self.readings, self.readings.parts
        if statement.where is not None:
            return False
        if names_function(left, "y") and re.search(COMES_CLOSE, self.labels):
            near = any(comes_close(graph, found[1]) for graph in (readings.function, readings.slope))
            if near or re.search(ASYMPTOTE, self.labels):
                return near
        if isinstance(left, Prime) and in_own_letter(left.args[0], right, readings.comparer.equal):
            return True  # (sin u)' = cos u, by u
        if (isinstance(left, Prime) or names_function(left, "f'", "y'")) and is_at_place(right):
            return True  # df/dt = f'(4) * 100: how fast f is there
        is_set = _SETS.search(self.labels) and is_limit(readings, left, right)
        is_solved = _SOLVED.search(self.labels) and not (has_names(left) or has_names(right))
        if is_set or is_solved or readings.is_open(left, right) or self._to_be_solved(left, right, found, statement):
            return True
        first = self.text[0].statement
        placed = first.sides[0] == X or _PLACES.search(first.label.lower())
        there = self.given if placed else place_before(readings, self.index) if found[1].is_number else []
        difference = add(found[0], negate(found[1]))
        digits = half_digit(right, statement, relation)
        holds = all(readings.numbers.is_root(difference, one(x), half, digits) for x, half in there)
        if there and holds and not names_function(left, "y"):
            return True
        line = degree(found[1]) == 1
        at = self.given[-1][0] if self.given and (line or _TANGENT.search(self.labels)) else None
        own = parts.belongs(found[1]) or found[1] in parts.slopes or not (line or parts.is_related(found[1]))
        if names_function(left, "y") and (at is None or not line) and own:
            return True  # another curve
        if readings.is_tangent(left, right, statement, at):
            return True
        series = relation == "~" and is_series(*found, exact=not statement.places)
        good = relation == "~" and is_good_near(readings, left, right, found, self.given[-1:], self.text, statement)
        return series or good

    # Equations to be solved

    def _to_be_solved(self, left: Expr, right: Expr, found: list[Expr], statement: Statement) -> bool:
        """Whether an equation is not claimed for every x, but asks for some."""
        a, b = found
        if at_infinity(left, right) or (is_law(left, right) and not self.later):
            return False
        primes = [prime for side in (left, right) for prime in side.atoms(Prime)]
        of_others = any(not names_function(prime.args[0], "f") and prime.args[1] == X for prime in primes)
        places = (said.statement for said in self.text if said.statement.sides[0] == X)
        if of_others and not any(_PLACES.search(place.label.lower()) for place in places):
            return False
        difference = add(a, negate(b))
        if names_function(left, "y") and not b.has(X) and _TANGENT.search(self.labels):
            return True  # where a tangent meets an axis
        of_part = letters_in(left) & PART_NAMES and not (isinstance(left, AppliedUndef) or self._is_f(left))
        if a.has(X) != b.has(X) and not of_part:
            if not (self.many or names_function(left, "y") or names_function(right, "y") or 0 in (a, b)):
                return not (has_names(left) or has_names(right)) and self.readings.numbers.solves(difference)
            if self.told and names_function(left, "f", "y"):  # said of the solutions that were given
                self.given, self.solving, self.told = self.told, [], []
            self.solving.append((difference, half_digit(b if a.has(X) else a, statement, "=")))
            return True
        crosses = names_function(left, "f") and self.later  # f(x) = x^2, and where that is so
        meet = (crosses or all(names_function(side, *GRAPHS) for side in (left, right))) and self._gives_solutions()
        if (not meet and (has_names(left) or has_names(right))) or not (a.has(X) and b.has(X)):
            return False
        # Sides in a row are one expression written anew, and so is what f' is said to be.
        if statement.relations != ("=",) or {left, right} & {*self.readings.parts.slopes}:
            return False
        if not (meet or self.solving or self.readings.numbers.solves(difference)):
            return False
        self.solving.append((difference, 0.0))
        return True

    def _gives_solutions(self) -> bool:
        """Whether the text has an equation in x alone, as that where two graphs meet has."""
        equations = (said.statement.sides for said in self.text if said.statement.relations in (("=",), ("~",)))
        return any(not (has_names(left) or has_names(right)) for left, right in equations)

    def _gives_point(self, relation: str, left: Expr, right: Expr, statement: Statement) -> bool:
        """Whether it is `x = 2`, `x_1 = 2`, `2 = x`: a point of the axis, which is noted."""
        for side, value in ((left, right), (right, left)):
            name = name_of(side)[0]
            if (side is left or value.is_number) and (side == X or re.fullmatch(r"x_\w+", name)) and not value.has(X):
                self._point(name, value, relation, statement)
                return True
        return False

    def _point(self, name: str, value: Expr, relation: str, statement: Statement) -> None:
        names = self.readings.local(value)
        whole = {s for s in value.free_symbols if s.name in INTEGERS and names.known(s.name) is None}
        for number in (-1, 0, 1, 2) if whole else (0,):
            found = self.readings.reading(names, replaced(value, dict.fromkeys(whole, sympy.Integer(number))))
            if found and not found[0].free_symbols:
                points = self.points if self.solving else self.given
                points.append((found[0], half_digit(value, statement, relation)))
                if name != "x" and not whole:
                    self.readings.names.values[name] = found[0]
                    self.readings.note(name, value, statement)

    def _solutions(self) -> Iterator[Fault]:
        """What a line gives as x solves the equation before it, or after it if none is given behind that."""
        if self.solving:
            yield from unsolved(self.readings.numbers, self.solving, self.points or ([] if self.later else self.given))
            self.told += self.points
            self.points, self.solving = [], [] if self.given and not self.later else self.solving[:1]

    # What is no equation between known things

    def _definition(self, name: str, variable: Expr | None, value: Expr, statement: Statement) -> Iterator[Fault]:
        """`u = A`, `u' = B`, `g(u) = C`, `m = 2`: a name is given its meaning; that of a part has to be one."""
        readings, parts, names = self.readings, self.readings.parts, self.readings.names
        if SLOPE_NAME.fullmatch(name):
            secant = is_secant(readings, value)
            if secant is False or is_no_slope(value, normal=bool(re.search(r"_(norm|perp)", name))):
                yield untrue(f"{plain(value)} is the slope of no such line")
                return
            if secant:
                return
        local = readings.local(value)
        if variable is not None and variable != X:
            local.values[str(variable)] = X  # within g(u) = u^2 the letter u is the variable, whatever it stands for
        found = readings.reading(local, value)
        if found is None or found[0].free_symbols - {X}:
            readings.general[name] = value if variable in (None, X) else replaced(value, {variable: X})
            return
        (meaning,) = found
        base = name.rstrip("'")
        if (self.given or self.later) and base in PART_NAMES and not meaning.has(X):
            return  # its value at a place
        if name[0] == "Δ" and names.known(name[1:]) is not None and value.has(AppliedUndef):
            return  # f(x + h) - f(x), for any h
        known = names.known(name) if base != name else None
        if known is not None:
            decision = readings.comparer.equal(meaning, known, where=names.known(base))
            if decision.verdict is Verdict.DIFFERENT:
                yield different(name, meaning, decision.why)
            return
        if base in ("m", "m_t") and meaning.has(X) and not readings.comparer.equal(meaning, readings.slope):
            yield untrue(f"it says that the slope is {plain(meaning)}")
        of_line = base in _TANGENTS and variable == X and degree(meaning) == 1 and not parts.belongs(meaning)
        if of_line and not readings.numbers.is_tangent(Y, meaning, statement):
            yield untrue(f"{plain(meaning)} is no tangent of f")
            return
        names.values[name] = meaning
        readings.note(name, value, statement)
        primed = any(name_of(said.statement.sides[0])[0] == f"{base}'" for said in self.text)
        is_other = base == "p" and (str(readings.variable) == "q" or "f" in letters_in(*statement.sides))
        if is_other or (variable == X and base in _OTHERS and (base != name or primed)):
            return  # an example of its own, a price, a perimeter
        if base in PART_NAMES and meaning.has(X) and not parts.is_meaning(meaning, len(name) - len(base)):
            told = "no part of the function" if base == name else "the derivative of no part of the function"
            yield untrue(f"it says that {name} is {plain(meaning)}, which is {told}")

    def _alone(self, said: Said, side: Expr, statement: Statement) -> Iterator[Fault]:
        """A formula that no relation follows; a number may be one more of a list of places."""
        if side.has(X) or has_names(side):
            yield from alone(self.readings, said, side, self.labels, self.readings.texts[: self.index])
        elif (statement.again or JOINS.search(statement.label)) and self.last is not None and self.last.sides[0] == X:
            self._point("x", side, self.last.relations[0], statement)
            yield from self._solutions()
