"""Publishes an adapter on the Hub: a folder with card, adapter and scores, checked first, then uploaded.

The score goes to `.eval_results/`, in the form that the Hub reads (https://huggingface.co/docs/hub/eval-results). Its
value is the percentage of usable scenes on the whole test split. The samples, the verdicts and the training history go
along: whoever doubts the score can count again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import FinetuneError
from .model_card import decoding, each, model_card, to_yaml
from .publication import (
    ADAPTER,
    EVALUATION,
    HISTORY,
    NEEDED,
    TASK,
    VERDICTS,
    Publication,
    check,
    read_json,
    revision,
)  # fmt: skip
from .samples import SAMPLES, SETTINGS

RESULT, CARD = ".eval_results/derivative-manim.yaml", "README.md"
#: What else of an adapter's folder is published. Not `training_args.bin`: a pickle, with paths of where it was made.
_TOKENIZER = (
    "added_tokens.json", "chat_template.jinja", "merges.txt", "special_tokens_map.json", "tokenizer.json",
    "tokenizer.model", "tokenizer_config.json", "vocab.json",
)  # fmt: skip


def prepare(publication: Publication, target: str | Path) -> Path:
    """Write the folder that is uploaded: README.md, adapter, tokenizer, score, evaluation/ and training/.

    Args:
        publication: what is to be published.
        target: a folder that does not exist or is empty.

    Returns:
        The folder.

    Raises:
        FinetuneError: the training is not finished, the evaluation is not of this adapter on the whole test split, a
            file is missing, a name is none of the Hub's, or `target` is in use.
    """
    folder = Path(target)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FinetuneError(f"{folder} is not empty: name another folder")
    history = read_json(publication.run / HISTORY)
    evaluation = read_json(publication.evaluation / EVALUATION)
    base_model = check(publication, evaluation, history)

    folder.mkdir(parents=True, exist_ok=True)
    _copy_adapter(publication.run / ADAPTER, folder, base_model, history["config"]["model"]["revision"])
    for source, names, place in (
        (publication.evaluation, (EVALUATION, SETTINGS, SAMPLES, VERDICTS), folder / "evaluation"),
        (publication.run, (HISTORY,), folder / "training"),
    ):
        place.mkdir()
        for name in names:
            shutil.copyfile(source / name, place / name)
    result = folder / RESULT
    result.parent.mkdir()
    result.write_text(to_yaml([result_entry(publication, evaluation)]), encoding="utf-8", newline="\n")
    card = model_card(publication, evaluation, history, base_model)
    (folder / CARD).write_text(card, encoding="utf-8", newline="\n")
    return folder


def upload(folder: str | Path, repo: str, *, private: bool = False, api: Any = None) -> str:
    """Upload a prepared folder in one commit; the repository is made if there is none.

    Args:
        folder: what `prepare` wrote.
        repo: `owner/name`.
        private: make a new repository private.
        api: a `huggingface_hub.HfApi`; with the token of `hf auth login` if None.

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


def result_entry(publication: Publication, evaluation: Mapping[str, Any]) -> dict[str, Any]:
    """Give the one entry of `.eval_results/`, as huggingface_hub writes it.

    It carries no `verifyToken`, which only an evaluation in a job of the Hub has, and says so.
    """
    from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml

    usable = evaluation["rows"]["all"]["usable"]
    settings = evaluation["settings"]
    notes = (
        f"usable scenes in percent: {usable['passed']} of {usable['of']} "
        f"({evaluation['functions']} functions, {each(evaluation)}), 95 % interval {100 * usable['low']:.1f} to "
        f"{100 * usable['high']:.1f}; {settings['mode']}, {decoding(settings)}, wording {settings['wording']}; "
        f"judged by the project's own evaluator (python -m finetune evaluate) and not in a job of the Hub: "
        f"not a verified score"
    )
    entry = EvalResultEntry(
        dataset_id=publication.dataset,
        task_id=TASK,
        value=round(100 * usable["share"], 2),
        dataset_revision=revision(publication, evaluation),
        date=publication.date,
        source_url=f"https://huggingface.co/{publication.repo}/tree/main/evaluation",
        source_name="Samples and verdicts",
        notes=notes,
    )
    written: list[dict[str, Any]] = eval_result_entries_to_yaml([entry])
    return written[0]


def _copy_adapter(source: Path, folder: Path, base_model: str, revision: str | None) -> None:
    for name in (*NEEDED, *_TOKENIZER):
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / name)
    # PEFT notes where the base model lay when it was trained: of use to nobody else if that was a folder.
    config = read_json(folder / NEEDED[0]) | {"base_model_name_or_path": base_model, "revision": revision}
    (folder / NEEDED[0]).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8", newline="\n")
