"""Publishing an adapter: what is written, what is refused, and the upload to a double of the Hub."""

import json
import re
import socket
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from derivative_manim.validation.judge import ROWS
from folders import ENVIRONMENT, append_samples, sample, settings, verdict, write_settings, write_verdicts
from hub_double import READER, WRITER, running

from derivative_manim import __version__
from derivative_manim.records import Example, read_examples
from finetune import cli, data
from finetune.config import study_config
from finetune.errors import FinetuneError
from finetune.evaluate import samples_digest, summary
from finetune.publish import CARD, RESULT, TEMPLATE, prepare, upload

pytest.importorskip("huggingface_hub")
pytest.importorskip("jinja2")

from huggingface_hub import HfApi

DATE = date(2026, 11, 22)
USABLE = 7


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for all tests, but the Hub of this file may be reached."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] != "127.0.0.1":
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="module")
def test_split() -> list[Example]:
    return list(read_examples(splits=("test",)))


@pytest.fixture
def publication(tmp_path: Path, test_split: list[Example]) -> Namespace:
    """A finished run, and its evaluation: the first functions usable, the others without an answer."""
    config = study_config() | {"model_revision": None}
    record = {
        "config": config,
        "environment": ENVIRONMENT,
        "parameters": {"trainable": 59_970_000, "total": 1_406_000_000, "share": 0.0426},
        "lengths": {"train": {"rows": 418, "mean": 1300.0}},
        "dataset": data.dataset_stamp("train"),
    }
    run, folder = tmp_path / "run", tmp_path / "samples"
    (run / "adapter").mkdir(parents=True)
    (run / "run.json").write_text(json.dumps(record))
    (run / "trainer_state.json").write_text(json.dumps(_state(27)))
    adapter = {"base_model_name_or_path": "/home/someone/model", "revision": None, "r": 64}
    (run / "adapter" / "adapter_config.json").write_text(json.dumps(adapter))
    (run / "adapter" / "adapter_model.safetensors").write_bytes(b"weights")
    (run / "adapter" / "tokenizer.json").write_text("{}")
    (run / "adapter" / "training_args.bin").write_bytes(b"a pickle")
    (run / "adapter" / "README.md").write_text("PEFT's own card")
    training = {
        "config": config,
        "step": 27,
        "epoch": 1.0,
        "validation_loss": 0.1234,
        "seconds": 61.0,
    }
    given = settings(functions=len(test_split), adapter="run/adapter", training=training)
    write_settings(folder, given)
    append_samples(folder, [sample(example) for example in test_split])
    write_evaluation(folder, given, [verdict(example, n < USABLE) for n, example in enumerate(test_split)])
    return Namespace(
        run=run,
        evaluation=folder,
        repo="me/model",
        dataset="owner/derivative-manim",
        date=DATE,
        base_model="",
        licence="",
    )


def _state(step: int, seconds: float = 61.0) -> dict[str, Any]:
    log = [
        {"step": step, "epoch": 1.0, "loss": 0.4321, "learning_rate": 0.0, "seconds": seconds},
        {"step": step, "epoch": 1.0, "eval_loss": 0.1234},
    ]
    return {"global_step": step, "max_steps": step, "best_global_step": step, "log_history": log}


def write_evaluation(folder: Path, settings: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    found = summary(settings, lines, []) | {
        "validator": {"manim": "0.22.0", "packages": {}},
        "samples_sha256": samples_digest(folder),
    }
    write_verdicts(folder, lines)
    (folder / "evaluation.json").write_text(json.dumps(found))


def changed(publication: Namespace, **values: Any) -> Namespace:
    return Namespace(**vars(publication) | values)


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_what_is_written(publication: Namespace, tmp_path: Path) -> None:
    folder = prepare(publication, tmp_path / "out")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        ".eval_results/derivative-manim.yaml",
        "README.md",
        "adapter_config.json",
        "adapter_model.safetensors",
        "evaluation/evaluation.json",
        "evaluation/generation.json",
        "evaluation/samples.jsonl",
        "evaluation/verdicts.jsonl",
        "tokenizer.json",
        "training/run.json",
        "training/trainer_state.json",
    }
    adapter = json.loads((folder / "adapter_config.json").read_text())
    assert adapter == {"base_model_name_or_path": "deepseek-ai/deepseek-coder-1.3b-base", "revision": None, "r": 64}
    assert (folder / "adapter_model.safetensors").read_bytes() == b"weights"


