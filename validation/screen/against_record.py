"""What the record says of the picture: the ranges of the axes, and the rules that the lines on screen name."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..run.evidence import Evidence
from ..scene_file import PHASES
from . import curves, phases
from .phase_rules import Found

RULES = {"drawn.record": "the record's ranges are those of the axes, its rules those that the lines name, step by step"}

HINT = "build the record again"
ENDS = ("function", "result")  # what the first and the last step are, which have no rule


def check(evidence: Evidence, record: Mapping[str, Any]) -> Iterator[Found]:
    """Yield what is wrong: rule, message, hint."""
    last = phases.ends(evidence)
    if len(last) < len(PHASES):
        return  # the phases are judged by another rule
    found = curves.panels(last["axes"])
    if len(found) == 2:
        upper, lower = (panel.axes for panel in found)
        shown = {"x_range": upper.x_range, "y_range": upper.y_range, "dy_range": lower.y_range}
        for field, (low, high) in shown.items():
            said = record.get(field)
            if not isinstance(said, list) or said[:2] != [low, high]:
                yield "drawn.record", f"the axes go from {low:g} to {high:g}, but {field} in the record is {said}", HINT
    yield from _rules(record)


def _rules(record: Mapping[str, Any]) -> Iterator[Found]:
    rules, steps = record.get("rules"), record.get("steps")
    if not isinstance(rules, list) or not isinstance(steps, list) or len(steps) < 2:
        yield "drawn.record", "the record has no list of rules, or fewer than two steps", HINT
        return
    last = len(steps) - 1
    for index, step in enumerate(steps):
        rule, latex = (str(step.get(key)) for key in ("rule", "latex")) if isinstance(step, Mapping) else ("", "")
        expected = ENDS[0] if index == 0 else ENDS[1] if index == last else None
        if expected and rule != expected:
            yield "drawn.record", f"step {index + 1} of the record is {rule!r}, not {expected!r}", HINT
        elif not expected and not set(rule.split(" and ")) <= set(map(str, rules)):
            yield "drawn.record", f"step {index + 1} is of the rule {rule!r}, which the record's rules leave out", HINT
        named = re.search(r"\\text\{([A-Za-z ]+?)(?: rule)?:\}", latex)
        if named and not expected and named[1].lower() not in (rule, "outer", "inner"):
            yield (
                "drawn.record",
                f"step {index + 1} of the record is {rule!r}, its line names {named[1].lower()!r}",
                HINT,
            )
