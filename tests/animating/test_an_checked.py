"""Lessons of unusual functions pass every check that binds a lesson of one's own; they are run, but not rendered."""

import pytest
from derivative_manim.validation.audit import Text, check_texts
from derivative_manim.validation.cache import Cache
from tiers import chosen, one_in

from derivative_manim.animating.animate import prepared, waived
from derivative_manim.animating.types import Options
from derivative_manim.reading import read

FUNCTIONS = (
    "sin(1000x)",
    "sin(x)/(x-pi)",
    "sinh(x)/x",
    "x/|x|",
    "|sin x|/x",
    "tan(x)/x",
    "x^2 sin(1/x)",
    "x^(2/3)(x-2)",
    "(1+1/x)^x",
    "(x-1)(x-2)(x-3)(x-4)(x-5)",
    "arcsin(sin x)",
    "arctan(x-100)",
    "x^2-10000x",
    "10^6/(x^2+1)",
    "2^3 sin x",
    "10^{x/2 (x-1)}",
    "x e^{-3/4 (x+2)}",
    "sin x cot x",
    "x^3-0.01x",
    "|x^2-1|",
    "x + |x-2|",
    "sin x + |sin x|",
    "|ln(x)/x|",
    "tan(arcsin x)",
    "sin^4 x + cos^4 x",
    "100 (0.5)^{t/5.27}",
    "20 + 5 cos(2 pi (t - 1.5)/12)",
    "10^6 x",
    "10x^50",
    "1/(x^2-4)^20",
    "e^(100x)",
    "sqrt(x-1000)",
    "cos(20x)",
    "sin(x)+sin(10x)/10",
    "sqrt(tan x)",
    "ln sqrt(sin x)",
    "e^(sin(x^2)) ln(x+3)/(x^2+1)",  # whose result no row has room for, and a short tangent
    "(x^3+2x)e^(-x^2) sin(3x)/(x^2+4)",
    "sqrt(x^2+1) e^(sin x) ln(x+5)/(x+7)",
    "x^2/1000000",
)


@pytest.fixture(scope="module")
def problems(request: pytest.FixtureRequest) -> dict[str, list[str]]:
    """What is found wrong, by function; all of them run in one sandbox."""
    made = {text: prepared(read(text), Options(), lambda _: None)[1] for text in chosen(request, "text")}
    texts = [Text(text, lesson.code.encode(), lesson.record) for text, lesson in made.items()]
    return {
        one.path: [problem.message for problem in one.problems if problem.check not in waived(Options())]
        for one in check_texts(texts, cache=Cache(None))
    }


@pytest.mark.parametrize("text", one_in(3, FUNCTIONS))
def test_lessons_of_unusual_functions_pass_every_check(text: str, problems: dict[str, list[str]]) -> None:
    assert problems[text] == []


def test_lessons_in_other_colours_and_languages_pass_every_check() -> None:
    options = {
        "x^2": Options(theme="print"),
        "1/(x^2+1)+1": Options(theme="print"),  # with an asymptote
        "|x^2-4|": Options(theme="light"),
        "sin(x)/4": Options(language="de"),
        "x^2-1": Options(language="de", window=(-1000, 1000)),  # "Steigung = -1443,51"
        "1000/(1+9e^(-x/2))": Options(language="pt"),
    }
    made = {text: prepared(read(text), how, lambda _: None)[1] for text, how in options.items()}
    texts = [Text(text, lesson.code.encode(), lesson.record) for text, lesson in made.items()]
    for one in check_texts(texts, cache=Cache(None)):
        assert {problem.check for problem in one.problems} <= {*waived(options[one.path])}
