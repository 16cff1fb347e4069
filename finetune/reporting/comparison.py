"""What was counted, run beside run: the eleven rows of the study, and what went wrong.

Rows that answer in the same way stand in one table: a whole scene and filled slots are not the same task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finetune.evaluation.failures import CLASSES
from finetune.evaluation.statistics import CONFIDENCE, share
from finetune.evaluation.table import FAULTLESS
from finetune.reporting.blocks import Block, Cell, Folded, Picture, Section, Table, Text
from finetune.reporting.rows import ANSWERS, Row
from finetune.reporting.words import NONE, counted, percent, row_words
from finetune.study import STUDY_CASES, STUDY_MODEL, STUDY_NAME, STUDY_ROWS


def comparison(split: str, rows: Sequence[Row], bars: Picture | None) -> Section:
    """Give the eleven rows of every run over a split, the study beside them, then by level."""
    words = row_words()
    blocks: list[Block] = [
        Text(
            "Scenes that pass, out of all that were asked for; below, the share and its interval "
            f"({percent(CONFIDENCE)} %, Wilson). "
            f"{STUDY_NAME}'s intervals are computed from its counts; its model wrote whole scenes, of its own split. "
            "Usable is meant as the study means it; the last line asks for what the dataset's own scenes have to have: "
            "no error of any check, of layout for one."
        ),
        *(Table(*_compared(members, words), title) for title, members in _groups(rows)),
        _usable_by_level(rows),
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
    blocks: list[Block] = [
        Text(
            "One class a sample: the first cause, as the completion and the verdict show it. "
            "A scene of the class fault or layout is usable as the study means it; the dataset would not take it."
        ),
        *(Table(*_failed(members), title) for title, members in _groups(rows)),
    ]
    return Section("failures", "What went wrong", blocks)


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Give the rows that answer alike, and the title of their table."""
    groups = [(title, [row for row in rows if row.answer == answer]) for answer, title in ANSWERS.items()]
    return [(title, members) for title, members in groups if members]


def _compared(rows: Sequence[Row], words: Mapping[str, str]) -> tuple[list[str], list[list[Cell]]]:
    head = ["", *(row.name for row in rows), f"{STUDY_NAME} ({STUDY_MODEL})"]
    lines = [
        [
            Cell(words[name], strong=name == "usable"),
            *(counted(row.counted(name), strong=name == "usable") for row in rows),
            counted(share(STUDY_ROWS[name], STUDY_CASES).as_dict()),
        ]
        for name in STUDY_ROWS
    ]
    lines.append([Cell(FAULTLESS), *(counted(row.faultless()) for row in rows), Cell(NONE)])
    return head, lines


def _usable_by_level(rows: Sequence[Row]) -> Table:
    levels = list(dict.fromkeys(level for row in rows for level in row.levels))
    lines = [
        [
            Cell(row.name),
            *(counted(row.counted("usable", level)) if level in row.levels else Cell(NONE) for level in levels),
            counted(row.counted("usable"), strong=True),
        ]
        for row in rows
    ]
    return Table(["", *levels, "all"], lines, "Usable, by level")


def _failed(rows: Sequence[Row]) -> tuple[list[str], list[list[Cell]]]:
    counts = [row.evaluation["failures"].get("all", {}) for row in rows]
    known = [name for name in CLASSES if any(name in count for count in counts)]
    other = sorted({name for count in counts for name in count} - set(known))
    lines = [
        [Cell(name, _meaning(name)), *(Cell(str(count.get(name, NONE))) for count in counts)]
        for name in [*known, *other]
    ]
    last = [Cell("usable", strong=True), *(Cell(str(row.counted("usable")["passed"]), strong=True) for row in rows)]
    return ["class", *(row.name for row in rows)], [*lines, last]


def _warning(row: Row) -> str:
    missing = len(row.evaluation.get("missing", ()))
    if not missing:
        return ""
    counted = row.evaluation.get("missing_are_failures")
    return (
        f"not complete, {missing} samples are missing; they are {'counted as failures' if counted else 'not counted'}."
    )


def _by_level(row: Row, words: Mapping[str, str]) -> Table:
    levels = [*row.levels, "all"]
    lines = [[Cell(words[name]), *(counted(row.counted(name, level)) for level in levels)] for name in STUDY_ROWS]
    lines.append([Cell(FAULTLESS), *(counted(row.faultless(level)) for level in levels)])
    return Table(["", *levels], lines)


def _pass_at_k(row: Row, words: Mapping[str, str]) -> list[Table]:
    found = row.evaluation.get("pass_at_k", {})
    most = list(found.get("usable", {}))
    if len(most) < 2:  # one sample a function: nothing to choose from
        return []
    lines = [[Cell(words[name]), *(Cell(f"{percent(values[k])} %") for k in most)] for name, values in found.items()]
    return [Table(["", *(f"pass@{k}" for k in most)], lines, "pass@k, mean over the functions")]


def _meaning(name: str) -> str:
    kind, _, rest = name.partition(": ")
    return CLASSES["runtime: NAME"].replace("NAME", rest) if kind == "runtime" else CLASSES.get(name, "")
