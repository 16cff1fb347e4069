"""The table of results in README.md and dataset_card.md, made of the result files like the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import tables
from .errors import FinetuneError
from .evaluate import NEAR
from .files import write_text
from .report import MARKDOWN, Row, by_test, cost, frame, read_rows, report
from .statistics import share
from .study import STUDY_CASES, STUDY_GPU, STUDY_MODEL, STUDY_NAME, STUDY_ROWS, STUDY_SECONDS

BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"
DOCUMENTS = ("README.md", "dataset_card.md")
SHOWN = ("executes", "right_function", "right_derivative", "usable")


def table(rows: Sequence[Row]) -> str:
    """Give the comparison over the test split as a table of Markdown, in few columns, and what made it."""
    groups = [group for group in by_test(rows) if group[2][0].settings["split"] == "test"]
    if not groups:
        raise FinetuneError("no row of the results is of a test split")
    now, _, shown = groups[0]
    lines = {row.name: _line(row) for row in shown}
    study = {name: share(passed, STUDY_CASES).as_dict() for name, passed in STUDY_ROWS.items()}
    lines[f"{STUDY_NAME}'s {STUDY_MODEL}, fine-tuned, as it reports"] = _counted(study) | {
        "cost": f"{tables.duration(STUDY_SECONDS)} of training"
    }
    made = sorted({_machine(row) for row in shown if row.settings["model"]})
    version = shown[0].settings["dataset"]["version"]
    about = (
        "All rows are over the test split of this release."
        if now
        else f"**These rows are of the lessons and test functions of version {version}, not of this release's**, whose "
        "test split is another; they are kept until they have been made anew."
    )
    return "\n".join(
        [
            about,
            "",
            tables.markdown(frame(lines)),
            "Scenes of so many, each row one run with one seed; in brackets the 95 % interval of usable ones. Usable "
            f"is the study's word. Near are the test functions of a novelty below {NEAR} (nearest training function), "
            "far the others. In `no fault found` are the usable ones in which no check finds an error, as the "
            "dataset's own scenes have to be. Cost is training, once, and the time to write a scene. "
            f"Made on: {'; '.join(made) or '-'}. The study's model was trained on one {STUDY_GPU}.",
        ]
    )


def _line(row: Row) -> dict[str, str]:
    counted = row.evaluation["rows"]
    line = _counted(counted["all"])
    line |= {name: _of(counted[name]["usable"]) for name in ("near", "far") if name in counted}
    line["no fault found"] = _of(row.evaluation["faultless"]["all"])
    if row.settings["model"]:
        made_with = row.training["config"] if row.training else row.settings
        line["seed"] = str(made_with["seed"])
    return line | {"cost": cost(row)}


def _of(cell: dict[str, Any]) -> str:
    return f"{cell['passed']} of {cell['of']}"


def _counted(counted: dict[str, Any]) -> dict[str, str]:
    line = {tables.words()[name]: _of(counted[name]) for name in SHOWN}
    usable, last = counted["usable"], tables.words()["usable"]
    line[last] = f"**{line[last]}** ({usable['low']:.0%}–{usable['high']:.0%})"
    return line


def _machine(row: Row) -> str:
    environment = (row.training or {}).get("environment") or row.settings.get("environment") or {}
    gpus = environment.get("gpus") or []
    if gpus:
        return f"{len(gpus)} x {gpus[0]}"
    return f"{environment.get('threads', '?')} threads of {environment.get('processor', '?')}"


def with_results(text: str, made: str) -> str:
    """Put a table between the marks of a document; one without marks stays as it is."""
    if BEGIN not in text or END not in text:
        return text
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def write_documents(root: Path, results: Path, *, check: bool = False) -> list[Path]:
    """Write the table into README.md and the card, or only see whether it, and the report, are as they are to be.

    Returns:
        The documents that were, or are, not up to date.

    Raises:
        FinetuneError: nothing is evaluated.
    """
    made = table(read_rows([results]))
    stale = []
    for name in DOCUMENTS:
        file = root / name
        text = file.read_text(encoding="utf-8")
        new = with_results(text, made)
        if new != text:
            stale.append(file)
            if not check:
                write_text(file, new)
    page = results / MARKDOWN
    if check and (not page.is_file() or page.read_text(encoding="utf-8") != report([results])[0]):
        stale.append(page)
    return stale
