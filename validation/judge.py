"""The verdict on any scene, by the function that it was asked for: what an evaluation of model output counts.

The verdict is formed here, outside the sandboxes, from three things: what the text shows (`validation.text`), what
the mathematics in it comes to (`validation.mathematics`), and what was on screen when it ran. The last is the word
of the process that ran the scene: it is believed for `usable` only if the text cannot reach into that process (no
rule `ast.*` is broken: no import but Manim, NumPy and math, nothing that a lesson has no need of). `trusted` says so.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any

from . import running
from . import screen as drawn
from .formulas import function_text as record_reader
from .formulas.arrays import Function, NotDrawableError
from .formulas.equality import derivative
from .formulas.expression import Unreadable
from .problem import Problem, Severity, Where
from .run import dry_run, remote
from .run.evidence import Evidence
from .sandbox import Limits
from .scene_file import PHASES
from .screen import layout

ANALYST = f"{__package__}.run.analyst"
MOST_BYTES = 2 * 2**20

ROWS = (
    "valid_syntax",
    "manim_import",
    "scene_class",
    "named_class",
    "eight_phases",
    "template",
    "executes",
    "right_function",
    "right_derivative",
    "animation",
    "usable",
)
"""The eleven rows of the study's table, in its order."""

LONGEST_VIDEO = 600.0
"""Seconds: the lessons of the dataset last half a minute; what lasts longer than this is not let run to its end."""


