"""Loads a tokenizer and a model, frozen and quantised as the configuration says, and gives it an adapter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model, prepare_model_for_kbit_training
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, PreTrainedModel

from finetune.config import Config, Lora, Model
from finetune.errors import FinetuneError


def device() -> str:
    """Say where to compute: `cuda` if there is a GPU, else `cpu`."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def bfloat16(model: Model) -> bool:
    """Say whether to compute in bfloat16; float32 on processors unless it is asked for."""
    if model.compute_dtype == "auto":
        return bool(torch.cuda.is_available() and torch.cuda.is_bf16_supported())
    return model.compute_dtype == "bfloat16"


def load_tokenizer(model: Model) -> Any:
    """Load the tokenizer.

    Raises:
        FinetuneError: it cannot be had, or it has no end-of-sequence token, without which nothing learns to stop.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(model.name, revision=model.revision)
    except (OSError, ValueError) as error:
        raise FinetuneError(_unavailable(model, error)) from None
    if tokenizer.eos_token_id is None:
        raise FinetuneError(f"the tokenizer of {model.name} has no end-of-sequence token: set its eos_token first")
    if tokenizer.pad_token_id is None:
        # Padding is left out of the loss by the attention mask, not by its token: the true end stays trained.
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_model(model: Model) -> PreTrainedModel:
    """Load the model, in 4 bits if asked, on the device.

    Raises:
        FinetuneError: it cannot be had.
    """
    dtype = torch.bfloat16 if bfloat16(model) and device() == "cuda" else torch.float32
    options: dict[str, Any] = {"revision": model.revision, "dtype": dtype}
    if model.quantization == "nf4":
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=model.double_quantization,
            bnb_4bit_compute_dtype=torch.bfloat16 if bfloat16(model) else torch.float32,
        )
        # Each process of `accelerate launch` has its own device.
        options["device_map"] = {"": torch.cuda.current_device() if device() == "cuda" else "cpu"}
    try:
        loaded = AutoModelForCausalLM.from_pretrained(model.name, **options)
    except (OSError, ValueError) as error:
        raise FinetuneError(_unavailable(model, error)) from None
    return loaded if model.quantization == "nf4" else loaded.to(device())


def with_adapter(config: Config, base: PreTrainedModel) -> PeftModel:
    """Freeze the model and give it a new adapter.

    Raises:
        FinetuneError: the model has no layers of the names in `target_modules`.
    """
    if config.model.quantization == "nf4":
        base = prepare_model_for_kbit_training(
            base, use_gradient_checkpointing=config.training.gradient_checkpointing,
            gradient_checkpointing_kwargs={"use_reentrant": False},
        )  # fmt: skip
    try:
        tuned = get_peft_model(base, lora_config(config.lora))
    except ValueError as error:
        raise FinetuneError(f"lora.target_modules does not fit {config.model.name}: {error}") from None
    return tuned


def lora_config(lora: Lora) -> LoraConfig:
    """Give the adapter's configuration as PEFT has it."""
    return LoraConfig(
        r=lora.r,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=list(lora.target_modules),
        bias="none",
        task_type="CAUSAL_LM",
    )


def load_adapter(base: PreTrainedModel, folder: str | Path) -> PeftModel:
    """Put a trained adapter on its model.

    Raises:
        FinetuneError: the folder holds none, or one of another model.
    """
    if not (Path(folder) / "adapter_config.json").is_file():
        raise FinetuneError(f"{folder} holds no adapter (adapter_config.json): train one, or name another checkpoint")
    try:
        return PeftModel.from_pretrained(base, str(folder))
    except (RuntimeError, ValueError, KeyError) as error:
        raise FinetuneError(f"the adapter in {folder} does not fit the model: {error}") from None


def _unavailable(model: Model, error: Exception) -> str:
    said = str(error).strip().splitlines()
    return (
        f"cannot load {model.name}: {said[0] if said else type(error).__name__}\n"
        "Give a local folder, or a name on the Hub that this machine can reach and this account may read "
        "(without the Hub: `python -m finetune model smollm2`)."
    )
