from typing import Any

import pytest
import torch
from peft import get_peft_model
from transformers import AutoModelForCausalLM, LlamaConfig
from trl import get_peft_config

from finetune import preflight
from finetune.config import train_arguments
from finetune.errors import FinetuneError
from finetune.models import DEEPSEEK_CODER_1_3B


@pytest.mark.parametrize(("rank", "trainable"), [(64, 59_965_440), (32, 59_965_440 // 2)])
def test_the_study_s_adapter_has_the_study_s_size(rank: int, trainable: int, tmp_path: Any) -> None:
    given = ["--output_dir", str(tmp_path), "--lora_r", str(rank), "--use_cpu", "true"]
    _, _, model = train_arguments("study", given)
    model.use_peft = True
    with torch.device("meta"):
        base = AutoModelForCausalLM.from_config(LlamaConfig(**DEEPSEEK_CODER_1_3B))
        found, total = get_peft_model(base, get_peft_config(model)).get_nb_trainable_parameters()
    assert found == trainable  # the study: 59.97 M, 4.26 %
    assert rank != 64 or f"{found / total:.2%}" == "4.26%"


class Tokenizer:
    """Gives a text's characters; loses what it is told to lose, and adds a beginning or not."""

    add_bos_token, bos_token_id = True, 1

    def __init__(self, loses: str = "", *, begins: bool = True) -> None:
        self.loses, self.begins = loses, begins

    def __call__(self, text: str, add_special_tokens: bool = True) -> dict[str, list[int]]:
        ids = [ord(sign) for sign in text if sign not in self.loses or not self.loses]
        return {"input_ids": [1, *ids] if add_special_tokens and self.begins else ids}

    def decode(self, ids: list[int], clean_up_tokenization_spaces: bool = False) -> str:
        return "".join(map(chr, ids))


def test_a_tokenizer_that_loses_blanks_or_its_beginning_is_an_error() -> None:
    preflight.check_tokenizer(Tokenizer(), "def f(x):\n    return x\n")
    with pytest.raises(FinetuneError, match="does not give a scene back as it was: '    return x"):
        preflight.check_tokenizer(Tokenizer(" "), "def_f(x):\n    return x\n")
    with pytest.raises(FinetuneError, match="expects its beginning-of-sequence token"):
        preflight.check_tokenizer(Tokenizer(begins=False), "x")


def letters(texts: list[str]) -> dict[str, list[list[str]]]:
    return {"input_ids": [list(text) for text in texts]}


def test_a_row_that_would_be_cut_is_an_error() -> None:
    rows = {"id": ["a", "b", "c"], "prompt": ["xxx", "x", ""], "completion": ["x" * 6, "x" * 29, "x" * 29]}
    with pytest.raises(FinetuneError) as error:
        preflight.lengths(rows, letters, 29)
    assert str(error.value) == (
        "2 of 3 rows have more than 29 tokens (the longest, b, 31) and would be cut, the token that ends them with it: "
        "set --max_length 31 or more"
    )
    assert preflight.lengths(rows, letters, 31)["longest_id"] == "b"


EOS = 9


def batch(labels: list[int], tokens: list[int] | None = None, attended: list[int] | None = None) -> dict[str, Any]:
    tokens = tokens or [1, 2, 3, 4, EOS, EOS]
    return {
        "input_ids": torch.tensor([tokens]),
        "labels": torch.tensor([labels]),
        "attention_mask": torch.tensor([attended or [1, 1, 1, 1, 1, 0]]),
    }


def test_a_right_mask_passes() -> None:
    preflight.check_labels(batch([-100, -100, 3, 4, EOS, -100]), EOS)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ([-100, -100, 3, 4, -100, -100], "has a hole in its response"),  # the end masked with the padding
        ([-100, -100, 3, 4, EOS, EOS], "has a hole in its response, or learns padding"),
        ([-100, -100, 3, -100, EOS, -100], "has a hole in its response"),
        ([1, 2, 3, 4, EOS, -100], "learns its prompt"),
        ([-100] * 6, "learns nothing"),
        ([-100, -100, 3, 3, EOS, -100], "has labels that are not its tokens"),
    ],
)
def test_a_wrong_mask_is_an_error(labels: list[int], said: str) -> None:
    with pytest.raises(FinetuneError, match=said):
        preflight.check_labels(batch(labels), EOS)


def test_a_row_that_was_cut_does_not_end() -> None:
    with pytest.raises(FinetuneError, match="does not learn the end-of-sequence token"):
        preflight.check_labels(batch([-100, -100, 3, 4, 5, -100], [1, 2, 3, 4, 5, EOS]), EOS)


def test_what_is_learned_is_shown_to_its_end() -> None:
    class Words:
        def decode(self, tokens: list[int]) -> str:
            return "".join("<end>" if token == EOS else f"w{token}" for token in tokens)

    assert preflight.learned(batch([-100, -100, 3, 4, EOS, -100]), Words()) == "'w3w4<end>' ... 'w3w4<end>'"
