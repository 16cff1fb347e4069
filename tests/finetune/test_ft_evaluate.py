"""What is counted, what is kept, what is refused; the verdicts themselves are made up here."""

import functools
import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

if importlib.util.find_spec("manim") is None:  # its version is asked for; it is not run, so it is not imported
    pytest.skip("needs the extra `validation`", allow_module_level=True)
pytest.importorskip("scipy")
pytest.importorskip("datasets")

from finetune import cli, data
from finetune.errors import FinetuneError
from finetune.evaluation import judging
from finetune.evaluation.compare import compare
from finetune.evaluation.evaluate import evaluate
from finetune.evaluation.verdicts import VERDICTS
from finetune.samples import SAMPLES, Sample, append_samples, write_settings
from finetune.study import STUDY_CASES, STUDY_ROWS
from validation.judge import ROWS, Verdict
from validation.judge import Sample as Scene
from validation.problem import Problem, Severity, Where

JUDGE = importlib.import_module("validation.judge")  # the module: `validation.judge` is the function of that name
GOOD = Verdict(**dict.fromkeys(ROWS, True), trusted=True, plays=12, seconds=18.0)
RIGHT_FORM = replace(
    GOOD,
    right_function=False,
    usable=False,
    error_class="wrong function",
    error="no curve",
    problems=(
        *(Problem("layout.small", Severity.WARNING, Where("x", 1), "small", "") for _ in range(6)),
        Problem("mathematics.function", Severity.ERROR, Where("x", 2), "another", ""),
    ),
)
VERDICTS_BY_TEXT = {"good": GOOD, "wrong": RIGHT_FORM, "bad": Verdict(error_class="syntax", error="line 1")}


@pytest.fixture(scope="module")
def functions() -> Iterator[None]:
    """Splits are read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "functions", functools.cache(data.functions))
        yield


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scenes that are judged, by one that goes by their text alone."""
    seen: list[str] = []

    def judge_all(samples: Mapping[str, Scene], **options: Any) -> dict[str, Verdict]:
        seen.extend(f"{sample.source} {sample.function}" for sample in samples.values())
        return {name: VERDICTS_BY_TEXT[str(sample.source).split()[0]] for name, sample in samples.items()}

    monkeypatch.setattr(JUDGE, "judge_all", judge_all)
    return seen


Maker = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, functions: None) -> Maker:
    """Make a folder of samples of one function of each level; `scenes` go round."""
    asked = data.functions("test", 4)

    def made(*scenes: str, name: str = "run", count: int = 1, leave_out: tuple[str, ...] = (), **settings: Any) -> Path:
        folder = tmp_path / name
        write_settings(
            folder,
            {
                "name": f"the {name}", "kind": "fine-tuned", "mode": "direct", "split": "test", "wording": "all",
                "functions": 4, "samples_per_function": count, "model": "", "adapter": "", "decoding": {}, "seed": 42,
                "training": None, "environment": {}, "seconds": 1.0, "complete": True, **settings,
            },
        )  # fmt: skip
        work = [(index, example) for index in range(count) for example in asked]
        samples = [sample(example, scenes[place % len(scenes)], index) for place, (index, example) in enumerate(work)]
        (folder / SAMPLES).unlink(missing_ok=True)
        append_samples(folder, [one for one in samples if one.key not in leave_out])
        return folder

    return made


def sample(example: Mapping[str, Any], scene: str, index: int = 0, **changes: Any) -> Sample:
    function = example["function"]
    made = Sample(example["id"], example["level"], function, index, 42, "", scene, scene, "", "stop", 9, 100, 0.1)
    return replace(made, **changes)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / VERDICTS).read_text(encoding="utf-8").splitlines()]


