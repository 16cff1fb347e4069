"""The generated tree: what the issue fixes about it, read from the files; and the build that makes it."""

import argparse
import ast
import hashlib
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from derivative_manim.generation import build, metadata, stamp
from derivative_manim.generation.catalogue import read_catalogue
from derivative_manim.generation.documents import BEGIN, END, with_statistics
from derivative_manim.generation.example import Example, make_example
from derivative_manim.generation.metadata import CERTIFICATE, TOKENS, family_of, statistics, token_summary
from derivative_manim.prompts import make_prompt

ROOT = Path(__file__).resolve().parents[1]
STATISTICS = "metadata/statistics.json"
PHASES = ["title", "axes", "function", "derivation", "tangent", "trace", "derivative", "summary"]
Records = list[dict[str, Any]]


def test_counts_are_exact(records: Records) -> None:
    assert len(records) == 537
    assert Counter(r["level"] for r in records) == {
        "foundation": 134,
        "conceptual": 135,
        "application": 134,
        "advanced": 134,
    }
    assert Counter(r["split"] for r in records) == {"train": 418, "validation": 50, "test": 69}
    assert len({(r["level"], r["split"]) for r in records}) == 12
    train = Counter(r["instruction_format"] for r in records if r["split"] == "train")
    assert [train[i] for i in range(1, 8)] == [72, 67, 64, 63, 51, 50, 51]
    for split in ("validation", "test"):
        counts = Counter(r["instruction_format"] for r in records if r["split"] == split)
        assert len(counts) == 7
        assert max(counts.values()) - min(counts.values()) <= 1


def test_no_skeleton_is_in_two_splits(records: Records) -> None:
    splits = defaultdict(set)
    for record in records:
        splits[record["skeleton"]].add(record["split"])
    assert all(len(found) == 1 for found in splits.values())
    assert len(splits) >= 250
    assert max(Counter(r["skeleton"] for r in records).values()) <= 6


def test_no_family_is_in_two_splits(records: Records) -> None:
    family = family_of(records)
    splits = defaultdict(set)
    for record in records:
        splits[family[record["id"]]].add(record["split"])
    assert {len(found) for found in splits.values()} == {1}
    assert len({family[r["id"]] for r in records if r["function"] in ("log(x)", "log(x, 3)", "5*log(x, 10)")}) == 1


def test_first_middle_and_last_record(records: Records) -> None:
    assert [(records[i]["id"], records[i]["function"], records[i]["derivative"]) for i in (0, 287, 536)] == [
        ("dm-0001", "3", "0"),
        ("dm-0288", "x*sin(x)", "sin(x) + x*cos(x)"),
        ("dm-0537", records[536]["function"], records[536]["derivative"]),
    ]


