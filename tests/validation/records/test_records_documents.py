"""Statistics, tables, dataset_info.json, versions and the card: what is said of the dataset is what it is."""

import json
from pathlib import Path
from statistics import fmean, pstdev
from types import ModuleType
from typing import Any

import pytest
from dataset_tree import (
    REPOSITORY,
    TOKENS,
    Damage,
    certify,
    change,
    change_all,
    copy_all,
    count_tokens,
    edit_json,
    found,
    read,
    replace,
    scene_of,
    summary_of,
)

from validation.records import info, statistics
from validation.release import Release

RULES: dict[str, ModuleType] = {rule: part for part in (statistics, info) for rule in part.RULES}
STATISTICS = "metadata/statistics.json"
INFO = "metadata/dataset_info.json"
CARD = "dataset_card.md"
README = "README.md"
CERTIFICATE = "metadata/validation.json"
SUMMARY = summary_of(537)

TOTALS = "| **all** | 418 | 50 | 69 | 537 |"


def line_of(line: str) -> int:
    return (REPOSITORY / "README.md").read_text(encoding="utf-8").split("\n").index(line) + 1


BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.statistics": (
        edit_json(STATISTICS, lambda document: document["measures"]["test"]["animations"].update(max=99)),
        "metadata/statistics.json: error: dataset.statistics: measures.test.animations.max is 99, but measured is 16"
        " (build the dataset again)",
    ),
    "dataset.tables": (
        replace("README.md", f"{TOTALS}\n", f"{TOTALS}\n\nBest of all.\n"),
        f"README.md:{line_of(TOTALS) + 2}: error: dataset.tables: 'Best of all.' is not what is measured"
        " (build the dataset again)",
    ),
    "dataset.info": (
        edit_json(INFO, lambda document: document["splits"].update(train=419)),
        "metadata/dataset_info.json: error: dataset.info: splits is {'train': 419, 'validation': 50, 'test': 69},"
        " not {'train': 418, 'validation': 50, 'test': 69} (build the dataset again)",
    ),
    "dataset.columns": (
        edit_json(INFO, lambda document: document["columns"].update(rank="string")),
        "metadata/dataset_info.json: error: dataset.columns: the column rank is of type 'string', but its values are"
        " int32 (build the dataset again)",
    ),
    "dataset.version": (
        replace("CITATION.cff", "version: 0.1.0", "version: 0.0.9"),
        "CITATION.cff: error: dataset.version: the version is '0.0.9', but metadata/dataset_info.json has '0.1.0'"
        " (one number is for package, dataset and tag)",
    ),
    "dataset.card": (
        replace(CARD, "| `chars` | int32 |", "| `chars` | string |"),
        "dataset_card.md: error: dataset.card: there is not one row that begins with '| `chars` | int32 | '"
        " (describe every column once, with its type)",
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copy_all(tmp_path)


def messages(root: Path, rule: str) -> list[str]:
    return [text.split(f"{rule}: ", 1)[1] for text in found(RULES[rule].check, root, rule)]


@pytest.mark.parametrize("rule", RULES)
def test_broken(rule: str, tree: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(RULES[rule].check, tree, rule) == []
    damage(tree)
    assert found(RULES[rule].check, tree, rule) == [text]


def test_a_summary_without_a_certificate(tree: Path) -> None:
    (tree / CERTIFICATE).unlink(missing_ok=True)
    edit_json(STATISTICS, lambda document: document.update(validation={"passed": 537}))(tree)
    assert messages(tree, "dataset.statistics") == [
        "validation is a group of 1, but measured is nothing of that name (build the dataset again)"
    ]


def test_the_summary_of_the_certificate(tree: Path) -> None:
    certify(tree)
    for edited in (dict(SUMMARY), {**SUMMARY, "scenes": 536}):
        edit_json(STATISTICS, lambda document, summary=edited: document.update(validation=summary))(tree)
        wrong = edited != SUMMARY
        assert (
            messages(tree, "dataset.statistics")
            == ["validation.scenes is 536, but measured is 537 (build the dataset again)"] * wrong
        )
    edit_json(STATISTICS, lambda document: document.pop("validation"))(tree)
    assert messages(tree, "dataset.statistics") == [
        "validation is missing, but measured is a group of 4 (build the dataset again)"
    ]


def test_a_certificate_of_other_scenes_need_not_be_summed_up(tree: Path) -> None:
    certify(tree)
    edit_json(CERTIFICATE, lambda document: document["examples"][3].update(sha256="0" * 64))(tree)
    edit_json(STATISTICS, lambda document: document.pop("validation", None))(tree)
    assert messages(tree, "dataset.statistics") == []


def test_the_sentence_of_the_certificate(tree: Path) -> None:
    certify(tree)
    edit_json(STATISTICS, lambda document: document.update(validation=SUMMARY))(tree)
    sentence = "537 of 537 scenes pass every check (Manim 0.22.0); 427 minutes of video, 40 to 55.5 s each."
    for page in (README, CARD):
        text = (tree / page).read_text(encoding="utf-8")
        before, _, after = text.partition(statistics.END)
        kept = [line for line in before.split("\n") if "scenes pass every check" not in line]
        (tree / page).write_text("\n".join(kept).rstrip("\n") + f"\n{statistics.END}{after}", encoding="utf-8")
    assert messages(tree, "dataset.tables") == [f"there is no line {sentence!r} (build the dataset again)"] * 2
    for page in (README, CARD):
        replace(page, f"\n{statistics.END}", f"\n\n{sentence}\n{statistics.END}")(tree)
    assert messages(tree, "dataset.tables") == []
    replace(README, f"\n\n{sentence}", f"\n{sentence}")(tree)
    assert messages(tree, "dataset.tables") == [
        "the tables and sentences are not parted by one empty line each (build the dataset again)"
    ]


@pytest.mark.parametrize("seconds", [None, [], {}, {"total": "x"}, {"total": 10**400, "min": 1, "max": 1}])
def test_a_summary_of_another_kind_makes_no_sentence(seconds: object, tree: Path) -> None:
    certify(tree)
    for path, place in ((CERTIFICATE, "summary"), (STATISTICS, "validation")):
        edit_json(path, lambda document, key=place: document.update({key: {**SUMMARY, "seconds": seconds}}))(tree)
    assert messages(tree, "dataset.statistics") == []
    assert all("is not what is measured" in message for message in messages(tree, "dataset.tables"))


def tokens_of(tree: Path) -> dict[str, Any]:
    # From the formula of `count_tokens`, by the standard library alone.
    totals = {"all": [1000 + rank * 7 % 1000 for rank in range(1, 538)], "train": [], "validation": [], "test": []}
    for record in read(tree):
        totals[record["split"]].append(1000 + record["rank"] * 7 % 1000)
    return {
        "tokenizer": "Letters-1",
        "vocabulary": 300,
        "max_length": 2048,
        "above_max_length": 0,
        "total": {
            part: {
                "mean": round(fmean(values), 1),
                "std": round(pstdev(values), 1),
                "min": min(values),
                "max": max(values),
            }
            for part, values in totals.items()
        },
    }


def test_the_summary_of_the_tokens(tree: Path) -> None:
    count_tokens(tree)
    edit_json(STATISTICS, lambda document: document.update(tokens=tokens_of(tree)))(tree)
    assert messages(tree, "dataset.statistics") == []
    edit_json(STATISTICS, lambda document: document["tokens"]["total"]["test"].update(mean=850))(tree)
    [message] = messages(tree, "dataset.statistics")
    assert message.startswith("tokens.total.test.mean is 850, but measured is 1")
    edit_json(STATISTICS, lambda document: document.pop("tokens"))(tree)
    assert messages(tree, "dataset.statistics") == [
        "tokens is missing, but measured is a group of 5 (build the dataset again)"
    ]


def test_tokens_that_nobody_counted(tree: Path) -> None:
    (tree / TOKENS).unlink(missing_ok=True)
    edit_json(STATISTICS, lambda document: document.update(tokens={"mean": 850}))(tree)
    assert messages(tree, "dataset.statistics") == [
        "tokens is a group of 1, but measured is nothing of that name (build the dataset again)"
    ]


def test_tokens_of_other_prompts_need_not_be_summed_up(tree: Path) -> None:
    count_tokens(tree)
    edit_json(TOKENS, lambda document: document["examples"][3].update(prompt_sha256="0" * 64))(tree)
    edit_json(STATISTICS, lambda document: document.pop("tokens", None))(tree)
    assert messages(tree, "dataset.statistics") == []


def test_tokens_above_the_limit_are_counted(tree: Path) -> None:
    count_tokens(tree)
    edit_json(TOKENS, lambda document: document["examples"][0].update(completion=1989, total=2049))(tree)
    edit_json(STATISTICS, lambda document: document.update(tokens=tokens_of(tree)))(tree)
    assert "tokens.above_max_length is 0, but measured is 1 (build the dataset again)" in messages(
        tree, "dataset.statistics"
    )


def test_the_row_of_the_tokens(tree: Path) -> None:
    count_tokens(tree)
    measured = tokens_of(tree)
    edit_json(STATISTICS, lambda document: document.update(tokens=measured))(tree)
    total = measured["total"]
    cells = " | ".join(f"{total['all'][key]:,}" for key in ("mean", "std", "min", "max"))
    means = " / ".join(f"{total[split]['mean']:,}" for split in ("train", "validation", "test"))
    row = (
        "| tokens of prompt, scene and end, with the tokenizer of Letters-1; 0 have more than 2,048"
        f" | {cells} | {means} |"
    )
    for page in (README, CARD):
        lines = (tree / page).read_text(encoding="utf-8").split("\n")
        (tree / page).write_text(
            "\n".join(line for line in lines if not line.startswith("| tokens of prompt")), encoding="utf-8"
        )
    [first, second] = messages(tree, "dataset.tables")
    assert first == second
    assert first.startswith("there is no line '| tokens of prompt, scene and end, with the tokenizer of Letters-1; 0 h")
    for page in (README, CARD):
        lines = (tree / page).read_text(encoding="utf-8").split("\n")
        place = next(number for number, line in enumerate(lines) if line.startswith("| complexity score |"))
        (tree / page).write_text("\n".join([*lines[: place + 1], row, *lines[place + 1 :]]), encoding="utf-8")
    assert messages(tree, "dataset.tables") == []


def test_exponents_are_counted_by_hand(tree: Path) -> None:
    def edit(record: dict[str, Any]) -> None:
        texts = ["x**2", "3*x**3", "1/x", "2/x**2", "x", "sqrt(x)", "x**2 + x**5", "x**4 + x**3 + 1", "(x + 1)*(x - 3)"]
        place = record["rank"] - 1
        record["function"] = texts[place] if place < len(texts) else "sin(x)"
        record["split"] = "test" if place in (1, 8) else "train"

    change_all(edit)(tree)
    measured = statistics.measure(Release(tree))
    # x**2 and x**3 make one group, in two splits; 1/x and 1/x**2 another, in one; the rest have no partner.
    assert measured["exponents"] == {"groups": 2, "in_several_splits": 1}
    assert measured["families"] == {"all": 10, "train": 8, "validation": 0, "test": 2, "largest_group": 528}


def test_a_statistic_too_many_and_one_too_few(tree: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["words"] = 850
        del document["examples"]

    edit_json(STATISTICS, edit)(tree)
    assert messages(tree, "dataset.statistics") == [
        "examples is missing, but measured is 537 (build the dataset again)",
        "words is 850, but measured is nothing of that name (build the dataset again)",
    ]


def test_lengths_are_those_of_the_files(tree: Path) -> None:
    replace(scene_of(1), "\n\n\ndef f(x)", f"\n# {'x' * 3000}\n\ndef f(x)")(tree)
    assert "measures.all.chars.max is 4132, but measured is " in " ".join(messages(tree, "dataset.statistics"))


def test_another_split_changes_what_is_measured(tree: Path) -> None:
    change(1, split="train")(tree)
    found_messages = messages(tree, "dataset.statistics")
    assert "splits.train.all is 418, but measured is 419 (build the dataset again)" in found_messages
    assert any(message.startswith("'| **all** | 418 |") for message in messages(tree, "dataset.tables"))
    assert any(message.startswith("splits is ") for message in messages(tree, "dataset.info"))


def test_many_differences_are_cut(tree: Path) -> None:
    edit_json(STATISTICS, lambda document: document["rules"].update({f"rule {k}": k for k in range(100)}))(tree)
    assert len(messages(tree, "dataset.statistics")) == statistics.MAX_PROBLEMS + 1


@pytest.mark.parametrize("document", [None, [], "x", 3])
def test_documents_of_another_kind(document: object, tree: Path) -> None:
    for path in (STATISTICS, INFO):
        (tree / path).write_text(json.dumps(document))
    assert messages(tree, "dataset.statistics") == ["there are no statistics in it (build the dataset again)"]
    assert messages(tree, "dataset.info") == ["there is no object in it (build the dataset again)"]


def test_a_changed_table(tree: Path) -> None:
    row = "| foundation | 105 | 12 | 17 | 134 |"
    replace(CARD, row, row.replace("105", "106"))(tree)
    assert messages(tree, "dataset.tables") == [
        "'| foundation | 106 | 12 | 17 | 134 |' is not what is measured (build the dataset again)",
        f"there is no line {row!r} (build the dataset again)",
    ]


def test_rows_that_changed_places(tree: Path) -> None:
    first, second = "| foundation | 105 | 12 | 17 | 134 |\n", "| conceptual | 104 | 13 | 18 | 135 |\n"
    replace(CARD, first + second, second + first)(tree)
    assert messages(tree, "dataset.tables") == ["the lines are not in their order (build the dataset again)"]


@pytest.mark.parametrize("marker", [statistics.BEGIN, statistics.END])
def test_a_marker_is_missing(marker: str, tree: Path) -> None:
    replace(CARD, marker, "")(tree)
    [message] = messages(tree, "dataset.tables")
    assert message.startswith("the tables are not between one line ")


def test_a_page_is_missing(tree: Path) -> None:
    (tree / "README.md").unlink()
    assert messages(tree, "dataset.tables") == ["the file is missing (restore it)"]
    assert messages(tree, "dataset.version") == [
        "the version is None, but metadata/dataset_info.json has '0.1.0' (one number is for package, dataset and tag)"
    ]


def test_the_data_alone_need_no_readme(tree: Path) -> None:
    for path in ("README.md", "pyproject.toml", "derivative_manim/_version.py"):
        (tree / path).unlink()
    assert [message for rule in RULES for message in messages(tree, rule)] == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("derivative_manim/_version.py", '"0.1.0"', '"0.1.1"'),
        ("README.md", "version = {0.1.0}", "version = {0.1.1}"),
        (CARD, "version = {0.1.0}", "version = {0.1.1}"),
        ("metadata/manifest.json", '"version": "0.1.0"', '"version": "0.1.1"'),
    ],
)
def test_another_version(path: str, old: str, new: str, tree: Path) -> None:
    replace(path, old, new)(tree)
    assert found(info.check, tree, "dataset.version") == [
        f"{path}: error: dataset.version: the version is '0.1.1', but metadata/dataset_info.json has '0.1.0'"
        " (one number is for package, dataset and tag)"
    ]


def test_another_manim_than_the_project_pins(tree: Path) -> None:
    edit_json(INFO, lambda document: document.update(manim_version="0.21.0"))(tree)
    assert messages(tree, "dataset.info") == ["manim_version is '0.21.0', not '0.22.0' (build the dataset again)"]


def test_columns(tree: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["columns"]["tokens"] = document["columns"].pop("chars")

    edit_json(INFO, edit)(tree)
    assert messages(tree, "dataset.columns") == [
        "the columns lack 'chars' and add 'tokens' (build the dataset again)",
    ]


def test_wordings_of_the_card(tree: Path) -> None:
    row = "| 5 | `Develop code to animate the derivative of X` | 51 |"
    replace(CARD, row, row.replace("51", "50"))(tree)
    assert messages(tree, "dataset.card") == [
        f"there is not one row {row!r} (write the wordings and their counts as they are)"
    ]


def test_spearman() -> None:
    # By hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4 have the correlation 4.5 / sqrt(4.5 * 5).
    assert statistics._spearman([10, 20, 20, 30], [1, 2, 3, 4]) == round(4.5 / (4.5 * 5) ** 0.5, 3)
    assert statistics._spearman([1, 1], [1, 2]) is None


def test_measuring_nothing(tmp_path: Path) -> None:
    measured = statistics.measure(Release(tmp_path))
    assert measured["examples"] == 0
    assert measured["measures"]["all"]["chars"] == {}
