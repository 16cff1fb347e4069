"""The files of the Hub's folder: README.md with its YAML, Parquet by level and split, and what lies beside them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivative_manim.columns import EXAMPLE, REPAIR, Kind, arrow_schema, yaml_features
from derivative_manim.errors import ExportError
from derivative_manim.loader import NAME
from derivative_manim.manifest import verify_manifest
from derivative_manim.records import LEVELS, REPAIRS, SPLITS, Example, has_repairs, read_repairs

if TYPE_CHECKING:
    import pyarrow as pa

CARD = "dataset_card.md"
#: What lies beside the data, and the pictures that the card shows.
BESIDE = ("LICENSE", "CITATION.cff", "examples/contact_sheet.png", "examples/figures.svg")
_VIDEOS = ("<!-- videos:begin -->\n", "<!-- videos:end -->\n")
#: How the card names the repository as long as nobody knows it.
_OWNER = ", OWNER being whose page this is"
_FENCE = "---\n"


def check_tree(root: Path) -> None:
    """Refuse a tree whose files are not those of its manifest.

    Raises:
        ExportError: a file differs, or one is missing.
    """
    check_manifest(root)
    for name in (CARD, *BESIDE):
        if not (root / name).is_file():
            raise ExportError(f"{root / name} is missing")


def check_manifest(root: Path) -> None:
    """Refuse scenes and records that are not those of the manifest.

    Raises:
        ExportError: a file differs.
    """
    problems = verify_manifest(root)
    if problems:
        shown = "".join(f"\n  {problem.message}" for problem in problems[:10])
        more = f"\n  and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise ExportError(f"the files are not those of the manifest; see `derivative-manim verify`{shown}{more}")


def write_data(folder: Path, root: Path, examples: list[Example]) -> list[dict[str, Any]]:
    """Write Parquet, code/, metadata/, and what lies beside them.

    Args:
        folder: an empty folder.
        root: the tree.
        examples: all of them, by rank.

    Returns:
        The configurations as README.md lists them: `config_name`, `data_files`, and `info` for `dataset_info`. `all`
        is the default; it lists the files of the four levels, so that no row is stored twice. `repair` is there if the
        tree has the repair set.
    """
    levels = [
        _write(folder, level, f"data/{level}", [row for row in examples if row["level"] == level], EXAMPLE)
        for level in LEVELS
    ]
    # Beside data/, so that who reads data/*/*.parquet gets every lesson once and nothing else.
    repairs = [_write(folder, REPAIRS, REPAIRS, list(read_repairs(root)), REPAIR)] if has_repairs(root) else []
    for name in ("code", "metadata"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(root / name, folder / name)
    return [_joined(levels), *levels, *repairs]


def write_parquet(table: pa.Table, path: Path) -> dict[str, int]:
    """Write a table so that the Hub's viewer reads parts of it, and stores only what changes from version to version.

    Returns:
        `num_bytes` and `num_examples`, as `dataset_info` has them.
    """
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", write_page_index=True, use_content_defined_chunking=True)
    return {"num_bytes": table.nbytes, "num_examples": table.num_rows}


def configuration(
    name: str, folder: Path, splits: list[dict[str, Any]], features: list[dict[str, Any]]
) -> dict[str, Any]:
    """Describe a configuration.

    Args:
        name: its name.
        folder: where its files lie.
        splits: for each split `name`, `num_bytes`, `num_examples` and `path`: its files, from `folder`.
        features: its columns, as `dataset_info` has them.
    """
    files = [path for split in splits for path in split["path"]]
    return {
        "config_name": name,
        "data_files": [{"split": split["name"], "path": split["path"]} for split in splits],
        "info": {
            "config_name": name,
            "features": features,
            "splits": [{key: split[key] for key in ("name", "num_bytes", "num_examples")} for split in splits],
            "download_size": sum((folder / path).stat().st_size for path in files),
            "dataset_size": sum(split["num_bytes"] for split in splits),
        },
    }


def readme(card: str, configurations: list[dict[str, Any]], repo: str | None = None) -> str:
    """Add the configurations to the card's YAML, as `datasets` and the Hub read them.

    Args:
        card: the text of dataset_card.md.
        configurations: as `configuration` describes them.
        repo: where it will be on the Hub, `owner/name`; the card's commands then have it in place of OWNER.
    """
    if repo:
        card = card.replace(f"OWNER/{NAME}", repo).replace(_OWNER, "")
    configs = []
    for each in configurations:
        default = {"default": True} if each["config_name"] == "all" else {}
        files = [
            {"split": item["split"], "path": item["path"][0] if len(item["path"]) == 1 else item["path"]}
            for item in each["data_files"]
        ]
        configs.append({"config_name": each["config_name"], **default, "data_files": files})
    if not any(each["config_name"] == "preview" for each in configurations):
        card = _without_videos(card)
    return merge_card(card, {"configs": configs, "dataset_info": [each["info"] for each in configurations]})


def _without_videos(card: str) -> str:
    """Leave out the links to videos, which are not there."""
    begin, end = _VIDEOS
    before, found, rest = card.partition(begin)
    return before + rest.partition(end)[2] if found else card


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
    return f"{_FENCE}{head}\n{yaml.dump(additions, Dumper=_plain(), sort_keys=False, allow_unicode=True)}{_FENCE}{body}"


def _plain() -> Any:
    """YAML without `&id001` and `*id001`, which not every reader of cards knows."""
    import yaml

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Plain


def _write(
    folder: Path, name: str, place: str, rows: Sequence[Mapping[str, Any]], columns: dict[str, Kind]
) -> dict[str, Any]:
    """Write a configuration, a file for each split, into a place in the folder."""
    import pyarrow as pa

    splits = []
    for split in SPLITS:
        path = f"{place}/{split}-00000-of-00001.parquet"
        # Plain Arrow: what `datasets` 4 notes in a Parquet file, `datasets` 3 cannot read.
        table = pa.Table.from_pylist([dict(row) for row in rows if row["split"] == split], schema=arrow_schema(columns))
        splits.append({"name": split, "path": [path], **write_parquet(table, folder / path)})
    return configuration(name, folder, splits, yaml_features(columns))


def _joined(levels: list[dict[str, Any]]) -> dict[str, Any]:
    """The configuration `all`, of the files of the levels."""
    infos = [level["info"] for level in levels]
    files = [
        {"split": split, "path": [level["data_files"][place]["path"][0] for level in levels]}
        for place, split in enumerate(SPLITS)
    ]
    splits = [
        {
            "name": split,
            **{key: sum(info["splits"][place][key] for info in infos) for key in ("num_bytes", "num_examples")},
        }
        for place, split in enumerate(SPLITS)
    ]
    sizes = {key: sum(info[key] for info in infos) for key in ("download_size", "dataset_size")}
    info = {"config_name": "all", "features": infos[0]["features"], "splits": splits, **sizes}
    return {"config_name": "all", "data_files": files, "info": info}
