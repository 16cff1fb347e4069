"""The page as Markdown, as GitHub and the Hub show it."""

from __future__ import annotations

import re
from os.path import relpath
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from finetune.reporting.blocks import Page, Scene, visible

#: Lines of a scene that are shown; the HTML page shows all of it.
MOST_LINES, LINES_BEFORE = 24, 3
_SIGNS = re.compile(r"([\\`*_\[\]|<>#~$])")


def markdown(page: Page, output: Path) -> str:
    """Draw a page.

    Args:
        page: what to show.
        output: the folder that the file will be in: links to pictures start there.
    """
    environment = Environment(
        loader=PackageLoader("finetune.reporting", "."),
        autoescape=False,  # noqa: S701 - every value goes through `plain`, `code` or `link`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "plain": plain,
        "code": code,
        "link": lambda file: Path(relpath(file, output)).as_posix().replace(" ", "%20"),
        "excerpt": excerpt,
    }
    text = environment.get_template("report.md.jinja").render(page=page)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def plain(text: str) -> str:
    """Give a text on one line in which nothing is a sign of Markdown or HTML."""
    return _SIGNS.sub(r"\\\1", " ".join(visible(text).split()).replace("&", "&amp;"))


def code(text: str) -> str:
    """Give a text as code in a line, whatever it holds."""
    flat = " ".join(visible(text).split())
    ticks = "`" * (max(map(len, re.findall("`+", flat)), default=0) + 1)
    return f"{ticks} {flat} {ticks}" if "`" in flat else f"`{flat}`"


def excerpt(scene: Scene) -> str:
    """Give a part of a scene as a fenced block, from shortly before the first line that the other does not have."""
    first = next((place for place, line in enumerate(scene.lines) if line.other), 0)
    start = max(0, first - LINES_BEFORE)
    text = "\n".join(line.text for line in scene.lines[start : start + MOST_LINES])
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}python\n{text}\n{fence}"
