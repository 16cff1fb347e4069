"""Experiments: one factor after another, each of its levels trained, asked and judged with several seeds, then tested.

A plan is a YAML file (finetune/plans has some):

    recipe: smollm2-fill-cpu            # a recipe of `train`
    split: validation                   # which functions are asked for
    seeds: [1, 2, 3]
    train: {num_train_epochs: 2}        # options of `train` for every row; may be left out
    generate: [--max-new-tokens, "512"] # options of `generate` for every row; may be left out
    factors:
      wording:                          # its first level is what the others are compared with
        all: {}
        standard: {wording: standard}   # options of `train` that make this level
      harness:
        right: {}
        adapter not loaded: {generate: [--without-adapter]}

Levels that are the same row are trained once. What is done is not done again: the same command goes on after an
interruption, and with a longer plan. Started several times it shares the rows out.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import cli, data, figures, runs, tables, verdicts
from .config import train_arguments
from .errors import BusyError, FinetuneError
from .evaluate import read_evaluation
from .files import locked, named, write_json, write_text
from .samples import read_settings
from .statistics import holm, paired, share

PLANS = Path(__file__).parent / "plans"
RESULT, PAGE = "experiments.json", "experiments.md"
_KINDS = {"recipe": str, "split": str, "seeds": list, "train": dict, "generate": list, "factors": dict}


@dataclass(frozen=True)
class Row:
    """One training run, asked in one way."""

    recipe: str
    split: str
    train: tuple[str, ...]
    generate: tuple[str, ...]
    name: str
    folder: str

    def steps(self, output: Path) -> list[list[str]]:
        """Give the commands that train and ask it."""
        run, samples = str(output / self.folder / "run"), str(self.samples(output))
        asked = ["--run", run, "--split", self.split, *self.generate, "--name", self.name, "--output", samples]
        return [["train", self.recipe, "--output_dir", run, *self.train], ["generate", *asked]]

    def samples(self, output: Path) -> Path:
        """Give the folder of its samples."""
        asked = hashlib.sha256(" ".join(self.generate).encode()).hexdigest()[:8]
        return output / self.folder / f"{self.split}-{asked}"

    def asked(self, output: Path) -> bool:
        """Whether all its answers are there: then nothing of the training is needed any more."""
        return bool((read_settings(self.samples(output)) or {}).get("complete"))


@dataclass(frozen=True)
class Plan:
    """Factors, each with its levels, each with a row for every seed."""

    file: Path
    split: str
    factors: dict[str, dict[str, list[Row]]]

    def rows(self) -> list[Row]:
        """Give the rows, each once."""
        return list(dict.fromkeys(row for levels in self.factors.values() for rows in levels.values() for row in rows))


def read_plan(plan: str) -> Plan:
    """Read a plan, and see that every row of it could be trained, before the first is."""
    import yaml

    file = named(plan, PLANS)
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise FinetuneError(f"{file} is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise FinetuneError(f"{file}: a mapping is needed, with {', '.join(_KINDS)}")
    given: dict[str, Any] = {"split": "validation", "seeds": [1, 2, 3], "train": {}, "generate": []} | content
    for name in {**_KINDS, **given}:
        if name not in _KINDS or not isinstance(given.get(name), _KINDS[name]):
            raise FinetuneError(f"{file}: {name} is {given.get(name)!r}; a plan has {', '.join(_KINDS)}")
    seeds = given["seeds"]
    if not seeds or len(set(map(str, seeds))) < len(seeds) or not all(type(seed) is int for seed in seeds):
        raise FinetuneError(f"{file}: seeds is {seeds!r}; different whole numbers are needed")
    factors: dict[str, dict[str, list[Row]]] = {}
    for factor, levels in given["factors"].items():
        if not isinstance(levels, dict) or len(levels) < 2 or not all(isinstance(at, dict) for at in levels.values()):
            raise FinetuneError(f"{file}: {factor} has to have two levels or more, each a mapping of options")
        factors[factor] = {
            str(level): [_row(given, changes, seed) for seed in seeds] for level, changes in levels.items()
        }
    if not factors:
        raise FinetuneError(f"{file} has no factors")
    found = Plan(file, given["split"], factors)
    for row in {row.folder: row for row in found.rows()}.values():
        try:
            # Whether there is a GPU is asked where a row is trained; this machine may only judge.
            train_arguments(row.recipe, ["--output_dir", row.folder, *row.train, "--use_cpu", "true"])
        except (FinetuneError, SystemExit) as error:  # the parser ends the process when an option is unknown
            raise FinetuneError(f"{file}: the row {row.name!r} cannot be trained: {error}") from None
    return found


def _row(plan: Mapping[str, Any], changes: Mapping[str, Any], seed: int) -> Row:
    changed = {key: value for key, value in changes.items() if key != "generate"}
    train: list[str] = []
    for key, value in {**plan["train"], **changed, "seed": seed}.items():
        train += [f"--{key}", *map(str, value if isinstance(value, list) else [value])]
    said = ",".join(f"{key}={value}" for key, value in sorted(changed.items())) or "reference"
    digest = hashlib.sha256(json.dumps([plan["recipe"], train]).encode()).hexdigest()[:8]
    folder = f"{re.sub(r'[^A-Za-z0-9=.,_-]+', '-', said)[:60]}-seed-{seed}-{digest}"
    asked = list(map(str, changes.get("generate", [])))
    generate = (*map(str, plan["generate"]), *asked)
    return Row(plan["recipe"], plan["split"], tuple(train), generate, ", ".join([said, *asked, f"seed {seed}"]), folder)


def run(plan: Plan, output: Path, workers: int = 2, *, evaluate: bool = True) -> Path | None:
    """Do what is not yet done; write experiments.json, a figure for each factor, and the page.

    Of several processes each makes the rows that no other is at. Without `evaluate` rows are trained and asked only.

    Returns:
        The page; None if there is none yet.
    """
    for row in plan.rows():
        with suppress(BusyError), locked(output / row.folder):
            if not row.asked(output):
                _make(row.steps(output))
    if not evaluate or not all(row.asked(output) for row in plan.rows()):
        return None
    samples = [row.samples(output) for row in plan.rows()]
    _make([["evaluate", *map(str, samples), "-j", str(workers)]])
    found = result(plan, output)
    write_json(output / RESULT, found)
    write_text(output / PAGE, _page(found, output))
    return output / PAGE


def _make(steps: Sequence[list[str]]) -> None:
    for step in steps:
        kept = runs.read_run(step[step.index("--output_dir") + 1]) if step[0] == "train" else None
        if kept is not None and kept["finished"]:
            continue
        status = cli.main(step)
        gc.collect()  # a trainer holds itself: without this its memory would be there beside the next one's
        if status:
            raise FinetuneError(f"`python -m finetune {' '.join(step)}` ended with {status}; the rest is not done")


def result(plan: Plan, output: Path) -> dict[str, Any]:
    """Count every level, and test it against the first level of its factor.

    Returns:
        `plan`, `dataset`, `split`, `test`; `factors`, by factor and level: `usable`, `near`, `far` (shares over all
        seeds), `seeds` (how many are usable with each), `validation_loss`, `seconds` (means of the runs), `p` and
        `p_holm` (corrected for all tests of the plan; not there for a first level).
    """
    factors: dict[str, dict[str, dict[str, Any]]] = {}
    tests: list[dict[str, Any]] = []
    for factor, levels in plan.factors.items():
        factors[factor] = {level: _level(rows, output) for level, rows in levels.items()}
        reference, *others = factors[factor].items()
        passed = _passed(levels[reference[0]], output)
        for level, line in others:
            line["p"] = paired(_passed(levels[level], output), passed)
            tests.append(line)
    for line, corrected in zip(tests, holm([line["p"] for line in tests]), strict=True):
        line["p_holm"] = corrected
    return {
        "plan": plan.file.name, "dataset": data.dataset_stamp(plan.split), "split": plan.split, "factors": factors,
        "test": "paired permutation test over functions, each with its mean over the seeds; Holm's correction",
    }  # fmt: skip


def _passed(rows: Sequence[Row], output: Path) -> list[float]:
    """For each function in how many of the runs it is usable, as a share."""
    usable: dict[str, list[bool]] = {}
    for row in rows:
        for line in verdicts.read(row.samples(output)):
            usable.setdefault(f"{line['id']}.{line['index']}", []).append(line["rows"]["usable"])
    return [sum(usable[key]) / len(rows) for key in sorted(usable)]


def _level(rows: Sequence[Row], output: Path) -> dict[str, Any]:
    evaluations = [read_evaluation(row.samples(output)) for row in rows]
    counted: dict[str, Any] = {}
    for name, group in (("usable", "all"), ("near", "near"), ("far", "far")):
        cells = [e["rows"][group]["usable"] for e in evaluations if group in e["rows"]]
        # The interval counts functions: runs on the same functions are not independent.
        functions = cells[0]["of"] if cells else None
        counted[name] = share(sum(cell["passed"] for cell in cells), sum(cell["of"] for cell in cells), functions)
    counted["seeds"] = [evaluation["rows"]["all"]["usable"]["passed"] for evaluation in evaluations]
    for name in ("validation_loss", "seconds"):
        counted[name] = sum(evaluation["settings"]["training"][name] for evaluation in evaluations) / len(rows)
    return counted


def _page(found: Mapping[str, Any], output: Path) -> str:
    parts = [f"# Experiments: {found['plan']}\n", f"Usable scenes of the {found['split']} split. p: {found['test']}.\n"]
    for factor, levels in found["factors"].items():
        image = re.sub(r"[^A-Za-z0-9]+", "-", factor) + ".png"
        figures.draw_usable([(level, cell["usable"], True) for level, cell in levels.items()], output / image)
        lines = {}
        for level, cell in levels.items():
            lines[level] = {
                "usable": tables.interval(cell["usable"]),
                "each seed": ", ".join(map(str, cell["seeds"])),
                "near": tables.interval(cell["near"]),
                "far": tables.interval(cell["far"]),
                "validation loss": f"{cell['validation_loss']:.4f}",
                "training": tables.duration(cell["seconds"]),
            }
            if "p" in cell:
                lines[level] |= {"p": tables.p_value(cell["p"]), "p, Holm": tables.p_value(cell["p_holm"])}
        parts += [f"## {factor}\n", f"![{factor}]({image})\n", tables.markdown(tables.frame(lines))]
    return "\n".join(parts)
