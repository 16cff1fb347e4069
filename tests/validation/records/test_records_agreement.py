"""A record that contradicts itself: each of its parts is damaged once, in one field or in one step."""

from typing import Any

import pytest
from dataset_tree import REPOSITORY, read

from validation.formulas.function_text import formula
from validation.records import agreement, domains, textbook

RECORDS = {record["function"]: record for record in read(REPOSITORY)}
EXAMPLE = RECORDS["x**2*sin(x)"]
NAMED = next(place for place, step in enumerate(EXAMPLE["steps"]) if "rule:}" in step["latex"])

# The other rules are broken by mutations.
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "record.function": ({"function": "x if x else 1"}, "'x if x else 1' or its derivative"),
    "record.result": (
        {"derivative_latex": r"\frac{4x \sin x + 2x^{2} \cos x}{2}"},
        r"'\\frac{4x \\sin x + 2x^{2} \\cos x}{2}' is not in lowest terms: 2 divides both",
    ),
}


def with_step(place: int, field: str, value: str) -> dict[str, Any]:
    steps = [dict(row) for row in EXAMPLE["steps"]]
    steps[place][field] = value
    return {**EXAMPLE, "steps": steps}


def found(record: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.check, problem.message) for problem in agreement.check("scene.py", record)]


@pytest.mark.parametrize("function", [EXAMPLE["function"], *list(RECORDS)[::41]])
def test_right_records_agree_with_themselves(function: str) -> None:
    assert found(RECORDS[function]) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_broken(rule: str) -> None:
    fields, text = BROKEN[rule]
    messages = [message for check, message in found({**EXAMPLE, **fields}) if check == rule]
    assert [message[: len(text)] for message in messages[:1]] == [text]


@pytest.mark.parametrize(
    ("rule", "step", "message"),
    [
        ("record.steps", (-1, "expression", "x; x"), "has 1 statements in LaTeX and 2 in its expression"),
        ("record.steps", (1, "latex", "?!"), "step 2, '?!', is not read: "),
        ("record.steps", (0, "latex", "f(x) = x"), "a line is 'f(x) = x', not 'f(x) = x^{2} "),
        ("record.rules", (NAMED, "rule", "power"), "of the rule 'power', but names another"),
        ("record.rules", (0, "rule", "product"), "of the rule 'product', not function"),
    ],
)
def test_steps(rule: str, step: tuple[int, str, str], message: str) -> None:
    assert any(check == rule and message in text for check, text in found(with_step(*step)))


@pytest.mark.parametrize(
    ("function", "domain", "fault"),
    [
        ("x", "(-oo, 0) U (0, oo)", "leaves out 0, where the function has a value"),
        ("tan(x)", "cos(x) != 0", None),
        ("tan(x)", "(-oo, oo)", "holds -7.854, where the function has no value"),
        ("tan(asin(x))", "(-1, 1)", None),
        ("tan(asin(x))", "[-1, 1]", "holds -1, where the function has no value"),
        ("asin(x)", "(-1, 1)", "leaves out -1, where the function has a value"),
        ("x**2", "cos(x) != 0", "leaves out -7.854, where the function has a value"),
        ("sqrt(x)", "(0, oo)", "leaves out 0, where the function has a value"),
        ("sqrt(x)", "[0.001, oo)", "leaves out 0.000999, where the function has a value"),
        ("1/(x - 2)**2", "(-oo, oo)", "holds 2, where the function has no value"),
        ("1/(x**2 - 3)", "(-oo, -sqrt(3)) U (-sqrt(3), sqrt(3)) U (sqrt(3), oo)", None),
        ("1/log(x)", "(0, oo)", "holds 1, where the function has no value"),
        ("(x**2 - 1)/(x - 1)", "(-oo, oo)", "holds 1, where the function has no value"),
        ("exp(exp(exp(x)))", "(-oo, oo)", None),
        ("x**x", "(0, oo)", None),
        ("log(sin(x))", "sin(x) > 0", None),
        ("log(sin(exp(x**2)))", "sin(exp(x**2)) > 0", None),  # beyond 8.3 nobody can say
        ("x", "everywhere", "is not read: it is neither intervals nor conditions"),
    ],
)
def test_domains(function: str, domain: str, fault: str | None) -> None:
    assert domains.fault(formula(function), domain) == fault


def test_a_number_in_an_exponent_is_no_factor_that_is_left() -> None:
    assert list(textbook.result_faults(r"-\frac{\ln 2}{2}", formula("-log(2)/2*(1/2)**(x/2 - 4)"))) == []
    assert list(textbook.result_faults("", formula("(2*x + 4)/(2*exp(x))")))
