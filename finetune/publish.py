"""Publishes an adapter on the Hub: a folder with card, adapter and scores, checked first, then uploaded.

The score goes to `.eval_results/`, in the form that the Hub reads (https://huggingface.co/docs/hub/eval-results). Its
value is the percentage of usable scenes on the whole test split. The samples, the verdicts and the training history go
along: whoever doubts the score can count again.
"""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import data, runs, verdicts
from .config import study_config
from .errors import FinetuneError
from .evaluate import EVALUATION, read_evaluation, samples_digest
from .files import read_json
from .samples import SAMPLES, SETTINGS

#: The benchmark's split and task, as eval.yaml names them.
SPLIT, TASK = "test", "derivative_manim"
RESULT, CARD = ".eval_results/derivative-manim.yaml", "README.md"
TEMPLATE = Path(__file__).with_name("model_card.md.jinja")
#: Without these an adapter is none.
NEEDED = ("adapter_config.json", "adapter_model.safetensors")
#: What else of an adapter's folder is published. Not `training_args.bin`: a pickle, with paths of where it was made.
_TOKENIZER = (
    "added_tokens.json", "chat_template.jinja", "merges.txt", "special_tokens_map.json", "tokenizer.json",
    "tokenizer.model", "tokenizer_config.json", "vocab.json",
)  # fmt: skip


@dataclass(frozen=True)
class Publication:
    """What is to be published."""

    run: Path
    evaluation: Path
    repo: str
    dataset: str
    date: str
    base_model: str = ""
    dataset_revision: str = ""
    licence: str = ""

    def revision(self, evaluation: Mapping[str, Any]) -> str:
        """Give the tag or commit of the dataset that the score is on."""
        return self.dataset_revision or f"v{evaluation['settings']['dataset']['version']}"


def prepare(publication: Publication, target: str | Path) -> Path:
    """Write the folder that is uploaded: README.md, adapter, tokenizer, score, evaluation/ and training/.

    Returns:
        The folder.

    Raises:
        FinetuneError: the training is not finished, the evaluation is not of this adapter on the whole test split of
            this version, a file is missing, a name is none of the Hub's, or `target` is in use.
    """
    folder = Path(target)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FinetuneError(f"{folder} is not empty: name another folder")
    run = runs.read_run(publication.run)
    if run is None:
        raise FinetuneError(f"there is no {publication.run / runs.RUN}: is {publication.run} a training run?")
    evaluation = read_evaluation(publication.evaluation)
    base_model = check(publication, evaluation, run)

    folder.mkdir(parents=True, exist_ok=True)
    _copy_adapter(publication.run / runs.ADAPTER, folder, base_model, run["config"]["model_revision"])
    for source, names, place in (
        (publication.evaluation, (EVALUATION, SETTINGS, SAMPLES, verdicts.VERDICTS), folder / "evaluation"),
        (publication.run, (runs.RUN, runs.STATE), folder / "training"),
    ):
        place.mkdir()
        for name in names:
            shutil.copyfile(source / name, place / name)
    result = folder / RESULT
    result.parent.mkdir()
    result.write_text(_yaml([result_entry(publication, evaluation)]), encoding="utf-8", newline="\n")
    (folder / CARD).write_text(
        model_card(publication, evaluation, run, base_model), encoding="utf-8", newline="\n"
    )  # fmt: skip
    return folder


def upload(folder: str | Path, repo: str, *, private: bool = False, api: Any = None) -> str:
    """Upload a prepared folder in one commit; the repository is made if there is none.

    Returns:
        The address of the commit.

    Raises:
        FinetuneError: the Hub refused, or cannot be reached. Nothing is lost: the folder can be uploaded again.
    """
    from httpx import HTTPError
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    hub = api or HfApi()
    try:
        hub.create_repo(repo, private=private, exist_ok=True)
        commit = hub.upload_folder(repo_id=repo, folder_path=str(folder), commit_message="Adapter, card and scores")
    except (HfHubHTTPError, LocalTokenNotFoundError, HTTPError) as error:
        said = str(error).strip().partition("\n")[0]
        raise FinetuneError(
            f"the Hub did not take {repo}: {said}; is `hf auth login` done, for an account that may write?"
        ) from error
    return str(commit.commit_url)


