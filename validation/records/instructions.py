"""The instructions: the seven wordings, word for word, about the record's function, in the numbers that are fixed."""

from collections import Counter
from collections.abc import Iterator

from ..problem import Problem, Where
from ..release import EXAMPLES, Record, Release
from .figures import WORDINGS, WORDINGS_IN_TRAIN
from .problems import error, shown

RULES = {
    "dataset.instruction": "an instruction is its wording with the record's function; the standard one is wording 1",
    "dataset.wordings": f"the wordings are used {'/'.join(map(str, WORDINGS_IN_TRAIN))} in train, evenly elsewhere",
}


def check(release: Release) -> Iterator[Problem]:
    """Check the instructions and how often each wording is used.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    for record in release.records:
        yield from _check_record(record)
    counts = {
        split: Counter(
            record.number("instruction_format") for record in release.records if record.text("split") == split
        )
        for split in ("train", "validation", "test")
    }
    numbers = range(1, len(WORDINGS) + 1)
    in_train = tuple(counts["train"][number] for number in numbers)
    if in_train != WORDINGS_IN_TRAIN:
        message = f"the wordings are used {_listed(in_train)} times in train, not {_listed(WORDINGS_IN_TRAIN)}"
        yield error("dataset.wordings", Where(EXAMPLES), message, "the design fixes these numbers")
    for split in ("validation", "test"):
        found = tuple(counts[split][number] for number in numbers)
        if max(found) - min(found) > 1:
            message = f"the wordings are used {_listed(found)} times in {split}, not as evenly as they divide"
            yield error("dataset.wordings", Where(EXAMPLES), message, "no two may differ by more than one")


def _check_record(record: Record) -> Iterator[Problem]:
    function, number = record.text("function"), record.number("instruction_format")
    if number is None or not 1 <= number <= len(WORDINGS):
        message = f"{record.name}: there is no wording {shown(record.values.get('instruction_format'))}"
        yield error("dataset.instruction", record.where, message, f"they are numbered from 1 to {len(WORDINGS)}")
        return
    for field, wording in {"instruction": WORDINGS[number - 1], "instruction_standard": WORDINGS[0]}.items():
        expected = wording.replace("{}", function)
        if record.text(field) != expected:
            message = f"{record.name}: {field} is {shown(record.text(field))}"
            yield error("dataset.instruction", record.where, message, f"should be {shown(expected)}")


def _listed(numbers: tuple[int, ...]) -> str:
    return "/".join(map(str, numbers))
