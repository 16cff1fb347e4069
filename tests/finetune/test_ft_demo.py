"""The command line from the model to the page, as a newcomer runs it."""

import json
from pathlib import Path

import pytest

from finetune.cli import main


@pytest.mark.slow  # each of its steps has tests of its own
def test_the_demo_goes_from_the_model_to_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--output", str(tmp_path), "--limit", "2"]) == 0
    results = tmp_path / "results"
    found = {
        name: json.loads((results / name / "evaluation.json").read_text())["rows"]["all"]["usable"]
        for name in ("zero-shot", "fine-tuned", "copied", "rules")
    }
    assert (found["rules"]["passed"], found["rules"]["of"]) == (2, 2)
    assert found["zero-shot"]["passed"] == found["fine-tuned"]["passed"] == 0
    page = (tmp_path / "report" / "report.md").read_text()
    assert "rule-based generator" in page
    assert (tmp_path / "report" / "images" / "0-usable.png").stat().st_size > 5000

    # A second time there is nothing left to do, and the page is the same.
    capsys.readouterr()
    assert main(["demo", "--output", str(tmp_path), "--limit", "2"]) == 0
    assert (tmp_path / "report" / "report.md").read_text() == page
