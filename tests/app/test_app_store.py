import zipfile
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.app.limits import Limits
from derivative_manim.app.store import Kept, Store


def put(store: Store, folder: Path, size: int = 10) -> Kept:
    made = folder / "lesson"
    (made / "sections").mkdir(parents=True)
    (made / "scene.py").write_text("x" * size)
    (made / "sections" / "1.mp4").write_text("a clip")
    return store.put(made, "x2")


def store(folder: Path, **limits: Any) -> Store:
    (folder / "kept").mkdir()
    return Store(folder / "kept", Limits(**limits))


def test_a_file_is_given_by_the_token_and_its_name(tmp_path: Path) -> None:
    found = store(tmp_path)
    kept = put(found, tmp_path)
    given = found.get(kept.token, "scene.py")
    assert given is not None
    assert given[0].read_text() == "x" * 10
    assert given[1] == "x2.py"
    with zipfile.ZipFile(kept.files["lesson.zip"]) as archive:
        assert archive.namelist() == ["x2/scene.py", "x2/sections/1.mp4"]


@pytest.mark.parametrize("name", ["../lesson", "/etc/passwd", "sections", "sections/1.mp4", "", ".", "scene.py/"])
def test_no_other_name_is_looked_at(tmp_path: Path, name: str) -> None:
    found = store(tmp_path)
    kept = put(found, tmp_path)
    assert found.get(kept.token, name) is None
    assert found.get("../kept", "scene.py") is None


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    found = store(tmp_path)
    made = tmp_path / "lesson"
    made.mkdir()
    (made / "video.mp4").symlink_to("/etc/passwd")
    assert found.get(found.put(made, "x").token, "video.mp4") is None


@pytest.mark.parametrize("limits", [{"kept": 1}, {"kept_bytes": 3000}])
def test_the_oldest_goes_where_there_is_too_much(tmp_path: Path, limits: dict[str, Any]) -> None:
    found = store(tmp_path, **limits)
    first, second = put(found, tmp_path, 2000), put(found, tmp_path, 2000)
    assert found.get(first.token, "scene.py") is None
    assert found.get(second.token, "scene.py") is not None
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [second.token]


def test_what_is_old_goes(tmp_path: Path) -> None:
    found = store(tmp_path, kept_seconds=0.0)
    assert found.get(put(found, tmp_path).token, "scene.py") is None
