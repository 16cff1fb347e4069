"""The texts that a scene sets with LaTeX, found in its code: literals, list entries, f-strings of constants."""

import ast
from dataclasses import dataclass

from .constants import MAX_VALUES, Constants, Value
from .scopes import Scopes

MATH = frozenset({"MathTex", "SingleStringMathTex"})
TEXT = frozenset({"Tex", "Title", "BulletedList"})
LABELLED = {"get_graph_label": "label", "get_axis_labels": "", "get_x_axis_label": "label", "get_y_axis_label": "label"}


@dataclass(frozen=True)
class ScreenText:
    """A text that is set on the screen.

    Attributes:
        text: the LaTeX; None if the code does not say it in a way that can be read.
        line: where it is written.
        math: whether it is in math mode.
        call: the call that sets it.
    """

    text: str | None
    line: int
    math: bool
    call: ast.Call


def on_screen(scopes: Scopes, constants: Constants) -> list[ScreenText]:
    """Every text set by `MathTex`, `Tex`, `Title`, ... in the order of the source; each place of writing once."""
    result: list[ScreenText] = []
    seen: set[tuple[str | None, int, int]] = set()
    for node in scopes.nodes():
        if len(result) >= MAX_VALUES:
            break
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in MATH | TEXT:
            arguments: list[ast.expr] = list(node.args)
            separator = "\n" if name == "BulletedList" else " " if name in MATH else ""
        elif name in LABELLED:
            arguments = [k.value for k in node.keywords if k.arg == LABELLED[name]]
            if name == "get_graph_label" and not arguments:
                arguments = node.args[1:2]
            arguments = [a for a in arguments if not isinstance(a, ast.Call)]
            separator = " "
        else:
            continue
        if not arguments:
            continue
        for text in _texts(arguments, separator, constants, node):
            key = (text.text, text.line, 0 if text.text is not None else node.lineno)
            if key not in seen:
                seen.add(key)
                result.append(text)
            if name in TEXT and result and result[-1] is text:
                result[-1] = ScreenText(text.text, text.line, False, node)
    return result


def _texts(arguments: list[ast.expr], separator: str, constants: Constants, call: ast.Call) -> list[ScreenText]:
    combined: list[Value] = [Value("", call.lineno)]
    first = True
    for argument in arguments:
        if isinstance(argument, ast.Starred):
            values = constants.values(argument.value)
            if values is None:
                return [ScreenText(None, call.lineno, True, call)]
            texts = []
            for value in values:
                items = value.data if isinstance(value.data, tuple) else (value,)
                texts.append(Value(separator.join(str(i.data) for i in items), items[0].line if items else value.line))
        else:
            found = constants.values(argument)
            if found is None:
                return [ScreenText(None, argument.lineno, True, call)]
            texts = found
        if any(not isinstance(t.data, str | int | float) for t in texts):
            return [ScreenText(None, argument.lineno, True, call)]
        gap = "" if first else separator
        combined = [Value(f"{a.data}{gap}{b.data}", b.line if first else a.line) for a in combined for b in texts]
        first = False
        if len(combined) > MAX_VALUES:
            return [ScreenText(None, call.lineno, True, call)]
    return [ScreenText(str(v.data), v.line, True, call) for v in combined]
