"""Products, brackets and their forms: what a person does on paper, one step after the other."""

import random
from fractions import Fraction

import pytest

from derivative_manim.generation import tree as t
from derivative_manim.generation.algebra import Bench, in_order
from derivative_manim.generation.equality import equal, value_at
from derivative_manim.generation.forms import developed, summed
from derivative_manim.generation.identities import finished
from derivative_manim.generation.latex import latex
from derivative_manim.generation.parse import parse
from derivative_manim.generation.products import Term


def shown(text: str) -> str:
    bench = Bench()
    return latex(bench.tree(bench.term(parse(text))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x*3*x**2", "6x^{3}"),
        ("exp(x)*exp(-2*x)", "e^{-x}"),
        ("(x + 1)**2/(x + 1)", "x + 1"),
        ("(x - 1)/(1 - x)", "-1"),
        ("sqrt(x)**2", "x"),
        ("sqrt(x**2)", "|x|"),
        ("sqrt(x**4)", "x^{2}"),
        ("(x**2)**(3/2)", "|x|^{3}"),
        ("sqrt((x**2 + 1)**2)", "x^{2} + 1"),
        ("abs(x**3)", "|x|^{3}"),
        ("abs(-2*x**2)", "2x^{2}"),
        ("abs(sqrt(x))", r"\sqrt{x}"),
        ("exp(2*log(x))", "x^{2}"),
        ("cos(asin(x))", r"\sqrt{1 - x^{2}}"),
        ("tan(-2*x)*cos(-x)", r"-\tan(2x) \cos x"),
        ("sqrt(1 - (x/2)**2)", r"\frac{\sqrt{4 - x^{2}}}{2}"),
        ("cos(x/2)/2", r"\frac{1}{2} \cos\left(\frac{x}{2}\right)"),
        ("log(1/2)*x", r"-x \ln 2"),
        ("sinh(x)**2 + 1", r"\cosh^{2} x"),
        ("sin(x)**2 + cos(x)**2", "1"),
        ("x*0", "0"),
    ],
)
def test_products(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cos(x)/sin(x)", r"\cot x"),
        ("sin(x)/cos(x)**2", r"\sec x \tan x"),
        ("sec(x)**2/tan(x)", r"\frac{1}{\sin x \cos x}"),
        ("cos(x)*tan(x)", r"\sin x"),
        ("sec(x)*tan(x)", r"\sec x \tan x"),
        ("2*sin(x)*cos(x)", r"2 \sin x \cos x"),
        ("x/sin(x)**2", r"\frac{x}{\sin^{2} x}"),
        ("sinh(x)/cosh(x)", r"\tanh x"),
        ("sin(2*x)/cos(x)", r"\frac{\sin(2x)}{\cos x}"),
    ],
)
def test_trigonometric_results_are_finished(text: str, expected: str) -> None:
    bench = Bench()
    assert latex(bench.tree(finished(bench.term(parse(text))))) == expected


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("3 - x**2 - 2*x", 1, "3 - 2x - x^{2}"),
        ("-x**2 - 1", -1, "x^{2} + 1"),
        ("x - x**3", 1, "x - x^{3}"),
        ("1 + log(x)", 1, r"\ln x + 1"),
        ("-log(x) + 1", 1, r"1 - \ln x"),
        ("-2*x**2*log(x) + 1 + x**2", 1, r"x^{2} + 1 - 2x^{2} \ln x"),
        ("-x*sin(x) + cos(x)", 1, r"\cos x - x \sin x"),
        ("2 - x*log(2)", 1, r"2 - x \ln 2"),
    ],
)
def test_the_order_of_a_bracket(text: str, sign: int, expected: str) -> None:
    bench = Bench()
    found, terms = in_order(bench.terms(parse(text)))
    assert (found, latex(bench.sum_tree(terms))) == (sign, expected)


def test_sums_keep_the_order_of_the_function_and_collect_like_terms() -> None:
    def result(*texts: str) -> str:
        return latex(summed(Bench(), [parse(text) for text in texts])[-1])

    assert result("-2*x", "2") == "-2x + 2"
    assert result("-sin(x)", "sec(x)*tan(x)") == r"\sec x \tan x - \sin x"
    assert result("log(x) + 1", "-1") == r"\ln x"
    assert result("cos(x)", "-(cos(x) - x*sin(x))") == r"x \sin x"
    assert result("1", "-csc(x)**2") == r"-\cot^{2} x"
    assert result("x", "-x") == "0"


