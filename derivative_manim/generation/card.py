"""dataset_card.md: written from a template, each number in it measured; the table of results is the baseline's own."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from derivative_manim._version import __version__
from derivative_manim.columns import EXAMPLE, Kind
from derivative_manim.generation.documents import tables
from derivative_manim.generation.metadata import MANIM_VERSION
from derivative_manim.hub.samples import SHOWN
from derivative_manim.meanings import MEANING
from derivative_manim.records import REPAIRS, SPLITS

CARD = "dataset_card.md"
RESULTS = ("<!-- results:begin -->", "<!-- results:end -->")
SAMPLE = "x*sin(x)"
KINDS: dict[Kind, str] = {
    "string": "string",
    "int32": "int32",
    "float": "float64",
    "strings": "list of string",
    "floats": "list of 3 float64",
    "steps": "list of {`rule`, `latex`, `expression`: string}",
}


@dataclass(frozen=True)
class Repair:
    """What the card tells of the repair set.

    Attributes:
        counts: rows of each split.
        lessons: of which they were made.
        kinds: of damage.
        mended: how many rows of test the rules mend.
    """

    counts: dict[str, int]
    lessons: int
    kinds: int
    mended: int

    @property
    def rows(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def read_repair(root: Path) -> Repair | None:
    """Count the repair set of a tree, whose lessons may be others by now; None if it has none."""
    folder = root / REPAIRS
    if not (folder / "baseline.json").is_file():
        return None
    rows = {
        split: [json.loads(line) for line in (folder / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]
        for split in SPLITS
    }
    every = [row for chosen in rows.values() for row in chosen]
    return Repair(
        counts={split: len(chosen) for split, chosen in rows.items()},
        lessons=len({row["parent"] for row in every}),
        kinds=len({row["damage"] for row in every}),
        mended=json.loads((folder / "baseline.json").read_text(encoding="utf-8"))["rules"],
    )


def card(
    records: Sequence[dict[str, Any]],
    statistics: dict[str, Any],
    scene: Callable[[str], str],
    before: str,
    repair: Repair | None = None,
) -> str:
    """Write the card.

    Args:
        records: all records.
        statistics: `metadata.statistics` of them.
        scene: gives the text of a scene by its path.
        before: the card as it is; the table of results, which `python -m finetune report` writes, is kept.
        repair: what is told of the repair set; None leaves its section out.
    """
    by_function = {record["function"]: record for record in records}
    sample = by_function.get(SAMPLE, records[0])
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,  # noqa: S701  # it is Markdown
        block_start_string="<%", block_end_string="%>", variable_start_string="<<", variable_end_string=">>",
        comment_start_string="<#", comment_end_string="#>",
    )  # fmt: skip
    text = environment.get_template("dataset_card.md.jinja").render(
        statistics=statistics,
        sample=sample,
        excerpt=_excerpt(scene(sample["path"])),
        videos=[
            (by_function[name]["function"], Path(by_function[name]["path"]).stem)
            for name in SHOWN
            if name in by_function
        ],
        tables=tables(statistics),
        fields=[(name, KINDS[kind], MEANING[name]) for name, kind in EXAMPLE.items()],
        study=_study(),
        manim=MANIM_VERSION,
        version=__version__,
        repair=repair,
    )
    begin, end = RESULTS
    kept = before.partition(begin)[2].partition(end)[0] or "\n"
    head, _, rest = text.partition(begin)
    return f"{head}{begin}{kept}{end}{rest.partition(end)[2]}"


def _excerpt(code: str) -> str:
    """The lines of the derivation, f and f': what makes this scene another than the next."""
    start, end = code.find("STEPS = ["), code.find("def panel")
    return code[start:end].strip() if 0 <= start < end else code.strip()


def _study() -> dict[str, Any]:
    # Not at the top: the baseline is a user of this package.
    study = importlib.import_module("derivative_manim.finetune.study")
    return {
        "model": study.STUDY_MODEL,
        "rows": study.STUDY_TRAIN_ROWS,
        "loss": f"{study.STUDY_VALIDATION_LOSS[-1]:.3f}",
        "usable": study.STUDY_ROWS["usable"],
        "cases": study.STUDY_CASES,
    }
