"""Ways to damage a copy of the dataset, for the tests of its checks."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from validation.problem import Problem
from validation.release import Release

REPOSITORY = Path(__file__).resolve().parents[2]
RECORDS = "metadata/examples.jsonl"

Damage = Callable[[Path], object]


def copy_some(root: Path, ranks: Iterable[int]) -> Path:
    """Copy the metadata, some records, and their scenes."""
    shutil.copytree(REPOSITORY / "metadata", root / "metadata")
    chosen = set(ranks)
    kept = [record for record in read(root) if record["rank"] in chosen]
    write(root, kept)
    for record in kept:
        (root / record["path"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / record["path"], root / record["path"])
    return root


def copy_records(root: Path) -> Path:
    (root / "metadata").mkdir()
    shutil.copyfile(REPOSITORY / RECORDS, root / RECORDS)
    return root


def read(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / RECORDS).read_text(encoding="utf-8").splitlines()]


def write(root: Path, records: list[dict[str, Any]]) -> None:
    (root / RECORDS).write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def change(rank: int, /, **fields: Any) -> Damage:
    return change_all(lambda record: record.update(fields) if record["rank"] == rank else None)


def change_all(edit: Callable[[dict[str, Any]], object]) -> Damage:
    def damage(root: Path) -> None:
        records = read(root)
        for record in records:
            edit(record)
        write(root, records)

    return damage


def replace(path: str, old: str, new: str) -> Damage:
    """Return a damage: in a file, the first place where a text stands gets another."""

    def damage(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} does not have {old!r}"
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return damage


def edit_json(path: str, edit: Callable[[Any], object]) -> Damage:
    def damage(root: Path) -> None:
        document = json.loads((root / path).read_text(encoding="utf-8"))
        edit(document)
        (root / path).write_text(json.dumps(document), encoding="utf-8")

    return damage


def found(check: Callable[[Release], Iterator[Problem]], root: Path, rule: str) -> list[str]:
    """Return what a check says of one rule, without its hint."""
    problems = [problem for problem in check(Release(root)) if problem.check == rule]
    return [f"{problem.where}: {problem.message}" for problem in problems]
