"""What must hold before a training run starts: the device, the tokenizer, the parameters, the lengths, the labels."""

from __future__ import annotations

from typing import Any

from .errors import FinetuneError

IGNORED = -100  # the label that PyTorch's cross entropy leaves out


def check_tokenizer(tokenizer: Any, text: str) -> None:
    """See that a text survives encoding, and that the beginning-of-sequence token is there where it belongs."""
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    back = tokenizer.decode(ids, clean_up_tokenization_spaces=False)
    if back != text:
        at = next((i for i, (a, b) in enumerate(zip(text, back, strict=False)) if a != b), min(len(text), len(back)))
        raise FinetuneError(
            f"the tokenizer does not give a scene back as it was: {text[at : at + 20]!r} becomes {back[at : at + 20]!r}"
            "; the model cannot learn to write code that way: use the tokenizer.json that was released with it"
        )
    begins = tokenizer("x")["input_ids"][:1] == [tokenizer.bos_token_id]
    if getattr(tokenizer, "add_bos_token", False) and tokenizer.bos_token_id is not None and not begins:
        raise FinetuneError(
            "the tokenizer says add_bos_token and adds none: the model expects its beginning-of-sequence token"
        )


def lengths(rows: Any, tokenizer: Any, max_length: int) -> dict[str, Any]:
    """Measure rows in tokens: prompt, response and end-of-sequence token together.

    A row that would be cut is an error: its end-of-sequence token would go first, and the model never learn to stop.

    Returns:
        `rows`, `shortest`, `mean`, `longest`, `longest_id`.
    """
    ids = rows["id"]
    texts = [prompt + completion for prompt, completion in zip(rows["prompt"], rows["completion"], strict=True)]
    tokens = [len(encoded) + 1 for encoded in tokenizer(texts)["input_ids"]]
    longest = max(range(len(tokens)), key=tokens.__getitem__)
    long = sum(size > max_length for size in tokens)
    if long:
        raise FinetuneError(
            f"{long} of {len(tokens)} rows have more than {max_length} tokens (the longest, {ids[longest]}, "
            f"{tokens[longest]}) and would be cut, the token that ends them with it: "
            f"set --max_length {tokens[longest]} or more"
        )
    return {
        "rows": len(tokens),
        "shortest": min(tokens),
        "mean": sum(tokens) / len(tokens),
        "longest": tokens[longest],
        "longest_id": ids[longest],
    }


def check_labels(batch: Any, eos: int, *, eos_masked: bool = False) -> None:
    """Look at a batch as the trainer gets it: each row learns its response, and its end, and not its prompt.

    Args:
        batch: `input_ids`, `labels`, `attention_mask`, each rows x tokens.
        eos: the end-of-sequence token.
        eos_masked: it was asked for that the end is not learned, to measure what that does.
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
        if learned != list(range(learned[0], real[-1] + (not eos_masked))):
            raise FinetuneError(f"row {row} of the first batch has a hole in its response, or learns padding")
        if not eos_masked and (tokens[learned[-1]] != eos or labels[learned[-1]] != eos):
            raise FinetuneError(
                f"row {row} of the first batch does not learn the end-of-sequence token: such a model never stops"
            )
        if any(tokens[index] != labels[index] for index in learned):
            raise FinetuneError(f"row {row} of the first batch has labels that are not its tokens")


def learned(batch: Any, tokenizer: Any, ends: int = 60) -> str:
    """Show what the first row of a batch learns: its first and last characters, its end among them."""
    tokens, labels = batch["input_ids"][0].tolist(), batch["labels"][0].tolist()
    text = tokenizer.decode([token for token, label in zip(tokens, labels, strict=True) if label != IGNORED])
    return f"{text[:ends]!r} ... {text[-ends:]!r}"
