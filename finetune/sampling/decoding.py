"""How tokens are chosen, and the names under which the command line knows the usual ways."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from finetune.errors import FinetuneError


@dataclass(frozen=True)
class Decoding:
    """How tokens are chosen.

    Attributes:
        temperature: 0 takes the likeliest token (greedy); else tokens are drawn.
        top_p: drawn from the likeliest tokens that have this probability together.
        beams: width of the beam search; 1 is none.
        max_new_tokens: an answer is cut there.
        batch_size: functions at a time.
        constrained: only what the grammar of the target allows.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    beams: int = 1
    max_new_tokens: int = 2048
    batch_size: int = 8
    constrained: bool = False

    def __post_init__(self) -> None:
        if self.temperature < 0 or not 0 < self.top_p <= 1:
            raise FinetuneError("temperature is to be 0 or more, top_p above 0 and at most 1")
        if min(self.beams, self.max_new_tokens, self.batch_size) < 1:
            raise FinetuneError("beams, max_new_tokens and batch_size are to be 1 or more")
        if self.beams > 1 and self.temperature > 0:
            raise FinetuneError("a beam search draws nothing: choose --beams or --temperature")
        if self.beams > 1 and self.constrained:
            raise FinetuneError("a beam search is not possible under a grammar: choose --beams or --mode constrained")

    @property
    def method(self) -> str:
        """`greedy`, `sampling` or `beams`."""
        if self.beams > 1:
            return "beams"
        return "sampling" if self.temperature else "greedy"

    def options(self) -> dict[str, Any]:
        """Give the arguments of transformers' `generate`."""
        given: dict[str, Any] = {"max_new_tokens": self.max_new_tokens, "num_beams": self.beams, "use_cache": True}
        if self.temperature:
            # top_k=0: no cut that nobody asked for (transformers cuts at 50 otherwise).
            return {**given, "do_sample": True, "temperature": self.temperature, "top_p": self.top_p, "top_k": 0}
        return {**given, "do_sample": False}

    def as_dict(self) -> dict[str, Any]:
        """Give all, for JSON."""
        return {"method": self.method, **asdict(self)}


#: As the issue and the study name them.
NAMED: dict[str, dict[str, Any]] = {
    "greedy": {"temperature": 0.0},
    "t0.2": {"temperature": 0.2},
    "t0.3": {"temperature": 0.3},
    "beams5": {"beams": 5},
}
