"""Ways to damage a copy of the dataset, for the tests of its checks."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from validation.problem import Problem
from validation.release import Release

REPOSITORY = Path(__file__).resolve().parents[3]
DATA = ("code", "metadata")
PAGES = ("README.md", "dataset_card.md", "CITATION.cff", "derivative_manim/_version.py", "pyproject.toml")

Damage = Callable[[Path], object]
Check = Callable[[Release], Iterator[Problem]]


def copy_all(root: Path) -> Path:
    """Copy the dataset, and the documents that speak of it, into a new folder."""
    for name in DATA:
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in PAGES:
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(REPOSITORY / name, root / name)
    return root


def copy_metadata(root: Path) -> Path:
    """Copy all the records, and the scene of the first of them alone."""
    shutil.copytree(REPOSITORY / "metadata", root / "metadata")
    first = read(root)[0]["path"]
    (root / first).parent.mkdir(parents=True)
    shutil.copyfile(REPOSITORY / first, root / first)
    return root


def copy_some(root: Path, ranks: Iterable[int]) -> Path:
    """Copy the metadata, some records, and their scenes."""
    shutil.copytree(REPOSITORY / "metadata", root / "metadata")
    chosen = set(ranks)
    kept = [record for record in read(root) if record["rank"] in chosen]
    write(root, kept)
    for record in kept:
        scene = root / record["path"]
        scene.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / record["path"], scene)
    return root


def read(root: Path) -> list[dict[str, Any]]:
    """Read the records."""
    return [json.loads(line) for line in (root / "metadata/examples.jsonl").read_text(encoding="utf-8").splitlines()]


def write(root: Path, records: list[dict[str, Any]]) -> None:
    """Write the records."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (root / "metadata/examples.jsonl").write_text(text, encoding="utf-8")


def change(rank: int, /, **fields: Any) -> Damage:
    """Return a damage: fields of a record get other values."""

    def damage(root: Path) -> None:
        records = read(root)
        next(record for record in records if record["rank"] == rank).update(fields)
        write(root, records)

    return damage


def change_all(edit: Callable[[dict[str, Any]], object]) -> Damage:
    """Return a damage: something is done to every record."""

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
    """Return a damage: something is done to a JSON document."""

    def damage(root: Path) -> None:
        document = json.loads((root / path).read_text(encoding="utf-8"))
        edit(document)
        (root / path).write_text(json.dumps(document), encoding="utf-8")

    return damage


def summary_of(scenes: int) -> dict[str, Any]:
    """Return the summary of the certificate that `certify` writes."""
    # Half of the videos, rounded up, have 40 s, the others 55.5 s.
    total = 40.0 * ((scenes + 1) // 2) + 55.5 * (scenes // 2)
    return {
        "scenes": scenes,
        "manim": "0.22.0",
        "seconds": {"total": total, "mean": round(total / scenes, 1), "min": 40.0, "max": 55.5},
        "animations": {"total": 12 * scenes, "mean": 12.0, "min": 12, "max": 12},
    }


def certify(root: Path) -> None:
    """Write a certificate of the scenes as they are, with made-up lengths."""
    rows = [
        {
            "id": record["id"],
            "sha256": record["sha256"],
            "animations": 12,
            "sections": ["title", "summary"],
            "seconds": 55.5 if place % 2 else 40.0,
        }
        for place, record in enumerate(read(root))
    ]
    document = {"manim": "0.22.0", "checks": ["ast"], "summary": summary_of(len(rows)), "examples": rows}
    (root / "metadata/validation.json").write_text(json.dumps(document), encoding="utf-8")


TOKENS = "metadata/tokens.json"


def count_tokens(root: Path) -> None:
    """Write counts of tokens of the scenes and prompts as they are; the numbers are made up, 1,000 to 1,999."""
    rows = [
        {
            "id": record["id"],
            "sha256": record["sha256"],
            "prompt_sha256": hashlib.sha256(prompt_of(record["instruction"]).encode()).hexdigest(),
            "prompt": 60,
            "completion": 940 + record["rank"] * 7 % 1000,
            "total": 1000 + record["rank"] * 7 % 1000,
        }
        for record in read(root)
    ]
    tokenizer = {"name": "Letters-1", "vocabulary": 300, "sha256": "ab" * 32}
    document = {"tokenizer": tokenizer, "max_length": 2048, "examples": rows}
    (root / TOKENS).write_text(json.dumps(document), encoding="utf-8")


def prompt_of(instruction: str) -> str:
    """Return Alpaca's prompt, as the card shows it."""
    card = (REPOSITORY / "dataset_card.md").read_text(encoding="utf-8")
    block = card.split("### Prompt format\n", 1)[1].split("```\n")[1]
    assert block.count("{instruction}") == 1
    block = block.removesuffix("{code}\n")  # the completion
    assert block.endswith("### Response:\n")
    return block.replace("{instruction}", instruction)


def scene_of(rank: int) -> str:
    """Return the path of the scene of a rank."""
    return str(next(record["path"] for record in read(REPOSITORY) if record["rank"] == rank))


def found(check: Check, root: Path, rule: str) -> list[str]:
    """Return the problems of one rule, as text."""
    return [str(problem) for problem in check(Release(root)) if problem.check == rule]
