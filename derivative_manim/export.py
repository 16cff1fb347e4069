"""Writes the release as the Hub wants it: a folder that `datasets` loads by itself, ready for upload."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from derivative_manim.columns import EXAMPLE, arrow_schema, yaml_features
from derivative_manim.errors import ExportError
from derivative_manim.manifest import verify_manifest
from derivative_manim.paths import data_root
from derivative_manim.records import LEVELS, SPLITS, Example, read_examples

CARD = "dataset_card.md"
#: Beside the data. eval.yaml makes the dataset a benchmark on the Hub.
BESIDE = ("LICENSE", "CITATION.cff", "eval.yaml")
_FENCE = "---\n"


def export(target: str | Path, *, root: str | Path | None = None, force: bool = False) -> Path:
    """Write README.md, Parquet for each configuration and split, code/, metadata/, and what stands beside them.

    The folder appears whole or not at all: it is written beside the target and then renamed.

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
    root, target = data_root(root), Path(target).resolve()
    _check_target(target, root, force=force)
    _check_tree(root)
    examples = list(read_examples(root))
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _write(work / "new", root, examples)
        _replace(target, work / "new", work / "old")
    finally:
        if not (work / "old").exists() or target.exists():  # else it is the only one that there is
            shutil.rmtree(work, ignore_errors=True)
    return target


def _replace(target: Path, new: Path, old: Path) -> None:
    """Put the new folder in the target's place; where that fails, the target is what it was."""
    if not target.exists():
        new.rename(target)
        return
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        try:
            old.rename(target)
        except OSError as error:
            raise ExportError(
                f"{target} could not be replaced; what was there is now {old} ({error.strerror})"
            ) from None
        raise


def merge_card(card: str, additions: dict[str, Any]) -> str:
    """Add keys to the YAML front matter of a dataset card; what stands there is kept to the letter.

    Args:
        card: the card: `---`, YAML, `---`, Markdown.
        additions: the keys to add, in their order.

    Returns:
        The card with them.

    Raises:
        ExportError: the card has no front matter, or has one of the keys already.
    """
    import yaml

    head, fence, body = card.removeprefix(_FENCE).partition(f"\n{_FENCE}")
    if not card.startswith(_FENCE) or not fence:
        raise ExportError(f"{CARD} does not begin with a YAML front matter between two lines `---`")
    try:
        present = yaml.safe_load(head) or {}
    except yaml.YAMLError as error:
        raise ExportError(f"the front matter of {CARD} is not YAML: {error}") from None
    if not isinstance(present, dict):
        raise ExportError(f"the front matter of {CARD} is not a mapping")
    twice = sorted(present.keys() & additions.keys())
    if twice:
        raise ExportError(f"the front matter of {CARD} holds {', '.join(twice)}: leave that to the export")
    return f"{_FENCE}{head}\n{yaml.safe_dump(additions, sort_keys=False, allow_unicode=True)}{_FENCE}{body}"


def _check_target(target: Path, root: Path, *, force: bool) -> None:
    if target.exists() and not target.is_dir():
        raise ExportError(f"{target} is a file")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not force:
        raise ExportError(f"{target} is not empty; name another folder, or replace it with --force")
    # --force is to replace an old export: never a folder that the data, or the user, are in.
    for inside in (root, Path.cwd(), Path.home()):
        if inside.resolve().is_relative_to(target):
            raise ExportError(f"{target} holds {inside}: it is not replaced, even with --force")


def _check_tree(root: Path) -> None:
    problems = verify_manifest(root)
    if problems:
        shown = "".join(f"\n  {problem.message}" for problem in problems[:10])
        more = f"\n  and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise ExportError(f"the files are not those of the manifest; see `derivative-manim verify`{shown}{more}")
    for name in (CARD, *BESIDE):
        if not (root / name).is_file():
            raise ExportError(f"{root / name} is missing")


def _write(folder: Path, root: Path, examples: list[Example]) -> None:
    folder.mkdir()
    configs, infos = [], []
    for config in ("all", *LEVELS):
        chosen = [example for example in examples if config in ("all", example["level"])]
        files, info = _write_config(folder, config, chosen)
        # Plain `load_dataset(folder)` takes the configuration that is marked as the default.
        configs.append({"config_name": config, **({"default": True} if config == "all" else {}), **files})
        infos.append(info)
    card = (root / CARD).read_text(encoding="utf-8")
    readme = merge_card(card, {"configs": configs, "dataset_info": infos})
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    for name in ("code", "metadata"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copyfile(root / name, folder / name)


def _write_config(folder: Path, config: str, examples: list[Example]) -> tuple[dict[str, Any], dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    files, splits, download_size = [], [], 0
    (folder / "data" / config).mkdir(parents=True)
    for split in SPLITS:
        rows = [example for example in examples if example["split"] == split]
        columns = {name: [row[name] for row in rows] for name in EXAMPLE}  # type: ignore[literal-required]
        # Plain Arrow: what `datasets` 4 notes in a Parquet file, `datasets` 3 cannot read.
        table = pa.table(columns, schema=arrow_schema())
        path = f"data/{config}/{split}-00000-of-00001.parquet"
        pq.write_table(table, folder / path)
        files.append({"split": split, "path": path})
        splits.append({"name": split, "num_bytes": table.nbytes, "num_examples": table.num_rows})
        download_size += (folder / path).stat().st_size
    info = {
        "config_name": config,
        "features": yaml_features(),
        "splits": splits,
        "download_size": download_size,
        "dataset_size": sum(int(split["num_bytes"]) for split in splits),
    }
    return {"data_files": files}, info
