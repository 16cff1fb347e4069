import io
from typing import Any

from rich.console import Console

from finetune.evaluation import table, verdicts
from finetune.evaluation.counting import summary
from finetune.study import STUDY_ROWS

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


def test_a_terminal_of_80_columns_breaks_no_name_of_a_level_or_class() -> None:
    levels = ["foundation", "conceptual", "application", "advanced", "all"]
    cell = {"passed": 69, "of": 69, "share": 1.0, "low": 0.95, "high": 1.0}
    found = {
        "rows": {level: dict.fromkeys(STUDY_ROWS, cell) for level in levels},
        "faultless": dict.fromkeys(levels, cell),
        "failures": {level: {"wrong derivative": 1000, "repetition": 1} for level in levels},
    }
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(table.rows(found).rich())
    console.print(table.failures(found).rich())
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= 80
    for words in ([*levels, "the study"], ["wrong derivative", "1000"], ["69/69"], ["95-100%"]):
        assert any(all(word in line for word in words) for line in lines), words
    assert any(line.startswith("repetition: ") for line in lines)
