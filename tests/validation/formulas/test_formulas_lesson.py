"""The derivation of a lesson of the dataset is read strictly: each line true, of this function, and in its order."""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from validation.formulas.equality import Comparer
from validation.formulas.function_text import formula
from validation.screen.lines import RULES, Lesson, Line

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = [json.loads(line) for line in (ROOT / "metadata" / "examples.jsonl").read_text("utf-8").splitlines()][7::36]
LESSON = (
    r"f(x) = \frac{x^{2}}{x + 1}",
    r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
    r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = x + 1, \quad v' = 1",
    r"f'(x) = \frac{2x \cdot (x + 1) - x^{2} \cdot 1}{(x + 1)^{2}}",
    r"f'(x) = \frac{x^{2} + 2x}{(x + 1)^{2}}",
)


def problems(texts: Sequence[str], function: str = "x**2/(x + 1)") -> list[str]:
    lesson = Lesson("scene.py", formula(function), Comparer(), strict=True)
    found = [*lesson.check([Line(text, number) for number, text in enumerate(texts, 1)]), *lesson.order()]
    return [str(problem) for problem in found]


def broken(texts: Sequence[str], function: str = "x**2/(x + 1)") -> set[str]:
    return {re.findall(r"mathematics\.\w+", problem)[0] for problem in problems(texts, function)}


Damage = tuple[tuple[str, str], ...]

BROKEN: dict[str, tuple[Damage, str]] = {
    "mathematics.latex": (
        ((r"f(x) = \frac", r"f(x) = \fraction"),),
        'scene.py:1: error: mathematics.latex: the text "f(x) = \\fraction{x^{2}}{x + 1}" is not read: '
        "\\fraction is not read (write it in plain LaTeX)",
    ),
    "mathematics.line": (
        ((r"(x + 1) - x^{2} \cdot 1", r"(x + 1) + x^{2} \cdot 1"),),
        r"""scene.py:4: error: mathematics.line: the line "f'(x) = \frac{2x \cdot (x + 1) + x^{2} """
        r"""\cdot 1}{(x + 1)^{2}}" says that f'(x) is (x**2*1 + 2*x*(x + 1))/((x + 1)**2), which is false: """
        "at x = -0.1716 they are -0.4571 and -0.3713 (correct the line)",
    ),
    "mathematics.rule": (
        ((r"\text{Quotient rule:}", r"\text{Product rule:}"),),
        "scene.py:2: error: mathematics.rule: the line "
        r""""\text{Product rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}" names the product rule, """
        "but states the quotient rule (name the rule that is stated)",
    ),
    "mathematics.order": (
        ((r"f(x) = \frac{x^{2}}{x + 1}", r"(x^{2})' = 2x"),),
        'scene.py:1: error: mathematics.order: the line "(x^{2})\' = 2x" is the first, but not the function '
        "(begin with f(x) = ...)",
    ),
    "mathematics.undecided": (
        ((r"\frac{2x \cdot (x + 1) - x^{2} \cdot 1}{(x + 1)^{2}}", r"\lim_{h \to \infty} \frac{x + h}{h}"),),
        """scene.py:4: error: mathematics.undecided: the line "f'(x) = \\lim_{h \\to \\infty} \\frac{x + h}{h}" """
        "could not be decided: a limit at infinity is not taken (write it more plainly)",
    ),
}


def damaged(damage: Damage) -> list[str]:
    texts = list(LESSON)
    for old, new in damage:
        assert sum(old in text for text in texts) == 1, old
        texts = [text.replace(old, new) for text in texts]
    return texts


def test_the_lesson_has_no_problem() -> None:
    assert problems(LESSON) == []


def test_every_rule_is_here() -> None:
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_rule(rule: str) -> None:
    damage, expected = BROKEN[rule]
    assert expected in problems(damaged(damage))


def _texts(record: dict[str, Any]) -> list[str]:
    return [step["latex"] for step in record["steps"]]


@pytest.mark.parametrize("record", SAMPLE, ids=lambda r: r["id"])
def test_lessons_of_the_release_have_no_problem_and_a_changed_number_is_caught(record: dict[str, Any]) -> None:
    texts = _texts(record)
    assert problems(texts, record["function"]) == []
    for index, text in enumerate(texts):
        said = re.sub(r",[^,]*(?:<|>|\\ne) .*", "", text)  # `record.said` is of the domain
        numbers = list(re.finditer(r"(?<![\[\d.])\d+(?!ex)(?![\d.])", said))
        if numbers:
            place = random.Random(record["id"]).choice(numbers)
            new = text[: place.start()] + str(int(place[0]) + 1) + text[place.end() :]
            found = broken([*texts[:index], new, *texts[index + 1 :]], record["function"])
            assert found & {"mathematics.line", "mathematics.rule"}, new
