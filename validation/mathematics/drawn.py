"""What a scene draws, held against its functions: graphs, tangents, zeros, asymptotes, the moving point."""

import ast
from collections.abc import Iterator
from typing import Any

from ..formulas.expression import Expr
from ..formulas.numeric import Evaluator, OutOfRange, Undefined, context
from ..problem import Problem
from . import graphs
from .code_reader import CodeFunction
from .drawing import Plot, wrong_point
from .scene import Scene, fault

RULES: dict[str, str] = {
    "mathematics.zero": "the zeros that are marked are the zeros of the derivative in view, to the digits given",
    "mathematics.interval": "each graph is drawn where its function lives, and not across a pole",
    "mathematics.asymptote": "each dashed line that stands for an asymptote is one",
    "mathematics.slope": "the slope that is drawn is the slope of f, by numerical differentiation too",
}

_NUMERIC = context(30)


def drawn_problems(
    read: Scene,
    function: CodeFunction,
    slope: CodeFunction,
    plots: list[Plot],
    window: tuple[float, ...] | None,
    *,
    strict: bool,
) -> Iterator[Problem]:
    """The problems of what a scene draws.

    Args:
        read: the scene.
        function: its f.
        slope: its df.
        plots: the graphs that it draws.
        window: the range of x in view, if it is known.
        strict: whether every zero of the derivative in view must be marked.
    """
    known = {function.name: function, slope.name: slope}
    by_node = {f.node: f for f in read.functions}
    drawn: list[tuple[Plot, CodeFunction]] = []
    for plot in plots:
        plotted = known.get(getattr(plot.function, "id", "")) or by_node.get(plot.function)  # type: ignore[call-overload]
        if plotted is not None and plotted.expression is not None:
            drawn.append((plot, plotted))
    yield from _intervals(read, drawn)
    yield from _panels(read, drawn, function, slope)
    yield from _slopes(read, drawn, function, slope)
    yield from _zeros(read, drawn, function, slope, window, strict=strict)
    yield from _asymptotes(read, drawn)
    yield from _trackers(read, function, slope, window)


def _intervals(read: Scene, drawn: list[tuple[Plot, CodeFunction]]) -> Iterator[Problem]:
    for plot, plotted in drawn:
        for where, why in graphs.breaks(plotted.expression, plot.low, plot.high):
            yield fault(
                "mathematics.interval",
                read.path,
                plot.line,
                f"{plotted.name} is drawn over [{plot.low:g}, {plot.high:g}], but {why} at x = {where:.4g}",
                "draw each piece of the graph by itself",
            )


def _panels(
    read: Scene, drawn: list[tuple[Plot, CodeFunction]], function: CodeFunction, slope: CodeFunction
) -> Iterator[Problem]:
    labels = {"f(x)": function, "f'(x)": slope}
    panels = read.drawing.panels()
    for plot, plotted in drawn:
        label, line = panels.get(plot.panel, ("", 0))
        if label and labels[label] is not plotted and plotted in (function, slope):
            yield fault(
                "mathematics.line",
                read.path,
                line,
                f"the panel {plot.panel} is labelled {label}, but {plotted.name} is drawn on it",
                "label it with what is drawn",
            )
    for point in read.drawing.points():
        label, _ = panels.get(point.panel, ("", 0))
        if label and isinstance(point.y, ast.Call):
            called = getattr(point.y.func, "id", "")
            if called in (function.name, slope.name) and called != labels[label].name:
                yield fault(
                    "mathematics.slope",
                    read.path,
                    point.line,
                    f"a point on the panel labelled {label} has the height {ast.unparse(point.y)}",
                    f"give it {labels[label].name}",
                )


