"""The parts of the page, each made of result files and of the study's figures; no number is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from finetune.errors import FinetuneError
from finetune.evaluation.failures import CLASSES
from finetune.evaluation.statistics import CONFIDENCE, share
from finetune.evaluation.table import FAULTLESS
from finetune.reporting.blocks import Block, Cell, Folded, Missing, Picture, Section, Table, Text
from finetune.reporting.rows import Row, compared
from finetune.study import (
    STUDY_CASES,
    STUDY_EPOCHS,
    STUDY_GPU,
    STUDY_MODEL,
    STUDY_NAME,
    STUDY_ROWS,
    STUDY_SAMPLES_PER_SECOND,
    STUDY_SECONDS,
    STUDY_TRAIN_LOSS,
    STUDY_TRAIN_ROWS,
    STUDY_VALIDATION_LOSS,
    study_config,
)

NONE = "–"
#: What tells one run of a model from another in its name, where it is not the study's.
_TOLD = ("wording", "order", "train_size", "epochs", "seed")


def lead(rows: Sequence[Row]) -> list[str]:
    """Give the headline: usable scenes of every fine-tuned row over the test split, beside the study's."""
    tested = [row for row in compared(rows).get("test", []) if row.kind == "fine-tuned"]
    study = share(STUDY_ROWS["usable"], STUDY_CASES).as_dict()
    said = [
        f"{row.name}: {_of(row.counted('usable'))} scenes are usable{_whole(row)}, "
        "on functions of forms that training has not seen."
        for row in tested
    ]
    if not tested:
        said.append("No fine-tuned model has been evaluated on the test split yet.")
    return [*said, f"{STUDY_NAME}: {_of(study)}."]


def what(rows: Sequence[Row]) -> Section:
    """Say what each row is."""
    head = ["row", "kind", "model", "trained", "decoding", "asked", "ran on", "answers took"]
    sizes = {row.settings.get("model"): _size(row) for row in rows if _size(row)}
    lines = [
        [
            Cell(row.name, strong=True),
            Cell(row.kind, "" if row.evaluation["mode"] == "none" else f"mode {row.evaluation['mode']}"),
            Cell(str(row.settings.get("model") or NONE), sizes.get(row.settings.get("model"), "")),
            _trained(row),
            _decoding(row.settings),
            Cell(
                f"{row.evaluation['functions']} functions of {row.split}",
                f"{row.evaluation['samples_per_function']} a function; wording: {row.settings.get('wording', NONE)}",
            ),
            _machine(row.settings.get("environment") or {}),
            Cell(duration(row.settings.get("seconds")), f"seed {row.settings.get('seed', NONE)}"),
        ]
        for row in rows
    ]
    return Section("rows", "What each row is", [Table(head, lines, words=True)])


def comparison(split: str, rows: Sequence[Row], bars: Picture | None) -> Section:
    """Give the eleven rows of every run over a split, the study beside them, then by level."""
    words = _words()
    head = ["", *(row.name for row in rows), f"{STUDY_NAME} ({STUDY_MODEL})"]
    lines = [
        [
            Cell(words[name], strong=name == "usable"),
            *(_counted(row.counted(name), strong=name == "usable") for row in rows),
            _counted(share(STUDY_ROWS[name], STUDY_CASES).as_dict()),
        ]
        for name in STUDY_ROWS
    ]
    lines.append([Cell(FAULTLESS), *(_counted(row.faultless()) for row in rows), Cell(NONE)])
    levels = list(dict.fromkeys(level for row in rows for level in row.levels))
    usable = [
        [Cell(level), *(_counted(row.counted("usable", level)) if level in row.levels else Cell(NONE) for row in rows)]
        for level in levels
    ]
    blocks: list[Block] = [
        Text(
            "Scenes that pass, out of all that were asked for; below, the share and its interval "
            f"({_percent(CONFIDENCE)} %, Wilson). "
            f"{STUDY_NAME}'s intervals are computed from its counts; its cases were of its own split. "
            "Usable is meant as the study means it; the last line asks for what the dataset's own scenes have to have: "
            "no error of any check, of layout for one."
        ),
        Table(head, lines),
        Table(["level", *(row.name for row in rows)], usable, "Usable, by level"),
    ]
    blocks += [Text(f"{row.name}: {warning}") for row in rows if (warning := _warning(row))]
    if bars is not None:
        blocks.append(bars)
    blocks += [
        Folded(f"{row.name}: every row by level", [_by_level(row, words), *_pass_at_k(row, words)]) for row in rows
    ]
    return Section(f"comparison-{split}", f"Comparison on the {split} split", blocks)


