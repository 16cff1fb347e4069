"""Publishes an adapter on the Hub: a folder with card, adapter and scores, checked first, then uploaded.

The score goes to `.eval_results/`, in the form that the Hub reads (https://huggingface.co/docs/hub/eval-results). Its
value is the percentage of usable scenes on the whole test split. The samples, the verdicts and the training history go
along: whoever doubts the score can count again.
"""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import data, runs, verdicts
from .config import study_config
from .errors import FinetuneError
from .evaluate import EVALUATION, read_evaluation, samples_digest, summary
from .files import read_json, write_json, write_text
from .samples import SAMPLES, SETTINGS
from .tables import escaped

#: The benchmark's split and task, as eval.yaml names them.
SPLIT, TASK = "test", "derivative_manim"
RESULT, CARD = ".eval_results/derivative-manim.yaml", "README.md"
TEMPLATE = Path(__file__).with_name("model_card.md.jinja")
#: Of an adapter: its configuration, its weights.
NEEDED = ("adapter_config.json", "adapter_model.safetensors")


def prepare(publication: Namespace, target: str | Path) -> Path:
    """Write the folder that is uploaded: README.md, adapter, tokenizer, score, evaluation/ and training/.

    Args:
        publication: the options of `push`: `run` and `evaluation` (folders), `repo`, `dataset`, `date`, `base_model`,
            `licence`.
        target: a folder that is empty, or not there yet.
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    folder = Path(target)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FinetuneError(f"{folder} is not empty: name another folder")
    run = runs.read_run(publication.run)
    if run is None:
        raise FinetuneError(f"there is no {publication.run / runs.RUN}: is {publication.run} a training run?")
    evaluation = read_evaluation(publication.evaluation)
    _check(publication, evaluation, run)
    base_model = publication.base_model or run["config"]["model_name_or_path"]
    if not publication.base_model and Path(base_model).exists():
        raise FinetuneError(f"the base model {base_model} is a folder: say with --base-model what the Hub calls it")
    try:
        for name in (publication.repo, publication.dataset, base_model):
            validate_repo_id(name)
    except HFValidationError as error:
        raise FinetuneError(f"that is no name on the Hub: {error}") from None

    # PEFT's own card says nothing, and training_args.bin is a pickle with paths of where it was made.
    left_out = shutil.ignore_patterns(CARD, "training_args.bin")
    shutil.copytree(publication.run / runs.ADAPTER, folder, ignore=left_out, dirs_exist_ok=True)
    # PEFT notes where the base model lay when it was trained: of use to nobody else if that was a folder.
    named = {"base_model_name_or_path": base_model, "revision": run["config"]["model_revision"]}
    write_json(folder / NEEDED[0], read_json(folder / NEEDED[0]) | named)
    for source, names, place in (
        (publication.evaluation, (EVALUATION, SETTINGS, SAMPLES, verdicts.VERDICTS), folder / "evaluation"),
        (publication.run, (runs.RUN, runs.STATE), folder / "training"),
    ):
        place.mkdir()
        for name in names:
            shutil.copyfile(source / name, place / name)
    revision = f"v{evaluation['settings']['dataset']['version']}"
    write_text(folder / RESULT, _result(publication, evaluation, revision))
    write_text(folder / CARD, _card(publication, evaluation, run, base_model, revision))
    return folder


def upload(folder: str | Path, repo: str, *, private: bool = False, api: Any = None) -> str:
    """Upload a prepared folder in one commit; the repository is made if there is none.

    Returns:
        The address of the commit.
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


