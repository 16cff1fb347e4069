"""Lessons of any elementary function: made, and right, or refused with the reason."""

import math

import pytest

from derivative_manim.animating.lessons import make_lesson
from derivative_manim.animating.types import Options
from derivative_manim.errors import LessonError, OptionError
from derivative_manim.generation.width import WIDEST, text_width
from derivative_manim.reading import ReadingError, read

EVERY_KIND = {
    "x^2 sin x": "product",
    "|sin x|": "chain",
    "x^(1/3)": "power",
    "sqrt(x-1000)": "chain",
    "e^(100x)": "chain",
    "10x^50": "power",
    "10^6 x": "power",
    "sin(1000x)": "chain",
    "sin(1/x)": "chain",
    "x^pi": "power",
    "(x^2+1)^pi": "chain",
    "sqrt(x)^2": "",
    "(x^2-1)/(x-1)": "quotient",
    "7": "constant",
    "sech x": "reciprocal",
    "arccot x": "sum",
    "e^(e^(e^x))": "chain",
    "x^10+x^9+x^8+x^7+x^6+x^5+x^4+x^3+x^2+x": "sum",
    "sin x + cos x + tan x + e^x + ln x + x^2 + sqrt x + 1/x + arctan x + sinh x": "sum",
    "sin(sin(sin(sin(sin(x)))))": "chain",
}


def lesson(text, **options):
    return make_lesson(read(text), Options(**options))


@pytest.mark.parametrize("text", EVERY_KIND)
def test_every_kind_of_function_is_made_into_a_lesson(text):
    made = lesson(text)
    compile(made.code, "scene.py", "exec")
    assert made.lines[0].rule == "function"
    assert made.lines[-1].rule == "result"
    if EVERY_KIND[text]:
        assert EVERY_KIND[text] in {line.rule for line in made.lines}


def test_a_far_domain_is_found_and_said():
    made = lesson("sqrt(x-1000)")
    assert made.record["domain"] == "[1000, oo)"
    assert "x > 1000" in made.lines[-1].latex
    assert made.picture.x_range[0] < 1000 < made.picture.x_range[1]


def test_a_domain_that_is_too_far_away_is_refused_with_its_reason():
    with pytest.raises(LessonError, match="no interval of real values between -10\\^6 and 10\\^6, which is as far"):
        lesson("sqrt(-1000000-x)")


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("arctan(x-100)", (96.0, 104.0)),  # there is nothing to see about 0
        ("e^(-(x-50)^2)", (48.0, 52.0)),
        ("x^2-10000x", (-1000.0, 11000.0)),  # about its turning point alone all ordinates would look the same
        ("x^3-0.01x", (-0.15, 0.15)),
    ],
)
def test_a_window_is_laid_about_what_there_is_to_see(text, window):
    assert lesson(text).picture.x_range[:2] == window


def test_what_is_too_large_a_number_far_off_is_no_hindrance():
    assert lesson("sinh(x)/x").picture.x_range[:2] == (-4.0, 4.0)


def test_beside_a_steep_pole_the_slope_is_shown_where_the_graph_is_seen():
    assert lesson("1/(x+75)^2").picture.dy_range[1] < 0.01 < lesson("1/(x^2-4)^20").picture.dy_range[1]


@pytest.mark.parametrize(
    ("text", "window", "numbers"),
    [
        ("1000+50q-0.1q^2", (0, 600), '{-5000: r"$-5000$", 5000: r"$5000$", 10000: r"$10000$"}'),
        ("x^3", (-50, 60), r"""-50000: r"$-5\!\cdot\!10^{4}$", 50000: r"$5\!\cdot\!10^{4}$", 100000: r"$10^{5}$"}"""),
        ("-x^2", (-120, 120), '{-15000: r"$-15000$", -10000: r"$-10000$", -5000: r"$-5000$"}'),
    ],
)
def test_numbers_of_an_axis_that_are_too_wide_are_written_in_a_way_that_fits(text, window, numbers):
    assert numbers in lesson(text, window=window).code


