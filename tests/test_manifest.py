import hashlib
import json
from pathlib import Path

import pytest

from derivative_manim import __version__
from derivative_manim.errors import DataNotFoundError
from derivative_manim.manifest import MANIFEST, compute_manifest, tree_digest, verify_manifest, write_manifest

RECORDS = "metadata/examples.jsonl"


def scene(tree: Path) -> str:
    return min((tree / "code").rglob("*.py")).relative_to(tree).as_posix()


def test_the_release_is_as_its_manifest_has_it() -> None:
    assert verify_manifest() == []


def test_content(tree: Path) -> None:
    manifest = json.loads((tree / MANIFEST).read_text())
    assert manifest["version"] == __version__
    files = manifest["files"]
    assert sum(path.startswith("code/") for path in files) == 537
    assert MANIFEST not in files
    assert files[RECORDS] == hashlib.sha256((tree / RECORDS).read_bytes()).hexdigest()


def test_writing_is_deterministic(tree: Path) -> None:
    before = (tree / MANIFEST).read_bytes()
    assert write_manifest(tree) == tree.resolve() / MANIFEST
    assert (tree / MANIFEST).read_bytes() == before
    assert before.endswith(b"}\n")
    assert list(json.loads(before)["files"]) == sorted(json.loads(before)["files"])


def test_a_flipped_byte(tree: Path) -> None:
    path = scene(tree)
    content = bytearray((tree / path).read_bytes())
    content[len(content) // 2] ^= 1
    (tree / path).write_bytes(content)
    (problem,) = verify_manifest(tree)
    assert (problem.kind, problem.path) == ("changed", path)
    assert problem.message == f"{path} was changed: its SHA-256 sum differs"


def test_a_missing_file(tree: Path) -> None:
    path = scene(tree)
    (tree / path).unlink()
    (problem,) = verify_manifest(tree)
    assert (problem.kind, problem.message) == ("missing", f"{path} is missing")


@pytest.mark.parametrize("path", ["code/foundation/9999_new.py", "code/other/scene.py", "metadata/notes.txt"])
def test_an_extra_file(path: str, tree: Path) -> None:
    (tree / path).parent.mkdir(exist_ok=True)
    (tree / path).touch()
    (problem,) = verify_manifest(tree)
    assert (problem.kind, problem.message) == ("extra", f"{path} is not in the manifest")


def test_all_problems_are_named_in_order(tree: Path) -> None:
    (tree / RECORDS).write_bytes((tree / RECORDS).read_bytes() + b"\n")
    (tree / scene(tree)).unlink()
    (tree / "metadata" / "z").touch()
    assert [problem.kind for problem in verify_manifest(tree)] == ["missing", "changed", "extra"]


def test_compiled_files_do_not_count(tree: Path) -> None:
    for folder in ("code/foundation", "metadata"):
        (tree / folder / "__pycache__").mkdir()
        (tree / folder / "__pycache__" / "scene.py").touch()
    assert verify_manifest(tree) == []


def test_no_manifest(tree: Path) -> None:
    (tree / MANIFEST).unlink()
    (problem,) = verify_manifest(tree)
    assert (problem.kind, problem.message) == ("manifest", "metadata/manifest.json is missing")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": "1", "files": 3}', "\x00"])
def test_a_damaged_manifest(text: str, tree: Path) -> None:
    (tree / MANIFEST).write_text(text)
    (problem,) = verify_manifest(tree)
    assert problem.message.startswith("metadata/manifest.json cannot be read: ")


def test_another_version(tree: Path) -> None:
    manifest = compute_manifest(tree)
    (tree / MANIFEST).write_text(json.dumps({**manifest, "version": "9.9"}))
    (problem,) = verify_manifest(tree)
    assert problem.message == f"metadata/manifest.json is of version 9.9, the package of {__version__}"


def test_the_digest_follows_every_file(tree: Path) -> None:
    digests = {tree_digest(tree)}
    for path in (scene(tree), RECORDS, "metadata/statistics.json"):
        (tree / path).write_bytes((tree / path).read_bytes() + b" ")
        digests.add(tree_digest(tree))
    assert len(digests) == 4


def test_no_tree(tmp_path: Path) -> None:
    with pytest.raises(DataNotFoundError):
        compute_manifest(tmp_path)
