import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.columns import EXAMPLE, RECORD, arrow_schema, features, yaml_features
from derivative_manim.errors import DataError
from derivative_manim.prompts import make_prompt
from derivative_manim.records import Example, Record, Step, read_examples, read_records


def test_every_record_has_the_documented_types() -> None:
    kinds: dict[str, Callable[[Any], bool]] = {
        "string": lambda value: isinstance(value, str),
        "int32": lambda value: type(value) is int,
        "float": lambda value: isinstance(value, float),
        "strings": lambda value: all(isinstance(item, str) for item in value),
        "floats": lambda value: len(value) == 3 and all(isinstance(item, int | float) for item in value),
        "steps": lambda value: all(step.keys() == Step.__annotations__.keys() for step in value),
    }
    for record in read_records():
        assert list(record) == list(RECORD), f"{record['id']}: keys, or their order"
        for name, value in record.items():
            assert kinds[RECORD[name]](value), f"{record['id']}: {name} is {value!r}"


def test_the_columns_are_the_same_everywhere() -> None:
    assert list(Record.__annotations__) == list(RECORD)
    assert {*Record.__annotations__, *Example.__annotations__} == set(EXAMPLE)
    assert list(features()) == arrow_schema().names == [item["name"] for item in yaml_features()]
    assert features().arrow_schema.remove_metadata() == arrow_schema()


def test_a_level_and_a_split() -> None:
    examples = list(read_examples(levels=("advanced",), splits=("test",)))
    assert {(example["level"], example["split"]) for example in examples} == {("advanced", "test")}
    assert [example["rank"] for example in examples] == sorted(example["rank"] for example in examples)


def test_prompt() -> None:
    assert make_prompt("Draw {x}.") == (
        "Below is an instruction that describes a task. Write a response that appropriately completes the "
        "request.\n\n### Instruction:\nDraw {x}.\n\n### Response:\n"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda record: record.pop("domain"), r"line 2: missing keys \['domain'\], unknown keys \[\]"),
        (lambda record: record.update(colour="red"), r"line 2: missing keys \[\], unknown keys \['colour'\]"),
        (lambda record: record.update(level="expert"), "line 2: level 'expert' is none of foundation, "),
        (lambda record: record.update(split="dev"), "line 2: split 'dev' is none of train, validation, test"),
        (lambda record: record.update(rank=7), "line 2: rank 7 and id 'dm-0002' should be those of 2"),
    ],
)
def test_a_wrong_record(change: Callable[[dict[str, Any]], None], message: str, tree: Path) -> None:
    file = tree / "metadata" / "examples.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[1])
    change(record)
    lines[1] = json.dumps(record)
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_records(tree)


@pytest.mark.parametrize(("line", "message"), [("{", "line 1: not JSON"), ("3", "line 1: not a JSON object")])
def test_a_line_that_is_no_record(line: str, message: str, tree: Path) -> None:
    (tree / "metadata" / "examples.jsonl").write_text(line)
    with pytest.raises(DataError, match=message):
        read_records(tree)


def test_a_missing_scene(tree: Path) -> None:
    record = read_records(tree)[0]
    (tree / record["path"]).unlink()
    with pytest.raises(DataError, match=f"{record['path']} \\(dm-0001\\) cannot be read: No such file"):
        next(read_examples(tree))
