"""The page, made of fabricated results."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from derivative_manim.records import Record, read_code, read_records
from finetune.config import Config
from finetune.errors import FinetuneError
from finetune.evaluation import verdicts
from finetune.evaluation.evaluate import EVALUATION, summary
from finetune.reporting import frames, page, sidebyside
from finetune.reporting.blocks import visible
from finetune.reporting.rows import compared, read_rows, sweeps
from finetune.samples import Sample, append_samples, write_settings
from finetune.study import STUDY_CASES, STUDY_ROWS
from validation.judge import ROWS

REPORTING = Path(page.__file__).parent
EVIL = '<script>alert("x")</script> | `tick` ](http://evil) \u202e \x07'
CONFIG = Config().as_dict()

Make = Callable[..., Path]


def history(losses: list[float]) -> dict[str, Any]:
    epochs = [
        {"step": 27 * e, "epoch": float(e), "train_loss": 2 * loss, "validation_loss": loss}
        for e, loss in enumerate(losses, 1)
    ]
    steps = [
        {"step": s, "epoch": s / 27, "loss": 1 / s, "learning_rate": 1e-4, "grad_norm": 1.0}
        for s in range(1, 27 * len(losses) + 1)
    ]
    return {
        "config": CONFIG,
        "environment": {"gpus": ["Imaginary GPU"], "packages": {"torch": "2.9.9"}, "processor": "", "threads": 1},
        "parameters": {"trainable": 4_880_000, "total": 139_400_000, "share": 0.035},
        "lengths": {"train": {"rows": 418}},
        "steps": steps, "checkpoints": epochs, "epochs": [{**e, "epoch": round(e["epoch"])} for e in epochs],
        "seconds": 3725.0, "samples_per_second": 0.56, "tokens_per_second": 700.0,
        "peak_memory_bytes": 3 * 2**30, "finished": True,
    }  # fmt: skip


DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0d"
    "ef46b80000000049454e44ae426082"
)


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts take a second each; where they do not matter they are one dot."""

    def draw(what: Any, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(DOT)
        return path

    for name in ("draw_bars", "draw_curves", "draw_checkpoints"):
        monkeypatch.setattr(page, name, draw)


@pytest.fixture(scope="module")
def asked() -> list[Record]:
    return [record for record in read_records() if record["split"] == "test"]


@pytest.fixture
def make(tmp_path: Path, asked: list[Record]) -> Make:
    """Write the result folder of a run in which so many functions, the first ones, get so far."""

    def made(name: str, usable: int, executes: int, *, kind: str = "fine-tuned", mode: str = "direct",
             split: str = "test", training: dict[str, Any] | None = None, folder: str = "", error: str = "",
             text: str = "", losses: list[float] | None = None, target: str = "direct") -> Path:  # fmt: skip
        where = tmp_path / (folder or name.replace(" ", "-"))
        settings: dict[str, Any] = {
            "name": name, "kind": kind, "mode": mode, "target": target, "split": split,
            "wording": "all", "functions": len(asked), "samples_per_function": 1, "model": "models/imaginary",
            "adapter": "", "seed": 42, "training": training,
            "decoding": {"method": "greedy", "temperature": 0.0, "beams": 1, "max_new_tokens": 2048, "shots": 0},
            "environment": {"gpus": ["Imaginary GPU"], "packages": {}}, "seconds": 75.0, "complete": True,
        }  # fmt: skip
        samples, lines = [], []
        for place, record in enumerate(asked):
            scene = read_code(record) if place < usable else text or "from manim import *\nself.wait(1)\n"
            sample = Sample(
                id=record["id"], level=record["level"], function=record["function"], index=0, seed=42, prompt="",
                completion=scene, scene=scene, unfilled="", finish_reason="stop", prompt_tokens=9,
                completion_tokens=50, seconds=0.1,
            )  # fmt: skip
            rows = dict.fromkeys(ROWS, place < usable) | {"valid_syntax": True, "executes": place < executes}
            failure = "" if place < usable else "wrong function" if place < executes else f"runtime: {error or 'Oops'}"
            lines.append(
                {
                    **verdicts.no_sample(record, 0, ROWS),
                    "rows": rows, "failure": failure, "error_class": failure, "error": error, "completion_tokens": 50,
                }
            )  # fmt: skip
            samples.append(sample)
        append_samples(where, samples)
        write_settings(where, settings)
        verdicts.write(where, lines)
        found = summary(settings, lines, []) | {"validator": {"manim": "0"}}
        (where / EVALUATION).write_text(json.dumps(found))
        if losses:
            (where / "history.json").write_text(json.dumps(history(losses)))
        return where

    return made


def trained(step: int, loss: float) -> dict[str, Any]:
    return {"config": CONFIG, "epochs": [], "step": step, "epoch": step / 27, "validation_loss": loss, "seconds": 9.0}


def everything(make: Make) -> None:
    make("tuned", 31, 47, training=trained(135, 0.04), losses=[0.3, 0.12, 0.06], error=EVIL, text=EVIL)
    make("base", 0, 2, kind="zero-shot")
    make("copied scene", 0, 69, kind="copied", mode="none")
    make("rules", 69, 69, kind="rules", mode="none")
    for step, loss, usable in ((27, 0.3, 0), (54, 0.12, 8), (81, 0.06, 20)):
        make(
            f"epoch {step}",
            usable,
            usable + 9,
            training=trained(step, loss),
            split="validation",
            folder=f"sweep/{step}",
        )


@pytest.mark.usefixtures("no_charts")
def test_every_number_of_the_headline_comes_from_a_result(make: Make, tmp_path: Path) -> None:
    folder = make("tuned", 31, 47, training=trained(135, 0.04))
    files = page.write_report([tmp_path], tmp_path / "out")
    before = [file.read_text() for file in files[:2]]
    for text in before:
        assert "31 of 69" in text
        assert f"{STUDY_ROWS['usable']} of {STUDY_CASES}" in text
        assert "31/69" in text
        assert "47/69" in text
    evaluation = json.loads((folder / EVALUATION).read_text())
    evaluation["rows"]["all"]["usable"] |= {"passed": 17, "share": 17 / 69, "low": 0.16, "high": 0.36}
    evaluation["rows"]["advanced"]["executes"]["passed"] = 987
    evaluation["failures"]["all"]["wrong function"] = 765
    (folder / EVALUATION).write_text(json.dumps(evaluation))
    for old, file in zip(before, page.write_report([tmp_path], tmp_path / "out")[:2], strict=True):
        text = file.read_text()
        assert "17 of 69" in text
        assert "31 of 69" not in text
        for number in ("987", "765"):
            assert number in text
            assert number not in old


def test_all_parts_are_there(make: Make, tmp_path: Path) -> None:
    everything(make)
    files = page.write_report([tmp_path], tmp_path / "out")
    markdown, html = (file.read_text() for file in files[:2])
    pictures = {file.name for file in files[2:]}
    assert pictures == {"bars-test.png", "loss-0.png", "quality-0.png"}
    for file in pictures:
        assert f"(images/{file})" in markdown
    assert html.count("data:image/png;base64,") == len(pictures)
    for text in (markdown, html):
        assert "Imaginary GPU" in text
        assert "1 h 2 min" in text  # 3,725 s
        assert "12 min 26 s" in text  # the study's
        assert "0.0192" in text  # the study's last validation loss
        assert "0.3000" in text  # ours
        assert "python -m finetune report --frames" in text
        # tuned against copied: 31 usable in one only, 38 in neither
        row = [
            line for line in text.splitlines() if "copied scene" in line and ("| 31 |" in line or "<td>31</td>" in line)
        ]
        assert len(row) == 1


def test_the_same_results_give_the_same_bytes(make: Make, tmp_path: Path) -> None:
    make("tuned", 31, 47, training=trained(135, 0.04), losses=[0.3, 0.12])
    first = [(file.name, file.read_bytes()) for file in page.write_report([tmp_path], tmp_path / "a")]
    assert first == [(file.name, file.read_bytes()) for file in page.write_report([tmp_path], tmp_path / "a")]


@pytest.mark.usefixtures("no_charts")
def test_what_a_model_wrote_is_text_and_nothing_else(make: Make, tmp_path: Path) -> None:
    everything(make)
    files = page.write_report([tmp_path], tmp_path / "out")
    markdown, html = (file.read_text() for file in files[:2])
    assert "<script" not in html
    assert "&lt;script&gt;alert" in html
    for text in (markdown, html):
        assert "\u202e" not in text
        assert "\x07" not in text
        assert "\\u202e" in text or "\\\\u202e" in text
    outside = re.sub(r"(?ms)^(`{3,})python$.*?^\1$", "", markdown)
    assert "\\<script\\>" in outside
    assert "](http://evil)" not in outside.replace("\\](", "")


@pytest.mark.usefixtures("no_charts")
def test_a_fence_in_a_completion_does_not_end_the_block(make: Make, tmp_path: Path) -> None:
    make("tuned", 0, 0, training=trained(27, 0.4), text="```\n# Title\n```\n")
    markdown = page.write_report([tmp_path], tmp_path / "out")[0].read_text()
    fenced = "````python\n```\n# Title\n```\n````\n"
    assert markdown.count(fenced) == markdown.count("# Title") == 1


def test_rows_are_ordered_and_sweeps_are_apart(make: Make, tmp_path: Path) -> None:
    everything(make)
    rows = read_rows([tmp_path])
    assert [row.name for row in rows if row.split == "test"] == ["tuned", "base", "copied scene", "rules"]
    assert [[(row.training or {})["step"] for row in group] for group in sweeps(rows)] == [[27, 54, 81]]
    assert {split: [row.name for row in members] for split, members in compared(rows).items()} == {
        "test": ["tuned", "base", "copied scene", "rules"]
    }


def test_of_a_sweep_over_the_test_split_the_last_checkpoint_is_compared(make: Make, tmp_path: Path) -> None:
    for step in (27, 54):
        make(f"step {step}", step, 60, training=trained(step, 1 / step))
    assert [row.name for row in compared(read_rows([tmp_path]))["test"]] == ["step 54"]


@pytest.mark.usefixtures("no_charts")
def test_scenes_and_slots_are_not_in_one_table(make: Make, tmp_path: Path) -> None:
    everything(make)
    make("slots", 50, 60, mode="fill", target="fill", training=trained(210, 0.1))
    assert [row.name for row in read_rows([tmp_path]) if row.split == "test"] == [
        "tuned", "base", "slots", "copied scene", "rules",
    ]  # fmt: skip
    text = page.write_report([tmp_path], tmp_path / "out")[0].read_text()
    heads = [line for line in text.splitlines() if line.startswith("|  | ") and "The study (" in line]
    assert [re.findall(r"tuned|base|slots|copied scene|rules", head) for head in heads] == [
        ["tuned", "base"], ["slots"], ["copied scene", "rules"],
    ]  # fmt: skip
    # A fine-tuned row is A of its pairs wherever the other stands: 31 usable of tuned, 50 of slots, 0 of base.
    pairs = [line for line in text.splitlines() if line.startswith(("| slots | base |", "| tuned | slots |"))]
    assert sorted(pair.split(" | ")[2:6] for pair in pairs) == [["0", "50", "0", "19"], ["31", "0", "19", "19"]]


@pytest.mark.usefixtures("no_charts")
def test_rows_of_other_functions_are_not_paired_and_no_path_is_shown(make: Make, tmp_path: Path) -> None:
    make("tuned", 31, 47, training=trained(135, 0.04))
    part = make("part", 0, 2, kind="few-shot")
    lines = verdicts.read(part)[:24]
    (part / verdicts.VERDICTS).unlink()
    verdicts.write(part, lines)
    found = json.loads((part / EVALUATION).read_text())
    (part / EVALUATION).write_text(json.dumps(found | {"functions": len(lines)}))
    text = page.write_report([tmp_path], tmp_path / "out")[0].read_text()
    assert "Not compared: tuned, part: tuned and part are not of the same functions" in text
    assert str(tmp_path) not in text


def test_names_that_are_the_same_are_told_apart(make: Make, tmp_path: Path) -> None:
    make("tuned", 1, 2, folder="one")
    make("tuned", 3, 4, folder="two")
    assert [row.name for row in read_rows([tmp_path])] == ["tuned (one)", "tuned (two)"]


@pytest.mark.usefixtures("no_charts")
def test_what_is_missing_is_said_with_its_command(make: Make, tmp_path: Path) -> None:
    make("base", 0, 2, kind="zero-shot")
    waiting = make("waiting", 0, 0)
    (waiting / EVALUATION).unlink()
    text = page.write_report([tmp_path], tmp_path / "out")[0].read_text()
    assert "No fine-tuned model has been evaluated on the test split yet." in text
    for command in ("train study", "sweep --run", f"evaluate {waiting}"):
        assert f"`python -m finetune {command}" in text


@pytest.mark.usefixtures("no_charts")
def test_nothing_evaluated_is_refused(make: Make, tmp_path: Path) -> None:
    folder = make("waiting", 0, 0)
    (folder / EVALUATION).unlink()
    with pytest.raises(FinetuneError, match=f"python -m finetune evaluate {folder}"):
        page.write_report([tmp_path], tmp_path / "out")
    with pytest.raises(FinetuneError, match="no folder"):
        page.write_report([tmp_path / "nowhere"], tmp_path / "out")
    (folder / EVALUATION).write_text('{"name": "x"}')
    with pytest.raises(FinetuneError, match="lacks kind"):
        page.write_report([tmp_path], tmp_path / "out")


def test_examples_are_chosen_by_the_rule(make: Make, tmp_path: Path, asked: list[Record]) -> None:
    make("tuned", 31, 47)
    (row,) = read_rows([tmp_path])
    assert [item.sample.id for item in sidebyside.choose(row)] == [asked[0]["id"], asked[31]["id"], asked[47]["id"]]
    assert sidebyside.choose(row)[0].expected == read_code(asked[0])


@pytest.mark.usefixtures("no_charts")
def test_frames_are_shown_while_they_are_of_these_scenes(make: Make, tmp_path: Path, monkeypatch: Any) -> None:
    folder = make("tuned", 31, 47)
    (row,) = read_rows([tmp_path])
    item = sidebyside.choose(row)[0]
    films: list[str] = []

    def film(source: str) -> frames.Film:
        films.append(source)
        return frames.Film([frames.Frame("summary", b"\x89PNG imagined")])

    monkeypatch.setattr(frames, "film", film)
    for _ in range(2):  # the second time from what is kept
        frames.render_frames(row.folder, item.sample.key, item.scenes)
    assert films == [item.expected]  # the two scenes are the same
    html = page.write_report([tmp_path], tmp_path / "out")[1].read_text()
    assert html.count('alt="expected, summary"') == html.count('alt="generated, summary"') == 1
    assert frames.kept(folder, item.sample.key, {**item.scenes, "generated": "changed"}) is None
    next((folder / frames.FOLDER).glob("*.png")).unlink()
    assert frames.kept(folder, item.sample.key, item.scenes) is None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("class DerivativeVisualization(Scene): pass", "DerivativeVisualization"),
        ("class A(Scene): pass\nclass DerivativeVisualization(MovingCameraScene): pass", "DerivativeVisualization"),
        ("class Helper: pass\nclass A(manim.Scene): pass", "A"),
        ("print(1)", None),
        ("class A(Scene:", None),
        ("\0", None),
    ],
)
def test_the_class_to_render(source: str, name: str | None) -> None:
    assert frames.scene_class(source) == name


