"""Any scene, judged by the function that it was asked for."""

from dataclasses import dataclass

from ..formulas import function_text as record_reader
from ..formulas.equality import GENERAL, Comparer, derivative, points_in
from ..formulas.expression import Expr, Unreadable
from ..problem import Problem
from ..scene_file import SceneFile
from ..screen.lines import Lesson, Line
from .code_reader import CodeFunction
from .drawing import Plot
from .drawn import drawn_problems
from .scene import Scene, cut, fault, guarded, plain, read_scene


@dataclass(frozen=True)
class MathJudgement:
    """What the mathematics of any scene comes to.

    Attributes:
        right_function: the code has the function that was asked.
        function_line: where; None if it does not.
        right_derivative: the code has its derivative.
        derivative_line: where; None if it does not.
        problems: what is wrong, the lines on the screen included.
    """

    right_function: bool
    function_line: int | None
    right_derivative: bool
    derivative_line: int | None
    problems: tuple[Problem, ...]


def judge(scene: SceneFile, asked: str) -> MathJudgement:
    """Judge any scene by the function that it was asked for.

    Args:
        scene: the scene, whoever wrote it.
        asked: the function's text, as in the instruction.

    Returns:
        Whether the code has the function and its derivative, and every problem that was found. A scene that cannot be
        read has neither.
    """
    try:
        return _judge(scene, asked)
    except Exception as error:  # a stranger's scene never stops the evaluation
        problem = fault(
            "mathematics.undecided",
            scene.path,
            None,
            f"the mathematics could not be checked: {type(error).__name__}",
            "write the scene more plainly",
        )
        return MathJudgement(False, None, False, None, (problem,))


def _judge(scene: SceneFile, asked: str) -> MathJudgement:
    nothing = MathJudgement(False, None, False, None, ())
    try:
        wanted = record_reader.formula(asked)
        wanted_slope = derivative(wanted)
    except (Unreadable, ValueError) as error:
        return _with(nothing, fault("mathematics.function", scene.path, None, f"what was asked is not read: {error}"))
    try:
        read = read_scene(scene)
    except SyntaxError as error:
        return _with(nothing, fault("mathematics.code", scene.path, error.lineno, "the source is not Python"))
    except (ValueError, RecursionError, MemoryError) as error:
        return _with(nothing, fault("mathematics.code", scene.path, None, f"the source is not read: {error}"))
    plots = read.drawing.plots()
    drawn = [(p.low, p.high) for p in plots][:4]
    comparer = Comparer([*points_in(drawn, 8), *points_in(GENERAL, 6)] if drawn else None)
    function = _first_equal(read, comparer, wanted, None, plots)
    slope = _first_equal(read, comparer, wanted_slope, wanted, plots, not_=function)
    slope_line = slope.line if slope else _drawn_by_manim(read, function)
    problems: list[Problem] = []
    # What calls itself df and is not is a wrong derivative, whatever else is drawn.
    named = [f for f in read.functions if f.name == "df" and f is not slope and f.expression is not None]
    false = next((f for f in named if not comparer.equal(f.expression, wanted_slope, where=wanted)), None)
    if function is None:
        problems.append(_not_found(read, "mathematics.function", asked, "no function in the code is the one asked for"))
    if false is not None:
        slope_line = None
        said = f"df is not the derivative, {cut(plain(wanted_slope))}"
        problems.append(fault("mathematics.derivative", read.path, false.line, said, "correct df"))
    elif slope_line is None:
        problems.append(
            _not_found(read, "mathematics.derivative", plain(wanted_slope), "no function in the code is the derivative")
        )
    lesson = Lesson(read.path, wanted, comparer, strict=False)
    lines = [Line(t.text, t.line, t.math) for t in read.texts if t.text is not None]
    problems.extend(guarded(read.path, lesson.check(lines)))
    if function is not None and slope is not None:
        problems.extend(
            guarded(read.path, drawn_problems(read, function, slope, plots, read.drawing.x_range(), strict=False))
        )
    return MathJudgement(
        function is not None,
        function.line if function else None,
        slope_line is not None,
        slope_line,
        tuple(sorted(problems, key=lambda p: (p.where.line or 0, p.check, p.message))),
    )


def _drawn_by_manim(read: Scene, function: CodeFunction | None) -> int | None:
    """The line where Manim is told to draw the derivative of the function, if it is."""
    for node, line in read.drawing.derivative_graphs():
        if function is not None and (node is function.node or getattr(node, "id", "") == function.name):
            return line
    return None


def _with(judgement: MathJudgement, problem: Problem) -> MathJudgement:
    return MathJudgement(
        judgement.right_function,
        judgement.function_line,
        judgement.right_derivative,
        judgement.derivative_line,
        (*judgement.problems, problem),
    )


def _first_equal(
    read: Scene,
    comparer: Comparer,
    wanted: Expr,
    where: Expr | None,
    plots: list[Plot],
    not_: CodeFunction | None = None,
) -> CodeFunction | None:
    """The first function that is the wanted one, everywhere or at least wherever the scene draws it.

    f and f' may be one function (e**x): then one that is written once serves as both.
    """
    ordered = sorted(read.functions, key=lambda f: f is not_)
    for candidate in ordered[:40]:
        if candidate.expression is not None and comparer.equal(candidate.expression, wanted, where=where):
            return candidate
    for candidate in ordered[:40]:
        spans = [
            (p.low, p.high)
            for p in plots
            if p.function is candidate.node
            or getattr(p.function, "id", getattr(p.function, "attr", "")) == candidate.name
        ]
        if candidate.expression is None or not spans:
            continue
        if Comparer(points_in(spans[:4], 12)).equal(candidate.expression, wanted, where=where):
            return candidate
    return None


def _not_found(read: Scene, rule: str, asked: str, message: str) -> Problem:
    unread = next((f for f in read.functions if f.expression is None and f.reason), None)
    why = f"; {unread.name} in line {unread.line} is not read: {unread.reason}" if unread else ""
    return fault(rule, read.path, None, f"{message}, {cut(asked)}{why}", "plot it as a function of x")
