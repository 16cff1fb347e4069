"""The counts of tokens: of these scenes and prompts, of all of them, rightly added up, and none above the limit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dataset_tree import TOKENS, Damage, change, copy_some, count_tokens, edit_json, found, prompt_of, replace, scene_of

from validation.records import token_counts
from validation.release import Release

MAKE = " (run python -m finetune tokens, then derivative-manim build)"
SHORTEN = " (shorten the scene: training would cut its end off)"
RANKS = range(1, 9)

BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.tokens": (
        edit_json(TOKENS, lambda document: document["examples"][2].update(completion=850)),
        "metadata/tokens.json: error: dataset.tokens: 1 ids have a total that is not prompt and completion together:"
        f" dm-0003{MAKE}",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = copy_some(tmp_path, RANKS)
    count_tokens(root)
    return root


def messages(root: Path) -> list[str]:
    return [
        text.split("dataset.tokens: ", 1)[1].removesuffix(MAKE)
        for text in found(token_counts.check, root, "dataset.tokens")
    ]


@pytest.mark.parametrize("rule", token_counts.RULES)
def test_broken(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(token_counts.check, small, rule) == []
    assert token_counts.is_sound(Release(small))
    assert len(token_counts.rows_of(Release(small))) == len(RANKS)
    damage(small)
    assert found(token_counts.check, small, rule) == [text]
    assert not token_counts.is_sound(Release(small))


def test_no_counts(small: Path) -> None:
    (small / TOKENS).unlink()
    assert messages(small) == []
    assert not token_counts.is_sound(Release(small))
    assert token_counts.rows_of(Release(small)) == []


def test_the_prompt_is_that_of_the_card() -> None:
    assert token_counts.prompt_of("f(x) = {x}") == prompt_of("f(x) = {x}")


def test_scenes_changed_since(small: Path) -> None:
    for rank in RANKS:
        replace(scene_of(rank), "import numpy as np", "import numpy as np  # new")(small)
    assert messages(small) == [
        "8 ids are in it with the SHA-256 sum of another scene: dm-0001, dm-0002, dm-0003, dm-0004, dm-0005, ..."
    ]


def test_a_prompt_changed_since(small: Path) -> None:
    change(4, instruction="Draw it.")(small)
    assert messages(small) == ["1 ids are in it with the SHA-256 sum of another prompt: dm-0004"]


def more(document: dict[str, Any]) -> None:
    # One too many, one too few, and one twice.
    rows = document["examples"]
    rows[0]["id"] = "dm-0999"
    rows[2] = dict(rows[4])


def test_other_examples(small: Path) -> None:
    edit_json(TOKENS, more)(small)
    assert messages(small) == [
        "1 ids are in it more than once: dm-0005",
        "1 ids are in it, but are no records: dm-0999",
        "2 ids are not in it: dm-0001, dm-0003",
    ]


@pytest.mark.parametrize(("total", "expected"), [(2048, []), (2049, ["1 ids have more than 2048 tokens: dm-0002"])])
def test_the_limit(total: int, expected: list[str], small: Path) -> None:
    edit_json(TOKENS, lambda d: d["examples"][1].update(completion=total - 60, total=total))(small)
    assert messages(small) == [message + SHORTEN for message in expected]


NOTHING = "there are not tokenizer, max_length and examples in it, and nothing else"
TOKENIZER = "its tokenizer is not a name, the number of its tokens and the SHA-256 sum of its file"
ROWS = "1 of its 8 examples are no rows of counts"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d.update(mean=850), NOTHING),
        (lambda d: d.pop("max_length"), NOTHING),
        (lambda d: d["tokenizer"].pop("sha256"), TOKENIZER),
        (lambda d: d["tokenizer"].update(sha256="AB" * 32), TOKENIZER),
        (lambda d: d["tokenizer"].update(name="a | b"), TOKENIZER),
        (lambda d: d["tokenizer"].update(name=""), TOKENIZER),
        (lambda d: d["tokenizer"].update(vocabulary=True), TOKENIZER),
        (lambda d: d["tokenizer"].update(vocabulary=10**400), TOKENIZER),
        (lambda d: d.update(max_length=4096), "its max_length is 4096, not 2048"),
        (lambda d: d.update(max_length=True), "its max_length is True, not 2048"),
        (lambda d: d["examples"][3].pop("prompt_sha256"), ROWS),
        (lambda d: d["examples"][3].update(note="x"), ROWS),
        (lambda d: d["examples"][3].update(total=1028.0), ROWS),
        (lambda d: d["examples"][3].update(prompt=0), ROWS),
        (lambda d: d["examples"][3].update(prompt=True), ROWS),
        (lambda d: d["examples"][3].update(total=10**400), ROWS),
        (lambda d: d["examples"][3].update(id=4), ROWS),
        (lambda d: d["examples"].append(None), "1 of its 9 examples are no rows of counts"),
    ],
)
def test_what_is_no_count(edit: Callable[[Any], object], message: str, small: Path) -> None:
    edit_json(TOKENS, edit)(small)
    assert messages(small) == [message]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "1", "{}", '{"examples": []}', "[" * 10**5])
def test_what_are_no_counts(content: str, small: Path) -> None:
    (small / TOKENS).write_text(content, encoding="utf-8")
    assert messages(small) == [NOTHING]
    assert token_counts.rows_of(Release(small)) == []


def test_counts_of_nothing(small: Path) -> None:
    edit_json(TOKENS, lambda document: document.update(examples=[]))(small)
    assert messages(small) == ["8 ids are not in it: dm-0001, dm-0002, dm-0003, dm-0004, dm-0005, ..."]
