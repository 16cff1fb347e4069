"""The columns of the dataset, once: as `datasets` features, as an Arrow schema, and as the Hub's YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa

Kind = Literal["string", "int32", "float", "strings", "floats", "steps", "problems"]

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
#: What a row of the repair set holds.
REPAIR: dict[str, Kind] = {
    "instruction": "string",
    "broken": "string",
    "problems": "problems",
    "mended": "string",
    "damage": "string",
    "function": "string",
    "level": "string",
    "split": "string",
    "parent": "string",
    "id": "string",
}
PROBLEM: dict[str, Kind] = {
    "check": "string",
    "line": "int32",
    "message": "string",
    "hint": "string",
}


def features(columns: dict[str, Kind] = EXAMPLE) -> datasets.Features:
    """Return columns as `datasets.Features`."""
    from datasets import Features, Value

    # `[...]` and not Sequence: up to datasets 3 that turned a list of dicts into a dict of lists.
    types: dict[Kind, Any] = {
        "string": Value("string"),
        "int32": Value("int32"),
        "float": Value("float64"),
        "strings": [Value("string")],
        "floats": [Value("float64")],
        "steps": [{key: Value("string") for key in STEP}],
        "problems": [{key: Value(kind) for key, kind in PROBLEM.items()}],
    }
    return Features({name: types[kind] for name, kind in columns.items()})


def arrow_schema(columns: dict[str, Kind] = EXAMPLE) -> pa.Schema:
    """Return columns as an Arrow schema, free of the metadata of any `datasets` version."""
    import pyarrow as pa

    types: dict[Kind, Any] = {
        "string": pa.string(),
        "int32": pa.int32(),
        "float": pa.float64(),
        "strings": pa.list_(pa.string()),
        "floats": pa.list_(pa.float64()),
        "steps": pa.list_(pa.struct([(key, pa.string()) for key in STEP])),
    }
    types["problems"] = pa.list_(pa.struct([(key, types[kind]) for key, kind in PROBLEM.items()]))
    return pa.schema([(name, types[kind]) for name, kind in columns.items()])


def yaml_features(columns: dict[str, Kind] = EXAMPLE) -> list[dict[str, Any]]:
    """Return columns as `dataset_info: features:` of a dataset card wants them.

    `list:` is the spelling that every `datasets` since 2.14 reads.
    """
    types: dict[Kind, dict[str, Any]] = {
        "string": {"dtype": "string"},
        "int32": {"dtype": "int32"},
        "float": {"dtype": "float64"},
        "strings": {"list": "string"},
        "floats": {"list": "float64"},
        "steps": {"list": [{"name": key, "dtype": "string"} for key in STEP]},
        "problems": {"list": [{"name": key, "dtype": kind} for key, kind in PROBLEM.items()]},
    }
    return [{"name": name, **types[kind]} for name, kind in columns.items()]