def failures(rows: Sequence[Row]) -> Section:
    """Count what went wrong, one class a sample."""
    counts = [row.evaluation["failures"].get("all", {}) for row in rows]
    known = [name for name in CLASSES if any(name in count for count in counts)]
    other = sorted({name for count in counts for name in count} - set(known))
    lines = [
        [Cell(name, _meaning(name)), *(Cell(str(count.get(name, NONE))) for count in counts)]
        for name in [*known, *other]
    ]
    last = [Cell("usable", strong=True), *(Cell(str(row.counted("usable")["passed"]), strong=True) for row in rows)]
    blocks: list[Block] = [
        Text(
            "One class a sample: the first cause, as the completion and the verdict show it. "
            "A scene of the class fault or layout is usable as the study means it; the dataset would not take it."
        ),
        Table(["class", *(row.name for row in rows)], [*lines, last]),
    ]
    return Section("failures", "What went wrong", blocks)


def training(runs: Sequence[Row], pictures: Mapping[Path, Picture]) -> Section:
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


def quality(sweeps: Sequence[Sequence[Row]], pictures: Sequence[Picture]) -> Section:
    """Give loss against quality, checkpoint by checkpoint."""
    if not sweeps:
        command = "python -m finetune sweep --run RUN --output DIR"
        return Section(
            "quality", "Loss against quality", [Missing("No run's checkpoints have been evaluated.", command)]
        )
    blocks: list[Block] = []
    from finetune.reporting.bars import MEASURES

    words = _words()
    for group, picture in zip(sweeps, pictures, strict=True):
        lines = [
            [
                Cell(f"{round((row.training or {})['epoch'], 1):g}", f"step {(row.training or {})['step']}"),
                Cell(_loss((row.training or {}).get("validation_loss"))),
                *(_counted(row.counted(name)) for name in MEASURES),
            ]
            for row in group
        ]
        head = ["epoch", "validation loss", *(words[name] for name in MEASURES)]
        title = f"{run_name(group[-1])}; mode {group[-1].evaluation['mode']}, {group[-1].split} split"
        blocks += [picture, Table(head, lines, title)]
    return Section("quality", "Loss against quality", blocks)


def pairs(by_split: Mapping[str, Sequence[Row]]) -> Section:
    """Compare every fine-tuned row with every other row over the same functions (McNemar's exact test, `usable`)."""
    from finetune.evaluation.compare import NOTE, compare

    lines, left_out = [], []
    for members in by_split.values():
        for place, a in enumerate(members):
            for b in members[place + 1 :]:
                if a.kind != "fine-tuned":  # the fine-tuned rows come first
                    continue
                try:
                    found = compare(a.folder, b.folder)
                except (FinetuneError, KeyError) as error:
                    left_out.append(Text(f"Not compared: {a.name}, {b.name}: {error}"))
                    continue
                usable = found["rows"]["usable"]
                counts = [Cell(str(usable[key])) for key in ("both", "only_a", "only_b", "neither")]
                apart = "" if found["same_validator"] else "judged by different validators"
                lines.append([Cell(a.name), Cell(b.name, apart), *counts, Cell(_p(usable["p"]))])
    head = ["A", "B", "both", "only A", "only B", "neither", "p"]
    blocks: list[Block] = [Text(NOTE), Table(head, lines)] if lines else []
    blocks += left_out
    if not blocks:
        blocks = [
            Missing(
                "There is no pair of a fine-tuned row and another over the same split.",
                "python -m finetune baseline --help",
            )
        ]
    return Section("pairs", "Usable, paired by function", blocks)


