"""Families: functions that are one another with other numbers, however they are written, are kept together."""

import time
from pathlib import Path

import pytest
from dataset_tree import Damage, change, copy_some, found, replace, scene_of

from validation.records import families
from validation.records.canonical import canonical
from validation.records.expression import read_text
from validation.records.skeleton import skeleton_of

RULE = "dataset.family"
RANKS = (14, 15, 19, 135, 137)
"""x**2, x**3, 3*x**2, sin(x), 2*sin(x): all in train."""


def another_exponential(root: Path) -> None:
    change(15, function="exp(x - 1)", split="test")(root)
    replace(scene_of(15), "return x**3", "return np.exp(x - 1)")(root)
    change(135, function="3**x")(root)
    replace(scene_of(135), "return np.sin(x)", "return 3**x")(root)


BROKEN: dict[str, tuple[Damage, str]] = {
    RULE: (
        another_exponential,
        "metadata/examples.jsonl:4: error: dataset.family: dm-0015 in test and dm-0135 in train are of one family:"
        " 'exp(x - 1)' and '3**x' (put all functions of a family into one split)",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_some(tmp_path, RANKS)


@pytest.mark.parametrize("rule", families.RULES)
def test_broken(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(families.check, small, rule) == []
    damage(small)
    assert found(families.check, small, rule) == [text]


def test_the_code_of_the_scenes(small: Path) -> None:
    change(15, split="test")(small)
    replace(scene_of(15), "return x**3", "return (x - 1) * (x + 1) + 1")(small)
    assert found(families.check, small, RULE) == [
        "metadata/examples.jsonl:2: error: dataset.family: dm-0014 in train and dm-0015 in test are of one family, by f"
        " of their scenes: 'x**2' and 'x**3' (put all functions of a family into one split)"
    ]


@pytest.mark.parametrize(
    ("function", "skeleton"),
    [
        ("log(x, 3)", "c*log(c*x)"),
        ("x*log(x + 3, 2)", "c*log(c*x + c)*x"),
        ("log(2, x)", "c*log_(c*x)(c)"),
        ("3*2**x", "c*exp(c*x)"),
        ("2**(sin(x) + 1)", "c*exp(c*sin(c*x))"),
        ("exp(x - 1)", "c*exp(c*x)"),
        ("exp((x + 1)*(x - 1))", "c*exp(c*x**2)"),
        ("sin(exp(2*x + 1))", "c*sin(c*exp(c*x))"),
        ("exp(pi)", "c"),
        ("(x + 1)*(x - 3)", "c*x + c*x**2 + c"),
        ("(x + 1)*(x - 1)", "c*x**2 + c"),
        ("(x + 1)*(x - 1) + 1", "c*x**2"),
        ("(x + sqrt(2))*(x - sqrt(2))", "c*x**2 + c"),
        ("(x + sqrt(2))*(x - sqrt(2)) + 2", "c*x**2"),
        ("(x/3 + 1/7)*(x/3 - 1/7)", "c*x**2 + c"),
        ("(1 - x)**4", "c*x + c*x**2 + c*x**3 + c*x**4 + c"),
        ("(x - 1)*(x + 1) - x**2 + sin(x)", "c*sin(c*x) + c"),
        ("x - x", "0"),
        ("(x + 1)*(x - 3)*exp(x)", "c*(c*x + c*x**2 + c)*exp(c*x)"),
        ("1/(2*x + 1)**2", "c*(c*x + c*x**2 + c)**(-1)"),
        ("((x - 1)/(x + 1))**2", "c*(c*x + c*x**2 + c)*(c*x + c*x**2 + c)**(-1)"),
        ("sqrt((x - 1)*(x + 1))", "c*(c*x**2 + c)**(1/2)"),
        ("sqrt((x + 1)**4)", "c*x + c*x**2 + c"),
        ("log((x - 1)**2)", "c*log(c*x + c*x**2 + c)"),
        ("(sqrt(x) - 1)**3", "c*(c*x**(1/2) + c)**3"),
        ("(exp(x) - 2)**2", "c*(c*exp(c*x) + c)**2"),
        ("(2*x + 1)**(x - 1)", "c*(c*x + c)**(c*x + c)"),
        ("x**pi", "c*(c*x)**3.14159265359"),
        ("x*sin(x)", "c*sin(c*x)*x"),
        ("(x + 1)**100", "c*(c*x + c)**100"),
        ("x**(10**30)*x", "c*(c*x)**1.0e+30*x"),
    ],
)
def test_canonical_forms(function: str, skeleton: str) -> None:
    assert str(skeleton_of(canonical(read_text(function)))) == skeleton


@pytest.mark.parametrize(
    ("functions", "expected"),
    [
        (("log(x)", "log(x, 3)", "5*log(x, 10)"), [0, 0, 0]),
        (("exp(x)", "sin(x)", "2**x", "exp(x - 1)"), [0, 1, 0, 0]),
        (("x**2 - 4*x + 3", "(x + 1)*(x - 3)"), [0, 0]),
        # A chain: the last two have one skeleton, and the first two one canonical form.
        (("x**2 - 4*x + 3", "(x + 1)*(x - 3)", "(x + 1)*(x - 1)"), [0, 0, 0]),
        (("(x + 1)*(x - 1)", "x**2 - 4*x + 3", "(x + 1)*(x - 3)"), [0, 0, 0]),
        (("x**2 - 4*x + 3", "(x + 1)*(x - 1)"), [0, 1]),
        (("x**5", "x**3", "3*x**5"), [0, 1, 0]),
        (("log(x)", "log(x) + 2"), [0, 1]),
        (("sin(x)", "cos(x)", "sin(x + 1)"), [0, 1, 2]),
    ],
)
def test_families(functions: tuple[str, ...], expected: list[int]) -> None:
    assert families.families([read_text(text) for text in functions]) == expected


def test_what_cannot_be_read_is_of_no_family() -> None:
    absurd = read_text("*".join(["(" + "+".join(f"sin(x+{k})" for k in range(40)) + ")"] * 4))
    assert families.families([None, absurd, None, absurd]) == [0, 1, 2, 1]
    assert families.families([]) == []


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9",
        "x**9**9**9",
        "9**9**9**9*x + 1",
        "x**x**x**x**x**x**x**x**x",
        "((((x**9)**9)**9)**9)**9",
        "(((((x + 1)**9)**9)**9)**9)**9",
        "1/(x + 1)**(10**39)",
        "exp(" * 20 + "x" + ")" * 20,
        "2**" * 20 + "x",
        "+".join(["sin(x)"] * 50),
        "*".join(f"(x + {k})" for k in range(50)),
        "/".join(f"(x + {k})" for k in range(50)),
        "(" * 25 + "x" + "+1)*x" * 25,
        "(" * 25 + "sin(x)" + "+x)*x" * 25,
        "1e39*x*(1e-39*x + 1)",
        "x/0",
        "log(x, 0)",
        "log(x, -1)",
        "(-2)**x",
        "0**x",
    ],
)
def test_absurd_functions_cost_nothing(text: str) -> None:
    begun = time.process_time()
    skeleton_of(canonical(read_text(text)))
    assert time.process_time() - begun < 2
