"""What is counted, what is kept, what is refused; the verdicts themselves are made up here."""

import functools
import importlib
import importlib.util
import itertools
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

from derivative_manim.validation.judge import ROWS, Verdict
from derivative_manim.validation.judge import Sample as Scene
from derivative_manim.validation.problem import Problem, Severity, Where
from folders import append_samples, sample, settings, write_settings

from derivative_manim.records import LEVELS
from finetune import cli, data
from finetune.compare import compare
from finetune.errors import FinetuneError
from finetune.evaluate import evaluate
from finetune.files import locked
from finetune.samples import SAMPLES
from finetune.study import STUDY_CASES, STUDY_ROWS
from finetune.targets import response
from finetune.verdicts import VERDICTS

JUDGE = importlib.import_module(
    "derivative_manim.validation.judge"
)  # the module: `validation.judge` is the function of that name
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
FALSE_LINE = replace(
    GOOD,
    right_derivative=False,
    usable=False,
    error_class="wrong derivative",
    problems=(Problem("mathematics.line", Severity.ERROR, Where("x", 3), "false", ""),),
)
VERDICTS_BY_TEXT = {
    "good": GOOD,
    "lines": FALSE_LINE,
    "wrong": RIGHT_FORM,
    "bad": Verdict(error_class="syntax", error="line 1"),
}


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

    def judge_many(samples: Mapping[str, Scene], **options: Any) -> Iterator[tuple[str, Verdict]]:
        for name, scene in samples.items():
            seen.append(f"{scene.source} {scene.function}")
            yield name, VERDICTS_BY_TEXT[str(scene.source).split()[0]]

    monkeypatch.setattr(JUDGE, "judge_many", judge_many)
    return seen


Maker = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, functions: None) -> Maker:
    """Make a folder of samples of one function of each level; `scenes` go round."""
    asked = data.functions("test", 4)

    def made(*scenes: str, name: str = "run", count: int = 1, leave_out: tuple[str, ...] = (), **changes: Any) -> Path:
        folder = tmp_path / name
        write_settings(folder, settings(name=f"the {name}", samples_per_function=count, **changes))
        work = [(index, example) for index in range(count) for example in asked]
        samples = [sample(example, scenes[place % len(scenes)], index) for place, (index, example) in enumerate(work)]
        (folder / SAMPLES).unlink(missing_ok=True)
        append_samples(folder, [one for one in samples if one.key not in leave_out])
        return folder

    return made


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / VERDICTS).read_text(encoding="utf-8").splitlines()]


def test_the_rows_are_counted_by_level_and_in_all(make: Maker, judged: list[str]) -> None:
    folder = make("good", "wrong", "bad", "good two")
    found = evaluate(folder)
    assert json.loads((folder / "evaluation.json").read_text(encoding="utf-8")) == found
    assert [name for name in found["rows"] if name not in ("near", "far")] == [*LEVELS, "all"]
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
    assert cli.main(["evaluate", str(folder), str(make("good", name="another"))]) == 0
    assert len(judged) == 4  # what a folder that was named before has is not judged again
    evaluate(folder, seconds=5)  # another limit, another verdict
    assert len(judged) == 8


