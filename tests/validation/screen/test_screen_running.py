import pytest

from validation import lesson as lessons
from validation.lesson import RULES as ALL
from validation.run.evidence import Evidence, Failure, failed
from validation.scene_file import PHASES
from validation.screen import running

RAN = {"scenes": ("DerivativeVisualization",), "sections": PHASES, "plays": 13, "seconds": 20.0, "formulas": 9}
BROKEN: dict[str, tuple[Evidence, str]] = {
    "run.error": (
        Evidence(error=Failure("NameError", "name 'foo' is not defined", 42)),
        "s.py:42: error: run.error: NameError: name 'foo' is not defined",
    ),
    "run.warning": (
        Evidence(**RAN, warnings=("RuntimeWarning: invalid value encountered in log (line 20)",)),
        "s.py: warning: run.warning: RuntimeWarning: invalid value encountered in log (line 20)",
    ),
    "run.animation": (
        Evidence(**RAN | {"plays": 0}),
        "s.py: error: run.animation: nothing is animated (call self.play or self.wait)",
    ),
    "run.phases": (
        Evidence(**RAN | {"sections": PHASES[::-1]}),
        "s.py: error: run.phases: the phases that ran are summary, derivative, trace, tangent, derivation, function,"
        " axes, title"
        " (open title, axes, function, derivation, tangent, trace, derivative, summary with self.next_section)",
    ),
    "run.animations": (
        Evidence(**RAN | {"plays": 14}),
        "s.py: error: run.animations: 14 calls of play and wait as it ran, but animations in the record is 13"
        " (build the record again)",
    ),
    "run.formulas": (
        Evidence(**RAN | {"formulas": 10}),
        "s.py: error: run.formulas: 10 formulas as it ran, but latex_expressions in the record is 9"
        " (build the record again)",
    ),
}
RECORD = {"animations": 13, "latex_expressions": 9}


def problems(evidence: Evidence) -> list[str]:
    found = [*running.check("s.py", evidence), *running.check_lesson("s.py", evidence, RECORD)]
    return [str(problem) for problem in found]


@pytest.mark.parametrize("rule", running.RULES)
def test_each_rule_has_an_example_that_breaks_it(rule: str) -> None:
    evidence, said = BROKEN[rule]
    assert said in problems(evidence)


def test_a_good_run_has_no_problem() -> None:
    assert problems(Evidence(**RAN)) == []


def test_what_the_dry_runs_own_settings_cause_is_no_warning() -> None:
    said = "Manim: The original run time of Write, 0.5 seconds, is too short for the current frame rate of 1 FPS."
    assert problems(Evidence(**RAN, warnings=(said,))) == []


def test_a_check_that_breaks_is_a_problem_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr("validation.screen.layout.check", broken)
    found = lessons.check("s.py", "x = 1\n", {}, failed("Crash", "it ended"))
    said = {problem.check: str(problem) for problem in found}
    assert said["lesson.internal"] == (
        "s.py: error: lesson.internal: a check broke down: ZeroDivisionError: by accident (report it, with the file)"
    )
    assert "run.error" in said
    assert "ast.scene_class" in said


def test_every_rule_is_said_in_one_line() -> None:
    assert all(rule.count(".") == 1 and text and "\n" not in text for rule, text in ALL.items())
