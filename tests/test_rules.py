"""Differentiation by rules: the rule a teacher would choose, every line equal to the one before."""

import dataclasses
import re
from itertools import pairwise

import pytest

from derivative_manim.generation import tree as t
from derivative_manim.generation.catalogue import Entry, read_catalogue
from derivative_manim.generation.complexity import complexity
from derivative_manim.generation.derivation import Sides, rules_used
from derivative_manim.generation.domain import domain
from derivative_manim.generation.equality import equal, is_derivative, slope_at, value_at
from derivative_manim.generation.gaps import gaps
from derivative_manim.generation.latex import latex
from derivative_manim.generation.lesson import rules_named, steps
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.step import Step

Lessons = list[tuple[Entry, list[Step]]]


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    return [(entry, steps(differentiate(entry.function))) for entry in read_catalogue()]


def lines(text: str) -> list[str]:
    return [step.latex for step in steps(differentiate(parse(text)))]


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
        ("x**2*sin(x)", ["product", "power", "sine"], r"x(2 \sin x + x \cos x)"),
        ("x/(x + 1)", ["quotient", "power", "sum", "constant"], r"\frac{1}{(x + 1)^{2}}"),
        ("1/(x**2 + 1)", ["reciprocal", "sum", "power", "constant"], r"-\frac{2x}{(x^{2} + 1)^{2}}"),
        ("sin(x**2)", ["chain", "sine", "power"], r"2x \cos(x^{2})"),
        ("sin(x)*cos(x)", ["product", "sine", "cosine"], r"\cos^{2} x - \sin^{2} x"),
        ("sin(x)/(1 + cos(x))", ["quotient", "sine", "sum", "constant", "cosine"], r"\frac{1}{1 + \cos x}"),
        ("x**x", ["logarithmic differentiation", "product", "power", "logarithm"], r"x^{x}(\ln x + 1)"),
    ],
)
def test_rule_and_result(text: str, rules: list[str], derivative: str) -> None:
    derivation = differentiate(parse(text))
    assert rules_used(derivation) == rules
    assert latex(derivation.derivative) == derivative


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "x**2/(x + 1)",
            [
                r"f(x) = \frac{x^{2}}{x + 1}",
                r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
                r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = x + 1, \quad v' = 1",
                r"f'(x) = \frac{2x \cdot (x + 1) - x^{2} \cdot 1}{(x + 1)^{2}}",
                r"f'(x) = \frac{2x(x + 1) - x^{2}}{(x + 1)^{2}}",
                r"f'(x) = \frac{x(2(x + 1) - x)}{(x + 1)^{2}}",
                r"f'(x) = \frac{x(2x + 2 - x)}{(x + 1)^{2}}",
                r"f'(x) = \frac{x(x + 2)}{(x + 1)^{2}}, \quad x \ne -1",
            ],
        ),
        (
            "2*sqrt(x)",
            [
                r"f(x) = 2 \sqrt{x}",
                "f(x) = 2x^{1/2}",
                r"\text{Constant multiple rule:} \quad (cu)' = cu'",
                r"\text{Power rule:} \quad (x^{1/2})' = \frac{1}{2}x^{-1/2}",
                r"f'(x) = 2 \cdot \frac{1}{2}x^{-1/2}",
                "f'(x) = x^{-1/2}",
                r"f'(x) = \frac{1}{\sqrt{x}}, \quad x > 0",
            ],
        ),
        (
            "1/x + 2",
            [
                r"f(x) = \frac{1}{x} + 2",
                r"\text{Sum rule:} \quad (u + v)' = u' + v'",
                r"\text{Power rule:} \quad \left(\frac{1}{x}\right)' = (x^{-1})' = -x^{-2}",
                r"\text{Constant rule:} \quad (2)' = 0",
                "f'(x) = -x^{-2}",
                r"f'(x) = -\frac{1}{x^{2}}, \quad x \ne 0",
            ],
        ),
        (
            "exp(sin(x**2))",
            [
                r"f(x) = e^{\sin(x^{2})}",
                r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'",
                r"&\text{outer:} \quad g(u) = e^{u}, \quad g'(u) = e^{u} \\[1ex] &\text{inner:} \quad u = \sin(x^{2})",
                r"\text{Chain rule:} \quad (\sin(x^{2}))' = \cos(x^{2}) \cdot 2x",
                r"f'(x) = e^{\sin(x^{2})} \cdot 2x \cos(x^{2})",
                r"f'(x) = 2xe^{\sin(x^{2})} \cos(x^{2})",
            ],
        ),
        (
            "sin(sin(x))",  # the substitution would be the result with a dot more
            [
                r"f(x) = \sin(\sin x)",
                r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'",
                r"&\text{outer:} \quad g(u) = \sin u, \quad g'(u) = \cos u \\[1ex] "
                r"&\text{inner:} \quad u = \sin x, \quad u' = \cos x",
                r"f'(x) = \cos(\sin x) \cos x",
            ],
        ),
        (
            "sqrt(x)**2",
            [
                r"f(x) = (\sqrt{x})^{2}",
                "f(x) = x",
                r"\text{Power rule:} \quad (x^{n})' = nx^{n - 1}",
                "n = 1",
                r"f'(x) = 1, \quad x > 0",
            ],
        ),
        (
            "x**sqrt(x)",
            [
                r"f(x) = x^{\sqrt{x}}",
                r"&\text{Logarithmic differentiation:} \quad \\[1ex] &\qquad f' = f \cdot (\ln f)'",
                r"\ln f(x) = \sqrt{x} \ln x",
                r"&\text{Product rule:} \quad (\sqrt{x} \ln x)' \\[1ex] "
                r"&\qquad = (\sqrt{x})' \cdot \ln x + \sqrt{x} \cdot \frac{1}{x}",
                r"&\text{Power rule:} \quad (\sqrt{x})' = (x^{1/2})' \\[1ex] "
                r"&\qquad = \frac{1}{2}x^{-1/2} = \frac{1}{2 \sqrt{x}}",
                r"&(\sqrt{x} \ln x)' = \frac{1}{2 \sqrt{x}} \cdot \ln x + \sqrt{x} \cdot \frac{1}{x} \\[1ex] "
                r"&\qquad = \frac{\ln x}{2 \sqrt{x}} + \frac{1}{\sqrt{x}} = \frac{\ln x + 2}{2 \sqrt{x}}",
                r"f'(x) = x^{\sqrt{x}} \cdot \frac{\ln x + 2}{2 \sqrt{x}}",
                r"f'(x) = \frac{x^{\sqrt{x}}(\ln x + 2)}{2 \sqrt{x}}, \quad x > 0",
            ],
        ),
        (
            "x**x",
            [
                "f(x) = x^{x}",
                r"&\text{Logarithmic differentiation:} \quad \\[1ex] &\qquad f' = f \cdot (\ln f)'",
                r"\ln f(x) = x \ln x",
                r"&\text{Product rule:} \quad (x \ln x)' = 1 \cdot \ln x + x \cdot \frac{1}{x}"
                r" \\[1ex] &\qquad = \ln x + 1",
                r"f'(x) = x^{x}(\ln x + 1), \quad x > 0",
            ],
        ),
        (
            "log((x**2 + 1)/(x + 2))",
            [
                r"f(x) = \ln\left(\frac{x^{2} + 1}{x + 2}\right)",
                r"f(x) = \ln(x^{2} + 1) - \ln(x + 2)",
                r"\text{Sum rule:} \quad (u + v)' = u' + v'",
                r"&\text{Chain rule:} \quad (\ln(x^{2} + 1))' = \frac{1}{x^{2} + 1} \cdot 2x"
                r" \\[1ex] &\qquad = \frac{2x}{x^{2} + 1}",
                r"&\text{Chain rule:} \quad (\ln(x + 2))' = \frac{1}{x + 2} \cdot 1"
                r" \\[1ex] &\qquad = \frac{1}{x + 2}",
                r"f'(x) = \frac{2x}{x^{2} + 1} - \frac{1}{x + 2}, \quad x > -2",
            ],
        ),
        (
            "asin(x)",
            [
                r"f(x) = \arcsin x",
                r"\text{Inverse sine:} \quad \sin(f(x)) = x",
                r"\cos(f(x)) \cdot f'(x) = 1",
                r"f'(x) = \frac{1}{\cos(\arcsin x)}",
                r"f'(x) = \frac{1}{\sqrt{1 - x^{2}}}, \quad -1 < x < 1",
            ],
        ),
    ],
)
def test_a_lesson_is_told_as_a_teacher_would(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("log(sin(x))", r"\cot x"),
        ("log(tan(x))", r"\frac{1}{\sin x \cos x}"),
        ("log(sec(x) + tan(x))", r"\sec x"),
        ("atan(sinh(x))", r"\frac{1}{\cosh x}"),
        ("sin(x)/(cos(x) + 2)", r"\frac{2 \cos x + 1}{(\cos x + 2)^{2}}"),
        ("x/(x + 1)**2", r"\frac{1 - x}{(x + 1)^{3}}"),
        ("x/(sqrt(x) + 1)", r"\frac{\sqrt{x} + 2}{2(\sqrt{x} + 1)^{2}}"),
        ("log(x**2 + 2)/x", r"\frac{2x^{2} - (x^{2} + 2) \ln(x^{2} + 2)}{x^{2}(x^{2} + 2)}"),
        ("x/(x**2 - 1)", r"-\frac{x^{2} + 1}{(x^{2} - 1)^{2}}"),
        ("(x + 1)/(x**2 + 3)", r"\frac{3 - 2x - x^{2}}{(x^{2} + 3)^{2}}"),
        ("exp(x)/(x**2 + 1)", r"\frac{e^{x} (x - 1)^{2}}{(x^{2} + 1)^{2}}"),
        ("(1/2)**x", r"-\left(\frac{1}{2}\right)^{x} \ln 2"),
        ("2**sin(x)", r"2^{\sin x}(\ln 2) \cos x"),
        ("x*exp(x)", "e^{x} (x + 1)"),
        ("log(log(log(x)))", r"\frac{1}{x \ln x \cdot \ln(\ln x)}"),
        ("sqrt((x - 1)/(x + 1))", r"\frac{1}{(x + 1)^{2}} \sqrt{\frac{x + 1}{x - 1}}"),
        ("cos(pi*x/2)", r"-\frac{\pi}{2} \sin\left(\frac{\pi x}{2}\right)"),
        ("asin(x/2)", r"\frac{1}{\sqrt{4 - x^{2}}}"),
        ("(x + 1)*(x - 3)", "2x - 2"),
        ("(x + 1)**2*(x - 2)**3", "(x + 1)(x - 2)^{2}(5x - 1)"),
        ("x**3/3 - x**2", "x^{2} - 2x"),
        ("x - tanh(x)", r"\tanh^{2} x"),
        ("(x**3 - 1)/(x - 1)", "2x + 1"),
        ("acos(1 - x)", r"\frac{1}{\sqrt{2x - x^{2}}}"),
        ("x*log(x) - x", r"\ln x"),
        ("x**2*exp(-x)", "xe^{-x} (2 - x)"),
        ("x/exp(x)", r"\frac{1 - x}{e^{x}}"),
        ("abs(x)", r"\frac{x}{|x|}"),
        ("x*abs(x)", "2|x|"),
        ("x**2*abs(x)", "3x|x|"),
        ("abs(x**3)", "3x|x|"),
        ("sqrt(x**6)", "3x|x|"),
        ("sqrt(x**4)", "2x"),
        ("sqrt(x**2)", r"\frac{x}{|x|}"),
        ("x**2/abs(x)", r"\frac{x}{|x|}"),
        ("abs(1/x)", r"-\frac{1}{x|x|}"),
        ("(x - 1)**2*abs(x - 1)", "3(x - 1)|x - 1|"),
        ("abs(x)**(5/2)", r"\frac{5x \sqrt{|x|}}{2}"),
        ("abs(x)**(4/3)", r"\frac{4 \sqrt[3]{x}}{3}"),
        ("abs(x)**pi", r"\pi x|x|^{\pi - 2}"),
        ("sin(x)*abs(x)", r"|x| \cos x + \sin |x|"),
        ("cos(abs(x))", r"-\sin x"),
        ("exp(log(x))", "1"),
        ("tan(atan(x))", "1"),
        ("asin(sin(x))", r"\frac{\cos x}{|\cos x|}"),
        ("x*sqrt(1 - x**2) + asin(x)", r"2 \sqrt{1 - x^{2}}"),
        ("x*sqrt(x**2 + 1) + asinh(x)", r"2 \sqrt{x^{2} + 1}"),
        ("cos(-2*x)", r"-2 \sin(2x)"),
        ("log(abs(x))", r"\frac{1}{x}"),
        ("asec(2*x)", r"\frac{1}{|x| \sqrt{4x^{2} - 1}}"),
        (
            "sqrt(x)*exp(x)/(x + 1)",
            r"\frac{\sqrt{x}e^{x}}{x + 1} \left(\frac{1}{2x} + 1 - \frac{1}{x + 1}\right)",
        ),
        ("log(x**2)", r"\frac{2}{x}"),
        ("x*sec(x)", r"\sec x \cdot (x \tan x + 1)"),
        ("x*log(x)**2", r"\ln x \cdot (\ln x + 2)"),
        ("(sin(x) + 1)**2", r"2(\sin x + 1) \cos x"),
        ("sin(x)*log(x)", r"\cos x \cdot \ln x + \frac{\sin x}{x}"),
        ("(x + 1)**2 - (x - 1)**2", "4"),
        ("(2*x + 1)**2 - 4*x**2", "4"),
        ("(x + 1)**3 - (x - 1)**3", "12x"),
        ("(x**2 + 1)**2 - (x**2 - 1)**2", "8x"),
        ("(sin(x) + 1)**2 - (sin(x) - 1)**2", r"4 \cos x"),
        ("(x + 1)**10 - (x - 1)**10", "10(x + 1)^{9} - 10(x - 1)^{9}"),
        ("(x**2 - 1)/(x**2 + x - 2)", r"\frac{1}{(x + 2)^{2}}"),
        ("(x**2 - 1)/(x**4 - 1)", r"-\frac{2x}{(x^{2} + 1)^{2}}"),
        ("(x**3 - 1)/(x**2 - 1)", r"\frac{x(x + 2)}{(x + 1)^{2}}"),
        ("atan(2*x/(1 - x**2))", r"\frac{2}{x^{2} + 1}"),
        ("log(sqrt((1 + x)/(1 - x)))", r"\frac{1}{1 - x^{2}}"),
        ("log((1 + x**2)/(1 - x**2))", r"\frac{4x}{1 - x^{4}}"),
        ("log((1 + sin(x))/(1 - sin(x)))", r"2 \sec x"),
        ("log((2 + sin(x))/(2 - sin(x)))", r"\frac{4 \cos x}{4 - \sin^{2} x}"),
        ("log(tan(x/2))", r"\csc x"),
        ("sin(x)*cot(x)", r"-\sin x"),
        ("tan(x)*cos(x)", r"\cos x"),
        ("2**3*sin(x)", r"8 \cos x"),
        ("sin(x)*cos(x)*tan(x)", r"2 \cos x \sin x"),
        ("exp(x)*sinh(x)", "e^{2x}"),
        ("exp(-x)*cosh(x)", "-e^{-2x}"),
        ("x**(2/3)*(x - 5)", r"\frac{5(x - 2)}{3 \sqrt[3]{x}}"),
        ("cbrt(x)*(x + 4)", r"\frac{4(x + 1)}{3x^{2/3}}"),
        ("sqrt(x)*(x - 4)", r"\frac{3 \sqrt{x}}{2} - \frac{2}{\sqrt{x}}"),  # no cusp: as the power rule gives it
        ("asin(2*x/(1 + x**2))", r"\frac{2(1 - x^{2})}{(1 + x^{2})|1 - x^{2}|}"),
        ("acos((1 - x**2)/(1 + x**2))", r"\frac{2x}{|x| (1 + x^{2})}"),
        ("acos(2*x - 1)", r"-\frac{1}{\sqrt{x - x^{2}}}"),
        ("acos(1/x)", r"\frac{1}{|x| \sqrt{x^{2} - 1}}"),
        ("tan(asin(x))", r"\frac{1}{(1 - x^{2})^{3/2}}"),
        ("asin(x/(x**2 + 1))", r"\frac{1 - x^{2}}{(x^{2} + 1) \sqrt{x^{4} + x^{2} + 1}}"),
        ("sqrt(4*x**2 - 8)", r"\frac{4x}{\sqrt{4x^{2} - 8}}"),  # the root of the function stays as it is
        ("sqrt(x**2/3 + x)", r"\frac{2x + 3}{6} \sqrt{\frac{3}{x^{2} + 3x}}"),  # 3 is no square
    ],
)
def test_results_by_the_policy(text: str, result: str) -> None:
    assert latex(differentiate(parse(text)).derivative) == result


