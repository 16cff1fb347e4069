"""Writes the data as the Hub has them: a folder that `datasets` loads by itself, for use on this machine."""

from __future__ import annotations

from pathlib import Path

from derivative_manim.hub.folder import check_target, write_folder
from derivative_manim.hub.layout import CARD, check_tree, readme, write_data
from derivative_manim.paths import data_root
from derivative_manim.records import read_examples


def export(target: str | Path, *, root: str | Path | None = None, force: bool = False) -> Path:
    """Write README.md, Parquet for each level and split, code/, metadata/, and what stands beside them.

    The folder appears whole or not at all: it is written beside the target and then renamed. `release` adds to it
    what the Hub shows, and checks the tree first.

    Args:
        target: the folder to make; its parents are made too.
        root: the folder that holds `code/`, `metadata/` and `dataset_card.md`; the package's own if None.
        force: replace the target if it holds something.

    Returns:
        The folder, as an absolute path.

    Raises:
        DataNotFoundError: there are no records.
        DataError: a record or a scene is not as it should be.
        ExportError: the manifest does not hold, a file is missing, or the target is in use.
    """
    tree = data_root(root)
    check_target(Path(target).resolve(), tree, force=force)
    check_tree(tree)
    examples = list(read_examples(tree))

    def write(folder: Path) -> None:
        configurations = write_data(folder, tree, examples)
        page = readme((tree / CARD).read_text(encoding="utf-8"), configurations)
        (folder / "README.md").write_text(page, encoding="utf-8", newline="\n")

    return write_folder(target, write, keep=tree, force=force)
