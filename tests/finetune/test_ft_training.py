"""The path of training, on the processor, with a tiny model: the same code as for a large one on a GPU."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.console import Console
from safetensors.torch import load_file
from transformers import TrainerCallback

from finetune.config import Config, from_dict
from finetune.errors import FinetuneError
from finetune.models import load
from finetune.training import history
from finetune.training import train as training


def configuration(model: Path, **changes: Any) -> Config:
    rows = {
        "name": str(model), "quantization": "none", "r": 4, "alpha": 8, "optimizer": "adamw_torch",
        "learning_rate": 1e-2, "warmup_steps": 0, "epochs": 2.0, "batch_size": 1, "gradient_accumulation": 2,
        "max_length": 1024, "train_size": 4, "target": "fill",
    }  # fmt: skip
    return from_dict({}, changes=rows | changes)


@pytest.fixture(autouse=True)
def few_validation_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = training.data.rows

    def fewer(split: str, chosen: Any) -> Any:
        found = rows(split, chosen)
        return found if split == "train" else found.select(range(2))

    monkeypatch.setattr(training.data, "rows", fewer)


def quiet() -> Console:
    return Console(quiet=True)


def test_two_epochs_are_recorded_and_the_adapter_can_be_loaded(tiny_model: Path, tmp_path: Path) -> None:
    console = Console(record=True, width=200, file=io.StringIO())
    found = training.train(configuration(tiny_model), tmp_path / "run", console)
    said = console.export_text()

    assert found == json.loads((tmp_path / "run" / "history.json").read_text())
    assert [step["step"] for step in found["steps"]] == [1, 2, 3, 4]
    assert [row["epoch"] for row in found["epochs"]] == [1, 2]
    assert found["epochs"][0]["train_loss"] == pytest.approx(sum(step["loss"] for step in found["steps"][:2]) / 2)
    assert found["epochs"][1]["validation_loss"] < found["epochs"][0]["validation_loss"]
    assert found["finished"]
    assert found["steps"][-1]["learning_rate"] < found["steps"][0]["learning_rate"] == pytest.approx(1e-2)
    assert found["lengths"]["train"]["rows"] == 4
    assert found["samples_per_second"] == pytest.approx(8 / found["seconds"])
    assert found["peak_memory_bytes"] > 10_000_000
    assert found["config"]["lora"]["r"] == 4

    # What is checked is told, the mask as a picture whose last token is the end.
    assert f"{found['parameters']['trainable'] / 1e6:.2f} M of" in said
    assert "#<|end|>" in said.replace("\n", "")

    base = load.load_model(configuration(tiny_model).model)
    tuned = load.load_adapter(base, tmp_path / "run" / "adapter")
    assert (
        sum(parameter.numel() for name, parameter in tuned.named_parameters() if "lora_" in name)
        == (found["parameters"]["trainable"])
    )
    weights = load_file(tmp_path / "run" / "adapter" / "adapter_model.safetensors")
    assert any(float(value.abs().sum()) > 0 for name, value in weights.items() if "lora_B" in name)


class KilledError(Exception):
    pass


class Kill(TrainerCallback):
    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == 3:
            raise KilledError


def test_a_killed_run_goes_on_and_ends_as_if_it_had_not_been(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configuration(tiny_model)
    whole = training.train(config, tmp_path / "whole", quiet())

    trainer = training._Trainer
    monkeypatch.setattr(
        training, "_Trainer", lambda **given: trainer(**given, callbacks=[Kill()]),
    )  # fmt: skip
    with pytest.raises(KilledError):
        training.train(config, tmp_path / "killed", quiet())
    kept = history.read(tmp_path / "killed")
    assert kept is not None
    assert not kept["finished"]
    monkeypatch.setattr(training, "_Trainer", trainer)
    resumed = training.train(config, tmp_path / "killed", quiet())

    assert resumed["finished"]
    assert [session["from_step"] for session in resumed["sessions"]] == [0, 2]
    assert [step["loss"] for step in resumed["steps"]] == [step["loss"] for step in whole["steps"]]
    one, other = (load_file(tmp_path / run / "adapter" / "adapter_model.safetensors") for run in ("whole", "killed"))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_nf4_and_an_8_bit_optimizer_on_the_processor(tiny_model: Path, tmp_path: Path) -> None:
    config = configuration(tiny_model, quantization="nf4", optimizer="adamw_8bit", epochs=1.0)
    found = training.train(config, tmp_path / "run", quiet())
    plain = training.train(configuration(tiny_model, epochs=1.0), tmp_path / "plain", quiet())
    assert len(found["steps"]) == 2
    # The numbers that 4-bit layers stand for are counted, not their bytes.
    assert found["parameters"] == plain["parameters"]
    assert found["steps"][0]["loss"] == pytest.approx(plain["steps"][0]["loss"], rel=0.05)
    assert found["steps"][0]["loss"] != plain["steps"][0]["loss"]


def test_a_row_that_is_too_long_stops_it_before_it_starts(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(FinetuneError, match="have more than 100 tokens"):
        training.train(configuration(tiny_model, max_length=100), tmp_path / "run", quiet())
    assert not (tmp_path / "run" / "history.json").exists()


def test_a_folder_with_a_run_of_another_configuration_is_kept(tiny_model: Path, tmp_path: Path) -> None:
    training.train(configuration(tiny_model, epochs=1.0), tmp_path / "run", quiet())
    before = (tmp_path / "run" / "history.json").read_bytes()
    with pytest.raises(FinetuneError, match=r"another configuration \(lora.r differ\)"):
        training.train(configuration(tiny_model, epochs=1.0, r=8), tmp_path / "run", quiet())
    assert (tmp_path / "run" / "history.json").read_bytes() == before


def test_the_order_of_the_curriculum_is_kept(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[int]] = []
    compute = training._Trainer.compute_loss

    def look(self: Any, model: Any, inputs: Any, *given: Any, **named: Any) -> Any:
        if model.training:
            seen.append(inputs["input_ids"][0].tolist())
        return compute(self, model, inputs, *given, **named)

    monkeypatch.setattr(training._Trainer, "compute_loss", look)
    config = configuration(tiny_model, order="curriculum", epochs=1.0)
    training.train(config, tmp_path / "run", quiet())
    rows = training.data.rows("train", config.data)
    tokenizer = load.load_tokenizer(config.model)
    assert [tokenizer.decode(row)[:400] for row in seen] == [
        (p + c)[:400] for p, c in zip(rows["prompt"], rows["completion"], strict=True)
    ]


def test_a_model_that_cannot_be_had(tmp_path: Path) -> None:
    config = configuration(tmp_path / "nowhere")
    with pytest.raises(FinetuneError, match=r"(?s)cannot load .*Give a local folder, or a name on the Hub"):
        training.train(config, tmp_path / "run", quiet())


def test_target_modules_that_the_model_does_not_have(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(FinetuneError, match=r"lora\.target_modules does not fit"):
        training.train(configuration(tiny_model, target_modules=("c_attn",)), tmp_path / "run", quiet())


def test_adapters_of_a_run(tmp_path: Path) -> None:
    for name in ("adapter", "checkpoint-2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "adapter_config.json").write_text("{}")
    row = {"train_loss": 1.0, "validation_loss": 0.5}
    kept = {
        "config": {}, "environment": {}, "seconds": 3.0, "finished": False,
        "checkpoints": [{"step": 2, "epoch": 1.0, **row}, {"step": 4, "epoch": 2.0, **row}],
        "epochs": [{"epoch": 1, **row}, {"epoch": 2, **row}],
    }  # fmt: skip
    with pytest.raises(FinetuneError, match=r"is not finished: .* name a --checkpoint \(2, 4\)"):
        history.adapter_of(tmp_path, kept, None)
    folder, training_of = history.adapter_of(tmp_path, kept, "2")
    assert folder == str(tmp_path / "checkpoint-2")
    assert (training_of["step"], training_of["epochs"]) == (2, [{"epoch": 1, **row}])
    with pytest.raises(FinetuneError, match="has no checkpoint 4; there are 2, 4"):
        history.adapter_of(tmp_path, kept, "4")
    folder, training_of = history.adapter_of(tmp_path, kept | {"finished": True}, None)
    assert (folder, training_of["step"]) == (str(tmp_path / "adapter"), 4)
