"""The mathematics of a scene of the dataset: is what it computes, draws and writes true?"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from ..formulas.equality import GENERAL, Comparer, Decision, Verdict, derivative, points_in
from ..formulas.expression import Expr
from ..problem import Problem
from ..scene_file import SceneFile
from ..screen.lines import RULES as LINE_RULES
from ..screen.lines import Lesson, Line
from ..screen.record_lines import RULES as RECORD_RULES
from ..screen.record_lines import record_problems, steps_of_record
from .code_reader import CodeFunction
from .drawing import Plot
from .drawn import RULES as DRAWN_RULES
from .drawn import drawn_problems
from .scene import Scene, fault, guarded, plain, read_scene
from .strings import ScreenText

RULES: dict[str, str] = {
    "mathematics.code": "f and df are functions of one number whose formulas can be read",
    "mathematics.derivative": "df is the derivative of f",
    **LINE_RULES,
    **RECORD_RULES,
    **DRAWN_RULES,
}


def check(scene: SceneFile, record: Mapping[str, Any] | None = None) -> list[Problem]:
    """The problems of a scene of the dataset (functions named `f` and `df`), with its record if there is one.

    Args:
        scene: the scene.
        record: its line of metadata/examples.jsonl.
    """
    try:
        read = read_scene(scene)
    except SyntaxError as error:
        return [fault("mathematics.code", scene.path, error.lineno, "the source is not Python", "correct it")]
    except (ValueError, RecursionError, MemoryError) as error:
        return [fault("mathematics.code", scene.path, None, f"the source is not read: {error}", "shorten it")]
    return sorted(guarded(scene.path, _check(read, record)), key=lambda p: (p.where.line or 0, p.check, p.message))


def _check(read: Scene, record: Mapping[str, Any] | None) -> Iterator[Problem]:
    found: dict[str, CodeFunction] = {}
    for name in ("f", "df"):
        named = [f for f in read.functions if f.name == name]
        if len(named) != 1 or named[0].expression is None:
            reason = named[0].reason if len(named) == 1 else f"there are {len(named)} functions of that name"
            line = named[0].line if named else None
            yield fault(
                "mathematics.code",
                read.path,
                line,
                f"the function {name} is not read: {reason}",
                f"write {name}(x) as one formula of numbers and NumPy's functions",
            )
            continue
        found[name] = named[0]
    if len(found) < 2:
        return
    function, slope = found["f"], found["df"]
    f, df = function.expression, slope.expression
    plots = read.drawing.plots()
    window = read.drawing.x_range()
    comparer = Comparer(_points(plots, function, window))
    try:
        true_slope = derivative(f)
    except ValueError as error:
        yield fault("mathematics.code", read.path, function.line, f"the function f is not read: {error}", "")
        return
    yield from _derivative(read, slope, comparer.equal(df, true_slope, where=f), true_slope)
    lesson = Lesson(read.path, f, comparer, strict=record is not None)
    yield from _texts(read, lesson, record)
    yield from drawn_problems(read, function, slope, plots, window, strict=record is not None)
    if record is not None:
        yield from record_problems(read, function, slope, comparer, record)


def _points(plots: list[Plot], function: CodeFunction, window: tuple[float, ...] | None) -> list[Any]:
    """Points of the intervals that are drawn, and general ones."""
    drawn = [(p.low, p.high) for p in plots if getattr(p.function, "id", "") == function.name]
    if not drawn and window and len(window) >= 2:
        drawn = [(window[0], window[1])]
    return [*points_in(drawn[:4], 10), *points_in(GENERAL, 5)]


def _derivative(read: Scene, slope: CodeFunction, decision: Decision, true_slope: Expr) -> Iterator[Problem]:
    if decision.verdict is Verdict.DIFFERENT:
        yield fault(
            "mathematics.derivative",
            read.path,
            slope.line,
            f"{slope.name} is not the derivative of f: {decision.witness}",
            f"the derivative is {plain(true_slope)}",
        )
    elif decision.verdict is Verdict.UNDECIDED:
        yield fault(
            "mathematics.undecided",
            read.path,
            slope.line,
            f"whether {slope.name} is the derivative of f could not be decided: {decision.how}",
            "write it more plainly",
        )


# Texts


def _texts(read: Scene, lesson: Lesson, record: Mapping[str, Any] | None) -> Iterator[Problem]:
    lines = []
    for text in read.texts:
        if text.text is None:
            if record is not None:
                yield fault(
                    "mathematics.latex",
                    read.path,
                    text.line,
                    "a text on the screen cannot be read from the code",
                    "give MathTex a literal, or an item of a constant list",
                )
        else:
            lines.append(Line(text.text, text.line, text.math))
    steps = _derivation(read)
    others = [line for line in lines if line not in steps]
    yield from lesson.check(steps)
    if len(steps) >= 3:
        yield from lesson.order()
    yield from lesson.check(others)
    if record is not None:
        yield from steps_of_record(read, steps, record)


def _derivation(read: Scene) -> list[Line]:
    """The lines of the derivation: the texts that one call sets, one after another, from a list; else all, in order."""
    by_call: dict[ast.Call, list[ScreenText]] = {}
    for text in read.texts:
        if text.text is not None:
            by_call.setdefault(text.call, []).append(text)
    # The title may be the list's first item: what a place of writing holds counts for every call that shows it.
    longest: list[ScreenText] = max(by_call.values(), key=len, default=[])
    if len(longest) >= 2:
        lines = [Line(t.text or "", t.line, t.math) for t in longest]
        first = [
            Line(t.text or "", t.line, t.math)
            for t in read.texts
            if t.text is not None and t.math and t.line == lines[0].line - 1 and t not in longest
        ]
        return [*first, *lines]
    return [Line(t.text or "", t.line, t.math) for t in read.texts if t.text is not None]