def test_every_form_is_equal_to_the_first() -> None:
    bench = Bench()
    terms = [bench.term(parse("cos(x)*(cos(x) + 2)")), bench.term(parse("sin(x)*sin(x)"))]
    forms = developed(bench, bench.term(parse("1/(cos(x) + 2)**2")), terms, one_bar=True)
    assert len(forms) >= 3
    assert latex(forms[-1]) == r"\frac{2 \cos x + 1}{(\cos x + 2)^{2}}"
    assert all(equal(form, forms[0]) for form in forms)


def test_what_comes_to_nothing_is_zero() -> None:
    bench = Bench()
    assert developed(bench, Term(), [bench.term(parse("x")), bench.term(parse("-x"))])[-1] == t.ZERO
    assert developed(bench, Term(), []) == [t.ZERO]


def test_a_polynomial_is_divided_by_a_factor_below_it() -> None:
    bench = Bench()
    forms = developed(
        bench, bench.term(parse("1/(x - 1)")), [bench.term(parse("x**2")), Term(Fraction(-1))], one_bar=True
    )
    assert latex(forms[-1]) == "x + 1"


@pytest.mark.parametrize(
    ("fraction", "split", "lowest"),
    [
        ("(x - 1)/(x**2 - 1)", r"\frac{x - 1}{(x + 1)(x - 1)}", r"\frac{1}{x + 1}"),
        ("(x**2 - 9)/(x**2 - x - 6)", r"\frac{(x + 3)(x - 3)}{(x + 2)(x - 3)}", r"\frac{x + 3}{x + 2}"),
        ("5*(x - 2)**2/(x**2 - 4)**2", r"\frac{5(x - 2)^{2}}{(x + 2)^{2}(x - 2)^{2}}", r"\frac{5}{(x + 2)^{2}}"),
        ("(1 - x**2)/(x**4 - 1)", r"-\frac{1 - x^{2}}{(x^{2} + 1)(1 - x^{2})}", r"-\frac{1}{x^{2} + 1}"),
    ],
)
def test_a_factor_that_is_hidden_in_two_brackets_is_cancelled(fraction: str, split: str, lowest: str) -> None:
    bench = Bench()
    forms = [latex(form) for form in developed(bench, bench.term(parse(fraction)), [Term()])]
    assert forms[-2:] == [split, lowest]


SIZES = [
    "x**2/abs(x)", "x**3/abs(x)", "x**5/abs(x)**3", "abs(x)**3/x", "abs(x)/x**2", "x/abs(x)**3", "x*abs(x)**2",
    "x**2/sqrt(abs(x))", "abs(x)**(5/2)/x", "abs(x)**(1/3)*x", "x*sin(x)/abs(x)", "x*sin(3*abs(x))/abs(x)",
    "x**3*tan(2*x)/abs(x)", "x*cot(x)/abs(x)", "sqrt(x)*abs(x)", "abs(x)**(pi - 1)/abs(x)", "cbrt(x)*x/abs(x)",
    "abs(x**3)*x", "abs(x**(2/3))", "abs(-x**5)", "sqrt(x**4)", "sqrt(x**6)/x", "(x**4)**(1/4)", "(x**2)**(pi/2)",
    "exp(log(x))", "exp(-log(x)/2)", "sin(acos(x))", "cosh(asinh(x))", "sec(atan(x))**2",
    "sin(-x)*cos(-2*x)*tan(-x/3)*sec(-x)*asin(-x/9)*abs(-x)", "sinh(-x)*cosh(-x)", "tan(asin(x))",
    "sec(acos(x))*cot(acos(x))", "csc(atan(x)) + sin(atan(x))", "cosh(atanh(x/9))", "tanh(asinh(x))", "cot(asin(x/4))",
    "sqrt(exp(x)**2)",
]  # fmt: skip


@pytest.mark.parametrize("text", SIZES)
def test_absolute_values_inverses_and_signs_keep_the_value_wherever_there_is_one(text: str) -> None:
    bench, tree = Bench(), parse(text)
    found = bench.tree(finished(bench.term(tree)))
    draw = random.Random(text)
    points = [(draw.randint(-4000, 4000), 997) for _ in range(60)]
    compared = [(value_at(tree, p), value_at(found, p)) for p in points if value_at(tree, p) is not None]
    assert len(compared) > 10
    assert all(b is not None and abs(a - b) < 1e-20 * (1 + abs(a)) for a, b in compared)
