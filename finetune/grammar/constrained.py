"""Constrained decoding: at every step, only the tokens that the grammar of the answer lets come next.

The grammar is followed by llguidance, https://github.com/guidance-ai/llguidance, which says for each row of a batch
which tokens of the vocabulary may come next; all others get the score minus infinity. What the model prefers among the
rest is untouched.
"""

from __future__ import annotations

import functools
from typing import Any

import torch
from transformers import LogitsProcessor

from ..errors import FinetuneError
from .rules import grammar_for


def processor_for(target: str, tokenizer: Any, rows: int) -> GrammarLogitsProcessor:
    """Make the processor for one call of `generate`.

    Args:
        target: one of `config.TARGETS`.
        tokenizer: the model's own, a fast one.
        rows: prompts of the batch, times `num_return_sequences`.

    Raises:
        FinetuneError: there is no grammar for the target, llguidance is missing, or the tokenizer does not suit.
    """
    return GrammarLogitsProcessor(grammar_for(target), tokenizer, None, rows)


class GrammarLogitsProcessor(LogitsProcessor):  # type: ignore[misc,unused-ignore] # typed in some versions only
    """Keeps each row of a batch within a grammar, in one call of `generate`, greedy or sampling.

    The end-of-sequence token is allowed only where the grammar may end, and is all that is allowed to a row that has
    ended. A row that `max_new_tokens` cuts is a beginning of something that the grammar accepts. Prompts are padded on
    the left.

    Args:
        grammar: in llguidance's dialect of Lark.
        tokenizer: the model's own, a fast one with an end-of-sequence token. Its vocabulary may be smaller than the
            model's logits: the rest is never allowed.
        prompt_length: how many tokens of a row, padding counted, are prompt; None: all that there are at the first
            call.
        batch: how many rows there are.

    Raises:
        FinetuneError: the grammar is not one, llguidance is missing, or the tokenizer does not suit.
    """

    def __init__(self, grammar: str, tokenizer: Any, prompt_length: int | None, batch: int) -> None:
        guidance = _llguidance()
        self._vocabulary = _vocabulary(tokenizer)
        matcher = guidance.LLMatcher(self._vocabulary, grammar)
        if matcher.is_error():
            raise FinetuneError(f"the grammar cannot be used: {matcher.get_error()}")
        self._matchers = [matcher.deep_copy() for _ in range(batch)]
        self._ended = [False] * batch
        self._executor = guidance.LLExecutor()
        self._bitmask = guidance.torch.allocate_token_bitmask(batch, self._vocabulary.vocab_size)
        self._fill = guidance.torch.fill_next_token_bitmask_par
        self._prompt_length = prompt_length
        self._seen: torch.Tensor | None = None

    @property
    def complete(self) -> list[bool]:
        """Whether what each row had written at the last call is something that the grammar accepts whole."""
        return [ended or matcher.is_accepting() for ended, matcher in zip(self._ended, self._matchers, strict=True)]

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Give the scores with minus infinity for each token that may not come next.

        Args:
            input_ids: [rows, tokens so far, the prompt and its padding counted].
            scores: [rows, logits].

        Raises:
            FinetuneError: rows were added, rearranged or not continued, as beam search does.
        """
        self._consume(input_ids)
        return scores.masked_fill(~self._allowed(scores.shape[1], scores.device), float("-inf"))

    def _consume(self, input_ids: torch.Tensor) -> None:
        """Tell the matchers what was written since the last call."""
        rows, length = input_ids.shape
        if rows != len(self._matchers):
            raise FinetuneError(
                f"the grammar follows {len(self._matchers)} rows and generation has {rows}: "
                "beams cannot be used with it, choose greedy decoding or sampling"
            )
        if self._seen is None:
            start = length if self._prompt_length is None else self._prompt_length
        else:
            start = self._seen.shape[1]
            if length < start or not torch.equal(input_ids[:, :start], self._seen):
                raise FinetuneError(
                    "the rows do not go on from what they were: beams cannot be used with a grammar, "
                    "and each call of generate needs a processor of its own"
                )
        self._seen = input_ids.clone()
        for row, tokens in enumerate(input_ids[:, start:].tolist()):
            for token in tokens:
                self._take(row, token)

    def _take(self, row: int, token: int) -> None:
        if self._ended[row]:
            return  # padding
        matcher = self._matchers[row]
        if not matcher.consume_token(token):
            raise FinetuneError(
                f"row {row} went on with token {token}, which the grammar does not allow: {matcher.get_error()}; "
                "is there another logits processor after this one?"
            )
        self._ended[row] = token in self._vocabulary.eos_tokens

    def _allowed(self, logits: int, device: torch.device) -> torch.Tensor:
        """Give [rows, logits], true where a token may come next."""
        going = [(matcher, row) for row, matcher in enumerate(self._matchers) if not self._ended[row]]
        self._bitmask.zero_()
        if going:
            self._fill(self._executor, going, self._bitmask)
        for matcher, row in going:
            if matcher.is_error():
                raise FinetuneError(f"the grammar cannot follow row {row} any further: {matcher.get_error()}")
        # llguidance's own apply_token_bitmask_inplace goes through torch.compile: on the CPU it needs a compiler.
        words = self._bitmask.to(device)
        bits = torch.arange(32, dtype=torch.int32, device=device)
        allowed = ((words.unsqueeze(-1) >> bits) & 1).bool().flatten(1)[:, : self._vocabulary.vocab_size]
        allowed = torch.nn.functional.pad(allowed, (0, logits - allowed.shape[1]))  # cut if the model has fewer
        for row, ended in enumerate(self._ended):
            if ended:
                allowed[row, self._vocabulary.eos_token] = True
        return allowed


def _llguidance() -> Any:
    try:
        import llguidance
        import llguidance.torch
    except ModuleNotFoundError as error:
        raise FinetuneError(f"constrained decoding needs {error.name}: pip install llguidance") from None
    return llguidance


@functools.lru_cache(maxsize=2)
def _vocabulary(tokenizer: Any) -> Any:
    """Make llguidance's view of a tokenizer; that takes about a second, and a run needs it for every batch."""
    _llguidance()
    from llguidance.hf import from_tokenizer

    if tokenizer.eos_token_id is None:
        raise FinetuneError("the tokenizer has no end-of-sequence token, so an answer under a grammar could not end")
    try:
        return from_tokenizer(tokenizer)
    except ValueError as error:
        raise FinetuneError(f"constrained decoding cannot use this tokenizer: {error}") from None
