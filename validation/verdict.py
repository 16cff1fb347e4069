"""The verdict on a scene by the function that it was asked for, from its text's facts and from what was on screen.

It is formed outside the sandboxes. What was on screen is the word of the process that ran the scene: it is believed
for `usable` only if the text cannot reach into that process (no rule `ast.*` is broken), which `trusted` says.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .problem import Problem, Severity, Where
from .run.evidence import Evidence, Failure
from .scene_file import PHASES, Facts, Reading

LONGEST_VIDEO = 600.0
"""Seconds: the lessons of the dataset last half a minute; what lasts longer than this is not let run to its end."""

_FALSE = "graph label tangent slope trace trail zero asymptote numbers table part seen source phases derivation gone"
LINES = {"mathematics.line", "mathematics.rule"}
FALSE = {f"drawn.{name}" for name in _FALSE.split()} | {"run.overrides", "lesson.internal"} | LINES
"""Rules that take `usable` away when they are broken: what a viewer would call wrong mathematics, or no lesson."""

RUN_ROWS = ("eight_phases", "executes", "right_function", "right_derivative", "animation")
INVENTED = frozenset({"AttributeError", "ImportError", "NameError", "TypeError"})
LIMITS = {"Timeout": "timeout", "MemoryLimit": "memory", "Crash": "crash"}


@dataclass(frozen=True)
class Verdict(Facts):
    """What is true of a scene: the facts of its text, and what it did.

    It has the eight phases if it opens them in their order as it runs; if it breaks off, if its text does.
    """

    executes: bool = False  # it runs to its end under Manim
    right_function: bool = False  # the graph of what was asked is seen, and what was plotted is that function
    right_derivative: bool = False  # the same of the derivative; and no line that is seen says anything false
    animation: bool = False  # it runs to its end and plays something
    # Valid syntax, class and phases, executes, right function and derivative, animation; each phase takes time and
    # there is a derivation; nothing false is drawn; and `trusted`.
    usable: bool = False
    trusted: bool = False  # nothing in the text reaches into the process that reports on it
    # The first thing that went wrong: `not text`, `syntax`, `invented API`, `timeout`, `memory`, `crash`,
    # `runtime: NAME`, `refused`, `no animation`, `wrong function`, `wrong derivative`, `phases`, `fault` (another rule
    # is broken: a false mark, for one), `layout`; empty if nothing did.
    error_class: str = ""
    error: str = ""  # what it says
    problems: tuple[Problem, ...] = ()
    plays: int = 0  # calls of play and wait
    seconds: float = 0.0  # the length of the video

    def rows(self) -> dict[str, bool]:
        """Give the eleven rows by name."""
        return {name: bool(getattr(self, name)) for name in ROWS}

    def as_dict(self) -> dict[str, Any]:
        """Give everything, for JSON."""
        found = asdict(self)
        for problem in found["problems"]:
            problem["line"] = problem.pop("where")["line"]
        return found


ROWS = tuple(field.name for field in fields(Verdict))[:11]
"""The eleven rows of the study's table, in its order."""


def readable(asked: str | None) -> None:
    """Check that a function can be judged by.

    Raises:
        ValueError: it cannot be read; the sentence says why.
    """
    from .formulas.expression import Unreadable
    from .screen import showing_of

    try:
        if asked is not None:
            showing_of(Evidence(), asked, strict=False)
    except (Unreadable, ValueError) as error:
        raise ValueError(f"the function {asked!r} that was asked for cannot be read: {error}") from None


