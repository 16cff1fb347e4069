"""Intervals, paired tests and pass@k; what SciPy has is SciPy's.

Sources: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22(158);
Q. McNemar (1947), "Note on the sampling error of the difference between correlated proportions", Psychometrika 12(2);
S. Holm (1979), "A simple sequentially rejective multiple test procedure", Scand. J. Statistics 6(2);
M. Chen et al. (2021), "Evaluating large language models trained on code", arXiv:2107.03374, section 2.1 (pass@k).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def share(passed: int, of: int, functions: int | None = None) -> dict[str, Any]:
    """Give a share and its Wilson interval.

    Samples of one function are not independent, so the interval counts functions, not samples (an intra-class
    correlation of 1, the most careful assumption). Where the passed share of the functions is not a whole number of
    them, it reaches from the lower end for the number below to the upper end for the number above. A bootstrap over
    functions would give an interval of length 0 where nothing, or everything, passes; this does not.

    Args:
        passed: samples that passed.
        of: samples.
        functions: to how many functions they belong; None: one sample each.

    Returns:
        `passed`, `of`, `share`, `low`, `high`; for no samples at all 0 with the interval from 0 to 1.
    """
    if not of:
        return {"passed": 0, "of": 0, "share": 0.0, "low": 0.0, "high": 1.0}
    from scipy.stats import binomtest

    trials = of if functions is None else functions
    # In whole numbers: a quotient such as 0.3 * 10 would not be a whole number for a computer.
    below, above = passed * trials // of, -(-passed * trials // of)
    low = binomtest(below, trials).proportion_ci(0.95, method="wilson").low
    high = binomtest(above, trials).proportion_ci(0.95, method="wilson").high
    return {"passed": passed, "of": of, "share": passed / of, "low": float(low), "high": float(high)}


def mcnemar(only_a: int, only_b: int) -> float:
    """Give the two-sided p value of McNemar's exact test, from how many functions only one run passes."""
    if not only_a + only_b:
        return 1.0
    from scipy.stats import binomtest

    return float(binomtest(only_a, only_a + only_b, 0.5).pvalue)


def paired(a: Any, b: Any) -> float:
    """Give the two-sided p value of a paired permutation test: which of the two is which is drawn for each function.

    With one seed, where each value is 0 or 1, that is McNemar's exact test.

    Args:
        a: for each function the share of the runs in which it passed.
        b: the same of other runs, in the same order.

    Returns:
        p; exact where the functions that differ are few, else from 9,999 draws.
    """
    import numpy as np
    from scipy.stats import permutation_test

    differ = np.asarray(a) - np.asarray(b)
    differ = differ[differ != 0]  # the others add nothing, whichever is which
    if not len(differ):
        return 1.0
    zeros = np.zeros_like(differ)
    found = permutation_test(
        (differ, zeros), lambda x, y, axis: np.sum(x - y, axis=axis), permutation_type="samples", vectorized=True,
        n_resamples=9999, rng=0,
    )  # fmt: skip
    return float(found.pvalue)


def holm(values: Sequence[float]) -> list[float]:
    """Correct p values for their number, in their order: the chance of any false alarm stays below p."""
    ordered = sorted(range(len(values)), key=values.__getitem__)
    corrected, highest = [0.0] * len(values), 0.0
    for place, index in enumerate(ordered):
        highest = max(highest, min(1.0, (len(values) - place) * values[index]))
        corrected[index] = highest
    return corrected


def pass_at_k(counts: Sequence[tuple[int, int]], k: int) -> float:
    """Give the mean over functions of the unbiased estimate of pass@k (Chen et al. 2021, equation 1).

    Args:
        counts: for each function, its samples and how many of them passed.
        k: how many one may try, at most the samples of any function.
    """
    return sum(1 - math.comb(n - passed, k) / math.comb(n, k) for n, passed in counts) / len(counts)
