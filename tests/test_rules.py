"""Differentiation by rules: the rule a teacher would choose, every line equal to the one before."""

import dataclasses

import pytest
import sympy

from derivative_manim.generation import lesson
from derivative_manim.generation import tree as t
from derivative_manim.generation.latex import latex
from derivative_manim.generation.lesson import steps
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate, rules_used
from derivative_manim.generation.simplify import cost, equal, from_sympy, is_derivative, simplest, to_sympy


@pytest.mark.parametrize(
    ("text", "rules", "derivative"),
    [
        ("5", ["constant"], "0"),
        ("x**3", ["power"], "3x^{2}"),
        ("sqrt(x)", ["power"], r"\frac{1}{2 \sqrt{x}}"),
        ("4*x**3", ["constant multiple", "power"], "12x^{2}"),
        ("2*x + 1", ["sum", "constant multiple", "power", "constant"], "2"),
        ("sin(x)", ["sine"], r"\cos x"),
        ("2**x", ["exponential"], r"2^{x} \ln 2"),
        ("x**2*sin(x)", ["product", "power", "sine"], r"2x \sin x + x^{2} \cos x"),
        ("x/(x + 1)", ["quotient", "power", "sum", "constant"], r"\frac{1}{(x + 1)^{2}}"),
        ("1/(x**2 + 1)", ["reciprocal", "sum", "power", "constant"], r"-\frac{2x}{(x^{2} + 1)^{2}}"),
        ("sin(x**2)", ["chain", "sine", "power"], r"2x \cos(x^{2})"),
        ("sin(x)*cos(x)", ["product", "sine", "cosine"], r"\cos^{2} x - \sin^{2} x"),
        ("sin(x)/(1 + cos(x))", ["quotient", "sine", "sum", "constant", "cosine"], r"\frac{1}{\cos x + 1}"),
        ("x**x", ["logarithmic differentiation", "product", "power", "logarithm"], r"x^{x}(\ln x + 1)"),
    ],
)
def test_rule_and_result(text: str, rules: list[str], derivative: str) -> None:
    derivation = differentiate(parse(text))
    assert rules_used(derivation) == rules
    assert latex(derivation.derivative).replace(") (", ")(").replace("} (", "}(") == derivative


def test_product_is_told_as_a_teacher_would() -> None:
    assert [step.latex for step in steps(differentiate(parse("x**2*sin(x)")))] == [
        r"f(x) = x^{2} \sin x",
        r"\text{Product rule:} \quad (uv)' = u'v + uv'",
        r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = \sin x, \quad v' = \cos x",
        r"f'(x) = 2x \cdot \sin x + x^{2} \cdot \cos x",
        r"f'(x) = 2x \sin x + x^{2} \cos x",
    ]


def test_the_rules_inside_come_before_the_parts_that_need_them() -> None:
    lines = steps(differentiate(parse("exp(sin(x**2))")))
    assert [line.rule for line in lines] == ["function", "chain", "chain", "chain", "chain", "result"]
    assert lines[2].latex == r"\text{Chain rule:} \quad (\sin(x^{2}))' = \cos(x^{2}) \cdot 2x"


@pytest.mark.parametrize("seed", range(6))
def test_any_combination_is_differentiated_as_sympy_does(seed: int) -> None:
    """Random combinations beyond the catalogue: what a teacher may type."""
    import random

    random.seed(seed)
    leaves = ["x", "x**2", "sin(x)", "exp(x)", "log(x)", "sqrt(x)", "(x + 2)", "atan(x)", "3*x", "cbrt(x)"]
    outer = ["sin({})", "exp({})", "({})**2", "log({} + 7)", "sqrt({} + 9)", "1/({} + 5)", "tan({})"]
    for _ in range(15):
        a, b = random.sample(leaves, 2)
        text = random.choice(["{}*{}", "{} + {}", "{}/({} + 3)", "{} - {}"]).format(a, b)
        if random.random() < 0.6:
            text = random.choice(outer).format(text)
        derivation = differentiate(parse(text))
        assert is_derivative(derivation.derivative, derivation.function), text
        x = sympy.Symbol("x")
        at = {x: sympy.Rational(13, 7)}
        expected = sympy.N(sympy.diff(to_sympy(derivation.function), x).subs(at), 25)
        assert abs(sympy.N(to_sympy(derivation.derivative).subs(at), 25) - expected) < 1e-15 * (1 + abs(expected)), text


def test_a_wrong_derivative_is_caught_at_build() -> None:
    derivation = differentiate(parse("x**2*sin(x)"))
    wrong = dataclasses.replace(derivation, derivative=parse("2*x*sin(x) - x**2*cos(x)"))
    with pytest.raises(ArithmeticError, match="is not the derivative of"):
        steps(wrong)


def test_a_wrong_substitution_is_caught_at_build() -> None:
    derivation = differentiate(parse("x**2*sin(x)"))
    wrong = dataclasses.replace(derivation, substituted=("wrong", "(2*x)*(sin(x)) - (x**2)*(cos(x))"))
    with pytest.raises(ArithmeticError):
        steps(wrong)


def test_a_wrong_part_is_caught_at_build() -> None:
    derivation = differentiate(parse("x**2*sin(x)"))
    inner = dataclasses.replace(derivation.parts[1].derivation, derivative=parse("-cos(x)"))
    part = dataclasses.replace(derivation.parts[1], derivation=inner)
    with pytest.raises(ArithmeticError):
        steps(dataclasses.replace(derivation, parts=(derivation.parts[0], part)))


def test_a_wrong_line_of_a_rule_inside_is_caught_at_build() -> None:
    derivation = differentiate(parse("x*sin(x**2)"))
    inner = derivation.parts[1].derivation
    for damaged in (
        dataclasses.replace(inner, substituted=("wrong", "(cos(x**2))*(3*x)")),
        dataclasses.replace(inner, outer=(parse("sin(x)"), parse("-cos(x)"))),
    ):
        part = dataclasses.replace(derivation.parts[1], derivation=damaged)
        with pytest.raises(ArithmeticError):
            steps(dataclasses.replace(derivation, parts=(derivation.parts[0], part)))


def test_no_simplification_is_longer_or_brings_a_new_function() -> None:
    tree = parse("2*x*sin(x) + x**2*cos(x)")
    assert latex(simplest(tree)) == latex(tree)
    long = parse("(2*x*(x + 1) - x**2)/(x + 1)**2")
    assert simplest(long) != long
    assert cost(simplest(long)) < 0.9 * cost(long)
    assert equal(simplest(long), long)


def test_equal_compares_real_odd_roots_on_negative_numbers() -> None:
    assert equal(parse("cbrt(x)"), parse("x**(1/3)"))
    assert not equal(parse("x**(2/3)"), parse("x**(4/3)"))


def test_trees_survive_sympy() -> None:
    for text in ("x**2*sin(x) - 1/x", "exp(-x**2)/sqrt(x + 1)", "log(x)/x**3"):
        assert equal(from_sympy(to_sympy(parse(text))), parse(text))


def test_too_long_a_derivation_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson, "MAX_LINES", 4)
    with pytest.raises(ValueError, match="takes 5 lines, not 4-4"):
        steps(differentiate(parse("x**2*sin(x)")))


def test_collecting_keeps_the_mathematics() -> None:
    assert t.mul(parse("2*x"), parse("x**3"), parse("1/x")) == parse("2*x**3")
    assert t.add(parse("x"), parse("-x")) == t.ZERO
    assert t.div(parse("x"), parse("x**2")) == parse("1/x")
