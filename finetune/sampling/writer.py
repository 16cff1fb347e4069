"""A loaded model that answers prompts, a batch at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from finetune.config import Model
from finetune.models import load
from finetune.sampling.asking import NEXT_EXAMPLE, before_next_example
from finetune.sampling.decoding import Decoding


@dataclass(frozen=True)
class Answer:
    """What a model wrote to one prompt; the names are those of `finetune.samples.Sample`."""

    completion: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float


class Writer:
    """A model with its tokenizer, and an adapter if there is one.

    Args:
        model: which; its `quantization` and `compute_dtype` count here as in training.
        adapter: a folder with an adapter, or None.
    """

    def __init__(self, model: Model, adapter: str | Path | None = None) -> None:
        self.tokenizer = load.load_tokenizer(model)
        self.tokenizer.padding_side = "left"
        loaded: Any = load.load_model(model)
        if adapter is not None:
            loaded = load.load_adapter(loaded, adapter)
            if model.quantization == "none":
                loaded = loaded.merge_and_unload()  # the same numbers, one product a layer less
        if load.bfloat16(model) and model.quantization == "none":
            loaded = loaded.to(torch.bfloat16)
        self.model = loaded.eval()
        # The model's own file may say to draw tokens; the settings of the run say so or not.
        self.model.generation_config.update(do_sample=False, temperature=1.0, top_p=1.0, top_k=50)

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def answer(
        self, prompts: list[str], decoding: Decoding, *, seed: int, target: str = "direct", examples: bool = False
    ) -> list[Answer]:
        """Answer a batch of prompts.

        Args:
            prompts: what is asked.
            decoding: how tokens are chosen.
            seed: of the random numbers.
            target: one of `finetune.targets.TARGETS`; says which grammar, if one is to be kept.
            examples: the prompts hold solved examples: an answer ends where it begins another.

        Returns:
            An answer to each prompt; `seconds` is the batch's time divided among its answers.
        """
        started = time.monotonic()
        batch = self.tokenizer(prompts, return_tensors="pt", padding=True).to(self.model.device)
        width = batch["input_ids"].shape[1]
        options: dict[str, Any] = {
            **decoding.options(),
            "pad_token_id": self.tokenizer.pad_token_id,
            "eos_token_id": self.tokenizer.eos_token_id,
        }
        if decoding.constrained:
            from finetune.sampling.constrained import processor_for

            options["logits_processor"] = [processor_for(target, self.tokenizer, len(prompts))]
        if examples:
            options |= {"stop_strings": list(NEXT_EXAMPLE), "tokenizer": self.tokenizer}
        torch.manual_seed(seed)
        written = self.model.generate(**batch, **options)[:, width:]
        seconds = (time.monotonic() - started) / len(prompts)
        sizes = batch["attention_mask"].sum(dim=1).tolist()
        return [
            self._answer(row, prompt_tokens, seconds, examples)
            for row, prompt_tokens in zip(written.tolist(), sizes, strict=True)
        ]

    def _answer(self, tokens: list[int], prompt_tokens: int, seconds: float, examples: bool) -> Answer:
        eos = self.tokenizer.eos_token_id
        stopped = eos in tokens
        kept = tokens[: tokens.index(eos)] if stopped else tokens
        # A row that another rule ended is filled up with padding, which need not be the end of sequence.
        while not stopped and kept and kept[-1] == self.tokenizer.pad_token_id:
            kept = kept[:-1]
        text = self.tokenizer.decode(kept, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        if examples:
            text, cut = before_next_example(text)
            stopped = stopped or cut
        return Answer(text, "stop" if stopped else "length", prompt_tokens, len(kept) + stopped, seconds)
