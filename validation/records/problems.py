"""How the checks of the dataset word their problems."""

from collections.abc import Sequence

from ..problem import Problem, Severity, Where
from ..release import EXAMPLES, Record

MAX_SHOWN = 100
MAX_LISTED = 5

BUILD = "build the dataset again"


def error(rule: str, path: str, message: str, hint: str = BUILD, line: int | None = None) -> Problem:
    """Return a problem of a file; it makes the dataset fail, as all of this package's do."""
    return Problem(rule, Severity.ERROR, Where(path, line), message, hint)


def of_record(rule: str, record: Record, message: str, hint: str = BUILD) -> Problem:
    """Return a problem of one record, named by its id."""
    return error(rule, EXAMPLES, f"{record.text('id')}: {message}", hint, record.line)


def shown(value: object) -> str:
    """Return a value of the data as one short line: quoted if it is text, and cut after `MAX_SHOWN` characters."""
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def listed(names: Sequence[str]) -> str:
    """Return the first of some names, in their order."""
    return ", ".join(names[:MAX_LISTED]) + (", ..." if len(names) > MAX_LISTED else "")
