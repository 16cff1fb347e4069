"""The report, its figures, and the table of the documents: from result files only."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from derivative_manim.validation.judge import ROWS
from folders import ENVIRONMENT, append_samples, sample, settings, verdict, write_settings, write_verdicts

from derivative_manim.paths import checkout_root
from finetune import data, report, study
from finetune.config import study_config
from finetune.errors import FinetuneError
from finetune.evaluate import EVALUATION, samples_digest, summary
from finetune.report import BEGIN, DOCUMENTS, END, read_rows, table, write_documents, write_report
from finetune.study import STUDY_CASES, STUDY_ROWS

ROOT = checkout_root()
assert ROOT is not None
RESULTS = ROOT / "results"
OLD = {"version": "0.0.9", "sha256": "", "functions": "others"}
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make an evaluated row over test functions; the first `usable` of them are."""

    def made(
        name: str, usable: int, kind: str = "zero-shot", step: int = 0, error: str = "syntax", functions: int = 8,
        **changes: Any,
    ) -> Path:  # fmt: skip
        folder = tmp_path / "results" / name
        asked = data.functions("test", functions)
        training = None
        if step:
            row = {"step": step, "epoch": step / 10, "train_loss": 1.0, "validation_loss": 5.0 / step, "seconds": 3.0}
            training = {"config": study_config() | {"target": "fill"}, **row, "environment": ENVIRONMENT}
        named = {"name": name, "kind": kind, "command": f"make {name}", "adapter": "runs/adapter" if step else ""}
        given = settings(**named | {"functions": functions, "training": training} | changes)
        write_settings(folder, given)
        (folder / "samples.jsonl").unlink(missing_ok=True)
        append_samples(folder, [sample(row) for row in asked])
        lines = [verdict(row, place < usable, error) for place, row in enumerate(asked)]
        write_verdicts(folder, lines)
        found = summary(given, lines, []) | {"samples_sha256": samples_digest(folder), "validator": {"manim": "1"}}
        (folder / EVALUATION).write_text(json.dumps(found))
        return folder

    return made


def page(tmp_path: Path) -> str:
    written = write_report([tmp_path / "results"], tmp_path / "out")
    assert all(file.is_file() for file in written)
    return written[0].read_text(encoding="utf-8")


def test_all_parts_are_there_and_every_number_is_a_result_s(make: Make, tmp_path: Path) -> None:
    make("tuned", 5, "fine-tuned", step=20)
    make("plain", 1)
    text = page(tmp_path)
    assert "## The test split of this release" in text
    assert "Other lessons" not in text
    line = next(line for line in text.splitlines() if "| tuned |" in line)
    assert "**5 of 8** (31%–86%)" in line
    assert "2 epochs, loss 0.2500" in line
    executes = next(line for line in text.splitlines() if line.startswith("| executes |"))
    assert executes == f"| executes | 5 of 8 | 1 of 8 | {STUDY_ROWS['executes']} of {STUDY_CASES} |"
    assert "| syntax | 3 | 7 | Python cannot read it |" in text
    assert "| B | 0:4 |" in text
    assert "A: `make tuned`" in text
    assert "images/0-usable.png" in text


def test_rows_of_another_version_stand_apart_and_say_so(make: Make, tmp_path: Path) -> None:
    make("old", 3, "fine-tuned", step=20, dataset=OLD)
    text = page(tmp_path)
    apart = text.index("## Version 0.0.9: rows over its test split")
    assert text.index("**Other lessons and other test functions than this release has.**") > apart
    assert text.index("| A | old |") > apart
    assert "Usable, paired" not in text
    with pytest.raises(FinetuneError, match="no row of the results is of this release's test split"):
        table(read_rows([tmp_path]))
    make("new", 4, "fine-tuned", step=20)
    text = page(tmp_path)
    assert text.index("| A | new |") < text.index("## Version 0.0.9") < text.index("| A | old |")
    shown = table(read_rows([tmp_path]))
    assert "| new |" in shown
    assert "| old |" not in shown
    assert "All rows are over the test split of this release: " in shown


def test_nothing_is_printed_that_is_all_zeros_or_repeats_another(make: Make, tmp_path: Path) -> None:
    make("rules", 8, "rules")
    make("plain", 8)
    text = page(tmp_path)
    assert "What went wrong" not in text
    assert "Usable, paired" not in text
    assert "the eight phases; template organisation" in text  # the same numbers, also the study's


def test_rows_of_other_functions_are_not_paired_and_no_path_is_shown(make: Make, tmp_path: Path) -> None:
    make("tuned", 5, "fine-tuned", step=20)
    make("fewer", 1, functions=4)
    text = page(tmp_path)
    assert "Not compared, being of other functions: A, B." in text
    assert str(tmp_path) not in text


def test_a_fault_of_the_harness_is_in_the_page_and_compared_with_nothing(make: Make, tmp_path: Path) -> None:
    make("tuned", 5, "fine-tuned", step=20)
    make("bare", 0, "fine-tuned", step=20, wording="bare")
    make("no $ adapter", 0, "fine-tuned", step=20, adapter="")
    text, rows = page(tmp_path), read_rows([tmp_path])
    assert [row.name for row in rows if row.has_fault] == ["bare", "no $ adapter"]
    assert all(f"| {row.name} |" in text for row in rows)
    assert "Usable, paired" not in text
    assert table(rows).count("3 s of training") == 1


def test_each_two_models_are_compared_and_what_chance_does_not_explain_is_marked(make: Make, tmp_path: Path) -> None:
    make("good", 8, "fine-tuned", step=20)
    make("poor", 0, "fine-tuned", step=20)
    make("poorer", 0)
    lines = page(tmp_path).split("### Usable, paired")[1].splitlines()
    assert "| B | 0:8† | – |" in lines
    assert "| C | 0:8† | 0:0 |" in lines


