"""Tokens counted with a tokenizer that the test makes, in which a token is a byte: every number is known."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers")
pytest.importorskip("datasets")

from finetune import data
from tools import count_tokens as tokens

EXAMPLE = {"id": "dm-0002", "prompt": "Draw é.\n", "completion": "from manim import *\n"}


@pytest.fixture(scope="module")
def bytewise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tokenizer alone: no model is needed to count."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    from finetune.models import EOS

    vocabulary = {letter: number for number, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    folder = tmp_path_factory.mktemp("models") / "bytes"
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=EOS).save_pretrained(folder)
    return folder


def test_prompt_scene_and_end_are_counted() -> None:
    first = {**EXAMPLE, "id": "dm-0001", "completion": ""}
    rows = tokens.count([EXAMPLE, first], lambda text: list(text.encode()))
    assert rows == [
        {
            "id": "dm-0001",
            "sha256": hashlib.sha256(b"").hexdigest(),
            "prompt_sha256": hashlib.sha256("Draw é.\n".encode()).hexdigest(),
            "prompt": 9,
            "completion": 1,
            "total": 10,
        },
        {
            "id": "dm-0002",
            "sha256": hashlib.sha256(b"from manim import *\n").hexdigest(),
            "prompt_sha256": hashlib.sha256("Draw é.\n".encode()).hexdigest(),
            "prompt": 9,
            "completion": 21,
            "total": 30,
        },
    ]


def test_a_token_over_the_border_is_counted_once() -> None:
    """As in training, where prompt and scene are one text: here `\\nf` is one token, so the scene adds one less."""
    [row] = tokens.count([EXAMPLE], lambda text: list(text.replace("\nf", "f").encode()))
    assert (row["prompt"], row["completion"], row["total"]) == (9, 20, 29)


def test_the_file_has_one_line_an_example(tmp_path: Path) -> None:
    file = tmp_path / "metadata" / "tokens.json"
    rows = [{"id": "dm-0001", "total": 3}, {"id": "dm-0002", "total": 4}]
    tokens.write(file, {"name": "x"}, rows)
    text = file.read_text(encoding="utf-8")
    assert text.split("\n")[-5:] == [
        '    {"id": "dm-0001", "total": 3},',
        '    {"id": "dm-0002", "total": 4}',
        "  ]",
        "}",
        "",
    ]
    assert json.loads(text) == {"tokenizer": {"name": "x"}, "max_length": 2048, "examples": rows}
    assert list(file.parent.iterdir()) == [file]


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tokens.json"
    file.write_text("old")

    def interrupt(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        tokens.write(file, {}, [])
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.fixture(scope="module")
def counted(bytewise: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release counted by the command: a byte is a token here, so that no scene fits, and the answer is no."""
    output = tmp_path_factory.mktemp("counted") / "tokens.json"
    assert tokens.main(["--model", str(bytewise), "--output", str(output)]) == 1
    return output


def test_the_command_counts_the_release(bytewise: Path, counted: Path, records: list[dict[str, Any]]) -> None:
    written = json.loads(counted.read_text(encoding="utf-8"))
    assert written["tokenizer"] == {
        "name": "bytes",
        "vocabulary": 257,
        "sha256": hashlib.sha256((bytewise / "tokenizer.json").read_bytes()).hexdigest(),
    }
    prompts = {row["id"]: row["prompt"] for split in ("train", "validation", "test") for row in data.examples(split)}
    assert [
        (row["id"], row["sha256"], row["prompt_sha256"], row["prompt"], row["completion"])
        for row in written["examples"]
    ] == [
        (
            r["id"], r["sha256"], hashlib.sha256(prompts[r["id"]].encode()).hexdigest(), len(prompts[r["id"]].encode()),
            r["chars"] + 1,
        )
        for r in records
    ]  # fmt: skip
    assert all(row["prompt"] + row["completion"] == row["total"] for row in written["examples"])


def test_what_fits_is_a_yes(
    bytewise: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(data, "functions", lambda split, few=data.functions: few(split, 4))
    given = ["--model", str(bytewise), "--output", str(tmp_path / "tokens.json")]
    assert tokens.main(given) == 1
    assert "12 of 12 examples have more than 2,048 tokens" in capsys.readouterr().out
    monkeypatch.setattr(tokens, "MAX_LENGTH", 10_000)
    assert tokens.main(given) == 0


def test_the_build_takes_the_counts_over(counted: Path, records: list[dict[str, Any]]) -> None:
    from derivative_manim.generation.metadata import token_summary
    from derivative_manim.generation.stamp import fitting

    summary = fitting(counted.read_bytes(), records, token_summary)
    assert summary is not None
    assert (summary["tokenizer"], summary["above_max_length"]) == ("bytes", 537)


def test_what_the_user_can_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tokens.main(["--model", str(tmp_path / "none")]) == 2
    assert "cannot load" in capsys.readouterr().err
