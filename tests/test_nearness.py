"""The columns `nearest_train` and `novelty`, by rapidfuzz and Python's own tokenizer; and the lengths in tokens."""

import io
import json
import tokenize
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.prompts import PROMPT

ROOT = Path(__file__).resolve().parents[1]


def _tokens(text: str) -> list[str]:
    return [token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.string.strip()]


def test_no_training_function_is_nearer_than_the_one_named(records: list[dict[str, Any]]) -> None:
    levenshtein = pytest.importorskip("rapidfuzz.distance.Levenshtein")
    tokens = {record["id"]: _tokens(record["function"]) for record in records}
    train = [record["id"] for record in records if record["split"] == "train"]
    for record in records:
        own = tokens[record["id"]]
        far = {other: levenshtein.normalized_distance(own, tokens[other]) for other in train if other != record["id"]}
        assert far[record["nearest_train"]] == min(far.values()) == pytest.approx(record["novelty"], abs=0.0006)


def test_no_example_is_longer_than_models_are_trained_with() -> None:
    statistics = json.loads((ROOT / "metadata" / "statistics.json").read_text(encoding="utf-8"))
    assert (statistics["tokens"]["max_length"], statistics["tokens"]["above_max_length"]) == (2048, 0)


def test_the_prompt_is_that_of_the_documents() -> None:
    page = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8")
    assert page.split("## Prompt format\n", 1)[1].split("```\n")[1].removesuffix("{code}\n") == PROMPT
