"""What a check yields: one problem, with its place, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

NAME_LIMIT = 60  # characters of a name or a text of a file that are shown in a message
RULE_LIMIT = 20  # problems of one rule that are given for one file; the rest are counted


def printable(text: str) -> str:
    """Escape everything that a terminal or an encoder might act on: untrusted input ends up in messages."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def short(text: str) -> str:
    """Give a text of a file as a message shows it: printable, on one line, and not long."""
    return printable(text if len(text) <= NAME_LIMIT else text[: NAME_LIMIT - 3] + "...")


class Severity(StrEnum):
    """How much a problem matters; an error makes a file fail, a warning does not (the release allows neither)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Where:
    """A place: a file (relative to the root of the checkout where it has one), and a line, counted from 1."""

    path: str
    line: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", printable(self.path))

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong."""

    check: str  # the rule that was broken, `group.rule`, as `ast.imports` or `layout.overlap`
    severity: Severity
    where: Where
    message: str  # one sentence without a full stop, with the values that show it
    hint: str = ""  # what to do about it; empty if the message says it already

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", printable(self.message))
        object.__setattr__(self, "hint", printable(self.hint))

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.severity}: {self.check}: {self.message}{hint}"


def limited(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of one file by line, without repetitions; of a rule at most RULE_LIMIT, the others counted."""
    by_rule: dict[str, list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        by_rule.setdefault(problem.check, []).append(problem)
    kept: list[Problem] = []
    for rule, found in by_rule.items():
        kept += found[:RULE_LIMIT]
        if len(found) > RULE_LIMIT:
            more, last = len(found) - RULE_LIMIT, found[RULE_LIMIT]
            kept.append(Problem(rule, last.severity, last.where, f"{more} more problems of this rule follow"))
    return sorted(kept, key=lambda problem: (problem.where.line or 0, problem.check, problem.message))


class Refused(Exception):  # noqa: N818 - it is an answer
    """Nothing could be checked; the message is one sentence that says what to do."""