def form(name: str, asked: str | None, reading: Reading | Failure | None, runs: tuple[Evidence, ...]) -> Verdict:
    """Form the verdict on a scene.

    Args:
        name: of the scene, for its problems.
        asked: the function that was asked for, which can be read; None: only the run counts.
        reading: what its text shows, or why it could not be read; None: it is too long.
        runs: what it did: nothing if it was not run; two, which both count, if it asks for the quality of the picture
            or may draw by chance.
    """
    if reading is None:
        return Verdict(error_class="not text", error="it is too long")
    if isinstance(reading, Failure):
        return Verdict(error_class=LIMITS.get(reading.kind, "crash"), error=f"reading it: {reading.message}")
    facts = reading.facts
    if facts is None:
        return Verdict(error_class="not text", error="it is not UTF-8")
    problems = [replace(problem, where=Where(name, problem.where.line)) for problem in reading.problems]
    if not facts.valid_syntax:
        said = next((problem.message for problem in problems if problem.check == "ast.syntax"), "")
        return Verdict(error_class="syntax", error=said, problems=tuple(problems))
    judged = [_judge(name, asked, evidence) for evidence in runs]
    problems += dict.fromkeys(problem for _, found in judged for problem in found)
    evidence = next((each for each in runs if each.error is not None), runs[0] if runs else Evidence())
    rows: dict[str, Any] = {row: bool(judged) and all(found[row] for found, _ in judged) for row in RUN_ROWS}
    if not rows["executes"]:
        rows["eight_phases"] = facts.eight_phases
    trusted = not any(problem.check.startswith("ast.") for problem in problems)
    usable = trusted and all((facts.scene_class, facts.named_class, *rows.values()))
    verdict = Verdict(
        **(vars(facts) | rows),
        usable=usable and not _errors(problems) & FALSE,
        trusted=trusted,
        problems=tuple(problems),
        plays=evidence.plays,
        seconds=evidence.seconds,
    )
    error_class, error = _error(verdict, evidence, asked is not None)
    return replace(verdict, error_class=error_class, error=error)


def _judge(name: str, asked: str | None, evidence: Evidence) -> tuple[dict[str, bool], list[Problem]]:
    """Judge one run: the rows that it decides, and what is wrong."""
    from . import screen
    from .screen import curves, running

    problems = list(running.check(name, evidence))
    # The run skips over waiting; Manim would write every frame of it.
    executes = evidence.error is None and bool(evidence.scenes) and evidence.seconds <= LONGEST_VIDEO
    right = False, False
    try:
        if executes and asked is not None:
            showing = screen.showing_of(evidence, asked, strict=False)
            known = curves.Curves(showing)
            right = screen.shows(showing, known)
            problems += screen.check(name, showing, known)
        elif executes:
            problems += screen.check_layout(name, evidence)
    except Exception as error:  # untrusted evidence never stops the evaluation
        said = f"what was on screen could not be judged: {type(error).__name__}: {str(error)[:200]}"
        problems.append(Problem("lesson.internal", Severity.ERROR, Where(name), said, "show less at a time"))
    animation = executes and evidence.plays > 0 and evidence.seconds > 0
    right_derivative = right[1] and not _errors(problems) & LINES
    found = (evidence.sections == PHASES, executes, right[0], right_derivative, animation)
    return dict(zip(RUN_ROWS, found, strict=True)), problems


def _errors(problems: list[Problem]) -> set[str]:
    return {problem.check for problem in problems if problem.severity is Severity.ERROR}


def _error(verdict: Verdict, evidence: Evidence, asked: bool) -> tuple[str, str]:
    """Give the class of the first thing that went wrong, and what it says."""
    from .api import at_line

    errors = [problem for problem in verdict.problems if problem.severity is Severity.ERROR]

    def first(*groups: str) -> str:
        return next((problem.message for problem in errors if problem.check.startswith(groups)), "")

    if evidence.seconds > LONGEST_VIDEO:
        return "timeout", f"its video would be {evidence.seconds:.0f} s long, more than {LONGEST_VIDEO:.0f} s"
    if evidence.error is not None:
        kind, message = evidence.error.kind, evidence.error.message
        invented = at_line(verdict.problems, evidence.error.line) if kind in INVENTED else None
        if invented is not None:
            return "invented API", f"{invented.message}; {kind}: {message}"
        return LIMITS.get(kind, f"runtime: {kind}"), message
    if not verdict.animation:
        return "no animation", "nothing is played"
    if asked and not verdict.right_function:
        return "wrong function", first("drawn.graph") or "no curve that is seen is the graph of what was asked"
    if asked and not verdict.right_derivative:
        said = first("mathematics.", "drawn.graph")
        return "wrong derivative", said or "no curve that is seen is the graph of the derivative"
    if asked and not verdict.named_class:
        return "phases", "the scene's class is not called DerivativeVisualization"
    if asked and not verdict.eight_phases:
        return "phases", f"self.next_section does not open, in this order and once each: {', '.join(PHASES)}"
    if not verdict.trusted:
        return "refused", first("ast.")
    for problem in sorted(errors, key=lambda problem: problem.check.startswith("layout.")):
        return "layout" if problem.check.startswith("layout.") else "fault", problem.message
    return "", ""
