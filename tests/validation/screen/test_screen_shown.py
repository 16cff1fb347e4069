"""How texts are shown: crossed out, cut off, in the colour of the ground, in tables; and a screen that is cleared."""

from dataclasses import replace

import pytest
from a_claim import PANEL, errors, short, table
from a_screen import line, shot, text


def test_a_formula_in_the_colour_of_the_ground_is_not_seen() -> None:
    black, grey = (text("f'(0) = 0", 4, 1, color=color) for color in ("#101010", "#808080"))
    assert errors(short({"derivation": [black]}, hidden=(black,))) == {"drawn.seen"}
    assert errors(short({"derivation": [grey]}, hidden=(grey,))) == set()  # something lies on it


def test_a_curve_may_be_gone_when_its_phase_ends() -> None:
    plain = short()
    before = plain.snapshots[2]
    gone = shot(PANEL, play=9, section=2, time=before.time + 0.05)
    cleared = replace(plain, snapshots=(*plain.snapshots[:3], gone, *plain.snapshots[3:]))
    assert errors(cleared) == set()
    assert errors(replace(plain, snapshots=(*plain.snapshots[:2], gone, *plain.snapshots[3:]))) == {"drawn.phases"}


def test_the_values_of_any_formula_are_read_in_a_table_but_not_in_one_of_derivatives() -> None:
    assert errors(short({"summary": table("x 1 2", "x^2 1 7")})) == {"drawn.table"}
    assert errors(short({"summary": table("x 1 2", "x^2 1 4")})) == set()
    assert errors(short({"summary": table("x 1", "(3x+2) 3", "x^2 (2x)")})) == set()


def test_a_readout_says_nothing_but_a_number() -> None:
    numbers = [text(f"f'(x) = {k}", 4, 1 - k / 2, line=30) for k in (1, 2, 3)]
    formulas = [text(f"f'(x) = {k} x", 4, 1 - k / 2, line=31) for k in (3, 4, 5)]
    assert errors(short({"derivation": numbers})) == set()
    assert errors(short({"derivation": formulas})) == {"mathematics.line"}


@pytest.mark.parametrize(
    ("ends", "out"),
    [
        ([((4, 1), (6, 1.3))], True),  # from corner to corner
        ([((4, 1.15), (6, 1.15))], True),  # through the middle
        ([((4, 1), (6, 1))], False),  # below
        ([((3, 0.5), (6.2, 2)), ((3, 2), (6.2, 0.5))], True),  # an X around it
        ([((3, 0.5), (6.2, 2))], False),
    ],
)
def test_what_is_crossed_out_is_not_claimed(ends: list[tuple[tuple[float, float], ...]], out: bool) -> None:
    false = text("f'(x) = 2x", 4, 1, width=2)
    shown = short({"derivation": [false, *(line(start, end) for start, end in ends)]})
    assert ("mathematics.line" in errors(shown)) != out
