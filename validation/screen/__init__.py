"""What was on screen, against the function that the scene is about: one set of rules for lessons and for any scene.

A lesson of the dataset has to show everything that a lesson has (`strict`); of any other scene what it shows and
claims is judged. A scene by others that has the form of a lesson is held to the same rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..formulas import function_text
from ..formulas.arrays import Function
from ..formulas.equality import derivative
from ..formulas.expression import X
from ..problem import Problem, Severity, Where
from ..run.evidence import Evidence
from . import (
    axes,
    belongings,
    curves,
    equations,
    holes,
    labels,
    layout,
    lines,
    marks,
    phases,
    running,
    slopes,
    stretches,
    strokes,
    tables,
    tangent,
    trail,
    words,
)
from .showing import LONG_ENOUGH, Found, Showing

_PARTS = (
    layout,
    axes,
    curves,
    labels,
    tangent,
    slopes,
    marks,
    holes,
    words,
    tables,
    phases,
    lines,
    running,
    belongings,
)
RULES = {
    "drawn.function": "the function that the scene is about can be read and drawn",
    **{rule: text for part in _PARTS for rule, text in part.RULES.items()},
}


def showing_of(evidence: Evidence, function: str, *, strict: bool, record: Mapping[str, Any] | None = None) -> Showing:
    """Prepare what a scene showed to be judged by a function.

    Raises:
        Unreadable: the function's text is not mathematics that is read.
        ValueError: it has no machine values, or its derivative cannot be formed.
    """
    expression = function_text.formula(function)
    f = Function(expression)
    df = Function(derivative(expression), f)
    seen = evidence if strict else strokes.with_graphs(evidence, f, df)
    return Showing(seen, f, df, expression, strict, record)


def check(path: str, showing: Showing, known: curves.Curves | None = None) -> list[Problem]:
    """Give all that is wrong with what was on screen; problems name the path.

    Args:
        path: of the scene.
        showing: what was on screen, and what it is held against.
        known: its curves, where they have been read already.
    """
    if showing.evidence.error is not None:
        return []
    if not showing.strict and _is_lesson(showing):
        showing = replace(showing, strict=True)
    known = known or curves.Curves(showing)
    alone = (layout.check, axes.check, strokes.bars, words.check, belongings.check, equations.check, tables.check)
    parts = [part(showing) for part in alone]
    of_curves = (curves, strokes, labels, stretches, tangent, trail, marks, holes, phases)
    parts += [part.check(showing, known) for part in of_curves]
    return _problems(path, (found for part in parts for found in part)) + words.claims(path, showing, known)


def check_layout(path: str, evidence: Evidence) -> list[Problem]:
    """Give what is wrong with the layout of a scene, whatever it is about."""
    nothing = Function(X)
    return _problems(path, layout.check(Showing(evidence, nothing, nothing, X, False)))


def _is_lesson(showing: Showing) -> bool:
    """Tell whether a scene has the form of the dataset's lessons."""
    if not replace(showing, strict=True).lesson or any(axes.composition(showing.ends["axes"])):
        return False
    moment = showing.ends["tangent"]
    return words.has_form(showing) and bool(tangent.tangents(moment, moment.panels[0], showing))


def _problems(path: str, found: Iterable[Found]) -> list[Problem]:
    """Make problems of what the rules found; what is found of the same things again is said once, for the first."""
    first: dict[tuple[str, ...], Found] = {}
    for each in found:
        first.setdefault((each.rule, *(each.about or (each.message,))), each)
    return [Problem(e.rule, Severity.ERROR, Where(path, e.line), e.message, e.hint) for e in first.values()]


def shows(showing: Showing, known: curves.Curves) -> tuple[bool, bool]:
    """Tell whether the graph of f, and that of f', is seen for long enough, over most of its axes."""

    def is_shown(name: str) -> bool:
        own = (m for m in showing.moments if any(name in known.roles(graph, m) for graph in m.of("graph")))
        return sum(moment.seconds for moment in own) >= LONG_ENOUGH and known.most_of(name)

    return is_shown("f"), is_shown("f'")
