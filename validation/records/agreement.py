"""What one record says, held against itself, and against the code of its lesson.

Curves are compared where they are drawn. A function in the code must be right beyond, too, and for a reader: the
record's formula.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from ..formulas import function_text, latex
from ..formulas.equality import GENERAL, Comparer, derivative, points_in
from ..formulas.expression import Expr, Unreadable
from ..problem import Problem
from ..scene_file import SceneFile
from . import domains, steps, textbook
from .problems import error, shown

RULES = {
    "record.function": "a record's function and derivative can be read as formulas in x",
    "record.derivative": "a record's derivative is that of its function, wherever that has values",
    "record.latex": "function_latex and derivative_latex say the same as function and derivative",
    "record.domain": "domain is where a function has real values, derivative_domain where its derivative has",
    "record.said": "the last line says for which x it holds, if f' does not exist everywhere",
    "record.result": "the derivative is in lowest terms, with no fraction in a fraction",
    "record.steps": "each step says in LaTeX what its expression says; the first is the function, the last f'(x)",
    "record.rules": "a record's rules are those that its lines name, each step is of one and names no other",
    "record.derivation": "each line is of the function and worked out; the letters of a rule are named and put into it",
    "record.instruction": "an instruction asks for the record's function",
    "record.code": "a lesson's docstring names its function; f and df return the record's formulas",
}


def check(path: str, record: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a record that follows the schema, in itself; problems name the path."""
    try:
        function, slope = (function_text.formula(record[field]) for field in ("function", "derivative"))
    except Unreadable as reason:
        message = f"{shown(record['function'])} or its derivative {shown(record['derivative'])} is not read: {reason}"
        yield error("record.function", path, message, "write one formula of elementary functions")
        return
    yield from _check_formulas(path, record, function, slope)
    for field, part in {"domain": None, "derivative_domain": slope}.items():
        wrong = domains.fault(function, record[field], part)
        if wrong:
            yield error("record.domain", path, f"the {field} {shown(record[field])} {wrong}", f"correct the {field}")
        elif part is not None:
            said = domains.said_fault(record["steps"][-1]["latex"], record[field])
            if said:
                message = f"the last line {said}, unlike the {field} {shown(record[field])}"
                yield error("record.said", path, message, "say where the derivative exists")
    for message in steps.faults(record):
        yield error("record.steps", path, message)
    for message in steps.rule_faults(record):
        yield error("record.rules", path, message)
    for message in textbook.derivation_faults(record):
        yield error("record.derivation", path, message, "derive it as a textbook does")
    for field in ("instruction", "instruction_standard"):
        if not record[field].endswith(f" {record['function']}"):
            message = f"{field} is {shown(record[field])}"
            yield error("record.instruction", path, message, f"end it with {shown(record['function'])}")


def _check_formulas(path: str, record: Mapping[str, Any], function: Expr, slope: Expr) -> Iterator[Problem]:
    low, high, _ = record["x_range"]
    comparer = Comparer([*points_in([(low, high)], 8), *points_in(GENERAL, 3)])
    found = comparer.equal(slope, derivative(function), where=function)
    if not found:
        message = f"{shown(record['derivative'])} is not the derivative of {shown(record['function'])}"
        yield error("record.derivative", path, f"{message}: {found.why}", "correct it")
    for field, expression in {"function_latex": function, "derivative_latex": slope}.items():
        try:
            ((side,),) = (statement.sides for statement in latex.parse(record[field]))
            found = comparer.equal(side, expression, where=function)
            reason = "" if found else found.why
            if field == "derivative_latex":
                for message in textbook.result_faults(record[field], side):
                    yield error("record.result", path, f"{shown(record[field])} {message}", "simplify it")
        except (Unreadable, ValueError):
            reason = "it is not one formula"
        if reason:
            message = f"{field} is {shown(record[field])}, which is something else: {reason}"
            yield error("record.latex", path, message, "make them one")


def check_code(scene: SceneFile, record: Mapping[str, Any]) -> Iterator[Problem]:
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
