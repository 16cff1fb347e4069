"""The order of the examples: ids, ranks, levels, and the two sets of cuts."""

from collections import Counter
from collections.abc import Iterator, Mapping

from ..problem import Problem, Where
from ..release import EXAMPLES, Release
from .figures import DRAFT_LEVEL_ENDS, EXAMPLES_COUNT, LEVEL_ENDS, level_of
from .files import CURRICULUM
from .problems import error, shown

RULES = {
    "dataset.ids": f"the records are the ranks 1 to {EXAMPLES_COUNT} in order, with ids of four digits such as dm-0001",
    "dataset.levels": "each record's level is the one that its rank falls in",
    "dataset.curriculum": "curriculum_mapping.json has both sets of cuts, and the level of each record by both",
}

_BUILD = "build the dataset again"


def check(release: Release) -> Iterator[Problem]:
    """Check the order.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    if len(release.records) != EXAMPLES_COUNT:
        message = f"there are {len(release.records)} records, not {EXAMPLES_COUNT}"
        yield error("dataset.ids", Where(EXAMPLES), message, _BUILD)
    for expected, record in enumerate(release.records, start=1):
        rank = record.number("rank")
        if rank != expected or record.text("id") != f"dm-{expected:04d}":
            message = (
                f"{record.name}: record {expected} has the rank {shown(rank)} and the id {shown(record.text('id'))}"
            )
            yield error("dataset.ids", record.where, message, f"should be rank {expected}, dm-{expected:04d}")
        if rank is not None and record.text("level") != level_of(rank, LEVEL_ENDS):
            level = level_of(rank, LEVEL_ENDS)
            message = f"{record.name}: the level is {shown(record.text('level'))}, but rank {shown(rank)} is in {level}"
            yield error("dataset.levels", record.where, message, "levels are cuts of the ranks")
    yield from _check_mapping(release)


def _check_mapping(release: Release) -> Iterator[Problem]:
    where = Where(CURRICULUM)
    mapping = release.documents.get(CURRICULUM)
    if not isinstance(mapping, dict) or not isinstance(mapping.get("examples"), list):
        yield error("dataset.curriculum", where, "there is no list of examples in it", _BUILD)
        return
    for key, ends in {"release_level_ends": LEVEL_ENDS, "draft_level_ends": DRAFT_LEVEL_ENDS}.items():
        found = mapping.get(key)
        if found != ends:
            given = _listed(found) if isinstance(found, dict) else shown(found)
            message = f"{key} is {given}, not {_listed(ends)}"
            yield error("dataset.curriculum", where, message, "the design fixes them")
    yield from _check_entries(release, mapping["examples"])


def _check_entries(release: Release, entries: list[object]) -> Iterator[Problem]:
    where = Where(CURRICULUM)
    by_id: dict[str, dict[str, object]] = {}
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            by_id.setdefault(entry["id"], entry)
    ids = Counter(record.text("id") for record in release.records)
    if len(entries) != len(ids) or by_id.keys() != ids.keys():
        missing, unknown = sorted(ids.keys() - by_id.keys()), sorted(by_id.keys() - ids.keys())
        message = f"it has {len(entries)} entries for {len(ids)} records"
        message += f"; missing {', '.join(missing[:5])}" if missing else ""
        message += f"; unknown {shown(', '.join(unknown[:5]))}" if unknown else ""
        yield error("dataset.curriculum", where, message, _BUILD)
    for record in release.records:
        entry, rank = by_id.get(record.text("id")), record.number("rank")
        if entry is None or rank is None:
            continue
        expected = {
            "rank": rank,
            "level": level_of(rank, LEVEL_ENDS),
            "draft_level": level_of(rank, DRAFT_LEVEL_ENDS),
        }
        for key, value in expected.items():
            if entry.get(key) != value:
                message = f"{record.name}: {key} is {shown(entry.get(key))}, not {shown(value)}"
                yield error("dataset.curriculum", where, message, _BUILD)
        if not isinstance(entry.get("topic"), str) or not entry["topic"]:
            yield error("dataset.curriculum", where, f"{record.name}: there is no topic", "give it one")


def _listed(ends: Mapping[str, object]) -> str:
    return ", ".join(f"{level[:20]} {shown(end)}" for level, end in list(ends.items())[:10])
