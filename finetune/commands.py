"""What each command of `python -m finetune` does; each takes its options and gives the exit status, None for 0."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console

from derivative_manim.paths import checkout_root

from .errors import FinetuneError

_console = Console(highlight=False, markup=False, soft_wrap=True)


def model(options: argparse.Namespace) -> None:
    """Get a model that needs no Hub: SmolLM2-135M, or a tiny one to try everything with."""
    from . import data, models

    if options.which == "tiny":
        corpus = [row["prompt"] + row["completion"] for row in data.functions("train", 24)]
        folder = models.tiny(options.output or Path("models/tiny"), corpus)
    elif options.which == "untrained":
        folder = models.untrained(options.output or Path("models/deepseek-coder-1.3b-untrained"), options.tokenizer)
    else:
        folder = models.smollm2(options.output or Path("models/smollm2-135m"))
    _console.print(str(folder))


def train(options: argparse.Namespace) -> None:
    """Fine-tune a model with QLoRA: a recipe, and options of TRL that change it."""
    from .config import train_arguments

    lessons, training, model = train_arguments(options.recipe, options.rest)
    from . import runs, tables
    from .train import train as run_training

    console = Console()
    run = run_training(lessons, training, model, console)
    for at in run["checkpoints"]:
        losses = f"train loss {at['train_loss']:.4f}, validation {at['validation_loss']:.4f}"
        console.print(f"epoch {at['epoch']:g}: {losses}")
    console.print(
        f"{tables.duration(run['seconds'])}, {run['samples_per_second']:.2f} samples/s, "
        f"{run['tokens_per_second']:.0f} tokens/s, peak memory {run['peak_memory_bytes'] / 2**30:.1f} GiB; "
        f"the adapter of step {run['step']} is in {Path(training.output_dir) / runs.ADAPTER}"
    )


def generate(options: argparse.Namespace) -> None:
    """Let a model, with or without an adapter, write the scenes of a split."""
    from functools import partial

    from .generate import answered, request_of
    from .generate import generate as write
    from .writer import Writer

    if (options.run is None) == (options.model is None):
        raise FinetuneError("name a training run (--run) or a model (--model), one of them")
    request = request_of(options)
    samples = write(request, options.output, lambda: partial(answered, request, Writer(request.model, request.adapter)))
    stopped = sum(sample.finish_reason == "stop" for sample in samples)
    _console.print(f"{len(samples)} samples, {stopped} ended by themselves, in {options.output}")


def baseline(options: argparse.Namespace) -> None:
    """Write the rows that need no model: the nearest training scene copied, the rule-based generator."""
    from . import baselines

    samples = baselines.write(
        options.kind, options.output, split=options.split, limit=options.limit, command=options.command_line
    )
    _console.print(f"{len(samples)} samples in {options.output}")
    for sample in samples:
        if not sample.scene:
            _console.print(f"{sample.id}, {sample.function}: no scene: {sample.unfilled}")


def choose(options: argparse.Namespace) -> None:
    """Of several answers take the first that the validator finds right; without one, the rules' scene."""
    from .choose import choose as choose_answers
    from .choose import shares

    named = {name: getattr(options, name) for name in ("number", "rules", "name", "workers")}
    choice = choose_answers(options.folders, options.output, command=options.command_line, **named)
    _console.print(
        f"of {choice['answers']}: {shares(choice)}; {choice['seconds']:.0f} s of writing, "
        f"{choice['judge_seconds']:.0f} s of reading; in {options.output}"
    )


def evaluate(options: argparse.Namespace) -> int:
    """Judge samples in the sandbox: the eleven rows, with intervals, and what went wrong."""
    from derivative_manim.validation.reports import ROW_WORDS

    from . import tables, verdicts
    from .evaluate import evaluate as judge_all
    from .failures import meaning
    from .study import STUDY_NAME

    status = 0
    known: list[dict[str, Any]] = []  # of the folders before: what was chosen of their samples is not judged again
    for folder in options.folders:
        found = judge_all(folder, options.workers, options.limit_seconds, known=known)
        known += verdicts.read(folder)
        asked = f"{found['samples']} samples of {found['functions']} functions"
        _console.print(f"\n{found['name']}: {asked}. Intervals are Wilson's, 95 %.")
        groups = {name: found["rows"][name] for name in ("all", "near", "far") if name in found["rows"]}
        groups[STUDY_NAME.lower()] = tables.study()
        rows = {words: {n: tables.interval(g[row]) for n, g in groups.items()} for row, words in ROW_WORDS.items()}
        _console.print(tables.frame(rows).to_string())
        _console.print(f"{tables.FAULTLESS}: {tables.interval(found['faultless']['all'])}")
        for name, cell in found["apart"].items():
            _console.print(f"{name.replace('_', ' ')}: {tables.interval(cell)}")
        if found["samples_per_function"] > 1:
            _console.print("usable: " + ", ".join(f"pass@{k} {p:.0%}" for k, p in found["pass_at_k"]["usable"].items()))
        for name, count in found["failures"]["all"].items():
            _console.print(f"{count} {name}: {meaning(name)}")
        if missing := found["missing"]:
            more = ", ..." if len(missing) > 10 else ""
            _console.print(f"missing: {', '.join(missing[:10])}{more} ({len(missing)}, not counted)")
            status = 1
    return status


