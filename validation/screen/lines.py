r"""The lines of a lesson, compared with what they claim.

A line is read (`latex.parse`) into statements. What each claims is seen from its left side: `f(x)` the function,
`f'(x)` its derivative, `(A)'` the derivative of A, `u`, `v`, `g(u)` parts of the function with their derivatives,
`n = 3` a parameter of a rule; after the name of a rule a formula is that rule, or that rule applied to a part of the
function.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import sympy
from sympy.core.function import AppliedUndef

from ..formulas import latex
from ..formulas.equality import Comparer, Decision, Verdict, derivative
from ..formulas.expression import Expr, Prime, RealPower, Unreadable, X, check_size, divide, multiply
from ..formulas.latex import Statement
from ..formulas.names import Names, Unknown
from ..formulas.shapes import RULE_NAMES, parts, rule_named, rules_for, rules_of, varies
from ..problem import Problem, Severity, Where

RULE_LINE = "mathematics.line"
RULE_RULE = "mathematics.rule"
RULE_LATEX = "mathematics.latex"
RULE_ORDER = "mathematics.order"
RULE_UNDECIDED = "mathematics.undecided"

RULES: dict[str, str] = {
    RULE_LATEX: "each text on the screen is LaTeX that can be read back into mathematics",
    RULE_LINE: "what each line claims of the function, its parts and their derivatives is true",
    RULE_RULE: "a rule that is named is stated right, and the function (or the part at hand) calls for it",
    RULE_ORDER: "a lesson begins with the function and ends with the result; what a line uses stands before it",
    RULE_UNDECIDED: "each claim can be decided",
}


class Role(StrEnum):
    """What a statement does in a derivation."""

    FUNCTION = "function"
    RULE = "rule"
    PART = "part"
    SUBDERIVATIVE = "derivative of a part"
    SUBSTITUTION = "substitution"
    RESTATED = "restated"
    OTHER = "other"


@dataclass(frozen=True)
class Line:
    """A text on the screen.

    Attributes:
        text: its LaTeX.
        line: where it is written in the source.
        math: whether it is in math mode.
    """

    text: str
    line: int
    math: bool = True


_LN_F = "ln f"


@dataclass
class _Read:
    """A line, with what was made of it."""

    line: Line
    statements: tuple[Statement, ...]
    roles: list[Role] = field(default_factory=list)
    derived: list[Expr] = field(default_factory=list)  # the A of each (A)'
    used: list[Expr] = field(default_factory=list)  # the u of each u', as a part
    wholes: list[Expr] = field(default_factory=list)  # what ln f(x) is said to be
    rules: list[str] = field(default_factory=list)  # the rules that it states in general
    letters: set[str] = field(default_factory=set)  # u, v, n, ... that it says the value of
    formula_letters: set[str] = field(default_factory=set)  # u, v, n, ... that its rule speaks of
    results: list[Expr] = field(default_factory=list)  # right sides of f'(x) = ...


# Functions that have nothing in common: a rule that holds for them holds for all that a course has.
_U = X**2 + X / 3 + 2
_V = sympy.exp(X / 3) + 1
_W = sympy.cos(X) + 3
_G = X**3 + sympy.sin(X)
_H = X**2 * sympy.exp(-X / 5)
_F = sympy.exp(X / 4) + X**2 + 1


def generic_names() -> Names:
    """Meanings for the letters of a rule in which it must hold."""
    values = {"u": _U, "v": _V, "w": _W, "y": _F, "f": _F, "g": _V * _W + X, "h": _W * X + 5}
    rational = {
        "c": (7, 3),
        "n": (7, 2),
        "m": (5, 2),
        "a": (5, 2),
        "b": (4, 3),
        "k": (11, 4),
        "C": (13, 5),
        "r": (9, 4),
    }
    values.update({name: sympy.Rational(*pair) for name, pair in rational.items()})
    return Names(values, {"g": _G, "h": _H, "f": _F, "u": _U, "v": _V, "w": _W, "y": _F})


# What a rule is about, for formulas whose left side only says f' or y'.
_ABOUT = {"product": _U * _V, "quotient": _U / _V, "sum": _U + _V, "reciprocal": 1 / _V}


class Lesson:
    """The claims of one lesson.

    Args:
        path: the scene's name in problems.
        function: f, as the code has it.
        comparer: the points to compare at.
        strict: whether a line must also belong to this function (the dataset), not only be true (any scene).
    """

    def __init__(self, path: str, function: Expr, comparer: Comparer, *, strict: bool) -> None:
        self.path = path
        self.function = function
        self.comparer = comparer
        self.strict = strict
        self.slope = derivative(function)
        self.names = Names({"f": function, "y": function}, {"f": function, "y": function})
        self.under_way: list[Expr] = []
        self.formula: Expr | None = None
        self.formula_rule: str | None = None

    # Whole lines

    def check(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """The problems of the lines, in order; `Lesson.read` keeps what was read of them for `order`."""
        self.read: list[_Read] = []
        pairs: list[tuple[Line, tuple[Statement, ...]]] = []
        for line in lines:
            try:
                statements = latex.parse(line.text) if line.math else latex.parse_text(line.text)
            except Unreadable as error:
                yield self._problem(
                    RULE_LATEX, line, f"the text {_short(line.text)} is not read: {error}", "write it in plain LaTeX"
                )
                continue
            pairs.append((line, statements))
        self._collect(statements for _, statements in pairs)
        for line, statements in pairs:
            read = _Read(line, statements)
            self.read.append(read)
            yield from self._line(read)

    def _collect(self, all_statements: Iterable[tuple[Statement, ...]]) -> None:
        """What is under way: the function as it is shown, and its logarithm where that is differentiated."""
        shown: list[Expr] = []
        others: list[Expr] = []
        for statements in all_statements:
            for statement in statements:
                left = statement.sides[0]
                if _names_function(left, "f") or _names_function(left, "y"):
                    shown.extend(statement.sides[1:])
                elif isinstance(left, sympy.log) and len(statement.sides) > 1:
                    others.extend(statement.sides[1:])
        self.shown = [s for s in shown if not (s.free_symbols - {X}) and not s.has(AppliedUndef, Prime)]
        # Logarithmic differentiation of a part b**e differentiates e*ln b.
        for whole in self.shown or [self.function]:
            others.extend(
                multiply(p.exp, sympy.log(p.base, evaluate=False))
                for p in parts(whole)
                if isinstance(p, sympy.Pow) and varies(p.base) and varies(p.exp)
            )
        self.under_way = [*(self.shown or [self.function]), *others]
        self._parts: list[Expr] | None = None

    def _line(self, read: _Read) -> Iterator[Problem]:
        local = self.names
        if any(self._is_part(s) for s in read.statements):
            # Each line of parts names u and v anew.
            local = self.names.copy()
            for name in ("u", "v", "w", "g"):
                local.values.pop(name, None)
                local.functions.pop(name, None)
                local.functions.pop(f"{name}'", None)
        for statement in read.statements:
            yield from self._statement(statement, read, local)
        if local is not self.names:
            self.names = local
        if read.letters & {"u", "v", "w", "g", "n", "c", "a", "k"}:
            yield from self._parts_fit(read, local)

    # Single statements

    def _statement(self, statement: Statement, read: _Read, names: Names) -> Iterator[Problem]:
        rule = rule_named(statement.label)
        left = statement.sides[0]
        role = Role.OTHER
        if rule is not None:
            role = yield from self._rule_line(rule, statement, read, names)
        elif len(statement.sides) == 1:
            role = Role.OTHER
        elif _names_function(left, "f") or _names_function(left, "y"):
            role = Role.FUNCTION
            yield from self._all_equal(statement, read, names, self.function, "f(x)", self.function)
        elif _names_function(left, "f'") or _names_function(left, "y'") or left == Prime(sympy.Function("f")(X), X):
            restated = any(s.has(Prime) for s in statement.sides[1:])
            role = Role.RESTATED if restated else Role.SUBSTITUTION
            read.results.extend(statement.sides[1:])
            yield from self._all_equal(statement, read, names, self.slope, "f'(x)", self.function)
        elif isinstance(left, sympy.log) and _logs_function(left.args[0]):
            role = Role.PART
            read.letters.add(_LN_F)
            read.wholes.extend(statement.sides[1:])
            yield from self._all_equal(
                statement, read, names, sympy.log(self.function, evaluate=False), "ln f(x)", self.function
            )
        elif isinstance(left, Prime):
            role = Role.SUBDERIVATIVE
            yield from self._subderivative(statement, read, names)
        elif left.is_Symbol and left != X:
            role = Role.PART
            yield from self._definition(str(left), None, statement, read, names)
        elif isinstance(left, AppliedUndef) and left.args[0].is_Symbol:
            role = Role.PART
            yield from self._definition(type(left).__name__, left.args[0], statement, read, names)
        else:
            yield from self._identity(statement, read, names)
        read.roles.append(role)

    def _all_equal(
        self, statement: Statement, read: _Read, names: Names, target: Expr, called: str, where: Expr | None
    ) -> Iterator[Problem]:
        """Every side after the first is the target."""
        for relation, side in zip(statement.relations, statement.sides[1:], strict=False):
            yield from self._one_equal(relation, side, read, names, target, called, where)

    def _one_equal(
        self, relation: str, side: Expr, read: _Read, names: Names, target: Expr, called: str, where: Expr | None
    ) -> Iterator[Problem]:
        if relation != "=":
            return
        try:
            value = names.resolve(side)
        except Unknown as error:
            yield self._undecided(read.line, str(error))
            return
        yield from self._decided(
            self.comparer.equal(value, target, where=where if where is not target else None), read.line, called, value
        )

    def _decided(self, decision: Decision, line: Line, called: str, value: Expr) -> Iterator[Problem]:
        if decision.verdict is Verdict.DIFFERENT:
            yield self._problem(
                RULE_LINE,
                line,
                f"the line {_short(line.text)} says that {called} is {_plain(value)}, which is false: "
                f"{decision.witness}",
                "correct the line",
            )
        elif decision.verdict is Verdict.UNDECIDED:
            yield self._undecided(line, decision.how)

    def _subderivative(self, statement: Statement, read: _Read, names: Names) -> Iterator[Problem]:
        """`(A)' = B`, `d/dx[A] = B`."""
        inner, variable = statement.sides[0].args
        try:
            resolved = names.resolve(inner)
            target = names.resolve(statement.sides[0])
        except Unknown as error:
            yield self._undecided(read.line, str(error))
            return
        if variable == X:
            read.derived.append(resolved)
        called = f"({_plain(inner)})'"
        yield from self._all_equal(statement, read, names, target, called, resolved if variable == X else None)
        if self.strict and variable == X and not self._belongs(resolved):
            yield self._problem(
                RULE_LINE,
                read.line,
                f"the line {_short(read.line.text)} differentiates {_plain(inner)}, which is no part of the function",
                "show the derivative of a part of this function",
            )

    def _definition(
        self, name: str, variable: Expr | None, statement: Statement, read: _Read, names: Names
    ) -> Iterator[Problem]:
        """`u = A`, `u' = B`, `g(u) = C`, `g'(u) = D`, `n = 3`."""
        if statement.relations[0] != "=":
            return
        base = name.rstrip("'")
        read.letters.add(base)
        inside = names
        if variable is not None and variable != X:
            # Within g(u) = u^2 the letter u is the variable, whatever it stands for.
            inside = names.copy()
            inside.values[str(variable)] = X
            inside.functions.pop(str(variable), None)
        try:
            values = [inside.resolve(side) for side in statement.sides[1:]]
            values = [check_size(v) for v in values]
        except (Unknown, Unreadable) as error:
            yield self._undecided(read.line, str(error))
            return
        table = names.functions if variable is not None else names.values
        if base != name:
            known = table.get(base, names.values.get(base))
            if known is None:
                table[name] = values[0]
            else:
                for _ in range(len(name) - len(base)):
                    known = derivative(known)
                where = table.get(base, names.values.get(base))
                if variable is None:
                    read.used.append(where)
                for value in values:
                    yield from self._decided(
                        self.comparer.equal(value, known, where=where), read.line, _call(name, variable), value
                    )
            return
        table[name] = values[0]
        if variable is not None:
            names.values.setdefault(name, values[0])
        names.values.pop(f"{name}'", None)
        for value in values[1:]:
            yield from self._decided(self.comparer.equal(value, values[0]), read.line, _call(name, variable), value)

    def _identity(self, statement: Statement, read: _Read, names: Names) -> Iterator[Problem]:
        """Some other equation: both sides are the same, unless it is to be solved or only shows a value."""
        try:
            sides = [names.resolve(s) for s in statement.sides]
        except Unknown as error:
            if self.strict:
                yield self._undecided(read.line, str(error))
            return
        for relation, left, right in zip(statement.relations, sides, sides[1:], strict=False):
            if relation != "=":
                continue
            if not self.strict and (left == X or right == 0):
                continue
            decision = self.comparer.equal(left, right)
            yield from self._decided(decision, read.line, _plain(left), right)

    # Rules

    def _rule_line(self, rule: str, statement: Statement, read: _Read, names: Names) -> Generator[Problem, None, Role]:
        """A formula with the name of a rule before it; gives its role."""
        line = read.line
        if rule not in RULE_NAMES:
            yield self._problem(
                RULE_RULE,
                line,
                f"the line {_short(line.text)} names the {rule} rule, which is not known",
                "name a rule of differentiation",
            )
            return Role.RULE
        if len(statement.sides) == 1:
            return Role.RESTATED
        left = statement.sides[0]
        letters = _letters(statement)
        about: Expr | None = left.args[0] if isinstance(left, Prime) else None
        if letters:
            yield from self._general_rule(rule, statement, read, about)
            read.formula_letters |= letters | ({_LN_F} if rule == "logarithmic differentiation" else set())
            read.rules.append(rule)
            self.formula, self.formula_rule = about, rule
            return Role.RULE
        if about is None:
            if _names_function(left, "f'") or _names_function(left, "y'"):
                read.results.extend(statement.sides[1:])
                yield from self._all_equal(statement, read, names, self.slope, "f'(x)", self.function)
                yield from self._called_for(rule, self.under_way, line)
                return Role.SUBSTITUTION
            yield from self._identity(statement, read, names)
            return Role.OTHER
        yield from self._subderivative(statement, read, names)
        if rule not in rules_of(about) | rules_of(_without_constant(about)):
            yield self._problem(
                RULE_RULE,
                line,
                f"the line {_short(line.text)} names the {rule} rule, but {_plain(about)} does not call for it",
                f"name {_or(rules_of(about))}",
            )
        return Role.SUBDERIVATIVE

    def _general_rule(self, rule: str, statement: Statement, read: _Read, about: Expr | None) -> Iterator[Problem]:
        line = read.line
        generic = generic_names()
        if about is None and rule in _ABOUT:
            generic.values["f"] = generic.functions["f"] = _ABOUT[rule]
            generic.values["y"] = generic.functions["y"] = _ABOUT[rule]
        elif about is None and rule == "chain":
            chained = _G.xreplace({X: _U})
            generic.values["y"] = generic.functions["y"] = generic.values["f"] = generic.functions["f"] = chained
        try:
            sides = [generic.resolve(s) for s in statement.sides]
        except Unknown as error:
            yield self._undecided(line, str(error))
            return
        for side in sides[1:]:
            decision = _GENERIC.equal(sides[0], side)
            if decision.verdict is Verdict.DIFFERENT:
                yield self._problem(
                    RULE_RULE,
                    line,
                    f"the line {_short(line.text)} does not state the {rule} rule: its two sides are different",
                    "state the rule as it is",
                )
                return
            if decision.verdict is Verdict.UNDECIDED:
                yield self._undecided(line, decision.how)
                return
        stated = _stated(about) if about is not None else {rule}
        if about is None and any(p.has(sympy.log) for s in statement.sides for p in s.atoms(Prime)):
            stated = {"logarithmic differentiation"}
        if rule == "logarithmic differentiation" and not any(s.has(sympy.log) for s in statement.sides):
            stated -= {rule}
        elif rule == "logarithmic differentiation":
            stated |= {rule}
        if rule not in stated:
            yield self._problem(
                RULE_RULE,
                line,
                f"the line {_short(line.text)} names the {rule} rule, but states {_or(stated)}",
                "name the rule that is stated",
            )
            return
        yield from self._called_for(rule, self.under_way, line)

    def _called_for(self, rule: str, expressions: list[Expr], line: Line) -> Iterator[Problem]:
        if rule not in rules_for(expressions):
            yield self._problem(
                RULE_RULE,
                line,
                f"the line {_short(line.text)} names the {rule} rule, which the function does not call for",
                f"it calls for {', '.join(sorted(rules_for(self.shown or [self.function])))}",
            )

    # Parts

    def _is_part(self, statement: Statement) -> bool:
        left = statement.sides[0]
        if len(statement.sides) < 2:
            return False
        name = type(left).__name__ if isinstance(left, AppliedUndef) else str(left)
        return rule_named(statement.label) is None and name in ("u", "v", "w", "g")

    def _all_parts(self) -> list[Expr]:
        if self._parts is None:
            found: dict[Expr, None] = {}
            for expression in [*self.under_way, self.function]:
                for part in parts(expression):
                    if len(found) < 300:
                        found.setdefault(part)
            self._parts = list(found)
        return self._parts

    def _belongs(self, expression: Expr) -> bool:
        """Whether an expression is a part of what is under way, but for a constant factor."""
        if not varies(expression):
            # A number belongs if it is a term, not because it is an exponent or a factor somewhere.
            terms = [t for e in self.under_way for t in (e.args if isinstance(e, sympy.Add) else (e,))]
            return any(not varies(t) and self.comparer.equal(t, expression) for t in terms)
        others = self._all_parts()
        if any(p == expression for p in others):
            return True
        return any(self.comparer.equal(p, expression) or self._is_multiple(p, expression) for p in others)

    def _is_multiple(self, part: Expr, expression: Expr) -> bool:
        return bool(self.comparer.equal(part, multiply(sympy.S.NegativeOne, expression)))

    def _parts_fit(self, read: _Read, names: Names) -> Iterator[Problem]:
        """The parts that a line names make up, by the rule at hand, the function or what is under way."""
        if not self.strict:
            return
        whole, known = self._whole(read, names)
        if whole is None:
            return
        values = ", ".join(f"{name} = {_plain(value)}" for name, value in known)
        for part in self._all_parts():
            if self.comparer.equal(part, whole) or self._is_multiple(part, whole):
                return
            if self.formula_rule == "constant multiple":
                try:
                    ratio = derivative(part / whole)
                except ValueError:
                    continue
                if self.comparer.equal(ratio, sympy.S.Zero, where=part):
                    return
        yield self._problem(
            RULE_LINE,
            read.line,
            f"with {values} the {self.formula_rule or 'chain'} rule is not applied to the function or a part of it",
            "name the parts of this function",
        )

    def _whole(self, read: _Read, names: Names) -> tuple[Expr | None, list[tuple[str, Expr]]]:
        """What the parts of a line make up by the formula before it."""
        known = [(n, names.values.get(n, names.functions.get(n))) for n in sorted(read.letters - {"g"})]
        values = [(n, v) for n, v in known if v is not None]
        if "g" in read.letters and "g" in names.functions and "u" in names.values:
            return names.functions["g"].xreplace({X: names.values["u"]}), [("g(u)", names.functions["g"]), *values]
        about = self.formula
        if about is None or not values:
            return None, []
        if self.formula_rule == "constant multiple":
            return names.values.get("u"), values
        bound = {sympy.Symbol(n, real=True): v for n, v in values}
        if about.free_symbols - {X} - set(bound):
            return None, []
        return _rebuilt(about, bound), values

    def _problem(self, rule: str, line: Line, message: str, hint: str) -> Problem:
        return Problem(rule, Severity.ERROR, Where(self.path, line.line), message, hint)

    def _undecided(self, line: Line, why: str) -> Problem:
        return self._problem(
            RULE_UNDECIDED, line, f"the line {_short(line.text)} could not be decided: {why}", "write it more plainly"
        )

    # Order

    def order(self) -> Iterator[Problem]:
        """The problems of the order of the lines that `check` has read (one derivation, from the first to the last)."""
        read = [r for r in self.read if r.roles]
        if not read:
            return
        if Role.FUNCTION not in read[0].roles:
            yield self._problem(
                RULE_ORDER,
                read[0].line,
                f"the first line {_short(read[0].line.text)} is not the function",
                "begin with f(x) = ...",
            )
        if Role.SUBSTITUTION not in read[-1].roles:
            yield self._problem(
                RULE_ORDER,
                read[-1].line,
                f"the last line {_short(read[-1].line.text)} is not the result",
                "end with f'(x) = ...",
            )
        substituted = False
        named: set[str] = set()
        for index, item in enumerate(read):
            if substituted and any(r in (Role.RULE, Role.PART, Role.SUBDERIVATIVE, Role.FUNCTION) for r in item.roles):
                yield self._problem(
                    RULE_ORDER,
                    item.line,
                    f"the line {_short(item.line.text)} stands after the result that it leads to",
                    "give rules and parts before the substitution",
                )
            substituted = substituted or Role.SUBSTITUTION in item.roles
            named |= item.formula_letters
            later = set[str]().union(*(r.formula_letters for r in read[index + 1 :]))
            early = (item.letters - named) & later
            if early:
                yield self._problem(
                    RULE_ORDER,
                    item.line,
                    f"the line {_short(item.line.text)} gives {', '.join(sorted(early))} before the rule that has it",
                    "state the rule first",
                )
            yield from self._inner_first(item, read[index + 1 :])
            yield from self._outer_rule_first(item, read[:index])

    def _outer_rule_first(self, item: _Read, before: list[_Read]) -> Iterator[Problem]:
        """The rule of the whole function is stated before its parts are differentiated; a restated f' comes first."""
        outer = {rule for shown in self.shown or [self.function] for rule in rules_of(shown)}
        if outer & set(item.rules):
            early = [r for r in before if Role.SUBDERIVATIVE in r.roles or (r.rules and not outer & set(r.rules))]
        elif Role.RESTATED in item.roles:
            early = [r for r in before if Role.SUBDERIVATIVE in r.roles or r.rules]
        elif item.wholes:
            early = [r for r in before if any(whole.has(d) for whole in item.wholes for d in r.derived)]
        else:
            early = []
        if early:
            yield self._problem(
                RULE_ORDER,
                item.line,
                f"the line {_short(item.line.text)} stands after {_short(early[0].line.text)}, to which it leads",
                "state the rule for the whole function first",
            )

    def _inner_first(self, item: _Read, later: list[_Read]) -> Iterator[Problem]:
        """A derivative that a line uses is not taken after it."""
        for other in later:
            for inner in other.derived:
                if not rules_of(inner) & {"chain", "product", "quotient", "logarithmic differentiation"}:
                    continue  # what a student knows by heart may come in any order
                for outer in [*item.derived, *item.used]:
                    if outer.has(inner) and (inner != outer or outer in item.used) and not isinstance(outer, sympy.Add):
                        yield self._problem(
                            RULE_ORDER,
                            other.line,
                            f"the line {_short(other.line.text)} stands after {_short(item.line.text)}, which uses it",
                            "differentiate the inner part first",
                        )
                        return


