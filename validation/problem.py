"""What a check yields: one problem, with its place, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters; an error makes a file fail, a warning does not (the release allows neither)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Where:
    """A place: a file (relative to the root of the checkout where it has one), and a line, counted from 1."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        check: the rule that was broken, `group.rule`, as `ast.imports` or `layout.overlap`.
        severity: whether the file fails for it.
        where: the file, and the line where one is to blame.
        message: what is wrong, as one sentence without a full stop, with the values that show it.
        hint: what to do about it; empty if the message says it already.
    """

    check: str
    severity: Severity
    where: Where
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.severity}: {self.check}: {self.message}{hint}"
