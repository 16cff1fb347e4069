"""The records against the JSON Schema of the release."""

from collections.abc import Iterator

import jsonschema

from ..problem import Problem
from ..release import EXAMPLES, Release
from .problems import error

SCHEMA = "metadata/schema/example.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

RULES = {
    "schema.record": "every record follows metadata/schema/example.schema.json",
    "schema.schema": "the schema is JSON Schema 2020-12, and valid",
}


def check(release: Release) -> Iterator[Problem]:
    """Yield what is wrong with the schema and, by it, with the records."""
    schema = release.documents.get(SCHEMA)
    try:
        if not isinstance(schema, dict) or schema.get("$schema") != DIALECT:
            raise jsonschema.SchemaError(f"it does not say {DIALECT}")
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as invalid:
        yield error("schema.schema", SCHEMA, f"not a valid JSON Schema: {invalid.message[-160:]}")
        return
    validator = jsonschema.Draft202012Validator(schema)
    for record in release.records:
        for found in validator.iter_errors(record.values):
            # The message begins with the value, which can be the whole record; its end says what is wrong.
            message = f"{found.json_path}: {found.message[-160:]}"
            yield error("schema.record", EXAMPLES, message, f"see {SCHEMA}", record.line)