def test_the_rows_are_counted_by_level_and_in_all(make: Maker, judged: list[str]) -> None:
    folder = make("good", "wrong", "bad", "good two")
    found = evaluate(folder)
    assert json.loads((folder / "evaluation.json").read_text(encoding="utf-8")) == found
    assert list(found["rows"]) == ["foundation", "conceptual", "application", "advanced", "all"]
    assert {row: cell["passed"] for row, cell in found["rows"]["all"].items()} == {
        row: 2 if row in ("usable", "right_function") else 3 for row in ROWS
    }
    usable = found["rows"]["all"]["usable"]
    assert (usable["of"], usable["share"]) == (4, 0.5)
    assert usable["low"] == pytest.approx(0.15003898915214955)
    assert found["rows"]["advanced"]["usable"]["passed"] == 1
    assert found["failures"]["all"] == {"wrong function": 1, "syntax": 1}
    assert found["failures"]["application"] == {"syntax": 1}
    assert found["failures"]["foundation"] == {}
    assert (found["complete"], found["samples"], found["functions"], found["missing"]) == (True, 4, 4, [])
    assert found["validator"]["manim"]
    assert found["tokens"] == {"mean": 100.0, "max": 100}
    assert [(line["id"], line["index"]) for line in lines(folder)] == [
        (row["id"], 0) for row in data.functions("test", 4)
    ]


def test_a_line_has_what_others_read(make: Maker, judged: list[str]) -> None:
    folder = make("wrong")
    evaluate(folder)
    line = lines(folder)[0]
    assert set(line) >= {
        "id", "index", "level", "function", "rows", "error_class", "failure", "error", "problems", "finish_reason",
        "completion_tokens", "plays", "seconds",
    }  # fmt: skip
    assert list(line["rows"]) == list(ROWS)
    assert len(line["problems"]) == 5
    assert line["problems"][0]["check"] == "mathematics.function"  # an error is not crowded out by warnings
    assert (line["plays"], line["seconds"], line["error"]) == (12, 18.0, "no curve")


def test_what_is_judged_is_judged_once(make: Maker, judged: list[str]) -> None:
    folder = make("good", count=3)
    first = evaluate(folder)
    assert len(judged) == 4  # one for each function, not for each sample
    assert [line["index"] for line in lines(folder)] == [0] * 4 + [1] * 4 + [2] * 4
    assert evaluate(folder) == first
    assert len(judged) == 4
    evaluate(folder, seconds=5)  # another limit, another verdict
    assert len(judged) == 8


