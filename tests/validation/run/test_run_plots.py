"""Whether a callable still gives what was drawn."""

import math
from collections.abc import Callable

import pytest

pytest.importorskip("manim")

from validation.run.plots import Plotted, ask


@pytest.mark.parametrize(
    ("function", "drawn", "same"),
    [
        (math.sin, math.sin, True),
        (math.sin, lambda x: math.sin(x) + 1e-4, False),
        (lambda x: 0.0, lambda x: 3e-16 * (-1) ** round(8 * x), True),  # as it is read back from the screen
        (lambda x: 0.0, lambda x: 1e-3, False),
    ],
)
def test_a_callable_is_that_of_its_curve(
    function: Callable[[float], float], drawn: Callable[[float], float], same: bool
) -> None:
    points = [(k / 8, k / 8, drawn(k / 8)) for k in range(9)]
    (plot,) = ask([Plotted(None, 1, None, lambda t: (t, function(t)), (0.0, 1.0), points)], lambda _: 5)
    assert (plot.id, plot.same) == (5, same)
    assert len(plot.points) > 300
