"""What must hold before a training run starts: the parameters, the lengths, and the mask of the labels."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch

from finetune.config import Lora
from finetune.errors import FinetuneError

IGNORED = -100  # the label that PyTorch's cross entropy leaves out


@dataclass(frozen=True)
class Parameters:
    """How much is trained.

    Attributes:
        trainable: numbers in the adapter.
        total: numbers in the model and the adapter.
    """

    trainable: int
    total: int

    @property
    def share(self) -> float:
        """The trained part, 0 to 1."""
        return self.trainable / self.total


@dataclass(frozen=True)
class Lengths:
    """Tokens of the rows, prompt, response and end-of-sequence token together."""

    rows: int
    shortest: int
    mean: float
    longest: int
    longest_id: str

    def as_dict(self) -> dict[str, Any]:
        """Give all, for JSON."""
        return asdict(self)


def count(model: torch.nn.Module) -> Parameters:
    """Count a model's parameters; those of a 4-bit layer as the numbers they stand for, two to a byte."""
    trainable = total = 0
    for parameter in model.parameters():
        size = parameter.numel()
        if type(parameter).__name__ == "Params4bit" and parameter.dtype == torch.uint8:
            size *= 2
        total += size
        trainable += size if parameter.requires_grad else 0
    return Parameters(trainable, total)


def count_on_meta(model_config: Any, lora: Lora) -> Parameters:
    """Count what an architecture would have, without a number of it in memory.

    Args:
        model_config: a `transformers` configuration.
        lora: the adapter.
    """
    from peft import get_peft_model
    from transformers import AutoModelForCausalLM

    from finetune.models.load import lora_config

    with torch.device("meta"):
        return count(get_peft_model(AutoModelForCausalLM.from_config(model_config), lora_config(lora)))


def lengths(ids: list[str], tokens: list[int], max_length: int) -> Lengths:
    """Measure the rows.

    Args:
        ids: of the rows.
        tokens: how many each has.
        max_length: the most that it may have.

    Raises:
        FinetuneError: a row would be cut; its end-of-sequence token would go first, and the model never learn to stop.
    """
    if not tokens:
        raise FinetuneError("there are no rows")
    longest = max(range(len(tokens)), key=tokens.__getitem__)
    long = sum(size > max_length for size in tokens)
    if long:
        raise FinetuneError(
            f"{long} of {len(tokens)} rows have more than {max_length} tokens (the longest, {ids[longest]}, "
            f"{tokens[longest]}) and would be cut, the token that ends them with it: "
            f"set --max-length {tokens[longest]} or more"
        )
    return Lengths(len(tokens), min(tokens), sum(tokens) / len(tokens), tokens[longest], ids[longest])


def check_labels(batch: Any, eos: int) -> None:
    """Look at a batch as the trainer gets it: each row learns its response, and its end, and not its prompt.

    Args:
        batch: `input_ids`, `labels`, `attention_mask`, each rows x tokens.
        eos: the end-of-sequence token.

    Raises:
        FinetuneError: a row's mask is otherwise.
    """
    for row, (tokens, labels, attended) in enumerate(
        zip(batch["input_ids"].tolist(), batch["labels"].tolist(), batch["attention_mask"].tolist(), strict=True)
    ):
        real = [index for index, seen in enumerate(attended) if seen]
        learned = [index for index, label in enumerate(labels) if label != IGNORED]
        if not real or not learned:
            raise FinetuneError(f"row {row} of the first batch learns nothing")
        if learned[0] == real[0]:
            raise FinetuneError(
                f"row {row} of the first batch learns its prompt: the loss is to be on the response only"
            )
        if learned != list(range(learned[0], real[-1] + 1)):
            raise FinetuneError(f"row {row} of the first batch has a hole in its response, or learns padding")
        if tokens[learned[-1]] != eos or labels[learned[-1]] != eos:
            raise FinetuneError(
                f"row {row} of the first batch does not learn the end-of-sequence token: such a model never stops"
            )
        if any(tokens[index] != labels[index] for index in learned):
            raise FinetuneError(f"row {row} of the first batch has labels that are not its tokens")


def mask_picture(batch: Any, tokenizer: Any, ends: int = 10) -> Any:
    """Show the first row of a batch as a picture of tokens.

    Args:
        batch: as for `check_labels`.
        tokenizer: to write the tokens.
        ends: how many tokens to show on each side of a cut.

    Returns:
        `rich.text.Text`: tokens without loss are dim, those with loss green, the last one of them, the end, reversed.
    """
    from rich.text import Text

    tokens, labels = batch["input_ids"][0].tolist(), batch["labels"][0].tolist()
    learned = [index for index, label in enumerate(labels) if label != IGNORED]
    start, stop = learned[0], learned[-1] + 1
    # Without colours (a log file) a mark before each token says the same: `.` no loss, `|` loss, `#` the end.
    picture = Text()
    left_out = stop - start - 2 * ends
    gap = [None] if left_out > 0 else []
    shown = [*range(max(0, start - ends), min(start + ends, stop)), *gap, *range(max(start + ends, stop - ends), stop)]
    picture.append(f"({max(0, start - ends)} tokens before) ", "dim")
    for index in shown:
        if index is None:
            picture.append(f" ({left_out} tokens) ", "dim")
            continue
        word = tokenizer.decode([tokens[index]]).replace("\n", "\\n")
        style, sign = ("dim", ".") if labels[index] == IGNORED else ("green", "|")
        if index == stop - 1:
            style, sign = "bold green reverse", "#"
        picture.append(f"{sign}{word}", style)
    return picture