def test_decimals_have_a_comma_where_the_language_has_it():
    german, english = (lesson("sin(x)/4", language=language).code for language in ("de", "en"))
    assert r'{-0.2: r"$-0{,}2$", 0.2: r"$0{,}2$"}' in german
    assert 'comma = MathTex(",", font_size=30)' in german
    assert "comma" not in english
    assert "{,}" not in english
    assert r'{500: r"$500$", 1000: r"$1000$"}' in lesson("1000/(1+9e^(-x/2))", language="fr").code  # 1,000 would be one
    assert r'-0.5: r"$-0{,}5$", 0.5: r"$0{,}5$", 1: r"$1$"}' in lesson("(2x+1)^5", language="es", window=(-1, 1)).code


def test_a_window_of_ones_own_has_the_ends_that_were_asked_for():
    assert "X_RANGE = [-10, 10, PI]" in lesson("sin x", window=(-10.0, 10.0)).code


def test_a_narrow_stretch_at_the_edge_of_the_window_is_drawn():
    pieces = lesson("tan x", window=(-5.0, 5.0)).picture.pieces
    assert (pieces[0][0], pieces[-1][1]) == (-5.0, 5.0)


def test_of_many_zeros_those_around_the_middle_are_marked():
    marked = lesson("sin^2 x", window=(-10.0, 10.0)).picture.critical
    assert len(marked) == 9
    assert marked == tuple(-x for x in reversed(marked))


def test_a_window_in_which_nothing_can_be_seen_is_refused():
    with pytest.raises(OptionError, match="go up to"):
        lesson("e^x", window=(0.0, 1000.0))


def test_a_power_of_a_number_is_a_number():
    assert lesson("-10^7 x^2").record["derivative"] == "-20000000*x"


def test_a_long_product_is_multiplied_out_factor_by_factor():
    *_, before, result = lesson("(x-1)(x-2)(x-3)(x-4)(x-5)").lines
    assert before.expression == (
        "x**4 - 14*x**3 + 71*x**2 - 154*x + 120 + x**4 - 13*x**3 + 59*x**2 - 107*x + 60"
        " + 3*x**4 - 33*x**3 + 125*x**2 - 189*x + 94"
    )
    assert result.expression == "5*x**4 - 60*x**3 + 255*x**2 - 450*x + 274"


@pytest.mark.parametrize(("text", "half"), [("sin(1/x)", 2.0), ("x sin(1/x)", 2.0), ("x^2 sin(1/x)", 0.5)])
def test_turning_points_without_end_are_seen_from_near_enough(text, half):
    assert lesson(text).picture.x_range[:2] == (-half, half)


def test_a_hole_is_shown_on_both_graphs():
    made = lesson("(x^2-1)/(x-1)")
    assert made.picture.holes == ((1.0, 2.0),)
    assert made.picture.slope_holes == ((1.0, 1.0),)
    assert made.code.count("Circle(0.06") == 2
    assert "fill_color=WHITE" in lesson("(x^2-1)/(x-1)", theme="light").code


def test_a_jump_of_the_slope_is_no_zero():
    zeros = lesson("|sin x|").picture.critical
    assert [abs(zero) for zero in zeros] == pytest.approx([math.pi / 2] * 2, abs=1e-3)


def test_what_is_nearly_zero_almost_everywhere_can_be_seen():
    assert lesson("10x^50").picture.y_range[1] >= 10


def test_a_narrow_window_has_pieces_with_enough_digits():
    (piece,) = lesson("sin(1000x)").picture.pieces
    window = lesson("sin(1000x)").picture.x_range
    assert piece[1] - piece[0] > 0.99 * (window[1] - window[0])


def test_a_long_title_is_broken_and_no_line_is_too_wide():
    from derivative_manim.generation.width import WIDEST, text_width

    made = lesson("sin x + cos x + tan x + e^x + ln x + x^2 + sqrt x + 1/x + arctan x + sinh x")
    widest = max(text_width(row) for line in made.lines for row in line.latex.split(r"\\"))
    assert widest <= WIDEST


