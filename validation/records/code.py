"""What a lesson's code says, held against its record: of which function it is, and what `f` and `df` return.

Curves are compared where they are drawn. A function must be right beyond, too, and for a reader: the record's formula.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from ..formulas import function_text
from ..formulas.equality import Comparer
from ..formulas.expression import Unreadable
from ..problem import Problem
from ..scene_file import SceneFile
from .problems import error, shown

RULES = {"record.code": "a lesson's docstring names its function; f and df return the record's formulas"}


def check(scene: SceneFile, record: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what the code says otherwise than the record; code that Python does not read says nothing."""
    if scene.unreadable():
        return
    said, expected = ast.get_docstring(scene.tree) or "", f"The derivative of {record['function']}."
    if not said.startswith(expected):
        yield error("record.code", scene.path, f"the docstring is {shown(said)}", f"begin it with {expected!r}", 1)
    fields = {"f": "function", "df": "derivative"}
    for node in scene.tree.body:
        match node:
            case ast.FunctionDef(name="f" | "df" as name, body=[*_, ast.Return(ast.expr() as value)]):
                wrong = _difference(ast.unparse(value), record[fields[name]])
                if wrong:
                    message = f"{name} returns {shown(ast.unparse(value))}: {wrong}"
                    yield error("record.code", scene.path, message, f"return {record[fields[name]]}", node.lineno)


def _difference(code: str, formula: str) -> str:
    try:
        found = Comparer().equal(function_text.formula(code), function_text.formula(formula))
    except Unreadable as reason:
        return f"that is no formula: {reason}"
    return "" if found else f"it should be {formula}: {found.why}"
