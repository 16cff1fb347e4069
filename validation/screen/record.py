"""The record of a lesson against its screen: the same lines, the same ranges, the same counts."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from .names import thing
from .showing import Found, Showing
from .words import derivation

RULES = {
    "drawn.record": "the record's ranges are those of the axes, its steps the lines on screen, in their order",
    "run.animations": "it calls play and wait as often as its record says",
    "run.formulas": "it makes as many formulas as its record says",
}
HINT = "build the scene and its record together"


def check(showing: Showing, record: Mapping[str, Any]) -> Iterator[Found]:
    """Yield where the record says something else than the screen."""
    for rule, field, count, what in (
        ("run.animations", "animations", showing.evidence.plays, "calls of play and wait"),
        ("run.formulas", "latex_expressions", showing.evidence.formulas, "formulas"),
    ):
        if record.get(field) != count:
            yield Found(rule, f"{count} {what} as it ran, but {field} in the record is {record.get(field)}", HINT)
    if not showing.complete:
        return
    yield from _ranges(showing, record)
    yield from _steps(showing, record)


def _ranges(showing: Showing, record: Mapping[str, Any]) -> Iterator[Found]:
    found = showing.ends["axes"].panels
    if len(found) != 2:
        return
    upper, lower = (panel.axes for panel in found)
    shown = {"x_range": upper.x_range, "y_range": upper.y_range, "dy_range": lower.y_range}
    for field, (low, high) in shown.items():
        said = record.get(field)
        if not isinstance(said, list) or not all(map(_same, said, (low, high))):
            text = f"the axes go from {low:g} to {high:g}, but {field} in the record is {said}"
            yield Found("drawn.record", text, HINT)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)  # 5 * PI / 4 is typed, and multiplied out


def _steps(showing: Showing, record: Mapping[str, Any]) -> Iterator[Found]:
    """The lines of the derivation are the record's steps, in its order."""
    lines = derivation(showing)
    steps = record.get("steps") or []
    recorded = [str(step.get("latex")) if isinstance(step, Mapping) else "" for step in steps]
    shown = [line.text for line in lines]
    for number in range(max(len(shown), len(recorded))):
        line = lines[number] if number < len(lines) else None
        said = recorded[number] if number < len(recorded) else ""
        if line is None or line.text != said:
            on_screen = thing(line) if line else "nothing"
            text = f"step {number + 1} on the screen is {on_screen}, the record has {said!r}"
            yield Found("drawn.record", text, HINT, line.line if line else None)
            return
