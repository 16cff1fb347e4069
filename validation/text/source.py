"""`ast.syntax`: the text is a Python module of a sane size, and means to Python what it shows to a reader."""

import re
from collections.abc import Iterator

from ..problem import Problem
from ..scene_file import SceneFile
from .report import error, short
from .tree import Tree

RULES = {
    "ast.syntax": "the file is Python in UTF-8, of at most 200,000 characters, nested at most 150 deep",
}

MAX_CHARS = 200_000
"""The longest text that is read; a scene of the release has at most 4,200 characters."""

MAX_DEPTH = 150
"""The deepest syntax tree that is read: recursive readers stay within Python's own limit of 1,000 calls."""

# PEP 263. Python reads a file in the encoding that it names: `# coding: utf-7` turns a comment into code, while a
# reader of UTF-8 goes on seeing a comment.
_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_UTF_8 = {"utf-8", "utf8", "utf_8", "u8", "utf", "cp65001", "ascii", "us-ascii"}


def read(scene: SceneFile) -> "tuple[list[Problem], Tree | None]":
    """Why the other checks cannot read a file, or else its syntax tree.

    Args:
        scene: the file.
    """
    found = list(_unreadable(scene))
    if found:
        return found, None
    tree = Tree(scene.tree)
    if tree.depth > MAX_DEPTH:
        message = f"the code is nested {tree.depth} deep, more than {MAX_DEPTH}"
        return [error(scene, "ast.syntax", None, message, "split the longest expression")], None
    return [], tree


def _unreadable(scene: SceneFile) -> Iterator[Problem]:
    if len(scene.text) > MAX_CHARS:
        size = f"{len(scene.text):,} characters, more than {MAX_CHARS:,}"
        yield error(scene, "ast.syntax", None, f"the file has {size}", "a lesson is a few thousand characters long")
        return
    nul = scene.text.find("\0")
    if nul >= 0:
        yield error(
            scene,
            "ast.syntax",
            scene.text.count("\n", 0, nul) + 1,
            "the text contains a NUL character",
            "remove it: Python does not read such a file",
        )
        return
    for number, line in enumerate(scene.text.splitlines()[:2], start=1):
        cookie = _COOKIE.match(line)
        if cookie and cookie[1].lower() not in _UTF_8:
            name = short(cookie[1])
            yield error(
                scene,
                "ast.syntax",
                number,
                f"the file declares the encoding `{name}`, in which it can mean something else than it shows",
                "remove the declaration and save the file as UTF-8",
            )
            return
    try:
        _ = scene.tree
    except SyntaxError as failure:
        message = f"the file is not Python: {short(failure.msg or 'invalid syntax')}"
        yield error(scene, "ast.syntax", failure.lineno or None, message, "correct the syntax")