def test_another_scene_is_judged_again(make: Maker, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(make("good"))
    found = evaluate(make("bad"))
    assert (len(judged), found["rows"]["all"]["usable"]["passed"]) == (8, 0)
    monkeypatch.setattr("validation.cache.tool_digest", lambda part="": b"another validator")
    evaluate(make("bad"))
    assert len(judged) == 12


def test_an_interruption_loses_nothing(make: Maker, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make("good", "bad", "wrong", "good two")
    monkeypatch.setattr(judging, "CHUNK", 1)
    whole = JUDGE.judge_all

    def interrupted(samples: Mapping[str, Scene], **options: Any) -> dict[str, Verdict]:
        if len(judged) == 3:
            raise KeyboardInterrupt
        return whole(samples, **options)

    monkeypatch.setattr(JUDGE, "judge_all", interrupted)
    with pytest.raises(KeyboardInterrupt):
        evaluate(folder, workers=1)
    assert len(lines(folder)) == 3
    with (folder / VERDICTS).open("a", encoding="utf-8") as file:
        file.write('{"id": "dm-0')  # a line that was cut
    monkeypatch.setattr(JUDGE, "judge_all", whole)
    ticks: list[tuple[int, int]] = []
    found = evaluate(folder, workers=1, progress=lambda done, total: ticks.append((done, total)))
    assert len(judged) == 4
    assert ticks[0] == (3, 4)
    assert ticks[-1] == (4, 4)
    assert found["rows"]["all"]["usable"]["passed"] == 2
    assert len(lines(folder)) == 4


def test_what_takes_too_long_is_judged_once_more_alone(
    make: Maker, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make("good", "slow", "bad", "endless")
    calls: list[int] = []

    def busy(samples: Mapping[str, Scene], **options: Any) -> dict[str, Verdict]:
        calls.append(len(samples))
        texts = {name: str(sample.source) for name, sample in samples.items()}
        late = Verdict(valid_syntax=True, error_class="timeout", error="still running after 60 s")
        in_time = VERDICTS_BY_TEXT | {"slow": late if len(samples) > 1 else GOOD, "endless": late}
        return {name: in_time[text] for name, text in texts.items()}

    monkeypatch.setattr(JUDGE, "judge_all", busy)
    found = evaluate(folder, workers=2)
    assert calls == [4, 1, 1]
    assert found["rows"]["all"]["usable"]["passed"] == 2
    assert found["failures"]["all"] == {"syntax": 1, "timeout": 1}
    assert evaluate(folder) == found
    assert len(calls) == 3  # it is kept
    evaluate(folder, retry_timeouts=True)
    assert calls[3:] == [1]


def test_no_scene_is_a_failure_in_all_rows_and_is_not_run(make: Maker, judged: list[str]) -> None:
    folder = make("good", name="run")
    (folder / SAMPLES).unlink()
    rows = data.functions("test", 4)
    append_samples(
        folder,
        [
            sample(rows[0], "good"),
            sample(rows[1], "", completion="function: x", unfilled="line 2 is missing"),
            sample(rows[2], ""),
            sample(rows[3], "", completion="f(x)\n" * 40, finish_reason="length", unfilled="line 1"),
        ],
    )
    found = evaluate(folder)
    assert len(judged) == 1
    assert found["failures"]["all"] == {"unfilled": 1, "empty": 1, "repetition": 1}
    assert all(cell["passed"] == 1 for cell in found["rows"]["all"].values())
    assert found["rows"]["all"]["valid_syntax"]["of"] == 4
    assert [line["error"] for line in lines(folder)] == ["", "line 2 is missing", "", "line 1"]
    changed = sample(rows[1], "", completion="x", unfilled="line 1 is missing")
    append_samples(folder, [replace(changed, index=1)])
    write_settings(folder, {**json.loads((folder / "generation.json").read_text("utf-8")), "samples_per_function": 2})
    evaluate(folder, partial=True)
    assert [line["error"] for line in lines(folder)][:5] == ["", "line 2 is missing", "", "line 1", "line 1 is missing"]


def test_the_class_is_the_samples_own(make: Maker, judged: list[str]) -> None:
    folder = make("bad")
    (folder / SAMPLES).unlink()
    rows = data.functions("test", 4)
    reasons = ("stop", "length", "stop", "stop")
    append_samples(
        folder, [sample(row, "bad", finish_reason=reason) for row, reason in zip(rows, reasons, strict=True)]
    )
    assert evaluate(folder)["failures"]["all"] == {"syntax": 3, "no stop": 1}


def test_pass_at_k(make: Maker, judged: list[str]) -> None:
    # Functions in rows, samples in columns: bad bad / good bad / good good / bad bad
    folder = make("bad", "good", "good", "bad", "bad", "bad", "good", "bad", count=2)
    found = evaluate(folder)
    assert found["pass_at_k"]["usable"] == {"1": pytest.approx(3 / 8), "2": pytest.approx(2 / 4)}
    assert found["rows"]["all"]["usable"]["of"] == 8
    assert found["rows"]["all"]["usable"]["high"] > 0.75  # over four functions, not eight samples
    assert "| usable | 38 | 50 |" in (folder / "evaluation.md").read_text(encoding="utf-8")


def test_missing_samples_are_said_and_never_left_out(
    make: Maker, judged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    gone = data.functions("test", 4)[3]["id"]
    folder = make("good", leave_out=(f"{gone}.0",))
    assert cli.main(["evaluate", str(folder)]) == 1
    assert f"missing: {gone}.0" in capsys.readouterr().out
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert (found["complete"], found["missing"], found["rows"]["all"]["usable"]["of"]) == (False, [f"{gone}.0"], 3)
    assert "Not complete: samples missing: 1, not counted." in (folder / "evaluation.md").read_text(encoding="utf-8")
    with pytest.raises(FinetuneError, match="--partial"):
        compare(folder, folder)

    assert cli.main(["evaluate", str(folder), "--partial"]) == 0
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert (found["complete"], found["rows"]["all"]["usable"]["passed"]) == (False, 3)
    assert (found["rows"]["all"]["valid_syntax"]["of"], found["failures"]["all"]) == (4, {"missing": 1})
    assert compare(folder, folder)["functions"] == 4

    make("good")  # it is there now: no line of the missing one stays
    assert cli.main(["evaluate", str(folder)]) == 0
    assert json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))["failures"]["all"] == {}


def test_samples_that_were_not_asked_for_are_refused(make: Maker, judged: list[str]) -> None:
    rows = data.functions("test", 4)
    cases = {
        "twice": [sample(rows[0], "good")],
        "one more": [sample(rows[0], "good", 1)],
        "no function of the split": [sample(data.functions("train")[0], "good")],
        "of no function": [replace(sample(rows[0], "good"), function="x**9")],
    }
    for said, more in cases.items():
        folder = make("good")
        append_samples(folder, more)
        with pytest.raises(FinetuneError, match=said):
            evaluate(folder)
    folder = make("good", functions=3)
    with pytest.raises(FinetuneError, match="cannot be told"):
        evaluate(folder)
    assert judged == []


def test_samples_that_changed_since_are_not_compared(make: Maker, judged: list[str]) -> None:
    folder = make("good")
    evaluate(folder)
    assert compare(folder, folder)["rows"]["usable"]["both"] == 4
    make("bad")
    with pytest.raises(FinetuneError, match="have changed"):
        compare(folder, folder)


def test_nothing_to_judge_is_said(tmp_path: Path, make: Maker) -> None:
    with pytest.raises(FinetuneError, match=r"generation\.json"):
        evaluate(tmp_path / "nowhere")
    folder = make("good")
    (folder / SAMPLES).write_text("", encoding="utf-8")
    with pytest.raises(FinetuneError, match="no samples"):
        evaluate(folder)
    write_settings(folder, {"name": "x", "kind": "api", "mode": "none", "split": "test"})
    with pytest.raises(FinetuneError, match="does not say functions, samples_per_function"):
        evaluate(folder)


def test_the_page_has_the_studys_column(make: Maker, judged: list[str]) -> None:
    folder = make("good", "wrong")
    evaluate(folder)
    page = (folder / "evaluation.md").read_text(encoding="utf-8")
    executes = next(line for line in page.splitlines() if line.startswith("| executes"))
    assert executes.count("1/1 ") == 4
    assert "4/4 (51-100 %)" in executes
    assert f"{STUDY_ROWS['executes']}/{STUDY_CASES} (3-30 %)" in executes
    assert len([line for line in page.splitlines() if "-" in line and "/20 (" in line]) == len(ROWS)
    assert "| wrong function | 0 | 1 | 0 | 1 | 2 |" in page


def test_two_runs_are_compared_function_by_function(
    make: Maker, judged: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = make("good", "wrong", "bad", "good two", name="a"), make("good", "good", "bad", "bad", name="b", count=2)
    evaluate(a)
    evaluate(b)
    found = compare(a, b)
    assert found["rows"]["usable"] == {"both": 1, "only_a": 1, "only_b": 1, "neither": 1, "p": 1.0}
    assert found["rows"]["executes"] == {"both": 2, "only_a": 1, "only_b": 0, "neither": 1, "p": 1.0}
    assert found["levels"]["conceptual"]["only_b"] == 1
    assert (found["a"], found["b"], found["functions"], found["same_validator"]) == ("the a", "the b", 4, True)
    assert cli.main(["compare", str(a), str(b), "-o", str(tmp_path / "pairs" / "ab.json")]) == 0
    assert json.loads((tmp_path / "pairs" / "ab.json").read_text(encoding="utf-8")) == found
    shown = capsys.readouterr().out
    assert "only the a" in shown
    assert "McNemar" in shown


def test_runs_on_other_functions_are_not_compared(make: Maker, judged: list[str], tmp_path: Path) -> None:
    a = make("good", name="a")
    with pytest.raises(FinetuneError, match="not evaluated"):
        compare(a, a)
    evaluate(a)
    other = make("good", name="b", functions=1)
    (other / SAMPLES).unlink()
    append_samples(other, [sample(data.functions("test")[0], "good")])
    evaluate(other)
    with pytest.raises(FinetuneError, match="same functions"):
        compare(a, other)