def _check(publication: Namespace, evaluation: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    """Make sure that what is published is what it says it is."""
    adapter, folder, settings = publication.run / runs.ADAPTER, publication.evaluation, evaluation["settings"]
    if not run["finished"]:
        raise FinetuneError(
            f"the training in {publication.run} is not finished: the same `python -m finetune train` goes on with it"
        )
    for file in (adapter / NEEDED[1], *(folder / name for name in (SETTINGS, SAMPLES, verdicts.VERDICTS))):
        if not file.is_file():
            raise FinetuneError(f"there is no {file}: a score is published with its adapter and its verdicts")
    training = settings["training"]
    if training is None or not settings["adapter"] or training["config"] != run["config"]:
        raise FinetuneError(
            f"the samples in {folder} are not of the run in {publication.run}: its configuration is another"
        )
    if training["step"] != run["step"]:
        raise FinetuneError(
            f"the samples in {folder} are of step {training['step']}, and {adapter} is of step "
            f"{run['step']}: generate and evaluate with the finished adapter"
        )
    if settings["split"] != SPLIT or settings["dataset"]["functions"] != data.dataset_stamp(SPLIT)["functions"]:
        raise FinetuneError(
            f"{folder} is no evaluation over the {SPLIT} split of the version that is installed, but over "
            f"{settings['split']} of version {settings['dataset']['version']}: generate and evaluate again"
        )
    count = settings["samples_per_function"]
    wanted = sorted((example["id"], index) for example in data.functions(SPLIT) for index in range(count))
    lines = verdicts.read(folder)
    whole = sorted((line["id"], line["index"]) for line in lines) == wanted
    if not settings["complete"] or not evaluation["complete"] or not whole:
        raise FinetuneError(
            f"{folder} is not an evaluation of the whole {SPLIT} split: {len(lines)} of {len(wanted)} verdicts. Let "
            "`python -m finetune generate` and `evaluate` end"
        )
    same = evaluation["samples_sha256"] == samples_digest(folder)
    if not same or summary(settings, lines, [])["rows"] != evaluation["rows"]:
        raise FinetuneError(
            f"{folder}: samples or verdicts have changed since: run `python -m finetune evaluate {folder}` again"
        )


def _result(publication: Namespace, evaluation: Mapping[str, Any], revision: str) -> str:
    """The entry of `.eval_results/`; without a `verifyToken`, which only an evaluation in a job of the Hub has."""
    from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml
    from huggingface_hub.utils import yaml_dump

    usable = evaluation["rows"]["all"]["usable"]
    notes = (
        f"usable scenes in percent: {usable['passed']} of {usable['of']} "
        f"({evaluation['functions']} functions), 95 % interval {100 * usable['low']:.1f} to "
        f"{100 * usable['high']:.1f}; {_how(evaluation)}; "
        f"judged by the project's own evaluator (python -m finetune evaluate) and not in a job of the Hub: "
        f"not a verified score"
    )
    entry = EvalResultEntry(
        dataset_id=publication.dataset,
        task_id=TASK,
        value=round(100 * usable["share"], 2),
        dataset_revision=revision,
        date=publication.date.isoformat(),
        source_url=f"https://huggingface.co/{publication.repo}/tree/main/evaluation",
        source_name="Samples and verdicts",
        notes=notes,
    )
    return str(yaml_dump(eval_result_entries_to_yaml([entry])))


def _card(
    publication: Namespace, evaluation: Mapping[str, Any], run: Mapping[str, Any], base_model: str, revision: str
) -> str:
    """README.md; every number in it is one of run.json, trainer_state.json or evaluation.json."""
    import jinja2
    from huggingface_hub.utils import yaml_dump

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
    environment.filters["cell"] = lambda value: escaped(", ".join(value) if isinstance(value, list) else str(value))
    # Of the recipe what the study's table has, and what tells this run from it.
    shown = set(study_config()) | {name for name, value in run["config"].items() if value not in (None, False)}
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        front=yaml_dump(front),
        publication=publication,
        base_model=base_model,
        evaluation=evaluation,
        run=run,
        recipe={name: value for name, value in run["config"].items() if name in shown},
        how=_how(evaluation),
        revision=revision,
        hardware=", ".join(run["environment"]["gpus"]) or run["environment"]["processor"],
    )


def _how(evaluation: Mapping[str, Any]) -> str:
    """How the functions were asked for."""
    settings, count = evaluation["settings"], evaluation["samples_per_function"]
    given = settings["decoding"]
    drawn = f"temperature {given['temperature']}, seed {settings['seed']}"
    return (
        f"{'one sample' if count == 1 else f'{count} samples'} each, mode {settings['mode']}, "
        f"{drawn if given['method'] == 'sampling' else given['method']}, at most {given['max_new_tokens']} new tokens, "
        f"instructions in wording `{settings['wording']}`"
    )
