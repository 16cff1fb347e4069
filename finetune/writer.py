"""A loaded model that answers prompts, a batch at a time, and how it chooses tokens."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .data import NEXT_EXAMPLE, before_next_example
from .errors import FinetuneError


@dataclass(frozen=True)
class Model:
    """Which model writes: its name, its revision, in 4 bits or not, the numbers it computes with."""

    name: str
    revision: str | None = None
    load_in_4bit: bool = False
    dtype: str = "auto"


@dataclass(frozen=True)
class Decoding:
    """How tokens are chosen."""

    temperature: float = 0.0
    max_new_tokens: int = 2048
    batch_size: int = 8
    constrained: bool = False

    def __post_init__(self) -> None:
        if self.temperature < 0:
            raise FinetuneError(f"the temperature is {self.temperature}; it is to be 0 or more")

    @property
    def method(self) -> str:
        """`greedy` or `sampling`."""
        return "sampling" if self.temperature else "greedy"

    def options(self) -> dict[str, Any]:
        """Give the arguments of transformers' `generate`."""
        given: dict[str, Any] = {"max_new_tokens": self.max_new_tokens, "num_beams": 1, "use_cache": True}
        if not self.temperature:
            return given | {"do_sample": False}
        # top_k=0: no cut that nobody asked for (transformers cuts at 50 otherwise).
        return given | {"do_sample": True, "temperature": self.temperature, "top_p": 1.0, "top_k": 0}


@dataclass(frozen=True)
class Answer:
    """What a model wrote to one prompt; the names are those of `samples.Sample`."""

    completion: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float


class Writer:
    """A model with its tokenizer, and an adapter if there is one.

    An adapter of a model that is not in 4 bits is merged: the same numbers, one product a layer less. On a GPU the
    weights are bfloat16.
    """

    def __init__(self, model: Model, adapter: str | Path = "") -> None:
        import torch
        from transformers import BitsAndBytesConfig

        from . import models

        self.tokenizer = models.load_tokenizer(model.name, model.revision)
        self.tokenizer.padding_side = "left"
        bfloat16 = model.dtype == "bfloat16" or (model.dtype == "auto" and torch.cuda.is_available())
        dtype = torch.bfloat16 if bfloat16 else torch.float32
        names = {"bnb_4bit_quant_type": "nf4", "bnb_4bit_use_double_quant": True, "bnb_4bit_compute_dtype": dtype}
        quantization = BitsAndBytesConfig(load_in_4bit=True, **names) if model.load_in_4bit else None
        merged = adapter and quantization is None
        # An adapter is merged in float32 and rounded once.
        at_first = torch.float32 if merged else dtype
        loaded = models.load_model(model.name, model.revision, dtype=at_first, quantization=quantization)
        if adapter:
            loaded = models.load_adapter(loaded, adapter)
        if merged:
            loaded = loaded.merge_and_unload().to(dtype)
        self.model = loaded.eval()
        # The model's own file may say to draw tokens; the settings of the run say so or not.
        self.model.generation_config.update(do_sample=False, temperature=1.0, top_p=1.0, top_k=50)

    def answer(
        self, prompts: list[str], decoding: Decoding, *, seed: int, target: str = "direct", examples: bool = False
    ) -> list[Answer]:
        """Answer a batch of prompts; the `seconds` of an answer are its share of the batch's time."""
        import torch

        try:
            with torch.inference_mode():
                return self._answers(prompts, decoding, seed, target, examples)
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()
            if len(prompts) == 1:
                raise FinetuneError("one answer does not fit the GPU: give a smaller --max-new-tokens") from None
        half = len(prompts) // 2
        same: dict[str, Any] = {"seed": seed, "target": target, "examples": examples}
        return [*self.answer(prompts[:half], decoding, **same), *self.answer(prompts[half:], decoding, **same)]

    def _answers(self, prompts: list[str], decoding: Decoding, seed: int, target: str, examples: bool) -> list[Answer]:
        import torch

        started = time.monotonic()
        batch = self.tokenizer(prompts, return_tensors="pt", padding=True).to(self.model.device)
        width = batch["input_ids"].shape[1]
        tokens = {name: getattr(self.tokenizer, name) for name in ("pad_token_id", "eos_token_id")}
        options: dict[str, Any] = decoding.options() | tokens
        if decoding.constrained:
            from .grammar.constrained import GrammarLogitsProcessor
            from .grammar.rules import grammar_for

            options["logits_processor"] = [GrammarLogitsProcessor(grammar_for(target), self.tokenizer, len(prompts))]
        if examples:
            options |= {"stop_strings": list(NEXT_EXAMPLE), "tokenizer": self.tokenizer}
        torch.manual_seed(seed)
        written = self.model.generate(**batch, **options)[:, width:]
        seconds = round((time.monotonic() - started) / len(prompts), 3)
        sizes = batch["attention_mask"].sum(dim=1).tolist()
        pairs = zip(written.tolist(), sizes, strict=True)
        return [self._answer(row, prompt_tokens, seconds, examples) for row, prompt_tokens in pairs]

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
