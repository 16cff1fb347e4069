"""Intervals, the paired test and pass@k, against formulas, published values and counting by hand."""

import math
from itertools import combinations

import pytest

pytest.importorskip("scipy")

from finetune.statistics import holm, mcnemar, pass_at_k, share

Z = 1.959963984540054  # the 97.5 % point of the normal distribution


def wilson(passed: float, of: int) -> tuple[float, float]:
    """The formula as Wilson gives it."""
    p = passed / of
    centre = (p + Z**2 / (2 * of)) / (1 + Z**2 / of)
    half = Z / (1 + Z**2 / of) * math.sqrt(p * (1 - p) / of + Z**2 / (4 * of**2))
    return max(0.0, centre - half), min(1.0, centre + half)


@pytest.mark.parametrize(("passed", "of"), [(0, 20), (2, 20), (5, 10), (1, 1), (69, 69), (33, 69), (500, 1000)])
def test_the_interval_is_wilsons(passed: int, of: int) -> None:
    found = share(passed, of)
    assert (found["low"], found["high"]) == pytest.approx(wilson(passed, of), abs=1e-12)
    assert found["low"] <= found["share"] == passed / of <= found["high"]
    assert round(share(0, 20)["high"], 4) == 0.1611  # the study's headline: 0 %, and up to 16 %


def test_samples_of_one_function_count_as_one() -> None:
    assert share(50, 100, 10) | {"passed": 5, "of": 10} == share(5, 10)
    assert share(50, 100, 10)["high"] > share(50, 100)["high"]


def test_a_part_of_a_function_widens_the_interval() -> None:
    found = share(1, 30, 10)  # a third of one function
    assert found["low"] == 0.0
    assert found["high"] == pytest.approx(wilson(1, 10)[1])
    assert found["low"] < wilson(1 / 3, 10)[0] < wilson(1 / 3, 10)[1] < found["high"]
    for passed in range(31):
        assert share(passed, 30, 10)["low"] <= passed / 30 <= share(passed, 30, 10)["high"]


def test_no_samples_say_nothing() -> None:
    assert share(0, 0) == {"passed": 0, "of": 0, "share": 0.0, "low": 0.0, "high": 1.0}


def test_mcnemar_is_the_binomial_test_on_what_differs() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(0, 5) == pytest.approx(2 * 0.5**5)
    assert mcnemar(1, 9) == pytest.approx(2 * (1 + 10) / 2**10)
    assert mcnemar(9, 1) == mcnemar(1, 9)
    assert mcnemar(4, 4) == 1.0
    assert mcnemar(0, 69) < 1e-20


@pytest.mark.parametrize("samples", [1, 2, 5, 7])
def test_pass_at_k_is_what_counting_gives(samples: int) -> None:
    for passed in range(samples + 1):
        marks = [place < passed for place in range(samples)]
        for k in range(1, samples + 1):
            chosen = list(combinations(marks, k))
            assert pass_at_k([(samples, passed)], k) == pytest.approx(sum(map(any, chosen)) / len(chosen))


def test_pass_at_k_stays_a_number() -> None:
    assert pass_at_k([(100_000, 3)], 1) == pytest.approx(3e-5)
    assert pass_at_k([(100_000, 50_000)], 1000) == 1.0
    assert pass_at_k([(10, 0)], 10) == 0.0
    assert pass_at_k([(2, 0), (2, 1), (2, 2)], 1) == pytest.approx(0.5)
    assert pass_at_k([(2, 0), (2, 1), (2, 2)], 2) == pytest.approx(2 / 3)


def test_holm_is_what_its_definition_gives() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
