import re

import pytest

from derivative_manim.app import show
from derivative_manim.app.desk import Failed
from derivative_manim.errors import OptionError
from derivative_manim.mathml import mathml

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "x^2</math><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    "\\text{<script>alert(1)</script>} x",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_never_markup(text: str) -> None:
    for shown in (show.reading(text), show.failed(text, Failed(text, 0)), show.refused(text, text, 3)):
        tags = set(re.findall(r"<\s*([a-zA-Z]+)", shown))
        assert tags <= {"p", "code", "mark", "div", "math"} | {t for t in tags if t.startswith("m")}
        assert "script" not in tags
        assert not re.search(r"<[^>]*\bon\w+=", shown)


def test_the_reading_is_a_formula_with_what_has_to_be_seen() -> None:
    shown = show.reading("log x")
    assert "<math" in shown
    assert "natural logarithm" in shown
    assert show.reading("f(t) = t^2").count("<mi>t</mi>") == 2


def test_a_refusal_marks_the_place_and_says_one_sentence() -> None:
    shown = show.reading("x2 + 1")
    assert "<mark>2</mark> + 1" in shown
    assert ">x2 may be" in shown  # not X2
    assert "?.<" not in show.reading("sinn(x)")


def test_a_message_speaks_of_the_page_not_of_the_command_line() -> None:
    shown = show.refused("", "f has no graph there: choose another --window or --at")
    assert "another window or point." in shown
    assert "--" not in show.refused("", "LaTeX is not installed: sudo apt-get install x (or use --no-render)")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (("1", "", ""), "only one end"),
        (("2", "1", ""), "left end"),
        (("a", "1", ""), "left end is not a number"),
        (("", "", "x"), "the point is not a number"),
        (("-10^9", "1", ""), "beyond"),
    ],
)
def test_a_wrong_choice_is_refused_before_anybody_waits(fields: tuple[str, str, str], said: str) -> None:
    from derivative_manim.app import page  # gradio takes seconds to import

    with pytest.raises(OptionError, match=said):
        page.chosen(*fields, "dark", "en", 1.0, "l", gif=False)


def test_choices_are_numbers_as_people_type_them() -> None:
    from derivative_manim.app import page

    found = page.chosen("-pi", "2 pi", " 1/2 ", "light", "de", 2, "m", gif=True)
    assert found["window"] == pytest.approx((-3.14159265, 6.2831853))
    assert (found["at"], found["theme"], found["language"], found["gif"]) == (0.5, "light", "de", True)
    with pytest.raises(OptionError):
        page.chosen("", "", "", "dark", "en", 1.0, "k", gif=False)


def test_the_ends_of_the_window_are_multiples_of_pi_where_they_are() -> None:
    assert [show._end_of_window(x) for x in (-6.283185307, 1.5707963268, 3.14159265359, 0.0, -2.5)] == [
        "−2π", "π/2", "π", "0", "−2.5",
    ]  # fmt: skip


def test_a_function_stands_apart_from_what_is_beside_it() -> None:
    assert '<mo lspace="0.1667em" rspace="0.1667em">sin</mo>' in mathml(r"x \sin x")
    assert '<msup><mo lspace="0" rspace="0.1667em">sin</mo>' in mathml(r"\sin^{2} x")
    assert '<mo lspace="0.1667em" rspace="0.1667em">sin</mo>' in mathml(r"x \sin^{2} x")
    assert '<mo lspace="0" rspace="0">sin</mo>' in mathml(r"2 + \sin\left(x\right)")
    assert '<mo lspace="0" rspace="0.1667em">arsinh</mo>' in mathml(r"\operatorname{arsinh} x")
