"""Writes the card of a published adapter: every number in it is one of history.json or evaluation.json."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finetune.publication import Publication, revision

TEMPLATE = Path(__file__).with_name("model_card.md.jinja")


def model_card(
    publication: Publication, evaluation: Mapping[str, Any], history: Mapping[str, Any], base_model: str
) -> str:
    """Give README.md: what the adapter is, how it was trained, what it scores, how to use it, what it is not.

    Args:
        publication: what is published.
        evaluation: evaluation.json.
        history: history.json.
        base_model: the base model's name on the Hub.
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
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        front=to_yaml(front),
        publication=publication,
        base_model=base_model,
        evaluation=evaluation,
        settings=evaluation["settings"],
        history=history,
        target=history["config"]["data"]["target"],
        each=each(evaluation),
        decoding=decoding(evaluation["settings"]),
        revision=revision(publication, evaluation),
        hardware=", ".join(history["environment"]["gpus"]) or history["environment"]["processor"],
        shots=evaluation["settings"]["decoding"]["shots"],
    )


def each(evaluation: Mapping[str, Any]) -> str:
    """Say how many samples each function has."""
    count = evaluation["samples_per_function"]
    return "one sample each" if count == 1 else f"{count} samples each"


def decoding(settings: Mapping[str, Any]) -> str:
    """Say how the samples were decoded."""
    given = settings["decoding"]
    if given["method"] == "beams":
        return f"{given['beams']} beams"
    if given["method"] == "sampling":
        return f"temperature {given['temperature']}, seed {settings['seed']}"
    return str(given["method"])


def to_yaml(content: Any) -> str:
    """Write YAML as the Hub reads it, keys in their order and long lines whole."""
    import yaml

    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000)


def _cell(value: Any) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, list) else "not set" if value is None else str(value)
    return shown.replace("|", "\\|").replace("\n", " ")
