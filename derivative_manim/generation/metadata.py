"""The files of metadata/ beside the records: all of them derived from the examples, none typed in."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from derivative_manim._version import __version__
from derivative_manim.columns import EXAMPLE
from derivative_manim.generation.catalogue import DRAFT_LEVEL_ENDS, LEVEL_ENDS, LEVELS, Entry, level_of
from derivative_manim.generation.family import families
from derivative_manim.generation.instructions import WORDINGS
from derivative_manim.generation.parse import parse
from derivative_manim.prompts import make_prompt
from derivative_manim.records import SPLITS

Record = dict[str, Any]
MEASURES = ("chars", "latex_expressions", "animations", "complexity")
NEAR = 0.2  # a token in five
MANIM_VERSION = "0.22.0"
CERTIFICATE = "metadata/validation.json"
TOKENS = "metadata/tokens.json"
_WHOLE_EXPONENT = re.compile(r"(?<=\*\*)\d+\b|(?<=\*\*\()-\d+(?=\))")


def statistics(
    records: Sequence[Record], certificate: dict[str, Any] | None = None, tokens: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Counts and measures of the release, from its records.

    Measures are mean, standard deviation (of the population), minimum and maximum; `chars` counts characters of
    the scene, `latex_expressions` its different formulas, `animations` its calls of play and wait when it runs.
    `novelty` is its mean, and how many have a training function nearer than `NEAR`.
    `exponents` counts the groups of different skeletons that become one when every whole exponent is the same, and
    those of them that are in several splits.

    Args:
        records: all records, with their splits.
        certificate: what `python -m validation certify` found out about these very scenes, if it has been run;
            its summary is taken over.
        tokens: a summary from `token_summary`, if the tokens of these very examples have been counted.
    """
    measured = {
        "examples": len(records),
        "levels": _counts(r["level"] for r in records),
        "splits": {
            split: {"all": len(chosen), **_counts(r["level"] for r in chosen)}
            for split in SPLITS
            for chosen in [[r for r in records if r["split"] == split]]
        },
        "skeletons": {
            "all": len({r["skeleton"] for r in records}),
            **{split: len({r["skeleton"] for r in records if r["split"] == split}) for split in SPLITS},
            "largest_group": max(Counter(r["skeleton"] for r in records).values()),
        },
        "families": _families(records),
        "exponents": _exponents(records),
        "novelty": {split: _novelty([r for r in records if r["split"] == split]) for split in SPLITS},
        "measures": {
            "all": _measures(records),
            **{split: _measures([r for r in records if r["split"] == split]) for split in SPLITS},
            **{level: _measures([r for r in records if r["level"] == level]) for level in LEVELS},
        },
        "instruction_formats": {
            split: dict(sorted(Counter(str(r["instruction_format"]) for r in records if r["split"] == split).items()))
            for split in SPLITS
        },
        "rules": dict(sorted(Counter(rule for r in records for rule in r["rules"]).items())),
        "complexity_rank_correlation": round(_spearman([r["complexity"] for r in records]), 3),
    }
    if tokens is not None:
        measured["tokens"] = tokens
    if certificate is not None:
        measured["validation"] = certificate["summary"]
    return measured


def token_summary(counted: dict[str, Any], records: Sequence[Record]) -> dict[str, Any]:
    """Sum up what `python -m tools.count_tokens` counted: prompt, scene and end-of-sequence token together.

    Args:
        counted: the content of metadata/tokens.json.
        records: all records, with their splits and instructions.

    Returns:
        `tokenizer`, its name; `vocabulary`, its number of tokens; `max_length`; `above_max_length`, how many examples
        have more; `total`: mean, standard deviation (of the population), minimum and maximum of all and by split.

    Raises:
        KeyError, TypeError, ValueError: it is no such content, or not of these scenes and prompts.
    """
    given = sorted((str(row["id"]), str(row["sha256"]), str(row["prompt_sha256"])) for row in counted["examples"])
    if given != sorted((r["id"], r["sha256"], prompt_sum(r)) for r in records):
        raise ValueError("these are the tokens of other scenes or prompts")
    total = {str(row["id"]): int(row["total"]) for row in counted["examples"]}
    max_length = int(counted["max_length"])
    return {
        "tokenizer": str(counted["tokenizer"]["name"]),
        "vocabulary": int(counted["tokenizer"]["vocabulary"]),
        "max_length": max_length,
        "above_max_length": sum(length > max_length for length in total.values()),
        "total": {
            "all": _spread(list(total.values())),
            **{split: _spread([total[r["id"]] for r in records if r["split"] == split]) for split in SPLITS},
        },
    }


def prompt_sum(record: Record) -> str:
    """The SHA-256 sum of the prompt that goes with an example, in UTF-8."""
    return hashlib.sha256(make_prompt(record["instruction"]).encode()).hexdigest()


def family_of(records: Sequence[Record]) -> dict[str, str]:
    """The family of each function, by the record's id."""
    return families({r["id"]: parse(r["function"]) for r in records})


def _families(records: Sequence[Record]) -> dict[str, int]:
    found = family_of(records)
    return {
        "all": len(set(found.values())),
        **{split: len({found[r["id"]] for r in records if r["split"] == split}) for split in SPLITS},
        "largest_group": max(Counter(found.values()).values()),
    }


def _exponents(records: Sequence[Record]) -> dict[str, int]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[_WHOLE_EXPONENT.sub("n", record["skeleton"])].append(record)
    several = [group for group in groups.values() if len({r["skeleton"] for r in group}) > 1]
    return {"groups": len(several), "in_several_splits": sum(len({r["split"] for r in g}) > 1 for g in several)}


