"""The page: gathered from result folders and the study's figures, written as Markdown and as one HTML file."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from finetune.errors import FinetuneError
from finetune.reporting import comparison, sections, sidebyside, training
from finetune.reporting.bars import draw_bars
from finetune.reporting.blocks import Folded, Missing, Page, Pair, Picture, Section, visible
from finetune.reporting.curves import draw_curves
from finetune.reporting.markdown import markdown
from finetune.reporting.quality import draw_checkpoints
from finetune.reporting.rows import Row, compared, read_rows, sweeps, unjudged

HTML, MARKDOWN, IMAGES = "report.html", "report.md", "images"


def write_report(folders: Sequence[Path], output: Path) -> list[Path]:
    """Write report.md, report.html and their pictures from the result folders.

    Args:
        folders: every evaluated folder at or below them is a row.
        output: where the two files go, and a folder `images`.

    Returns:
        The files that were written.

    Raises:
        FinetuneError: there is nothing that was evaluated, or a result file cannot be read.
    """
    rows = read_rows(folders)
    waiting = unjudged(folders)
    if not rows:
        first = waiting[0] if waiting else "FOLDER"
        raise FinetuneError(
            f"nothing in {', '.join(map(str, folders))} is evaluated: run `python -m finetune evaluate {first}`"
        )
    output.mkdir(parents=True, exist_ok=True)
    page = make_page(rows, waiting, output / IMAGES)
    written = []
    for name, text in ((MARKDOWN, markdown(page, output)), (HTML, html(page))):
        part = output / f"{name}.part"
        # What a model wrote may hold half of a surrogate pair, which UTF-8 cannot.
        part.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        part.replace(output / name)
        written.append(output / name)
    return [*written, *(picture.file for picture in pictures(page) if picture.file.is_relative_to(output / IMAGES))]


def make_page(rows: Sequence[Row], waiting: Sequence[Path], images: Path) -> Page:
    """Gather the page.

    Args:
        rows: as `read_rows` gives them.
        waiting: folders with samples that are not evaluated.
        images: where the charts are drawn.
    """
    by_split = compared(rows)
    groups = sweeps(rows)
    found = [_waiting(waiting)] if waiting else []
    found.append(sections.what([row for members in by_split.values() for row in members]))
    for split, members in by_split.items():
        bars = draw_bars(members, images / f"bars-{split}.png")
        found.append(
            comparison.comparison(split, members, Picture(bars, f"Shares of scenes that pass, by level, {split} split"))
        )
    found.append(comparison.failures([row for members in by_split.values() for row in members]))
    runs = _runs(rows)
    curves = {}
    for place, row in enumerate(runs):
        if row.history is not None:
            file = draw_curves(row.history, images / f"loss-{place}.png")
            curves[row.folder] = Picture(
                file, f"Loss and learning rate of {training.run_name(row)}", training.run_name(row)
            )
    found.append(training.section(runs, curves))
    drawn = [
        Picture(
            draw_checkpoints(group, images / f"quality-{place}.png"),
            f"Loss against quality, {training.run_name(group[0])}",
        )
        for place, group in enumerate(groups)
    ]
    found.append(sections.quality(groups, drawn))
    found.append(sections.pairs(by_split))
    found.append(sidebyside.section(sidebyside.shown(rows)))
    return Page("The baseline of derivative-manim", sections.lead(rows), found)


def html(page: Page) -> str:
    """Draw a page as one HTML file, its pictures inside; everything that is shown is escaped."""
    environment = Environment(
        loader=PackageLoader("finetune.reporting", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["uri"] = _uri
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    return environment.get_template("report.html.jinja").render(page=page, style=Markup(style))  # noqa: S704 - our own file


def pictures(page: Page) -> Iterator[Picture]:
    """Give every picture of a page."""
    blocks = [block for section in page.sections for block in section.blocks]
    inner = [block for folded in blocks if isinstance(folded, Folded) for block in folded.blocks]
    for block in [*blocks, *inner]:
        if isinstance(block, Picture):
            yield block
        if isinstance(block, Pair):
            for scene in block.scenes:
                yield from scene.frames


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _uri(file: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode("ascii")


def _runs(rows: Sequence[Row]) -> list[Row]:
    """Give one row of every training run: one that has its history, if any has; the last checkpoint."""
    chosen: dict[str, Row] = {}
    for row in rows:
        if not row.run:
            continue
        before = chosen.get(row.run)
        if before is None or _known(row) > _known(before):
            chosen[row.run] = row
    return list(chosen.values())


def _known(row: Row) -> tuple[bool, float]:
    return row.history is not None, float((row.training or {}).get("step") or 0)


def _waiting(folders: Sequence[Path]) -> Section:
    blocks = [
        Missing(f"{folder.name} has samples that are not evaluated.", f"python -m finetune evaluate {folder}")
        for folder in folders
    ]
    return Section("waiting", "Not evaluated yet", blocks)
