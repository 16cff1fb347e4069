r"""Make `derivative-manim-repair`: broken scenes, what the validator says of them, and the scenes mended.

    python -m tools.repair_set build/repair              # every damage of the suite; goes on where it stopped
    python -m tools.repair_set build/repair --limit 20   # the first twenty only

Every scene is broken on purpose by one kind of damage of tests/validation/mutations.py, then run and checked against
the record of the sound lesson. A damage in which the validator finds no error is left out. A row is in the split of its
lesson. What was found is kept in DIR/rows.jsonl; Parquet files and README.md are written from it at the end.

Exit status: 0 done, 2 there is no sandbox.
"""

import argparse
import hashlib
import itertools
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "validation")]

import mutations  # noqa: E402
import pyarrow as pa  # noqa: E402
from damage import Lesson  # noqa: E402

from derivative_manim._version import __version__  # noqa: E402
from derivative_manim.hub.layout import configuration, readme, write_parquet  # noqa: E402
from derivative_manim.records import SPLITS  # noqa: E402
from validation.problem import Problem  # noqa: E402
from validation.sandbox import SandboxUnavailable  # noqa: E402

ROWS = "rows.jsonl"
INSTRUCTION = (
    "This Manim scene is to be a lesson on the derivative of f(x) = {function}, and a validator found it wrong. "
    "Mend it; change nothing that is right."
)
_TEXTS = ("instruction", "broken", "mended", "id", "parent", "level", "split", "function", "damage")
_PROBLEM = {"check": pa.string(), "line": pa.int32(), "message": pa.string(), "hint": pa.string()}
CARD = """---
pretty_name: derivative-manim-repair
license: cc-by-4.0
language: en
task_categories: [text-generation]
size_categories: [n<1K]
annotations_creators: [machine-generated]
tags: [code, manim, mathematics, code-repair, calculus]
---

# derivative-manim-repair

{rows} Manim scenes, each broken in one way, with what a validator says of it (`problems`: rule, line, message, hint)
and the scene as it should be (`mended`). Made of {parents} lessons of `derivative-manim` {version} by {kinds} kinds of
damage, which `damage` names; a row is in the split of its lesson (`parent`).

| | {splits} |
|---|{lines}
| scenes | {counts} |

The damage is done by rule and is not what models do wrong; few lessons are damaged in many ways, so rows share much
text. What is broken is broken for certain: the validator, which runs the scene and reads the screen, finds an error in
every `broken`.

Baseline on all rows, by the same validator: without an error are {unchanged} of {rows} if the scene is left as it is,
and {rules} of {rows} by the rules, which make the lesson anew from its function.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Break, check, and write the dataset."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N damages only")
    parser.add_argument("-j", "--jobs", type=int, default=2, metavar="N", help="scenes at a time (default: 2)")
    options = parser.parse_args(arguments)
    every = (mutations.mutant(kind, rank) for kind in mutations.KINDS for rank in kind.ranks)
    mutants = list(itertools.islice(every, options.limit))
    options.folder.mkdir(parents=True, exist_ok=True)
    try:
        rows, sound = examine(mutants, options.folder / ROWS, options.jobs)
    except SandboxUnavailable as error:
        print(f"repair_set: {error}", file=sys.stderr)
        return 2
    kept = write(options.folder, rows, sound)
    print(f"{len(rows)} damaged scenes, {kept} with an error, in {options.folder}")
    return 0


def examine(mutants: Sequence[mutations.Mutant], file: Path, jobs: int) -> tuple[list[dict[str, Any]], set[str]]:
    """Run and check what is not known yet, each scene against the record of the sound lesson.

    Args:
        mutants: the damaged lessons; those whose text is as before, of which only the record was damaged, are left out.
        file: JSON lines, one for each that was checked, added to as they end.
        jobs: scenes at a time.

    Returns:
        A row for each, in the order of `mutants`, and the ids of the lessons in which there is no error as they are.
    """
    wanted: dict[str, tuple[str, str, Lesson]] = {}  # kind of damage, text, the sound lesson
    for each in mutants:
        whole = mutations.lesson(each.rank)
        if each.lesson.text != whole.text:
            wanted[whole.record["id"]] = "", whole.text, whole
            wanted[_name(each)] = each.kind.name, each.lesson.text, whole
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    # A run that was broken off may have left half a line.
    known = {row["id"]: row for line in lines if line.endswith("}") for row in [json.loads(line)]}
    known = {name: row for name, row in known.items() if name in wanted and _same(row, *wanted[name])}
    file.write_text("".join(json.dumps(row) + "\n" for row in known.values()), encoding="utf-8")
    todo = {
        name: Lesson(whole.path, text, whole.record) for name, (_, text, whole) in wanted.items() if name not in known
    }
    with file.open("a", encoding="utf-8") as found:
        for name, problems in mutations.examine(todo, workers=jobs) if todo else ():
            known[name] = _row(name, *wanted[name], problems)
            found.write(json.dumps(known[name]) + "\n")
            found.flush()
            print(f"\r{len(known)} of {len(wanted)}", end="", file=sys.stderr, flush=True)
    damaged = [known[name] for name in wanted if known[name]["damage"]]
    return damaged, {name for name in wanted if not known[name]["damage"] and not known[name]["problems"]}


def write(folder: Path, rows: Sequence[dict[str, Any]], sound: set[str]) -> int:
    """Write Parquet files and README.md of the rows in which there is an error. Returns how many these are."""
    kept = [row for row in rows if row["problems"]]
    schema = pa.schema(
        [*((name, pa.string()) for name in _TEXTS), ("problems", pa.list_(pa.struct(list(_PROBLEM.items()))))]
    )
    features: list[dict[str, Any]] = [{"name": name, "dtype": "string"} for name in _TEXTS]
    parts = [{"name": name, "dtype": "int32" if name == "line" else "string"} for name in _PROBLEM]
    features.append({"name": "problems", "list": parts})
    counts = Counter(row["split"] for row in kept)
    splits = []
    for split in (name for name in SPLITS if counts[name]):
        table = pa.Table.from_pylist([row for row in kept if row["split"] == split], schema=schema)
        path = f"data/{split}-00000-of-00001.parquet"
        splits.append({"name": split, "path": [path], **write_parquet(table, folder / path)})
    used = [split["name"] for split in splits]
    card = CARD.format(
        rows=len(kept),
        parents=len({row["parent"] for row in kept}),
        kinds=len({row["damage"] for row in kept}),
        version=__version__,
        splits=" | ".join(used),
        lines="--:|" * len(used),
        counts=" | ".join(str(counts[split]) for split in used),
        unchanged=sum(not row["problems"] for row in kept),
        rules=sum(row["parent"] in sound for row in kept),
    )
    page = readme(card, [configuration("default", folder, splits, features)])
    (folder / "README.md").write_text(page, encoding="utf-8", newline="\n")
    return len(kept)


def _name(each: mutations.Mutant) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", each.kind.name.lower()).strip("-")
    return f"dm-{each.rank:04d}-{words[:40]}-{hashlib.sha256(each.kind.name.encode()).hexdigest()[:6]}"


def _same(row: dict[str, Any], damage: str, text: str, whole: Lesson) -> bool:
    return bool(row["broken"] == text and row["mended"] == whole.text and row["damage"] == damage)


def _row(name: str, damage: str, text: str, whole: Lesson, problems: Sequence[Problem]) -> dict[str, Any]:
    record = whole.record
    return {
        "instruction": INSTRUCTION.format(function=record["function"]),
        "broken": text,
        "mended": whole.text,
        "id": name,
        "parent": record["id"],
        "level": record["level"],
        "split": record["split"],
        "function": record["function"],
        "damage": damage,
        "problems": [
            {"check": p.check, "line": p.where.line, "message": p.message, "hint": p.hint}
            for p in problems
            if p.severity.value == "error"
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
