"""The report, one page of Markdown, and the table of README.md and the card: from result files only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

from derivative_manim.validation.reports import ROW_WORDS

from . import data, figures, runs, tables, verdicts
from .choose import shares
from .compare import NOTE, compare
from .config import study_config
from .errors import FinetuneError
from .evaluate import EVALUATION, NEAR, read_evaluation, summary
from .failures import CLASSES, meaning
from .files import write_text
from .statistics import holm
from .study import (
    STUDY_CASES,
    STUDY_GPU,
    STUDY_MODEL,
    STUDY_NAME,
    STUDY_ROWS,
    STUDY_SECONDS,
    STUDY_TRAIN_LOSS,
    STUDY_VALIDATION_LOSS,
)

MARKDOWN, IMAGES = "report.md", "images"
LEVEL = 0.05  # of the paired tests
SHOWN = ("executes", "right_function", "right_derivative", "usable")
KINDS = ("fine-tuned", "hybrid", "few-shot", "zero-shot", "api", "copied", "rules")
#: In a document the table stands between these.
BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"
DOCUMENTS = ("README.md", "dataset_card.md")


@dataclass(frozen=True)
class Row:
    """One evaluated run: where its files are, evaluation.json, and the training run if it is beside it."""

    folder: Path
    evaluation: dict[str, Any]
    settings: dict[str, Any]
    usable: dict[str, Any]
    run: dict[str, Any] | None
    kind: str
    name: str
    letter: str = ""
    seeds: str = ""

    @property
    def has_fault(self) -> bool:
        """Whether a fault of the harness was measured, which says nothing of the model."""
        given, run = self.settings, self.settings["training"]
        return bool(run and (run["config"].get("mask_eos") or given["wording"] == "bare" or not given["adapter"]))

    @property
    def seed(self) -> str:
        """Of the training, or of the answers where nothing was trained; for several rows together, all of them."""
        return self.seeds or str(((self.settings["training"] or {}).get("config") or self.settings)["seed"])

    @property
    def spent(self) -> float:
        """The seconds that all its answers took."""
        choice = self.settings.get("choice")
        return float(choice["seconds"] + choice["judge_seconds"] if choice else self.settings.get("seconds") or 0.0)


def read_rows(folders: Iterable[str | Path]) -> list[Row]:
    """Read every evaluated folder at or below those given: what was trained first, then by usable scenes."""
    found: dict[Path, dict[str, Any]] = {}
    for folder in folders:
        if not Path(folder).is_dir():
            raise FinetuneError(f"there is no folder {folder}")
        for source in sorted(Path(folder).rglob(EVALUATION)):
            found.setdefault(source.parent.resolve(), read_evaluation(source.parent))
    names = [evaluation["name"] for evaluation in found.values()]
    rows = [
        Row(
            folder,
            evaluation,
            evaluation["settings"],
            evaluation["rows"]["all"]["usable"],
            runs.read_run(folder) or runs.read_run(folder.parent),
            evaluation["kind"],
            evaluation["name"] if names.count(evaluation["name"]) == 1 else f"{evaluation['name']} ({folder.name})",
        )
        for folder, evaluation in found.items()
    ]
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), -row.usable["share"], row.name))


def pooled(rows: Sequence[Row]) -> list[Row]:
    """Make one row of those that differ in the seed of their training alone: all their scenes are counted.

    It is called as the lowest seed is. An interval counts functions, not scenes (`statistics.share`). Times are means.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        training, choice = row.settings["training"], row.settings.get("choice") or {}
        same = ("kind", "mode", "target", "wording", "model", "split", "decoding")
        config = {name: value for name, value in training["config"].items() if name != "seed"} if training else row.name
        key = [config, choice.get("answers"), *(row.settings.get(name) for name in same)]
        groups.setdefault(json.dumps(key), []).append(row)
    several = [members for members in groups.values() if len({row.seed for row in members}) == len(members) > 1]
    alone = [row for members in groups.values() if members not in several for row in members]
    found = [*alone, *map(_together, several)]
    return sorted(found, key=lambda row: (KINDS.index(row.kind), -row.usable["share"], row.name))


