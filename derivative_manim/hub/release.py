"""Makes the folder that goes to the Hub, of a certified tree: what `export` writes, videos, and croissant.json."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

from derivative_manim.errors import ReleaseError
from derivative_manim.hub.croissant import croissant
from derivative_manim.hub.folder import check_target, write_folder
from derivative_manim.hub.layout import CARD, check_tree, readme, write_data
from derivative_manim.hub.preview import Tick, write_preview
from derivative_manim.paths import data_root
from derivative_manim.records import Example, has_repairs, read_examples, read_repairs


def _silent(text: str) -> None:
    pass


def release(
    target: str | Path,
    *,
    root: str | Path | None = None,
    force: bool = False,
    videos: str | None = "l",
    repo: str | None = None,
    tick: Tick = _silent,
) -> Path:
    """Write the whole folder of the Hub.

    The same tree gives the same bytes, but for the videos, which an encoder makes.

    Args:
        target: the folder to make; its parents are made too.
        root: the folder that holds `code/`, `metadata/` and `dataset_card.md`; the package's own if None.
        force: replace the target if it holds something.
        videos: the quality of the videos, one of `samples.QUALITIES`; None leaves out videos, last frames and the
            configuration `preview`, and needs no Manim.
        repo: where it will be on the Hub, `owner/name`, for README.md and croissant.json.
        tick: is told what is done next.

    Returns:
        The folder, as an absolute path.

    Raises:
        DataNotFoundError: there are no records.
        DataError: a record or a scene is not as it should be.
        ExportError: the manifest does not hold, a file is missing, or the target is in use.
        ReleaseError: the tree is not certified, the repair set is of other scenes, or a video could not be made.
    """
    tree = data_root(root)
    check_target(Path(target).resolve(), tree, force=force)
    check_tree(tree)
    tick("checking the certificate and the dataset as a whole")
    check_certified(tree)
    examples = list(read_examples(tree))
    check_repairs(tree, examples)

    def write(folder: Path) -> None:
        tick("writing Parquet, scenes and metadata")
        configurations = write_data(folder, tree, examples)
        if videos is not None:
            configurations.append(write_preview(folder, examples, videos, lambda name: tick(f"video of {name}")))
        card = (tree / CARD).read_text(encoding="utf-8")
        (folder / "README.md").write_text(readme(card, configurations, repo), encoding="utf-8", newline="\n")
        described = json.dumps(croissant(folder, tree, card, repo), indent=2, ensure_ascii=False) + "\n"
        (folder / "croissant.json").write_text(described, encoding="utf-8", newline="\n")

    return write_folder(target, write, keep=tree, force=force)


def check_repairs(root: Path, examples: list[Example]) -> None:
    """Refuse a repair set that was made of other scenes than those of the tree.

    Raises:
        ReleaseError: some of it was.
        DataError: a row is of another function or split than its lesson.
    """
    scenes = {example["id"]: example["code"] for example in examples}
    rows = list(read_repairs(root)) if has_repairs(root) else []
    old = sum(row["mended"] != scenes[row["parent"]] for row in rows)
    if old:
        raise ReleaseError(
            f"{old} of {len(rows)} rows of the repair set are of earlier scenes: make it anew with "
            "`python -m tools.repair_set`, and count it in the card with `derivative-manim build`"
        )


def check_certified(root: Path) -> None:
    """Refuse a tree in which the auditor finds a problem, or whose certificate is of other scenes.

    Every scene was run and checked when the certificate was made; here it is seen that it is of these very scenes, and
    all that the auditor checks of the dataset as a whole is checked anew.

    Raises:
        ReleaseError: there are problems, or the auditor is not installed.
    """
    try:
        records = importlib.import_module("derivative_manim.validation.records")
        trees = importlib.import_module("derivative_manim.validation.release")
    except ModuleNotFoundError as error:
        raise ReleaseError(
            f"a release is checked first, and that needs {error.name}: pip install 'derivative-manim[validation]'"
        ) from None
    found = trees.Release(root)
    problems = [*found.problems, *records.check(found)]
    if problems:
        shown = "".join(f"\n  {problem}" for problem in problems[:10])
        more = f"\n  and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise ReleaseError(f"the tree does not validate; see `derivative-manim validate`{shown}{more}")
