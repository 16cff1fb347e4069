"""Figures of the release by other means than the generator's: nearness by rapidfuzz, places of functions, tokens."""

import io
import json
import tokenize
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.prompts import PROMPT

ROOT = Path(__file__).resolve().parents[1]

# Functions that both source documents name, and the ranks between which both put them.
PLACED = {
    ("x**2", "x**3", "2*x + 1", "3*x + 5"): (1, 130),
    ("sin(x)", "exp(x)", "log(x)"): (135, 269),
    ("x*sin(x)", "x**2/(x + 1)"): (288, 403),
    ("x**2*sin(x)", "exp(2*x)", "x/log(x)"): (270, 403),
    ("sin(x**2)", "exp(sin(x))", "sin(x)/(x**2 + 1)"): (404, 537),
    ("sin(x**2)*exp(x)",): (488, 537),
}


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
    if "tokens" not in statistics:
        pytest.skip("the tokens of these scenes are not counted yet: derivative-manim build --certify")
    assert (statistics["tokens"]["max_length"], statistics["tokens"]["above_max_length"]) == (2048, 0)


def test_the_prompt_is_that_of_the_documents() -> None:
    page = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8")
    assert page.split("## Prompt format\n", 1)[1].split("```\n")[1].removesuffix("{code}\n") == PROMPT


def test_functions_are_where_both_documents_put_them(records: list[dict[str, Any]]) -> None:
    ranks = {record["function"]: record["rank"] for record in records}
    assert [
        function
        for functions, (lowest, highest) in PLACED.items()
        for function in functions
        if not lowest <= ranks[function] <= highest
    ] == []