def test_seeds_of_one_training_are_one_row_of_the_documents(make: Make, tmp_path: Path) -> None:
    def trained(name: str, usable: int, seed: int, **changes: Any) -> None:
        config = study_config() | {"seed": seed} | changes
        losses = {"step": 20, "epoch": 2.0, "train_loss": 1.0, "validation_loss": 0.5, "environment": ENVIRONMENT}
        training = {"config": config, **losses, "seconds": 10.0 * seed}
        make(name, usable, "fine-tuned", training=training, adapter="a", seconds=8.0 * seed)

    trained("tuned", 4, 1)
    trained("tuned, seed 2", 5, 2)
    trained("tuned, seed 3", 3, 3)
    trained("with another rate", 4, 2, learning_rate=1.0)
    lines = table(read_rows([tmp_path])).splitlines()
    [pooled] = [line for line in lines if line.startswith("| tuned")]
    # 12 of 24 scenes of 8 functions: Wilson's interval is that of 4 of 8.
    assert pooled.startswith("| tuned | 12 of 24 | 12 of 24 | 12 of 24 | **12 of 24** (22%–78%) |")
    assert pooled.endswith("| 1, 2, 3 | 20 s of training, 2 s a scene |")
    assert sum(line.startswith("| with another rate | 4 of 8 |") for line in lines) == 1
    text = page(tmp_path)  # the page has each
    assert all(f"| {name} | 2 epochs" in text for name in ("tuned", "tuned, seed 2", "tuned, seed 3"))


def test_what_a_model_wrote_is_text_and_nothing_else(make: Make, tmp_path: Path) -> None:
    make("plain", 1, error="runtime: <script>|`x`\u202e")
    text = page(tmp_path)
    assert "<script>" not in text
    assert "runtime: &lt;script>\\|\\`x\\`\\u202e" in text


def test_the_same_results_give_the_same_bytes(make: Make, tmp_path: Path) -> None:
    make("tuned", 5, "fine-tuned", step=20)
    first = {file.name: file.read_bytes() for file in write_report([tmp_path / "results"], tmp_path / "out")}
    again = {file.name: file.read_bytes() for file in write_report([tmp_path / "results"], tmp_path / "out")}
    assert first == again
    make("tuned", 6, "fine-tuned", step=20)
    other = {file.name: file.read_bytes() for file in write_report([tmp_path / "results"], tmp_path / "out")}
    assert other["0-usable.png"] != first["0-usable.png"]


def test_what_is_missing_is_said(make: Make, tmp_path: Path) -> None:
    folder = make("plain", 1)
    (folder / EVALUATION).unlink()
    with pytest.raises(FinetuneError, match="is evaluated: run `python -m finetune evaluate`"):
        write_report([tmp_path / "results"], tmp_path / "out")
    with pytest.raises(FinetuneError, match="there is no folder"):
        read_rows([tmp_path / "nowhere"])


def test_the_release_s_report_and_documents_are_those_of_its_result_files() -> None:
    assert write_documents(ROOT, RESULTS, check=True) == []


def test_the_release_s_rows_are_whole_and_the_generator_s_is_full() -> None:
    rows = read_rows([RESULTS])
    assert all(row.evaluation["samples_sha256"] == samples_digest(row.folder) for row in rows)
    rules = next(row for row in rows if row.kind == "rules")
    assert rules.usable["passed"] == rules.usable["of"] == 69


def test_a_stale_table_is_found_and_mended(make: Make, tmp_path: Path) -> None:
    make("plain", 3)
    for name in DOCUMENTS:
        (tmp_path / name).write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    results = tmp_path / "results"
    write_report([results], results)
    assert [file.name for file in write_documents(tmp_path, results, check=True)] == list(DOCUMENTS)
    write_documents(tmp_path, results)
    assert write_documents(tmp_path, results, check=True) == []
    text = (tmp_path / "README.md").read_text()
    assert text.startswith("before\n")
    assert "| plain | 3 of 8 | 3 of 8 |" in text
    make("plain", 4)
    stale = write_documents(tmp_path, results, check=True)
    assert [file.name for file in stale] == [*DOCUMENTS, "report.md"]


def test_a_document_without_a_place_for_the_table_is_told(make: Make, tmp_path: Path) -> None:
    make("plain", 3)
    (tmp_path / "README.md").write_text("no marks")
    with pytest.raises(FinetuneError, match=r"README\.md does not say where its table of results belongs"):
        write_documents(tmp_path, tmp_path / "results")


def test_no_number_is_typed_into_the_words() -> None:
    """Only the level of the intervals, which is a constant of the statistics."""
    tree = ast.parse(Path(report.__file__).read_text(encoding="utf-8"))
    typed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.endswith((".png", ".md")):
            typed |= set(re.findall(r"(?<![\w.{])\d+(?![\w}])", node.value))
    assert typed <= {"95", "418", "0", "1", "8"}  # 8: utf-8


def test_the_study_s_figures() -> None:
    assert list(STUDY_ROWS) == list(ROWS)
    assert len(study.STUDY_TRAIN_LOSS) == len(study.STUDY_VALIDATION_LOSS) == 5


def test_every_row_is_made_again_in_any_folder() -> None:
    rows = list(RESULTS.rglob("generation.json"))
    named = {path: shlex.split(json.loads(path.read_text(encoding="utf-8")).get("command", "")) for path in rows}
    assert len(rows) > 20
    assert {path for path, words in named.items() if any(Path(word).is_absolute() for word in words)} == set()