def run_name(row: Row) -> str:
    """Name a training run: its model and what it learned to answer."""
    config = row.config or {}
    model = str(config.get("model", {}).get("name", row.name)).rstrip("/").rpartition("/")[2]
    standard = study_config()
    told = [(section, name) for section in ("data", "training") for name in config.get(section, {}) if name in _TOLD]
    differs = [
        f"{name.replace('_', ' ')} {_value(config[section][name])}"
        for section, name in told
        if config[section][name] != standard[section].get(name)
    ]
    return ", ".join([model, str(config.get("data", {}).get("target", "")), *differs]).strip(", ")


def duration(seconds: float | None) -> str:
    """Write a time: seconds, or minutes and seconds, or hours and minutes."""
    if seconds is None:
        return NONE
    minutes, rest = divmod(round(seconds), _MINUTE)
    if not minutes:
        return f"{seconds:.3g} s"
    hours, minutes_left = divmod(minutes, _MINUTE)
    return f"{hours} h {minutes_left} min" if hours else f"{minutes} min {rest} s"


_MINUTE = 60


def _words() -> dict[str, str]:
    from validation.commands.judge import WORDS

    return WORDS


def _percent(value: float) -> str:
    return f"{100 * value:.0f}"


def _of(cell: Mapping[str, Any]) -> str:
    interval = f"{_percent(CONFIDENCE)} % interval {_percent(cell['low'])} to {_percent(cell['high'])} %"
    return f"{cell['passed']} of {cell['of']} ({_percent(cell['share'])} %, {interval})"


def _counted(cell: Mapping[str, Any], *, strong: bool = False) -> Cell:
    interval = f"{_percent(cell['share'])} % ({_percent(cell['low'])}–{_percent(cell['high'])})"
    return Cell(f"{cell['passed']}/{cell['of']}", interval, strong)


def _whole(row: Row) -> str:
    each = row.evaluation["samples_per_function"]
    return f" ({each} samples a function)" if each > 1 else ""


def _warning(row: Row) -> str:
    missing = len(row.evaluation.get("missing", ()))
    if not missing:
        return ""
    counted = row.evaluation.get("missing_are_failures")
    return (
        f"not complete, {missing} samples are missing; they are {'counted as failures' if counted else 'not counted'}."
    )


def _size(row: Row) -> str:
    known = (row.history or {}).get("parameters")
    return f"{(known['total'] - known['trainable']) / 1e6:.0f} M parameters" if known else ""  # without the adapter


def _trained(row: Row) -> Cell:
    known = row.training
    if known is None:
        return Cell(NONE)
    return Cell(
        _epochs(known.get("epoch")),
        f"step {known.get('step', NONE)}; validation loss {_loss(known.get('validation_loss'))}",
    )


def _epochs(count: float | None) -> str:
    return "yes" if count is None else f"{round(count, 1):g} {'epoch' if count == 1 else 'epochs'}"


def _decoding(settings: Mapping[str, Any]) -> Cell:
    decoding = settings.get("decoding") or {}
    method = decoding.get("method", "none")
    if method == "none":
        return Cell(NONE)
    extra = {"sampling": f", temperature {decoding.get('temperature')}", "beams": f", {decoding.get('beams')} beams"}
    shots = f"; {decoding['shots']} solved examples" if decoding.get("shots") else ""
    return Cell(f"{method}{extra.get(method, '')}", f"at most {decoding.get('max_new_tokens')} tokens{shots}")


