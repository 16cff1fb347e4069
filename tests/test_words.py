"""Descriptions: read aloud, each is one function only."""

import re

import pytest

from derivative_manim.generation.catalogue import read_catalogue
from derivative_manim.generation.parse import parse
from derivative_manim.generation.words import describe


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", "The constant function 3."),
        ("x**2 - 4*x + 3", "The function x squared minus 4x plus 3."),
        ("x/2 + 1", "The sum of one half of x and 1."),
        ("1/x + 2", "The sum of 1 over x and 2."),
        ("sin(x) + 1", "The sum of the sine of x and 1."),
        ("sin(x + 1)", "The sine of the sum of x and 1."),
        ("sin(x)**2", "The square of the sine of x."),
        ("sin(x**2)", "The sine of the square of x."),
        ("sin(2*x - 1)", "The sine of the difference of 2x and 1."),
        ("x*log(x) - x", "The difference of the product of x and the natural logarithm of x, and x."),
        ("x*(log(x) - x)", "The product of x and the difference of the natural logarithm of x and x."),
        ("(x - 1)/(x + 1)", "The fraction with numerator x minus 1, and denominator x plus 1."),
        ("exp(-x**2/2)", "The function e to the power of minus one half of the square of x."),
        ("log(x)**x", "The power with base the natural logarithm of x and exponent x."),
        ("log(x/(x + 1))", "The natural logarithm of the fraction with numerator x and denominator x plus 1."),
        ("log(x)/(x + 1)", "The fraction with numerator the natural logarithm of x and denominator x plus 1."),
        ("3*x**(2/3)/2", "The function three halves of x to the power 2 over 3."),
        ("log(x**5)", "The natural logarithm of the fifth power of x."),
        ("1/(x**2 + 1)**2", "The reciprocal of the square of the sum of x squared and 1."),
        ("3*x**2", "The function 3 times x squared."),
        ("-2*x**4", "The function minus 2 times x to the fourth power."),
        ("x*(x - 4)", "The product of x and the difference of x and 4."),
        ("x*exp(x)*sin(x)", "The product of x, e to the power x, and the sine of x."),
        ("log(x + 3, 2)", "The logarithm to base 2 of the sum of x and 3."),
    ],
)
def test_description(text: str, expected: str) -> None:
    assert describe(parse(text)) == expected


def test_no_two_functions_of_the_catalogue_have_one_description() -> None:
    described = [describe(entry.function) for entry in read_catalogue()]
    assert len(set(described)) == len(described)
    for text in described:
        assert text.endswith(".")
        assert not re.search(r"\dx (squared|cubed|to the)", text), text  # (3x)^2 or 3x^2
        assert not any(poor in text for poor in ("the the", "The sum x", "power the", "  ", ",,", "minus minus"))
