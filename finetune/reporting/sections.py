"""The smaller parts of the page, each made of result files and of the study's figures; no number is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from finetune.errors import FinetuneError
from finetune.evaluation.statistics import share
from finetune.reporting.bars import MEASURES
from finetune.reporting.blocks import Block, Cell, Missing, Picture, Section, Table, Text
from finetune.reporting.rows import Row, compared
from finetune.reporting.training import run_name
from finetune.reporting.words import NONE, counted, duration, epochs, loss, machine, of, p_value, row_words
from finetune.study import STUDY_CASES, STUDY_NAME, STUDY_ROWS


def lead(rows: Sequence[Row]) -> list[str]:
    """Give the headline: usable scenes of every fine-tuned row over the test split, beside the study's."""
    tested = [row for row in compared(rows).get("test", []) if row.kind == "fine-tuned"]
    study = share(STUDY_ROWS["usable"], STUDY_CASES).as_dict()
    said = [
        f"{row.name}: {of(row.counted('usable'))} scenes are usable{_whole(row)}, "
        "on functions of forms that training has not seen."
        for row in tested
    ]
    if not tested:
        said.append("No fine-tuned model has been evaluated on the test split yet.")
    return [*said, f"{STUDY_NAME}: {of(study)}."]


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
            machine(row.settings.get("environment") or {}),
            Cell(duration(row.settings.get("seconds")), f"seed {row.settings.get('seed', NONE)}"),
        ]
        for row in rows
    ]
    return Section("rows", "What each row is", [Table(head, lines, words=True)])


def quality(sweeps: Sequence[Sequence[Row]], pictures: Sequence[Picture]) -> Section:
    """Give loss against quality, checkpoint by checkpoint."""
    if not sweeps:
        command = "python -m finetune sweep --run RUN --output DIR"
        return Section(
            "quality", "Loss against quality", [Missing("No run's checkpoints have been evaluated.", command)]
        )
    blocks: list[Block] = []
    words = row_words()
    for group, picture in zip(sweeps, pictures, strict=True):
        lines = [
            [
                Cell(f"{round((row.training or {})['epoch'], 1):g}", f"step {(row.training or {})['step']}"),
                Cell(loss((row.training or {}).get("validation_loss"))),
                *(counted(row.counted(name)) for name in MEASURES),
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
    for pair in (pair for members in by_split.values() for pair in combinations(members, 2)):
        a, b = sorted(pair, key=lambda row: row.kind != "fine-tuned")
        if a.kind != "fine-tuned":
            continue
        try:
            found = compare(a.folder, b.folder)
        except (FinetuneError, KeyError) as error:
            # Where the folders lie on this machine is nothing for a page that is published.
            why = str(error).replace(str(a.folder), a.folder.name).replace(str(b.folder), b.folder.name)
            left_out.append(Text(f"Not compared: {a.name}, {b.name}: {why}"))
            continue
        usable = found["rows"]["usable"]
        counts = [Cell(str(usable[key])) for key in ("both", "only_a", "only_b", "neither")]
        apart = "" if found["same_validator"] else "judged by different validators"
        lines.append([Cell(a.name), Cell(b.name, apart), *counts, Cell(p_value(usable["p"]))])
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


def _whole(row: Row) -> str:
    each = row.evaluation["samples_per_function"]
    return f" ({each} samples a function)" if each > 1 else ""


def _size(row: Row) -> str:
    known = (row.history or {}).get("parameters")
    return f"{(known['total'] - known['trainable']) / 1e6:.0f} M parameters" if known else ""  # without the adapter


def _trained(row: Row) -> Cell:
    known = row.training
    if known is None:
        return Cell(NONE)
    return Cell(
        epochs(known.get("epoch")),
        f"step {known.get('step', NONE)}; validation loss {loss(known.get('validation_loss'))}",
    )


def _decoding(settings: Mapping[str, Any]) -> Cell:
    decoding = settings.get("decoding") or {}
    method = decoding.get("method", "none")
    if method == "none":
        return Cell(NONE)
    extra = {"sampling": f", temperature {decoding.get('temperature')}", "beams": f", {decoding.get('beams')} beams"}
    count = decoding.get("shots")
    shots = f"; {count} solved {'example' if count == 1 else 'examples'}" if count else ""
    return Cell(f"{method}{extra.get(method, '')}", f"at most {decoding.get('max_new_tokens')} tokens{shots}")