def _slopes(
    read: Scene, drawn: list[tuple[Plot, CodeFunction]], function: CodeFunction, slope: CodeFunction
) -> Iterator[Problem]:
    for point in read.drawing.points():
        why = wrong_point(point, function, slope, read.scopes)
        if why:
            yield fault(
                "mathematics.slope",
                read.path,
                point.line,
                f"a point that is drawn {why}",
                "draw the point and its tangent at the same x",
            )
    for plot, plotted in drawn:
        if plotted is not slope:
            continue
        for part in (1, 2, 4, 5):
            at = graphs.exact(plot.low) + (graphs.exact(plot.high) - graphs.exact(plot.low)) * part * 10 / 61
            measured = _numeric_slope(function.expression, at)
            given = graphs.value_at(slope.expression, at)
            if measured is None or given is None:
                continue
            if abs(measured - given) > 1e-8 * (1 + abs(given)):
                yield fault(
                    "mathematics.slope",
                    read.path,
                    slope.line,
                    f"at x = {float(at):.4g} the slope of f is {float(measured):.6g}, but {slope.name} gives "
                    f"{float(given):.6g}",
                    f"correct {slope.name}",
                )
                return


def _numeric_slope(expression: Expr, at: Any) -> Any:
    """The slope by mpmath's numerical differentiation; None if it cannot be taken."""
    try:
        return _NUMERIC.diff(lambda t: Evaluator(_NUMERIC, t).value(expression), _NUMERIC.convert(at))
    except (Undefined, OutOfRange, ValueError, ArithmeticError):
        return None


def _zeros(
    read: Scene,
    drawn: list[tuple[Plot, CodeFunction]],
    function: CodeFunction,
    slope: CodeFunction,
    window: tuple[float, ...] | None,
    *,
    strict: bool,
) -> Iterator[Problem]:
    df = slope.expression
    marked = read.drawing.zeros()
    for value, line in marked:
        if window and len(window) >= 2 and not window[0] <= value <= window[1]:
            yield fault(
                "mathematics.zero",
                read.path,
                line,
                f"the zero {value:g} is marked, which is out of view",
                f"mark zeros between {window[0]:g} and {window[1]:g}",
            )
        elif not _is_zero_to_digits(df, value):
            shown = graphs.value_at(df, graphs.exact(value))
            height = "no value" if shown is None else f"{float(shown):.4g}"
            yield fault(
                "mathematics.zero",
                read.path,
                line,
                f"x = {value:g} is marked as a zero of the derivative, which is {height} there",
                "mark its zeros",
            )
    spans = sorted({(p.low, p.high) for p, plotted in drawn if plotted is slope})
    if not spans or not strict:
        return
    missing = set()
    for low, high in spans:
        for zero in graphs.zeros(df, graphs.sample(low, high)):
            value = graphs.value_at(df, zero)
            if value is None or abs(value) > 1e-6:
                continue  # a pole where the sign changes
            if min(zero - low, high - zero) < 1e-6 * (high - low):
                continue  # on the edge of the picture, or of the domain
            if graphs.value_at(function.expression, zero) is None:
                continue
            if not any(abs(zero - m) < 2e-3 * (1 + abs(zero)) for m, _ in marked):
                missing.add(round(zero, 4) + 0.0)  # not -0
    if missing:
        named = ", ".join(f"{z:g}" for z in sorted(missing)[:4])
        yield fault(
            "mathematics.zero",
            read.path,
            slope.line,
            f"the derivative is zero at x = {named}, which is not marked",
            "mark it on both axes",
        )


def _is_zero_to_digits(df: Expr, value: float) -> bool:
    """Whether a number, as it is typed, is a zero of the derivative to its last digit."""
    text = repr(value)
    digits = len(text.partition(".")[2]) if "e" not in text else 12
    step = graphs.exact(0.6) * graphs.exact(10.0) ** -max(digits, 3)
    at = graphs.exact(value)
    here = graphs.value_at(df, at)
    if here is None:
        return False
    if abs(here) < 1e-12:
        return True
    around = [graphs.value_at(df, at + s * step) for s in (-1, 1)]
    if None in around:
        return False
    if around[0] * around[1] <= 0:
        return True
    steepest = max(abs(a - here) for a in around)
    return bool(abs(here) <= 2 * steepest and abs(here) < 1e-6)