@pytest.mark.parametrize(
    ("text", "algebra"),
    [
        (
            "(x + 1)**3 - (x - 1)**3",
            ["3(x + 1)^{2} - 3(x - 1)^{2}", "3x^{2} + 6x + 3 - 3x^{2} + 6x - 3", "12x"],
        ),
        (
            "asin(1/x)",
            [
                r"\frac{1}{\sqrt{1 - \left(\frac{1}{x}\right)^{2}}} \cdot \left(-\frac{1}{x^{2}}\right)",
                r"-\frac{1}{x^{2} \sqrt{1 - \frac{1}{x^{2}}}}",
                r"-\frac{1}{x^{2} \sqrt{\frac{x^{2} - 1}{x^{2}}}}",
                r"-\frac{1}{|x| \sqrt{x^{2} - 1}}, \quad |x| > 1",
            ],
        ),
        (
            "tan(asin(x))",
            [
                r"\sec^{2}(\arcsin x) \cdot \frac{1}{\sqrt{1 - x^{2}}}",
                r"\frac{1}{1 - x^{2}} \cdot \frac{1}{\sqrt{1 - x^{2}}}",
                r"\frac{1}{(1 - x^{2})^{3/2}}, \quad -1 < x < 1",
            ],
        ),
        (
            "sin(x)*cot(x)",
            [
                r"\cos x \cdot \cot x + \sin x \cdot (-\csc^{2} x)",
                r"\cos x \cot x - \sin x \csc^{2} x",
                r"\cos x \cot x - \csc x",
                r"\frac{\cos^{2} x}{\sin x} - \frac{1}{\sin x}",
                r"\frac{\cos^{2} x - 1}{\sin x}",
                r"-\sin x, \quad \sin x \ne 0",
            ],
        ),
        ("exp(-(x - 3)**2/2)", ["e^{-(x - 3)^{2}/2} (3 - x)"]),
        (
            "5*exp(-(x - 2)**2/8)",
            [r"5e^{-(x - 2)^{2}/8} \cdot \frac{2 - x}{4}", r"\frac{5e^{-(x - 2)^{2}/8} (2 - x)}{4}"],
        ),
    ],
)
def test_the_algebra_goes_straight_to_the_result(text: str, algebra: list[str]) -> None:
    assert [line.removeprefix("f'(x) = ") for line in lines(text) if line.startswith("f'(x) = ")] == algebra


