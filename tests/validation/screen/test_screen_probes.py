"""Values of a callable that are those of f', or of a numerical derivative; any other error is found, however small."""

from collections.abc import Callable

import numpy as np
import pytest

from validation.formulas.arrays import Array, Function
from validation.formulas.equality import derivative
from validation.formulas.function_text import formula
from validation.screen.probes import wrong_at

TREE = formula("x**2*sin(x)")
F, SLOPE = Function(TREE), Function(derivative(TREE))
XS = np.linspace(-3.97, 3.93, 397)


def central(xs: Array, step: float) -> Array:
    return (F.many(xs + step) - F.many(xs - step)) / (2 * step)


def interpolated(xs: Array, count: int = 1003) -> Array:
    places = np.linspace(-4.01, 4.01, count)
    return np.interp(xs, places, np.gradient(F.many(places), places))


FAIR: dict[str, Callable[[Array], Array]] = {
    "itself": SLOPE.many,
    "forward": lambda xs: (F.many(xs + 1e-5) - F.many(xs)) / 1e-5,
    "central": lambda xs: central(xs, 1e-3),
    "gradient and interp": interpolated,
    "Richardson": lambda xs: (4 * central(xs, 5e-3) - central(xs, 1e-2)) / 3,
}
FALSE: dict[str, Callable[[Array], Array]] = {
    "a little more": lambda xs: SLOPE.many(xs) + 1e-9,
    "a little steeper": lambda xs: SLOPE.many(xs) * (1 + 1e-7),
    "a little wave": lambda xs: SLOPE.many(xs) + 1e-6 * np.sin(9 * xs),
    "a spike": lambda xs: SLOPE.many(xs) + (np.abs(xs - 1) < 0.02),
    "few places": lambda xs: interpolated(xs, 41),
}


@pytest.mark.parametrize("name", FAIR)
def test_a_numerical_derivative_is_fair(name: str) -> None:
    assert wrong_at(list(zip(XS, FAIR[name](XS), strict=True)), SLOPE, F) is None


def test_a_factor_of_a_wave_is_no_error_of_a_quotient() -> None:
    wave, slope = Function(formula("sin(4*x)")), Function(formula("4*cos(4*x)"))
    assert wrong_at(list(zip(XS, 1.001 * slope.many(XS), strict=True)), slope, wave) is not None


@pytest.mark.parametrize("name", FALSE)
def test_another_error_is_found(name: str) -> None:
    assert wrong_at(list(zip(XS, FALSE[name](XS), strict=True)), SLOPE, F) is not None
