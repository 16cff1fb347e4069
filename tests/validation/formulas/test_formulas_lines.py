"""Lines of any style on screen: a true one is never called false, a false one is found, and none takes long.

lines/true.txt and lines/false.txt hold a line each, under the mode and the function that a scene was asked for, after
those that give it its meaning (before it on its row, each with ` ⏎⏎ ` behind it);
lines/not_seen.txt those that are false and pass, lines/refused.txt those that are true and do not.
"""

import time
from functools import cache
from pathlib import Path

import pytest

from validation.formulas.equality import Comparer
from validation.formulas.function_text import formula
from validation.problem import Problem, Severity
from validation.screen.lines import Lesson, Line

FUNCTION = "x**2*sin(x)"
BROKEN = {"mathematics.undecided": Line(r"f'(x) = \lim_{h \to 0} \cos \frac{1}{h}", 3)}  # in a lesson of the dataset
SHOWN = [Line(r"f(x) = x^{2} \sin x", 1), Line(r"f'(x) = 2x \sin x + x^{2} \cos x", 2)]


@cache
def comparer(function: str) -> Comparer:
    """One for all lines of a function: it remembers the values of what they share."""
    return Comparer()


def check(*lines: Line, function: str = FUNCTION) -> list[Problem]:
    return list(Lesson("scene.py", formula(function), comparer(function), strict=False).check(lines))


def errors(*lines: Line, function: str = FUNCTION) -> list[Problem]:
    return [p for p in check(*lines, function=function) if p.severity is Severity.ERROR]


def table(name: str) -> list[tuple[str, str, str]]:
    """Mode, function and text of each line of a table."""
    rows = []
    mode = function = ""
    for text in (Path(__file__).parent / "lines" / name).read_text(encoding="utf-8").splitlines():
        if text.startswith("## "):
            mode, function = text.removeprefix("## ").split(" ", 1)
        else:
            rows.append((mode, function, text.replace("⏎", "\n")))
    return rows


def lines_of(mode: str, function: str, text: str) -> list[Line]:
    *before, last = text.split(" \n\n ")
    others = (Line(each, 3 + k, mode) for k, each in enumerate(before))
    return [*(SHOWN if function == FUNCTION else ()), *others, Line(last, 9, mode)]


@pytest.mark.parametrize(("mode", "function", "text"), table("true.txt"))
def test_a_true_line_is_no_fault(mode: str, function: str, text: str) -> None:
    assert [str(p) for p in errors(*lines_of(mode, function, text), function=function)] == []


@pytest.mark.parametrize(("mode", "function", "text"), table("false.txt"))
def test_a_false_line_is_found(mode: str, function: str, text: str) -> None:
    found = errors(*lines_of(mode, function, text), function=function)
    assert [p.where.line for p in found] == [9]
    assert found[0].check in ("mathematics.line", "mathematics.rule")


# What is known to be judged wrongly: a line that is judged rightly one day fails here, and moves to the tables above.


@pytest.mark.parametrize("name", ["not_seen.txt", "refused.txt"])
def test_a_line_that_is_judged_wrongly_still(name: str) -> None:
    found = [bool(errors(*lines_of(*row), function=row[1])) for row in table(name)]
    assert found == [name == "refused.txt"] * len(found)


@pytest.mark.parametrize(
    ("title", "false"),
    [
        ("Derivative of sin(x)", True), ("sin(x)", True), ("Visualizing y = sin(x)", True),
        ("Derivative of x^2 sin(x)", False), ("y = x^2 sin x", False), ("The derivative of a product", False),
        ("Derivative of f(x)", False), ("Why is e^x more than 1 + x?", False), ("e^x is more than 1 + x", True),
    ],
)  # fmt: skip
def test_a_title_names_the_function_of_the_scene(title: str, false: bool) -> None:
    lesson = Lesson("scene.py", formula(FUNCTION), comparer(FUNCTION), strict=False)
    assert [p.check for p in lesson.title([Line(title, 1, "plain")])] == ["mathematics.line"] * false


def test_a_second_derivative_that_is_too_long_leaves_the_rest_to_be_judged() -> None:
    function = "*".join(f"sin({n}*x)" for n in range(1, 13))
    assert [p.check for p in errors(Line("f is increasing", 1, "plain"), function=function)] == []
    assert [p.check for p in errors(Line("Zeros of f'': x = 1", 1, "plain"), function=function)] == []
    assert errors(Line("f(0) = 1", 1), function=function) != []


