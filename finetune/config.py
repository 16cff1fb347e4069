"""The configuration: a table in five parts, as the study prints it, read from YAML and changed by options.

The defaults are the study's own; finetune/configs/study.yaml writes them out row by row. What is unknown, of another
type or out of range is refused with the name of the key, never ignored.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import difflib
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import yaml

from finetune.errors import FinetuneError

CONFIGS = Path(__file__).parent / "configs"
STUDY_TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


def _row(default: Any, text: str, low: float | None = None) -> Any:
    """One row of the table: its default, what it is, and the least value it may have."""
    metadata = {"help": text, "low": low}
    if isinstance(default, tuple):
        return field(default_factory=lambda: default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Model:
    """The model that is tuned."""

    name: str = _row("deepseek-ai/deepseek-coder-1.3b-base", "a Hub name, or a local folder")
    revision: str | None = _row(None, "branch, tag or commit on the Hub")
    quantization: Literal["nf4", "none"] = _row("nf4", "weights of the frozen model: 4-bit NormalFloat, or as they are")
    double_quantization: bool = _row(True, "quantise the quantisation constants too (with nf4)")
    compute_dtype: Literal["auto", "bfloat16", "float32"] = _row(
        "auto", "numbers computed with; auto: bfloat16 where a GPU has it, else float32"
    )


@dataclass(frozen=True)
class Lora:
    """The adapter."""

    r: int = _row(64, "rank of the adapter", 1)
    alpha: int = _row(128, "scale of the adapter: alpha / r", 1)
    dropout: float = _row(0.0, "dropout before the adapter (the study does not say; 0 is the default of PEFT)", 0)
    target_modules: tuple[str, ...] = _row(STUDY_TARGETS, "layers that get an adapter")


@dataclass(frozen=True)
class Optimizer:
    """The optimizer and its schedule."""

    optimizer: Literal["paged_adamw_8bit", "adamw_8bit", "adamw_torch"] = _row(
        "paged_adamw_8bit", "AdamW: 8-bit and paged, 8-bit, or PyTorch's"
    )
    learning_rate: float = _row(1e-4, "highest learning rate", 0)
    schedule: Literal["cosine", "linear", "constant_with_warmup"] = _row("cosine", "how the learning rate falls")
    warmup_steps: int = _row(50, "optimizer steps until the highest learning rate", 0)
    weight_decay: float = _row(0.01, "weight decay", 0)
    max_grad_norm: float = _row(1.0, "gradients are clipped to this norm", 0)


@dataclass(frozen=True)
class Training:
    """How long, on how much at a time."""

    epochs: float = _row(5.0, "passes over the training rows", 0)
    batch_size: int = _row(4, "rows a device takes at a time", 1)
    gradient_accumulation: int = _row(4, "batches to an optimizer step", 1)
    max_length: int = _row(2048, "most tokens of a row; a longer row is an error, it is never cut", 8)
    checkpoints_per_epoch: int = _row(1, "checkpoints, and validation losses, an epoch", 1)
    gradient_checkpointing: bool = _row(False, "less memory for more time")
    seed: int = _row(42, "of the adapter, of dropout and of the order of the rows", 0)


@dataclass(frozen=True)
class Data:
    """What is learned; the first three are what the study blamed and did not test."""

    wording: Literal["all", "standard"] = _row("all", "instructions in seven wordings, or all in the first of them")
    order: Literal["shuffled", "curriculum"] = _row("shuffled", "rows shuffled each epoch, or by rank, easy ones first")
    train_size: int | None = _row(None, "only so many training rows, the same share of every level", 1)
    target: Literal["direct", "fill", "fill-answer-first"] = _row(
        "direct",
        "the response: the scene; or the slots of the template: function, steps, derivative, the latter last or first",
    )


SECTIONS: dict[str, type] = {
    "model": Model, "lora": Lora, "optimizer": Optimizer, "training": Training, "data": Data,
}  # fmt: skip


@dataclass(frozen=True)
class Config:
    """The whole table."""

    model: Model = field(default_factory=Model)
    lora: Lora = field(default_factory=Lora)
    optimizer: Optimizer = field(default_factory=Optimizer)
    training: Training = field(default_factory=Training)
    data: Data = field(default_factory=Data)

    @property
    def effective_batch(self) -> int:
        """Rows to an optimizer step, on one device."""
        return self.training.batch_size * self.training.gradient_accumulation

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Give the sections and their rows, for JSON and YAML."""
        whole = dataclasses.asdict(self)
        whole["lora"]["target_modules"] = list(self.lora.target_modules)
        return whole


def load_config(path: str | Path | None, changes: dict[str, Any] | None = None) -> Config:
    """Read a configuration.

    Args:
        path: a YAML file, or the name of one in finetune/configs without `.yaml`; None: the study's.
        changes: rows to change, by their names.

    Raises:
        FinetuneError: there is no such file, or it holds something that the table does not.
    """
    return from_dict(_read(path), str(path), changes)


