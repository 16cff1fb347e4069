import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from certified import certified_tree
from PIL import Image
from repository import REPOSITORY

from derivative_manim.errors import ReleaseError
from derivative_manim.hub import release as hub
from derivative_manim.hub import samples
from derivative_manim.hub.croissant import croissant
from derivative_manim.hub.layout import readme
from derivative_manim.manifest import write_manifest
from derivative_manim.records import LEVELS, read_examples, read_repairs

REPAIRS = sum(1 for _ in read_repairs())
CONFIGS = {"all": 537, "foundation": 134, "conceptual": 135, "application": 134, "advanced": 134, "repair": REPAIRS}

# With plain `datasets`: the picture is decoded, the video is the file.
PREVIEW = """
import sys
from datasets import load_dataset
rows = load_dataset("derivative-manim", "preview", split="preview")
row = rows[0]
assert row["image"].size == (854, 480), row["image"]
assert row["video"]["bytes"].endswith(b"mp42") and row["video"]["path"].endswith(".mp4")
assert "derivative_manim" not in sys.modules
print(rows.num_rows, sorted(set(rows["level"])))
"""


def test_layout(released: Path) -> None:
    names = {
        "CITATION.cff",
        "LICENSE",
        "README.md",
        "code",
        "croissant.json",
        "data",
        "examples",
        "metadata",
        "preview",
        "repair",
        "samples",
    }
    assert {path.name for path in released.iterdir()} == names
    videos = sorted(path.name for path in (released / "samples").glob("*.mp4"))
    assert len(videos) == len(samples.SHOWN)
    assert {path.stem for path in (released / "samples").glob("*.png")} == {Path(name).stem for name in videos}


def test_two_videos_a_level() -> None:
    shown = samples.shown(list(read_examples()))
    assert [example["level"] for example in shown] == [level for level in LEVELS for _ in range(2)]
    with pytest.raises(ReleaseError, match=r"the dataset has no x\*\*2, which the page shows"):
        samples.shown([])


def test_the_yaml_is_as_the_hub_reads_it(released: Path) -> None:
    """By huggingface_hub and by datasets themselves."""
    from datasets import Features
    from datasets.info import DatasetInfosDict
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(released / "README.md")
    configs = MetadataConfigs.from_dataset_card_data(card.data)
    assert list(configs) == [*CONFIGS, "preview"]
    assert configs.get_default_config_name() == "all"
    infos = DatasetInfosDict.from_dataset_card_data(card.data)
    for name, count in CONFIGS.items():
        assert sum(split.num_examples for split in infos[name].splits.values()) == count
        assert isinstance(infos[name].features, Features)
    assert {"code", "manim", "benchmark"} <= set(card.data.tags)


def test_the_preview_loads(released: Path, python: Callable[..., str]) -> None:
    said = python(PREVIEW, cwd=released.parent, path=None).splitlines()[-1]
    assert said == "8 ['advanced', 'application', 'conceptual', 'foundation']"
    table = pq.read_table(released / "preview" / "preview-00000-of-00001.parquet")
    assert table.column_names[:2] == ["image", "video"]


