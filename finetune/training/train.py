"""The training run: TRL's trainer with the configuration's rows; checked before, recorded, resumable after a kill."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from transformers import Trainer, TrainerCallback
from transformers.trainer_utils import get_last_checkpoint
from trl import SFTConfig, SFTTrainer

from finetune import data
from finetune.config import Config
from finetune.errors import FinetuneError
from finetune.models import load
from finetune.training import history, preflight

ADAPTER = "adapter"


def train(config: Config, output: str | Path, console: Console) -> dict[str, Any]:
    """Train an adapter, from the beginning or from the last checkpoint in `output`.

    Args:
        config: the table.
        output: a folder: `history.json`, `adapter/`, and a `checkpoint-N/` for each checkpoint.
        console: told what is checked, and how far it is.

    Returns:
        The history, as written.

    Raises:
        FinetuneError: something that was checked before does not hold, or `output` has a run of another configuration.
    """
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    before = _same_run(folder, config)
    tokenizer = load.load_tokenizer(config.model)
    rows = {split: data.rows(split, config.data) for split in ("train", "validation")}
    # On the row's own tokens, before the trainer has had a chance to cut any.
    measured = {
        split: preflight.lengths(list(dataset["id"]), _tokens(dataset, tokenizer), config.training.max_length).as_dict()
        for split, dataset in rows.items()
    }
    torch.manual_seed(config.training.seed)
    model = load.with_adapter(config, load.load_model(config.model))
    parameters = preflight.count(model)
    trainer = _Trainer(
        model=model,
        args=_arguments(config, folder),
        train_dataset=rows["train"].remove_columns("id"),
        eval_dataset=rows["validation"].remove_columns("id"),
        processing_class=tokenizer,
    )
    batch = next(iter(trainer.get_train_dataloader()))
    preflight.check_labels(batch, tokenizer.eos_token_id)
    _say(console, config, parameters, measured, preflight.mask_picture(batch, tokenizer))

    record: dict[str, Any] = {
        "config": config.as_dict(),
        "environment": history.environment(),
        "parameters": {"trainable": parameters.trainable, "total": parameters.total, "share": parameters.share},
        "lengths": measured,
        "processes": trainer.accelerator.num_processes,
        "sessions": (before or {}).get("sessions", []),
    }
    trainer.add_callback(_Checkpoints(config.training.checkpoints_per_epoch))
    trainer.add_callback(_Keeper(folder, record, trainer))
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(folder)))
    if trainer.is_world_process_zero():
        trainer.save_model(str(folder / ADAPTER))
        tokenizer.save_pretrained(folder / ADAPTER)
    finished = history.read(folder)
    if finished is None:
        raise FinetuneError(f"nothing was trained: {folder} is finished, or training.epochs is 0")
    return finished


def _same_run(folder: Path, config: Config) -> dict[str, Any] | None:
    before = history.read(folder)
    if before is not None and before["config"] != config.as_dict():
        different = [
            f"{section}.{row}"
            for section, rows in config.as_dict().items()
            for row, value in rows.items()
            if before["config"].get(section, {}).get(row) != value
        ]
        raise FinetuneError(
            f"{folder} has a run of another configuration ({', '.join(different)} differ): choose another --output, "
            "or run the same configuration to go on with it"
        )
    return before


def _tokens(dataset: Any, tokenizer: Any) -> list[int]:
    texts = [prompt + completion for prompt, completion in zip(dataset["prompt"], dataset["completion"], strict=True)]
    return [len(ids) + 1 for ids in tokenizer(texts)["input_ids"]]


def _arguments(config: Config, folder: Path) -> SFTConfig:
    training, optimizer = config.training, config.optimizer
    gpu = load.device() == "cuda"
    return SFTConfig(
        output_dir=str(folder),
        num_train_epochs=training.epochs,
        per_device_train_batch_size=training.batch_size,
        per_device_eval_batch_size=training.batch_size,
        gradient_accumulation_steps=training.gradient_accumulation,
        max_length=training.max_length,
        completion_only_loss=True,
        packing=False,
        optim=optimizer.optimizer,
        learning_rate=optimizer.learning_rate,
        lr_scheduler_type=optimizer.schedule,
        warmup_steps=optimizer.warmup_steps,
        weight_decay=optimizer.weight_decay,
        max_grad_norm=optimizer.max_grad_norm,
        bf16=load.bfloat16(config.model),
        fp16=False,
        gradient_checkpointing=training.gradient_checkpointing,
        train_sampling_strategy="sequential" if config.data.order == "curriculum" else "random",
        seed=training.seed,
        data_seed=training.seed,
        logging_steps=1,
        logging_nan_inf_filter=False,
        eval_strategy="no",  # `_Checkpoints` says when
        save_strategy="no",
        use_cpu=not gpu,
        dataloader_pin_memory=gpu,
        report_to="none",
        disable_tqdm=False,
        remove_unused_columns=True,
    )


def _say(console: Console, config: Config, parameters: preflight.Parameters, measured: Any, picture: Any) -> None:
    console.print(
        f"{config.model.name}: {parameters.trainable / 1e6:.2f} M of {parameters.total / 1e6:.2f} M parameters "
        f"are trained ({parameters.share:.2%})"
    )
    for split, found in measured.items():
        console.print(
            f"{split}: {found['rows']} rows of {found['shortest']} to {found['longest']} tokens, "
            f"{found['mean']:.0f} on average; at most {config.training.max_length} fit"
        )
    console.print("one row as it is learned ('.' no loss, '|' loss, '#' the end-of-sequence token, learned too):")
    console.print(picture)


class _Trainer(SFTTrainer):  # type: ignore[misc] # untyped
    """TRL's trainer; on a processor with the model's own loss.

    TRL's fused head computes entropies that nothing here uses; without a GPU it takes as long as the model (10 s
    instead of 5 for 1,288 tokens of a 135M model, measured on two cores).
    """

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        if load.device() == "cuda":
            return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        return Trainer.compute_loss(self, model, inputs, return_outputs, num_items_in_batch)


class _Checkpoints(TrainerCallback):  # type: ignore[misc] # untyped
    """Asks for a validation loss and a checkpoint so many times an epoch, the last at the end of it."""

    def __init__(self, per_epoch: int) -> None:
        self.per_epoch = per_epoch

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        steps = state.max_steps / args.num_train_epochs  # to an epoch
        parts = int(args.num_train_epochs * self.per_epoch)
        marks = {max(1, round(part * steps / self.per_epoch)) for part in range(1, parts + 1)} | {state.max_steps}
        control.should_evaluate = control.should_save = state.global_step in marks


class _Keeper(TrainerCallback):  # type: ignore[misc] # untyped
    """Writes the history at every checkpoint and at the end."""

    def __init__(self, folder: Path, record: dict[str, Any], trainer: SFTTrainer) -> None:
        self.folder, self.record, self.trainer = folder, record, trainer
        self.session: dict[str, Any] = {}
        self.started = 0.0

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        # What was done after the last checkpoint, before a kill, is done again: it is not counted twice.
        self.record["sessions"] = [s for s in self.record["sessions"] if s["to_step"] <= state.global_step]
        self.session = {"from_step": state.global_step, "to_step": state.global_step, "seconds": 0.0}
        self.record["sessions"].append(self.session)
        self.started = time.monotonic()
        if torch.cuda.is_available():
            torch.cuda.reset_peak_memory_stats()

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._write(state)

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._write(state)

    def _write(self, state: Any) -> None:
        if not state.is_world_process_zero:
            return
        self.session["to_step"] = state.global_step
        self.session["seconds"] = time.monotonic() - self.started
        steps = history.steps_of(state.log_history)
        checkpoints = history.checkpoints_of(state.log_history, steps)
        rows = self.record["lengths"]["train"]["rows"]
        passed = rows * float(state.epoch or 0.0)
        seconds = sum(session["seconds"] for session in self.record["sessions"])
        self.record |= {
            "steps": steps,
            "checkpoints": checkpoints,
            "epochs": history.epochs_of(checkpoints, steps),
            "seconds": seconds,
            "samples_per_second": passed / seconds if seconds else 0.0,
            "tokens_per_second": passed * self.record["lengths"]["train"]["mean"] / seconds if seconds else 0.0,
            "peak_memory_bytes": _peak_memory(),
            "finished": state.global_step >= state.max_steps,
        }
        history.write(self.folder, self.record)


def _peak_memory() -> int:
    """The most memory that was in use: the GPU's as PyTorch counts it, else the process's."""
    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated())
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