def test_every_middle_line_is_one_step_and_none_repeats_another(lessons: Lessons) -> None:
    for entry, told in lessons:
        looks = [re.sub(r"\\(cdot|left|right|quad|,)|[ ()&]", "", step.latex) for step in told]
        assert all(a != b for a, b in pairwise(looks)), (entry.text, told)
        assert 4 <= len(told) <= 9, entry.text
        assert told[0].latex.lstrip("&").startswith("f(x) = "), entry.text
        assert told[-1].latex.lstrip("&").startswith("f'(x) = "), entry.text


def test_no_fraction_in_a_fraction_in_a_result(lessons: Lessons) -> None:
    for entry, told in lessons:
        depth, inside = [], 0
        for match in re.finditer(r"\\frac|[{}]", told[-1].latex):
            if match[0] == r"\frac":
                assert not any(depth), entry.text
                inside = 2
            elif match[0] == "{":
                depth.append(inside > 0)
                inside = max(0, inside - 1) if not any(depth[:-1]) else inside
            else:
                depth.pop()


def test_the_outer_function_is_named_before_the_inner_is_differentiated(lessons: Lessons) -> None:
    for entry, told in lessons:
        chain = [i for i, s in enumerate(told) if r"\text{outer:}" in s.latex]
        inner = [
            i for i, s in enumerate(told) if re.match(r"&?\\text\{\w+ rule:\} \\quad (\\left)?\((?!g|u|x\^)", s.latex)
        ]
        assert not chain or all(i > chain[0] for i in inner), entry.text
        logarithm = [i for i, s in enumerate(told) if s.latex.startswith(r"\ln f(x)")]
        product = [i for i, s in enumerate(told) if r"\text{Product rule:}" in s.latex and "u'" not in s.latex]
        assert not logarithm or all(i > logarithm[0] for i in product), entry.text