_GENERIC = Comparer()


def _rebuilt(about: Expr, bound: dict[Expr, Expr]) -> Expr:
    """A formula with its letters replaced, as it is written."""
    if about in bound:
        return bound[about]
    if not about.args or not about.free_symbols & set(bound):
        return about
    arguments = [_rebuilt(a, bound) for a in about.args]
    if isinstance(about, sympy.Pow | RealPower) and arguments[1].is_Rational and not arguments[1].is_Integer:
        if arguments[1].q % 2:
            return RealPower(*arguments)
        return sympy.Pow(*arguments, evaluate=False)
    below = about.args[1] if isinstance(about, sympy.Mul) and len(arguments) == 2 else None
    if isinstance(below, sympy.Pow) and below.exp == -1:
        return divide(arguments[0], _rebuilt(below.base, bound))
    return about.func(*arguments)


def _stated(about: Expr) -> set[str]:
    """The rules that a general formula for (about)' can be; u/v is no product there."""
    found = rules_of(about)
    if isinstance(about, sympy.Mul) and any(a.is_Pow and a.exp == -1 for a in about.args):
        found.discard("product")
    return found


def _without_constant(expression: Expr) -> Expr:
    """A product without its constant factors: a chain stays a chain when it is doubled."""
    if isinstance(expression, sympy.Mul):
        varying = [a for a in expression.args if varies(a)]
        if varying and len(varying) < len(expression.args):
            return multiply(*varying)
    return expression


