"""Equality is decided by values that neither luck nor cancellation can spoil, and says when it cannot decide."""

import pytest
import sympy

from validation.formulas.equality import Comparer, Verdict, derivative, points_in
from validation.formulas.expression import Unreadable, X, check_size
from validation.formulas.function_text import formula

SAME = {
    "(x**2 - 1)/(x - 1)": "x + 1",
    "sqrt(x**2)": "abs(x)",
    "log(x**2)": "2*log(abs(x))",
    "atan(x) + atan(1/x)": "pi/2*sign(x)",
    "x**(2/3)": "sympy.real_root(2*x - x, 3)**2",
    "sqrt(x - 100)": "sqrt(x - 100) + 0*x",
    "asin(x) + acos(x)": "pi/2 + 0*asin(x)",
}


OTHER = {
    ("x**2", "x**3"): "at x = -0.1716 they are 0.02944 and -0.005051",
    ("sqrt(x)**2", "x"): "near x = -0.1716 the first has no real value and the other is -0.1716",
    ("sin(x) + 1/10**30", "sin(x)"): "at x = -0.1716 they are -0.1707 and -0.1707",
    ("log(log(log(x)))", "log(log(log(x))) + 1"): "at x = 3.426 they are -1.57 and -0.5699",
}


UNDECIDED = {
    ("u", "x"): "u has no known value",
    ("sqrt(-1 - x**2)", "x + sqrt(-2 - x**2)"): "both have values at 0 points only",
    ("exp(exp(exp(x**2 + 99)))", "exp(exp(exp(x**2 + 99))) + x"): "both have values at 0 points only",
}


@pytest.mark.parametrize(
    ("pair", "verdict"),
    [
        *((pair, Verdict.EQUAL) for pair in SAME.items()),
        *((pair, Verdict.DIFFERENT) for pair in OTHER),
        *((pair, Verdict.UNDECIDED) for pair in UNDECIDED),
    ],
)
def test_a_decision_has_its_reason(pair: tuple[str, str], verdict: Verdict) -> None:
    decision = Comparer().equal(*map(formula, pair))
    assert decision.verdict is verdict
    assert bool(decision) is (verdict is Verdict.EQUAL)
    assert decision.why == (OTHER | UNDECIDED).get(pair, decision.why)


def test_a_derivative_is_compared_where_its_function_lives() -> None:
    f = formula("log(3 - x)")
    assert Comparer().equal(derivative(f), formula("1/(x - 3)"), where=f)
    assert not Comparer().equal(derivative(f), formula("1/(x - 2)"), where=f)


def test_the_domain_is_where_it_is_compared() -> None:
    assert Comparer(points_in([(1, 5)])).equal(formula("abs(x)"), X)
    assert not Comparer(points_in([(-5, 5)])).equal(formula("abs(x)"), X)


def test_real_roots_have_derivatives() -> None:
    assert Comparer().equal(derivative(formula("x**(2/3)")), formula("2/(3*cbrt(x))"))


@pytest.mark.parametrize("text", ["exp(-(x - 100)**2/200)", "exp(-((x - 500)/100)**2/2)", "2**(-(x - 1500)**2/20000)"])
def test_numbers_in_an_exponent_that_divide_each_other_are_small(text: str) -> None:
    assert formula(text).has(X)


@pytest.mark.parametrize(
    "text", ["exp(10**50*x/10**9)", "2**((x - 10**4)**2)", "2**(1/(x/10**7))", "2**(x/10**9 + 10**9)"]
)
def test_numbers_in_an_exponent_that_make_a_large_one_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        formula(text)


@pytest.mark.parametrize(
    "expression",
    [
        sympy.exp(sympy.Mul(10**50, sympy.log(2), evaluate=False), evaluate=False),
        sympy.Pow(sympy.Pow(2 * X, 1000, evaluate=False), 1000, evaluate=False),
        sympy.Add(*(X**k for k in range(400)), evaluate=False),
    ],
)
def test_what_sympy_would_never_finish_is_refused(expression: sympy.Expr) -> None:
    with pytest.raises(Unreadable):
        check_size(expression)
