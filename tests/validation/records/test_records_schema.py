"""Records against the schema, and the schema against wrong records."""

import json
from pathlib import Path
from typing import Any

import pytest
from dataset_tree import Damage, change, copy_some, edit_json, found

from validation.records import schema
from validation.records.schema import FIELDS, RULES, SCHEMA, WRONG

BROKEN: dict[str, tuple[Damage, str]] = {
    "schema.record": (
        change(1, rank=600),
        "metadata/examples.jsonl:1: error: schema.record: dm-0001: rank: 600 is greater than the maximum of 537"
        " (see metadata/schema/example.schema.json)",
    ),
    "schema.schema": (
        edit_json(SCHEMA, lambda document: document["properties"]["steps"]["items"].pop("additionalProperties")),
        "metadata/schema/example.schema.json: error: schema.schema: an item of steps may have fields that the schema"
        " does not name (set additionalProperties to false)",
    ),
    "schema.accepts": (
        edit_json(SCHEMA, lambda document: document["properties"]["chars"].pop("maximum")),
        "metadata/schema/example.schema.json: error: schema.accepts: chars may be 4201"
        " (narrow what the schema says of the field)",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_some(tmp_path, [1, 2])


def messages(root: Path, rule: str) -> list[str]:
    return [text.split(": ", 3)[3] for text in found(schema.check, root, rule)]


def test_intact(small: Path) -> None:
    assert [text for rule in RULES for text in found(schema.check, small, rule)] == []


@pytest.mark.parametrize("rule", RULES)
def test_broken(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    damage(small)
    assert found(schema.check, small, rule) == [text]


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_wrong_values_are_refused(field: str, value: Any, small: Path) -> None:
    change(2, **{field: value})(small)
    assert len(messages(small, "schema.record")) >= 1


def test_every_field_has_wrong_values() -> None:
    assert WRONG.keys() == FIELDS


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_missing_fields_are_refused(field: str, small: Path) -> None:
    path = small / "metadata/examples.jsonl"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    del records[0][field]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    [message] = messages(small, "schema.record")
    assert f"'{field}' is a required property" in message


def test_unknown_fields_are_refused(small: Path) -> None:
    change(1, extra=1)(small)
    [message] = messages(small, "schema.record")
    assert message.startswith("dm-0001: Additional properties are not allowed ('extra' was unexpected)")


def test_long_values_are_cut(small: Path) -> None:
    change(1, level="x" * 10**6)(small)
    [message] = messages(small, "schema.record")
    assert len(message) < 300


def test_many_problems_of_one_record_are_cut(small: Path) -> None:
    change(1, rules=list(range(1000)))(small)
    found_messages = messages(small, "schema.record")
    assert len(found_messages) == schema.MAX_PROBLEMS_A_RECORD + 1
    assert found_messages[-1] == "dm-0001: there are more problems of this kind"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "there is no schema to check the records with (build the dataset)"),
        (
            {"$schema": schema.DIALECT, "type": "no type"},
            "not a valid JSON Schema at type: 'no type' is not valid under any of the given schemas"
            " (see https://json-schema.org/draft/2020-12)",
        ),
    ],
)
def test_a_schema_that_is_none(document: Any, message: str, small: Path) -> None:
    (small / SCHEMA).write_text(json.dumps(document), encoding="utf-8")
    assert messages(small, "schema.schema") == [message]


def test_a_schema_that_accepts_anything(small: Path) -> None:
    (small / SCHEMA).write_text(json.dumps({"$schema": schema.DIALECT}), encoding="utf-8")
    missing = ", ".join(sorted(FIELDS))
    assert messages(small, "schema.schema") == [
        f"the properties differ from the card's fields: no {missing} (describe every field once)",
        f"the required fields differ from the card's: no {missing} (require every field)",
    ]


def test_a_record_that_may_have_other_fields(small: Path) -> None:
    edit_json(SCHEMA, lambda document: document.pop("additionalProperties"))(small)
    assert messages(small, "schema.schema") == [
        "the record may have fields that the schema does not name (set additionalProperties to false)"
    ]


def test_nothing_is_fetched(small: Path) -> None:
    url = "http://localhost:9/schema.json"
    edit_json(SCHEMA, lambda document: document["properties"].update(level={"$ref": url}))(small)
    assert messages(small, "schema.schema") == [
        f"the schema refers to {url!r}, which it does not define (define it under $defs)"
    ]
