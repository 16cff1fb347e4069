r"""See whether the version was raised as far as the data changed since another commit, by docs/versioning.md.

    python tools/version_check.py                 # since the last tag
    python tools/version_check.py --since v0.1.0

Exit status 0: raised far enough, or nothing of the data changed; 1: not; 2: there is no such commit.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES, MANIFEST = "metadata/examples.jsonl", "metadata/manifest.json"
STEPS = ("none", "patch", "minor", "major")
#: Of a record, what a published score stands on.
_FIXED = ("id", "function", "split")
#: What is only said about the data: the certificate and what is counted.
_SAID = ("metadata/validation.json", "metadata/tokens.json", "metadata/statistics.json")

Record = dict[str, Any]


def change(old: Sequence[Record], new: Sequence[Record], changed: Sequence[str]) -> tuple[str, str]:
    """How far the version has to be raised, and why.

    Args:
        old: the records that were released.
        new: the records now.
        changed: the files of the manifest that are others, new or gone.

    Returns:
        One of `STEPS`, and a reason in a few words.
    """
    columns = {name for record in old for name in record}, {name for record in new for name in record}
    if gone := sorted(columns[0] - columns[1]):
        return "major", f"the column {gone[0]} is gone"
    for name in _FIXED:
        before, after = ([record.get(name) for record in records] for records in (old, new))
        if before != after:
            return "major", f"{name} of examples is another: published scores no longer compare"
    data = [path for path in changed if path not in _SAID]
    if data:
        return "minor", f"{len(data)} files of the data changed, such as {data[0]}"
    if changed:
        return "patch", f"{changed[0]} changed, and no example"
    return "none", "no byte of the data changed"


def raised(old: str, new: str) -> str:
    """How far a version was raised; before 1.0 the second number stands for the first.

    Raises:
        ValueError: it was lowered.
    """
    before, after = ([int(part) for part in version.split(".")] for version in (old, new))
    if after < before:
        raise ValueError(f"the version was lowered from {old} to {new}")
    if before == after:
        return "none"
    place = next(place for place in range(3) if before[place] != after[place])
    if after[0] == 0:
        return ("major", "major", "minor")[place]
    return ("major", "minor", "patch")[place]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare with a commit and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--since", metavar="COMMIT", help="a tag or commit (default: the last tag)")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    since = options.since or _git(options.root, "describe", "--tags", "--abbrev=0")
    if since is None:
        print("there is no tag yet: nothing was released that could differ")
        return 0
    released = _git(options.root, "show", f"{since}:{MANIFEST}")
    examples = _git(options.root, "show", f"{since}:{EXAMPLES}")
    if released is None or examples is None:
        print(f"{since} is no commit with {MANIFEST}: name another with --since", file=sys.stderr)
        return 2
    old, new = json.loads(released), json.loads((options.root / MANIFEST).read_text(encoding="utf-8"))
    paths = sorted(old["files"].keys() | new["files"].keys())
    changed = [path for path in paths if old["files"].get(path) != new["files"].get(path)]
    # No part of the manifest.
    changed += (_git(options.root, "diff", "--name-only", since, "--", "repair") or "").splitlines()
    needed, reason = change(_records(examples), _records((options.root / EXAMPLES).read_text("utf-8")), changed)
    try:
        done = raised(old["version"], new["version"])
    except ValueError as error:
        print(error)
        return 1
    print(f"since {since} ({old['version']}): {reason}; needed: {needed}, raised: {done} (now {new['version']})")
    if STEPS.index(done) >= STEPS.index(needed):
        return 0
    print("raise __version__ in derivative_manim/_version.py, see docs/versioning.md, and build")
    return 1


def _records(text: str) -> list[Record]:
    return [json.loads(line) for line in text.splitlines()]


def _git(root: Path, *arguments: str) -> str | None:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.rstrip("\n") if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