def _together(rows: Sequence[Row]) -> Row:
    rows = sorted(rows, key=lambda row: int(row.seed))
    first = rows[0]
    seconds = mean(row.settings["training"]["seconds"] for row in rows)
    settings = first.settings | {"choice": None, "seconds": mean(row.spent for row in rows)}
    settings["training"] = first.settings["training"] | {"seconds": seconds}
    lines = [line for row in rows for line in verdicts.read(row.folder)]
    found = first.evaluation | summary(settings, lines, [])
    seeds = ", ".join(row.seed for row in rows)
    usable = found["rows"]["all"]["usable"]
    return replace(first, evaluation=found, settings=settings, usable=usable, name=found["name"], seeds=seeds)


def write_report(folders: Sequence[Path], output: Path) -> list[Path]:
    """Write report.md and its figures from the result folders; give the files that were written."""
    text, drawings = report(folders)
    for name, bars in drawings.items():
        figures.draw_usable(bars, output / IMAGES / name)
    write_text(output / MARKDOWN, text)
    return [output / MARKDOWN, *(output / IMAGES / name for name in drawings)]


def report(folders: Sequence[Path]) -> tuple[str, dict[str, Any]]:
    """Make the page, and give beside it what its figures show, by the names of their files."""
    rows = read_rows(folders)
    if not rows:
        raise FinetuneError(
            f"nothing in {', '.join(map(str, folders))} is evaluated: run `python -m finetune evaluate`"
        )
    study = tables.interval(tables.study()["usable"])
    parts = [
        "# The baseline of derivative-manim\n",
        f"All numbers are read from the files in this folder by `python -m finetune report`. {STUDY_NAME}'s "
        f"{STUDY_MODEL}, tuned on its own 418 scenes, had {study} usable, of its own test functions. Usable is meant "
        f"as the study means it; *{tables.FAULTLESS}* is what the dataset's own scenes have to be. Intervals are "
        "Wilson's, 95 %.\n",
    ]
    drawings: dict[str, Any] = {}
    for number, (now, title, members) in enumerate(by_test(rows)):
        image = f"{number}-usable.png"
        ranked = sorted(members, key=lambda row: -row.usable["share"])
        drawings[image] = [(f"{row.letter} {row.name}", row.usable, row.kind == "fine-tuned") for row in ranked]
        parts.append(f"## {title}\n")
        if not now:
            parts.append(
                "**Other lessons and other test functions than this release has.** These rows cannot be compared with "
                "rows of the present split; they are kept until they have been made anew.\n"
            )
        parts.append(f"![usable scenes of each row]({IMAGES}/{image})\n")
        sections = [_overview(members), _eleven(members), _what_went_wrong(members), _training(members)]
        sections += [_paired(members), _commands(members)] if now else []
        parts += filter(None, sections)
    return "\n".join(parts), drawings


def by_test(rows: Sequence[Row]) -> list[tuple[bool, str, list[Row]]]:
    """Give the rows by what they were asked: whether that is this release's split, a heading, the lettered rows."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.settings["split"], row.settings["dataset"]["functions"]), []).append(row)
    found = []
    for (split, functions), members in groups.items():
        now = data.dataset_stamp(split)["functions"] == functions
        version = members[0].settings["dataset"]["version"]
        title = f"The {split} split of this release" if now else f"Version {version}: rows over its {split} split"
        letters = ["A" * (place // 26) + chr(ord("A") + place % 26) for place in range(len(members))]
        found.append((now, title, [replace(row, letter=at) for row, at in zip(members, letters, strict=True)]))
    return sorted(found, key=lambda group: (not group[0], not group[1].endswith("test split of this release")))


def _overview(rows: Sequence[Row]) -> str:
    lines = {}
    for row in rows:
        training, choice = row.settings["training"], row.settings.get("choice")
        line = {"row": row.name}
        if training:
            line["trained"] = f"{training['epoch']:g} epochs, loss {training['validation_loss']:.4f}"
        line |= _usable(row, [group for group in row.evaluation["rows"] if group != "all"])
        if choice:
            line["answers"] = f"up to {choice['answers']}: {shares(choice)}"
        lines[row.letter] = line | {n.replace("_", " "): _of(cell) for n, cell in row.evaluation["apart"].items()}
    return "### Usable scenes\n\n" + tables.markdown(tables.frame(lines))


def _usable(row: Row, groups: Iterable[str]) -> dict[str, str]:
    """What page and documents tell of a row's usable scenes: in all, by group, and what they cost."""
    counted = row.evaluation["rows"]
    line = {ROW_WORDS["usable"]: _bold(row.usable)}
    line |= {group: _of(counted[group]["usable"]) for group in groups if group in counted}
    line["no fault found"] = _of(row.evaluation["faultless"]["all"])
    training = row.settings["training"]
    if row.settings["model"]:
        line["seed"] = row.seed
    cost = [f"{tables.duration(training['seconds'])} of training"] if training else []
    cost += [f"{row.spent / row.evaluation['functions']:.2g} s a scene"] if row.spent else []
    return line | ({"cost": ", ".join(cost)} if cost else {})


