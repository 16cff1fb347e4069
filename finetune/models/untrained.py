"""DeepSeek-Coder-1.3B's architecture with random weights: for speed and memory without the Hub, never quality."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finetune.errors import FinetuneError

NAME = "deepseek-coder-1.3b-untrained"

DEEPSEEK_CODER_1_3B: dict[str, Any] = {
    "vocab_size": 32256,
    "hidden_size": 2048,
    "intermediate_size": 5504,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "num_key_value_heads": 16,
    "max_position_embeddings": 16384,
    "rope_theta": 100000,
    "rope_scaling": {"type": "linear", "factor": 4.0},
    "rms_norm_eps": 1e-6,
    "tie_word_embeddings": False,
}
"""The shape of the study's model, as config.json of deepseek-ai/deepseek-coder-1.3b-base says it."""


def make(
    folder: str | Path, tokenizer: str | Path, shape: Mapping[str, Any] = DEEPSEEK_CODER_1_3B, *, seed: int = 0
) -> Path:
    """Write the model, in bfloat16, with another model's tokenizer, as a folder that `from_pretrained` reads.

    The tokenizer of DeepSeek cannot be had without the Hub. Where another one has more tokens, the embeddings are
    widened to hold them, so the model is a little larger and slower than the study's.

    Args:
        folder: where to.
        tokenizer: a folder with a tokenizer, that of SmolLM2 for one.
        shape: of the model, as `transformers.LlamaConfig` takes it.
        seed: of the weights.

    Raises:
        FinetuneError: there is no tokenizer.
    """
    import torch
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    try:
        fast = AutoTokenizer.from_pretrained(str(tokenizer))
    except (OSError, ValueError):
        raise FinetuneError(
            f"{tokenizer} holds no tokenizer: give --tokenizer a folder that does "
            "(`python -m finetune model smollm2` makes one)"
        ) from None
    torch.manual_seed(seed)
    config = LlamaConfig(
        **{
            **shape,
            "vocab_size": max(int(shape["vocab_size"]), len(fast)),
            "bos_token_id": fast.bos_token_id,
            "eos_token_id": fast.eos_token_id,
            "pad_token_id": fast.pad_token_id,
        }
    )
    LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)
    fast.save_pretrained(folder)
    return Path(folder)
