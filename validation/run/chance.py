"""Chance, and what else may be another thing in each video of a scene: what it draws at random or takes out of a set.

Here it is fixed, so that a verdict is no draw: by one number in the usual run, by another in the second one, which a
scene has that draws or that keeps sets. These are in the order of hashes, to which a process holds from its start.
"""

import ast
import random
from itertools import count
from typing import Any

import numpy as np
from manim import config
from numpy.random import bit_generator

# The first draw of Python's generator and of both of NumPy's is nearly 0 with the one, nearly 1 with the other: most of
# what a scene shows but seldom is chosen by one of the two.
SEEDS = {"quick": 17470, "low": 17470, "high": 28203}
DRAWING = frozenset({"set", "frozenset", "Random", "SystemRandom"})
# What differs from one size or frame rate to another: of a camera this, of Manim's settings all but what is the SAME.
SIZES = frozenset({"config", "pixel_width", "pixel_height", "pixel_array", "frame_rate", "background"})
SAME = {
    *("frame_width", "frame_height", "frame_x_radius", "frame_y_radius", "frame_size", "aspect_ratio"),
    *("top", "bottom", "left_side", "right_side", "background_color", "background_opacity", "tex_template"),
}
_given: list[int] = []  # what NumPy's generators were given that asked for a number to begin with


def fix(quality: str) -> None:
    """Let every generator begin with numbers of ours, in this process."""
    numbers, seed = count(SEEDS[quality]), random.Random.seed
    shared: Any = random

    def given(_: int) -> int:
        _given.append(next(numbers))
        return _given[-1]

    def begin(self: Any, a: Any = None, version: int = 2) -> None:
        seed(self, SEEDS[quality] if a is None else a, version)

    config.seed = SEEDS[quality]  # with which Manim begins each scene
    shared.seed(SEEDS[quality])
    np.random.seed(SEEDS[quality])
    shared.seed = begin.__get__(shared.seed.__self__)
    shared.Random.seed = begin
    shared.SystemRandom = random.Random
    vars(bit_generator)["randbits"] = given


def state() -> str:
    """Tell how far the generators have come."""
    return f"{random.getstate()} {np.random.get_state()} {_given}"


def asks(source: bytes) -> list[str]:
    """List what the text of a file, which Python has read, uses by which two videos of it may differ."""
    found = set[str]()
    same = set[ast.AST]()  # of what something is read that is the same in every size, or is set
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=value, attr=attr, ctx=ctx) if attr in SAME or isinstance(ctx, ast.Store):
                same.add(value)
            case ast.Set() | ast.SetComp():
                found.add("set")
            case ast.MatchClass(kwd_attrs=names):
                found.update(names)
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name) | ast.Constant(value=str(name)):
                found.update([name] if node not in same else [])
    return sorted(found & SIZES) + ["chance"] * bool(found & DRAWING)
