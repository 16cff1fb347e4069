"""What a scene draws, read back from the screen, against the function that it is about."""

from collections.abc import Mapping
from typing import Any

from ..formulas import function_text as record_reader
from ..formulas.arrays import Function, NotDrawableError
from ..formulas.expression import Unreadable
from ..problem import Problem, Severity, Where
from ..run.evidence import Evidence
from . import against_record as of_record
from . import asymptotes, curves, looks, trail, words
from . import phase_rules as lesson

RULES = {
    **lesson.RULES,
    **words.RULES,
    **looks.RULES,
    **trail.RULES,
    **asymptotes.RULES,
    **of_record.RULES,
    "drawn.function": "the record's function and derivative can be read and drawn",
}


def check(path: str, evidence: Evidence, function: Any, derivative: Any) -> list[Problem]:
    """Check what a lesson of the dataset draws.

    Args:
        path: the name to give in problems.
        evidence: what the scene did.
        function: the record's function, as text.
        derivative: its derivative, as text.
    """
    if evidence.error is not None:
        return []
    try:
        f = of_text(function)
        df = of_text(derivative, f)
    except (Unreadable, NotDrawableError) as error:
        return [Problem("drawn.function", Severity.ERROR, Where(path), f"the record's function: {error}", "")]
    found = lesson.check(evidence, f, df)
    return [Problem(rule, Severity.ERROR, Where(path), message, hint) for rule, message, hint in found]


def check_parts(path: str, evidence: Evidence, record: Mapping[str, Any]) -> list[Problem]:
    """Check what a lesson of the dataset shows beside its curves: words, numbers, colours, the trail, asymptotes.

    Args:
        path: the name to give in problems.
        evidence: what the scene did.
        record: the line of metadata/examples.jsonl that describes it.
    """
    if evidence.error is not None:
        return []
    steps = record.get("steps")
    latex = [str(step.get("latex")) for step in steps if isinstance(step, Mapping)] if isinstance(steps, list) else []
    found = [*words.check(evidence, latex), *looks.check(evidence), *of_record.check(evidence, record)]
    try:
        f = of_text(record.get("function"))
        df = of_text(record.get("derivative"), f)
    except (Unreadable, NotDrawableError):
        pass  # `check` says so
    else:
        found += [*trail.check(evidence, f, df), *asymptotes.check(evidence, f, df)]
    return [Problem(rule, Severity.ERROR, Where(path), message, hint) for rule, message, hint in found]


def of_text(text: Any, domain: Function | None = None) -> Function:
    """Read a function from a record's text; it has values where the domain has.

    Raises:
        Unreadable: it is not mathematics that is read.
        NotDrawableError: it has no machine values.
    """
    return Function(record_reader.formula(text), domain)


def shows(evidence: Evidence, function: Function) -> bool:
    """Tell whether some curve on screen, at some moment, is the graph of the function."""
    return curves.shown_somewhere(evidence.snapshots, function)
