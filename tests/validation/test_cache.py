from pathlib import Path

import pytest

from validation import cache
from validation.cache import Cache, key


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "new")
    assert kept.get(key("a")) is None
    kept.put(key("a"), {"b": (1, 2)})
    assert Cache(tmp_path / "new").get(key("a")) == {"b": (1, 2)}


def test_parts_do_not_run_into_each_other() -> None:
    assert len({key("ab", "c"), key("a", "bc"), key("abc"), key(b"abc", ""), key("", "abc")}) == 5


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    kept = Cache(tmp_path)
    kept.put("name", 1)
    (tmp_path / "name.pickle").write_bytes(b"\x80\x04nonsense")
    assert kept.get("name") is None


def test_a_disk_that_fills_up_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = Cache(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    kept.put("name", 1)
    kept.put("name", 1)
    assert capsys.readouterr().err.count("results are no longer kept in") == 1


def test_a_key_changes_with_the_checker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key("a")
    (tmp_path / "rule.py").write_text("x = 1\n")
    monkeypatch.setattr(cache, "PACKAGE", tmp_path)
    cache.tool_digest.cache_clear()
    changed = key("a")
    (tmp_path / "rule.py").write_text("x = 2\n")
    cache.tool_digest.cache_clear()
    assert len({before, changed, key("a")}) == 3
    monkeypatch.undo()
    cache.tool_digest.cache_clear()
    assert key("a") == before


def test_a_key_changes_with_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key("a")
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0.0.0")
    cache.tool_digest.cache_clear()
    assert key("a") != before
    monkeypatch.undo()
    cache.tool_digest.cache_clear()
