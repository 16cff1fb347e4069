"""How a function is differentiated: the tree of rules, what each gives, and which rules and facts it takes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derivative_manim.generation import tree as t
from derivative_manim.generation.elementary import ELEMENTARY
from derivative_manim.generation.latex import latex
from derivative_manim.generation.source import sympy_text


@dataclass(frozen=True)
class Sides:
    """A right-hand side before any tidying, as LaTeX and as SymPy text."""

    latex: str
    text: str

    @classmethod
    def of(cls, tree: t.Tree) -> Sides:
        """An expression as it stands."""
        return cls(latex(tree), sympy_text(tree))


@dataclass(frozen=True)
class Part:
    """One named part of a rule: `letter` stands for `derivation.function`, which the function has `factor` times."""

    letter: str
    derivation: Derivation
    factor: Fraction = Fraction(1)


@dataclass(frozen=True)
class Derivation:
    """How one function is differentiated.

    Attributes:
        rule: the rule's name ("product", "chain", "sine", ...).
        function: what is differentiated.
        derivative: the result, as `algebra.py` finishes it.
        substituted: the rule with its parts put in, before any tidying; None where the table gives the result at once.
        primed: the same with the derivatives of the parts that need rules of their own still to be taken.
        forms: what leads from there to the result, in order, the result not among them.
        parts: the named parts, in the order in which the rule names them.
        outer: for the chain rule, the outer function and its derivative, both in u.
        rewritten: the same function in the form that the rule needs (a root as a power), where it differs.
    """

    rule: str
    function: t.Tree
    derivative: t.Tree
    substituted: Sides | None = None
    primed: Sides | None = None
    forms: tuple[Sides, ...] = ()
    parts: tuple[Part, ...] = ()
    outer: tuple[t.Tree, t.Tree] | None = None
    rewritten: Sides | None = None

    @property
    def is_direct(self) -> bool:
        """Whether the derivative can be written down at once: by the table, by the power rule, term by term."""
        if self.rule == "sum" and self.rewritten is not None:
            return False
        if self.rule in ("sum", "constant multiple"):
            return all(part.derivation.is_direct for part in self.parts)
        return self.rule not in COMBINING


WITH_PARTS = ("product", "quotient", "reciprocal", "chain", "logarithmic differentiation")  # that a line names
COMBINING = ("sum", "constant multiple", *WITH_PARTS)


def rules_used(derivation: Derivation) -> list[str]:
    """Names of all rules in the order of first use, the outermost first, whether or not a line names them."""
    names = [derivation.rule]
    if derivation.outer is not None:
        names.append(outer_rule(derivation.outer[0]))
    for part in derivation.parts:
        names += rules_used(part.derivation)
    return list(dict.fromkeys(names))


def facts_used(derivation: Derivation) -> frozenset[str]:
    """The rules and the lines of the table that a derivation needs, as fine as they are taught.

    (a^x)' is another line than (e^x)', log_a another than ln, and powers are whole, negative or broken. A lesson on
    one line of the table by itself, such as f(x) = 3 or 2 cos x, is a fact of its own.
    """
    return _facts(derivation) | {f"{fact} by itself" for fact in _by_itself(derivation)}


def _by_itself(derivation: Derivation) -> set[str]:
    if derivation.rule == "constant multiple":
        return _by_itself(derivation.parts[0].derivation)
    return set() if derivation.rule in COMBINING else {_fact(derivation.rule, derivation.function)}


def _facts(derivation: Derivation) -> frozenset[str]:
    facts = {_fact(derivation.rule, derivation.function)}
    if derivation.outer is not None:
        facts.add(_fact(outer_rule(derivation.outer[0]), derivation.outer[0]))
    return frozenset(facts.union(*(_facts(part.derivation) for part in derivation.parts)))


def _fact(rule: str, function: t.Tree) -> str:
    _, body = t.split_coefficient(function)
    match body:
        case t.Fn("log", _, t.Tree()) if rule == "logarithm":
            return "logarithm to another base"
        case t.Pow() if rule == "exponential":
            return "exponential with another base"
        case t.Pow(_, t.Num(n)) if rule == "power" and n.denominator > 1:
            return "power of a root"
        case t.Pow(_, t.Num(n)) if rule == "power" and n < 0:
            return "negative power"
        case t.Div() if rule == "power":
            return "negative power"
    return rule


def outer_rule(outer: t.Tree) -> str:
    """The name of the rule that differentiates the outer function of a chain."""
    _, body = t.split_coefficient(outer)
    match body:
        case t.Fn(name):
            return ELEMENTARY[name][0]
        case t.Pow(t.Sym("u"), _) | t.Div(_, t.Pow(t.Sym("u"), _)) | t.Div(_, t.Sym("u")):
            return "power"
    return "exponential"