def test_mlcroissant_reads_every_record(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    monkeypatch.chdir("/")
    dataset = mlcroissant.Dataset(jsonld=str(released / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    sets = [each.uuid for each in dataset.metadata.record_sets]
    assert sets == ["splits", *CONFIGS, "preview"]
    rows = {name: list(dataset.records(record_set=name)) for name in CONFIGS}
    assert {name: len(found) for name, found in rows.items()} == CONFIGS
    wanted = next(read_examples(levels=("advanced",), splits=("test",)))
    row = rows["advanced"][0]
    assert row["advanced/id"].decode() == wanted["id"]
    assert row["advanced/code"].decode() == wanted["code"]
    repair, broken = next(read_repairs(splits=("test",))), rows["repair"][0]
    assert broken["repair/broken"].decode() == repair["broken"]
    assert len(broken["repair/problems"]) == len(repair["problems"])
    assert len(list(dataset.records(record_set="preview"))) == len(samples.SHOWN)


def test_croissant_has_the_sum_of_every_file(released: Path) -> None:
    described = json.loads((released / "croissant.json").read_text(encoding="utf-8"))
    files = {each["contentUrl"]: each["sha256"] for each in described["distribution"] if "sha256" in each}
    assert files == {
        path.relative_to(released).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in released.rglob("*.parquet")
    }
    assert {name for name in described if name.startswith("rai:")} >= {"rai:dataBiases", "rai:dataLimitations"}
    assert "url" not in described  # not known before it is pushed


def test_the_page_names_where_it_is() -> None:
    card = (REPOSITORY / "dataset_card.md").read_text(encoding="utf-8")
    assert 'load_dataset("OWNER/derivative-manim", "advanced", split="test")`, OWNER being whose page this is.' in card
    page = readme(card, [], "me/lessons")
    assert 'load_dataset("me/lessons", "advanced", split="test")`.' in page
    assert "OWNER" not in page


def test_croissant_names_where_it_is(released: Path, certified: Path) -> None:
    card = (certified / "dataset_card.md").read_text(encoding="utf-8")
    assert croissant(released, certified, card, "me/it")["url"] == "https://huggingface.co/datasets/me/it"


def test_the_same_twice(released: Path, release: Callable[[Path], Path], tmp_path: Path) -> None:
    again = release(tmp_path / "again")
    files = {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert files == {path.relative_to(released) for path in released.rglob("*") if path.is_file()}
    assert all((again / path).read_bytes() == (released / path).read_bytes() for path in files)


def test_without_videos(certified: Path) -> None:
    card = (certified / "dataset_card.md").read_text(encoding="utf-8")
    assert "](samples/" in card
    assert "](samples/" not in readme(card, [])


def _other_scene(tree: Path) -> None:
    """A scene and its record, both changed: the manifest holds, the certificate is of another scene."""
    file = tree / "metadata" / "examples.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    record: dict[str, Any] = json.loads(lines[0])
    scene = tree / record["path"]
    scene.write_bytes(scene.read_bytes().replace(b"run_time=3", b"run_time=4"))
    record["sha256"] = hashlib.sha256(scene.read_bytes()).hexdigest()
    lines[0] = json.dumps(record, ensure_ascii=False)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _wrong_split(tree: Path) -> None:
    file = tree / "metadata" / "examples.jsonl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"split": "train"', '"split": "test"', 1), encoding="utf-8")


def test_what_does_not_validate_is_refused(tmp_path: Path) -> None:
    tree = certified_tree(tmp_path / "tree")
    _other_scene(tree)
    _wrong_split(tree)
    write_manifest(tree)
    with pytest.raises(ReleaseError, match="the tree does not validate; see `derivative-manim validate`") as caught:
        hub.release(tmp_path / "hub", root=tree, videos=None)
    assert "dataset.certificate: 1 ids have another sha256 in it: dm-0001" in str(caught.value)
    assert "dataset.family" in str(caught.value)
    assert not (tmp_path / "hub").exists()


def test_a_repair_set_of_other_scenes_is_refused(certified: Path) -> None:
    examples = list(read_examples(certified))
    hub.check_repairs(certified, examples)
    rows = list(read_repairs(certified))
    other = [{**example, "code": "another"} if example["id"] == rows[0]["parent"] else example for example in examples]
    count = sum(row["parent"] == rows[0]["parent"] for row in rows)
    with pytest.raises(
        ReleaseError, match=rf"{count} of {len(rows)} rows of the repair set are of earlier scenes: make it"
    ):
        hub.check_repairs(certified, other)


def test_a_lesson_is_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("manim")
    example = next(read_examples())
    short = "from manim import *\nclass DerivativeVisualization(Scene):\n    construct = lambda self: self.wait(0.2)\n"
    video, picture = samples.render({**example, "code": short}, folder=tmp_path)
    assert video.read_bytes()[4:8] == b"ftyp"
    assert Image.open(picture).size == (854, 480)
    monkeypatch.setattr(samples, "_manim", lambda *_: pytest.fail("rendered twice"))
    assert samples.render({**example, "code": short}, folder=tmp_path) == (video, picture)
    assert {path.suffix for path in tmp_path.iterdir()} == {".mp4", ".png"}


def test_a_scene_that_fails_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("manim")
    example = next(read_examples())
    with pytest.raises(ReleaseError, match=r"Manim could not render scene.py: .*"):
        samples.render({**example, "code": "raise ValueError('no')\n"}, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