def test_every_record_follows_the_schema(records: Records) -> None:
    schema = json.loads((ROOT / "metadata" / "schema" / "example.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for record in records:
        assert [error.message for error in validator.iter_errors(record)] == []
    assert not validator.is_valid({**records[0], "rank": 538})
    assert not validator.is_valid({**records[0], "extra": 1})


def test_the_length_of_the_scenes(records: Records) -> None:
    for split in (None, "train", "validation", "test"):
        chars = [r["chars"] for r in records if split in (None, r["split"])]
        assert min(chars) >= 2800
        assert max(chars) <= 4200
        mean = sum(chars) / len(chars)
        assert abs(mean - 3412) <= (60 if split is None else 120), (split, mean)
    expressions = [r["latex_expressions"] for r in records]
    assert 7.5 <= sum(expressions) / len(expressions) <= 8.5


def test_the_record_describes_its_file(records: Records) -> None:
    for record in records:
        content = (ROOT / record["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == record["sha256"]
        assert len(content.decode()) == record["chars"]


def test_the_scene_is_what_section_4_says(records: Records) -> None:
    """Standalone, one scene class, the eight phases in order, words set by LaTeX, the record's lines on screen."""
    for record in records:
        module = ast.parse((ROOT / record["path"]).read_text(encoding="utf-8"))
        imports = [ast.unparse(n) for n in ast.walk(module) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert imports == ["from manim import *", "import numpy as np"]
        assert [n.name for n in module.body if isinstance(n, ast.ClassDef)] == ["DerivativeVisualization"]
        calls = [n for n in ast.walk(module) if isinstance(n, ast.Call)]
        sections = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "next_section"]
        sections.sort(key=lambda c: c.lineno)
        assert [ast.literal_eval(c.args[0]) for c in sections] == PHASES
        assert not any(isinstance(c.func, ast.Name) and c.func.id == "Text" for c in calls)
        steps = next(n.value for n in module.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "STEPS")
        assert ast.literal_eval(steps) == [step["latex"] for step in record["steps"]]
        functions = {n.name: ast.unparse(n.body[0]) for n in module.body if isinstance(n, ast.FunctionDef)}
        assert functions["f"].startswith("return ")
        assert functions["df"].startswith("return ")


def test_the_formulas_of_the_file_are_as_many_as_recorded(records: Records) -> None:
    """Different strings that reach MathTex, counted in the file: literals, the labels of the panels, and STEPS."""
    for record in records:
        module = ast.parse((ROOT / record["path"]).read_text(encoding="utf-8"))
        found = {step["latex"] for step in record["steps"]}
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("MathTex", "panel"):
                found |= {a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
        assert len(found) == record["latex_expressions"], record["id"]


def test_complexity_grows_with_rank(records: Records) -> None:
    assert statistics(records)["complexity_rank_correlation"] > 0.7


def test_statistics_are_those_of_the_records(records: Records) -> None:
    stored = json.loads((ROOT / STATISTICS).read_text(encoding="utf-8"))
    for name in ("validation", "tokens"):  # of the certificate and of a tokenizer, not of the records
        stored.pop(name, None)
    assert stored == json.loads(json.dumps(statistics(records)))


def test_exponents_are_counted_by_hand() -> None:
    """x**2, x**3 and x**4 make one group, in two splits; 1/x and 1/x**2 another, in one; x is of neither."""
    rows = [("c*x**2", "train"), ("c*x**3", "test"), ("c*x**4", "train"), ("c*x", "test"), ("c*x**(1/2)", "test")]
    rows += [("c*x**(-1)", "train"), ("c*x**(-2)", "train"), ("c*sin(c*x)", "train")]
    records = [{"skeleton": skeleton, "split": split} for skeleton, split in rows]
    assert metadata._exponents(records) == {"groups": 2, "in_several_splits": 1}


def certificate(records: Records) -> dict[str, Any]:
    """What the validator would write, as far as the build reads it."""
    seconds = {"total": 25235.7, "mean": 47.0, "min": 38.5, "max": 61}
    return {
        "summary": {"scenes": len(records), "manim": "0.22.0", "seconds": seconds, "animations": {}},
        "examples": [{"id": r["id"], "sha256": r["sha256"]} for r in records],
    }


def test_the_certificate_of_these_scenes_is_summed_up(records: Records) -> None:
    made = certificate(records)
    assert stamp.fitting(json.dumps(made).encode(), records, stamp.certificate_of) == made
    measured = statistics(records, made)
    assert measured["validation"] == made["summary"]
    shown = with_statistics(f"a\n{BEGIN}\n{END}\nb\n", measured).split("\n")
    assert shown[-4:] == [
        "- 537 of 537 scenes pass every check (Manim 0.22.0); 421 minutes of video, 38.5 to 61 s each.",
        END,
        "b",
        "",
    ]
    assert "validation" not in statistics(records, None)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"examples": [1]}', b'{"examples": [], "summary": 1}']
)
def test_what_is_no_certificate_is_left_out(content: bytes, records: Records) -> None:
    assert stamp.fitting(content, records, stamp.certificate_of) is None


def test_a_certificate_of_other_scenes_is_left_out(records: Records) -> None:
    changed, missing, twice = certificate(records), certificate(records), certificate(records)
    changed["examples"][7]["sha256"] = "0" * 64
    missing["examples"].pop()
    twice["examples"].append(twice["examples"][0])
    for made in (changed, missing, twice):
        assert stamp.fitting(json.dumps(made).encode(), records, stamp.certificate_of) is None


@pytest.fixture
def lessons_as_built(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons, splits and wordings are taken from the release: only what is made from them is made again."""
    lessons = [Example((ROOT / r["path"]).read_text(encoding="utf-8"), dict(r)) for r in records]
    monkeypatch.setattr(build, "_examples", lambda entries, processes: iter(lessons))
    monkeypatch.setattr(build, "_assign", lambda records: None)


def test_splits_wordings_and_nearest_functions_are_those_of_the_release(records: Records) -> None:
    given = {"split", "instruction", "instruction_format", "nearest_train", "novelty"}
    bare = [{name: value for name, value in record.items() if name not in given} for record in records]
    build._assign(bare)
    assert bare == records


@pytest.mark.usefixtures("lessons_as_built")
@pytest.mark.parametrize("stale", [False, True])
def test_the_build_keeps_the_certificate_and_says_when_it_is_stale(
    stale: bool,
    records: Records,
    tree: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = certificate(records)
    if stale:
        made["examples"][0]["sha256"] = "0" * 64
    (tree / CERTIFICATE).write_text(json.dumps(made), encoding="utf-8")
    assert build.run(argparse.Namespace(root=str(tree), check=False, certify=False, processes=1)) == 0
    assert (stamp.STALE[CERTIFICATE] in capsys.readouterr().out) is stale
    assert json.loads((tree / CERTIFICATE).read_text(encoding="utf-8")) == made
    assert CERTIFICATE in json.loads((tree / "metadata" / "manifest.json").read_text(encoding="utf-8"))["files"]
    stored = json.loads((tree / STATISTICS).read_text(encoding="utf-8"))
    assert stored.get("validation") == (None if stale else made["summary"])
    assert build.run(argparse.Namespace(root=str(tree), check=True, certify=False, processes=1)) == 0


@pytest.mark.usefixtures("lessons_as_built")
def test_one_command_builds_then_audits_then_counts_then_stamps(
    records: Records, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that a later command writes is there when it begins; what `--check` holds is so when it ends."""
    (tree / CERTIFICATE).unlink()
    (tree / TOKENS).unlink()
    (tree / records[0]["path"]).write_text("", encoding="utf-8")
    documents = {"validation": (CERTIFICATE, certificate(records)), "tools.count_tokens": (TOKENS, counted(records))}
    steps = []

    def step(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert (tree / records[0]["path"]).stat().st_size == records[0]["chars"]
        path, document = documents[command[2]]
        (tree / path).write_text(json.dumps(document), encoding="utf-8")
        steps.append(command[2:4])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(build.subprocess, "run", step)
    assert build.run(argparse.Namespace(root=str(tree), check=False, certify=True, processes=1)) == 0
    assert steps == [["validation", "certify"], ["tools.count_tokens"]]
    assert not any(message in capsys.readouterr().out for message in stamp.STALE.values())
    measured = json.loads((tree / STATISTICS).read_text(encoding="utf-8"))
    assert measured["validation"] == certificate(records)["summary"]
    assert measured["tokens"] == token_summary(counted(records), records)
    assert build.run(argparse.Namespace(root=str(tree), check=True, certify=False, processes=1)) == 0


@pytest.mark.usefixtures("lessons_as_built")
def test_a_failed_audit_ends_the_command_and_leaves_a_tree_without_its_figures(
    records: Records, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / CERTIFICATE).unlink()
    monkeypatch.setattr(build.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    assert build.run(argparse.Namespace(root=str(tree), check=False, certify=True, processes=1)) == 1
    assert "python -m validation certify did not succeed" in capsys.readouterr().out
    assert "validation" not in json.loads((tree / STATISTICS).read_text(encoding="utf-8"))
    assert build.run(argparse.Namespace(root=str(tree), check=True, certify=False, processes=1)) == 0


def counted(records: Records) -> dict[str, Any]:
    """What `python -m tools.count_tokens` would write: 1,000 tokens for odd ranks, 1,100 for even ones."""
    return {
        "tokenizer": {"name": "Letters-1", "vocabulary": 300, "sha256": "ab" * 32},
        "max_length": 2048,
        "examples": [
            {
                "id": r["id"],
                "sha256": r["sha256"],
                "prompt_sha256": hashlib.sha256(make_prompt(r["instruction"]).encode()).hexdigest(),
                "total": 1100 - 100 * (r["rank"] % 2),
            }
            for r in records
        ],
    }


def test_the_tokens_of_these_scenes_are_summed_up(records: Records) -> None:
    made = counted(records)
    made["examples"][2]["total"] = 2049
    summary = stamp.fitting(json.dumps(made).encode(), records, token_summary)
    assert summary is not None
    assert {key: summary[key] for key in ("tokenizer", "vocabulary", "max_length", "above_max_length")} == {
        "tokenizer": "Letters-1",
        "vocabulary": 300,
        "max_length": 2048,
        "above_max_length": 1,
    }
    # 268 of 1,000, one of 2,049 and 268 of 1,100: the variance is 2,336,143 / 537.
    assert summary["total"]["all"] == {"mean": 1051.9, "std": 66.0, "min": 1000, "max": 2049}
    parts = [[r["total"] for r, s in zip(made["examples"], records, strict=True) if s["split"] == split]
             for split in ("train", "validation", "test")]  # fmt: skip
    assert [summary["total"][split]["mean"] for split in ("train", "validation", "test")] == [
        round(sum(part) / len(part), 1) for part in parts
    ]
    measured = statistics(records, None, summary)
    assert measured["tokens"] == summary
    shown = with_statistics(f"{BEGIN}\n{END}\n", measured).split("\n")
    place = next(number for number, line in enumerate(shown) if line.startswith("| complexity score |"))
    assert shown[place + 1].startswith(
        "| tokens of prompt, scene and end, with the tokenizer of Letters-1; 1 have more than 2,048"
        " | 1,051.9 | 66.0 | 1,000 | 2,049 | "
    )
    assert shown[place + 2] == ""
    assert "tokens" not in statistics(records)


def test_tokens_of_other_scenes_or_prompts_are_left_out(records: Records) -> None:
    scene, prompt, missing, twice = (counted(records) for _ in range(4))
    scene["examples"][7]["sha256"] = "0" * 64
    prompt["examples"][7]["prompt_sha256"] = "0" * 64
    missing["examples"].pop()
    twice["examples"].append(twice["examples"][0])
    for made in (scene, prompt, missing, twice):
        assert stamp.fitting(json.dumps(made).encode(), records, token_summary) is None
    for content in (b"", b"[]", b"{}", b"\xff", b'{"examples": [1]}', b'{"examples": []}'):
        assert stamp.fitting(content, records, token_summary) is None


@pytest.mark.usefixtures("lessons_as_built")
@pytest.mark.parametrize("stale", [False, True])
def test_the_build_keeps_the_tokens_and_says_when_they_are_stale(
    stale: bool,
    records: Records,
    tree: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = counted(records)
    if stale:
        made["examples"][0]["prompt_sha256"] = "0" * 64
    (tree / TOKENS).write_text(json.dumps(made), encoding="utf-8")
    assert build.run(argparse.Namespace(root=str(tree), check=False, certify=False, processes=1)) == 0
    assert (stamp.STALE[TOKENS] in capsys.readouterr().out) is stale
    assert json.loads((tree / TOKENS).read_text(encoding="utf-8")) == made
    assert TOKENS in json.loads((tree / "metadata" / "manifest.json").read_text(encoding="utf-8"))["files"]
    stored = json.loads((tree / STATISTICS).read_text(encoding="utf-8"))
    assert stored.get("tokens") == (None if stale else token_summary(made, records))
    assert build.run(argparse.Namespace(root=str(tree), check=True, certify=False, processes=1)) == 0


def test_the_documents_show_the_measured_figures() -> None:
    for name in stamp.DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert BEGIN in text, name
        assert END in text, name
        measured = json.loads((ROOT / STATISTICS).read_text(encoding="utf-8"))
        assert with_statistics(text, measured) == text, f"{name} is stale: run `derivative-manim build`"


def test_an_example_is_the_same_whatever_the_hash_seed() -> None:
    """SymPy orders some sets by hash: a build must not depend on it."""
    script = (
        "import hashlib\n"
        "from derivative_manim.generation.catalogue import read_catalogue\n"
        "from derivative_manim.generation.example import make_example\n"
        "h = hashlib.sha256()\n"
        "for entry in read_catalogue()[5::37]:\n"
        "    example = make_example(entry)\n"
        "    h.update(repr((example.code, example.record)).encode())\n"
        "print(h.hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_the_committed_scenes_are_what_the_catalogue_makes(records: Records) -> None:
    """A sample; the whole is compared by `derivative-manim build --check` in CI."""
    for entry in read_catalogue()[11::67]:
        example = make_example(entry)
        record = records[entry.rank - 1]
        assert example.code == (ROOT / record["path"]).read_text(encoding="utf-8")
        assert example.record["steps"] == record["steps"]


@pytest.fixture
def files(tree: Path) -> dict[str, bytes]:
    names = [p for folder in ("code", "metadata") for p in (tree / folder).rglob("*") if p.is_file()]
    return {p.relative_to(tree).as_posix(): p.read_bytes() for p in names if p.name != "manifest.json"}


def test_check_names_stale_missing_and_orphan_files(tree: Path, files: dict[str, bytes]) -> None:
    assert build.compare(tree, files) == []
    first, second = sorted(name for name in files if name.startswith("code/"))[:2]
    (tree / first).write_bytes(files[first] + b"#")
    (tree / second).unlink()
    (tree / "code" / "advanced" / "9999_old.py").write_text("", encoding="utf-8")
    assert build.compare(tree, files) == [
        f"{first} is stale",
        f"{second} is missing",
        "code/advanced/9999_old.py is an orphan: the catalogue makes no such file",
    ]
    assert build.write_files(tree, files) == (2, 1)
    assert build.compare(tree, files) == []


def test_check_sees_a_stale_manifest(tree: Path, files: dict[str, bytes]) -> None:
    manifest = tree / "metadata" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("0", "1", 1), encoding="utf-8")
    assert build.compare(tree, files) == ["metadata/manifest.json is stale"]


def test_an_interrupted_write_leaves_the_old_file_whole(
    tree: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = sorted(name for name in files if name.startswith("code/"))[0]

    def interrupt(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build.write_files(tree, {**files, name: b"new"})
    assert (tree / name).read_bytes() == files[name]
    assert list(tree.rglob(".build-*")) == []