def test_the_message_quotes_the_line_and_says_why() -> None:
    (problem,) = errors(Line(r"\therefore f'(x) = x^{2} \cos x", 7))
    assert str(problem) == (
        r'scene.py:7: error: mathematics.line: the line "\therefore f\'(x) = x^{2} \cos x" says that '
        "f'(x) is x**2*cos(x), which is false: at x = -0.1716 they are 0.08759 and 0.02901 (correct the line)"
    ).replace(r"\'", "'")


def test_an_equation_that_is_not_read_is_a_warning_and_the_rest_of_the_line_is_judged() -> None:
    (warning,) = check(Line(r"\int_0^1 x\,dt = 1", 3))
    assert (warning.check, warning.severity) == ("mathematics.latex", Severity.WARNING)
    assert check(Line(r"\sum", 3)) == []
    assert [p.check for p in errors(Line(r"\int_0^1 x\,dt = 1, \quad f'(x) = 2x", 3))] == ["mathematics.line"]


@pytest.mark.parametrize(("rule", "wrong"), [("Sum", 0), ("Product", 1), ("Power", 1)])
def test_a_rule_may_be_called_for_by_what_a_part_is_rewritten_as(rule: str, wrong: int) -> None:
    text = rf"\text{{{rule} rule:}} \quad (\ln(2x))' = (\ln 2 + \ln x)' = \frac{{1}}{{x}}"
    lesson = Lesson("scene.py", formula("log(2*x)/(x + 2)"), comparer("log(2*x)/(x + 2)"), strict=True)
    assert [p.check for p in lesson.check([Line(text, 3)])] == ["mathematics.rule"] * wrong


def test_in_a_lesson_every_claim_has_to_be_decided() -> None:
    lesson = Lesson("scene.py", formula(FUNCTION), comparer(FUNCTION), strict=True)
    ((rule, line),) = BROKEN.items()
    assert [p.check for p in lesson.check([*SHOWN, line])] == [rule]
    assert errors(*SHOWN, line) == []


HOSTILE = {
    "a megabyte": "x" * 10**6,
    "a megabyte of terms": "f'(x) = " + "x+" * 300_000 + "x",
    "braces": "{" * 1500 + "x" + "}" * 1500,
    "exponents": "x^{" * 300 + "x" + "}" * 300,
    "parentheses": "(" * 1900 + "x" + ")" * 1900,
    "a tower of powers": "f(x) = 9^{9^{9^{9}}}",
    "digits": "9" * 3000,
    "a huge exponent": "f(x) = 2^{99999999}",
    "a huge argument": "f(10^{70}) = 1",
    "powers of powers": "f'(x) = (x^{1000})^{1000}",
    "f of f": "f(f(f(f(f(f(f(x))))))) = 1",
    "derivatives": r"\frac{d}{dx} " * 40 + "x^2 = 0",
    "a derivative of a long product": r"\frac{d}{dx}(" + "".join(f"\\sin({k}x)" for k in range(60)) + ") = 0",
    "primes of a product": "(" + "".join(f"\\sin({k}x)" for k in range(12)) + ")'''' = 1",
    "a chain of equations": "f'(x)" + "=x^2" * 900,
    "many statements": "f'(x) = x, " * 350,
    "many solutions": r"f'(x) = 0 \Rightarrow " + "x = 1, " * 500,
    "many definitions": ", ".join(f"u = \\sin({k}x)" for k in range(39)),
    "many limits": r"f'(x) = \lim_{h \to 0} (" + "+".join(f"\\frac{{\\sin({k}h)}}{{h}}" for k in range(40)) + ")",
    "many integrals": "f'(x) = " + "+".join(f"\\int_0^{{{k}}} \\sin({k}x) \\, dx" for k in range(1, 40)),
    "a long integral": "\\int_0^1 " + "+".join(f"\\sin({k}x^{{{k}}})" for k in range(1, 40)) + r" \, dx = 1",
    "nested fractions": "f'(x) = " + r"\frac{x}{x+" * 40 + "1" + "}" * 40,
    "exponentials": "f'(x) = " + "e^{" * 30 + "x" + "}" * 30,
    "signs": "f'(x) = " + r"\pm x " * 300,
    "bars": "|" * 500 + "x" + "|" * 500,
    "points": "f'(x)" + "|_{x=1}" * 300 + " = 1",
    "words": r"\text{derivative of} " * 150 + "x",
    "surrogates and control characters": "f'(x) = \ud800\0\u202e x",
}


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("mode", ["math", "tex", "plain", "markup"])
@pytest.mark.parametrize("function", [FUNCTION, "2**x", "exp(exp(x))"])
def test_no_line_takes_long(mode: str, function: str) -> None:
    for name, text in HOSTILE.items():
        begin = time.process_time()
        check(Line(text, 1, mode), function=function)
        assert time.process_time() - begin < 2, name
