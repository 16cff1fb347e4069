"""Functions with other numbers in another split, functions that are equal, groups that are too large."""

from pathlib import Path

import pytest
from dataset_tree import RECORDS, Damage, change, change_all, copy_records, found, read, write

from validation.formulas.function_text import formula
from validation.records import families, skeletons, taught
from validation.records.families import canonical
from validation.records.skeletons import skeleton

CHECKS = {rule: part.check for part in (skeletons, families, taught) for rule in part.RULES}


def both(one: str, other: str, *, split: str = "train") -> Damage:
    """The functions of the first two records become others, the first in another split."""

    def damage(root: Path) -> None:
        change(1, function=one, split=split)(root)
        change(2, function=other, split="train")(root)

    return damage


BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.skeleton": (
        change(1, function="x**3", skeleton="c*x**2"),
        f"{RECORDS}:1: dm-0001: the skeleton of 'x**3' is c*x**3, not 'c*x**2'",
    ),
    "dataset.groups": (
        change_all(lambda record: record.update(function=f"csch({record['rank']}*x)") if record["rank"] < 8 else None),
        f"{RECORDS}: 7 functions have the skeleton c*csch(c*x): dm-0001, dm-0002, dm-0003, dm-0004, dm-0005, ...",
    ),
    "dataset.family": (
        both("(x + 1)*(x - 3)", "x**2/2 - x - 4", split="test"),
        f"{RECORDS}:2: dm-0002: 'x**2/2 - x - 4' in train is of one family with '(x + 1)*(x - 3)', dm-0001 in test",
    ),
    "dataset.equal": (
        both("sin(x)", "cos(x)*tan(x)"),
        f"{RECORDS}:2: dm-0002: 'cos(x)*tan(x)' equals 'sin(x)' of dm-0001",
    ),
    "dataset.taught": (
        change(1, function="csch(x)", split="test"),
        f"{RECORDS}:1: dm-0001: 'csch(x)' in test needs the rule hyperbolic cosecant, as 0 training functions do",
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_records(tmp_path)


@pytest.mark.parametrize("rule", CHECKS)
def test_broken(rule: str, tree: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(CHECKS[rule], tree, rule) == []
    damage(tree)
    assert text in found(CHECKS[rule], tree, rule)


def test_no_function_that_has_values(tree: Path) -> None:
    for function in ("nonsense(", "diff(x, x)"):
        write(tree, [{**read(tree)[0], "function": function}])
        assert found(families.check, tree, "dataset.equal") == []


def test_too_few(tree: Path) -> None:
    write(tree, [{**read(tree)[0], "function": text} for text in ("x**2", "3*x**2", "x**3")])
    assert found(skeletons.check, tree, "dataset.groups") == [f"{RECORDS}: there are 2 skeletons, fewer than 250"]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("x - x", "c*x"),
        ("(2*x + 2)/3", "c*x + c"),
        ("(2*x)**3", "c*x**3"),
        ("x**0", "c"),
        ("sqrt(sin(x + 1))", "c*sin(c*x + c)**(1/2)"),
        ("x**(-x)", "c*(c*x)**(c*x)"),
        ("x**pi", "c*(c*x)**3.14159265359"),
    ],
)
def test_skeletons(function: str, expected: str) -> None:
    assert skeleton(formula(function)) == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("log(x, 3)", "c*log(c*x)"),
        ("2**(3*x - 1)", "c*exp(c*x)"),
        ("exp(x + 1) + 2", "c*exp(c*x) + c"),
        ("(x + sqrt(2))*(x - sqrt(2)) + 2", "c*x**2"),
        ("(x - 1)*(x + 1) - x**2 + sin(x)", "c*sin(c*x) + c"),
        ("(x + 1)*(x - 3)*exp(x)", "c*(c*x + c*x**2 + c)*exp(c*x)"),
        ("1/(2*x + 1)**2", "c*(c*x + c*x**2 + c)**(-1)"),
        ("sqrt((x - 1)*(x + 1))", "c*(c*x**2 + c)**(1/2)"),
        ("log((x - 1)**2)", "c*log(c*x + c*x**2 + c)"),
        ("(x + 1)**100", "c*(c*x + c)**100"),
    ],
)
def test_canonical_forms(function: str, expected: str) -> None:
    assert skeleton(canonical(formula(function))) == expected


def test_families_are_linked_by_chains() -> None:
    # The last two have one skeleton, and the first two one canonical form.
    texts = ["x**2 - 4*x + 3", "sin(x)", "(x + 1)*(x - 3)", "(x + 1)*(x - 1)", "x**2 - 1", "cos(x)"]
    assert families.families([formula(text) for text in texts]) == [0, 1, 0, 0, 0, 5]