def from_dict(content: dict[str, Any], name: str = "config", changes: dict[str, Any] | None = None) -> Config:
    """Make a configuration of what a YAML or JSON file held.

    Raises:
        FinetuneError: an unknown section or row, or a value of another type or out of range.
    """
    sections: dict[str, Any] = {}
    _known(content, SECTIONS, name)
    changes = dict(changes or {})
    for section, made in SECTIONS.items():
        rows = content.get(section) or {}
        if not isinstance(rows, dict):
            raise FinetuneError(f"{name}: {section} is to be a table of rows, not {rows!r}")
        fields = {f.name: f for f in dataclasses.fields(made)}
        _known(rows, fields, f"{name}: {section}")
        given = {**rows, **{key: changes.pop(key) for key in list(changes) if key in fields}}
        hints = get_type_hints(made)
        where = f"{name}: {section}"
        sections[section] = made(
            **{key: _value(f"{where}.{key}", value, hints[key], fields[key]) for key, value in given.items()}
        )
    if changes:
        raise FinetuneError(f"no row of the configuration is called {', '.join(changes)}")
    return Config(**sections)


def _read(path: str | Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    file = Path(path)
    if not file.suffix and not file.exists():
        file = CONFIGS / f"{path}.yaml"
    if not file.is_file():
        names = ", ".join(sorted(config.stem for config in CONFIGS.glob("*.yaml")))
        raise FinetuneError(f"there is no configuration {path}: give a YAML file, or one of {names}")
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FinetuneError(f"{file} is not YAML: {error}") from None
    if not isinstance(content, dict):
        raise FinetuneError(f"{file} is to hold the sections {', '.join(SECTIONS)}")
    return content


def _known(given: dict[str, Any], known: dict[str, Any], where: str) -> None:
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise FinetuneError(f"{where}: {key} is not known; {hint}")


def _value(where: str, value: Any, hint: Any, row: dataclasses.Field[Any]) -> Any:
    """Give the value in its type; 5 passes for 5.0, and 1e-4, which YAML reads as text, for 0.0001."""
    options = [hint]
    if get_origin(hint) in (types.UnionType, getattr(types, "UnionType", None)):
        options = list(get_args(hint))
        if value is None and types.NoneType in options:
            return None
        options.remove(types.NoneType)
    wanted = options[0]
    if get_origin(wanted) is Literal:
        if value not in get_args(wanted):
            raise FinetuneError(f"{where} is {value!r}; it may be {' or '.join(map(str, get_args(wanted)))}")
        return value
    if get_origin(wanted) is tuple:
        if not isinstance(value, list | tuple) or not value or not all(isinstance(item, str) for item in value):
            raise FinetuneError(f"{where} is to be a list of names, not {value!r}")
        return tuple(value)
    if wanted is float and not isinstance(value, bool):
        with contextlib.suppress(TypeError, ValueError):
            value = float(value)
    if type(value) is not wanted:
        raise FinetuneError(f"{where} is {value!r}; it is to be of type {wanted.__name__}")
    low = row.metadata.get("low")
    if low is not None and not (value >= low and value < float("inf")):
        raise FinetuneError(f"{where} is {value}; the least it may be is {low}")
    return value


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a parser an option for each row of the table, in the table's groups, the study's value beside it."""
    for title, section in SECTIONS.items():
        group = parser.add_argument_group(title, (section.__doc__ or "").strip())
        hints = get_type_hints(section)
        for row in dataclasses.fields(section):
            default = getattr(section(), row.name)
            shown = ",".join(default) if isinstance(default, tuple) else default
            name = "--" + row.name.replace("_", "-")
            text = f"{row.metadata['help']} (study: {shown})".replace("%", "%%")
            kind: dict[str, Any] = {"metavar": row.name.upper()[:12]}
            hint = hints[row.name]
            inner = next((option for option in get_args(hint) or (hint,) if option is not types.NoneType), hint)
            if get_origin(hint) is Literal:
                kind = {"choices": get_args(hint)}
            elif hint is bool:
                kind = {"action": argparse.BooleanOptionalAction}
            elif get_origin(hint) is tuple:
                kind["type"] = lambda listed: tuple(listed.split(","))
            elif isinstance(inner, type):
                kind["type"] = inner
            group.add_argument(name, dest=row.name, default=argparse.SUPPRESS, help=text, **kind)


def changes_of(options: argparse.Namespace) -> dict[str, Any]:
    """Give the rows that were set by options."""
    names = {row.name for section in SECTIONS.values() for row in dataclasses.fields(section)}
    return {name: value for name, value in vars(options).items() if name in names}
