import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from derivative_manim.errors import ExportError
from derivative_manim.export import export
from derivative_manim.hub.layout import merge_card
from derivative_manim.manifest import verify_manifest
from derivative_manim.records import LEVELS, read_examples, read_repairs

CONFIGS = {
    "all": 537,
    "foundation": 134,
    "conceptual": 135,
    "application": 134,
    "advanced": 134,
    "repair": sum(1 for _ in read_repairs()),
}
SPLITS = ["train", "validation", "test"]

# Run with plain `datasets`, from the parent folder.
PLAIN = """
import sys
from datasets import get_dataset_config_names, get_dataset_default_config_name, load_dataset
names = get_dataset_config_names("derivative-manim")
counts = {name: [len(rows) for rows in load_dataset("derivative-manim", name).values()] for name in names}
rows = load_dataset("derivative-manim")
streamed = next(iter(load_dataset("derivative-manim", split="train", streaming=True)))
assert streamed == rows["train"][0]
assert isinstance(streamed["steps"], list) and set(streamed["steps"][0]) == {"rule", "latex", "expression"}
assert "derivative_manim" not in sys.modules
import json
print(json.dumps({"default": get_dataset_default_config_name("derivative-manim"), "counts": counts,
                  "splits": list(rows), "columns": rows["train"].column_names, "row": rows["test"][0]}))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("parent") / "derivative-manim")


@pytest.fixture(scope="module")
def front(folder: Path) -> Any:
    return yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])


def test_layout(folder: Path) -> None:
    names = {"CITATION.cff", "LICENSE", "README.md", "code", "data", "examples", "metadata", "repair"}
    assert {path.name for path in folder.iterdir()} == names
    assert list(folder.parent.iterdir()) == [folder]  # nothing temporary is left
    assert verify_manifest(folder) == []
    parquet = {path.relative_to(folder / "data").as_posix() for path in (folder / "data").rglob("*.*")}
    # No row is stored twice: `all` is the four levels.
    assert parquet == {f"{level}/{split}-00000-of-00001.parquet" for level in LEVELS for split in SPLITS}


def test_parquet_holds_the_examples(folder: Path) -> None:
    for level in LEVELS:
        for split in SPLITS:
            file = pq.ParquetFile(folder / "data" / level / f"{split}-00000-of-00001.parquet")
            table = file.read()
            assert table.to_pylist() == list(read_examples(levels=(level,), splits=(split,)))
            assert not table.schema.metadata
            assert table.column_names[:2] == ["instruction", "code"]
            column = file.metadata.row_group(0).column(0)
            assert column.compression == "ZSTD"
            assert column.has_offset_index
            assert column.has_column_index


def test_the_repair_set_is_there(folder: Path) -> None:
    tables = [pq.read_table(folder / "repair" / f"{split}-00000-of-00001.parquet") for split in SPLITS]
    assert [row for table in tables for row in table.to_pylist()] == list(read_repairs())


def test_a_tree_without_the_repair_set_is_exported(tree: Path, tmp_path: Path) -> None:
    front = (export(tmp_path / "target", root=tree) / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    assert [config["config_name"] for config in yaml.safe_load(front)["configs"]] == list(CONFIGS)[:-1]


def test_card(folder: Path, front: Any, tree: Path) -> None:
    card = (tree / "dataset_card.md").read_text(encoding="utf-8")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    head, body = card.split("\n---\n", 1)
    assert readme.startswith(head)
    # An export has no videos, and so no links to them.
    shown = re.sub(r"(?s)<!-- videos:begin -->.*<!-- videos:end -->\n", "", body)
    assert shown != body
    assert readme.endswith(f"---\n{shown}")
    assert front["license"]
    assert [config["config_name"] for config in front["configs"]] == list(CONFIGS)
    assert [config.get("default", False) for config in front["configs"]] == [True] + [False] * 5
    for config in front["configs"]:
        assert [item["split"] for item in config["data_files"]] == SPLITS
        assert all((folder / path).is_file() for item in config["data_files"] for path in paths(item))


def paths(item: dict[str, Any]) -> list[str]:
    return item["path"] if isinstance(item["path"], list) else [item["path"]]


def test_dataset_info_is_exact(folder: Path, front: Any) -> None:
    for config, info in zip(front["configs"], front["dataset_info"], strict=True):
        assert info["config_name"] == config["config_name"]
        assert sum(split["num_examples"] for split in info["splits"]) == CONFIGS[info["config_name"]]
        assert info["dataset_size"] == sum(split["num_bytes"] for split in info["splits"])
        files = [folder / path for item in config["data_files"] for path in paths(item)]
        assert info["download_size"] == sum(file.stat().st_size for file in files)
        assert [item["name"] for item in info["features"]] == pq.read_table(files[0]).column_names
        for item, split in zip(config["data_files"], info["splits"], strict=True):
            tables = [pq.read_table(folder / path) for path in paths(item)]
            assert split["name"] == item["split"]
            assert split["num_examples"] == sum(table.num_rows for table in tables)
            # As it was before it was written; a table that is read is laid out in other buffers.
            assert split["num_bytes"] == pytest.approx(sum(table.nbytes for table in tables), rel=0.01)


def test_plain_datasets_loads_it(folder: Path, python: Callable[..., str]) -> None:
    result = json.loads(python(PLAIN, cwd=folder.parent, path=None).splitlines()[-1])
    assert result["default"] == "all"
    assert {name: sum(counts) for name, counts in result["counts"].items()} == CONFIGS
    assert result["counts"]["all"] == [418, 50, 69]
    assert result["splits"] == SPLITS
    example = next(read_examples(splits=("test",)))
    assert result["row"] == example
    assert result["columns"] == list(example)


def test_the_same_twice(folder: Path, tmp_path: Path) -> None:
    again = export(tmp_path / "again")
    files = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert files == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert all((folder / path).read_bytes() == (again / path).read_bytes() for path in files)


def test_a_folder_that_is_in_use(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "mine.txt").touch()
    with pytest.raises(ExportError, match=r"target is not empty; name another folder, or .* --force"):
        export(target)
    assert [path.name for path in target.iterdir()] == ["mine.txt"]
    export(target, force=True)
    assert not (target / "mine.txt").exists()
    assert (target / "README.md").is_file()


def test_force_never_replaces_the_data_or_where_the_user_is(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExportError, match="is not replaced, even with --force"):
        export(tree, root=tree, force=True)
    inside = tmp_path / "target" / "inside"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    with pytest.raises(ExportError, match="is not replaced, even with --force"):
        export(tmp_path / "target", root=tree, force=True)


def test_a_file_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "target").touch()
    with pytest.raises(ExportError, match="target is a file"):
        export(tmp_path / "target", force=True)


def test_a_malformed_tree_is_refused(tree: Path, tmp_path: Path) -> None:
    (tree / "metadata" / "notes.txt").touch()
    with pytest.raises(ExportError, match=r"verify`\n  metadata/notes.txt is not in the manifest"):
        export(tmp_path / "target", root=tree)
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize(
    "name", ["dataset_card.md", "LICENSE", "CITATION.cff", "examples/contact_sheet.png", "examples/figures.svg"]
)
def test_a_missing_file(name: str, tree: Path, tmp_path: Path) -> None:
    (tree / name).unlink()
    with pytest.raises(ExportError, match=f"{name} is missing"):
        export(tmp_path / "target", root=tree)


def test_a_failure_leaves_nothing(tree: Path, tmp_path: Path) -> None:
    (tree / "dataset_card.md").write_text("no front matter\n")
    with pytest.raises(ExportError, match="does not begin with a YAML front matter"):
        export(tmp_path / "new" / "target", root=tree)
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("error", [OSError("the disk is gone"), KeyboardInterrupt()])
@pytest.mark.parametrize("fails", ["target", "new"])
def test_a_replacement_that_fails_leaves_the_old_one(
    fails: str, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "mine").write_text("old")
    rename = Path.rename

    def broken(self: Path, other: Path) -> Path:
        if self.name == fails:
            raise error
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(type(error)):
        export(target, force=True)
    assert [(path.name, path.is_dir()) for path in tmp_path.iterdir()] == [("target", True)]
    assert (target / "mine").read_text() == "old"


def test_an_old_one_that_cannot_be_put_back_is_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "mine").write_text("old")
    rename = Path.rename

    def broken(self: Path, other: Path) -> Path:
        if self.name in ("new", "old"):
            raise OSError(5, "Input/output error")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(ExportError, match="what was there is now") as caught:
        export(target, force=True)
    (kept,) = tmp_path.glob(".target-*/old/mine")
    assert kept.read_text() == "old"
    assert str(kept.parent) in str(caught.value)


@pytest.mark.parametrize(
    ("card", "message"),
    [
        ("# Title\n", "does not begin with a YAML front matter"),
        ("---\nlicense: mit\n", "does not begin with a YAML front matter"),
        ("---\na: [\n---\n", "is not YAML"),
        ("---\n- a\n---\n", "is not a mapping"),
        ("---\nconfigs: []\n---\n", "holds configs: leave that to the export"),
    ],
)
def test_a_card_that_cannot_be_merged(card: str, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        merge_card(card, {"configs": [1]})


def test_the_card_is_kept_to_the_letter() -> None:
    card = "---\n# why\nlicense:   mit\n---\n\nText\n---\nmore\n"
    assert merge_card(card, {"b": 1, "a": ["é"]}) == (
        "---\n# why\nlicense:   mit\nb: 1\na:\n- é\n---\n\nText\n---\nmore\n"
    )
