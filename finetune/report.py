"""The report: one page of Markdown from result files only. No number is typed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import data, figures, runs, tables
from .choose import shares
from .compare import NOTE, compare
from .config import study_config
from .errors import FinetuneError
from .evaluate import EVALUATION, read_evaluation
from .failures import CLASSES, meaning
from .files import write_text
from .samples import SAMPLES
from .statistics import holm, share
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

if TYPE_CHECKING:
    from pandas import DataFrame

MARKDOWN, IMAGES = "report.md", "images"
SHOWN = ("valid_syntax", "executes", "right_function", "right_derivative", "usable")
KINDS = ("fine-tuned", "hybrid", "few-shot", "zero-shot", "api", "copied", "rules")


@dataclass(frozen=True)
class Row:
    """One evaluated run: where its files are, evaluation.json, and the training run if it is beside it."""

    folder: Path
    evaluation: dict[str, Any]
    run: dict[str, Any] | None
    name: str

    @property
    def settings(self) -> dict[str, Any]:
        """What it was generated with."""
        settings: dict[str, Any] = self.evaluation["settings"]
        return settings

    @property
    def training(self) -> dict[str, Any] | None:
        """What is known of the adapter; None without one."""
        training: dict[str, Any] | None = self.settings["training"]
        return training

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return str(self.evaluation["kind"])

    @property
    def usable(self) -> dict[str, Any]:
        """The counted row `usable`, in all."""
        found: dict[str, Any] = self.evaluation["rows"]["all"]["usable"]
        return found


def read_rows(folders: Iterable[str | Path]) -> list[Row]:
    """Read every evaluated folder at or below those given: what was trained first, then by usable scenes.

    Raises:
        FinetuneError: a folder is not there, or an evaluation is damaged.
    """
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
            runs.read_run(folder) or runs.read_run(folder.parent),
            evaluation["name"] if names.count(evaluation["name"]) == 1 else f"{evaluation['name']} ({folder.name})",
        )
        for folder, evaluation in found.items()
    ]
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), -row.usable["share"], row.name))


def write_report(folders: Sequence[Path], output: Path) -> list[Path]:
    """Write report.md and its figures from the result folders.

    Returns:
        The files that were written.

    Raises:
        FinetuneError: there is nothing that was evaluated, or a result file cannot be read.
    """
    output.mkdir(parents=True, exist_ok=True)
    text, drawings = report(folders)
    for name, draw in drawings.items():
        draw(output / IMAGES / name)
    write_text(output / MARKDOWN, text)
    return [output / MARKDOWN, *(output / IMAGES / name for name in drawings)]


def report(folders: Sequence[Path]) -> tuple[str, dict[str, Any]]:
    """Make the page, and give beside it what draws its figures, by the names of their files."""
    rows = read_rows(folders)
    waiting = sorted(
        source.parent
        for folder in folders
        for source in Path(folder).rglob(SAMPLES)
        if not (source.parent / EVALUATION).is_file()
    )
    if not rows:
        first = waiting[0] if waiting else "FOLDER"
        raise FinetuneError(
            f"nothing in {', '.join(map(str, folders))} is evaluated: run `python -m finetune evaluate {first}`"
        )
    parts = ["# The baseline of derivative-manim\n", _lead()]
    parts += [f"{folder.name} has samples that are not evaluated.\n" for folder in waiting]
    drawings: dict[str, Any] = {}
    groups = by_test(rows)
    if not any(now for now, _, _ in groups):
        parts.append(
            "## The test split of this release\n\nNo model has been evaluated on it yet: `python -m finetune train`, "
            "`generate` and `evaluate` make a row, `python -m finetune report` puts it here.\n"
        )
    for number, (now, title, members) in enumerate(groups):
        parts.append(f"## {title}\n")
        if not now:
            parts.append(
                "**Other lessons and other test functions than this release has.** These rows cannot be compared with "
                "rows of the present split; they are kept until they have been made anew.\n"
            )
        found, drawn = _section(members, f"{number}-")
        parts += found
        drawings |= drawn
    return "\n".join(parts), drawings


def _lead() -> str:
    study = tables.interval(share(STUDY_ROWS["usable"], STUDY_CASES).as_dict())
    return (
        f"All numbers are read from the files in this folder by `python -m finetune report`. {STUDY_NAME}'s "
        f"{STUDY_MODEL}, tuned on its own 418 scenes, had {study} usable, of its own test functions. Usable is meant "
        f"as the study means it; *{tables.FAULTLESS}* is what the dataset's own scenes have to be. Intervals are "
        "Wilson's, 95 %.\n"
    )


def by_test(rows: Sequence[Row]) -> list[tuple[bool, str, list[Row]]]:
    """Give the rows by what they were asked: whether that is this release's split, a heading, the rows."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.settings["split"], row.settings["dataset"]["functions"]), []).append(row)
    found = []
    for (split, functions), members in groups.items():
        now = data.dataset_stamp(split)["functions"] == functions
        version = members[0].settings["dataset"]["version"]
        title = f"The {split} split of this release" if now else f"Version {version}: rows over its {split} split"
        found.append((now, title, members))
    return sorted(found, key=lambda group: (not group[0], not group[1].endswith("test split of this release")))


