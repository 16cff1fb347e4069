import argparse
import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from finetune.cli import main
from finetune.config import CONFIGS, SECTIONS, Config, add_options, changes_of, from_dict, load_config
from finetune.errors import FinetuneError


def test_the_defaults_are_the_study_s_and_its_file_writes_out_every_row() -> None:
    content = yaml.safe_load((CONFIGS / "study.yaml").read_text(encoding="utf-8"))
    for section, made in SECTIONS.items():
        assert list(content[section]) == [row.name for row in dataclasses.fields(made)]
    assert load_config("study") == Config()


def test_the_study_s_table() -> None:
    config = load_config(None)
    assert (config.lora.r, config.lora.alpha, config.model.quantization) == (64, 128, "nf4")
    assert (config.optimizer.learning_rate, config.optimizer.warmup_steps, config.optimizer.weight_decay) == (
        1e-4,
        50,
        0.01,
    )
    assert (config.training.epochs, config.training.max_length, config.effective_batch) == (5, 2048, 16)


@pytest.mark.parametrize("name", sorted(path.stem for path in CONFIGS.glob("*.yaml")))
def test_every_configuration_is_valid(name: str) -> None:
    assert isinstance(load_config(name), Config)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"lora": {"rank": 8}}, "c.yaml: lora: rank is not known; there are r, alpha, dropout, target_modules"),
    ({"lora": {"alfa": 8}}, "c.yaml: lora: alfa is not known; did you mean alpha?"),
    ({"train": {}}, "c.yaml: train is not known; did you mean training?"),
    ({"lora": {"r": 8.5}}, "c.yaml: lora.r is 8.5; it is to be of type int"),
    ({"lora": {"r": True}}, "c.yaml: lora.r is True; it is to be of type int"),
    ({"lora": {"r": 0}}, "c.yaml: lora.r is 0; the least it may be is 1"),
    ({"lora": {"target_modules": "q_proj"}}, "c.yaml: lora.target_modules is to be a list of names, not 'q_proj'"),
    ({"optimizer": {"learning_rate": "fast"}}, "c.yaml: optimizer.learning_rate is 'fast'; it is to be of type float"),
    (
        {"optimizer": {"learning_rate": float("nan")}},
        "c.yaml: optimizer.learning_rate is nan; the least it may be is 0",
    ),
    ({"model": {"quantization": "int8"}}, "c.yaml: model.quantization is 'int8'; it may be nf4 or none"),
    ({"model": {"name": None}}, "c.yaml: model.name is None; it is to be of type str"),
    ({"data": []}, ""),
    ({"data": [1]}, "c.yaml: data is to be a table of rows, not [1]"),
]


@pytest.mark.parametrize(("content", "message"), [case for case in WRONG if case[1]])
def test_what_is_wrong_is_named(content: dict[str, Any], message: str) -> None:
    with pytest.raises(FinetuneError) as error:
        from_dict(content, "c.yaml")
    assert str(error.value) == message


def test_a_float_that_yaml_reads_as_text() -> None:
    config = from_dict(yaml.safe_load("optimizer: {learning_rate: 1e-4}"))
    assert config.optimizer.learning_rate == 1e-4


def test_a_row_survives_yaml_and_json() -> None:
    config = load_config("smollm2-cpu", {"train_size": 7})
    assert from_dict(yaml.safe_load(yaml.safe_dump(config.as_dict()))) == config


def test_options_change_rows_and_only_those_given() -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    given = parser.parse_args(
        ["--wording", "standard", "--train-size", "40", "--target-modules", "q_proj,v_proj", "--no-double-quantization"]
    )
    changes = changes_of(given)
    assert changes == {
        "wording": "standard", "train_size": 40, "target_modules": ("q_proj", "v_proj"), "double_quantization": False,
    }  # fmt: skip
    config = load_config(None, changes)
    assert config.data.train_size == 40
    assert config.lora.target_modules == ("q_proj", "v_proj")
    assert config.training == Config().training


def test_the_help_of_train_reads_like_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for section in SECTIONS.values():
        for row in dataclasses.fields(section):
            assert f"--{row.name.replace('_', '-')}" in shown
    assert "(study: 0.0001)" in shown
    assert "(study: paged_adamw_8bit)" in shown


def test_an_unknown_configuration_is_told_with_those_there_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["train", "sudy", "--output", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("finetune: there is no configuration sudy: give a YAML file, or one of ")
    assert "study" in said
    assert not (tmp_path / "run").exists()


def test_a_file_that_is_no_yaml(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(FinetuneError, match="is not YAML"):
        load_config(tmp_path / "c.yaml")
