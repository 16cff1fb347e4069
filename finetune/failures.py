"""What went wrong with a sample: one class each, the cause before its effects.

What the completion itself shows (it is empty, goes round in circles, does not end, does not fill the template) comes
before what its scene does. Only text is looked at here, in time proportional to its length; nothing runs.
"""

from __future__ import annotations

from collections.abc import Mapping

from .samples import Sample, unfenced

#: The classes in their order of precedence, and what each says. `runtime: NAME` stands for a class for each exception.
CLASSES = {
    "empty": "the completion has no text",
    "repetition": "the completion ends in a block of 1 to 12 lines, or of signs in a line, repeated 10 times or more",
    "no stop": "the completion was cut at the limit of tokens, without going round in circles",
    "unfilled": "fill mode: the completion does not fill the slots of the template",
    "not text": "not UTF-8, or more than 2 MiB",
    "syntax": "Python cannot read it",
    "timeout": "it ran longer than allowed",
    "memory": "it took more memory than allowed",
    "output": "it wrote more than is read",
    "crash": "its process ended before its work was done",
    "invented API": "it uses a name or an argument that Manim does not have, and ends with an exception for it",
    "no scene": "it has no class that is a Manim scene",
    "LaTeX": "LaTeX cannot set one of its formulas (Manim ends with a ValueError)",
    "runtime: NAME": "it ends with the exception NAME",
    "no animation": "nothing is played",
    "wrong function": "no curve on screen is the graph of the function that was asked for",
    "wrong derivative": "the derivative's curve is missing or wrong, or a line on screen is false",
    "phases": "the class is not DerivativeVisualization, or the eight phases are not opened in order",
    "refused": "it has code that a lesson has no need of, so that its run cannot be believed",
    "fault": "f, f' and the lines are right, but not all else: a point marked as a zero of f' that is none, for one",
    "layout": "nothing is wrong, but something is out of the frame, too small or on top of something else",
    "unexplained": "not usable, and the verdict does not say why",
}  # fmt: skip
MOST_LINES = 12
LEAST_TIMES = 10
_LEAST_CHARS = 100  # in one line: a ruler of 79 signs in a comment is none
_LATEX = "latex error converting to"  # said by Manim when the compiler (latex, pdflatex, xelatex) gives nothing
_TAIL = 4000  # characters of the last line that are looked at


def failure(sample: Sample, rows: Mapping[str, bool], error_class: str, error: str = "") -> str:
    """Give the class of a sample.

    Returns:
        One of `CLASSES`; empty for a usable sample in which no check finds an error.
    """
    if rows["usable"]:
        return error_class if error_class in ("fault", "layout") else ""
    cut = sample.finish_reason == "length"
    if not unfenced(sample.completion).strip():
        return "empty"
    if repeats(sample.completion, cut=cut):
        return "repetition"
    if cut:
        return "no stop"
    if sample.unfilled:
        return "unfilled"
    if error_class == "runtime: LookupError" and not rows["scene_class"]:
        return "no scene"  # what the runner raises when it finds none to run
    if error_class == "runtime: ValueError" and _LATEX in error:
        return "LaTeX"
    return error_class or "unexplained"


def meaning(name: str) -> str:
    """Say what a class is."""
    kind, _, rest = name.partition(": ")
    return CLASSES["runtime: NAME"].replace("NAME", rest) if kind == "runtime" else CLASSES.get(name, "")


def repeats(completion: str, *, cut: bool = False) -> bool:
    """Say whether a completion ends in a block that is repeated."""
    text = unfenced(completion)
    lines = _last(text)
    # Blank lines at the end may belong to the block, or only follow it.
    written = _last(text.rstrip())
    return _block(lines, blank=cut) or _block(written, blank=False) or _line(written[-1])


def _last(text: str) -> list[str]:
    """The last lines, as many as the longest block takes, repeated as often as is asked, and one that was cut."""
    count = LEAST_TIMES * MOST_LINES + 1
    return [line.rstrip() for line in text.rsplit("\n", count)[-count:]]


def _block(lines: list[str], *, blank: bool) -> bool:
    """Whether the last lines are a block of 1 to `MOST_LINES` lines, `LEAST_TIMES` times; the last line may be cut."""
    for length in range(1, MOST_LINES + 1):
        end = len(lines)
        if end > length and lines[-1] != lines[-1 - length] and lines[-1 - length].startswith(lines[-1]):
            end -= 1
        start = end
        while start > length and lines[start - 1] == lines[start - 1 - length]:
            start -= 1
        # Each line from `start` on equals the one a block before it; the first block has nothing before it.
        if end - start + length >= LEAST_TIMES * length and (blank or any(lines[end - length : end])):
            return True
    return False


def _line(line: str) -> bool:
    """Whether a line ends in a run of characters, `LEAST_TIMES` times or more and `_LEAST_CHARS` long or longer."""
    text = line[-_TAIL:]
    sizes = range(1, len(text) // LEAST_TIMES + 1)
    return any(text.endswith(text[-size:] * max(LEAST_TIMES, -(-_LEAST_CHARS // size))) for size in sizes)
