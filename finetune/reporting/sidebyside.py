"""Expected and generated, side by side: which samples are shown, and their code line by line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derivative_manim.records import read_examples
from finetune.evaluation import verdicts
from finetune.reporting import frames
from finetune.reporting.blocks import Block, Line, Missing, Pair, Picture, Scene, Section, Text, visible
from finetune.reporting.rows import Row, compared
from finetune.samples import SAMPLES, Sample, read_samples

#: A scene of the dataset has some 100 lines; a model that repeats itself, thousands.
MOST_LINES = 150

RULE = (
    "Chosen by rule, not by hand: of the first samples of the functions, in the order of the curriculum, the first "
    "that is usable, the first that runs to its end and is not usable, the first that does not run to its end. "
    "Lines that the other scene does not have are marked."
)
# What is chosen: its title, and its condition on the eleven rows.
_CHOICES: tuple[tuple[str, Callable[[Mapping[str, bool]], bool]], ...] = (
    ("The first that is usable", lambda rows: rows["usable"]),
    ("The first that runs and is not usable", lambda rows: rows["executes"] and not rows["usable"]),
    ("The first that does not run", lambda rows: not rows["executes"]),
)


@dataclass(frozen=True)
class Chosen:
    """A sample that is shown.

    Attributes:
        title: why it was chosen.
        sample: what the model wrote.
        verdict: its line of verdicts.jsonl.
        expected: the dataset's scene of its function.
    """

    title: str
    sample: Sample
    verdict: Mapping[str, Any]
    expected: str

    @property
    def generated(self) -> str:
        """What the model wrote: the scene that was judged, or, if there is none, its answer."""
        return self.sample.scene or self.sample.completion

    @property
    def scenes(self) -> dict[str, str]:
        """The scenes to render."""
        return {"expected": self.expected, "generated": self.sample.scene}


def shown(rows: Sequence[Row]) -> Row | None:
    """Choose the row that is shown: the first of the comparison, which is a fine-tuned one if there is any."""
    by_split = compared(rows)
    return next((members[0] for members in by_split.values()), None)


def choose(row: Row) -> list[Chosen]:
    """Choose the samples of a row that are shown, by `RULE`; fewer where no sample is of a kind.

    Raises:
        FinetuneError: samples.jsonl cannot be read.
    """
    lines = {f"{line['id']}.{line['index']}": line for line in verdicts.read(row.folder)}
    first = sorted((s for s in read_samples(row.folder) if s.index == 0 and s.key in lines), key=lambda s: s.id)
    expected = {example["id"]: example["code"] for example in read_examples()}
    found = []
    for title, fits in _CHOICES:
        sample = next((s for s in first if fits(lines[s.key]["rows"])), None)
        if sample is not None:
            found.append(Chosen(title, sample, lines[sample.key], expected.get(sample.id, "")))
    return found


def section(row: Row | None) -> Section:
    """Show the chosen samples of a row beside the scenes that were expected, with the frames that are kept."""
    key, title = "examples", "Expected and generated"
    if row is None:
        return Section(key, title, [Missing("There is no evaluated row.", "python -m finetune evaluate FOLDER")])
    if not (row.folder / SAMPLES).is_file():
        return Section(
            key,
            title,
            [Missing(f"The samples of {row.name} are not beside its results.", f"cp RUN/{SAMPLES} {row.folder.name}/")],
        )
    chosen = choose(row)
    blocks: list[Block] = [Text(f"{row.name}. {RULE}")]
    absent = [name for name, _ in _CHOICES if name not in {item.title for item in chosen}]
    blocks += [Text(f"{name}: there is none.") for name in absent]
    films = [frames.kept(row.folder, item.sample.key, item.scenes) for item in chosen]
    if any(film is None for film in films):
        blocks.append(Missing("Frames of these scenes have not been rendered.", "python -m finetune report --frames"))
    blocks += [_pair(row.folder, item, film or {}) for item, film in zip(chosen, films, strict=True)]
    return Section(key, title, blocks)


def _pair(folder: Path, item: Chosen, films: Mapping[str, Any]) -> Pair:
    verdict = item.verdict
    passed = [name.replace("_", " ") for name, good in verdict["rows"].items() if good]
    failure = verdict["failure"] or "nothing"
    said = f": {visible(verdict['error']).rstrip('.')}" if verdict["error"] else ""
    text = f"Wrong with it: {failure}{said}. Passed: {', '.join(passed) or 'nothing'}."
    sides = {"expected": item.expected, "generated": item.generated}
    marked = _marked(item.expected, item.generated)
    scenes = [
        _scene(folder, what, sides[what], lines, films.get(what, {"error": "", "frames": []}))
        for what, lines in zip(sides, marked, strict=True)
    ]
    return Pair(f"{item.title}: {item.sample.function} ({item.sample.id}, {item.sample.level})", text, scenes)


def _scene(folder: Path, what: str, source: str, lines: Sequence[Line], film: Mapping[str, Any]) -> Scene:
    pictures = [
        Picture(folder / frames.FOLDER / frame["file"], f"{what}, {frame['label']}", frame["label"])
        for frame in film["frames"]
    ]
    title = f"{what}, {len(source)} characters"
    return Scene(title, lines[:MOST_LINES], max(0, len(lines) - MOST_LINES), pictures, visible(film["error"]))


def _marked(expected: str, generated: str) -> tuple[list[Line], list[Line]]:
    a, b = visible(expected).splitlines(), visible(generated).splitlines()
    lines_a, lines_b = [True] * len(a), [True] * len(b)
    for start_a, start_b, length in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        lines_a[start_a : start_a + length] = [False] * length
        lines_b[start_b : start_b + length] = [False] * length
    return (
        [Line(text, other) for text, other in zip(a, lines_a, strict=True)],
        [Line(text, other) for text, other in zip(b, lines_b, strict=True)],
    )