def _section(rows: Sequence[Row], prefix: str) -> tuple[list[str], dict[str, Any]]:
    letters = dict(zip([row.folder for row in rows], _letters(len(rows)), strict=True))
    ranked = [
        (f"{letters[row.folder]} {row.name}", row.usable, row.kind == "fine-tuned")
        for row in sorted(rows, key=lambda row: -row.usable["share"])
    ]
    drawings: dict[str, Any] = {f"{prefix}usable.png": lambda path: figures.draw_usable(ranked, path)}
    parts = [f"![usable scenes of each row]({IMAGES}/{prefix}usable.png)\n"]
    parts += [_overview(rows, letters), _eleven(rows, letters), _what_went_wrong(rows, letters)]
    parts += [_paired(rows, letters), _commands(rows, letters)]
    trained = [(f"{letters[row.folder]} {row.name}", row.run) for row in rows if row.run is not None]
    if trained:
        drawings[f"{prefix}loss.png"] = lambda path: figures.draw_losses(trained, path)
        parts += [_training(rows, letters), f"![losses of each run]({IMAGES}/{prefix}loss.png)\n"]
    return [part for part in parts if part], drawings


def _letters(count: int) -> list[str]:
    return [chr(ord("A") + place) if place < 26 else f"A{place}" for place in range(count)]


def frame(lines: dict[str, dict[str, Any]]) -> DataFrame:
    """Give a table of lines by name; what a line lacks is a dash."""
    from pandas import DataFrame

    return DataFrame.from_dict(lines, orient="index").fillna(tables.NONE)


def _overview(rows: Sequence[Row], letters: dict[Path, str]) -> str:
    lines = {}
    for row in rows:
        counted = row.evaluation["rows"]
        line = {
            "row": row.name,
            "trained": _trained(row),
            "usable": f"**{tables.interval(row.usable)}**",
            "cost": cost(row),
            "no fault": _of(row.evaluation["faultless"]["all"]),
        }
        line |= {group: _of(counted[group]["usable"]) for group in counted if group != "all"}
        if choice := row.settings.get("choice"):
            line["answers"] = f"up to {choice['answers']}: {shares(choice)}"
        apart = row.evaluation.get("apart", {})
        line |= {name.replace("_", " "): _of(cell) for name, cell in apart.items()}
        lines[letters[row.folder]] = line
    return "### Usable scenes\n\n" + tables.markdown(frame(lines))


def cost(row: Row) -> str:
    """Write what a row took: training, and writing a scene, the choice among several answers included."""
    choice = row.settings.get("choice")
    spent = choice["seconds"] + choice["judge_seconds"] if choice else row.settings.get("seconds") or 0.0
    trained = (row.training or {}).get("seconds")
    parts = [f"{tables.duration(trained)} of training"] if trained else []
    parts += [f"{spent / row.evaluation['functions']:.2g} s a scene"] if spent else []
    return ", ".join(parts) or tables.NONE


def _trained(row: Row) -> str:
    if row.training is None:
        return tables.NONE
    return f"{row.training['epoch']:g} epochs, loss {row.training['validation_loss']:.4f}"


def _of(cell: dict[str, Any]) -> str:
    return f"{cell['passed']}/{cell['of']}"


