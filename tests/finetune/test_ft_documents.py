"""The table of results in README.md and the card."""

from pathlib import Path

import pytest

from finetune.commands.report import RESULTS
from finetune.errors import FinetuneError
from finetune.reporting.documents import BEGIN, DOCUMENTS, END, table, with_results, write_documents
from finetune.reporting.rows import compared, read_rows
from finetune.study import STUDY_CASES, STUDY_ROWS

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_has_every_row_over_the_test_split_and_the_study_s() -> None:
    made = table(read_rows([RESULTS]))
    rows = compared(read_rows([RESULTS]))["test"]
    assert rows
    for row in rows:
        counted = row.counted("usable")
        assert f"| {row.name} |" in made
        assert f"**{counted['passed']} of {counted['of']}**" in made
        line = next(line for line in made.splitlines() if line.startswith(f"| {row.name} |"))
        assert line.endswith(f"| {row.faultless()['passed']} of {row.faultless()['of']} |")
    assert f"**{STUDY_ROWS['usable']} of {STUDY_CASES}**" in made


def test_the_rule_based_generator_is_right_on_all_of_the_test_split() -> None:
    row = next(row for row in compared(read_rows([RESULTS]))["test"] if row.kind == "rules")
    assert (row.counted("usable")["passed"], row.counted("usable")["of"]) == (69, 69)
    assert row.faultless()["passed"] == 69


def test_readme_and_card_have_the_table_of_the_result_files() -> None:
    assert write_documents(ROOT, RESULTS, check=True) == []
    for name in DOCUMENTS:
        assert table(read_rows([RESULTS])) in (ROOT / name).read_text(encoding="utf-8")


def test_a_stale_table_is_found_and_mended(tmp_path: Path) -> None:
    for name in DOCUMENTS:
        (tmp_path / name).write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    stale = [tmp_path / name for name in DOCUMENTS]
    assert write_documents(tmp_path, RESULTS, check=True) == stale
    assert "old" in stale[0].read_text(encoding="utf-8")
    assert write_documents(tmp_path, RESULTS) == stale
    assert write_documents(tmp_path, RESULTS) == []
    text = stale[0].read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n|")
    assert text.endswith(f"{END}\nafter\n")


def test_a_document_without_marks_is_left_alone() -> None:
    assert with_results("text", "table") == "text"


def test_no_results_is_said(tmp_path: Path) -> None:
    with pytest.raises(FinetuneError, match=r"nothing in .* is evaluated"):
        write_documents(tmp_path, tmp_path)