def test_a_score_is_at_least_the_points_of_the_rules_that_are_named(lessons: Lessons) -> None:
    points = {"constant": 1, "power": 1, "sum": 1, "constant multiple": 1, "product": 4, "reciprocal": 4, "chain": 4}
    points |= dict.fromkeys(("sine", "cosine", "exponential", "logarithm"), 2)
    points |= {"quotient": 5, "logarithmic differentiation": 8}
    for entry, told in lessons:
        named = sum(points.get(rule, 3) for rule in rules_named(told))
        assert complexity(differentiate(entry.function)) >= named, entry.text


def test_the_rules_of_a_record_are_those_that_its_lines_name() -> None:
    assert rules_named(steps(differentiate(parse("x**2*sin(x)")))) == ["product"]
    assert rules_named(steps(differentiate(parse("sqrt(x) + sin(x)")))) == ["sum", "power", "sine"]
    assert rules_named(steps(differentiate(parse("exp(sin(2*x))")))) == ["chain"]
    assert rules_named(steps(differentiate(parse("x**x")))) == ["logarithmic differentiation", "product"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("log(3 - x)", "x < 3"),
        ("cbrt(x)", r"x \ne 0"),
        ("x/log(x)", r"x > 0, \quad x \ne 1"),
        ("tan(x)", r"\cos x \ne 0"),
        ("log(tan(x))", r"\tan x > 0"),
        ("log(sec(x) + tan(x))", r"\cos x > 0"),
        ("sqrt((x - 1)/(x + 1))", "|x| > 1"),
        ("log(x/(x + 1))", r"x < -1 \text{ or } x > 0"),
        ("sqrt(x**2)", r"x \ne 0"),
        ("1/(x**2 - 4)", r"x \ne -2, \quad x \ne 2"),
        ("(x**2 - 1)/(x**2 + x - 2)", r"x \ne -2, \quad x \ne 1"),  # though f' is 1/(x + 2)^2
        ("sqrt(9 - x**2)", "-3 < x < 3"),
        ("exp(x)", None),
        ("x**2*abs(x)", None),
        ("abs(x)**(5/2)", None),
        ("abs(x)**pi", None),
        ("sqrt(x**4)", None),
        ("abs(x)**(3/2)", r"x \ne 0, \quad f'(0) = 0"),
        ("asin(sin(x))", r"\cos x \ne 0"),
        ("sqrt(abs(sin(x)))", r"\sin x \ne 0"),
        ("sqrt(1 - sin(x)**2)", r"\cos x \ne 0"),
        ("tan(-2*x)", r"\cos(2x) \ne 0"),
        ("log((1 + sin(x))/(1 - sin(x)))", r"\cos x \ne 0"),
        ("sin(x)*cot(x)", r"\sin x \ne 0"),
        ("asin(2*x/(1 + x**2))", r"x \ne -1, \quad x \ne 1"),
    ],
)
def test_the_last_line_says_where_the_derivative_exists(text: str, where: str | None) -> None:
    last = steps(differentiate(parse(text)))[-1]
    result = latex(differentiate(parse(text)).derivative)
    if where is None:
        assert last.latex == f"f'(x) = {result}"
        assert ";" not in last.expression
    else:
        assert last.latex.endswith(where)
        assert ";" in last.expression


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x**2*abs(x)", "0"), ("abs(x**3)", "0"), ("sqrt(x**4)", "0"), ("sqrt(x**6)", "0"), ("(x**2)**(3/2)", "0"),
        ("sin(x)*abs(x)", "0"), ("cos(abs(x))", "0"), ("(x - 1)**2*abs(x - 1)", "1"), ("abs(x)**(5/2)", "0"),
        ("abs(x)**pi", "0"), ("abs(x)**(4/3)", "0"), ("tan(x)*abs(x)", "0"), ("abs(x**2 - 4)**3", "2"),
    ],
)  # fmt: skip
def test_the_result_has_a_value_where_the_function_has_a_slope(text: str, place: str) -> None:
    function = parse(text)
    slope = slope_at(function, parse(place))
    found = value_at(differentiate(function).derivative, (int(place), 1))
    assert slope is not None
    assert found is not None
    assert abs(slope - found) < 1e-9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(x)**(3/2)", [("0", "0")]),
        ("abs(x**2 - 1)**(3/2)", [("-1", "0"), ("1", "0")]),
        ("cbrt(x)*sin(x)", [("0", "0")]),
        ("2*x + abs(x)**(3/2)", [("0", "2")]),
        ("abs(x)", []),
        ("cbrt(x)", []),
        ("1/x", []),
        ("tan(x)", []),
        ("x**2", []),
    ],
)
def test_a_slope_that_the_formula_misses_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    function = parse(text)
    assert gaps(function, differentiate(function).derivative) == expected


