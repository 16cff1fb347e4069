"""The derivation of a lesson of the dataset: what each line claims is true, and of this function.

What a statement claims is seen from its left side: `f(x)` the function, `f'(x)` its derivative, `(A)'` the derivative
of A, `u`, `v`, `g(u)` parts of the function with their derivatives, `n = 3` a parameter of a rule; after the name of a
rule a formula is that rule, or that rule applied to a part of the function.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.equality import Comparer, Decision, Verdict, derivative
from ..formulas.expression import Expr, Prime, RealPower, Unreadable, X, check_size, divide
from ..formulas.latex import Statement
from ..formulas.names import Names, Unknown, generic_names
from ..formulas.shapes import RULE_NAMES, rule_named, rules_for, rules_of
from .line_parts import Parts, names_function
from .line_rules import ABOUT, either, letters_of, named_otherwise, same_in_general, without_constant
from .line_types import RULE_LINE, RULE_RULE, RULE_UNDECIDED, Fault, Line, plain, short


class Role(StrEnum):
    """What a statement does in a derivation."""

    FUNCTION = "function"
    RULE = "rule"
    PART = "part"
    SUBDERIVATIVE = "derivative of a part"
    SUBSTITUTION = "substitution"
    RESTATED = "restated"
    OTHER = "other"


LN_F = "ln f"


@dataclass
class Read:
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


class Derivation:
    """The claims of one lesson of the dataset: each line is true, and belongs to this function.

    Args:
        function: f, as the code has it.
        comparer: the points to compare at.
    """

    def __init__(self, function: Expr, comparer: Comparer) -> None:
        self.function = function
        self.comparer = comparer
        self.slope = derivative(function)
        self.names = Names({"f": function, "y": function}, {"f": function, "y": function})
        self.formula: Expr | None = None
        self.formula_rule: str | None = None

    def check(self, lines: Sequence[tuple[Line, tuple[Statement, ...]]]) -> Iterator[Fault]:
        """What is wrong with the lines, in order; `read` keeps what was read of them for `line_order`."""
        self.read: list[Read] = []
        self.parts = Parts(self.function, self.comparer, [statements for _, statements in lines])
        for line, statements in lines:
            read = Read(line, statements)
            self.read.append(read)
            yield from self._line(read)

    def _line(self, read: Read) -> Iterator[Fault]:
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

    def _statement(self, statement: Statement, read: Read, names: Names) -> Iterator[Fault]:
        rule = rule_named(statement.label)
        left = statement.sides[0]
        role = Role.OTHER
        if rule is not None:
            role = yield from self._rule_line(rule, statement, read, names)
        elif len(statement.sides) == 1:
            role = Role.OTHER
        elif names_function(left, "f") or names_function(left, "y"):
            role = Role.FUNCTION
            yield from self._all_equal(statement, read, names, self.function, "f(x)", self.function)
        elif names_function(left, "f'") or names_function(left, "y'") or left == Prime(sympy.Function("f")(X), X):
            restated = any(s.has(Prime) for s in statement.sides[1:])
            role = Role.RESTATED if restated else Role.SUBSTITUTION
            yield from self._all_equal(statement, read, names, self.slope, "f'(x)", self.function)
        elif isinstance(left, sympy.log) and _logs_function(left.args[0]):
            role = Role.PART
            read.letters.add(LN_F)
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
        self, statement: Statement, read: Read, names: Names, target: Expr, called: str, where: Expr | None
    ) -> Iterator[Fault]:
        """Every side after the first is the target."""
        for relation, side in zip(statement.relations, statement.sides[1:], strict=False):
            yield from self._one_equal(relation, side, read, names, target, called, where)

    def _one_equal(
        self, relation: str, side: Expr, read: Read, names: Names, target: Expr, called: str, where: Expr | None
    ) -> Iterator[Fault]:
        if relation not in ("=", "~", "!="):
            return
        if relation == "!=":
            yield Fault(
                RULE_LINE, read.line, f"the line {short(read.line.text)} says what {called} is not", "say what it is"
            )
            return
        try:
            value = names.resolve(side)
        except Unknown as error:
            yield self._undecided(read.line, str(error))
            return
        yield from self._decided(
            self.comparer.equal(value, target, where=where if where is not target else None), read.line, called, value
        )

    def _decided(self, decision: Decision, line: Line, called: str, value: Expr) -> Iterator[Fault]:
        if decision.verdict is Verdict.DIFFERENT:
            yield Fault(
                RULE_LINE,
                line,
                f"the line {short(line.text)} says that {called} is {plain(value)}, which is false: {decision.witness}",
                "correct the line",
            )
        elif decision.verdict is Verdict.UNDECIDED:
            yield self._undecided(line, decision.how)

    def _subderivative(self, statement: Statement, read: Read, names: Names) -> Iterator[Fault]:
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
        called = f"({plain(inner)})'"
        yield from self._all_equal(statement, read, names, target, called, resolved if variable == X else None)
        if variable == X and not self.parts.belongs(resolved):
            yield Fault(
                RULE_LINE,
                read.line,
                f"the line {short(read.line.text)} differentiates {plain(inner)}, which is no part of the function",
                "show the derivative of a part of this function",
            )

    def _definition(
        self, name: str, variable: Expr | None, statement: Statement, read: Read, names: Names
    ) -> Iterator[Fault]:
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

    def _identity(self, statement: Statement, read: Read, names: Names) -> Iterator[Fault]:
        """Some other equation: both sides are the same, unless it is to be solved or only shows a value."""
        try:
            sides = [names.resolve(s) for s in statement.sides]
        except Unknown as error:
            yield self._undecided(read.line, str(error))
            return
        for relation, (left, right) in zip(statement.relations, pairwise(sides), strict=True):
            if relation in ("=", "~"):
                yield from self._decided(self.comparer.equal(left, right), read.line, plain(left), right)

    # Rules

    def _rule_line(self, rule: str, statement: Statement, read: Read, names: Names) -> Generator[Fault, None, Role]:
        """A formula with the name of a rule before it; gives its role."""
        line = read.line
        if rule not in RULE_NAMES:
            yield Fault(
                RULE_RULE,
                line,
                f"the line {short(line.text)} names the {rule} rule, which is not known",
                "name a rule of differentiation",
            )
            return Role.RULE
        if len(statement.sides) == 1:
            return Role.RESTATED
        left = statement.sides[0]
        letters = letters_of(statement)
        about: Expr | None = left.args[0] if isinstance(left, Prime) else None
        if letters:
            yield from self._general_rule(rule, statement, read, about)
            read.formula_letters |= letters | ({LN_F} if rule == "logarithmic differentiation" else set())
            read.rules.append(rule)
            self.formula, self.formula_rule = about, rule
            return Role.RULE
        if about is None:
            if names_function(left, "f'") or names_function(left, "y'"):
                yield from self._all_equal(statement, read, names, self.slope, "f'(x)", self.function)
                yield from self._called_for(rule, self.parts.under_way, line)
                return Role.SUBSTITUTION
            yield from self._identity(statement, read, names)
            return Role.OTHER
        yield from self._subderivative(statement, read, names)
        if rule not in rules_of(about) | rules_of(without_constant(about)):
            yield Fault(
                RULE_RULE,
                line,
                f"the line {short(line.text)} names the {rule} rule, but {plain(about)} does not call for it",
                f"name {either(rules_of(about))}",
            )
        return Role.SUBDERIVATIVE

    def _general_rule(self, rule: str, statement: Statement, read: Read, about: Expr | None) -> Iterator[Fault]:
        line = read.line
        generic = generic_names()
        if about is None and rule in ABOUT:
            for name in ("f", "y"):
                generic.values[name] = generic.functions[name] = ABOUT[rule]
        try:
            verdict, how = same_in_general(generic, statement)
        except Unknown as error:
            yield self._undecided(line, str(error))
            return
        if verdict is Verdict.UNDECIDED:
            yield self._undecided(line, how)
            return
        other = named_otherwise(rule, statement)
        if verdict is Verdict.DIFFERENT:
            said, hint = f"does not state the {rule} rule: its two sides are different", "state the rule as it is"
        elif other:
            said, hint = f"names the {rule} rule, but states {other}", "name the rule that is stated"
        else:
            yield from self._called_for(rule, self.parts.under_way, line)
            return
        yield Fault(RULE_RULE, line, f"the line {short(line.text)} {said}", hint)

    def _called_for(self, rule: str, expressions: list[Expr], line: Line) -> Iterator[Fault]:
        if rule not in rules_for(expressions):
            yield Fault(
                RULE_RULE,
                line,
                f"the line {short(line.text)} names the {rule} rule, which the function does not call for",
                f"it calls for {', '.join(sorted(rules_for(self.parts.shown or [self.function])))}",
            )

    # Parts

    def _is_part(self, statement: Statement) -> bool:
        left = statement.sides[0]
        if len(statement.sides) < 2:
            return False
        name = type(left).__name__ if isinstance(left, AppliedUndef) else str(left)
        return rule_named(statement.label) is None and name in ("u", "v", "w", "g")

    def _parts_fit(self, read: Read, names: Names) -> Iterator[Fault]:
        """The parts that a line names make up, by the rule at hand, the function or what is under way."""
        whole, known = self._whole(read, names)
        if whole is None:
            return
        values = ", ".join(f"{name} = {plain(value)}" for name, value in known)
        for part in self.parts.all():
            if self.parts.same(part, whole):
                return
            if self.formula_rule == "constant multiple":
                try:
                    ratio = derivative(part / whole)
                except ValueError:
                    continue
                if self.comparer.equal(ratio, sympy.S.Zero, where=part):
                    return
        yield Fault(
            RULE_LINE,
            read.line,
            f"with {values} the {self.formula_rule or 'chain'} rule is not applied to the function or a part of it",
            "name the parts of this function",
        )

    def _whole(self, read: Read, names: Names) -> tuple[Expr | None, list[tuple[str, Expr]]]:
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

    def _undecided(self, line: Line, why: str) -> Fault:
        return Fault(
            RULE_UNDECIDED, line, f"the line {short(line.text)} could not be decided: {why}", "write it more plainly"
        )


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


def _logs_function(inner: Expr) -> bool:
    inner = inner.args[0] if isinstance(inner, sympy.Abs) else inner
    return names_function(inner, "f") or names_function(inner, "y")


def _call(name: str, variable: Expr | None) -> str:
    return name if variable is None else f"{name}({variable})"
