"""What a listing of a program says: its formulas of f and f', as lines; what is computed otherwise says nothing."""

import pytest

from validation.run.listing import said_by

SAYS = {
    "def f(x):\n    return x**2*np.sin(x)\n\ndef df(t):\n    return 2*t\n": "f(x) = x ** 2 * sin(x)\nf'(t) = 2 * t",
    "fprime = lambda x: math.pi * np.log(x)": "f'(x) = pi * ln(x)",
    "def df(x):\n    h = 1e-5\n    return (f(x + h) - f(x)) / h": "",
    "f = lambda x: a * x": "",
    "df = sympy.diff(f, x)": "",
    "def f(x):\n    return np.power(x, 2)": "",
    "def df(x):\n    return": "",
    "f = lambda x: x if x > 0 else -x": "",
    "f'(x) = 2x": "f'(x) = 2x",
    ">>> f = x**2\n>>> round(df(0.5), 4)\n1.0": ">>> f = x**2\nf'(0.5) ≈ 1.0",
}


@pytest.mark.parametrize("listing", SAYS)
def test_a_listing_says_its_formulas_of_f_and_of_its_derivative(listing: str) -> None:
    assert said_by(listing) == SAYS[listing]