@pytest.mark.parametrize("seed", range(6))
def test_any_combination_is_differentiated_right_and_can_be_told(seed: int) -> None:
    """Random combinations beyond the catalogue: what a teacher may type. `steps` compares every line."""
    import random

    random.seed(seed)
    leaves = ["x", "x**2", "sin(x)", "exp(x)", "log(x)", "sqrt(x)", "(x + 2)", "atan(x)", "3*x", "cbrt(x)", "1/x"]
    outer = ["sin({})", "exp({})", "({})**2", "log({} + 7)", "sqrt({} + 9)", "1/({} + 5)", "tan({})"]
    for _ in range(15):
        a, b = random.sample(leaves, 2)
        text = random.choice(["{}*{}", "{} + {}", "{}/({} + 3)", "{} - {}"]).format(a, b)
        if random.random() < 0.6:
            text = random.choice(outer).format(text)
        derivation = differentiate(parse(text))
        assert is_derivative(derivation.derivative, derivation.function), text
        assert steps(derivation)[-1].rule == "result", text


def test_a_derivative_is_what_sympy_finds(lessons: Lessons) -> None:
    sympy = pytest.importorskip("sympy")
    from derivative_manim.generation.source import sympy_text

    x = sympy.Symbol("x", positive=True)
    names = {"cbrt": lambda v: v ** sympy.Rational(1, 3), "E": sympy.E, "x": x}
    at = {x: sympy.Rational(13, 7)}
    compared = 0
    for entry, _ in lessons[::9]:
        derivative = differentiate(entry.function).derivative
        ours, function = (sympy.sympify(sympy_text(tree), locals=names) for tree in (derivative, entry.function))
        theirs = sympy.N(sympy.diff(function, x).subs(at), 25)
        if not theirs.is_real:
            continue
        compared += 1
        assert abs(sympy.N(ours.subs(at), 25) - theirs) < 1e-15 * (1 + abs(theirs)), entry.text
    assert compared > 45


