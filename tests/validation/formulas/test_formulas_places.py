"""Where a function has poles, and where it is zero: at points, not on stretches."""

import math

import pytest

from validation.formulas.arrays import Function
from validation.formulas.function_text import formula
from validation.formulas.places import poles, zeros


@pytest.mark.parametrize(
    ("function", "places"),
    [
        ("1/(x**2 - 4)", [-2.0, 2.0]), ("tan(x)", [-1.5707963, 1.5707963]), ("log(x)", [0.0]), ("log(x**2)", [0.0]),
        ("x**(-2/3)", [0.0]), ("1/log(x)", [1.0]), ("1/sqrt(x + 4)", [-4.0]), ("x*log(x)", []), ("cbrt(x)", []),
        ("sin(x)/x", []), ("1000*exp(-1000*x**2)", []), ("atan(1000*x)", []), ("asin(x)", []), ("exp(3*x)", []),
    ],
)  # fmt: skip
def test_poles(function: str, places: list[float]) -> None:
    assert poles(Function(formula(function)), -4.0, 4.0) == pytest.approx(places, abs=1e-6)


@pytest.mark.parametrize("half", [1.25, 1.5, 2.0])
def test_what_rounding_leaves_of_0_does_not_grow(half: float) -> None:
    assert poles(Function(formula("cos(x) + sin(x)*cos(x)/abs(sin(x))")), -half * math.pi, half * math.pi) == []


@pytest.mark.parametrize(
    ("function", "found"),
    [
        ("(x - 1)**2*(x + 1)", [-1.0, 1.0]),
        ("x**2 + 0.001", []),
        ("x/abs(x)", []),
        ("sin(x)", [-3.14159265359, 0.0, 3.14159265359]),
        ("(x - 1)/sqrt((x - 1)**2) + (x + 2)/sqrt((x + 2)**2)", []),  # 0 from -2 to 1 but for rounding
        ("x*exp(-100*x)", [0.0]),
        ("(exp(1/x)*(x + 1) + x)/(x*(1 + exp(1/x))**2)", []),  # right of 0 too large to be computed, not 0
        ("(x - 1)*exp(-1/x**2)", [1.0]),
    ],
)
def test_zeros(function: str, found: list[float]) -> None:
    assert zeros(Function(formula(function)), -4.0, 4.0) == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize(
    "function", ["atan(1/x)", "exp(-1/x**2)", "1/log(x)", "exp(-cbrt(x)**(-2))", "cos(atanh(x + 1))"]
)
def test_a_function_has_no_value_at_a_pole_of_its_inside(function: str) -> None:
    assert Function(formula(function))(0.0) is None


def test_what_is_only_too_large_has_a_value() -> None:
    assert Function(formula("1/(1 + exp(1000*x))"))(1.0) == 0.0


def test_a_function_that_is_zero_everywhere_has_none() -> None:
    assert zeros(Function(formula("x - x")), -4.0, 4.0) is None
