"""The path of training, on the processor, with a tiny model: the same code as for a large one on a GPU."""

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.console import Console
from safetensors.torch import load_file
from transformers import TrainerCallback

from finetune import models, runs
from finetune import train as training
from finetune.cli import main
from finetune.config import train_arguments
from finetune.errors import FinetuneError
from finetune.files import write_json
from finetune.writer import Model, Writer


def configuration(model: Path, output: Path, **changes: Any) -> tuple[Any, Any, Any]:
    rows = {
        "model_name_or_path": model, "output_dir": output, "load_in_4bit": False, "lora_r": 4, "lora_alpha": 8,
        "optim": "adamw_torch", "learning_rate": 1e-2, "warmup_steps": 0, "num_train_epochs": 2,
        "per_device_train_batch_size": 1, "gradient_accumulation_steps": 2, "max_length": 1024, "train_size": 4,
        "eval_size": 2, "target": "fill", "disable_tqdm": True,
    }  # fmt: skip
    given = [part for name, value in (rows | changes).items() for part in (f"--{name}", str(value))]
    return train_arguments("tiny", given)


def train(*given: Any, **changes: Any) -> dict[str, Any]:
    return training.train(*configuration(*given, **changes), Console(quiet=True))


def weights(run: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = load_file(run / "adapter" / "adapter_model.safetensors")
    return found


def test_two_epochs_are_recorded_and_the_adapter_can_be_loaded(tiny_model: Path, tmp_path: Path) -> None:
    console = Console(record=True, width=200, file=io.StringIO())
    found = training.train(*configuration(tiny_model, tmp_path / "run"), console)
    said = console.export_text()

    assert found == runs.read_run(tmp_path / "run")
    assert [step["step"] for step in found["steps"]] == [1, 2, 3, 4]
    first, second = found["checkpoints"]
    assert (first["epoch"], second["epoch"]) == (1, 2)
    assert first["train_loss"] == pytest.approx(sum(step["loss"] for step in found["steps"][:2]) / 2)
    assert second["validation_loss"] < first["validation_loss"]
    assert found["finished"]
    assert found["step"] == 4  # the best, which is the last here
    assert found["lengths"]["train"]["rows"] == 4
    assert found["samples_per_second"] == pytest.approx(8 / found["seconds"])
    assert found["peak_memory_bytes"] > 10_000_000
    assert (found["config"]["lora_r"], found["config"]["target"]) == (4, "fill")
    assert found["dataset"]["version"]

    # What is checked is told, the device first, then what is learned, to its end.
    assert "1 rows x 2 x 1 = 2 rows to a step" in said
    assert f"{found['parameters']['trainable'] / 1e6:.2f} M of" in said
    assert re.search(r"of the first row is learned: .function: .*<\|end\|>'$", said.strip(), re.DOTALL)

    plain, tuned = (Writer(Model(str(tiny_model)), adapter).model for adapter in ("", tmp_path / "run" / "adapter"))
    pairs = zip(plain.parameters(), tuned.parameters(), strict=True)
    assert any(not torch.equal(before, after) for before, after in pairs)  # what was learned is used


class KilledError(Exception):
    pass


class Kill(TrainerCallback):
    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == 3:
            raise KilledError


def test_a_killed_run_goes_on_and_ends_as_if_it_had_not_been(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(tiny_model, tmp_path / "whole")
    trainer = training._Trainer
    with monkeypatch.context() as patch:
        patch.setattr(training, "_Trainer", lambda **given: trainer(**given, callbacks=[Kill()]))
        with pytest.raises(KilledError):
            train(tiny_model, tmp_path / "killed")
    kept = runs.read_run(tmp_path / "killed")
    assert kept is not None
    assert not kept["finished"]
    # Killed once more while the next checkpoint was being written: its folder is there, and is not whole.
    half = tmp_path / "killed" / "checkpoint-4"
    shutil.copytree(tmp_path / "killed" / "checkpoint-2", half)
    (half / "trainer_state.json").write_text('{"global_step": 4, "log_h')
    (half / "optimizer.pt").unlink()
    assert runs.last_checkpoint(tmp_path / "killed") == tmp_path / "killed" / "checkpoint-2"
    resumed = train(tiny_model, tmp_path / "killed")

    assert resumed["finished"]
    assert [step["loss"] for step in resumed["steps"]] == [step["loss"] for step in whole["steps"]]
    assert all(
        torch.equal(value, weights(tmp_path / "killed")[name]) for name, value in weights(tmp_path / "whole").items()
    )


def test_nf4_and_an_8_bit_optimizer_on_the_processor(tiny_model: Path, tmp_path: Path) -> None:
    few = {"num_train_epochs": 1, "train_size": 2}
    found = train(tiny_model, tmp_path / "run", load_in_4bit=True, optim="adamw_8bit", **few)
    plain = train(tiny_model, tmp_path / "plain", **few)
    # The numbers that 4-bit layers stand for are counted, not their bytes.
    assert found["parameters"] == plain["parameters"]
    assert found["steps"][0]["loss"] == pytest.approx(plain["steps"][0]["loss"], rel=0.05)
    assert found["steps"][0]["loss"] != plain["steps"][0]["loss"]


def test_the_best_checkpoint_is_kept(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = iter((1.0, 2.0))
    evaluate = training._Trainer.evaluate

    def worse(self: Any, *given: Any, **named: Any) -> Any:
        found = evaluate(self, *given, **named)
        found["eval_loss"] = next(losses)
        self.state.log_history[-1]["eval_loss"] = found["eval_loss"]
        return found

    monkeypatch.setattr(training._Trainer, "evaluate", worse)
    found = train(tiny_model, tmp_path / "run")
    assert found["step"] == 2
    first = load_file(tmp_path / "run" / "checkpoint-2" / "adapter_model.safetensors")
    assert all(torch.equal(value, weights(tmp_path / "run")[name]) for name, value in first.items())


def test_the_end_can_be_left_out_to_see_what_that_does(tiny_model: Path, tmp_path: Path) -> None:
    seen: list[int] = []
    found = configuration(tiny_model, tmp_path / "run", mask_eos=True, num_train_epochs=1)
    check = training.preflight.check_labels

    def look(batch: Any, eos: int, **given: Any) -> None:
        check(batch, eos, **given)
        seen.append(int((batch["labels"] == eos).sum()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training.preflight, "check_labels", look)
        training.train(*found, Console(quiet=True))
    assert seen == [0]


def test_what_does_not_hold_stops_it_before_it_starts(tiny_model: Path, tmp_path: Path) -> None:
    for changes, message in (
        ({"max_length": 100}, "have more than 100 tokens"),
        ({"lora_target_modules": "c_attn"}, "lora_target_modules does not fit"),
        ({"model_name_or_path": tmp_path / "nowhere"}, r"(?s)cannot load .*Give a local folder, or a name on the Hub"),
    ):
        with pytest.raises(FinetuneError, match=message):
            train(tiny_model, tmp_path / "run", **changes)
    assert not (tmp_path / "run" / "run.json").exists()


def test_a_folder_with_a_run_of_another_configuration_is_kept(tmp_path: Path) -> None:
    record = {name: {} for name in ("config", "environment", "parameters", "lengths", "dataset")}
    write_json(tmp_path / runs.RUN, {**record, "config": {"lora_r": 4, "target": "fill"}})
    with pytest.raises(FinetuneError, match=r"another configuration \(lora_r differ\): choose another --output_dir"):
        training._same_run(tmp_path, {"lora_r": 8, "target": "fill"})
    training._same_run(tmp_path, {"lora_r": 4, "target": "fill"})


class State:
    def __init__(self, processes: int) -> None:
        self.num_processes, self.device = processes, torch.device("cpu")


def test_a_step_stays_as_large_on_several_devices(tiny_model: Path, tmp_path: Path) -> None:
    for processes, times in ((1, 4), (2, 2), (4, 1)):
        lessons, arguments, _ = configuration(tiny_model, tmp_path, gradient_accumulation_steps=4)
        training._settle(arguments, lessons, State(processes))
        assert arguments.gradient_accumulation_steps == times
    lessons, arguments, _ = configuration(tiny_model, tmp_path, gradient_accumulation_steps=4)
    with pytest.raises(FinetuneError, match="a step is 4 rows, which 3 processes"):
        training._settle(arguments, lessons, State(3))


def test_a_process_knows_its_device_before_the_model_is_loaded(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    state = training.PartialState

    def device(**given: Any) -> Any:
        calls.append("device")
        return state(**given)

    def loaded(*_: Any, **__: Any) -> Any:
        calls.append("model")
        raise KilledError

    monkeypatch.setattr(training, "PartialState", device)
    monkeypatch.setattr(models, "load_model", loaded)
    with pytest.raises(KilledError):
        train(tiny_model, tmp_path / "run")
    assert calls == ["device", "model"]


def test_the_last_whole_checkpoint_is_found(tmp_path: Path) -> None:
    for step, said in ((2, 2), (10, 10), (12, 10)):  # the last is being written over a copy
        write_json(tmp_path / f"checkpoint-{step}" / runs.STATE, {"global_step": said, "log_history": []})
    assert runs.last_checkpoint(tmp_path) == tmp_path / "checkpoint-10"
    assert runs.last_checkpoint(tmp_path / "nowhere") is None


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_the_processor_has_to_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "study", "--output_dir", str(tmp_path / "run")]) == 2
    assert "there is no GPU: say --use_cpu true" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_the_order_of_the_curriculum_is_kept(tiny_model: Path, tmp_path: Path) -> None:
    for order, strategy in (("curriculum", "sequential"), ("progressive", "sequential"), ("shuffled", "random")):
        lessons, arguments, _ = configuration(tiny_model, tmp_path, order=order)
        training._settle(arguments, lessons, State(1))
        assert arguments.train_sampling_strategy == strategy


def test_the_adapter_of_a_run_is_that_of_its_best_step(tmp_path: Path) -> None:
    for name in ("adapter", "checkpoint-4"):
        write_json(tmp_path / name / "adapter_config.json", {})
    row = {"train_loss": 1.0, "validation_loss": 0.5}
    kept = {
        "config": {}, "environment": {}, "seconds": 3.0, "finished": False, "dataset": {}, "step": 2,
        "checkpoints": [{"step": 2, "epoch": 1.0, **row}, {"step": 4, "epoch": 2.0, **row}],
    }  # fmt: skip
    with pytest.raises(FinetuneError, match=r"is not finished: .*, or name a --checkpoint"):
        runs.adapter_of(tmp_path, kept)
    folder, training_of = runs.adapter_of(tmp_path, kept | {"finished": True})
    assert folder == str(tmp_path / "adapter")
    assert (training_of["step"], training_of["epoch"]) == (2, 1.0)
    folder, training_of = runs.adapter_of(tmp_path, kept, "4")
    assert (folder, training_of["step"]) == (str(tmp_path / "checkpoint-4"), 4)
    with pytest.raises(FinetuneError, match="has no checkpoint 2"):
        runs.adapter_of(tmp_path, kept, "2")


@pytest.mark.parametrize("content", ["{", "[]", "{}", json.dumps({"config": 3})])
def test_a_damaged_run_is_told(content: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(FinetuneError, match=r"run\.json"):
        runs.read_run(tmp_path)