def test_the_score(publication: Namespace, tmp_path: Path) -> None:
    from huggingface_hub import parse_eval_result_entries

    text = (prepare(publication, tmp_path / "out") / RESULT).read_text(encoding="utf-8")
    [entry] = yaml.safe_load(text)
    assert entry["dataset"] == {
        "id": "owner/derivative-manim",
        "task_id": "derivative_manim",
        "revision": f"v{__version__}",
    }
    assert entry["value"] == round(100 * USABLE / 69, 2)
    assert entry["date"] == "2026-11-22"
    assert entry["source"] == {
        "url": "https://huggingface.co/me/model/tree/main/evaluation",
        "name": "Samples and verdicts",
    }
    assert "7 of 69 (69 functions), 95 % interval 5.0 to 19.5; one sample each, mode direct, greedy" in entry["notes"]
    assert entry["notes"].endswith("not a verified score")
    assert "verifyToken" not in entry
    [parsed] = parse_eval_result_entries([entry])
    assert (parsed.dataset_id, parsed.task_id, parsed.value) == (
        "owner/derivative-manim",
        "derivative_manim",
        entry["value"],
    )


def test_the_card(publication: Namespace, tmp_path: Path) -> None:
    from huggingface_hub import ModelCard

    text = (prepare(changed(publication, licence="mit"), tmp_path / "out") / CARD).read_text(encoding="utf-8")
    card: Any = ModelCard(text)
    assert card.data.base_model == "deepseek-ai/deepseek-coder-1.3b-base"
    assert card.data.datasets == ["owner/derivative-manim"]
    assert (card.data.license, card.data.library_name) == ("mit", "peft")
    assert "**7 of 69 scenes are usable** (10.1 %; 95 % interval 5.0 % to 19.5 %)" in text
    assert all(f"| {row.replace('_', ' ')} | 7 | 69 | 10.1 % | 5.0 % to 19.5 % |" in text for row in ROWS)
    assert "| foundation | 7 |" in text
    assert "| advanced | 0 |" in text
    assert "| syntax | 62 |" in text
    assert "| 1 | 0.4321 | 0.1234 |" in text
    assert "59.97 M of 1406.00 M parameters, on 418 rows, in 61 s on A processor" in text
    assert "| lora target modules | q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj |" in text
    assert "| learning rate | 0.0001 |" in text
    assert "| peft | 0.21.0 |" in text
    assert 'AutoPeftModelForCausalLM.from_pretrained("me/model")' in text
    assert "named no licence" not in text
    # Tables that are not cut by empty lines, and nothing that the template left.
    assert not re.search(r"\|\n\n\|(?! (?:option|package) )", text)
    assert "{{" not in text
    assert "{%" not in text


def test_the_card_shows_what_the_files_have(publication: Namespace, tmp_path: Path, test_split: list[Example]) -> None:
    before = (prepare(publication, tmp_path / "before") / CARD).read_text(encoding="utf-8")
    settings = json.loads((publication.evaluation / "generation.json").read_text())
    write_evaluation(publication.evaluation, settings, [verdict(example, True) for example in test_split])
    (publication.run / "trainer_state.json").write_text(json.dumps(_state(27, 1234.0)))
    after = (prepare(publication, tmp_path / "after") / CARD).read_text(encoding="utf-8")
    assert "**69 of 69 scenes are usable**" in after
    assert "What went wrong" in before
    assert "What went wrong" not in after
    assert "in 1234 s" in after
    assert "named no licence" in after
    prose = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", TEMPLATE.read_text(encoding="utf-8"))
    assert re.findall(r"\d+", prose.partition("## How to use it")[0]) == [
        "95",
        "95",
        "95",
    ]  # the level of the intervals


def resettle(publication: Namespace, **changes: Any) -> None:
    """Change the settings that the evaluation is of."""
    settings = json.loads((publication.evaluation / "generation.json").read_text())
    change(publication.evaluation / "evaluation.json", settings=settings | changes)


def reconfigure(publication: Namespace, **changes: Any) -> None:
    """Change the configuration of the training run."""
    config = json.loads((publication.run / "run.json").read_text())["config"]
    change(publication.run / "run.json", config=config | changes)