def test_a_wrong_derivative_is_caught_at_build() -> None:
    derivation = differentiate(parse("x**2*sin(x)"))
    wrong = dataclasses.replace(derivation, derivative=parse("2*x*sin(x) - x**2*cos(x)"))
    with pytest.raises(ArithmeticError, match="is not the derivative of"):
        steps(wrong)


def test_a_wrong_substitution_or_form_is_caught_at_build() -> None:
    derivation = differentiate(parse("x**2*sin(x)"))
    wrong = Sides("wrong", "(2*x)*(sin(x)) - (x**2)*(cos(x))")
    for damaged in (
        dataclasses.replace(derivation, substituted=wrong),
        dataclasses.replace(derivation, forms=(wrong,)),
        dataclasses.replace(derivation, rewritten=Sides("wrong", "x**2*cos(x)")),
    ):
        with pytest.raises(ArithmeticError):
            steps(damaged)


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
        dataclasses.replace(inner, substituted=Sides("wrong", "(cos(x**2))*(3*x)")),
        dataclasses.replace(inner, outer=(parse("sin(x)"), parse("-cos(x)"))),
    ):
        part = dataclasses.replace(derivation.parts[1], derivation=damaged)
        with pytest.raises(ArithmeticError):
            steps(dataclasses.replace(derivation, parts=(derivation.parts[0], part)))


