"""Damage done to correct lessons is seen, by the rule that is meant to see it; `docs/mutations.md` has all of it.

Here one lesson is damaged in each way, another from kind to kind; whenever the tests run, in one way for each rule.
`python -m tools.mutation_report` takes them all. That the lessons have no fault before is what `python -m validation`
finds, and the tests of the audit.
"""

from collections import Counter
from typing import Any

import pytest
from mutations import KINDS, Kind, examine, lesson, mutant
from tiers import chosen, slow

CHOSEN = {kind.name: (kind, kind.ranks[number % len(kind.ranks)]) for number, kind in enumerate(KINDS)}


def of_each_rule(number: int) -> list[Any]:
    """Mark as slow what is not among the first `number` kinds that one of its rules is meant to see."""
    seen: Counter[str] = Counter()
    found = []
    for kind in KINDS:
        found.append(kind.name if any(seen[rule] < number for rule in kind.meant) else slow(kind.name))
        seen.update(kind.meant)
    return found


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest) -> dict[str, list[str]]:
    """The rules that each breaks, by name. All of them run in one sandbox."""
    damaged = {name: mutant(*CHOSEN[name]) for name in sorted(chosen(request, "name"))}
    return {name: [problem.check for problem in problems] for name, problems in examine(damaged).items()}


@pytest.mark.parametrize("name", of_each_rule(1))
def test_damage_is_seen_by_the_rule_that_is_meant_for_it(name: str, found: dict[str, list[str]]) -> None:
    kind, _ = CHOSEN[name]
    assert set(kind.meant) - set(found[name]) == set(), found[name]


def test_every_kind_is_done_to_three_lessons_of_more_than_one_level() -> None:
    assert [kind.name for kind in KINDS if len(set(kind.ranks)) < 3] == []
    levels = {kind.name: {lesson(rank).record["level"] for rank in kind.ranks} for kind in KINDS}
    # Only the advanced level has logarithmic differentiation.
    assert [name for name, found in levels.items() if len(found) < 2] == ["the logarithm of f wrong"]


def test_kinds_are_distinct() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_changes_every_lesson_it_is_meant_for(kind: Kind) -> None:
    for rank in kind.ranks:
        assert mutant(kind, rank) != lesson(rank)
