r"""Make the repair set, repair/*.jsonl: broken scenes, what the validator says of each, and the scenes mended.

    python -m tools.repair_set              # about an hour of one processor; goes on where it stopped
    python -m tools.repair_set --limit 20   # twenty scenes only, the held-out splits first

Every lesson is broken on purpose by one kind of damage of tests/validation/mutations.py, the kinds in turn as far as
they fit; a kind that no lesson got is done to its first one. The broken scene is run and checked against the record of
the sound lesson; where no error is found the row is left out. A row is in the split of its lesson. What was found is
kept in .cache/repair by all that it depends on, so that after a change only what it touches is run again. How many of
the test rows the rules mend, which make the lesson anew from its function, is written to repair/baseline.json.

Exit status: 0 done, 2 there is no sandbox.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "validation")]

import mutations  # noqa: E402
from damage import Lesson  # noqa: E402

from derivative_manim.records import SPLITS  # noqa: E402
from finetune.baselines import generated  # noqa: E402
from validation.audit import Text, check_texts  # noqa: E402
from validation.cache import Cache  # noqa: E402
from validation.problem import Problem, Severity  # noqa: E402
from validation.sandbox import SandboxUnavailable  # noqa: E402

FOLDER = ROOT / "repair"
GIVES_AWAY = ("ast.lines",)  # says which line is none of the template's: the place of the damage, not what is wrong
AT_ONCE = 30  # scenes in one sandbox; what is found of them is kept when all have ended
INSTRUCTION = (
    "This Manim scene is to be a lesson on the derivative of f(x) = {function}, and a validator found it wrong. "
    "Mend it; change nothing that is right."
)


@dataclass(frozen=True)
class Broken:
    """A damaged scene: the name of the damage, the lesson as it is, and the text that was made of it."""

    damage: str
    whole: Lesson
    text: str

    @property
    def name(self) -> str:
        """The row's id: the lesson's, and the damage in words."""
        words = re.sub(r"[^a-z0-9]+", "-", self.damage.lower()).strip("-")
        return f"{self.whole.record['id']}-{words}"

    @property
    def digest(self) -> bytes:
        """What decides by chance, in the same way on every machine."""
        return hashlib.sha256(self.name.encode()).digest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Break, check, and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, metavar="N", help="N scenes only")
    parser.add_argument("-j", "--jobs", type=int, default=2, metavar="N", help="scenes at a time (default: 2)")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER, metavar="DIR", help="default: repair")
    options = parser.parse_args(arguments)
    # The held-out splits first, of which a part would be of little use; then training lessons in an order by chance.
    scenes = sorted(choose(lessons()), key=lambda each: (each.whole.record["split"] == "train", each.digest))
    scenes = scenes[: options.limit]
    rows = []
    try:
        for start in range(0, len(scenes), AT_ONCE):
            rows += examine(scenes[start : start + AT_ONCE], options.jobs)
            print(f"\r{len(rows)} of {len(scenes)}", end="", file=sys.stderr, flush=True)
    except SandboxUnavailable as error:
        print(f"repair_set: {error}", file=sys.stderr)
        return 2
    kept = sorted((each for each in rows if each["problems"]), key=lambda each: str(each["id"]))
    write(options.output, kept)
    print(f"\n{len(rows)} damaged scenes, {len(kept)} with an error, in {options.output}", file=sys.stderr)
    return 0


def lessons() -> Iterator[Lesson]:
    """The lessons of the dataset as they are, by rank."""
    for line in (ROOT / "metadata" / "examples.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield Lesson(record["path"], (ROOT / record["path"]).read_text(encoding="utf-8"), record)


def choose(wholes: Iterator[Lesson]) -> list[Broken]:
    """Break every lesson by that kind of damage which was done least, of those that fit it; by rank."""
    done: Counter[str] = Counter()
    fitting: dict[str, Broken] = {}  # the first of each kind
    chosen = []
    for whole in wholes:
        fits = [Broken(kind.name, whole, text) for kind in mutations.KINDS if (text := broken(kind, whole))]
        for each in fits:
            fitting.setdefault(each.damage, each)
        if fits:
            least = min(fits, key=lambda each: (done[each.damage], each.digest))
            done[least.damage] += 1
            chosen.append(least)
    missing = [each for damage, each in fitting.items() if not done[damage]]
    return sorted([*chosen, *missing], key=lambda each: (each.whole.record["rank"], each.damage))


def broken(kind: mutations.Kind, whole: Lesson) -> str | None:
    """Give the lesson's text with a damage; None if the damage does not fit it, or is one of the record only."""
    try:
        text = kind.damage(whole).text
    except (AssertionError, LookupError, ValueError):
        return None  # what it changes is not there, or is written otherwise, as it may be in other lessons than its own
    return text if text != whole.text else None


def examine(scenes: Sequence[Broken], jobs: int) -> list[dict[str, Any]]:
    """Run scenes and check them as the lessons that they were; give their rows."""
    texts = [Text(each.name, each.text.encode(), each.whole.record) for each in scenes]
    checked = check_texts(texts, cache=Cache(ROOT / ".cache" / "repair"), workers=jobs)
    return [row(each, found.problems) for each, found in zip(scenes, checked, strict=True)]


def row(scene: Broken, problems: Sequence[Problem]) -> dict[str, Any]:
    """Give a row of the set, the columns in their order."""
    record = scene.whole.record
    return {
        "instruction": INSTRUCTION.format(function=record["function"]),
        "broken": scene.text,
        "problems": [
            {"check": each.check, "line": each.where.line, "message": each.message, "hint": each.hint}
            for each in problems
            if each.severity is Severity.ERROR and each.check not in GIVES_AWAY
        ],
        "mended": scene.whole.text,
        "damage": scene.damage,
        **{name: record[name] for name in ("function", "level", "split")},
        "parent": record["id"],
        "id": scene.name,
    }


def write(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write the rows, a file for each split, and what the baseline reaches on those of test."""
    folder.mkdir(parents=True, exist_ok=True)
    for split in SPLITS:
        lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in rows if each["split"] == split]
        (folder / f"{split}.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")
    test = [each for each in rows if each["split"] == "test"]
    reached = {"split": "test", "rows": len(test), "rules": by_rules(test)}
    (folder / "baseline.json").write_text(json.dumps(reached, indent=2) + "\n", encoding="utf-8", newline="\n")


def by_rules(rows: Sequence[dict[str, Any]]) -> int:
    """Count the rows whose lesson the rules make, from its function alone, so that no check finds an error.

    That is known of a scene that has been certified; any other would have to be run, and counts as not mended.
    """
    sound = certified()
    made = {
        parent: generated({"id": parent, "function": function})[0]
        for parent, function in {each["parent"]: each["function"] for each in rows}.items()
    }
    return sum(hashlib.sha256(made[each["parent"]].encode()).hexdigest() == sound[each["parent"]] for each in rows)


def certified() -> dict[str, str]:
    """The SHA-256 sums of the scenes in which no check finds a problem, by id."""
    certificate = json.loads((ROOT / "metadata" / "validation.json").read_text(encoding="utf-8"))
    return {each["id"]: each["sha256"] for each in certificate["examples"]}


if __name__ == "__main__":
    sys.exit(main())
