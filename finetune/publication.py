"""What is to be published, and whether it may be: a finished adapter, its whole evaluation, and names of the Hub."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import derivative_manim
from derivative_manim.records import read_examples
from finetune.errors import FinetuneError
from finetune.samples import SAMPLES, SETTINGS

#: The benchmark's split and task, as eval.yaml names them.
SPLIT, TASK = "test", "derivative_manim"
ADAPTER, HISTORY = "adapter", "history.json"
EVALUATION, VERDICTS = "evaluation.json", "verdicts.jsonl"
#: Without these an adapter is none.
NEEDED = ("adapter_config.json", "adapter_model.safetensors")


@dataclass(frozen=True)
class Publication:
    """What is to be published.

    Attributes:
        run: the training folder: history.json and adapter/.
        evaluation: the samples of that adapter, evaluated.
        repo: the model's repository on the Hub, `owner/name`.
        dataset: the dataset's repository on the Hub, `owner/name`.
        date: of the evaluation, `YYYY-MM-DD`.
        base_model: the base model's name on the Hub; that of the configuration if empty.
        dataset_revision: tag or commit of the dataset; the tag of the version that was evaluated on if empty.
        licence: of the adapter, as the Hub names it (`mit`, `apache-2.0`, `other`, ...); left out if empty.
    """

    run: Path
    evaluation: Path
    repo: str
    dataset: str
    date: str
    base_model: str = ""
    dataset_revision: str = ""
    licence: str = ""


def revision(publication: Publication, evaluation: Mapping[str, Any]) -> str:
    """Give the tag or commit of the dataset that the score is on."""
    packages = evaluation["settings"]["environment"]["packages"]
    return publication.dataset_revision or f"v{packages.get('derivative-manim') or derivative_manim.__version__}"


def check(publication: Publication, evaluation: Mapping[str, Any], history: Mapping[str, Any]) -> str:
    """Make sure that what is published is what it says it is.

    Args:
        publication: what is to be published.
        evaluation: its evaluation.json.
        history: its history.json.

    Returns:
        The base model's name on the Hub.

    Raises:
        FinetuneError: it is not; the message says what to do.
    """
    _check_names(publication)
    _check_run(publication.run, history)
    _check_evaluation(publication, evaluation, history)
    base_model = publication.base_model or history["config"]["model"]["name"]
    _check_base(base_model, publication.base_model == "")
    return str(base_model)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON file.

    Raises:
        FinetuneError: there is none, or it is not JSON.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FinetuneError(f"there is no {path}") from None
    except json.JSONDecodeError as error:
        raise FinetuneError(f"{path} is not JSON: {error}") from None
    return content


def _check_names(publication: Publication) -> None:
    for option, name in (("--repo", publication.repo), ("--dataset", publication.dataset)):
        if not _hub_name(name) or "/" not in name:
            raise FinetuneError(f"{option} is {name!r}; it is to be the Hub's owner/name")
    try:
        if datetime.date.fromisoformat(publication.date).isoformat() != publication.date:
            raise ValueError
    except ValueError:
        raise FinetuneError(
            f"--date is {publication.date!r}; it is to be the day of the evaluation, YYYY-MM-DD"
        ) from None


def _check_run(run: Path, history: Mapping[str, Any]) -> None:
    if not history["finished"]:
        raise FinetuneError(
            f"the training in {run} is not finished: the same `python -m finetune train` goes on with it"
        )
    for name in NEEDED:
        if not (run / ADAPTER / name).is_file():
            raise FinetuneError(f"{run / ADAPTER} has no {name}: is {run} the folder of a training run?")


def _check_evaluation(publication: Publication, evaluation: Mapping[str, Any], history: Mapping[str, Any]) -> None:
    folder, settings = publication.evaluation, evaluation["settings"]
    for name in (SETTINGS, SAMPLES, VERDICTS):
        if not (folder / name).is_file():
            raise FinetuneError(f"{folder} has no {name}: a score without its samples and verdicts is not published")
    training = settings["training"]
    if training is None or training["config"] != history["config"]:
        raise FinetuneError(
            f"the samples in {folder} are not of the run in {publication.run}: its configuration is another"
        )
    last = history["steps"][-1]["step"]
    if training["step"] != last:
        raise FinetuneError(
            f"the samples in {folder} are of step {training['step']}, and {publication.run / ADAPTER} is of step {last}"
            f": generate and evaluate with the finished adapter"
        )
    wanted = {example["id"] for example in read_examples(splits=(SPLIT,))}
    lines = [json.loads(line) for line in (folder / VERDICTS).read_text(encoding="utf-8").splitlines()]
    keys = {(line["id"], line["index"]) for line in lines}
    count = settings["samples_per_function"]
    whole = keys == {(name, index) for name in wanted for index in range(count)} and len(lines) == len(keys)
    flags = settings["complete"] and evaluation.get("complete", True) and settings["split"] == SPLIT
    if not flags or not whole or evaluation["samples"] != len(lines):
        raise FinetuneError(
            f"{folder} is not an evaluation of the whole {SPLIT} split: {len({key[0] for key in keys} & wanted)} of "
            f"{len(wanted)} functions, {len(lines)} of {len(wanted) * count} verdicts. Let `python -m finetune "
            f"generate` and `evaluate` end"
        )
    for row, found in evaluation["rows"]["all"].items():
        passed = sum(line["rows"][row] is True for line in lines)
        if (found["passed"], found["of"]) != (passed, len(lines)):
            raise FinetuneError(
                f"{folder / EVALUATION} says {found['passed']} of {found['of']} for {row}, and {VERDICTS} has {passed} "
                f"of {len(lines)}: run `python -m finetune evaluate {folder}` again"
            )


def _check_base(name: str, from_config: bool) -> None:
    if not _hub_name(name) or (from_config and Path(name).exists()):
        raise FinetuneError(f"the base model {name!r} is a folder here: say with --base-model what the Hub calls it")


def _hub_name(name: str) -> bool:
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return True
