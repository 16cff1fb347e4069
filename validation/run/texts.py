"""What a text on screen says now, learned from the outlines of its glyphs.

Manim's texts keep the string that they were made of, also when they are drawn as another: after Transform, become or
set_points. Whatever is set while the scene runs is kept here by its outlines; what is on screen is looked up by those.
Glyphs are compared by their points, which are the same but for place, size and turn, or, where Manim has cut their
curves to align them with another's, by the moments of their areas.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from . import digits

Glyph = Any  # the points of an outline, n x 3 or n x 2

MOST = 4_000  # texts of one scene
LONGEST = 2_000  # characters of a text that are kept
MOST_TRIED = 40
# Text that is turned or sheared by more than this (a tangent), or stretched by more, is not upright.
TURN, STRETCH = 0.09, 1.4
# How far up or down, in heights of an x, a part may go that is moved along its row: less than what makes an exponent.
LEVEL = 0.55
# The height of an x at font size 1 in LaTeX, and how much larger Pango draws at the same font size.
X_HEIGHT, PANGO = 0.0047, 1.53


@dataclass(frozen=True, eq=False)
class Made:
    """A text that was set: what it says, how that was given, where in the source, its drawn size and its outlines."""

    text: str
    mode: str
    line: int | None
    size: float
    glyphs: tuple[Glyph, ...]

    @cached_property
    def moments(self) -> Any:
        """What tells each glyph from others, whatever its size."""
        return np.array(list(map(digits.moments, self.glyphs)))

    def drawn_as(self, glyphs: Sequence[Glyph], near: float) -> Any:
        """Give the linear map by which the points of the glyphs are these, but for their place; else None."""
        if [len(one) for one in self.glyphs] != [len(one) for one in glyphs]:
            return None
        source, target = (np.concatenate(some)[:, :2] for some in (self.glyphs, glyphs))
        moved, image = source - source.mean(axis=0), target - target.mean(axis=0)
        matrix, *_ = np.linalg.lstsq(moved, image, rcond=None)
        off = float(np.abs(moved @ matrix - image).max())
        return matrix if np.isfinite(off) and off <= near * float(np.abs(image).max()) + 1e-6 else None

    def moved_apart(self, glyphs: Sequence[Glyph]) -> Any:
        """Give the linear map if these are the same glyphs, of which some are moved along the row or into rows below.

        So Manim's Paragraph and Code align their lines, and `arrange` the parts of a formula.
        """
        old, new = (
            np.array([(glyph[:, :2].min(axis=0), glyph[:, :2].max(axis=0)) for glyph in some])
            for some in (self.glyphs, glyphs)
        )
        sizes = np.ptp(new, axis=1).max(axis=1) / np.ptp(old, axis=1).max(axis=1)
        scale = float(np.median(sizes))
        if not np.isfinite(sizes).all() or np.abs(sizes / scale - 1).max() > 0.02:
            return None
        shifts = (new - scale * old).mean(axis=1)
        room = LEVEL * X_HEIGHT * self.size * scale
        begin = 0
        for i in range(1, len(glyphs)):
            row, (across, up) = new[begin:i], shifts[i] - shifts[i - 1]
            if max(abs(across), abs(up)) <= room / 10:
                continue
            if new[i, 1, 1] < row[:, 0, 1].min():
                begin = i
            elif abs(up) > room or new[i, 0, 0] < row[:, 1, 0].max() - room / 2:
                return None
        alike = np.abs(self.moments - list(map(digits.moments, glyphs))).max() < digits.NEAR
        return scale * np.eye(2) if alike else None


class Texts:
    """All texts that one scene has set."""

    def __init__(self) -> None:
        self._known: set[Any] = set()
        self._by_number: dict[int, list[Made]] = {}

    def add(self, glyphs: list[Glyph], text: str, mode: str, line: int | None, size: float) -> None:
        """Keep a text that has just been set."""
        known = (text, mode, line, *map(len, glyphs))
        if not glyphs or known in self._known or len(self._known) >= MOST:
            return
        self._known.add(known)
        if mode in {"plain", "markup"}:
            size *= PANGO
        else:
            # Of the tallest glyph; a dash counts by its width, which is about twice the height of an x.
            extents = [np.ptp(glyph[:, :2], axis=0).tolist() for glyph in glyphs]
            size = min(size, max(max(height, 0.6 * width) for width, height in extents) / X_HEIGHT)
        made = Made(text[:LONGEST], mode, line, size, tuple(glyph.copy() for glyph in glyphs))
        self._by_number.setdefault(len(glyphs), []).append(made)

    def read(self, glyphs: list[Glyph], painted: list[bool], said: str, near: float = 1e-4) -> dict[str, Any]:
        """Say which text the glyphs are, as they are drawn in the picture; some of them may not be painted.

        Gives fields of `validation.run.evidence.Item`, none if they are no text. Of texts that look alike the one that
        the mobject `said` of itself is preferred. A point may be `near` where it belongs, as a share of the length.
        """
        shown = [glyph for glyph, is_painted in zip(glyphs, painted, strict=True) if is_painted]
        for some in [glyphs] if len(shown) in {0, len(glyphs)} else [glyphs, shown]:
            candidates = sorted(self._by_number.get(len(some), []), key=lambda made: made.text == said)
            last = candidates[: -MOST_TRIED - 1 : -1]  # the last ones first
            exact = ((made, made.drawn_as(some, near)) for made in last)
            for made, matrix in chain(exact, ((made, made.moved_apart(some)) for made in last)):
                if matrix is not None:
                    (a, b), (c, d) = matrix.tolist()
                    straight = a > 0 and d > 0 and abs(b) <= TURN * a and abs(c) <= TURN * d
                    upright = straight and 1 / STRETCH < a / d < STRETCH
                    legible = a * d > b * c and a > -abs(b)  # neither mirrored nor upside down
                    whole = legible and len(shown) == len(some)
                    size = round(made.size * float(np.hypot(c, d)), 6)
                    read = {"text": made.text, "mode": made.mode, "line": made.line}
                    return read | {"size": size, "upright": upright, "whole": whole}
        return {}

    def holds(self, glyphs: Sequence[Glyph], near: float) -> bool:
        """Say whether glyphs stand one after the other in a text that was set: a part that was copied out of it."""
        for count, some in self._by_number.items():
            for made in some[-MOST_TRIED:] if count > len(glyphs) else ():
                for start in range(count - len(glyphs) + 1):
                    run = replace(made, glyphs=made.glyphs[start : start + len(glyphs)])
                    if run.drawn_as(glyphs, near) is not None or run.moved_apart(glyphs) is not None:
                        return True
        return False