def _names_function(expression: Expr, name: str) -> bool:
    """Whether an expression is `f`, `f(x)` for the name f."""
    if expression.is_Symbol:
        return str(expression) == name
    return isinstance(expression, AppliedUndef) and type(expression).__name__ == name and expression.args[0] == X


def _logs_function(inner: Expr) -> bool:
    inner = inner.args[0] if isinstance(inner, sympy.Abs) else inner
    return _names_function(inner, "f") or _names_function(inner, "y")


def _letters(statement: Statement) -> set[str]:
    """The letters of a general formula: functions u, v, g, ... and constants n, c, a."""
    found = set()
    for side in statement.sides:
        found |= {str(s).rstrip("'") for s in side.free_symbols - {X}}
        found |= {type(a).__name__.rstrip("'") for a in side.atoms(AppliedUndef) if type(a).__name__.rstrip("'") != "f"}
    return found - ({"f", "y"} if not (found - {"f", "y"}) and _concrete(statement) else set())


def _concrete(statement: Statement) -> bool:
    """Whether only the left side names f, and the right side is a formula in x."""
    return all(not (s.free_symbols - {X}) and not s.has(AppliedUndef, Prime) for s in statement.sides[1:])


def _call(name: str, variable: Expr | None) -> str:
    return name if variable is None else f"{name}({variable})"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= 90 else f'"{flat[:87]}..."'


def _plain(expression: Expr) -> str:
    try:
        text = str(expression)
    except Exception:  # SymPy's printer may fail on what it did not evaluate
        return "an expression"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _or(rules: Iterable[str]) -> str:
    names = sorted(rules)
    return "no rule that is known" if not names else "the " + " or ".join(names) + " rule"