@dataclass(frozen=True)
class Verdict:
    """What is true of a scene.

    Attributes:
        valid_syntax: Python reads it.
        manim_import: it imports Manim.
        scene_class: it has a class that is a scene.
        named_class: that class is `DerivativeVisualization`.
        eight_phases: it opens the eight phases in their order, in its text and, if it runs, as it runs.
        template: it is organised as the dataset's scenes are: imports, `f`, `df`, then the class.
        executes: it runs to its end under Manim.
        right_function: a function in it equals the one that was asked, and a curve on screen is its graph.
        right_derivative: the same of the derivative; and no line on screen says anything false.
        animation: it runs to its end and plays something.
        usable: valid syntax, class and phases, executes, right function and derivative, animation; and `trusted`.
        trusted: nothing in the text reaches into the process that reports on it.
        error_class: the first thing that went wrong: `not text`, `syntax`, `invented API`, `timeout`, `memory`,
            `output`, `crash`, `runtime: NAME`, `refused`, `no animation`, `wrong function`, `wrong derivative`,
            `phases`, `fault` (another rule is broken: a false mark, for one), `layout`; empty if nothing did.
        error: what it says.
        problems: all that was found.
        plays: calls of play and wait.
        seconds: the length of the video.
    """

    valid_syntax: bool = False
    manim_import: bool = False
    scene_class: bool = False
    named_class: bool = False
    eight_phases: bool = False
    template: bool = False
    executes: bool = False
    right_function: bool = False
    right_derivative: bool = False
    animation: bool = False
    usable: bool = False
    trusted: bool = False
    error_class: str = ""
    error: str = ""
    problems: tuple[Problem, ...] = ()
    plays: int = 0
    seconds: float = 0.0

    def rows(self) -> dict[str, bool]:
        """Give the eleven rows by name."""
        return {name: bool(getattr(self, name)) for name in ROWS}

    def as_dict(self) -> dict[str, Any]:
        """Give everything, for JSON."""
        found = asdict(self)
        found["problems"] = [
            {
                "check": problem.check,
                "severity": str(problem.severity),
                "line": problem.where.line,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in self.problems
        ]
        return found


@dataclass(frozen=True)
class Sample:
    """A scene to judge: its source as it came, and the function that was asked for (None: only the run counts)."""

    source: bytes | str
    asked: str | None

    @property
    def data(self) -> bytes:
        """The source as bytes."""
        return self.source if isinstance(self.source, bytes) else self.source.encode("utf-8", errors="surrogatepass")


def judge(source: bytes | str, asked: str | None, *, name: str = "scene.py", seconds: float = 60.0) -> Verdict:
    """Judge one scene; see `judge_all`."""
    return judge_all({name: Sample(source, asked)}, seconds=seconds)[name]


def judge_all(
    samples: Mapping[str, Sample],
    *,
    seconds: float = 60.0,
    workers: int = 2,
    tick: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> dict[str, Verdict]:
    """Judge scenes that nobody vouches for.

    All texts are read in one sandbox, in which nothing of them runs; each scene then runs in a sandbox of its own.

    Args:
        samples: by the name to give back.
        seconds: the longest that a scene may run.
        workers: sandboxes at a time.
        tick: told of the stage, how many are done and how many there are.

    Returns:
        A verdict for every name, in the given order, whatever the sample is.

    Raises:
        SandboxUnavailable: there is no sandbox; nothing was run.
        ValueError: a function that was asked for cannot be read; nothing was run.
    """
    asked = {name: _asked(sample.asked) for name, sample in samples.items()}
    small = {name: sample for name, sample in samples.items() if len(sample.data) <= MOST_BYTES}
    readings: dict[str, dict[str, Any] | remote.Failure] = {}
    jobs = [{"id": name, "source": remote.packed(s.data), "asked": s.asked} for name, s in small.items()]
    if jobs:
        limits = replace(Limits.release(), wall_seconds=seconds * len(jobs) + 60)
        for name, found in remote.run(ANALYST, jobs, limits=limits, workers=workers, seconds=seconds):
            readings[name] = found
            tick("reading", len(readings), len(jobs))
    runs: dict[str, Evidence] = {}

    def run(name: str) -> tuple[str, Evidence]:
        limits = Limits(wall_seconds=seconds + 30, cpu_seconds=int(seconds) + 30)
        source = {name: samples[name].data}
        return name, next(iter(dry_run.run(source, limits=limits, workers=1, seconds=seconds, faithful=True)))[1]

    runnable = [name for name, found in readings.items() if isinstance(found, dict) and _reads(found)]
    with ThreadPoolExecutor(workers) as pool:
        for name, evidence in pool.map(run, runnable):
            runs[name] = evidence
            tick("running", len(runs), len(runnable))
    return {name: _verdict(name, asked[name], readings.get(name), runs.get(name, Evidence())) for name in samples}


def _asked(text: str | None) -> tuple[Any, Any] | None:
    if text is None:
        return None
    try:
        expression = record_reader.formula(text)
        f = Function(expression)
        return f, Function(derivative(expression), f)
    except (Unreadable, NotDrawableError, ValueError) as error:
        raise ValueError(f"the function {text!r} that was asked for cannot be read: {error}") from None


def _reads(reading: dict[str, Any]) -> bool:
    return reading.get("text") is True and reading.get("facts", {}).get("valid_syntax") is True


def _verdict(
    name: str, asked: tuple[Any, Any] | None, reading: dict[str, Any] | remote.Failure | None, evidence: Evidence
) -> Verdict:
    if reading is None:
        return Verdict(error_class="not text", error=f"more than {MOST_BYTES} bytes")
    if isinstance(reading, remote.Failure):
        return Verdict(error_class=_LIMITS.get(reading.kind, "crash"), error=f"reading it: {reading.message}")
    if reading.get("text") is not True:
        return Verdict(error_class="not text", error="it is not UTF-8")
    facts = reading["facts"]
    problems = [
        Problem(check, Severity(severity), Where(name, line), message, hint)
        for check, severity, line, message, hint in reading["problems"]
    ]
    if not facts["valid_syntax"]:
        said = next((problem.message for problem in problems if problem.check == "ast.syntax"), "")
        return Verdict(error_class="syntax", error=said, problems=tuple(problems))
    # The run skips over waiting; Manim would write every frame of it.
    endless = evidence.error is None and evidence.seconds > LONGEST_VIDEO
    executes = evidence.error is None and bool(evidence.scenes) and not endless
    animation = executes and evidence.plays > 0 and evidence.seconds > 0
    problems += [*running.check(name, evidence), *layout.check(name, evidence)]
    false_lines = any(problem.check in _FALSE for problem in problems)
    shows_f = executes and asked is not None and drawn.shows(evidence, asked[0])
    shows_df = executes and asked is not None and drawn.shows(evidence, asked[1])
    phases = facts["eight_phases"] and (not executes or evidence.sections == PHASES)
    trusted = not any(problem.check.startswith("ast.") for problem in problems)
    right_function = reading.get("right_function") is True and shows_f
    right_derivative = reading.get("right_derivative") is True and shows_df and not false_lines
    usable = all((facts["named_class"], phases, executes, right_function, right_derivative, animation, trusted))
    verdict = Verdict(
        valid_syntax=True,
        manim_import=facts["manim_import"],
        scene_class=facts["scene_class"],
        named_class=facts["named_class"],
        eight_phases=phases,
        template=facts["template_organisation"],
        executes=executes,
        right_function=right_function,
        right_derivative=right_derivative,
        animation=animation,
        usable=usable,
        trusted=trusted,
        problems=tuple(problems),
        plays=evidence.plays,
        seconds=evidence.seconds,
    )
    error_class, error = _error(verdict, evidence, asked is not None)
    return replace(verdict, error_class=error_class, error=error)


_LIMITS = {"Timeout": "timeout", "MemoryLimit": "memory", "OutputLimit": "output", "Crash": "crash"}
_FALSE = ("mathematics.line", "mathematics.rule", "mathematics.record")


def _error(verdict: Verdict, evidence: Evidence, asked: bool) -> tuple[str, str]:
    errors = [problem for problem in verdict.problems if problem.severity is Severity.ERROR]
    api = next((problem for problem in verdict.problems if problem.check.startswith("api.")), None)
    if evidence.seconds > LONGEST_VIDEO:
        return "timeout", f"its video would be {evidence.seconds:.0f} s long, more than {LONGEST_VIDEO:.0f} s"
    if evidence.error is not None:
        said = f"{evidence.error.kind}: {evidence.error.message}"
        if evidence.error.kind in _LIMITS:
            return _LIMITS[evidence.error.kind], evidence.error.message
        if api is not None and evidence.error.kind in {"AttributeError", "ImportError", "NameError", "TypeError"}:
            return "invented API", f"{api.message}; {said}"
        return f"runtime: {evidence.error.kind}", evidence.error.message
    wall = next((problem for problem in verdict.problems if problem.check.startswith("ast.")), None)
    if not verdict.animation:
        return "no animation", "nothing is played"
    if asked and not verdict.right_function:
        return "wrong function", _about(verdict, "function") or "no curve on screen is the graph of what was asked"
    if asked and not verdict.right_derivative:
        return "wrong derivative", _about(verdict, "derivative") or "no curve on screen is the graph of the derivative"
    if asked and not (verdict.named_class and verdict.eight_phases):
        return "phases", "the class is not DerivativeVisualization or the eight phases are not opened in order"
    if wall is not None:
        return "refused", wall.message
    for problem in sorted(errors, key=lambda problem: problem.check.startswith("layout.")):
        return "layout" if problem.check.startswith("layout.") else "fault", problem.message
    return "", ""


def _about(verdict: Verdict, what: str) -> str:
    rules = (f"mathematics.{what}", *_FALSE)
    return next((problem.message for problem in verdict.problems if problem.check in rules), "")
