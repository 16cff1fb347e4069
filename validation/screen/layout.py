"""The layout of a scene, judged from what its process says was on screen after every play."""

from ..problem import Problem, Severity, Where
from ..run.evidence import Evidence
from . import layout_rules as rules
from .names import moment

RULES = rules.RULES


def check(path: str, evidence: Evidence) -> list[Problem]:
    """Check every moment; what is wrong for several moments on end is said once, for the first.

    Args:
        path: the name to give in problems.
        evidence: what the scene did.
    """
    problems: dict[tuple[str, str], Problem] = {}
    checker = rules.Checker()
    for snapshot in evidence.snapshots:
        for rule, message, hint in checker.check(snapshot):
            # Numbers in a message change while things move: the same two things are one problem.
            key = (rule, "".join(letter for letter in message if not letter.isdigit()))
            said = f"{message} {moment(evidence, snapshot)}"
            problems.setdefault(key, Problem(rule, Severity.ERROR, Where(path), said, hint))
    return list(problems.values())