def test_only_small_pngs_of_the_right_size_are_frames() -> None:
    def png(width: int, height: int, more: int = 40) -> bytes:
        return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\0" * more

    assert frames._good(png(frames.WIDTH, frames.HEIGHT))
    assert not frames._good(png(9999, 9999))
    assert not frames._good(png(frames.WIDTH, frames.HEIGHT, frames.MOST_BYTES))
    assert not frames._good(b"<svg>" + png(frames.WIDTH, frames.HEIGHT))
    assert not frames._good(None)


@pytest.mark.parametrize(
    "sections",
    [b"", b"[]", b"{", b'[{"name": "title", "duration": "x"}]', b"[1]", b'[{"name": [], "duration": 1}]', b"3"],
)
def test_sections_that_a_stranger_wrote_cannot_do_harm(sections: bytes) -> None:
    assert frames._moments(sections)[1] == [-0.25, -0.5, -0.75, -1.0]


def test_phases_end_where_their_sections_end() -> None:
    from validation.scene_file import PHASES

    sections = json.dumps([{"name": phase, "duration": "2.0"} for phase in PHASES]).encode()
    labels, times = frames._moments(sections)
    assert labels == ["function", "derivation", "trace", "summary"]
    assert times == [pytest.approx(end - 0.1) for end in (6, 8, 12, 16)]


