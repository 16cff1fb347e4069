"""Which formulas a file sets, found in its text, which is not run.

String constants given to `MathTex` and its kin, or to the file's own functions, or held in lists and tuples. What is
missed here, Manim sets itself when the scene runs.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

TEX_CLASSES = ("MathTex", "Tex", "SingleStringMathTex", "Title")
# The keywords that change what LaTeX is given; one that is not a literal leaves its formula to Manim.
KEYWORDS = {"arg_separator", "substrings_to_isolate", "tex_environment", "tex_template", "tex_to_color_map"}
# What DecimalNumber and the numbers of an axis are made of.
DIGITS = "0123456789-.,+"
# Of a file with more strings than any lesson has formulas, Manim sets the rest itself.
MOST = 400
Call = tuple[str, tuple[str, ...], dict[str, Any]]  # class, strings, keywords


@dataclass(frozen=True, order=True)
class Formula:
    """One formula as Manim gives it to LaTeX: its file's name and text, and where in the text it stands."""

    head: str  # the document up to the formula, the same for all formulas with one template
    body: str
    tail: str
    name: str


class _Recorded(BaseException):
    """Stops Manim's constructor once its formula is known."""


def tex_calls(source: str) -> Iterator[Call]:
    """Find (class, strings, keywords) of every formula that the source is seen to set."""
    nodes = list(ast.walk(ast.parse(source)))
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    loose: dict[str, None] = {}  # strings that reach a formula through a name
    classes: set[str] = set()  # and the classes that take a name
    for node in nodes:
        if isinstance(node, ast.List | ast.Tuple):
            loose |= dict.fromkeys(_strings(node.elts))
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.Return) and node.value:
            loose |= dict.fromkeys(_strings([node.value]))
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            strings = _strings(node.args)
            if name in functions:
                loose |= dict.fromkeys([*strings, *_strings(word.value for word in node.keywords)])
            elif name in TEX_CLASSES:
                try:
                    words = {word.arg: ast.literal_eval(word.value) for word in node.keywords if word.arg in KEYWORDS}
                except ValueError:
                    continue
                if len(strings) == len(node.args):
                    yield name, tuple(strings), words
                else:
                    classes.add(name)
    for name in sorted(classes):
        for string in loose:
            yield name, (string,), {}


def _strings(nodes: Iterable[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def formulas(files: Iterable[Path]) -> list[Formula]:
    """List the formulas that the files set, each once, as Manim's own classes would write them."""
    import manim
    from manim.mobject.text import tex_mobject
    from manim.utils.tex_file_writing import tex_hash

    digits: list[Call] = [("MathTex", (digit,), {}) for digit in DIGITS]
    calls = {repr(call): call for call in digits}
    for file in files:
        try:
            calls |= {repr(call): call for call in islice(tex_calls(file.read_text(encoding="utf-8")), MOST)}
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue  # the scene's own run will say it
    found: dict[str, Formula] = {}

    def record(expression: str, environment: str | None = None, tex_template: Any = None) -> Path:
        template = tex_template or manim.config["tex_template"]
        mark = "\0formula\0"
        if environment is None:
            text, framed = template.get_texcode_for_expression(expression), mark
        else:
            text = template.get_texcode_for_expression_in_env(expression, environment)
            framed = template.get_texcode_for_expression_in_env(mark, environment)
            framed = framed.removeprefix(template.body.partition(template.placeholder_text)[0])
            framed = framed.removesuffix(template.body.partition(template.placeholder_text)[2])
        head, _, tail = template.body.partition(template.placeholder_text)
        plain = template.tex_compiler == "latex" and template.output_format == ".dvi"
        if plain and re.search(r"\\documentclass\[[^]]*\bpreview\b[^]]*\]\{standalone\}", head):
            name = tex_hash(text)
            found[name] = Formula(head, framed.replace(mark, expression), tail, name)
        raise _Recorded

    original: Callable[..., Path] = tex_mobject.tex_to_svg_file
    tex_mobject.tex_to_svg_file = record
    try:
        for name, strings, words in calls.values():
            try:
                getattr(manim, name)(*strings, **words, color=manim.WHITE)
            except _Recorded:
                pass
            except Exception:  # noqa: S112 - what Manim cannot build here it will refuse in the scene
                continue
    finally:
        tex_mobject.tex_to_svg_file = original
    return sorted(found.values())
