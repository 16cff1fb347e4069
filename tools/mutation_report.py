"""Damage lessons in every known way, and write down which checks see it.

    python -m tools.mutation_report             # writes docs/mutations.md, in a few minutes
    python -m tools.mutation_report --list      # only names the kinds of damage

Exit status: 0 all of it is seen by the rules that are meant to, 1 some is not, 2 there is no sandbox.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "validation")]

import mutations  # noqa: E402
from mutations import KINDS, Kind  # noqa: E402

from validation.sandbox import SandboxUnavailable  # noqa: E402

PAGE = ROOT / "docs" / "mutations.md"
Found = dict[str, set[str]]  # what was run -> the rules that it breaks


def main(argv: Sequence[str] | None = None) -> int:
    """Run the suite and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="only name the kinds of damage")
    parser.add_argument("-j", "--jobs", type=int, default=2, metavar="N", help="scenes at a time (default: 2)")
    options = parser.parse_args(argv)
    if options.list:
        for kind in KINDS:
            print(f"{kind.name}: {', '.join(kind.meant)}")
        return 0
    try:
        found = run(options.jobs)
    except SandboxUnavailable as error:
        print(f"mutation_report: {error}", file=sys.stderr)
        return 2
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(found), encoding="utf-8")
    wrong = missed(found)
    for line in wrong:
        print(line)
    total = sum(len(kind.ranks) for kind in KINDS)
    print(f"{len(KINDS)} kinds of damage, {total} damaged lessons, {len(wrong)} not seen as meant")
    return 1 if wrong else 0


def run(jobs: int) -> Found:
    """Check all damaged lessons, and those that they were made of."""
    done = [(kind, rank) for kind in KINDS for rank in kind.ranks]
    everything = {f"{kind.name} [{rank}]": mutations.mutant(kind, rank) for kind, rank in done}
    everything |= {str(rank): whole for rank, whole in mutations.originals().items()}

    def tick(stage: str, done: int, total: int) -> None:
        print(f"\r{stage}: {done} of {total}", end="", file=sys.stderr, flush=True)

    found = mutations.examine(everything, workers=jobs, tick=tick)
    print(file=sys.stderr)
    return {name: {problem.check for problem in problems} for name, problems in found.items()}


def missed(found: Found) -> list[str]:
    """List what is not seen by the rules that are meant to see it, and lessons that are not sound."""
    lines = [f"{rank}, undamaged: {', '.join(sorted(found[str(rank)]))}" for rank in _ranks() if found[str(rank)]]
    for kind in KINDS:
        for rank in kind.ranks:
            absent = set(kind.meant) - found[f"{kind.name} [{rank}]"]
            if absent:
                lines.append(f"{kind.name} [{rank}]: not by {', '.join(sorted(absent))}")
    return lines


def page(found: Found) -> str:
    """Write the page."""
    total = sum(len(kind.ranks) for kind in KINDS)
    seen = sum(bool(found[f"{kind.name} [{rank}]"]) for kind in KINDS for rank in kind.ranks)
    as_meant = total - sum(len(_late(kind, found)) for kind in KINDS)
    sound = not any(found[str(rank)] for rank in _ranks())
    rows = [_row(kind, found) for kind in KINDS]
    groups: dict[str, int] = defaultdict(int)
    for kind in KINDS:
        for group in {rule.partition(".")[0] for rank in kind.ranks for rule in found[f"{kind.name} [{rank}]"]}:
            groups[group] += 1
    return "\n".join(
        [
            "<!-- Written by `python -m tools.mutation_report`; do not edit. -->",
            "# What the checks see",
            "",
            f"Correct lessons are damaged in {len(KINDS)} ways, each at least three times. Of {total} damaged "
            f"lessons {seen} are found wrong, {as_meant} of them by every rule that is meant to see it. The "
            f"{len(_ranks())} lessons that were damaged have {'no problem' if sound else 'problems'} as they are.",
            "",
            "Where scene and record say the same thing both are damaged alike, so that a check cannot live on "
            "comparing the two. `tests/validation/mutations.py` has every kind, and what is left out because nothing "
            "would be wrong.",
            "",
            "| group of checks | kinds of damage that it sees |",
            "|---|---:|",
            *(f"| `{group}` | {count} |" for group, count in sorted(groups.items(), key=lambda item: -item[1])),
            "",
            "In bold: the rules that are meant to see it. The number behind a rule: how many of the damaged lessons "
            "break it.",
            "",
            "| damage | lessons | seen | by |",
            "|---|---:|---:|---|",
            *rows,
            "",
        ]
    )


def _row(kind: Kind, found: Found) -> str:
    counts = Counter(rule for rank in kind.ranks for rule in found[f"{kind.name} [{rank}]"])
    ordered = sorted(counts, key=lambda rule: (rule not in kind.meant, -counts[rule], rule))
    by = ", ".join(f"{f'**{rule}**' if rule in kind.meant else rule} {counts[rule]}" for rule in ordered)
    seen = len(kind.ranks) - len(_late(kind, found))
    return f"| {kind.name} | {len(kind.ranks)} | {seen} | {by} |"


def _late(kind: Kind, found: Found) -> list[int]:
    """List the lessons in which a rule that is meant to see the damage does not."""
    return [rank for rank in kind.ranks if set(kind.meant) - found[f"{kind.name} [{rank}]"]]


def _ranks() -> list[int]:
    return sorted({rank for kind in KINDS for rank in kind.ranks})


if __name__ == "__main__":
    sys.exit(main())
