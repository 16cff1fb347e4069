"""Writes the gallery: a page with all lessons, and one for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from derivative_manim import mathml
from derivative_manim._version import __version__
from derivative_manim.errors import ReleaseError
from derivative_manim.gallery import plot
from derivative_manim.hub import samples
from derivative_manim.hub.folder import check_target, write_folder
from derivative_manim.hub.layout import check_manifest
from derivative_manim.paths import data_root
from derivative_manim.records import LEVELS, SPLITS, Example, read_examples

_PAGES = Path(__file__).parent / "pages"
_ASSETS = ("style.css", "index.js", "scene.js")

Tick = Callable[[str, int, int], None]


def _silent(stage: str, done: int, total: int) -> None:
    pass


def write_gallery(
    target: str | Path,
    *,
    root: str | Path | None = None,
    force: bool = False,
    posters: bool = False,
    videos: bool = False,
    tick: Tick = _silent,
) -> Path:
    """Write the site.

    It needs no server and nothing from outside: `index.html` can be opened as a file. Videos that were rendered before
    are shown; others are not made unless asked for. What was rendered is kept, so a run that was broken off goes on.

    Args:
        target: the folder to make.
        root: the tree; the package's own if None.
        force: replace the target if it holds something.
        posters: render every lesson, and take the last frame in place of a plot: hours for all of them.
        videos: copy the video of each lesson that has been rendered.
        tick: is told the stage, how many are done and how many there are.

    Returns:
        The folder, as an absolute path.

    Raises:
        ExportError: the tree does not hold, or the target is in use.
        ReleaseError: a library is missing, or Manim failed.
    """
    tree = data_root(root)
    check_target(Path(target).resolve(), tree, force=force)
    check_manifest(tree)
    examples = list(read_examples(tree))
    site = _Site(examples, posters=posters, videos=videos, tick=tick)
    return write_folder(target, site.write, keep=tree, force=force)


class _Site:
    def __init__(self, examples: list[Example], *, posters: bool, videos: bool, tick: Tick) -> None:
        try:
            import jinja2
            import latex2mathml  # noqa: F401
            import numpy  # noqa: F401
        except ModuleNotFoundError as error:
            raise ReleaseError(f"the gallery needs {error.name}: pip install 'derivative-manim[gallery]'") from None

        self.examples, self.posters, self.videos, self.tick = examples, posters, videos, tick
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_PAGES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
        )

    def write(self, folder: Path) -> None:
        for name in ("posters", "scenes", "assets", *(("videos",) if self.videos else ())):
            (folder / name).mkdir()
        for name in _ASSETS:
            shutil.copyfile(_PAGES / name, folder / "assets" / name)
        cards = []
        for number, example in enumerate(self.examples, start=1):
            self.tick("drawing", number, len(self.examples))
            cards.append(self._scene(folder, example, number))
        rules = sorted({rule for example in self.examples for rule in example["rules"]})
        page = self.templates.get_template("index.html.jinja").render(
            cards=cards, levels=LEVELS, splits=SPLITS, rules=rules, version=__version__
        )
        (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")

    def _scene(self, folder: Path, example: Example, number: int) -> dict[str, Any]:
        name = Path(example["path"]).stem
        card = {
            "name": name,
            "poster": self._poster(folder, example, name),
            "video": self._video(folder, example, name),
            "title": mathml.formula(f"f(x) = {example['function_latex']}"),
            "example": example,
        }
        page = self.templates.get_template("scene.html.jinja").render(
            **card,
            domain=_words(example["domain"]),
            steps=[(step["rule"], mathml.lines(step["latex"])) for step in example["steps"]],
            before=self._name(number - 1),
            after=self._name(number + 1),
        )
        (folder / "scenes" / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
        return card

    def _name(self, number: int) -> str | None:
        return Path(self.examples[number - 1]["path"]).stem if 1 <= number <= len(self.examples) else None

    def _poster(self, folder: Path, example: Example, name: str) -> str:
        if self.posters:
            picture = samples.kept(example, ".png") or samples.render(example)[1]
            _shrink(picture, folder / "posters" / f"{name}.webp")
            return f"{name}.webp"
        (folder / "posters" / f"{name}.svg").write_text(plot.poster(example), encoding="utf-8", newline="\n")
        return f"{name}.svg"

    def _video(self, folder: Path, example: Example, name: str) -> str | None:
        video, picture = samples.kept(example, ".mp4"), samples.kept(example, ".png")
        if not self.videos or video is None or picture is None:
            return None
        shutil.copyfile(video, folder / "videos" / f"{name}.mp4")
        _shrink(picture, folder / "videos" / f"{name}.webp")
        return name


def _shrink(picture: Path, target: Path) -> None:
    """Write a frame as large as a card shows it: all of them have to stay below 10 MB."""
    from PIL import Image

    with Image.open(picture) as frame:
        frame.convert("RGB").resize((480, 270)).save(target, quality=60)


def _words(domain: str) -> str:
    """A domain as people write it."""
    if domain == "(-oo, oo)":
        return "all real numbers"
    return domain.replace("-oo", "\u2212\u221e").replace("oo", "\u221e").replace(" U ", " \u222a ")
