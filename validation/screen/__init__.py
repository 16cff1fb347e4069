"""What was on screen, against the function that the scene is about: one set of rules for lessons and for any scene.

A lesson of the dataset has to show everything that a lesson has (`strict`); of any other scene what it shows and
claims is judged. A scene by others that has the form of a lesson is held to the same rules.
"""

from collections.abc import Iterator

from ..formulas import function_text
from ..formulas.arrays import Function
from ..formulas.equality import derivative
from ..formulas.expression import X
from ..problem import Problem, Severity, Where
from ..run.evidence import Evidence
from . import asymptotes, axes, colors, labels, layout, phases, record, running, said, tangent, trace, words, zeros
from . import curves as curve_rules
from .curves import Curves
from .showing import LONG_ENOUGH, Found, Showing

RULES = {
    "drawn.function": "the function that the scene is about can be read and drawn",
    **layout.RULES,
    **axes.RULES,
    **curve_rules.RULES,
    **labels.RULES,
    **tangent.RULES,
    **trace.RULES,
    **zeros.RULES,
    **asymptotes.RULES,
    **words.RULES,
    **phases.RULES,
    **colors.RULES,
    **record.RULES,
    **said.RULES,
    **running.RULES,
}


def showing_of(evidence: Evidence, function: str, *, strict: bool) -> Showing:
    """Prepare what a scene showed to be judged by a function.

    Raises:
        Unreadable: the function's text is not mathematics that is read.
        NotDrawableError: it has no machine values.
        ValueError: its derivative cannot be formed.
    """
    expression = function_text.formula(function)
    f = Function(expression)
    return Showing(evidence, f, Function(derivative(expression), f), expression, strict)


def check(path: str, showing: Showing) -> list[Problem]:
    """Give all that is wrong with what was on screen.

    Args:
        path: the name to give in problems.
        showing: what the scene showed.
    """
    if showing.evidence.error is not None:
        return []
    if not showing.strict and _is_lesson(showing):
        showing = Showing(showing.evidence, showing.f, showing.df, showing.expression, True)
    found = list(_all(showing))
    return [problem(path, each) for each in dict.fromkeys(found)] + said.check(path, showing)


def check_layout(path: str, evidence: Evidence) -> list[Problem]:
    """Give what is wrong with the layout of a scene, whatever it is about."""
    nothing = Function(X)
    return [problem(path, each) for each in layout.check(Showing(evidence, nothing, nothing, X, False))]


def _is_lesson(showing: Showing) -> bool:
    """Tell whether a scene has the form of the dataset's lessons."""
    if not showing.complete or not axes.is_composed(showing.ends["axes"]):
        return False
    moment = showing.ends["tangent"]
    return bool(moment.panels and tangent.tangents(moment, moment.panels[0], showing.f, showing.df))


def _all(showing: Showing) -> Iterator[Found]:
    curves = Curves(showing)
    yield from layout.check(showing)
    yield from axes.check(showing)
    yield from curve_rules.check(showing, curves)
    yield from labels.check(showing, curves)
    yield from tangent.check(showing, curves)
    yield from trace.check(showing)
    yield from zeros.check(showing)
    yield from asymptotes.check(showing)
    yield from words.check(showing)
    yield from phases.check(showing, curves)
    yield from colors.check(showing)


def problem(path: str, found: Found) -> Problem:
    """Make a problem of what a rule found."""
    return Problem(found.rule, Severity.ERROR, Where(path, found.line), found.message, found.hint)


def shows(showing: Showing) -> tuple[bool, bool]:
    """Tell whether the graph of f is seen for long enough, and that of f'."""
    curves = Curves(showing)
    seconds = {"f": 0.0, "f'": 0.0}
    for moment in showing.moments:
        for name in {name for graph in moment.of("graph") for name in curves.roles(graph, moment)}:
            seconds[name] += moment.seconds
    return seconds["f"] >= LONG_ENOUGH, seconds["f'"] >= LONG_ENOUGH
