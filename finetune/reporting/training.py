"""The part of the page about training: configuration, losses and speed of every run beside the study's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from finetune.reporting.blocks import Block, Cell, Missing, Picture, Section, Table, Text
from finetune.reporting.rows import Row
from finetune.reporting.words import NONE, as_text, duration, loss, machine, number
from finetune.study import (
    STUDY_EPOCHS,
    STUDY_GPU,
    STUDY_NAME,
    STUDY_SAMPLES_PER_SECOND,
    STUDY_SECONDS,
    STUDY_TRAIN_LOSS,
    STUDY_TRAIN_ROWS,
    STUDY_VALIDATION_LOSS,
    study_config,
)

#: What tells one run of a model from another in its name, where it is not the study's.
_TOLD = ("wording", "order", "train_size", "epochs", "seed")


def section(runs: Sequence[Row], pictures: Mapping[Path, Picture]) -> Section:
    """Give configuration, losses and speed of every training run beside the study's."""
    if not runs:
        command = "python -m finetune train study --output runs/study"
        return Section("training", "Training", [Missing("There is no result of a fine-tuned model.", command)])
    names = [run_name(row) for row in runs]
    blocks: list[Block] = [
        Table(
            ["", STUDY_NAME, *names],
            _configuration(runs),
            "Configuration; what differs from the study's stands out",
            words=True,
        ),
        Table(["", STUDY_NAME, *names], _speed(runs), "Time and size"),
        Table(
            [
                "epoch",
                f"{STUDY_NAME}: train",
                "validation",
                *(head for name in names for head in (f"{name}: train", "validation")),
            ],
            _losses(runs),
            "Loss by epoch (mean cross entropy of the response's tokens, nats a token)",
        ),
        Text(
            "A loss is a mean over the tokens of its own tokenizer and of its own kind of answer: those of one run can "
            "be compared with each other, those of different models, or of scenes and of filled slots, cannot."
        ),
    ]
    for row in runs:
        if row.folder in pictures:
            blocks.append(pictures[row.folder])
        else:
            command = f"cp RUN/history.json {row.folder.name}/"
            blocks.append(
                Missing(f"There are no loss curves of {run_name(row)}: its history is not beside its results.", command)
            )
    return Section("training", "Training", blocks)


def run_name(row: Row) -> str:
    """Name a training run: its model and what it learned to answer."""
    config = row.config or {}
    model = str(config.get("model", {}).get("name", row.name)).rstrip("/").rpartition("/")[2]
    standard = study_config()
    told = [(section, name) for section in ("data", "training") for name in config.get(section, {}) if name in _TOLD]
    differs = [
        f"{name.replace('_', ' ')} {as_text(config[section][name])}"
        for section, name in told
        if config[section][name] != standard[section].get(name)
    ]
    return ", ".join([model, str(config.get("data", {}).get("target", "")), *differs]).strip(", ")


def _configuration(runs: Sequence[Row]) -> list[list[Cell]]:
    lines = []
    for section, rows in study_config().items():
        for name, value in rows.items():
            ours = [((row.config or {}).get(section) or {}).get(name) for row in runs]
            cells = [Cell(as_text(found), strong=found != value) for found in ours]
            lines.append([Cell(f"{section}: {name.replace('_', ' ')}"), Cell(as_text(value)), *cells])
    return lines


def _speed(runs: Sequence[Row]) -> list[list[Cell]]:
    histories = [row.history or {} for row in runs]

    def line(name: str, study: str, values: Sequence[str]) -> list[Cell]:
        return [Cell(name), Cell(study), *map(Cell, values)]

    return [
        line("hardware", STUDY_GPU, [machine(h.get("environment") or {}).text for h in histories]),
        line("training rows", str(STUDY_TRAIN_ROWS), [_rows_learned(h) for h in histories]),
        line(
            "time",
            duration(STUDY_SECONDS),
            [
                duration(h.get("seconds", (row.training or {}).get("seconds")))
                for row, h in zip(runs, histories, strict=True)
            ],
        ),
        line(
            "samples/s", f"{STUDY_SAMPLES_PER_SECOND}", [number(h.get("samples_per_second"), ".2f") for h in histories]
        ),
        line("tokens/s", NONE, [number(h.get("tokens_per_second"), ".0f") for h in histories]),
        line("peak memory (GiB)", NONE, [number(h.get("peak_memory_bytes"), ".1f", 2**30) for h in histories]),
        line("trained parameters", NONE, [_parameters(h) for h in histories]),
        line("optimizer steps", NONE, [str(h["steps"][-1]["step"]) if h.get("steps") else NONE for h in histories]),
        line("finished", NONE, [as_text(h.get("finished")) for h in histories]),
    ]


def _rows_learned(history: Mapping[str, Any]) -> str:
    return str(((history.get("lengths") or {}).get("train") or {}).get("rows", NONE))


def _parameters(history: Mapping[str, Any]) -> str:
    known = history.get("parameters")
    return f"{known['trainable'] / 1e6:.2f} M of {known['total'] / 1e6:.2f} M ({known['share']:.2%})" if known else NONE


def _losses(runs: Sequence[Row]) -> list[list[Cell]]:
    columns: list[dict[int, tuple[float | None, float | None]]] = [
        {
            epoch: (train, validation)
            for epoch, train, validation in zip(STUDY_EPOCHS, STUDY_TRAIN_LOSS, STUDY_VALIDATION_LOSS, strict=True)
        }
    ]
    for row in runs:
        epochs = (row.history or {}).get("epochs") or (row.training or {}).get("epochs") or []
        columns.append({e["epoch"]: (e.get("train_loss"), e.get("validation_loss")) for e in epochs})
    seen = sorted({epoch for column in columns for epoch in column})
    return [
        [Cell(str(epoch)), *(Cell(loss(value)) for column in columns for value in column.get(epoch, (None, None)))]
        for epoch in seen
    ]
