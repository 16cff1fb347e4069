"""The training run: TRL's trainer with the recipe's rows; checked before, recorded, resumable after a kill."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from rich.console import Console
from transformers import Trainer, TrainerCallback
from trl import SFTTrainer, get_peft_config, get_quantization_config

from . import data, models, preflight, runs
from .config import LessonArguments, described
from .errors import FinetuneError
from .files import write_json


def train(lessons: LessonArguments, training: Any, model: Any, console: Console) -> dict[str, Any]:
    """Train an adapter, from the beginning or from the last whole checkpoint in `training.output_dir`.

    Returns:
        The run, as `runs.read_run` gives it. Its folder has run.json, trainer_state.json, `adapter/` (of the checkpoint
        with the lowest validation loss) and the checkpoints.
    """
    # Before anything is put on a device: each process of `accelerate launch` learns here which one is its own.
    state = PartialState(cpu=training.use_cpu)
    if state.device.type == "cpu" and not training.use_cpu:
        raise FinetuneError("there is no GPU: say --use_cpu true to train on the processor")
    folder = Path(training.output_dir)
    config = described(lessons, training, model)
    _same_run(folder, config)
    _settle(training, lessons, state)
    console = console if state.is_main_process else Console(quiet=True)
    console.print(_hardware(training, state), highlight=False)

    tokenizer = models.load_tokenizer(model.model_name_or_path, model.model_revision)
    rows = {split: data.rows(split, lessons) for split in ("train", "validation")}
    preflight.check_tokenizer(tokenizer, rows["train"][0]["prompt"] + rows["train"][0]["completion"])
    # On the row's own tokens, before the trainer has had a chance to cut any.
    measured = {split: preflight.lengths(made, tokenizer, training.max_length) for split, made in rows.items()}
    trainer = _trainer(model, training, rows, tokenizer, lessons)
    trainable, total = trainer.model.get_nb_trainable_parameters()
    parameters = {"trainable": trainable, "total": total, "share": trainable / total}
    batch = next(iter(trainer.get_train_dataloader()))
    preflight.check_labels(batch, tokenizer.eos_token_id, eos_masked=lessons.mask_eos)
    console.print(f"{trainable / 1e6:.2f} M of {total / 1e6:.2f} M parameters are trained ({trainable / total:.2%})")
    console.print(f"tokens of the rows: {measured}")
    console.print(f"of the first row is learned: {preflight.learned(batch, tokenizer)}", markup=False)

    last = runs.last_checkpoint(folder)
    if state.is_main_process:
        record = {
            "config": config,
            "environment": runs.environment(),
            "parameters": parameters,
            "lengths": measured,
            "dataset": data.dataset_stamp("train"),
            "processes": state.num_processes,
        }
        write_json(folder / runs.RUN, record)
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    if trainer.is_world_process_zero():
        trainer.save_model(str(folder / runs.ADAPTER))
        tokenizer.save_pretrained(folder / runs.ADAPTER)
        trainer.save_state()  # last: what finds it knows that the adapter is whole
    state.wait_for_everyone()
    return runs.read_run(folder) or {}


def _same_run(folder: Path, config: dict[str, Any]) -> None:
    before = runs.read_run(folder)
    if before is None or before["config"] == config:
        return
    different = [name for name in config if before["config"].get(name) != config[name]]
    raise FinetuneError(
        f"{folder} has a run of another configuration ({', '.join(different) or 'an older version'} differ): choose "
        "another --output_dir, or run the same configuration to go on with it"
    )


def _settle(training: Any, lessons: LessonArguments, state: Any) -> None:
    """Set what follows from the recipe and the machine and is not for a user to choose."""
    step = training.per_device_train_batch_size * training.gradient_accumulation_steps
    share, rest = divmod(training.gradient_accumulation_steps, state.num_processes)
    if rest:
        raise FinetuneError(
            f"a step is {step} rows, which {state.num_processes} processes with {training.per_device_train_batch_size} "
            "rows at a time cannot share: change --per_device_train_batch_size or --gradient_accumulation_steps"
        )
    training.gradient_accumulation_steps = share
    training.per_device_eval_batch_size = training.per_device_train_batch_size
    training.completion_only_loss = True
    if lessons.order != "shuffled":
        training.train_sampling_strategy = "sequential"
    training.data_seed = training.seed
    training.logging_steps = 1
    training.logging_nan_inf_filter = False
    training.report_to = []
    training.dataloader_pin_memory = state.device.type == "cuda"
    if training.eval_strategy == training.save_strategy != "no":
        training.load_best_model_at_end = True
        training.metric_for_best_model, training.greater_is_better = "eval_loss", False


def _trainer(model: Any, training: Any, rows: Any, tokenizer: Any, lessons: LessonArguments) -> _Trainer:
    quantization = get_quantization_config(model)
    if quantization is not None:
        quantization.bnb_4bit_compute_dtype = torch.bfloat16 if training.bf16 else torch.float32
    torch.manual_seed(training.seed)  # of the adapter's first weights
    model.use_peft = True
    base = models.load_model(
        model.model_name_or_path,
        model.model_revision,
        dtype=torch.bfloat16 if training.bf16 and torch.cuda.is_available() else torch.float32,
        quantization=quantization,
    )
    try:
        trainer = _Trainer(
            model=base,
            args=training,
            train_dataset=rows["train"].remove_columns("id"),
            eval_dataset=rows["validation"].remove_columns("id"),
            processing_class=tokenizer,
            peft_config=get_peft_config(model),
        )
    except ValueError as error:
        if "arget modules" not in str(error):
            raise
        raise FinetuneError(f"lora_target_modules does not fit {model.model_name_or_path}: {error}") from None
    if lessons.mask_eos:  # the fault of pad = eos, to be measured
        trainer.data_collator = _without_end(trainer.data_collator, tokenizer.eos_token_id)
    trainer.add_callback(_Clock())
    return trainer


def _without_end(collate: Any, eos: int) -> Any:
    def collated(examples: Any) -> Any:
        batch = collate(examples)
        batch["labels"][batch["input_ids"] == eos] = preflight.IGNORED
        return batch

    return collated


def _hardware(training: Any, state: Any) -> str:
    name = runs.threads(torch.get_num_threads(), runs.processor())
    if state.device.type == "cuda":
        name = f"{state.num_processes} x {torch.cuda.get_device_name(state.device)}"
    each, times = training.per_device_train_batch_size, training.gradient_accumulation_steps
    rows = f"{each} rows x {times} x {state.num_processes} = {each * times * state.num_processes} rows to a step"
    return f"device: {name}; {rows}"


class _Trainer(SFTTrainer):  # type: ignore[misc] # untyped
    """TRL's trainer; on a processor with the model's own loss.

    TRL's fused head computes entropies that nothing here uses; without a GPU it takes as long as the model (10 s
    instead of 5 for 1,288 tokens of a 135M model, measured on two cores).
    """

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        if self.args.device.type == "cuda":
            return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        return Trainer.compute_loss(self, model, inputs, return_outputs, num_items_in_batch)


class _Clock(TrainerCallback):  # type: ignore[misc] # untyped
    """Adds to the trainer's log how long the run has taken, earlier sessions too, and the most memory it took."""

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self.started = time.monotonic() - max((entry.get("seconds", 0.0) for entry in state.log_history), default=0.0)
        if torch.cuda.is_available():
            torch.cuda.reset_peak_memory_stats()

    def on_log(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        used = torch.cuda.max_memory_allocated() if torch.cuda.is_available() else resident
        state.log_history[-1] |= {"seconds": time.monotonic() - self.started, "peak_memory_bytes": used}