def check(publication: Publication, evaluation: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """Make sure that what is published is what it says it is.

    Returns:
        The base model's name on the Hub.

    Raises:
        FinetuneError: it is not; the message says what to do.
    """
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
    if not run["finished"]:
        raise FinetuneError(
            f"the training in {publication.run} is not finished: the same `python -m finetune train` goes on with it"
        )
    for name in NEEDED:
        if not (publication.run / runs.ADAPTER / name).is_file():
            raise FinetuneError(
                f"{publication.run / runs.ADAPTER} has no {name}: is {publication.run} the folder of a training run?"
            )
    _check_evaluation(publication, evaluation, run)
    base_model = publication.base_model or run["config"]["model_name_or_path"]
    if not _hub_name(base_model) or (not publication.base_model and Path(base_model).exists()):
        raise FinetuneError(
            f"the base model {base_model!r} is a folder here: say with --base-model what the Hub calls it"
        )
    return str(base_model)


def _check_evaluation(publication: Publication, evaluation: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    folder, settings = publication.evaluation, evaluation["settings"]
    for name in (SETTINGS, SAMPLES, verdicts.VERDICTS):
        if not (folder / name).is_file():
            raise FinetuneError(f"{folder} has no {name}: a score without its samples and verdicts is not published")
    training = settings["training"]
    if training is None or not settings["adapter"] or training["config"] != run["config"]:
        raise FinetuneError(
            f"the samples in {folder} are not of the run in {publication.run}: its configuration is another"
        )
    if training["step"] != run["step"]:
        raise FinetuneError(
            f"the samples in {folder} are of step {training['step']}, and {publication.run / runs.ADAPTER} is of step "
            f"{run['step']}: generate and evaluate with the finished adapter"
        )
    if settings["split"] != SPLIT or settings["dataset"]["functions"] != data.dataset_stamp(SPLIT)["functions"]:
        raise FinetuneError(
            f"{folder} is no evaluation over the {SPLIT} split of the version that is installed, but over "
            f"{settings['split']} of version {settings['dataset']['version']}: generate and evaluate again"
        )
    wanted = {example["id"] for example in data.functions(SPLIT)}
    lines = verdicts.read(folder)
    keys = {(line["id"], line["index"]) for line in lines}
    count = settings["samples_per_function"]
    whole = keys == {(name, index) for name in wanted for index in range(count)} and len(lines) == len(keys)
    flags = settings["complete"] and evaluation["complete"]
    if not flags or not whole or evaluation["samples"] != len(lines):
        raise FinetuneError(
            f"{folder} is not an evaluation of the whole {SPLIT} split: {len({key[0] for key in keys} & wanted)} of "
            f"{len(wanted)} functions, {len(lines)} of {len(wanted) * count} verdicts. Let `python -m finetune "
            f"generate` and `evaluate` end"
        )
    if evaluation["samples_sha256"] != samples_digest(folder):
        raise FinetuneError(f"{folder}: the samples have changed since they were evaluated: evaluate them again")
    for row, found in evaluation["rows"]["all"].items():
        passed = sum(line["rows"][row] for line in lines)
        if (found["passed"], found["of"]) != (passed, len(lines)):
            raise FinetuneError(
                f"{folder / EVALUATION} says {found['passed']} of {found['of']} for {row}, and {verdicts.VERDICTS} has "
                f"{passed} of {len(lines)}: run `python -m finetune evaluate {folder}` again"
            )


def _hub_name(name: str) -> bool:
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return True


def result_entry(publication: Publication, evaluation: Mapping[str, Any]) -> dict[str, Any]:
    """Give the one entry of `.eval_results/`, as huggingface_hub writes it.

    It carries no `verifyToken`, which only an evaluation in a job of the Hub has, and says so.
    """
    from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml

    usable = evaluation["rows"]["all"]["usable"]
    settings = evaluation["settings"]
    notes = (
        f"usable scenes in percent: {usable['passed']} of {usable['of']} "
        f"({evaluation['functions']} functions, {_each(evaluation)}), 95 % interval {100 * usable['low']:.1f} to "
        f"{100 * usable['high']:.1f}; {settings['mode']}, {_decoding(settings)}, wording {settings['wording']}; "
        f"judged by the project's own evaluator (python -m finetune evaluate) and not in a job of the Hub: "
        f"not a verified score"
    )
    entry = EvalResultEntry(
        dataset_id=publication.dataset,
        task_id=TASK,
        value=round(100 * usable["share"], 2),
        dataset_revision=publication.revision(evaluation),
        date=publication.date,
        source_url=f"https://huggingface.co/{publication.repo}/tree/main/evaluation",
        source_name="Samples and verdicts",
        notes=notes,
    )
    written: list[dict[str, Any]] = eval_result_entries_to_yaml([entry])
    return written[0]


def model_card(publication: Publication, evaluation: Mapping[str, Any], run: Mapping[str, Any], base_model: str) -> str:
    """Give README.md: what the adapter is, what it scores, how it was trained, how to use it, what it is not.

    Every number in it is one of run.json, trainer_state.json or evaluation.json.
    """
    import jinja2

    front = {
        **({"license": publication.licence} if publication.licence else {}),
        "language": ["en"],
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "base_model": base_model,
        "datasets": [publication.dataset],
        "tags": ["manim", "calculus", "code", "lora", "trl", "sft"],
    }
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown, which the Hub cleans
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.1f} %"
    environment.filters["words"] = lambda name: str(name).replace("_", " ")
    environment.filters["cell"] = _cell
    settings = evaluation["settings"]
    # Of the recipe what the study's table has, and what tells this run from it.
    shown = set(study_config()) | {name for name, value in run["config"].items() if value not in (None, False)}
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        front=_yaml(front),
        publication=publication,
        base_model=base_model,
        evaluation=evaluation,
        settings=settings,
        run=run,
        recipe={name: value for name, value in run["config"].items() if name in shown},
        target=run["config"]["target"],
        each=_each(evaluation),
        decoding=_decoding(settings),
        revision=publication.revision(evaluation),
        hardware=", ".join(run["environment"]["gpus"]) or run["environment"]["processor"],
        shots=settings["decoding"]["shots"],
    )


def _each(evaluation: Mapping[str, Any]) -> str:
    count = evaluation["samples_per_function"]
    return "one sample each" if count == 1 else f"{count} samples each"


def _decoding(settings: Mapping[str, Any]) -> str:
    given = settings["decoding"]
    if given["method"] == "beams":
        return f"{given['beams']} beams"
    if given["method"] == "sampling":
        return f"temperature {given['temperature']}, seed {settings['seed']}"
    return str(given["method"])


def _yaml(content: Any) -> str:
    """Write YAML as the Hub reads it, keys in their order and long lines whole."""
    import yaml

    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000)


def _cell(value: Any) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, list) else "not set" if value is None else str(value)
    return shown.replace("|", "\\|").replace("\n", " ")


def _copy_adapter(source: Path, folder: Path, base_model: str, revision: str | None) -> None:
    for name in (*NEEDED, *_TOKENIZER):
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / name)
    # PEFT notes where the base model lay when it was trained: of use to nobody else if that was a folder.
    config = read_json(folder / NEEDED[0]) | {"base_model_name_or_path": base_model, "revision": revision}
    (folder / NEEDED[0]).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8", newline="\n")