def _machine(environment: Mapping[str, Any]) -> Cell:
    gpus = environment.get("gpus") or []
    packages = environment.get("packages") or {}
    small = ", ".join(f"{name} {packages[name]}" for name in ("torch", "transformers") if packages.get(name))
    if gpus:
        return Cell(", ".join(gpus), small)
    processor = str(environment.get("processor") or NONE)
    threads = environment.get("threads")
    return Cell(f"{processor}, {threads} threads" if threads else processor, small)


def _by_level(row: Row, words: Mapping[str, str]) -> Table:
    levels = [*row.levels, "all"]
    lines = [[Cell(words[name]), *(_counted(row.counted(name, level)) for level in levels)] for name in STUDY_ROWS]
    lines.append([Cell(FAULTLESS), *(_counted(row.faultless(level)) for level in levels)])
    return Table(["", *levels], lines)


def _pass_at_k(row: Row, words: Mapping[str, str]) -> list[Table]:
    found = row.evaluation.get("pass_at_k", {})
    most = list(found.get("usable", {}))
    if len(most) < 2:  # one sample a function: nothing to choose from
        return []
    lines = [[Cell(words[name]), *(Cell(f"{_percent(values[k])} %") for k in most)] for name, values in found.items()]
    return [Table(["", *(f"pass@{k}" for k in most)], lines, "pass@k, mean over the functions")]


def _meaning(name: str) -> str:
    kind, _, rest = name.partition(": ")
    return CLASSES["runtime: NAME"].replace("NAME", rest) if kind == "runtime" else CLASSES.get(name, "")


def _configuration(runs: Sequence[Row]) -> list[list[Cell]]:
    lines = []
    for section, rows in study_config().items():
        for name, value in rows.items():
            ours = [((row.config or {}).get(section) or {}).get(name) for row in runs]
            cells = [Cell(_value(found), strong=found != value) for found in ours]
            lines.append([Cell(f"{section}: {name.replace('_', ' ')}"), Cell(_value(value)), *cells])
    return lines


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NONE if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _speed(runs: Sequence[Row]) -> list[list[Cell]]:
    histories = [row.history or {} for row in runs]

    def line(name: str, study: str, values: Sequence[str]) -> list[Cell]:
        return [Cell(name), Cell(study), *map(Cell, values)]

    return [
        line("hardware", STUDY_GPU, [_machine(h.get("environment") or {}).text for h in histories]),
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
            "samples/s", f"{STUDY_SAMPLES_PER_SECOND}", [_number(h.get("samples_per_second"), ".2f") for h in histories]
        ),
        line("tokens/s", NONE, [_number(h.get("tokens_per_second"), ".0f") for h in histories]),
        line("peak memory (GiB)", NONE, [_number(h.get("peak_memory_bytes"), ".1f", 2**30) for h in histories]),
        line("trained parameters", NONE, [_parameters(h) for h in histories]),
        line("optimizer steps", NONE, [str(h["steps"][-1]["step"]) if h.get("steps") else NONE for h in histories]),
        line("finished", NONE, [_value(h.get("finished")) for h in histories]),
    ]


def _rows_learned(history: Mapping[str, Any]) -> str:
    return str(((history.get("lengths") or {}).get("train") or {}).get("rows", NONE))


def _parameters(history: Mapping[str, Any]) -> str:
    known = history.get("parameters")
    return f"{known['trainable'] / 1e6:.2f} M of {known['total'] / 1e6:.2f} M ({known['share']:.2%})" if known else NONE


def _number(value: float | None, form: str, unit: float = 1.0) -> str:
    return NONE if value is None else format(value / unit, form)


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
        [Cell(str(epoch)), *(Cell(_loss(loss)) for column in columns for loss in column.get(epoch, (None, None)))]
        for epoch in seen
    ]


def _loss(value: float | None) -> str:
    return NONE if value is None else f"{value:.4f}"


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 10**-3 else f"{value:.0e}"
