"""Recipes and options: what is read, what is refused."""

from pathlib import Path

import pytest
import yaml

from finetune.cli import COMMANDS, main
from finetune.config import CONFIGS, described, study_config, train_arguments
from finetune.errors import FinetuneError

CPU = ("--use_cpu", "true")


def test_the_study_s_table(tmp_path: Path) -> None:
    lessons, training, model = train_arguments("study", ["--output_dir", str(tmp_path), *CPU])
    assert (model.lora_r, model.lora_alpha, model.load_in_4bit, model.bnb_4bit_quant_type) == (64, 128, True, "nf4")
    assert len(model.lora_target_modules) == 7
    assert training.per_device_train_batch_size * training.gradient_accumulation_steps == 16
    assert (training.learning_rate, training.warmup_steps, training.weight_decay) == (1e-4, 50, 0.01)
    assert (training.num_train_epochs, training.max_length, training.max_grad_norm) == (5, 2048, 1.0)
    assert (training.optim, str(training.lr_scheduler_type.value)) == ("paged_adamw_8bit", "cosine")
    assert (lessons.wording, lessons.order, lessons.target) == ("all", "shuffled", "direct")


@pytest.mark.parametrize("name", [file.stem for file in CONFIGS.glob("*.yaml")])
def test_every_recipe_can_be_read_and_described(name: str, tmp_path: Path) -> None:
    found = described(*train_arguments(name, ["--output_dir", str(tmp_path), *CPU]))
    given = yaml.safe_load((CONFIGS / f"{name}.yaml").read_text())
    assert {key: value for key, value in given.items() if key not in ("use_cpu",)}.items() <= found.items()


def test_options_change_rows_and_only_those_given(tmp_path: Path) -> None:
    given = ["--output_dir", str(tmp_path), *CPU, "--learning_rate", "3e-4", "--wording", "standard"]
    found = described(*train_arguments("study", given))
    study = described(*train_arguments("study", ["--output_dir", str(tmp_path), *CPU]))
    assert {name for name in found if found[name] != study[name]} == {"learning_rate", "wording"}
    assert study_config()["learning_rate"] == 1e-4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("lora: {r: 8}", "Unknown arguments from config file"),
        ("wording: mine", "wording is 'mine'; it may be all or standard"),
        ("num_train_epochs: .nan", "num_train_epochs is nan"),
        ("lora_r: 0", "lora_r is 0; it is to be above 0"),
        ("- a\n- b", "must contain a YAML mapping"),
        ("a: [", "is not YAML"),
        ("model_name_or_path: null", "no model is named"),
    ],
)
def test_what_is_wrong_is_named(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "recipe.yaml"
    head = "" if content[0] in "-a" else "use_cpu: true\nmodel_name_or_path: m\n"
    file.write_text(head + content)
    with pytest.raises(FinetuneError, match=message):
        train_arguments(str(file), ["--output_dir", str(tmp_path)])


def test_an_unknown_recipe_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "mine", "--output_dir", "x"]) == 2
    assert "there is no mine: give a YAML file, or one of smollm2, smollm2-cpu" in capsys.readouterr().err


def test_an_unknown_option_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "tiny", "--output_dir", str(tmp_path), "--learning_rat_e", "1"]) == 2
    assert "learning_rat_e" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["report", "--nothing"])


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit) as left:
            main([name, "--help"])
        assert left.value.code == 0
        assert f"usage: python -m finetune {name}" in capsys.readouterr().out
