"""How a chat model is asked for a scene: one message that says what a lesson must have, solved examples before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import data

CHAT = """{instruction}

Write one Python file for Manim Community 0.22 that runs by itself. It has:
- the imports `from manim import *` and `import numpy as np`, and no others;
- two functions of a number at module level, `f(x)` and `df(x)`, in NumPy: the function and its derivative;
- one class, `DerivativeVisualization(Scene)`;
- in its `construct`, eight phases in this order, each opened with `self.next_section("NAME")`:
  1. "title": the function, in LaTeX;
  2. "axes": one pair of axes for the function and one below it, aligned in x, for its derivative;
  3. "function": the graph of the function;
  4. "derivation": at least four lines of LaTeX that appear in turn: function, rules that apply, substitution, result;
  5. "tangent": a point on the graph, the tangent there, and its slope as a number;
  6. "trace": the point and the tangent move along the graph while a dot on the lower axes traces the slope;
  7. "derivative": the graph of the derivative and its label;
  8. "summary": the function and its derivative together, in a box.
All words on screen are set with Tex or MathTex. Nothing leaves the frame and no text lies on other text.

Answer with the file in one Markdown code block and nothing else."""


def turns(example: Mapping[str, Any], wording: str, shots: int) -> list[tuple[str, str]]:
    """Give what is said, as (`user` or `assistant`, text): training examples, the nearest last, then the question."""
    solved = reversed(data.nearest(example["function"], data.examples("train"), shots) if shots else [])
    said = [(("user", _question(shot, wording)), ("assistant", f"```python\n{shot['code']}```")) for shot in solved]
    return [*(turn for pair in said for turn in pair), ("user", _question(example, wording))]


def _question(example: Mapping[str, Any], wording: str) -> str:
    instruction = example["instruction" if wording == "all" else "instruction_standard"]
    return CHAT.replace("{instruction}", instruction)