def test_equal_compares_real_odd_roots_on_negative_numbers() -> None:
    assert equal(parse("cbrt(x)"), parse("x**(1/3)"))
    assert not equal(parse("x**(2/3)"), parse("x**(4/3)"))
    assert value_at(parse("cbrt(x)"), (-8, 1)) == -2
    assert value_at(parse("log(x)"), (-8, 1)) is None
    assert value_at(parse("1/x"), (0, 1)) is None


def test_algebra_gives_way_where_there_are_too_many_lines() -> None:
    short = steps(differentiate(parse("x**2/(x + 1)")), max_lines=6)
    assert [step.latex for step in short][4:] == [
        r"f'(x) = \frac{x(2x + 2 - x)}{(x + 1)^{2}}",
        r"f'(x) = \frac{x(x + 2)}{(x + 1)^{2}}, \quad x \ne -1",
    ]
    with pytest.raises(ValueError, match="takes 5 lines, not 4-4"):
        steps(differentiate(parse("x**2*sin(x)")), max_lines=4)


@pytest.mark.parametrize(("room", "sides"), [(820, [3]), (620, [2]), (400, [])])
def test_a_scene_that_is_too_long_loses_the_middle_of_a_line_before_the_line(room: int, sides: list[int]) -> None:
    told = [step.latex for step in steps(differentiate(parse("sin(x)**sin(x)")), room)]
    assert [line.count(" = ") for line in told if line.startswith("&(")] == sides


def test_a_line_of_several_equations_keeps_each_whole() -> None:
    derivation = differentiate(parse("exp(sin(sin(2*x)**2))"))
    for room in range(200, 700, 50):
        told = " ".join(step.latex for step in steps(derivation, room))
        assert r"(\sin^{2}(2x))' = \cos(2x) \cdot 2" not in told
        assert r"(\sin^{2}(2x))' \\[1ex] &\qquad = 2 \sin(2x) \cdot (\sin(2x))'" in told, room


def test_collecting_keeps_the_mathematics() -> None:
    assert t.mul(parse("2*x"), parse("x**3"), parse("1/x")) == parse("2*x**3")
    assert t.add(parse("x"), parse("-x")) == t.ZERO
    assert t.div(parse("x"), parse("x**2")) == parse("1/x")


def test_a_condition_that_always_holds_is_none() -> None:
    for text in ("sqrt(abs(sin(x)))", "asin(sin(x))", "acos(cos(2*x))", "sqrt(1 - sin(x)**2)", "abs(x)**pi"):
        assert domain(parse(text)) == "(-oo, oo)"
    assert domain(parse("asin(x)")) == "[-1, 1]"
    assert domain(parse("1/sqrt(x**2)")) == "(-oo, 0) U (0, oo)"