def test_another_scene_is_judged_again(make: Maker, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(make("good"))
    found = evaluate(make("bad"))
    assert (len(judged), found["rows"]["all"]["usable"]["passed"]) == (8, 0)
    monkeypatch.setattr("derivative_manim.validation.cache.tool_digest", lambda part="": b"another validator")
    evaluate(make("bad"))
    assert len(judged) == 12


def test_an_interruption_loses_nothing(make: Maker, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make("good", "bad", "wrong", "good two")
    whole = JUDGE.judge_many

    def interrupted(samples: Mapping[str, Scene], **options: Any) -> Iterator[tuple[str, Verdict]]:
        yield from itertools.islice(whole(samples, **options), 3)
        raise KeyboardInterrupt

    monkeypatch.setattr(JUDGE, "judge_many", interrupted)
    with pytest.raises(KeyboardInterrupt):
        evaluate(folder, workers=1)
    assert len(lines(folder)) == 3
    with (folder / VERDICTS).open("a", encoding="utf-8") as file:
        file.write('{"id": "dm-0')  # a line that was cut
    monkeypatch.setattr(JUDGE, "judge_many", whole)
    found = evaluate(folder, workers=1)
    assert len(judged) == 4
    assert found["rows"]["all"]["usable"]["passed"] == 2
    assert len(lines(folder)) == 4


def test_what_takes_too_long_is_judged_once_more_alone(
    make: Maker, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make("good", "slow", "bad", "endless")
    calls: list[int] = []

    def busy(samples: Mapping[str, Scene], **options: Any) -> Iterator[tuple[str, Verdict]]:
        calls.append(len(samples))
        late = Verdict(valid_syntax=True, error_class="timeout", error="still running after 60 s")
        in_time = VERDICTS_BY_TEXT | {"slow": late if len(samples) > 1 else GOOD, "endless": late}
        yield from ((name, in_time[str(scene.source)]) for name, scene in samples.items())

    monkeypatch.setattr(JUDGE, "judge_many", busy)
    found = evaluate(folder, workers=2)
    assert calls == [4, 1, 1]
    assert found["rows"]["all"]["usable"]["passed"] == 2
    assert found["failures"]["all"] == {"syntax": 1, "timeout": 1}
    assert evaluate(folder) == found
    assert calls[3:] == [0]  # it is kept


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
    append_samples(folder, [sample(rows[1], "", 1, completion="x", unfilled="line 1 is missing")])
    write_settings(folder, settings(samples_per_function=2))
    evaluate(folder)
    assert [line["error"] for line in lines(folder)] == ["", "line 2 is missing", "", "line 1", "line 1 is missing"]


def test_the_class_is_the_samples_own(make: Maker, judged: list[str]) -> None:
    folder = make("bad")
    (folder / SAMPLES).unlink()
    rows = data.functions("test", 4)
    reasons = ("stop", "length", "stop", "stop")
    append_samples(
        folder, [sample(row, "bad", finish_reason=reason) for row, reason in zip(rows, reasons, strict=True)]
    )
    assert evaluate(folder)["failures"]["all"] == {"syntax": 3, "no stop": 1}


def test_pass_at_k(make: Maker, judged: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    # Functions in rows, samples in columns: bad bad / good bad / good good / bad bad
    folder = make("bad", "good", "good", "bad", "bad", "bad", "good", "bad", count=2)
    found = evaluate(folder)
    assert found["pass_at_k"]["usable"] == {"1": pytest.approx(3 / 8), "2": pytest.approx(2 / 4)}
    assert found["rows"]["all"]["usable"]["of"] == 8
    assert found["rows"]["all"]["usable"]["high"] > 0.75  # over four functions, not eight samples
    assert cli.main(["evaluate", str(folder)]) == 0
    assert "usable: pass@1 38%, pass@2 50%" in capsys.readouterr().out


def test_missing_samples_are_said_and_never_left_out(
    make: Maker, judged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    gone = data.functions("test", 4)[3]["id"]
    folder = make("good", leave_out=(f"{gone}.0",))
    assert cli.main(["evaluate", str(folder)]) == 1
    assert f"missing: {gone}.0" in capsys.readouterr().out
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert (found["complete"], found["missing"], found["rows"]["all"]["usable"]["of"]) == (False, [f"{gone}.0"], 3)
    with pytest.raises(FinetuneError, match="lacks 1 samples: generate them"):
        compare(folder, folder)
    make("good")
    assert cli.main(["evaluate", str(folder)]) == 0
    assert compare(folder, folder)["functions"] == 4


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


def test_what_is_shown_has_the_studys_column_and_what_went_wrong(
    make: Maker, judged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["evaluate", str(make("good", "wrong"))]) == 0
    shown = capsys.readouterr().out
    executes = next(line for line in shown.splitlines() if line.startswith("executes"))
    assert "4/4 (51-100 %)" in executes
    assert executes.endswith(f"{STUDY_ROWS['executes']}/{STUDY_CASES} (3-30 %)")
    assert "2 wrong function: no curve on screen is the graph" in shown


def test_results_are_counted_near_and_far(make: Maker, judged: list[str]) -> None:
    found = evaluate(make("good"))
    novelty = {row["id"]: row["novelty"] for row in data.functions("test", 4)}
    near = sum(value < 0.2 for value in novelty.values())
    counted = {name: found["rows"].get(name, {"usable": {"of": 0}})["usable"]["of"] for name in ("near", "far")}
    assert counted == {"near": near, "far": 4 - near}


def test_the_slot_and_the_lines_are_counted_apart(make: Maker, judged: list[str]) -> None:
    """A right derivative in the slot, and a false line: `right_derivative` is no, and both are told."""
    folder = make("good", target="fill")
    (folder / SAMPLES).unlink()
    rows = data.functions("test", 4)
    texts = [response("fill", row) for row in rows]
    wrong = texts[0].replace(f"derivative: {rows[0]['derivative']}", "derivative: 17*x**9")
    scenes = ["good", "lines", "good", "bad"]
    append_samples(
        folder,
        [
            sample(row, scene, completion=text)
            for row, scene, text in zip(rows, scenes, [wrong, *texts[1:]], strict=True)
        ],
    )
    found = evaluate(folder)
    assert {name: cell["passed"] for name, cell in found["apart"].items()} == {"slot_derivative": 3, "no_false_line": 2}


def test_another_version_s_samples_are_refused(make: Maker, judged: list[str]) -> None:
    folder = make("good", dataset={"version": "0.0.9", "sha256": "", "functions": "others"})
    with pytest.raises(FinetuneError, match=r"is of version 0\.0\.9 of the dataset, whose split test asks for other"):
        evaluate(folder)


DAMAGED_SAMPLES = {
    "not JSON": "{",
    "a JSON object is needed, not list": "[]",
    "a JSON object is needed, not int": "17",
    "does not say id": "{}",
    "index is '0', of type str": ("index", "0"),
    "index is 'True', of type bool": ("index", True),
    "completion is 'None', of type NoneType": ("completion", None),
    "scene is '7', of type int": ("scene", 7),
    "a sample has no thoughts": ("thoughts", "none"),
    "not UTF-8": b"\xff\xfe",
}


@pytest.mark.parametrize("said", DAMAGED_SAMPLES)
def test_damaged_samples_are_told_and_no_traceback(
    said: str, make: Maker, judged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, damage = make("good"), DAMAGED_SAMPLES[said]
    lines = (folder / SAMPLES).read_bytes().splitlines(keepends=True)
    if isinstance(damage, tuple):
        damage = json.dumps({**json.loads(lines[1]), damage[0]: damage[1]})
    content = damage if isinstance(damage, bytes) else damage.encode()
    (folder / SAMPLES).write_bytes(b"".join([lines[0], content, b"\n", *lines[2:]]))
    assert cli.main(["evaluate", str(folder)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


DAMAGED_SETTINGS = {
    "is not JSON": "{",
    "a JSON object is needed": "[]",
    "does not say target": ("target", ...),
    "functions is 'four', of type str": ("functions", "four"),
    "functions and samples_per_function are to be 1 or more": ("functions", 0),
    "there is no split 'dev'": ("split", "dev"),
    "dataset does not say functions": ("dataset", {"version": "0.1.0"}),
    "decoding is 'greedy', of type str": ("decoding", "greedy"),
}


@pytest.mark.parametrize("said", DAMAGED_SETTINGS)
def test_damaged_settings_are_told_and_no_traceback(
    said: str, make: Maker, judged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, damage = make("good"), DAMAGED_SETTINGS[said]
    settings = json.loads((folder / "generation.json").read_text())
    if isinstance(damage, tuple):
        settings |= {damage[0]: damage[1]} if damage[1] is not ... else {}
        settings = {name: value for name, value in settings.items() if damage[1] is not ... or name != damage[0]}
    (folder / "generation.json").write_text(damage if isinstance(damage, str) else json.dumps(settings))
    assert cli.main(["evaluate", str(folder)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', "null", '{"id": "dm-0001", "rows": {"usable": 1}}'])
def test_a_damaged_verdict_is_made_again(line: str, make: Maker, judged: list[str]) -> None:
    folder = make("good")
    whole = evaluate(folder)
    lines = (folder / VERDICTS).read_text().splitlines()
    (folder / VERDICTS).write_text("\n".join([lines[0], line, *lines[2:]]) + "\n")
    again = evaluate(folder)
    assert again["rows"] == whole["rows"]
    assert len(judged) == 5


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"rows": 3}'])
def test_a_damaged_evaluation_is_told(
    content: str, make: Maker, judged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make("good")
    evaluate(folder)
    (folder / "evaluation.json").write_text(content)
    assert cli.main(["compare", str(folder), str(folder)]) == 2
    assert "evaluate" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        ["generate", "--model", "m", "--output", "o", "--limit", "0"],
        ["generate", "--model", "m", "--output", "o", "-n", "-1"],
        ["generate", "--model", "m", "--output", "o", "--batch-size", "0"],
        ["baseline", "rules", "--output", "o", "--limit", "-2"],
        ["evaluate", "o", "--limit-seconds", "nan"],
        ["evaluate", "o", "-j", "0"],
        ["demo", "--limit", "0"],
    ],
)
def test_numbers_that_make_no_sense_are_refused(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(given)
    assert left.value.code == 2
    assert "above 0" in capsys.readouterr().err


def test_two_that_judge_the_same_folder_are_one_too_many(make: Maker, judged: list[str]) -> None:
    folder = make("good")
    with locked(folder), pytest.raises(FinetuneError, match="another process is writing"):
        evaluate(folder)


def test_two_runs_are_compared_function_by_function(
    make: Maker, judged: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = make("good", "wrong", "bad", "good two", name="a"), make("good", "good", "bad", "bad", name="b", count=2)
    evaluate(a)
    evaluate(b)
    found = compare(a, b)
    assert found["rows"]["usable"] == {"both": 1, "only_a": 1, "only_b": 1, "neither": 1, "p": 1.0}
    assert found["rows"]["executes"] == {"both": 2, "only_a": 1, "only_b": 0, "neither": 1, "p": 1.0}
    assert (found["a"], found["b"], found["functions"], found["same_validator"]) == ("the a", "the b", 4, True)
    assert cli.main(["compare", str(a), str(b)]) == 0
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