def _eleven(rows: Sequence[Row], letters: dict[Path, str]) -> str:
    lines: dict[str, dict[str, Any]] = {}
    for name, words in tables.words().items():
        line = {letters[row.folder]: _of(row.evaluation["rows"]["all"][name]) for row in rows}
        line |= {STUDY_NAME.lower(): f"{STUDY_ROWS[name]}/{STUDY_CASES}"}
        last = next(reversed(lines), "")
        if last and lines[last] == line and name != "usable":  # the same numbers are not printed twice
            lines[f"{last}; {words}"] = lines.pop(last)
        else:
            lines[words] = line
    return "### The study's eleven rows\n\n" + tables.markdown(frame(lines))


def _what_went_wrong(rows: Sequence[Row], letters: dict[Path, str]) -> str:
    counts = {letters[row.folder]: row.evaluation["failures"]["all"] for row in rows}
    classes = sorted({name for found in counts.values() for name in found}, key=lambda name: (_rank(name), name))
    # A column or a row of zeros says nothing.
    shown = {letter: found for letter, found in counts.items() if any(found.values())}
    if not shown:
        return ""
    lines = {
        name: {letter: found.get(name, 0) for letter, found in shown.items()} | {"which is": meaning(name)}
        for name in classes
    }
    return "### What went wrong, one class a sample\n\n" + tables.markdown(frame(lines))


def _rank(name: str) -> int:
    order = list(CLASSES)
    kind = "runtime: NAME" if name.startswith("runtime: ") else name
    return order.index(kind) if kind in order else len(order)


def _paired(rows: Sequence[Row], letters: dict[Path, str]) -> str:
    found, left_out = {}, []
    for a, b in combinations([row for row in rows if row.kind not in ("copied", "rules")], 2):
        if a.kind != "fine-tuned":
            continue
        names = f"{letters[a.folder]}, {letters[b.folder]}"
        try:
            counted = compare(a.folder, b.folder)
        except FinetuneError:
            left_out.append(names)
            continue
        usable = counted["rows"]["usable"]
        found[names] = {title: usable[key] for key, title in _PAIR.items()} | {"p": usable["p"]}
    others = f"\nNot compared, being of other functions: {'; '.join(left_out)}.\n" if left_out else ""
    if not found:
        return others
    for line, corrected in zip(found.values(), holm([line["p"] for line in found.values()]), strict=True):
        line["p"], line["p, Holm"] = tables.p_value(line["p"]), tables.p_value(corrected)
    said = f"### Usable, paired\n\n{NOTE} The last column is corrected for their number.\n\n"
    return said + tables.markdown(frame(found)) + others


_PAIR = {"both": "both", "only_a": "only the first", "only_b": "only the second", "neither": "neither"}


def _commands(rows: Sequence[Row], letters: dict[Path, str]) -> str:
    lines = [f"{letters[row.folder]}: `{row.settings['command']}`  " for row in rows if row.settings.get("command")]
    return "### To make a row again\n\n" + "\n".join(lines) + "\n" if lines else ""


def _training(rows: Sequence[Row], letters: dict[Path, str]) -> str:
    study = study_config()
    losses = zip(STUDY_TRAIN_LOSS, STUDY_VALIDATION_LOSS, strict=True)
    lines = {
        STUDY_NAME: {
            "target": study["target"],
            "other than the study": tables.NONE,
            "on": STUDY_GPU,
            "time": tables.duration(STUDY_SECONDS),
            "losses, train / validation by epoch": "; ".join(f"{train} / {validation}" for train, validation in losses),
        }
    }
    for row in rows:
        if row.run is None:
            continue
        config = row.run["config"]
        differs = [
            f"{name} {_shown(config.get(name))}"
            for name, value in study.items()
            if config.get(name) != value and name not in ("target", "model_name_or_path")
        ]
        losses_of = [f"{e['train_loss']:.4f} / {e['validation_loss']:.4f}" for e in row.run["epochs"]]
        lines[letters[row.folder]] = {
            "target": config["target"],
            "other than the study": ", ".join([Path(config["model_name_or_path"]).name, *differs]),
            "on": ", ".join(row.run["environment"]["gpus"]) or row.run["environment"]["processor"],
            "time": tables.duration(row.run["seconds"]),
            "losses, train / validation by epoch": "; ".join(losses_of) or tables.NONE,
        }
    return (
        "### Training\n\n"
        + tables.markdown(frame(lines))
        + "\nA loss is a mean over the tokens of its own tokenizer and of its own kind of answer: those of different "
        "models, or of scenes and of filled slots, cannot be compared.\n"
    )


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
