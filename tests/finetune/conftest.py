"""A tiny model, made once for all tests of a process."""

from pathlib import Path

import pytest

from finetune import data
from finetune.models import tiny


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of two layers with random weights, and a tokenizer made for a few scenes."""
    texts = [row["prompt"] + row["completion"] for row in data.functions("train", 24)]
    return tiny.make(tmp_path_factory.mktemp("models") / "tiny", texts)
