import multiprocessing
import os
import pickle
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import datasets
import pytest
from datasets import load_dataset
from repository import REPOSITORY

import derivative_manim
from derivative_manim.builder import fingerprint
from derivative_manim.columns import EXAMPLE, STEP
from derivative_manim.errors import DataNotFoundError
from derivative_manim.loader import redirect
from derivative_manim.manifest import write_manifest
from derivative_manim.paths import data_root
from derivative_manim.prompts import make_prompt
from derivative_manim.records import read_repairs

NAME = "derivative-manim"
LEVELS = {"foundation": 134, "conceptual": 135, "application": 134, "advanced": 134}
SPLITS = {"train": 418, "validation": 50, "test": 69}
CONFIGS = ["all", *LEVELS, "repair"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def everything(cache: str) -> Any:
    return load_dataset(NAME, cache_dir=cache)


def test_counts(everything: Any) -> None:
    assert {split: rows.num_rows for split, rows in everything.items()} == SPLITS
    assert Counter(level for rows in everything.values() for level in rows["level"]) == LEVELS


def test_every_level_is_in_every_split(everything: Any) -> None:
    assert all(set(rows["level"]) == set(LEVELS) for rows in everything.values())


def test_wordings(everything: Any) -> None:
    counts = Counter(everything["train"]["instruction_format"])
    assert [counts[number] for number in range(1, 8)] == [72, 67, 64, 63, 51, 50, 51]
    for split in ("validation", "test"):
        counts = Counter(everything[split]["instruction_format"])
        assert len(counts) == 7
        assert max(counts.values()) - min(counts.values()) <= 1


def test_no_skeleton_is_in_two_splits(everything: Any) -> None:
    groups = [set(rows["skeleton"]) for rows in everything.values()]
    assert sum(map(len, groups)) == len(set.union(*groups))


@pytest.mark.parametrize(("rank", "level"), [(1, "foundation"), (269, "conceptual"), (537, "advanced")])
def test_first_middle_and_last(everything: Any, rank: int, level: str) -> None:
    (row,) = (
        rows[index] for rows in everything.values() for index, number in enumerate(rows["rank"]) if number == rank
    )
    assert (row["id"], row["level"]) == (f"dm-{rank:04d}", level)
    assert row["path"].startswith(f"code/{level}/{rank:04d}_")
    assert row["code"] == (data_root() / row["path"]).read_bytes().decode()
    assert row["chars"] == len(row["code"])
    assert row["completion"] == row["code"]
    assert row["prompt"] == make_prompt(row["instruction"])


def test_columns(everything: Any) -> None:
    row = everything["train"][0]
    assert list(row) == list(EXAMPLE)
    assert isinstance(row["steps"], list)
    assert all(tuple(step) == STEP for step in row["steps"])
    assert len(row["x_range"]) == len(row["y_range"]) == len(row["dy_range"]) == 3
    assert everything["train"].features["rank"].dtype == "int32"


def test_order_is_the_curriculum(everything: Any) -> None:
    for rows in everything.values():
        assert list(rows["rank"]) == sorted(rows["rank"])


@pytest.mark.parametrize("level", LEVELS)
def test_levels(level: str, cache: str) -> None:
    rows = load_dataset(NAME, level, split="train+validation+test", cache_dir=cache)
    assert set(rows["level"]) == {level}
    assert rows.num_rows == LEVELS[level]


def test_slices(cache: str) -> None:
    rows = load_dataset(NAME, split="train[10:20]", cache_dir=cache)
    assert rows["rank"][:] == load_dataset(NAME, split="train", cache_dir=cache)["rank"][10:20]
    assert load_dataset(NAME, split="test[:10%]", cache_dir=cache).num_rows == 7


def test_pandas(cache: str) -> None:
    frame = load_dataset(NAME, split="train", cache_dir=cache).to_pandas()
    assert frame.shape == (418, len(EXAMPLE))
    assert frame["level"].nunique() == 4
    assert frame["steps"].iloc[0][0].keys() == set(STEP)


@pytest.mark.parametrize("split", SPLITS)
def test_streaming(split: str, everything: Any) -> None:
    stream = load_dataset(NAME, split=split, streaming=True)
    assert list(stream) == list(everything[split])


def test_streaming_without_a_split() -> None:
    streams = load_dataset(NAME, "advanced", streaming=True)
    assert list(streams) == list(SPLITS)
    assert next(iter(streams["test"]))["level"] == "advanced"


@pytest.mark.parametrize("processes", [2, 4])
def test_processes(processes: int, tmp_path: Path, everything: Any) -> None:
    loaded = load_dataset(NAME, cache_dir=str(tmp_path), num_proc=processes)
    for split, rows in everything.items():
        assert loaded[split].to_list() == rows.to_list()
        # One file for each process: the work was divided indeed.
        assert len(loaded[split].cache_files) == processes


def test_inspection() -> None:
    assert datasets.get_dataset_config_names(NAME) == CONFIGS
    assert datasets.get_dataset_default_config_name(NAME) == "all"
    assert datasets.get_dataset_split_names(NAME, "advanced") == list(SPLITS)
    builder = datasets.load_dataset_builder(NAME)
    assert {split: info.num_examples for split, info in builder.info.splits.items()} == SPLITS
    assert str(builder.info.version) == derivative_manim.__version__
    assert list(builder.info.features) == list(EXAMPLE)


def test_wrong_configuration(cache: str) -> None:
    with pytest.raises(ValueError, match=r"'expert' not found. Available: \['all', 'foundation', 'concept"):
        load_dataset(NAME, "expert", cache_dir=cache)


@pytest.mark.parametrize("streaming", [False, True])
def test_wrong_split(streaming: bool, cache: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)split.*'train', 'validation', 'test'"):
        load_dataset(NAME, split="dev", streaming=streaming, cache_dir=cache)


def test_the_repair_set(cache: str, everything: Any) -> None:
    split_of = {id_: split for split, rows in everything.items() for id_ in rows["id"]}
    rows = load_dataset(NAME, "repair", cache_dir=cache)
    assert [row for split in rows.values() for row in split] == list(read_repairs())
    assert {split_of[parent] for parent in rows["test"]["parent"]} == {"test"}
    stream = load_dataset(NAME, "repair", split="test", streaming=True)
    assert list(stream) == rows["test"].to_list()
    assert load_dataset(NAME, "repair", split="test", columns=["broken"], cache_dir=cache).column_names == ["broken"]


def test_another_repair_set_is_never_served_from_the_cache(tree: Path, cache: str) -> None:
    shutil.copytree(REPOSITORY / "repair", tree / "repair")
    assert derivative_manim.load_dataset("repair", split="test", root=tree, cache_dir=cache).num_rows > 1
    file = tree / "repair" / "test.jsonl"
    file.write_text(file.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    assert derivative_manim.load_dataset("repair", split="test", root=tree, cache_dir=cache).num_rows == 1


def test_revision(cache: str) -> None:
    version = derivative_manim.__version__
    for revision in (version, f"v{version}"):
        assert load_dataset(NAME, revision=revision, split="test", cache_dir=cache).num_rows == 69
    message = f"revision 'v9.9' of 'derivative-manim' was asked for, but version {version} is installed"
    with pytest.raises(ValueError, match=message):
        load_dataset(NAME, revision="v9.9", cache_dir=cache)


@pytest.mark.parametrize("option", [{"data_files": "rows.csv"}, {"data_dir": "folder"}])
def test_foreign_files_are_refused(option: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=f"takes no {next(iter(option))}"):
        load_dataset(NAME, **option)


def test_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for config in CONFIGS:
        load_dataset(NAME, config, cache_dir=str(tmp_path))
        next(iter(load_dataset(NAME, config, split="test", streaming=True)))
    datasets.get_dataset_config_names(NAME)


def test_without_the_name(cache: str, everything: Any) -> None:
    loaded = derivative_manim.load_dataset(cache_dir=cache)
    assert loaded["test"].to_list() == everything["test"].to_list()
    rows = derivative_manim.load_dataset("advanced", split="test[:3]", cache_dir=cache)
    assert rows["level"][:] == ["advanced"] * 3
    assert next(iter(derivative_manim.load_dataset(split="test", streaming=True)))["split"] == "test"
    with pytest.raises(ValueError, match="Available: "):
        derivative_manim.load_dataset("expert", cache_dir=cache)


def test_a_changed_tree_is_never_served_from_the_cache(tree: Path, cache: str) -> None:
    def first_description() -> str:
        rows = derivative_manim.load_dataset(root=tree, split="train", cache_dir=cache)
        return str(rows["description"][0])

    before = first_description()
    records = tree / "metadata" / "examples.jsonl"
    records.write_text(records.read_text(encoding="utf-8").replace(before, "Another."), encoding="utf-8")
    assert first_description() == "Another."  # although the manifest is the old one
    write_manifest(tree)
    assert first_description() == "Another."


def test_a_changed_scene_is_refused(tree: Path, cache: str) -> None:
    scene = next((tree / "code" / "foundation").glob("*.py"))
    scene.write_bytes(scene.read_bytes() + b"\n")
    with pytest.raises(datasets.exceptions.DatasetGenerationError) as error:
        derivative_manim.load_dataset(root=tree, cache_dir=cache)
    assert "run `derivative-manim verify`" in str(error.value.__cause__)


def test_no_such_root(tmp_path: Path) -> None:
    with pytest.raises(DataNotFoundError, match="it is no tree of this dataset"):
        derivative_manim.load_dataset(root=tmp_path)


@pytest.mark.parametrize(
    "path",
    ["someone/derivative-manim", "hf://datasets/derivative-manim", "./derivative-manim", "derivative_manim"],
)
def test_other_paths_go_through_untouched(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, seen = _fake("datasets.load")
    redirect(module)
    assert module.dataset_module_factory(path, data_dir="d") == "original"
    assert seen == [((path,), {"data_dir": "d"})]


CARD = "---\nconfigs:\n" + "".join(f"- config_name: {name}\n" for name in CONFIGS) + "---\n# Words\n"


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({"README.md": CARD}, "original"),
        ({"README.md": "# Notes", "rows.csv": "a,b\n1,2\n"}, "ours"),
        ({"README.md": "---\nconfigs: [\n---\n"}, "ours"),
        ({"README.md": "---\nconfigs:\n- config_name: default\n---\n"}, "ours"),
        ({"rows.txt": "one row"}, "ours"),
    ],
    ids=["this dataset", "notes", "broken YAML", "another dataset", "a text file"],
)
def test_a_folder_of_that_name_wins_only_if_it_is_this_dataset(
    files: dict[str, str], taken: str, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    (tmp_path / NAME).mkdir()
    for name, text in files.items():
        (tmp_path / NAME / name).write_text(text)
    module, seen = _fake("datasets.load")
    redirect(module)
    result = module.dataset_module_factory(NAME)
    assert ("original" if result == "original" else "ours") == taken
    assert len(seen) == (taken == "original")
    assert ["is not this dataset" in str(warning.message) for warning in recwarn] == [True] * (taken == "ours")


def test_a_checkout_of_that_name_is_passed_over_in_silence(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    (tmp_path / NAME / "derivative_manim").mkdir(parents=True)
    (tmp_path / NAME / "derivative_manim" / "__init__.py").touch()
    module, _ = _fake("datasets.load")
    redirect(module)
    assert module.dataset_module_factory(NAME) != "original"
    assert not recwarn.list


def test_the_cache_of_another_version_of_datasets_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    here = fingerprint(data_root())
    monkeypatch.setattr(datasets, "__version__", "0.0.0")
    assert fingerprint(data_root()) != here


def test_columns_are_chosen_as_on_the_hub(cache: str) -> None:
    rows = load_dataset(NAME, "advanced", split="test", columns=["code", "id"], cache_dir=cache)
    assert rows.column_names == ["code", "id"]
    with pytest.raises(ValueError, match="there is no column 'cod'; there are instruction, "):
        load_dataset(NAME, "advanced", columns=["cod"], cache_dir=cache)


def test_the_info_names_licence_and_citation(everything: Any) -> None:
    info = everything["train"].info
    assert info.license == "cc-by-4.0"
    assert info.citation.startswith("@misc{derivative-manim,")


def test_a_cache_in_the_current_directory_is_no_such_folder() -> None:
    for _ in range(2):
        assert load_dataset(NAME, split="test", cache_dir=".").num_rows == 69
    assert Path(NAME).is_dir()


def test_a_home_that_cannot_be_written_is_no_obstacle(
    python: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", "/proc/nowhere")
    script = """
import warnings
import derivative_manim
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    rows = derivative_manim.load_dataset("advanced", split="test")
print(rows.num_rows, ["set HF_HOME to a folder of yours" in str(each.message) for each in caught])
"""
    assert python(script).splitlines()[-1] == "17 [True]"


def test_a_pickled_builder_goes_on_in_a_spawned_process(tmp_path: Path) -> None:
    builder = datasets.load_dataset_builder(NAME, "advanced", cache_dir=str(tmp_path))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_prepare, (pickle.dumps(builder),)) == 17


def _prepare(pickled: bytes) -> int:
    builder = pickle.loads(pickled)  # noqa: S301
    builder.download_and_prepare()
    return int(builder.as_dataset(split="test").num_rows)


def test_four_processes_at_once(tmp_path: Path) -> None:
    script = f"""
import derivative_manim
print(derivative_manim.load_dataset(split="test", cache_dir={str(tmp_path)!r}).num_rows)
"""
    environment = dict(os.environ, PYTHONPATH=str(REPOSITORY))
    running = [
        subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [process.communicate()[0].split() for process in running] == [["69"]] * 4


def test_redirecting_twice_changes_nothing() -> None:
    module, _ = _fake("datasets.load")
    redirect(module)
    once = module.dataset_module_factory
    redirect(module)
    assert module.dataset_module_factory is once


def test_an_unknown_datasets_is_named() -> None:
    with pytest.warns(UserWarning, match=r"no datasets\.load\.dataset_module_factory: .* use derivative_manim\."):
        redirect(ModuleType("datasets.load"))


def _fake(name: str) -> tuple[Any, list[Any]]:
    seen: list[Any] = []

    def dataset_module_factory(path: str, revision: str | None = None, **kwargs: Any) -> str:
        seen.append(((path,), kwargs))
        return "original"

    module: Any = ModuleType(name)
    module.dataset_module_factory = dataset_module_factory
    return module, seen
