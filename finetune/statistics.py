"""Intervals, paired tests and pass@k; what SciPy has is SciPy's.

Sources: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22(158);
Q. McNemar (1947), "Note on the sampling error of the difference between correlated proportions", Psychometrika 12(2);
M. Chen et al. (2021), "Evaluating large language models trained on code", arXiv:2107.03374, section 2.1 (pass@k).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

CONFIDENCE = 0.95

INTERVALS = "Wilson score intervals, 95 %."
CLUSTERED = (
    "The share is taken over all samples and the interval over the functions, as if the samples of a function were "
    "one: so it is not too narrow for samples that are alike."
)


@dataclass(frozen=True)
class Share:
    """How many of a number passed, with the interval of the share.

    Attributes:
        passed: samples that passed.
        of: samples.
        share: `passed / of`, 0 to 1; 0 if there are none.
        low: lower end of the interval.
        high: upper end.
    """

    passed: int
    of: int
    share: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        """Give all, for JSON."""
        return asdict(self)


def share(passed: int, of: int, functions: int | None = None) -> Share:
    """Give a share and its Wilson interval.

    Samples of one function are not independent: a function that a model masters, it masters again and again. So the
    interval counts functions, not samples (an intra-class correlation of 1, the most careful assumption). Where the
    passed share of the functions is not a whole number of them, the interval reaches from the lower end for the
    number below to the upper end for the number above. A bootstrap over functions would give an interval of length 0
    where nothing, or everything, passes; this does not.

    Args:
        passed: samples that passed.
        of: samples.
        functions: to how many functions they belong; None: one sample each.

    Returns:
        The share; for no samples at all 0 with the interval from 0 to 1.

    Raises:
        ValueError: more passed than there are, or there are more functions than samples.
    """
    if not 0 <= passed <= of or (functions is not None and not 0 <= functions <= of) or (of and functions == 0):
        raise ValueError(f"{passed} of {of} samples of {functions} functions cannot be")
    if not of:
        return Share(0, 0, 0.0, 0.0, 1.0)
    from scipy.stats import binomtest

    trials = of if functions is None else functions
    # In whole numbers: a quotient such as 0.3 * 10 would not be a whole number for a computer.
    below, above = passed * trials // of, -(-passed * trials // of)
    low = binomtest(below, trials).proportion_ci(CONFIDENCE, method="wilson").low
    high = binomtest(above, trials).proportion_ci(CONFIDENCE, method="wilson").high
    return Share(passed, of, passed / of, float(low), float(high))


def mcnemar(only_a: int, only_b: int) -> float:
    """Give the two-sided p value of McNemar's exact test.

    Under the null hypothesis, a function on which two runs differ is as likely to be won by the one as by the other:
    a binomial test with probability 1/2 on the discordant pairs. Nothing is corrected for the number of tests made.

    Args:
        only_a: functions that passed in the first run only.
        only_b: functions that passed in the second run only.

    Returns:
        p; 1 if the runs do not differ.
    """
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
    """Correct p values for their number (Holm 1979), in their order: the chance of any false alarm stays below p."""
    ordered = sorted(range(len(values)), key=values.__getitem__)
    corrected, highest = [0.0] * len(values), 0.0
    for place, index in enumerate(ordered):
        highest = max(highest, min(1.0, (len(values) - place) * values[index]))
        corrected[index] = highest
    return corrected


def pass_at_k(samples: int, passed: int, k: int) -> float:
    """Give the unbiased estimate of pass@k for one function (Chen et al. 2021, equation 1).

    `1 - C(n - c, k) / C(n, k)`, as the product of the factors `1 - k / i`, i from n - c + 1 to n: no binomial
    coefficient grows out of the range of a float.

    Args:
        samples: n, samples of the function.
        passed: c, how many of them passed.
        k: how many one may try, 1 to n.

    Raises:
        ValueError: k is not 1 to n, or c not 0 to n.
    """
    if not 1 <= k <= samples or not 0 <= passed <= samples:
        raise ValueError(f"pass@{k} of {samples} samples, {passed} passed, is not defined")
    if samples - passed < k:
        return 1.0
    return 1.0 - math.prod(1.0 - k / i for i in range(samples - passed + 1, samples + 1))


def mean_pass_at_k(counts: Iterable[tuple[int, int]], k: int) -> float:
    """Give the mean of pass@k over functions.

    Args:
        counts: for each function, its samples and how many of them passed.
        k: how many one may try.
    """
    values = [pass_at_k(samples, passed, k) for samples, passed in counts]
    return sum(values) / len(values) if values else 0.0
