"""Which lines of a lesson there is room for: what says the same twice is left out, what is too much is put together."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from derivative_manim.generation.derivation import WITH_PARTS
from derivative_manim.generation.step import ROWS, Step, in_order, look, together
from derivative_manim.generation.width import WIDEST, broken, widest

MAX_TEXT = 820  # characters of all lines, so that the scene stays within its 4,200


def within(lines: list[Step], result: Step, max_text: int, max_lines: int) -> list[Step]:
    """`lines` without those that say the same as their neighbour, and no more of the algebra than there is room for."""
    kept: list[Step] = []
    for line in lines:
        if not kept or line.rule != "algebra" or look(line.latex) != look(kept[-1].latex):
            kept.append(line)
    algebra = [line for line in kept if line.rule == "algebra" and line.latex.startswith("f'")]
    if back := [line for line in algebra if _adds_nothing(line, result)]:
        del kept[kept.index(back[0]) :]  # what follows comes back to it
    while len(kept) > 1 and kept[-1].latex.startswith("f'") and _adds_nothing(kept[-1], result):
        kept.pop()
    if len(kept) >= max_lines:
        kept = _merged(kept, _is_chain_of_a_part)
    if len(kept) >= max_lines:
        kept = _merged(kept, lambda line: line.latex.startswith(("(", r"\left(")))
    for line in [line for line in kept if line.latex.startswith("f'") and _too_wide(line.latex)]:
        if len(kept) > 3:
            kept.remove(line)  # a fraction that no screen has room for explains nothing
    too_long = max_text < MAX_TEXT  # what is left of a scene that is too long
    for sides in (2, 1) if too_long else ():
        kept = _shorter(kept, result, max_text, sides)
    algebra = [line for line in kept if line.rule == "algebra"]
    # the steps nearest to the substitution say least
    while algebra and (len(kept) >= max_lines or _length(kept, result) > max_text):
        kept.remove(algebra.pop(0))
    if too_long:
        kept = _shorter(kept, result, max_text, 0)
    while len(kept) < 3 and lines[len(kept)] not in kept:
        kept.append(lines[len(kept)])
    return kept


def _length(lines: list[Step], result: Step) -> int:
    """Characters of all lines, as they take room in the scene."""
    return sum(len(line.latex) + 10 for line in [*lines, result])


def _shorter(lines: list[Step], result: Step, max_text: int, sides: int) -> list[Step]:
    """The lines, of which those on the derivative of a part keep `sides` right-hand sides as long as it is needed."""
    kept = list(lines)
    for line in [line for line in reversed(kept) if _is_of_a_part(line, put_together=sides < 2)]:
        if _length(kept, result) > max_text:
            at = kept.index(line)
            kept[at : at + 1] = [_with_sides(line, sides)] if sides else []
    return kept


def _is_of_a_part(line: Step, *, put_together: bool) -> bool:
    """Whether a line says (A)' = ... of a part by a rule with parts; with `put_together` as it is said once more."""
    if not all(row.startswith(r"\qquad") for row in line.latex.split(ROWS)[1:]):
        return False  # several equations: without the ends of some, those before them would be of what follows
    again = line.latex.startswith((r"\left(", "("))
    return again or (not put_together and line.rule in WITH_PARTS and ")' " in line.latex and "u'" not in line.latex)


def _with_sides(line: Step, sides: int) -> Step:
    """A chain of equations with its first and its last right-hand side only, or with the last one."""
    left, *rights = re.split(r"(?: \\\\ \\qquad)? = ", line.latex)
    return replace(line, latex=" = ".join([left, *rights[: min(sides, len(rights)) - 1], rights[-1]]))


def _too_wide(line: str) -> bool:
    return widest(broken(line.split(ROWS))) > WIDEST


def _is_chain_of_a_part(line: Step) -> bool:
    return line.latex.startswith(r"\text{Chain rule:} \quad (") and "g'(u)" not in line.latex


def _merged(lines: list[Step], mergeable: Callable[[Step], bool]) -> list[Step]:
    """Lines that say (A)' = ... of a part as further rows of a line before them that does so too."""
    merged: list[Step] = []
    for line in lines:
        before = merged[-1].latex if merged else ""
        of_a_part = before.startswith(r"\text{") and "u'" not in before and ")'" in before
        if mergeable(line) and of_a_part and (_is_chain_of_a_part(merged[-1]) or not _is_chain_of_a_part(line)):
            merged[-1] = together([merged[-1], line])
        else:
            merged.append(line)
    return merged


def _adds_nothing(line: Step, result: Step) -> bool:
    """Whether a line is the result in other clothes.

    Of a rule with parts, the line where they are put in is told though the result only has another order of factors.
    """
    same = look(line.latex) == look(result.latex)
    return same and (line.rule not in WITH_PARTS or in_order(line.latex) == in_order(result.latex))
