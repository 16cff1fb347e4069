"""How the checks of the dataset word their problems."""

from ..problem import Problem, Severity, Where

MAX_SHOWN = 100


def error(check: str, where: Where, message: str, hint: str = "") -> Problem:
    """Return a problem that makes the dataset fail (all of this package's do)."""
    return Problem(check, Severity.ERROR, where, message, hint)


def shown(value: object) -> str:
    """Return a value of the data as one short line: quoted if it is text, and cut after `MAX_SHOWN` characters."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 256:
        # Python refuses to write a number of more than 4,300 digits, and nobody wants to read it.
        return f"a number of {value.bit_length()} bits"
    if isinstance(value, dict | list):
        return f"{type(value).__name__} of {len(value)}"
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
