"""The default poster of a lesson: an SVG with the graph of f above and that of f' below, as in the scene."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence

from derivative_manim.records import Example

_Function = Callable[[float], float]
_Point = tuple[float, float]

WIDTH, HEIGHT, MARGIN, GAP = 320, 200, 8, 10
_SAMPLES = 400
_TOLERANCE = 0.15
"""Of the drawn line, in units of the drawing: what nobody sees is left out."""

_STYLE = (
    "svg{background:#fff}.a{stroke:#9aa4b2}.g{stroke:#e3e7ee}.f{stroke:#1d6fd8}.d{stroke:#15803d}"
    "path{fill:none;stroke-width:2;stroke-linejoin:round}.a,.g{stroke-width:1}"
    "@media(prefers-color-scheme:dark){svg{background:#11151c}.a{stroke:#5b6675}.g{stroke:#252d39}"
    ".f{stroke:#6cb0ff}.d{stroke:#5fd38d}}"
)


def poster(example: Example) -> str:
    """Draw a lesson's f and f' in the windows of the lesson.

    Args:
        example: one of the dataset, whose code is what its record was made for: `f` and `df` of it are called.

    Returns:
        An SVG document of `WIDTH` by `HEIGHT`, without anything from outside; it has a light and a dark look.
    """
    functions = _functions(example["code"])
    height = (HEIGHT - 2 * MARGIN - GAP) / 2
    parts = []
    for name, style, top in (("f", "f", MARGIN), ("df", "d", MARGIN + height + GAP)):
        y_range = example["y_range" if name == "f" else "dy_range"]
        panel = _Panel(example["x_range"], y_range, top, height)
        parts += [panel.grid(), panel.axes(), panel.curve(functions[name], style, name)]
    label = f"Graphs of f(x) = {example['function']} and of its derivative"
    escaped = label.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{escaped}</title>'
        f"<style>{_STYLE}</style>{''.join(parts)}</svg>\n"
    )


def _functions(code: str) -> dict[str, _Function]:
    """The functions `f` and `df` of a scene, without running the rest of it."""
    import numpy

    wanted: list[ast.stmt] = [
        node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef) and node.name in ("f", "df")
    ]
    names: dict[str, _Function] = {}
    # The dataset's own code, whose checksum was compared with the record.
    exec(compile(ast.Module(wanted, []), "scene", "exec"), {"np": numpy, "__builtins__": {}}, names)  # noqa: S102
    return names


class _Panel:
    """One pair of axes.

    Args:
        x_range: minimum, maximum and step.
        y_range: the same.
        top: where it begins in the drawing.
        height: of it in the drawing.
    """

    def __init__(self, x_range: Sequence[float], y_range: Sequence[float], top: float, height: float) -> None:
        self.x_range, self.y_range, self.top, self.height = x_range, y_range, top, height

    def _place(self, x: float, y: float) -> _Point:
        across = (x - self.x_range[0]) / (self.x_range[1] - self.x_range[0])
        up = (y - self.y_range[0]) / (self.y_range[1] - self.y_range[0])
        return MARGIN + across * (WIDTH - 2 * MARGIN), self.top + (1 - up) * self.height

    def grid(self) -> str:
        left, right, low, high = *self.x_range[:2], *self.y_range[:2]
        lines = [(self._place(x, low), self._place(x, high)) for x in _ticks(self.x_range)]
        lines += [(self._place(left, y), self._place(right, y)) for y in _ticks(self.y_range)]
        return f'<path class="g" d="{"".join(_path(line) for line in lines)}"/>'

    def axes(self) -> str:
        left, right, low, high = *self.x_range[:2], *self.y_range[:2]
        lines = []
        if low <= 0 <= high:
            lines.append((self._place(left, 0), self._place(right, 0)))
        if left <= 0 <= right:
            lines.append((self._place(0, low), self._place(0, high)))
        return f'<path class="a" d="{"".join(_path(line) for line in lines)}"/>'

    def curve(self, function: _Function, style: str, name: str) -> str:
        """Draw what lies in the window; where the function leaves it, or has no value, the line ends."""
        import numpy

        low, high = self.y_range[:2]
        beyond = high - low
        runs: list[list[_Point]] = [[]]
        with numpy.errstate(all="ignore"):
            for number in range(_SAMPLES + 1):
                x = self.x_range[0] + (self.x_range[1] - self.x_range[0]) * number / _SAMPLES
                try:
                    y = float(function(numpy.float64(x)))
                except (ArithmeticError, ValueError):
                    y = math.nan
                if math.isfinite(y) and low - beyond <= y <= high + beyond:
                    runs[-1].append(self._place(x, y))
                elif runs[-1]:
                    runs.append([])
        lines = "".join(_path(_thinned(run)) for run in runs if len(run) > 1)
        clip = (
            f'<clipPath id="{name}"><rect x="{MARGIN}" y="{self.top:g}" width="{WIDTH - 2 * MARGIN}" '
            f'height="{self.height:g}"/></clipPath>'
        )
        return f'{clip}<path class="{style}" clip-path="url(#{name})" d="{lines}"/>'


def _ticks(span: Sequence[float]) -> list[float]:
    low, high, step = span
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


def _path(points: Sequence[_Point]) -> str:
    numbers = [f"{round(x, 1):g} {round(y, 1):g}" for x, y in points]
    return f"M{numbers[0]}" + ("L" + " ".join(numbers[1:]) if len(numbers) > 1 else "")


def _thinned(points: list[_Point]) -> list[_Point]:
    """Leave out points that lie on the line between others (Ramer, Douglas and Peucker)."""
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        far, most = 0, _TOLERANCE
        for place in range(first + 1, last):
            x, y = points[place]
            distance = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length
            if distance > most:
                far, most = place, distance
        if far:
            keep.add(far)
            todo += [(first, far), (far, last)]
    return [points[place] for place in sorted(keep)]