def _novelty(records: Sequence[Record]) -> dict[str, float]:
    values = [r["novelty"] for r in records]
    return {"mean": round(sum(values) / len(values), 3), "near": sum(value <= NEAR for value in values)}


def _counts(levels: Iterable[str]) -> dict[str, int]:
    counted = Counter(levels)
    return {level: counted[level] for level in LEVELS}


def _measures(records: Sequence[Record]) -> dict[str, dict[str, float]]:
    return {name: _spread([r[name] for r in records]) for name in MEASURES}


def _spread(values: Sequence[int]) -> dict[str, float]:
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
    return {
        "mean": round(mean, 1),
        "std": round(deviation, 1),
        "min": min(values),
        "max": max(values),
    }


def _spearman(scores: Sequence[int]) -> float:
    """Rank correlation of `scores` with their position; ties share their mean rank."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks = [0.0] * len(scores)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and scores[order[j + 1]] == scores[order[i]]:
            j += 1
        for k in order[i : j + 1]:
            ranks[k] = (i + j) / 2
        i = j + 1
    middle = (len(scores) - 1) / 2
    product = sum((a - middle) * (b - middle) for a, b in enumerate(ranks))
    return product / math.sqrt(
        sum((a - middle) ** 2 for a in range(len(ranks))) * sum((b - middle) ** 2 for b in ranks)
    )


def curriculum_mapping(entries: Sequence[Entry]) -> dict[str, Any]:
    """Both sets of cut points on the one ranking, and what they make of every example."""
    return {
        "note": "level is the release's; draft_level is that of the earlier draft of the documents",
        "release_level_ends": dict(zip(LEVELS, LEVEL_ENDS, strict=True)),
        "draft_level_ends": dict(zip(LEVELS, DRAFT_LEVEL_ENDS, strict=True)),
        "examples": [
            {
                "id": f"dm-{e.rank:04d}",
                "rank": e.rank,
                "topic": e.topic,
                "level": e.level,
                "draft_level": level_of(e.rank, DRAFT_LEVEL_ENDS),
            }
            for e in entries
        ],
    }


def dataset_info(records: Sequence[Record]) -> dict[str, Any]:
    """Name, version, columns, configs and split sizes."""
    return {
        "name": "derivative-manim",
        "version": __version__,
        "description": "Manim Community scenes, each a complete animated lesson on the derivative of one function.",
        "license": {"code": "CC-BY-4.0 OR MIT", "metadata": "CC-BY-4.0"},
        "language": "en",
        "manim_version": MANIM_VERSION,
        "columns": EXAMPLE,
        "configs": ["all", *LEVELS],
        "splits": {split: sum(r["split"] == split for r in records) for split in SPLITS},
        "instruction_formats": {str(k): v for k, v in WORDINGS.items()},
    }


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of one line of examples.jsonl."""
    text = {"type": "string", "minLength": 1}
    span = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
    properties: dict[str, Any] = {
        "id": {"type": "string", "pattern": "^dm-[0-9]{4}$"},
        "rank": {"type": "integer", "minimum": 1, "maximum": LEVEL_ENDS[-1]},
        "level": {"enum": list(LEVELS)},
        "split": {"enum": list(SPLITS)},
        "description": {**text, "description": "the function in words, one sentence", "pattern": "\\.$"},
        "complexity": {
            "type": "integer",
            "minimum": 1,
            "description": "points of the rules applied, see the card",
        },
        "function": {**text, "description": "SymPy text in x"},
        "function_latex": text,
        "derivative": {**text, "description": "SymPy text in x"},
        "derivative_latex": text,
        "rules": {"type": "array", "items": text, "minItems": 1, "uniqueItems": True},
        "steps": {
            "type": "array",
            "minItems": 4,
            "maxItems": 9,
            "items": {
                "type": "object",
                "properties": {"rule": text, "latex": text, "expression": text},
                "required": ["rule", "latex", "expression"],
                "additionalProperties": False,
            },
        },
        "skeleton": {**text, "description": "the function with its numbers abstracted to c"},
        "domain": {**text, "description": "intervals such as (0, 1) U (1, oo), or conditions joined by and"},
        "derivative_domain": {**text, "description": "where the derivative exists, in the same style"},
        "nearest_train": {
            "type": "string",
            "pattern": "^dm-[0-9]{4}$",
            "description": "the training function whose text is nearest, another one for a training function",
        },
        "novelty": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "how far that is: tokens to put in, leave out or replace, over those of the longer text",
        },
        "x_range": {**span, "description": "minimum, maximum, step of the x axis"},
        "y_range": {**span, "description": "the same for the y axis of f"},
        "dy_range": {**span, "description": "the same for the y axis of f'"},
        "instruction": text,
        "instruction_format": {"enum": list(WORDINGS)},
        "instruction_standard": {
            "type": "string",
            "pattern": "^Build an animated derivative visualization for: ",
        },
        "path": {"type": "string", "pattern": "^code/(" + "|".join(LEVELS) + ")/[0-9]{4}_[a-z0-9_]+\\.py$"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "chars": {"type": "integer", "minimum": 2800, "maximum": 4200},
        "latex_expressions": {"type": "integer", "minimum": 6, "maximum": 12},
        "animations": {"type": "integer", "minimum": 8, "maximum": 18},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "derivative-manim example",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
