"""The table of results in README.md and dataset_card.md, made of the result files like the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from finetune.errors import FinetuneError
from finetune.evaluation.statistics import share
from finetune.reporting.rows import Row, compared, read_rows
from finetune.study import STUDY_CASES, STUDY_GPU, STUDY_MODEL, STUDY_NAME, STUDY_ROWS

BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"
DOCUMENTS = ("README.md", "dataset_card.md")
SHOWN = ("valid_syntax", "executes", "right_function", "right_derivative", "usable")


def table(rows: Sequence[Row]) -> str:
    """Give the comparison over the test split as a table of Markdown, in few columns, and what made it."""
    from validation.reports import ROW_WORDS

    tested = compared(rows).get("test", [])
    lines = [
        "| | " + " | ".join([*(ROW_WORDS[name] for name in SHOWN), "no fault found"]) + " |",
        "|---|" + "--:|" * (len(SHOWN) + 1),
        *(
            _line(
                row.name,
                [_cell(row.counted(name), name == "usable") for name in SHOWN] + [_cell(row.faultless(), False)],
            )
            for row in tested
        ),
    ]
    study = [_cell(share(STUDY_ROWS[name], STUDY_CASES).as_dict(), name == "usable") for name in SHOWN]
    lines.append(_line(f"{STUDY_NAME}'s {STUDY_MODEL}, fine-tuned, as it reports", [*study, "–"]))
    made = sorted({_machine(row) for row in tested if row.settings.get("model")} - {""})
    return "\n".join(
        [
            *lines,
            "",
            "Scenes of so many; in brackets the 95 % interval of usable ones. Usable is the study's word; in the last "
            "column are those of them in which no check finds an error, as the dataset's own scenes have to be. "
            f"Made on: {'; '.join(made) or '-'}. "
            f"The study's model was trained on one {STUDY_GPU}.",
        ]
    )


def with_results(text: str, made: str) -> str:
    """Put a table between the marks of a document; one without marks stays as it is."""
    if BEGIN not in text or END not in text:
        return text
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def write_documents(root: Path, results: Path, *, check: bool = False) -> list[Path]:
    """Write the table into the documents, or only see whether it is there.

    Args:
        root: the checkout.
        results: the result folders.
        check: write nothing.

    Returns:
        The documents that were, or are, not up to date.

    Raises:
        FinetuneError: nothing is evaluated.
    """
    rows = read_rows([results])
    if not rows:
        raise FinetuneError(f"nothing in {results} is evaluated: run `python -m finetune evaluate {results}/*`")
    stale = []
    for name in DOCUMENTS:
        file = root / name
        text = file.read_text(encoding="utf-8")
        new = with_results(text, table(rows))
        if new != text:
            stale.append(file)
            if not check:
                file.write_text(new, encoding="utf-8")
    return stale


def _line(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"


def _cell(counted: dict[str, float], interval: bool) -> str:
    shown = f"{counted['passed']} of {counted['of']}"
    return f"**{shown}** ({counted['low']:.0%}–{counted['high']:.0%})" if interval else shown


def _machine(row: Row) -> str:
    environment = (row.training or {}).get("environment") or row.settings.get("environment") or {}
    gpus = environment.get("gpus") or []
    if gpus:
        return f"{len(gpus)} x {gpus[0]}"
    return f"{environment.get('threads', '?')} threads of {environment.get('processor', '?')}"