def test_a_result_that_would_be_too_small_to_read_stays_in_the_form_before():
    made = lesson("(x+1)/(x^2+1) e^(-x) sin(3x)")
    assert "- x(x^{2} + 1) - (x^{2} + 1)" not in made.lines[-1].latex
    assert max(text_width(row) for row in made.lines[-1].latex.split(r"\\[1ex]")) <= WIDEST


def test_another_variable_is_called_x_and_that_is_said():
    made = lesson("f(t) = t^2 - 3t")
    assert made.record["function"] == "x**2 - 3*x"
    assert made.notes == ("the lesson calls the variable x, not t",)


def test_the_window_and_the_point_are_kept():
    made = lesson("x^3", window=(-1.0, 4.0), at=2.0)
    assert made.picture.x_range[:2] == (-1.0, 4.0)
    assert "ValueTracker(2)" in made.code


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("ln x", {"window": (-5.0, -1.0)}, "no interval of real values between -5 and -1"),
        ("|x|", {"at": 0.0}, "no slope at x = 0"),
        ("x^2", {"at": 9.0, "window": (0.0, 4.0)}, "not in the window"),
    ],
)
def test_a_wrong_window_or_point_is_refused_with_its_reason(text, options, said):
    with pytest.raises(OptionError, match=said):
        lesson(text, **options)


@pytest.mark.parametrize("text", ["x^0", "x + 3(x+1)^0"])
def test_an_exponent_0_is_refused_with_what_to_type(text):
    with pytest.raises(LessonError, match="type 1 for it"):
        lesson(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1/(sin(x)^2 + cos(x)^2 - 1)", "denominator .* is 0 for every x"),
        ("1/(tan x cot x - 1)", "denominator .* is 0 for every x"),
        ("1/ln(sin^2 x + cos^2 x)", "denominator .* is 0 for every x"),
        ("x/(e^(ln x) - x)", "denominator .* is 0 for every x"),
        ("(-2)^x", "has to be positive"),
        ("(3 - pi)^(2x)", "has to be positive"),
        ("(2 - e)^x", "has to be positive"),
    ],
)
def test_what_has_no_value_is_refused_with_its_reason(text, said):
    with pytest.raises((LessonError, ReadingError), match=said):
        lesson(text)


def test_a_slope_that_the_formula_misses_is_said():
    assert lesson("|x|^(3/2)").lines[-1].latex.endswith(r"x \ne 0, \quad f'(0) = 0")
    assert "f'(0)" not in lesson("x^2|x|").lines[-1].latex


@pytest.mark.parametrize("theme", ["light", "print"])
def test_a_theme_sets_the_background_and_every_ink(theme):
    code = lesson("x^2", theme=theme).code
    assert "config.background_color = WHITE" in code
    compile(code, "scene.py", "exec")


def test_twice_the_speed_halves_what_is_said_of_time():
    code = lesson("x^2", speed=2.0).code
    assert "run_time=1.5)" in code  # the title's three seconds
    assert "/ 50) / 2" in code


def test_a_spoken_lesson_takes_its_time():
    assert lesson("x^2", voice="espeak-ng").code == lesson("x^2", speed=0.7).code


def test_a_derivation_does_not_come_back_to_a_line():
    shown = [line.latex for line in lesson("e^{-(x-100)^2/200}").lines]
    assert len(set(shown)) == len(shown)


def test_the_usual_scene_is_that_of_the_dataset():
    """What the options add leaves no trace where they are not used."""
    from derivative_manim.loader import load_dataset  # noqa: F401 - the package is there
    from derivative_manim.paths import data_root

    path = next((data_root() / "code" / "foundation").glob("*_x_2.py"), None) or next(
        (data_root() / "code" / "foundation").glob("*.py")
    )
    function = path.read_text().split(". Scene")[0].removeprefix('"""The derivative of ')
    ours = lesson(function).code.split("\n", 1)[1]
    theirs = path.read_text().split("\n", 1)[1]
    assert ours == theirs


@pytest.mark.parametrize(("text", "said"), [("arcsin(sin x)", "cos(x) != 0"), ("arccos(cos x)", "sin(x) != 0")])
def test_conditions_that_say_the_same_are_said_once(text, said):
    assert lesson(text).record["derivative_domain"] == said
