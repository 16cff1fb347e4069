"""dataset_card.md: written from a template, each number in it measured; the table of results is the baseline's own."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from derivative_manim._version import __version__
from derivative_manim.columns import EXAMPLE, Kind
from derivative_manim.generation.documents import tables
from derivative_manim.generation.metadata import MANIM_VERSION
from derivative_manim.hub.samples import SHOWN
from derivative_manim.meanings import MEANING

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


def card(
    records: Sequence[dict[str, Any]], statistics: dict[str, Any], scene: Callable[[str], str], before: str
) -> str:
    """Write the card.

    Args:
        records: all records.
        statistics: `metadata.statistics` of them.
        scene: gives the text of a scene by its path.
        before: the card as it is; the table of results, which `python -m finetune report` writes, is kept.
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
