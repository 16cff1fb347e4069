"""Evaluations and comparisons as tables: cells once, drawn as Markdown or for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from finetune.evaluation.failures import CLASSES
from finetune.evaluation.statistics import Share, share
from finetune.study import STUDY_CASES, STUDY_ROWS

#: `usable` is the study's word; it leaves out layout and what is false beside function, derivative and lines.
FAULTLESS = "usable, and no fault found"


@dataclass(frozen=True)
class Cells:
    """A table.

    Attributes:
        title: what stands above it.
        head: the names of its columns.
        rows: as long as the head.
        words: the columns that hold words; the others hold numbers and are set to the right.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: tuple[int, ...] = (0,)

    def markdown(self) -> str:
        """Draw it as Markdown."""
        lines = [self.head, ["---" if at in self.words else "--:" for at in range(len(self.head))], *self.rows]
        return f"## {self.title}\n\n" + "".join("| " + " | ".join(map(_escaped, line)) + " |\n" for line in lines)

    def rich(self) -> Any:
        """Draw it for the terminal, for 80 columns: intervals below counts, words below the table."""
        from rich.box import SIMPLE_HEAD
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        shown = [place for place in range(len(self.head)) if place == 0 or place not in self.words]
        table = Table(title=self.title, box=SIMPLE_HEAD, title_justify="left", padding=(0, 1, 0, 0), pad_edge=False)
        for place in shown:
            name, words = self.head[place], place in self.words
            table.add_column(Text(name), justify="left" if words else "right", overflow="fold")
        for row in self.rows:
            # An interval goes below its count: five columns of them are wider than a terminal.
            cells = [
                row[place] if place in self.words else row[place].replace(" (", "\n").replace(" %)", "%")
                for place in shown
            ]
            table.add_row(*map(Text, cells))
        explained = [
            Text(f"{row[0]}: {row[place]}") for place in self.words if place for row in self.rows if row[place]
        ]
        return Group(table, *explained)


def rows(evaluation: Mapping[str, Any]) -> Cells:
    """Give the eleven rows, and usable scenes without any fault: by level, in all, and the study's."""
    words, counted = _words(), evaluation["rows"]
    head = ["row", *counted, "the study"]
    lines = [
        [words[name], *(_interval(group[name]) for group in counted.values()), _study(name)] for name in counted["all"]
    ]
    lines.append([FAULTLESS, *map(_interval, evaluation["faultless"].values()), "-"])
    return Cells("Rows", head, lines)


def pass_at_k(evaluation: Mapping[str, Any]) -> Cells:
    """Give pass@k of every row, in per cent."""
    words, found = _words(), evaluation["pass_at_k"]
    head = ["row", *(f"pass@{k}" for k in found["usable"])]
    return Cells("pass@k", head, [[words[name], *map(_percent, values.values())] for name, values in found.items()])


def failures(evaluation: Mapping[str, Any]) -> Cells:
    """Give the failures by class and level, the most frequent first."""
    counted = evaluation["failures"]
    lines = [
        [name, *(str(group.get(name, 0)) for group in counted.values()), _meaning(name)] for name in counted["all"]
    ]
    head = ["class", *counted, "which is"]
    return Cells("What went wrong, one class a sample", head, lines, words=(0, len(head) - 1))


def comparison(found: Mapping[str, Any]) -> list[Cells]:
    """Give the tables of `finetune.evaluation.compare.compare`: by row, and `usable` by level."""
    words, titles = _words(), ["both", f"only {found['a']}", f"only {found['b']}", "neither", "p (McNemar)"]

    def line(name: str, counts: Mapping[str, Any]) -> list[str]:
        return [name, *(str(counts[key]) for key in ("both", "only_a", "only_b", "neither")), _p(counts["p"])]

    return [
        Cells("Rows", ["row", *titles], [line(words[name], counts) for name, counts in found["rows"].items()]),
        Cells("Usable, by level", ["level", *titles], [line(*item) for item in found["levels"].items()]),
    ]


def notes(evaluation: Mapping[str, Any]) -> list[str]:
    """Give what has to be said beside the tables."""
    said = [
        f"{evaluation['samples']} samples of {evaluation['functions']} functions of the split "
        f"{evaluation['settings']['split']}, {evaluation['samples_per_function']} a function.",
        evaluation["intervals"],
    ]
    if evaluation["missing"]:
        counted = "counted as failures in all rows" if evaluation["missing_are_failures"] else "not counted"
        said.insert(0, f"Not complete: samples missing: {len(evaluation['missing'])}, {counted}.")
    return said


def markdown(evaluation: Mapping[str, Any]) -> str:
    """Give an evaluation as a Markdown page."""
    tables = [rows(evaluation)]
    if len(evaluation["pass_at_k"]["usable"]) > 1:
        tables.append(pass_at_k(evaluation))
    if evaluation["failures"]["all"]:
        tables.append(failures(evaluation))
    validator = evaluation.get("validator", {})
    last = (
        f"Judged with Manim {validator['manim']}, at most {validator['limit_seconds']:g} s a scene."
        if validator
        else ""
    )
    parts = [f"# {_escaped(evaluation['name'])}\n", *(note + "\n" for note in notes(evaluation))]
    return "\n".join([*parts, *(table.markdown() for table in tables), *([last + "\n"] if last else [])])


def _words() -> dict[str, str]:
    from validation.reports import ROW_WORDS

    return ROW_WORDS


def _interval(cell: Mapping[str, Any]) -> str:
    return f"{cell['passed']}/{cell['of']} ({_percent(cell['low'])}-{_percent(cell['high'])} %)"


def _study(name: str) -> str:
    found: Share = share(STUDY_ROWS[name], STUDY_CASES)
    return _interval(found.as_dict())


def _percent(value: float) -> str:
    return f"{100 * value:.0f}"


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else f"{value:.1e}"


def _meaning(name: str) -> str:
    return (
        CLASSES["runtime: NAME"].replace("NAME", name.partition(": ")[2])
        if name.startswith("runtime: ")
        else CLASSES[name]
    )


def _escaped(text: str) -> str:
    """A cell's text: what a model wrote may be in it (the name of an exception)."""
    flat = " ".join(text.split()).replace("\\", "\\\\")
    return flat.replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
