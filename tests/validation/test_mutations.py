"""Damage done to correct lessons is seen, by the rule that is meant to see it; `docs/mutations.md` has all of it.

Here one lesson is damaged in each way, another from kind to kind; `python -m tools.mutation_report` takes them all.
"""

import mutations
import pytest
from mutations import KINDS, Mutant, examine, lesson, mutant

from validation.lesson import RULES

CHOSEN = [(kind, kind.ranks[number % len(kind.ranks)]) for number, kind in enumerate(KINDS)]
SOUND = tuple(sorted({rank for _, rank in CHOSEN}))


@pytest.fixture(scope="module")
def mutants() -> dict[str, Mutant]:
    return {found.name: found for found in (mutant(kind, rank) for kind, rank in CHOSEN)}


@pytest.fixture(scope="module")
def found(mutants: dict[str, Mutant]) -> dict[str, list[str]]:
    """The rules that each breaks, by name; a sound lesson's name is its rank. All of them run in one sandbox."""
    everything = {name: each.lesson for name, each in mutants.items()} | {str(rank): lesson(rank) for rank in SOUND}
    return {name: [problem.check for problem in problems] for name, problems in examine(everything).items()}


@pytest.mark.slow
def test_the_lessons_are_sound_before_they_are_damaged(found: dict[str, list[str]]) -> None:
    assert {rank: found[str(rank)] for rank in SOUND} == {rank: [] for rank in SOUND}


@pytest.mark.slow
@pytest.mark.parametrize(("number", "name"), [(i, kind.name) for i, kind in enumerate(KINDS)])
def test_damage_is_seen_by_the_rule_that_is_meant_for_it(
    number: int, name: str, mutants: dict[str, Mutant], found: dict[str, list[str]]
) -> None:
    each = list(mutants.values())[number]
    assert each.kind.name == name
    assert set(each.kind.meant) - set(found[each.name]) == set(), found[each.name]


def test_every_kind_is_done_to_three_lessons_of_more_than_one_level() -> None:
    assert [kind.name for kind in KINDS if len(set(kind.ranks)) < 3] == []
    levels = {kind.name: {lesson(rank).record["level"] for rank in kind.ranks} for kind in KINDS}
    # Only the advanced level has logarithmic differentiation.
    assert [name for name, found in levels.items() if len(found) < 2] == ["the logarithm of f wrong"]


def test_kinds_are_distinct_and_name_rules_that_exist() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40
    assert {rule for kind in KINDS for rule in kind.meant} - RULES.keys() == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_changes_every_lesson_it_is_meant_for(kind: mutations.Kind) -> None:
    for rank in kind.ranks:
        assert mutant(kind, rank).lesson != lesson(rank)
