"""The options of training: TRL's and transformers' dataclasses, and one of our own for what is learned.

A YAML file of finetune/configs holds a recipe, an option of the same name changes a row of it. The names are those of
TRL (`trl sft --help`), so what is known of them there holds here.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .errors import FinetuneError
from .files import named

CONFIGS = Path(__file__).parent / "configs"
#: What of transformers' many options tells one run from another; these are kept with a run and compared.
TRAINING = (
    "num_train_epochs", "max_steps", "per_device_train_batch_size", "gradient_accumulation_steps", "learning_rate",
    "lr_scheduler_type", "warmup_steps", "weight_decay", "max_grad_norm", "optim", "max_length", "bf16",
    "gradient_checkpointing", "train_sampling_strategy", "seed", "eval_strategy", "eval_steps", "save_strategy",
    "save_steps",
)  # fmt: skip
MODEL = (
    "model_name_or_path", "model_revision", "load_in_4bit", "bnb_4bit_quant_type", "use_bnb_nested_quant", "lora_r",
    "lora_alpha", "lora_dropout", "lora_target_modules",
)  # fmt: skip


@dataclass
class LessonArguments:
    """What is learned: the first three are what the study blamed and did not test."""

    wording: Literal["all", "standard"] = field(
        default="all", metadata={"help": "instructions in seven wordings, or all in the first"}
    )
    order: Literal["shuffled", "curriculum", "progressive"] = field(
        default="shuffled",
        metadata={"help": "rows shuffled each epoch; by rank; or level by level, those of the levels before with them"},
    )
    train_size: int | None = field(
        default=None, metadata={"help": "only so many training rows, the same share of every level"}
    )
    target: Literal["direct", "fill", "fill-finish"] = field(
        default="direct",
        metadata={
            "help": "the response: the scene (direct); or what the template cannot know: function, lines, derivative "
            "(fill), the derivative without its last simplification, which rules then make (fill-finish)"
        },
    )
    extra: str | None = field(
        default=None, metadata={"help": "a folder of `derivative-manim expand`, learned with the 418"}
    )
    eval_size: int | None = field(default=None, metadata={"help": "only so many validation rows"})
    mask_eos: bool = field(
        default=False,
        metadata={"help": "a fault, to be measured: the end-of-sequence token is not learned, as with pad = eos"},
    )


def train_arguments(recipe: str, options: Sequence[str] = ()) -> tuple[LessonArguments, Any, Any]:
    """Read a recipe and the options that change it.

    Returns:
        `LessonArguments`, `trl.SFTConfig`, `trl.ModelConfig`.
    """
    import yaml
    from trl import ModelConfig, SFTConfig, TrlParser

    file = named(recipe, CONFIGS)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    parser = TrlParser(
        (LessonArguments, SFTConfig, ModelConfig), prog="python -m finetune train RECIPE", allow_abbrev=False
    )
    try:
        lessons, training, model = parser.parse_args_and_config(["--config", str(file), *options])
    except (ValueError, TypeError, OSError) as error:
        said = str(error).strip().partition("\n")[0]
        if "use_cpu" in said or "bf16" in said:
            said = "there is no GPU: say --use_cpu true to train on the processor"
        raise FinetuneError(f"{file.name}: {said}") from None
    except yaml.YAMLError as error:
        raise FinetuneError(f"{file} is not YAML: {' '.join(str(error).split())}") from None
    # argparse sees the command line only; a value of the YAML passes by it.
    for name, kind in get_type_hints(LessonArguments).items():
        if get_origin(kind) is Literal and getattr(lessons, name) not in get_args(kind):
            raise FinetuneError(f"{name} is {getattr(lessons, name)!r}; it may be {' or '.join(get_args(kind))}")
    for options, name in (
        (model, "lora_r"),
        (training, "num_train_epochs"),
        (training, "per_device_train_batch_size"),
        (training, "gradient_accumulation_steps"),
    ):
        if not 0 < getattr(options, name) < float("inf"):
            raise FinetuneError(f"{name} is {getattr(options, name)}; it is to be above 0")
    if not model.model_name_or_path:
        raise FinetuneError("no model is named: give --model_name_or_path a folder or a name on the Hub")
    return lessons, training, model


def described(lessons: LessonArguments, training: Any, model: Any) -> dict[str, Any]:
    """Give what tells a run from others, one level deep, for JSON."""
    given = training.to_dict()
    options = {name: given.get(name) for name in TRAINING} | {name: getattr(model, name) for name in MODEL}
    return dataclasses.asdict(lessons) | options


def study_config() -> dict[str, Any]:
    """Give the rows of study.yaml, the study's own table."""
    import yaml

    found: dict[str, Any] = yaml.safe_load((CONFIGS / "study.yaml").read_text(encoding="utf-8"))
    return found
