from typing import Any

from finetune.evaluation import table, verdicts
from finetune.evaluation.counting import summary

ROWS = ("valid_syntax", "usable")


def line(number: int, *, usable: bool, failure: str) -> dict[str, Any]:
    example = {"id": f"dm-{number:04}", "level": "foundation", "function": "x"}
    rows = {"valid_syntax": True, "usable": usable}
    return {**verdicts.no_sample(example, 0, ROWS), "rows": rows, "failure": failure}


def test_usable_scenes_with_a_fault_are_usable_and_not_faultless(monkeypatch: Any) -> None:
    monkeypatch.setattr("finetune.evaluation.counting.row_names", lambda: ROWS)
    lines = [
        line(1, usable=True, failure=""),
        line(2, usable=True, failure="fault"),
        line(3, usable=True, failure="layout"),
        line(4, usable=False, failure="syntax"),
    ]
    settings = {"name": "a", "kind": "zero-shot", "mode": "direct", "split": "test", "samples_per_function": 1}
    found = summary(settings, lines, [])
    assert found["rows"]["all"]["usable"]["passed"] == 3
    for level in ("foundation", "all"):
        assert (found["faultless"][level]["passed"], found["faultless"][level]["of"]) == (1, 4)
    last = table.rows(found | {"settings": settings}).rows[-1]
    assert (last[0], last[1], last[-1]) == (table.FAULTLESS, "1/4 (5-70 %)", "-")