def reverdict(publication: Namespace, harm: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of verdicts.jsonl."""
    path = publication.evaluation / "verdicts.jsonl"
    path.write_text("".join(harm(path.read_text().splitlines(keepends=True))))


def recount(publication: Namespace) -> None:
    """Count 60 usable scenes."""
    path = publication.evaluation / "evaluation.json"
    rows = json.loads(path.read_text())["rows"]
    rows["all"]["usable"]["passed"] = 60
    change(path, rows=rows)


OTHER_VERSION = {"version": "0.0.9", "sha256": "", "functions": "others"}
HARMS: dict[str, Callable[[Namespace], Any]] = {
    r"the training in .*run is not finished: the same `python -m finetune train` goes on with it": lambda p: change(
        p.run / "trainer_state.json", max_steps=54
    ),
    r"there is no .*adapter_model.safetensors: a score is published with its adapter": lambda p: (
        p.run / "adapter" / "adapter_model.safetensors"
    ).unlink(),
    r"there is no .*run.json": lambda p: (p.run / "run.json").unlink(),
    r"no evaluation over the test split of the version .* but over test of version 0\.0\.9": lambda p: resettle(
        p, dataset=OTHER_VERSION
    ),
    r"samples or verdicts have changed since: run .*evaluate": lambda p: (p.evaluation / "samples.jsonl").write_text(
        "\n"
    ),
    r"are not of the run in .*run: its configuration is another": lambda p: reconfigure(p, seed=7),
    r"are of step 27, and .*adapter is of step 54": lambda p: (p.run / "trainer_state.json").write_text(
        json.dumps(_state(54))
    ),
    r"are not of the run in": lambda p: resettle(p, training=None),
    r"no evaluation over the test split of the version that is installed, but over validation": lambda p: resettle(
        p, split="validation"
    ),
    r"is not an evaluation of the whole test split": lambda p: change(p.evaluation / "evaluation.json", complete=False),
    r"whole test split: 68 of 69 verdicts. Let .* end": lambda p: reverdict(p, lambda made: made[1:]),
    r"whole test split: 69 of 69 verdicts": lambda p: reverdict(p, lambda m: [m[0], *m[:-1]]),
    r"samples or verdicts have changed since": recount,
    r"there is no .*samples.jsonl": lambda p: (p.evaluation / "samples.jsonl").unlink(),
}


@pytest.mark.parametrize("message", HARMS)
def test_what_is_refused(message: str, publication: Namespace, tmp_path: Path) -> None:
    HARMS[message](publication)
    with pytest.raises(FinetuneError, match=message):
        prepare(publication, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"repo": "me//model"}, "that is no name on the Hub: Repo id"),
        ({"dataset": "a/b/c"}, "that is no name on the Hub: Repo id .*'a/b/c'"),
        ({"base_model": "/a/folder"}, "that is no name on the Hub: Repo id .*/a/folder"),
    ],
)
def test_wrong_names(changes: dict[str, Any], message: str, publication: Namespace, tmp_path: Path) -> None:
    with pytest.raises(FinetuneError, match=message):
        prepare(changed(publication, **changes), tmp_path / "out")


def test_a_base_model_that_was_a_folder(
    publication: Namespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("deepseek-ai/deepseek-coder-1.3b-base").mkdir(parents=True)
    with pytest.raises(FinetuneError, match="is a folder: say with --base-model"):
        prepare(publication, tmp_path / "out")
    folder = prepare(changed(publication, base_model="owner/base"), tmp_path / "out")
    assert json.loads((folder / "adapter_config.json").read_text())["base_model_name_or_path"] == "owner/base"


def test_upload(publication: Namespace, tmp_path: Path) -> None:
    folder = prepare(publication, tmp_path / "out")
    with running() as hub:
        address = upload(folder, "owner/model", private=True, api=HfApi(endpoint=hub.url, token=WRITER))
    oid, files = hub.repositories["owner/model"].commits[-1]
    assert address.endswith(f"/commit/{oid}")
    assert hub.created[0]["visibility"] == "private"
    local = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert files.items() >= local.items()


def test_the_hub_refuses(publication: Namespace, tmp_path: Path) -> None:
    folder = prepare(publication, tmp_path / "out")
    with running() as hub:
        api = HfApi(endpoint=hub.url, token=READER)
        with pytest.raises(FinetuneError, match=r"the Hub did not take owner/model: .*403.*; is `hf auth login` done"):
            upload(folder, "owner/model", api=api)
    assert not hub.repositories


def test_dry_run(publication: Namespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    given = ["push", str(publication.run), str(publication.evaluation), "--repo", "me/model", "--dry-run", str(folder)]
    given += ["--dataset", "owner/derivative-manim", "--date", str(DATE)]
    assert cli.main(given) == 0
    assert "nothing was uploaded" in capsys.readouterr().out
    assert (folder / RESULT).is_file()
    assert cli.main(given) == cli.FAILED
    assert "is not empty: name another folder" in capsys.readouterr().err


@pytest.mark.parametrize("given", [[], ["--date", "yesterday"]])
def test_the_date_is_required(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["push", "run", "samples", "--repo", "me/model", "--dataset", "owner/name", *given])
    assert "--date" in capsys.readouterr().err
