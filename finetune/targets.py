r"""What a model is taught to answer, and the scene that an answer makes.

`direct`: the answer is the scene. `fill`: the answer is what differs from lesson to lesson and takes mathematics, as
text:

    function: x*sin(x)
    steps:
    f(x) = x \sin x
    \text{Product rule:} \quad (uv)' = u'v + uv'
    ...
    derivative: x*cos(x) + sin(x)

(`fill-answer-first` has the derivative before the steps: then the model has to say it before it has worked it out.)
The project's own template makes the scene of it: ranges, gaps and the place of the tangent are read off the two
functions that the model wrote. What the model got wrong stays wrong in the scene.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TARGETS = ("direct", "fill", "fill-answer-first")
_FUNCTION, _DERIVATIVE, _STEPS = "function:", "derivative:", "steps:"


class UnfilledError(ValueError):
    """An answer does not fill the template; the message says what is missing."""


def response(target: str, example: Mapping[str, Any]) -> str:
    """Give the right answer for an example.

    Args:
        target: one of `TARGETS`.
        example: a row of the dataset.
    """
    if target == "direct":
        return str(example["completion"])
    derivative = [f"{_DERIVATIVE} {example['derivative']}"]
    steps = [_STEPS, *(step["latex"] for step in example["steps"])]
    parts = [*derivative, *steps] if target == "fill-answer-first" else [*steps, *derivative]
    return "\n".join([f"{_FUNCTION} {example['function']}", *parts]) + "\n"


def scene_of(target: str, answer: str, *, example_id: str = "") -> str:
    """Give the Python source that an answer stands for.

    Args:
        target: one of `TARGETS`.
        answer: what a model wrote.
        example_id: named in the scene's docstring.

    Raises:
        UnfilledError: if the answer does not fill the slots or the template cannot draw it.
    """
    return answer if target == "direct" else _filled(answer, example_id)


def slots(answer: str) -> tuple[str, str, list[str]]:
    """Split an answer into the function's text, the derivative's text and the lines of LaTeX, in either order.

    Raises:
        UnfilledError: a slot is missing or there twice, or a line could leave the string that it is put into.
    """
    lines = [line.rstrip() for line in answer.splitlines() if line.strip()]
    for name in (_FUNCTION, _STEPS, _DERIVATIVE):
        there = sum(line.startswith(name) for line in lines)
        if there != 1:
            raise UnfilledError(f"{there or 'no'} line begins with {name!r}: it is to be one")
    function, derivative = (
        next(line for line in lines if line.startswith(name)).partition(":")[2].strip()
        for name in (_FUNCTION, _DERIVATIVE)
    )
    start = lines.index(_STEPS) + 1 if _STEPS in lines else len(lines)
    end = next((at for at in range(start, len(lines)) if lines[at].startswith(_DERIVATIVE)), len(lines))
    steps = lines[start:end]
    if not steps:
        raise UnfilledError("there are no steps")
    for step in steps:
        # The template writes each line as r"...": what ends that string would be code.
        if '"' in step or step.endswith("\\"):
            raise UnfilledError(f"the line {step!r} does not fit into a string")
    return function, derivative, steps


def _filled(answer: str, example_id: str) -> str:
    # The extra `generation` is needed for this only.
    from derivative_manim.generation.geometry import picture
    from derivative_manim.generation.lesson import Step
    from derivative_manim.generation.parse import FunctionSyntaxError, parse
    from derivative_manim.generation.scene import render_scene

    function, derivative, lines = slots(answer)
    try:
        f, df = parse(function), parse(derivative)
    except FunctionSyntaxError as error:
        raise UnfilledError(str(error)) from None
    steps = [Step("", line, "") for line in lines]
    try:
        return render_scene({"id": example_id, "function": function}, f, df, steps, picture(f, df))
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise UnfilledError(f"the template cannot draw it: {type(error).__name__}: {error}") from None
