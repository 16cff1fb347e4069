"""The records against the JSON Schema, and the schema against records that it has to refuse."""

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema
import referencing.exceptions
from jsonschema.protocols import Validator

from ..problem import Problem, Where
from ..release import Release
from .problems import error, shown

SCHEMA = "metadata/schema/example.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FIELDS = frozenset(
    {
        *("id", "rank", "level", "split", "path", "sha256"),
        *("description", "function", "function_latex", "derivative", "derivative_latex", "domain"),
        *("complexity", "rules", "steps", "skeleton"),
        *("x_range", "y_range", "dy_range"),
        *("instruction", "instruction_format", "instruction_standard"),
        *("chars", "latex_expressions", "animations"),
    }
)
"""The fields of a record, by the card."""

MAX_PROBLEMS_A_RECORD = 20

RULES = {
    "schema.record": "every record follows metadata/schema/example.schema.json (JSON Schema 2020-12)",
    "schema.schema": "the schema is valid and closed: the card's fields, all required, and no other",
    "schema.accepts": "the schema refuses records that are plainly wrong",
}

WRONG: dict[str, tuple[Any, ...]] = {
    "id": (None, 1, "", "dm-1", "dm-00001", "xdm-0001", "dm-0001x"),
    "rank": (None, "1", 0, -1, 538, 1.5, True),
    "level": (None, "", "expert", "Foundation"),
    "split": (None, "", "dev", "Train"),
    "description": (None, "", 1),
    "complexity": (None, 0, -1, "1", 1.5),
    "function": (None, "", 1),
    "function_latex": (None, "", 1),
    "derivative": (None, "", 1),
    "derivative_latex": (None, "", 1),
    "rules": (None, [], "power", [""], [1], ["power", "power"]),
    "steps": (None, [], "x", ["x"] * 4, [{}] * 4, [{"rule": "sum", "latex": "x", "expression": ""}] * 4),
    "skeleton": (None, "", 1),
    "domain": (None, "", 1),
    "x_range": (None, [], [0, 1], [0, 1, 1, 1], ["0", "1", "1"], "0,1,1"),
    "y_range": (None, [], [0, 1], [0, 1, 1, 1], ["0", "1", "1"], "0,1,1"),
    "dy_range": (None, [], [0, 1], [0, 1, 1, 1], ["0", "1", "1"], "0,1,1"),
    "instruction": (None, "", 1),
    "instruction_format": (None, 0, 8, "1", 1.5),
    "instruction_standard": (None, "", 1, "Develop code to animate the derivative of x"),
    "path": (None, "", "/etc/passwd", "code/../0001_x.py", "code/expert/0001_x.py", "code/advanced/1_x.py"),
    "sha256": (None, "", "0" * 63, "0" * 65, "G" * 64),
    "chars": (None, 2799, 4201, "3000", 3000.5),
    "latex_expressions": (None, 5, 13, "8", 8.5),
    "animations": (None, 7, 19, "8", 8.5),
}
"""For each field, values that no record may have in it."""


def check(release: Release) -> Iterator[Problem]:
    """Check the schema, and the records against it.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    schema = release.documents.get(SCHEMA)
    if not isinstance(schema, dict):
        yield error("schema.schema", Where(SCHEMA), "there is no schema to check the records with", "build the dataset")
        return
    problems = list(_check_schema(schema))
    yield from problems
    if problems:
        return
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    try:
        yield from _check_records(release, validator)
        yield from _check_refusals(release, validator)
    except referencing.exceptions.Unresolvable as unresolvable:
        message = f"the schema refers to {shown(unresolvable.ref)}, which it does not define"
        yield error("schema.schema", Where(SCHEMA), message, "define it under $defs")


def _check_schema(schema: dict[str, Any]) -> Iterator[Problem]:
    where = Where(SCHEMA)
    if schema.get("$schema") != DIALECT:
        message = f"$schema is {shown(schema.get('$schema'))}, not {DIALECT!r}"
        yield error("schema.schema", where, message, "the schema is written in JSON Schema 2020-12")
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as invalid:
        place = "/".join(map(str, invalid.absolute_path)) or "the top"
        message = f"not a valid JSON Schema at {place}: {_one_line(invalid.message)}"
        yield error("schema.schema", where, message, "see https://json-schema.org/draft/2020-12")
        return
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if properties.keys() != FIELDS:
        message = f"the properties differ from the card's fields: {_difference(properties, FIELDS)}"
        yield error("schema.schema", where, message, "describe every field once")
    if set(required) != FIELDS:
        message = f"the required fields differ from the card's: {_difference(required, FIELDS)}"
        yield error("schema.schema", where, message, "require every field")
    for place, part in _objects(schema, "the record"):
        if part.get("additionalProperties") is not False:
            message = f"{place} may have fields that the schema does not name"
            yield error("schema.schema", where, message, "set additionalProperties to false")


def _objects(schema: object, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    # Every subschema that describes an object, where it stands.
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object" or "properties" in schema:
        yield place, schema
    for name, part in schema.get("properties", {}).items():
        yield from _objects(part, f"{name}")
    yield from _objects(schema.get("items"), f"an item of {place}")


def _check_records(release: Release, validator: Validator) -> Iterator[Problem]:
    for record in release.records:
        try:
            for number, found in enumerate(validator.iter_errors(record.values)):
                if number == MAX_PROBLEMS_A_RECORD:
                    yield error("schema.record", record.where, f"{record.name}: there are more problems of this kind")
                    break
                message = f"{record.name}: {_place(found)}{_one_line(found.message)}"
                yield error("schema.record", record.where, message, f"see {SCHEMA}")
        except RecursionError:
            yield error("schema.record", record.where, f"{record.name}: nested too deep", f"see {SCHEMA}")


def _check_refusals(release: Release, validator: Validator) -> Iterator[Problem]:
    # One right record is needed to make wrong ones of.
    right = next((record.values for record in release.records if validator.is_valid(record.values)), None)
    if right is None:
        return
    for field, values in WRONG.items():
        for value in values:
            if validator.is_valid({**right, field: copy.deepcopy(value)}):
                message = f"{field} may be {shown(value)}"
                yield error("schema.accepts", Where(SCHEMA), message, "narrow what the schema says of the field")


def _place(found: jsonschema.ValidationError) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found.absolute_path)
    return f"{path.removeprefix('.')[:80]}: " if path else ""


def _one_line(message: str) -> str:
    # jsonschema quotes the value, which can be the whole record; the end of its message says what is wrong.
    line = " ".join(message.split())
    return line if len(line) <= 160 else f"{line[:60]} ... {line[-90:]}"


def _difference(found: Any, expected: frozenset[str]) -> str:
    missing, unknown = sorted(expected - set(found)), sorted(map(str, set(found) - expected))
    parts = [f"no {', '.join(missing)}"] if missing else []
    return "; ".join([*parts, *([f"unknown {', '.join(unknown)[:100]}"] if unknown else [])])
