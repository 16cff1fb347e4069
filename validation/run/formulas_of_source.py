"""Which formulas a file sets, found in its text, which is not run.

Strings given to `MathTex` and its kin, and, where those are given names, all strings of the file that look like
formulas. What is missed here, Manim sets itself when the scene runs.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import manim
from manim.mobject.text import tex_mobject
from manim.utils.tex_file_writing import tex_hash

from .digits import SIGNS

TEX_CLASSES = ("MathTex", "Tex", "SingleStringMathTex", "Title")
# The keywords that change what LaTeX is given; one that is not a literal leaves its formula to Manim.
KEYWORDS = {"arg_separator", "substrings_to_isolate", "tex_environment", "tex_template", "tex_to_color_map"}
FORMULA = re.compile(r"\w|[^#\n]*[\\^=+()][^#\n]*")
LABEL = re.compile(r"\$[^$]+\$")
# Of a file with more strings than any lesson has formulas, or with more text, Manim sets the rest itself.
MOST, LONGEST = 400, 200_000
Call = tuple[str, tuple[str, ...], dict[str, Any]]  # class, strings, keywords


class _Recorded(BaseException):
    """Stops Manim's constructor once its formula is known."""


def tex_calls(source: str) -> Iterator[Call]:
    """Find (class, strings, keywords) of every formula that the source is seen to set."""
    named: dict[str, None] = {}  # classes that are given something else than strings
    found: dict[str, None] = {}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in TEX_CLASSES:
                strings = [value for arg in args if isinstance(value := getattr(arg, "value", None), str)]
                with suppress(ValueError):
                    words = {word.arg: ast.literal_eval(word.value) for word in keywords if word.arg in KEYWORDS}
                    if len(strings) == len(args):
                        yield name, tuple(strings), words
                    else:
                        named[name] = None
            case ast.Constant(value=str(string)):
                found[string] = None
    for string in found:
        if LABEL.fullmatch(string):  # given to an axis, which sets it as Tex
            yield "Tex", (string,), {}
        elif FORMULA.fullmatch(string):
            yield from ((name, (string,), {}) for name in named)


def formulas(files: Iterable[Path]) -> dict[str, str]:
    """Give the documents of what the files set, as Manim's own classes would write them, by the names of their files.

    All have Manim's template: what is given another one is left to Manim.
    """
    calls: dict[str, Call] = {sign: ("MathTex", (sign,), {}) for sign in SIGNS}
    for file in files:
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):  # the scene's own run will say it
            calls |= {repr(call): call for call in islice(tex_calls(file.read_text(encoding="utf-8")[:LONGEST]), MOST)}
    found: dict[str, str] = {}

    def record(expression: str, environment: str | None = None, tex_template: Any = None) -> Path:
        template = manim.config["tex_template"]
        if environment is None:
            text = template.get_texcode_for_expression(expression)
        else:
            text = template.get_texcode_for_expression_in_env(expression, environment)
        found[tex_hash(text)] = text
        raise _Recorded

    original: Callable[..., Path] = tex_mobject.tex_to_svg_file
    tex_mobject.tex_to_svg_file = record
    try:
        for name, strings, words in calls.values():
            with suppress(_Recorded, Exception):  # what Manim cannot build here it will refuse in the scene
                getattr(manim, name)(*strings, **words, color=manim.WHITE)
    finally:
        tex_mobject.tex_to_svg_file = original
    return found
