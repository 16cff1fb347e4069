"""Scenes written by hand: no dishonest one is usable, every fair one is, without a fault.

Each eighth runs whenever the tests run, of those that differ in one line of text each 24th: what such a line says
is judged in formulas/lines as well. The others run with the slow tests.

`scenes/by_hand.jsonl` has the first scene whole, the others as what they change of it: [from line, to line, text]; all
are asked for x**2*sin(x). `scenes/by_others.jsonl` has the scenes of two authors who knew nothing of the checks, whole,
with the function that each was asked for.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import needs
import pytest
from tiers import chosen, one_in

pytest.importorskip("manim")

from validation.cache import Cache, key
from validation.judge import Sample, read
from validation.problem import Severity
from validation.run import dry_run
from validation.run.evidence import Evidence
from validation.sandbox import Limits
from validation.verdict import Verdict, form

needs.sandbox()

ASKED = "x**2*sin(x)"
FOLDER = Path(__file__).parent / "scenes"
ROWS, OTHERS = ([json.loads(row) for row in (FOLDER / f"by_{who}.jsonl").open()] for who in ("hand", "others"))


def scenes(kind: str) -> dict[str, Sample]:
    """The scenes of a kind, by name."""
    base = ROWS[0]["edits"][0][2].splitlines(keepends=True)
    found = {row["name"]: Sample(row["code"], row["function"]) for row in OTHERS if row["kind"] == kind}
    for row in ROWS:
        lines = list(base)
        for start, end, text in reversed(row["edits"]):
            lines[start:end] = [text]
        if row["kind"] == kind:
            found[row["name"]] = Sample("".join(lines), ASKED)
    return found


def run(sources: dict[str, bytes], quality: str) -> dict[str, Evidence]:
    """Run them as the judge does; what one did is kept, as the audit keeps it, by its text and all that runs it."""
    cache = Cache(Path(__file__).resolve().parents[2] / ".cache" / "validation")
    names = {name: key("evidence", "faithful", quality, source, made_by="run") for name, source in sources.items()}
    kept = {name: cache.get(names[name]) for name in sources}
    found = {name: evidence for name, evidence in kept.items() if isinstance(evidence, Evidence)}
    todo = {name: source for name, source in sources.items() if name not in found}
    # One of them compiles hundreds of formulas: on a loaded machine the usual time by the clock is too short for that.
    for name, evidence in dry_run.run(todo, limits=Limits.release(), seconds=120.0, quality=quality) if todo else ():
        found[name] = evidence
        if evidence.error is None:
            cache.put(names[name], evidence)
    return {name: found[name] for name in sources}


FAIR, DISHONEST = scenes("fair"), scenes("dishonest")


def some(names: Iterable[str]) -> list[Any]:
    """Mark most as slow."""
    of_a_line = [name for name in names if name.startswith(("tl_", "wl_"))]
    return one_in(8, [name for name in names if name not in of_a_line]) + one_in(24, of_a_line)


@pytest.fixture(scope="module")
def verdicts(request: pytest.FixtureRequest) -> dict[str, Verdict]:
    """Judge those that are to run; they are our own: a sandbox for each would take longer than they do."""
    everything = FAIR | DISHONEST
    samples = {name: everything[name] for name in sorted(chosen(request, "name"))}
    readings = read(samples, 60.0)
    low = run({name: sample.data for name, sample in samples.items()}, "low")
    high = run({name: samples[name].data for name, found in low.items() if found.error is None and found.asks}, "high")
    return {
        name: form(name, sample.function, readings[name], tuple(runs[name] for runs in (low, high) if name in runs))
        for name, sample in samples.items()
    }


@pytest.mark.parametrize("name", some(DISHONEST))
def test_what_a_viewer_would_call_wrong_is_not_usable(name: str, verdicts: dict[str, Verdict]) -> None:
    assert not verdicts[name].usable


@pytest.mark.parametrize("name", some(FAIR))
def test_an_honest_scene_is_usable_whatever_its_style(name: str, verdicts: dict[str, Verdict]) -> None:
    errors = [str(problem) for problem in verdicts[name].problems if problem.severity is Severity.ERROR]
    assert errors == []
    assert verdicts[name].usable