def test_hidden_characters_are_shown() -> None:
    assert visible("a\u202eb\x00\n\tc\ud800é") == "a\\u202eb\\u0000\n\tc\\ud800é"


def test_no_number_is_typed_into_the_templates() -> None:
    templates = list(REPORTING.glob("*.jinja"))
    assert len(templates) == 2
    for template in templates:
        prose = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", "", template.read_text(), flags=re.DOTALL)
        assert not re.search(r"\d", prose), template.name


@pytest.mark.parametrize(
    "name", ["comparison.py", "sections.py", "sidebyside.py", "page.py", "rows.py", "training.py", "words.py"]
)
def test_no_number_is_typed_into_the_words(name: str) -> None:
    tree = ast.parse((REPORTING / name).read_text())
    formats = {id(part) for node in ast.walk(tree) if isinstance(node, ast.FormattedValue) and node.format_spec
               for part in ast.walk(node.format_spec)}  # fmt: skip
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    }
    words = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (formats | documents)
    ]
    assert len(words) > 20
    encodings = {"utf-8", "base64", "data:image/png;base64,", ".0f", ".1f", ".2f"}
    assert [word for word in words if re.search(r"\d", word) and word not in encodings] == []


@pytest.mark.usefixtures("no_charts")
def test_the_command(make: Make, tmp_path: Path, capsys: Any) -> None:
    from finetune.cli import main

    folder = make("tuned", 31, 47, training=trained(135, 0.04))
    assert main(["report", str(folder), "--output", str(tmp_path / "out")]) == 0
    assert "report.html" in capsys.readouterr().out.replace("\n", "")
    assert (tmp_path / "out" / "report.md").is_file()
    assert main(["report", str(tmp_path / "out")]) == 2


def test_samples_are_what_they_are(make: Make, tmp_path: Path) -> None:
    """The fabricated samples are read back as the real ones are: the fixture follows the contract."""
    from finetune.samples import read_samples

    folder = make("tuned", 1, 1)
    assert [asdict(sample)["index"] for sample in read_samples(folder)] == [0] * 69
