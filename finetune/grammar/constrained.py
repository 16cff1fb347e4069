"""Constrained decoding: at every step, only the tokens that the grammar of the answer lets come next.

The grammar is followed by llguidance, https://github.com/guidance-ai/llguidance, which says for each row of a batch
which tokens of the vocabulary may come next; all others get the score minus infinity. What the model prefers among the
rest is untouched.
"""

from __future__ import annotations

import functools
from typing import Any

import llguidance
import llguidance.torch
import torch
from llguidance.hf import from_tokenizer
from transformers import LogitsProcessor

from ..errors import FinetuneError


class GrammarLogitsProcessor(LogitsProcessor):  # type: ignore[misc,unused-ignore] # typed in some versions only
    """Keeps each row of a batch within a grammar, in one call of `generate`, greedy or sampling, without beams.

    The end-of-sequence token is allowed only where the grammar may end, and is all that is allowed to a row that has
    ended. A row that `max_new_tokens` cuts is a beginning of something that the grammar accepts.

    Args:
        grammar: in llguidance's dialect of Lark.
        tokenizer: the model's own, a fast one. Its vocabulary may be smaller than the model's logits: the rest is
            never allowed.
        batch: how many rows there are.
    """

    def __init__(self, grammar: str, tokenizer: Any, batch: int) -> None:
        self._vocabulary = _vocabulary(tokenizer)
        matcher = llguidance.LLMatcher(self._vocabulary, grammar)
        if matcher.is_error():
            raise FinetuneError(f"the grammar cannot be used: {matcher.get_error()}")
        self._matchers = [matcher.deep_copy() for _ in range(batch)]
        self._ended = [False] * batch
        self._executor = llguidance.LLExecutor()
        self._bitmask = llguidance.torch.allocate_token_bitmask(batch, self._vocabulary.vocab_size)
        self._begun = False

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Give the scores with minus infinity for each token that may not come next.

        Args:
            input_ids: [rows, tokens so far]; at the first call all is prompt, then each call has one token more.
            scores: [rows, logits].
        """
        for row, token in enumerate(input_ids[:, -1].tolist() if self._begun else []):
            if not self._ended[row]:  # else it is padding
                self._matchers[row].consume_token(token)
                self._ended[row] = token in self._vocabulary.eos_tokens
        self._begun = True
        return scores.masked_fill(~self._allowed(scores.shape[1], scores.device), float("-inf"))

    def _allowed(self, logits: int, device: torch.device) -> torch.Tensor:
        """Give [rows, logits], true where a token may come next."""
        going = [(matcher, row) for row, matcher in enumerate(self._matchers) if not self._ended[row]]
        self._bitmask.zero_()
        if going:
            llguidance.torch.fill_next_token_bitmask_par(self._executor, going, self._bitmask)
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


@functools.lru_cache(maxsize=2)
def _vocabulary(tokenizer: Any) -> Any:
    """Make llguidance's view of a tokenizer; that takes about a second, and a run needs it for every batch."""
    return from_tokenizer(tokenizer)
