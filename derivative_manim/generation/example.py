"""One row of the catalogue made into one example: its scene and its record."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from derivative_manim.generation.catalogue import Entry
from derivative_manim.generation.complexity import complexity
from derivative_manim.generation.domain import derivative_domain, domain
from derivative_manim.generation.geometry import picture
from derivative_manim.generation.instructions import STANDARD, instruction
from derivative_manim.generation.latex import latex
from derivative_manim.generation.lesson import rules_named, steps
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.scene import animations, formulas, render_scene
from derivative_manim.generation.skeleton import skeleton
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.words import describe

MIN_CHARS, MAX_CHARS = 2800, 4200


@dataclass(frozen=True)
class Example:
    """A scene's text and its record, the latter still without what the others decide: split, instruction, nearness."""

    code: str
    record: dict[str, Any]


def make_example(entry: Entry, name: str = "") -> Example:
    """Differentiate, choose the picture, write the scene.

    Args:
        entry: the function, and the rank that gives its level.
        name: its id; that of its rank in the release if empty.

    Raises:
        ValueError: the function cannot be made into a lesson, or its scene is outside 2,800-4,200 characters.
    """
    derivation = differentiate(entry.function)
    shown = picture(entry.function, derivation.derivative)
    lines = steps(derivation)
    text = sympy_text(entry.function)
    name = name or f"dm-{entry.rank:04d}"
    record: dict[str, Any] = {
        "id": name,
        "rank": entry.rank,
        "level": entry.level,
        "split": "",
        "description": describe(entry.function),
        "complexity": complexity(derivation),
        "function": text,
        "function_latex": latex(entry.function),
        "derivative": sympy_text(derivation.derivative),
        "derivative_latex": latex(derivation.derivative),
        "rules": rules_named(lines),
        "steps": [{"rule": s.rule, "latex": s.latex, "expression": s.expression} for s in lines],
        "skeleton": skeleton(entry.function),
        "domain": domain(entry.function),
        "derivative_domain": derivative_domain(entry.function, derivation.derivative),
        "nearest_train": "",
        "novelty": 0.0,
        "x_range": list(shown.x_range),
        "y_range": list(shown.y_range),
        "dy_range": list(shown.dy_range),
        "instruction": "",
        "instruction_format": 0,
        "instruction_standard": instruction(STANDARD, text),
        "path": f"code/{entry.level}/{name.removeprefix('dm-')}_{slug(text)}.py",
    }
    code = render_scene(record, entry.function, derivation.derivative, lines, shown)
    budget = sum(len(line.latex) + 10 for line in lines)
    while len(code) > MAX_CHARS and budget > 0:  # much to draw and much to tell: some algebra is left out
        budget -= len(code) - MAX_CHARS
        lines = steps(derivation, budget)
        record["steps"] = [{"rule": s.rule, "latex": s.latex, "expression": s.expression} for s in lines]
        code = render_scene(record, entry.function, derivation.derivative, lines, shown)
    if not MIN_CHARS <= len(code) <= MAX_CHARS:
        raise ValueError(f"the scene of {text} has {len(code)} characters, not {MIN_CHARS}-{MAX_CHARS}")
    record |= {
        "sha256": hashlib.sha256(code.encode()).hexdigest(),
        "chars": len(code),
        "latex_expressions": len(formulas(lines)),
        "animations": animations(lines),
    }
    return Example(code, record)


def slug(text: str) -> str:
    """A file name's part for a function: `x**2*sin(x)` gives `x2_sin_x`."""
    for sign, word in (("**", "^"), ("+", "_plus_"), ("-", "_minus_"), ("/", "_over_"), ("^", "")):
        text = text.replace(sign, word)
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:48].strip("_")
