"""The run's warnings, and checks that break down: one that fails is a problem, and the others go on."""

import pytest

from validation import lesson, verdict
from validation.run.evidence import Evidence, Failure
from validation.scene_file import PHASES, Facts, Reading
from validation.screen import running

BROKEN = {
    "lesson.internal": "a check broke down: ZeroDivisionError: by accident",
    "drawn.function": "the record's function: it is not a formula in Python's spelling",
}
READING = Reading(Facts(valid_syntax=True, manim_import=True, scene_class=True, named_class=True, template=True))


def test_what_the_dry_runs_own_settings_cause_is_no_warning() -> None:
    said = "Manim: The original run time of Write, 0.5 seconds, is too short for the current frame rate of 1 FPS."
    evidence = Evidence(("DerivativeVisualization",), sections=PHASES, plays=13, seconds=20.0, warnings=(said,))
    assert list(running.check("s.py", evidence, {"animations": 13, "latex_expressions": 0})) == []


def test_a_check_of_a_lesson_that_breaks_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr("validation.records.agreement.check", broken)
    found = {
        problem.check: problem.message
        for problem in lesson.check("s.py", "x = 1\n", {}, Evidence(error=Failure("Crash", "ended")))
    }
    assert found["lesson.internal"] == BROKEN["lesson.internal"]
    assert {"run.error", "ast.scene_class"} <= found.keys()


def test_a_check_of_any_scene_that_breaks_takes_usable_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr("validation.screen.layout.check", broken)
    run = Evidence(("DerivativeVisualization",), sections=PHASES, plays=13, seconds=20.0)
    found = verdict.form("s.py", "x**2", READING, (run,))
    assert (found.executes, found.usable) == (True, False)
    assert any(problem.check == "lesson.internal" for problem in found.problems)


def test_a_function_that_cannot_be_read_is_a_problem() -> None:
    run = Evidence(("DerivativeVisualization",), sections=PHASES, plays=13, seconds=20.0)
    found = lesson.check("s.py", "x = 1\n", {"function": "x**"}, run)
    said = [problem.message for problem in found if problem.check == "drawn.function"]
    assert len(said) == 1
    assert said[0].startswith("the record's function: ")
    with pytest.raises(ValueError, match="that was asked for cannot be read"):
        verdict.readable("x**")
