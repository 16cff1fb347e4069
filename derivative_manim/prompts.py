"""The one prompt that training, generation and evaluation share: Alpaca's."""

PROMPT = (
    "Below is an instruction that describes a task. "
    "Write a response that appropriately completes the request.\n"
    "\n"
    "### Instruction:\n"
    "{instruction}\n"
    "\n"
    "### Response:\n"
)


def make_prompt(instruction: str) -> str:
    """Return the text that a model is given: it ends where the code is to begin.

    Args:
        instruction: what is asked for, one line; it may hold braces.
    """
    return PROMPT.replace("{instruction}", instruction)