def inspect(options: argparse.Namespace) -> None:
    """Make a log of Inspect AI into a folder of samples."""
    from derivative_manim.finetune.inspect_task import from_log

    from .samples import write_new

    samples, settings = from_log(options.log, name=options.name)
    write_new(options.output, settings, samples)
    _console.print(
        f"{len(samples)} samples of {settings['model']} in {options.output}; "
        f"now `python -m finetune evaluate {options.output}`"
    )


def compare(options: argparse.Namespace) -> None:
    """Compare two evaluated runs, function by function."""
    from derivative_manim.validation.reports import ROW_WORDS

    from . import tables
    from .compare import NOTE
    from .compare import compare as compare_runs

    found = compare_runs(options.a, options.b)
    _console.print(f"{found['a']}, against {found['b']}: {found['functions']} functions. {NOTE}")
    titles = {"both": "both", "only_a": f"only {found['a']}", "only_b": f"only {found['b']}", "neither": "neither"}
    lines = {
        ROW_WORDS[row]: {title: counts[key] for key, title in titles.items()} | {"p": tables.p_value(counts["p"])}
        for row, counts in found["rows"].items()
    }
    _console.print(tables.frame(lines).to_string())
    if not found["same_validator"]:
        _console.print("They were judged by different versions of the validator: evaluate both again.")


def experiments(options: argparse.Namespace) -> None:
    """Train, generate and evaluate a list of rows with several seeds; tests and figures by factor."""
    from .experiments import read_plan, run

    page = run(read_plan(options.plan), options.output, options.workers, evaluate=not options.skip_evaluation)
    _console.print(f"the page: {page}" if page else "no page yet: the same command judges when all rows are made")


def report(options: argparse.Namespace) -> int:
    """Write the page with all tables and figures, from result files only."""
    from .report import write_documents, write_report

    root = checkout_root()
    if root is None and (options.check or options.documents or not options.folders):
        raise FinetuneError("there is no checkout with results/: name folders and --output")
    results = Path(str(root)) / "results"
    if options.check:
        stale = write_documents(Path(str(root)), results, check=True)
        for file in stale:
            _console.print(f"{file} is not what the result files say: run python -m finetune report --documents")
        return int(bool(stale))
    written = write_report(options.folders or [results], options.output or results)
    _console.print(f"{len(written)} files; the page: {written[0]}")
    if options.documents:
        for file in write_documents(Path(str(root)), results):
            _console.print(f"{file} has the new table")
    return 0


def push(options: argparse.Namespace) -> None:
    """Publish an adapter on the Hub, with its scores."""
    import tempfile

    from .publish import CARD, RESULT, prepare, upload

    if options.dry_run is not None:
        folder = prepare(options, options.dry_run)
        _console.print(f"{folder}: nothing was uploaded; the card is {folder / CARD}, the score {folder / RESULT}")
        return
    with tempfile.TemporaryDirectory() as work:
        folder = prepare(options, Path(work) / "model")
        _console.print(f"uploaded: {upload(folder, options.repo, private=options.private)}")


def demo(options: argparse.Namespace) -> int:
    """Everything from model to report with a tiny model, on the processor, in minutes.

    The model is random: its rows of the report are to be zeros, and the row of the rule-based generator is to be full.
    """
    from . import runs
    from .cli import main

    folder, limit = options.output, ["--limit", str(options.limit)]
    results, tiny, trained = folder / "results", folder / "model", folder / "run"
    asked = [*limit, "--max-new-tokens", "200"]  # a random model does not end by itself
    names = ("fine-tuned", "zero-shot", "copied", "rules")
    tuned, untuned, copied, rules = (str(results / name) for name in names)
    steps = [
        ["model", "tiny", "--output", str(tiny)],
        ["train", "tiny", "--model_name_or_path", str(tiny), "--output_dir", str(trained)],
        ["generate", "--run", str(trained), *asked, "--output", tuned],
        ["generate", "--model", str(tiny), *asked, "--output", untuned],
        ["baseline", "copied", *limit, "--output", copied],
        ["baseline", "rules", *limit, "--output", rules],
        ["evaluate", tuned, untuned, copied, rules],
        ["compare", tuned, rules],
        ["report", str(results), "--output", str(folder / "report")],
    ]
    for number, step in enumerate(steps, 1):
        run = runs.read_run(trained) if step[0] == "train" else None
        if (run and run["finished"]) or (step[0] == "model" and (tiny / "config.json").is_file()):
            continue
        Console().rule(f"{number} of {len(steps)}: python -m finetune {' '.join(step)}", align="left")
        if status := main(step):
            return status
    return 0
