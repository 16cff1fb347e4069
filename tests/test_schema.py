"""The schema of the records refuses what no record may be."""

from typing import Any

import jsonschema
import pytest

from derivative_manim.generation.metadata import schema

TEXT = ("", 1)
RANGE = ([], [0, 1], [0, 1, 1, 1], ["0", "1", "1"], "0,1,1")
STEP = {"rule": "sum", "latex": "x", "expression": "x"}
WRONG: dict[str, tuple[Any, ...]] = {
    "id": ("", 1, "dm-1", "dm-00001", "xdm-0001", "dm-0001x"),
    "rank": ("1", 0, -1, 538, 1.5, True),
    "level": ("", "expert", "Foundation"),
    "split": ("", "dev", "Train"),
    "description": TEXT,
    "complexity": (0, -1, "1", 1.5),
    "function": TEXT,
    "function_latex": TEXT,
    "derivative": TEXT,
    "derivative_latex": TEXT,
    "rules": ([], "power", [""], [1], ["power", "power"]),
    "steps": ([], "x", ["x"] * 4, [{}] * 4, [{**STEP, "expression": ""}] * 4, [{**STEP, "unknown": 1}] * 4),
    "skeleton": TEXT,
    "domain": TEXT,
    "derivative_domain": TEXT,
    "nearest_train": ("", 1, "x**2", "dm-1"),
    "novelty": (-0.1, 1.1, "0.5", True),
    "x_range": RANGE,
    "y_range": RANGE,
    "dy_range": RANGE,
    "instruction": TEXT,
    "instruction_format": (0, 8, "1", 1.5),
    "instruction_standard": ("", 1, "Develop code to animate the derivative of x"),
    "path": ("", "/etc/passwd", "code/../0001_x.py", "code/expert/0001_x.py", "code/advanced/1_x.py"),
    "sha256": ("", "0" * 63, "0" * 65, "G" * 64),
    "chars": (2799, 4201, "3000", 3000.5),
    "latex_expressions": (5, 13, "8", 8.5),
    "animations": (7, 19, "8", 8.5),
}
"""For each field, values that no record may have in it; nor may one be null."""


@pytest.mark.parametrize("field", WRONG)
def test_the_schema_refuses_plainly_wrong_values(field: str, records: list[dict[str, Any]]) -> None:
    document, right = schema(), records[1]
    validator = jsonschema.Draft202012Validator(document)
    assert validator.is_valid(right)
    assert WRONG.keys() == set(document["required"])
    assert not validator.is_valid({**right, "unknown": 1})
    assert [value for value in (None, *WRONG[field]) if validator.is_valid({**right, field: value})] == []