def _of(cell: dict[str, Any]) -> str:
    return f"{cell['passed']} of {cell['of']}"


def _bold(cell: dict[str, Any]) -> str:
    return f"**{_of(cell)}** ({cell['low']:.0%}–{cell['high']:.0%})"


def _eleven(rows: Sequence[Row]) -> str:
    lines: dict[str, dict[str, Any]] = {}
    for name, words in ROW_WORDS.items():
        line = {row.letter: _of(row.evaluation["rows"]["all"][name]) for row in rows}
        line |= {STUDY_NAME.lower(): f"{STUDY_ROWS[name]} of {STUDY_CASES}"}
        last = next(reversed(lines), "")
        if last and lines[last] == line and name != "usable":  # the same numbers are not printed twice
            lines[f"{last}; {words}"] = lines.pop(last)
        else:
            lines[words] = line
    return "### The study's eleven rows\n\n" + tables.markdown(tables.frame(lines))


def _what_went_wrong(rows: Sequence[Row]) -> str:
    shown = {row.letter: found for row in rows if (found := row.evaluation["failures"]["all"])}
    order = [*CLASSES]
    names = {name for found in shown.values() for name in found}
    lines = {
        name: {letter: found.get(name, 0) for letter, found in shown.items()} | {"which is": meaning(name)}
        for name in sorted(names, key=lambda name: (order.index("runtime: NAME" if ": " in name else name), name))
    }
    return "### What went wrong, one class a sample\n\n" + tables.markdown(tables.frame(lines)) if lines else ""


def _paired(rows: Sequence[Row]) -> str:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    left_out = []
    models = [row for row in rows if row.kind not in ("hybrid", "copied", "rules") and not row.has_fault]
    for a, b in combinations(models, 2):
        try:
            found[b.letter, a.letter] = compare(a.folder, b.folder)["rows"]["usable"]
        except FinetuneError:
            left_out.append(f"{a.letter}, {b.letter}")
    others = f"\nNot compared, being of other functions: {'; '.join(left_out)}.\n" if left_out else ""
    if not found:
        return others
    corrected = dict(zip(found, holm([each["p"] for each in found.values()]), strict=True))
    lines: dict[str, dict[str, str]] = {}
    for (row, column), each in found.items():
        mark = "†" if corrected[row, column] < LEVEL else ""
        lines.setdefault(row, {})[column] = f"{each['only_b']}:{each['only_a']}{mark}"
    said = (
        f"### Usable, paired\n\n{NOTE} 1:8 says that on 1 function only the line's answer is usable, on 8 only the "
        f"column's; † that p is below {LEVEL:g}, corrected for the {len(found)} tests (Holm).\n\n"
    )
    return said + tables.markdown(tables.frame(lines)) + others


def _commands(rows: Sequence[Row]) -> str:
    lines = [f"{row.letter}: `{row.settings['command']}`  " for row in rows if row.settings.get("command")]
    return "### To make a row again\n\n" + "\n".join(lines) + "\n" if lines else ""


