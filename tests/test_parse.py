"""Text from a person becomes a tree, or an error that says what to change; nothing is ever evaluated."""

import pytest

from derivative_manim.generation.parse import FunctionSyntaxError, parse
from derivative_manim.generation.source import numpy_code, sympy_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x + 1", "2*x + 1"),
        ("1 + 2*x", "1 + 2*x"),  # the writing order stays
        ("x^2*sin(x)", "x**2*sin(x)"),
        ("1/2*x**2 - 3/4*x", "x**2/2 - 3*x/4"),
        ("-x/3", "-x/3"),
        ("-x**2", "-x**2"),
        ("ln(x)", "log(x)"),
        ("log(x, 2)", "log(x, 2)"),
        ("x**(1/3)", "cbrt(x)"),
        ("2*3*x", "6*x"),
        ("x/(5/2)", "2*x/5"),
        ("exp(-x/(527/100))", "exp(-100*x/527)"),
        ("(5/2)/x", "5/(2*x)"),
        ("2*pi*(x - 3/2)/12", "pi*(2*x - 3)/12"),
        ("(x/2 + 1)/(x - 1)", "(x/2 + 1)/(x - 1)"),
        ("x - (1 - x**2)", "x - 1 + x**2"),
    ],
)
def test_text_is_read_in_the_order_it_is_written(text: str, expected: str) -> None:
    assert sympy_text(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2x", "cannot read '2x'"),
        ("sen(x)", "unknown function 'sen' in 'sen(x)'; did you mean s"),
        ("x + y", "unknown name 'y'"),
        ("sin(x, 2)", "sin takes one argument, not 2"),
        ("x/(1 - 1)*1/0", "division by zero"),
        ("x if x else 1", "cannot use"),
        ("().__class__", "cannot use"),
        ("__import__('os').system('true')", "cannot use"),
        ("x**2 and 1", "cannot use"),
        ("10**7*x + 10000000000000000", "too large"),
        ("True + x", "not a real number"),
        ("x" + "+x" * 2000, "at most 4000 are read"),
    ],
)
def test_bad_text_gets_a_message(text: str, message: str) -> None:
    with pytest.raises(FunctionSyntaxError) as caught:
        parse(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cbrt(x)", "np.cbrt(x)"),
        ("x**(2/3)", "np.cbrt(x) ** 2"),
        ("x**(3/5)", "np.sign(x) * np.abs(x) ** (3 / 5)"),
        ("sec(x)**2", "1 / np.cos(x) ** 2"),
        ("log(x, 3)", "np.log(x) / np.log(3)"),
        ("-(x + 1)/(x - 1)", "-(x + 1) / (x - 1)"),
        ("2**x*asin(x)", "2**x * np.arcsin(x)"),
    ],
)
def test_numpy_code(text: str, code: str) -> None:
    assert numpy_code(parse(text)) == code
