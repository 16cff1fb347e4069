from pathlib import Path

import pytest
from transformers import AutoModelForCausalLM, AutoTokenizer

from finetune.cli import main
from finetune.models import DEEPSEEK_CODER_1_3B
from finetune.models import untrained as make

SMALL = {
    **DEEPSEEK_CODER_1_3B, "vocab_size": 32, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 4,
}  # fmt: skip


def test_it_has_the_architecture_and_room_for_the_tokenizer(tiny_model: Path, tmp_path: Path) -> None:
    folder = make(tmp_path / "untrained", tiny_model, SMALL)
    model, tokenizer = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    assert model.get_input_embeddings().weight.shape == (len(tokenizer), 64)  # 32 are too few for its tokens
    assert model.get_output_embeddings().weight is not model.get_input_embeddings().weight
    assert len(model.model.layers) == 2
    assert model.config.max_position_embeddings == 16384
    assert model.config.eos_token_id == tokenizer.eos_token_id


def test_a_vocabulary_that_is_large_enough_stays(tiny_model: Path, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(make(tmp_path / "u", tiny_model, {**SMALL, "vocab_size": 5000}))
    assert model.get_input_embeddings().weight.shape == (5000, 64)


def test_without_a_tokenizer_it_says_where_to_get_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["model", "untrained", "--tokenizer", str(tmp_path / "none"), "--output", str(tmp_path / "u")]
    assert main(given) == 2
    assert "cannot load" in capsys.readouterr().err
    assert not (tmp_path / "u").exists()
