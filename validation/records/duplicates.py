"""Scenes that are copies: the same text twice, or nearly the same lesson in two splits.

All scenes share one template by design, so whole files are compared for identity only. What belongs to the function
alone (`f`, `df`, and the formulas on screen) is compared between splits, with names and numbers masked and exponents
kept, as runs of five tokens: what two share of what either has (Jaccard's index). Measured on the release: pairs of one
skeleton have 0.05 to 1, with a median of 0.43 (a sign that comes or goes changes much of so short a text); pairs of
different skeletons in two splits have 0.89 at most (x**4 - 2*x**2 and x**4 - 5*x**2 + 4). So likeness alone cannot tell
"the same with other numbers". The skeletons of `dataset.leak` decide that exactly, from the records and from the code;
what is left for this check is a lesson that is a copy token for token, or nearly, whatever its function looks like.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..problem import Problem, Where
from ..release import SPLITS, Release
from ..scene_file import SceneFile
from .expression import UnreadableError
from .functions import find_function
from .latex_count import latex_strings
from .problems import error
from .tokens import shingles, tokens

RULES = {
    "dataset.duplicate": "no two scenes have the same code, whatever their comments say",
    "dataset.near_duplicate": "no lesson is in two splits once names and numbers are masked",
}

SHINGLE = 5
ALIKE = 0.95
"""The function's part of a scene has about 90 runs; a token changed in it changes five, which leaves 0.9."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class _Part:
    # What of a scene is about its function, as shingles.
    path: str
    split: str
    shingles: frozenset[int]


def check(release: Release) -> Iterator[Problem]:
    """Look for copies.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    yield from _check_identical(release)
    parts = []
    for path, record in release.by_path.items():
        scene = release.scenes.get(path)
        if scene is None or record.text("split") not in SPLITS:
            continue
        try:
            parts.append(_Part(path, record.text("split"), masked(scene)))
        except UnreadableError:
            continue  # dataset.function and dataset.latex_count say so
    parts.sort(key=lambda part: len(part.shingles))
    for number, part in enumerate(parts):
        for other in parts[number + 1 :]:
            if len(part.shingles) < ALIKE * len(other.shingles):
                break  # all that follow are longer still: the longer has too much that the shorter lacks
            if part.split == other.split:
                continue
            alike = len(part.shingles & other.shingles) / len(part.shingles | other.shingles)
            if alike >= ALIKE:
                first, second = sorted([part, other], key=lambda one: one.path)
                message = (
                    f"the lesson is {alike:.0%} that of {first.path} but for names and numbers,"
                    f" and they are in {second.split} and {first.split}"
                )
                yield error("dataset.near_duplicate", Where(second.path), message, "put both into one split")


def masked(scene: SceneFile) -> frozenset[int]:
    """Return what of a scene is about its function, without names and numbers.

    Args:
        scene: the scene.

    Returns:
        Shingles of the bodies of `f` and `df` and of each formula on screen.

    Raises:
        UnreadableError: the scene is not Python, has no `f` or `df`, or its formulas cannot be followed.
    """
    parts = [_mask_code(find_function(scene, name)) for name in ("f", "df")]
    parts += [_mask(tokens(text)) for text in sorted(latex_strings(scene))]
    return shingles(parts, SHINGLE)


def _mask_code(function: ast.FunctionDef) -> list[str]:
    try:
        text = "\n".join(ast.unparse(statement) for statement in function.body)
    except RecursionError:
        raise UnreadableError("it is nested too deep") from None
    # np.sin stays sin: which function it is is no name that somebody chose.
    chosen = {argument.arg: "x" for argument in function.args.args}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            chosen[node.id] = "v"
    return _mask([chosen.get(token, token) for token in tokens(text)])


def _mask(found: list[str]) -> list[str]:
    result = []
    for place, token in enumerate(found):
        before = found[max(place - 2, 0) : place]
        is_exponent = before[-1:] in (["**"], ["^"]) or before == ["^", "{"]
        result.append("0" if _NUMBER.fullmatch(token) and not is_exponent else token)
    return result


def _check_identical(release: Release) -> Iterator[Problem]:
    first_of: dict[str, str] = {}
    for path, scene in release.scenes.items():
        first = first_of.setdefault(_code_of(scene), path)
        if first != path:
            message = f"the code is that of {first}"
            yield error("dataset.duplicate", Where(path), message, "remove one of the two, with its record")


def _code_of(scene: SceneFile) -> str:
    # Without the docstring at the top and the lines that are comments: they name the record.
    lines = scene.text.split("\n")
    try:
        match scene.tree.body:
            case [ast.Expr(value=ast.Constant(value=str())) as docstring, *_]:
                del lines[: docstring.end_lineno]
    except SyntaxError:
        pass  # compared as it is
    return "\n".join(line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