def _asymptotes(read: Scene, drawn: list[tuple[Plot, CodeFunction]]) -> Iterator[Problem]:
    on_panel: dict[str, CodeFunction] = {}
    for plot, plotted in drawn:
        on_panel.setdefault(plot.panel, plotted)
    for segment in read.drawing.segments():
        plotted_here = on_panel.get(segment.panel)
        if plotted_here is None:
            continue
        (x1, y1), (x2, y2) = segment.start, segment.end
        expression = plotted_here.expression
        if x1 == x2:
            if not _is_vertical(expression, x1):
                yield fault(
                    "mathematics.asymptote",
                    read.path,
                    segment.line,
                    f"{plotted_here.name} does not grow without bound at the dashed line x = {x1:g}",
                    "draw lines at its poles only",
                )
        elif not _is_far(expression, x1, y1, x2, y2):
            kind = f"y = {y1:g}" if y1 == y2 else f"through ({x1:g}, {y1:g}) and ({x2:g}, {y2:g})"
            yield fault(
                "mathematics.asymptote",
                read.path,
                segment.line,
                f"{plotted_here.name} does not approach the dashed line {kind}",
                "draw lines that it approaches",
            )


def _is_vertical(expression: Expr, at: float) -> bool:
    """Whether a function grows without bound at a point given to some digits, on one side at least."""
    digits = len(repr(at).partition(".")[2])
    place = graphs.exact(at)
    # A pole that is typed to four digits is within 0.00005; one that is typed as -1 or 0.5 is there.
    for powers in ((3, 6, 9), (2, 3, 4)) if digits <= 2 else ((1, 2, 3),):
        for side in (-1, 1):
            values = [graphs.value_at(expression, place + side * graphs.exact(10.0) ** -k) for k in powers]
            known = [abs(v) for v in values if v is not None]
            if len(known) == 3 and known[0] < known[1] < known[2]:
                first, second = known[1] - known[0], known[2] - known[1]
                # A pole grows by more each time, a logarithm by about the same; what converges by ever less.
                if second > first * graphs.exact(0.6) and second > graphs.exact(0.05):
                    return True
    return False


def _is_far(expression: Expr, x1: float, y1: float, x2: float, y2: float) -> bool:
    """Whether a function approaches the line through two points to the right or to the left."""
    rise = (graphs.exact(y2) - graphs.exact(y1)) / (graphs.exact(x2) - graphs.exact(x1))
    # The ends are typed to three or four digits; far out a slanting line is off by what its slope is off.
    drift = 0.0 if y1 == y2 else 2e-3 / abs(x2 - x1)
    for side in (-1, 1):
        gaps = []
        for distance in (100.0, 1e4):
            x = side * graphs.exact(distance)
            value = graphs.value_at(expression, x)
            if value is None:
                break
            gap = abs(value - (graphs.exact(y1) + rise * (x - graphs.exact(x1))))
            gaps.append(float(gap) - drift * distance - 2e-3)
        # What approaches slowly, as 1/sqrt(x), is on its way at least.
        if len(gaps) == 2 and gaps[0] < 0.25 and gaps[1] < 0.05 and (gaps[1] <= 0 or gaps[1] < gaps[0] / 2):
            return True
    return False


def _trackers(
    read: Scene, function: CodeFunction, slope: CodeFunction, window: tuple[float, ...] | None
) -> Iterator[Problem]:
    for value, line in read.drawing.trackers():
        outside = window is not None and len(window) >= 2 and not window[0] <= value <= window[1]
        no_value = next(
            (f.name for f in (function, slope) if graphs.value_at(f.expression, graphs.exact(value)) is None), None
        )
        if outside or no_value:
            why = f"where {no_value} has no value" if no_value else "which is out of view"
            yield fault(
                "mathematics.interval",
                read.path,
                line,
                f"the moving point is set to x = {value:g}, {why}",
                "keep it on the graph",
            )
