"""The columns of the dataset, once: as `datasets` features, as an Arrow schema, and as the Hub's YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa

Kind = Literal["string", "int32", "float", "strings", "floats", "steps"]

#: What metadata/examples.jsonl holds, in its order.
RECORD: dict[str, Kind] = {
    "id": "string",
    "rank": "int32",
    "level": "string",
    "split": "string",
    "description": "string",
    "complexity": "int32",
    "function": "string",
    "function_latex": "string",
    "derivative": "string",
    "derivative_latex": "string",
    "rules": "strings",
    "steps": "steps",
    "skeleton": "string",
    "domain": "string",
    "derivative_domain": "string",
    "nearest_train": "string",
    "novelty": "float",
    "x_range": "floats",
    "y_range": "floats",
    "dy_range": "floats",
    "instruction": "string",
    "instruction_format": "int32",
    "instruction_standard": "string",
    "path": "string",
    "sha256": "string",
    "chars": "int32",
    "latex_expressions": "int32",
    "animations": "int32",
}
#: What a loaded example holds: the request and the scene's text, which a viewer is to see first, the rest of the
#: record, and the two ends of a training row.
EXAMPLE: dict[str, Kind] = {
    "instruction": "string",
    "code": "string",
    **{name: kind for name, kind in RECORD.items() if name != "instruction"},
    "prompt": "string",
    "completion": "string",
}
STEP = ("rule", "latex", "expression")


def features() -> datasets.Features:
    """Return the columns of a loaded example as `datasets.Features`."""
    from datasets import Features, Value

    # `[...]` and not Sequence: up to datasets 3 that turned a list of dicts into a dict of lists.
    types: dict[Kind, Any] = {
        "string": Value("string"),
        "int32": Value("int32"),
        "float": Value("float64"),
        "strings": [Value("string")],
        "floats": [Value("float64")],
        "steps": [{key: Value("string") for key in STEP}],
    }
    return Features({name: types[kind] for name, kind in EXAMPLE.items()})


def arrow_schema() -> pa.Schema:
    """Return the same columns as an Arrow schema, free of the metadata of any `datasets` version."""
    import pyarrow as pa

    types: dict[Kind, Any] = {
        "string": pa.string(),
        "int32": pa.int32(),
        "float": pa.float64(),
        "strings": pa.list_(pa.string()),
        "floats": pa.list_(pa.float64()),
        "steps": pa.list_(pa.struct([(key, pa.string()) for key in STEP])),
    }
    return pa.schema([(name, types[kind]) for name, kind in EXAMPLE.items()])


def yaml_features() -> list[dict[str, Any]]:
    """Return the same columns as `dataset_info: features:` of a dataset card wants them.

    `list:` is the spelling that every `datasets` since 2.14 reads.
    """
    types: dict[Kind, dict[str, Any]] = {
        "string": {"dtype": "string"},
        "int32": {"dtype": "int32"},
        "float": {"dtype": "float64"},
        "strings": {"list": "string"},
        "floats": {"list": "float64"},
        "steps": {"list": [{"name": key, "dtype": "string"} for key in STEP]},
    }
    return [{"name": name, **types[kind]} for name, kind in EXAMPLE.items()]
