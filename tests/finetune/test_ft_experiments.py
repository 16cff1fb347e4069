"""A plan of experiments: what is refused, what is done once, what is counted and tested."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from finetune import cli, experiments, verdicts
from finetune.errors import FinetuneError
from finetune.experiments import PAGE, PLANS, RESULT, read_plan, run
from finetune.files import locked
from finetune.statistics import mcnemar, paired

TRAIN = {
    "load_in_4bit": False, "optim": "adamw_torch", "num_train_epochs": 1, "train_size": 4, "eval_size": 2, "lora_r": 4,
    "target": "fill", "disable_tqdm": True,
}  # fmt: skip


def plan(path: Path, **changes: Any) -> str:
    content = {
        "recipe": "tiny", "seeds": [1, 2], "train": TRAIN,
        "generate": ["--limit", "4", "--max-new-tokens", "8"],
        "factors": {
            "wording": {"seven": {}, "one": {"wording": "standard"}},
            "harness": {"right": {}, "no adapter": {"generate": ["--without-adapter"]}},
        },
    }  # fmt: skip
    path.write_text(yaml.safe_dump(content | changes, sort_keys=False))
    return str(path)


def test_every_row_is_trained_asked_and_judged_once(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    factors = {
        "prompt": {"whole": {}, "bare": {"generate": ["--bare"]}},
        "harness": {"right": {}, "no adapter": {"generate": ["--without-adapter"]}},
    }
    file = plan(tmp_path / "plan.yaml", train=TRAIN | {"model_name_or_path": str(tiny_model)}, factors=factors)
    done: list[str] = []
    main = cli.main

    def noted(step: list[str]) -> int:
        done.append(step[0])
        if len(done) == 5:
            raise KeyboardInterrupt
        return main(step)

    output = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(cli, "main", noted)
        with pytest.raises(KeyboardInterrupt):
            run(read_plan(file), output)
        made = read_plan(file)
        with locked(output / made.rows()[0].folder):  # another process is at the rows of this adapter
            assert run(made, output) is None
        assert run(made, output, evaluate=False) is None
        assert not (output / PAGE).exists()
        run(made, output)
    # Two seeds, each trained once; its adapter is asked, asked with a bare prompt, and left out.
    assert done.count("train") == 2
    assert (done.count("generate"), done.count("evaluate")) == (7, 1)  # six folders of answers, one of them interrupted
    found = json.loads((output / RESULT).read_text())
    assert found["factors"]["prompt"]["whole"]["usable"] == {
        "passed": 0, "of": 8, "share": 0.0, "low": 0.0, "high": pytest.approx(0.4899, abs=1e-4),
    }  # fmt: skip
    assert found["factors"]["prompt"]["whole"] == found["factors"]["harness"]["right"]
    assert found["factors"]["harness"]["no adapter"]["p_holm"] == 1.0
    text = (output / PAGE).read_text()
    assert "| bare | 0/8 (0-49 %) | 0, 0 |" in text
    assert (output / "prompt.png").stat().st_size > 5000

    # A second time nothing is left to do, with or without the adapters, and the page is the same.
    for row in made.rows():
        shutil.rmtree(output / row.folder / "run", ignore_errors=True)
    assert cli.main(["experiments", file, "--output", str(output)]) == 0
    assert (output / PAGE).read_text() == text


def test_levels_are_tested_against_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = read_plan(plan(tmp_path / "plan.yaml"))
    usable = {"wording=standard": 8, "--without-adapter": 3}  # of 10 functions, with every seed; else 1

    def lines(folder: Path) -> list[dict[str, Any]]:
        rows = [row for levels in made.factors.values() for found in levels.values() for row in found]
        name = next(row.name for row in rows if row.samples(tmp_path) == folder)
        passed = next((count for option, count in usable.items() if option in name), 1)
        return [{"id": f"{number}", "index": 0, "rows": {"usable": number < passed}} for number in range(10)]

    def evaluation(folder: Path) -> dict[str, Any]:
        passed = sum(line["rows"]["usable"] for line in lines(folder))
        cells = {group: {"usable": {"passed": passed, "of": 10}} for group in ("all", "near", "far")}
        return {"rows": cells, "settings": {"training": {"validation_loss": 0.5, "seconds": 60.0}}}

    monkeypatch.setattr(verdicts, "read", lines)
    monkeypatch.setattr(experiments, "read_evaluation", evaluation)
    found = experiments.result(made, tmp_path)["factors"]
    assert found["wording"]["one"]["seeds"] == [8, 8]
    assert found["wording"]["one"]["p"] == pytest.approx(2 / 2**7)  # seven functions gained, none lost
    assert found["wording"]["one"]["p_holm"] == pytest.approx(2 * 2 / 2**7)
    assert found["harness"]["no adapter"]["p"] == pytest.approx(0.5)
    assert "p" not in found["wording"]["seven"]


def test_the_paired_test_is_mcnemar_s_with_one_seed() -> None:
    assert paired([1, 1, 1, 1, 1, 0, 1], [0, 0, 0, 0, 0, 1, 1]) == pytest.approx(mcnemar(5, 1))
    assert paired([1, 0], [1, 0]) == 1.0
    assert paired([1, 0.5, 1, 1, 1], [0, 0, 0, 0, 0]) == pytest.approx(2 / 2**5)


@pytest.mark.parametrize("name", [file.stem for file in PLANS.glob("*.yaml")])
def test_every_plan_can_be_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(experiments, "train_arguments", lambda recipe, given: checked.append(recipe))
    assert len(read_plan(name).factors) >= 5
    assert len(checked) >= 3 * 11


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seeds": [1, 1]}, r"seeds is \[1, 1\]; different whole numbers are needed"),
        ({"seed": 1}, "seed is 1; a plan has recipe, split, seeds"),
        ({"factors": {}}, "has no factors"),
        ({"factors": {"wording": {"seven": {}}}}, "wording has to have two levels or more"),
        ({"factors": {"a": {"b": {}, "c": {"wordin": "all"}}}}, "the row 'wordin=all, seed 1' cannot be trained"),
        ({"factors": {"a": {"b": {}, "c": {"wording": "mine"}}}}, "the row 'wording=mine, seed 1' cannot be trained"),
        ({"recipe": "none"}, "the row 'reference.*, seed 1' cannot be trained: there is no none"),
    ],
)
def test_a_plan_is_refused_before_anything_is_trained(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(FinetuneError, match=said):
        read_plan(plan(tmp_path / "plan.yaml", **changes))


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FinetuneError, match="there is no nothing: give a YAML file, or one of smollm2-fill-cpu"):
        read_plan("nothing")
    (tmp_path / "a.yaml").write_text("- 1")
    with pytest.raises(FinetuneError, match="a mapping is needed"):
        read_plan(str(tmp_path / "a.yaml"))