def _training(rows: Sequence[Row]) -> str:
    study, losses = study_config(), zip(STUDY_TRAIN_LOSS, STUDY_VALIDATION_LOSS, strict=True)
    heads = ("target", "lessons", "steps", "other than the study", "on", "time", "losses, train / validation, in order")
    ours = (study["target"], "418", tables.NONE, tables.NONE, STUDY_GPU, tables.duration(STUDY_SECONDS))
    lines = {STUDY_NAME: (*ours, "; ".join(f"{train} / {validation}" for train, validation in losses))}
    for row in rows:
        if row.run is None:
            continue
        config, environment = row.run["config"], row.run["environment"]
        differs = [
            f"{name} {config.get(name)}"
            for name, value in study.items()
            if config.get(name) != value and name not in ("target", "model_name_or_path")
        ]
        lines[row.letter] = (
            config["target"],
            str(row.run["lengths"]["train"]["rows"]),
            str(max((entry["step"] for entry in row.run["steps"]), default=tables.NONE)),
            ", ".join([Path(config["model_name_or_path"]).name, *differs]),
            ", ".join(environment["gpus"]) or environment["processor"],
            tables.duration(row.run["seconds"]),
            "; ".join(f"{at['train_loss']:.4f} / {at['validation_loss']:.4f}" for at in row.run["checkpoints"]),
        )
    if len(lines) == 1:
        return ""
    return (
        "### Training\n\n"
        + tables.markdown(tables.frame({name: dict(zip(heads, line, strict=True)) for name, line in lines.items()}))
        + "\nA loss is a mean over the tokens of its own tokenizer and of its own kind of answer: those of different "
        "models, or of scenes and of filled slots, cannot be compared.\n"
    )


def table(rows: Sequence[Row]) -> str:
    """Give the comparison over the test split as a table of Markdown, in few columns, and what made it."""
    groups = [group for group in by_test(rows) if group[0] and group[2][0].settings["split"] == "test"]
    if not groups:
        raise FinetuneError("no row of the results is of this release's test split: train, generate and evaluate one")
    shown = pooled([row for row in groups[0][2] if not row.has_fault])
    lines = {row.name: _counted(row.evaluation["rows"]["all"]) | _usable(row, ("near", "far")) for row in shown}
    lines[f"{STUDY_NAME}'s {STUDY_MODEL}, fine-tuned, as it reports"] = _counted(tables.study()) | {
        "cost": f"{tables.duration(STUDY_SECONDS)} of training"
    }
    made = sorted({_machine(row) for row in shown if row.settings["model"]} - {""})
    return (
        f"{tables.markdown(tables.frame(lines))}\n"
        "All rows are over the test split of this release: scenes of so many, of one training run or of one for each "
        "seed; in brackets the 95 % interval of usable ones, which counts functions. Usable is the study's word. Near "
        f"are the test functions of a novelty below {NEAR} (nearest of the 418 training functions), far the others. "
        "In `no fault found` are the usable ones in which no check finds an error, as the dataset's own scenes have "
        "to be. Cost is training, once, and the time to write a scene. "
        f"Made on: {'; '.join(made) or '-'}. The study's model was trained on one {STUDY_GPU}."
    )


def _counted(counted: dict[str, Any]) -> dict[str, str]:
    line = {ROW_WORDS[name]: _of(counted[name]) for name in SHOWN}
    return line | {ROW_WORDS["usable"]: _bold(counted["usable"])}


def _machine(row: Row) -> str:
    environment = (row.settings["training"] or {}).get("environment") or row.settings.get("environment") or {}
    if gpus := environment.get("gpus"):
        return f"{len(gpus)} x {gpus[0]}"
    processor = environment.get("processor")  # nobody says which an endpoint has
    return runs.threads(environment["threads"], processor) if processor else ""


def write_documents(root: Path, results: Path, *, check: bool = False) -> list[Path]:
    """Write the table into README.md and the card, or only check it, and the page; give those that are out of date."""
    made, stale = table(read_rows([results])), []
    for name in DOCUMENTS:
        file = root / name
        text = file.read_text(encoding="utf-8")
        if BEGIN not in text or END not in text:
            raise FinetuneError(f"{file} does not say where its table of results belongs: {BEGIN} ... {END}")
        before, _, rest = text.partition(BEGIN)
        new = f"{before}{BEGIN}\n{made}\n{END}{rest.partition(END)[2]}"
        if new != text:
            stale.append(file)
            if not check:
                write_text(file, new)
    page = results / MARKDOWN
    if check and (not page.is_file() or page.read_text(encoding="utf-8") != report([results])[0]):
        stale.append(page)
    return stale
