"""The records against the JSON Schema, and the schema against records that it has to refuse."""

from collections.abc import Iterator

import jsonschema
from jsonschema.protocols import Validator

from ..problem import Problem
from ..release import EXAMPLES, Release
from .problems import error

SCHEMA = "metadata/schema/example.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

RULES = {
    "schema.record": "every record follows metadata/schema/example.schema.json",
    "schema.schema": "the schema is JSON Schema 2020-12, and valid",
    "schema.accepts": "the schema refuses records that lack a field of the card, or have another",
}

FIELDS = frozenset(
    {
        *("id", "rank", "level", "split", "path", "sha256"),
        *("description", "function", "function_latex", "derivative", "derivative_latex"),
        *("domain", "derivative_domain", "nearest_train", "novelty"),
        *("complexity", "rules", "steps", "skeleton"),
        *("x_range", "y_range", "dy_range"),
        *("instruction", "instruction_format", "instruction_standard"),
        *("chars", "latex_expressions", "animations"),
    }
)
"""The fields of a record, by the card."""


def check(release: Release) -> Iterator[Problem]:
    """Yield what is wrong with the schema and, by it, with the records."""
    schema = release.documents.get(SCHEMA)
    try:
        if not isinstance(schema, dict) or schema.get("$schema") != DIALECT:
            raise jsonschema.SchemaError(f"it does not say {DIALECT}")
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as invalid:
        yield error("schema.schema", SCHEMA, f"not a valid JSON Schema: {_one_line(invalid.message)}")
        return
    validator = jsonschema.Draft202012Validator(schema)
    for record in release.records:
        for found in validator.iter_errors(record.values):
            message = f"{found.json_path}: {_one_line(found.message)}"
            yield error("schema.record", EXAMPLES, message, f"see {SCHEMA}", record.line)
    yield from _check_refusals(release, validator)


def _check_refusals(release: Release, validator: Validator) -> Iterator[Problem]:
    # One right record is needed to make wrong ones of.
    right = next((record.values for record in release.records if validator.is_valid(record.values)), {})
    wrong = {f"a record may lack {field}": {name: right[name] for name in right if name != field} for field in FIELDS}
    wrong["a record may have a field that the card does not name"] = {**right, "unknown": 1}
    for message, values in wrong.items() if right else ():
        if validator.is_valid(values):
            yield error("schema.accepts", SCHEMA, message, "narrow what the schema says")


def _one_line(message: str) -> str:
    # jsonschema quotes the value, which can be the whole record; the end of its message says what is wrong.
    line = " ".join(message.split())
    return line if len(line) <= 160 else f"{line[:60]} ... {line[-90:]}"
