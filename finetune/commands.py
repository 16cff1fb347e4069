"""What each command of `python -m finetune` does; each takes its options and gives the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from derivative_manim.paths import checkout_root

from .errors import FinetuneError

_console = Console(highlight=False, markup=False, soft_wrap=True)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; what it yields is called with how many are done, and how many there are."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def model(options: argparse.Namespace) -> int:
    """Write a model."""
    from . import data, models

    if options.which == "tiny":
        corpus = [row["prompt"] + row["completion"] for row in data.examples("train")]
        folder = models.tiny(options.output or Path("models/tiny"), corpus)
    elif options.which == "untrained":
        folder = models.untrained(options.output or Path("models/deepseek-coder-1.3b-untrained"), options.tokenizer)
    else:
        folder = models.smollm2(options.output or Path("models/smollm2-135m"))
    _console.print(str(folder))
    return 0


def tokens(options: argparse.Namespace) -> int:
    """Count, write, and say what came out; 1 if an example is longer than training takes."""
    from transformers.utils import cached_file

    from derivative_manim.records import SPLITS

    from . import data, models
    from . import tokens as counting

    root = checkout_root()
    if options.output is None and root is None:
        raise FinetuneError(f"there is no checkout whose {counting.FILE} could be written: give --output")
    output = options.output or Path(str(root)) / counting.FILE
    default = models.SMOLLM2 if options.model == "models/smollm2-135m" else Path(options.model).name
    name = counting.checked_name(options.name or default)
    tokenizer = models.load_tokenizer(options.model)
    try:
        file = cached_file(options.model, "tokenizer.json")
    except OSError:
        raise FinetuneError(f"{options.model} has no tokenizer.json: save its tokenizer as a fast one first") from None
    examples = [example for split in SPLITS for example in data.functions(split)]
    with progress("counting tokens") as tick:
        # The trainer encodes in the same way: special tokens, where a tokenizer begins with one, included.
        rows = counting.count(examples, lambda text: tokenizer(text)["input_ids"], tick)
    counting.write(output, counting.described(name, tokenizer, file), rows)
    split_of = {example["id"]: example["split"] for example in examples}
    for split in ("all", *SPLITS):
        lengths = [row["total"] for row in rows if split in ("all", split_of[row["id"]])]
        mean, low, high = sum(lengths) / len(lengths), min(lengths), max(lengths)
        _console.print(f"{split}: {len(lengths)} examples, {mean:,.1f} tokens on average, {low:,} to {high:,}")
    _console.print(f"written: {output}" + ("" if options.output else "; now run derivative-manim build"))
    long = counting.too_long(rows)
    for row in long:
        _console.print(f"{row['id']} has {row['total']:,} tokens, more than {counting.MAX_LENGTH:,}")
    return 1 if long else 0


def train(options: argparse.Namespace) -> int:
    """Train, and say what came out."""
    from .config import train_arguments

    lessons, training, model = train_arguments(options.recipe, options.rest)
    from . import figures, runs, tables
    from .train import train as run_training

    console = Console()
    run = run_training(lessons, training, model, console)
    folder = Path(training.output_dir)
    figures.draw_losses([(folder.name, run)], folder / "losses.png")
    for epoch in run["epochs"]:
        console.print(
            f"epoch {epoch['epoch']}: train loss {epoch['train_loss']:.4f}, validation {epoch['validation_loss']:.4f}"
        )
    console.print(
        f"{tables.duration(run['seconds'])}, {run['samples_per_second']:.2f} samples/s, "
        f"{run['tokens_per_second']:.0f} tokens/s, peak memory {run['peak_memory_bytes'] / 2**30:.1f} GiB; "
        f"the adapter of step {run['step']} is in {folder / runs.ADAPTER}"
    )
    return 0


def generate(options: argparse.Namespace) -> int:
    """Let a model write."""
    from .generate import generate as write
    from .generate import request_of
    from .writer import Writer

    if (options.run is None) == (options.model is None):
        raise FinetuneError("name a training run (--run) or a model (--model), one of them")
    request = request_of(options)
    with progress("answers") as tick:
        samples = write(request, options.output, lambda: Writer(request.model, request.adapter), tick)
    stopped = sum(sample.finish_reason == "stop" for sample in samples)
    _console.print(f"{len(samples)} samples, {stopped} ended by themselves, in {options.output}")
    return 0


def baseline(options: argparse.Namespace) -> int:
    """Write the samples of a baseline."""
    from . import baselines

    with progress("writing scenes") as tick:
        samples = baselines.write(
            options.kind, options.output,
            split=options.split, limit=options.limit, command=options.command_line, tick=tick,
        )  # fmt: skip
    _console.print(f"{len(samples)} samples in {options.output}")
    for sample in samples:
        if not sample.scene:
            _console.print(f"{sample.id}, {sample.function}: no scene: {sample.unfilled}")
    return 0


def choose(options: argparse.Namespace) -> int:
    """Choose, and say where the answers came from and what they took."""
    from .choose import choose as choose_answers
    from .choose import shares

    with progress("reading answers") as tick:
        choice = choose_answers(
            options.folders, options.output,
            number=options.number, rules=options.rules, name=options.name, command=options.command_line, tick=tick,
        )  # fmt: skip
    _console.print(
        f"of {choice['answers']}: {shares(choice)}; {choice['seconds']:.0f} s of writing, "
        f"{choice['judge_seconds']:.0f} s of reading; in {options.output}"
    )
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Judge, and show the tables; 1 if samples are missing."""
    from . import verdicts
    from .evaluate import evaluate as judge_all

    status = 0
    known: list[dict[str, Any]] = []  # of the folders before: what was chosen of their samples is not judged again
    for folder in options.folders:
        with progress(f"judging {folder}") as tick:
            found = judge_all(
                folder, options.workers, options.limit_seconds, tick,
                partial=options.partial, retry_timeouts=options.retry_timeouts, known=known,
            )  # fmt: skip
        known += verdicts.read(folder)
        _show(found)
        if not found["complete"] and not options.partial:
            status = 1
    return status


def _show(found: dict[str, Any]) -> None:
    from . import tables

    asked = f"{found['samples']} samples of {found['functions']} functions"
    _console.print(f"\n{found['name']}: {asked}. {found['intervals']}")
    shown = tables.rows(found)
    _console.print(shown[["all", *(name for name in ("near", "far") if name in shown), shown.columns[-1]]].to_string())
    if len(found["pass_at_k"]["usable"]) > 1:
        _console.print(tables.pass_at_k(found).to_string())
    for name, cell in found["apart"].items():
        _console.print(f"{name.replace('_', ' ')}: {tables.interval(cell)}")
    if found["failures"]["all"]:
        _console.print(tables.failures(found)[["all", "which is"]].to_string(), soft_wrap=True)
    if missing := found["missing"]:
        counted = "counted as failures" if found["missing_are_failures"] else "not counted"
        more = ", ..." if len(missing) > 10 else ""
        _console.print(f"missing: {', '.join(missing[:10])}{more} ({len(missing)}, {counted})")


def inspect(options: argparse.Namespace) -> int:
    """Write samples.jsonl and generation.json from a log."""
    from .files import locked
    from .inspect_log import samples_from_log, settings_from_log
    from .samples import SAMPLES, append_samples, write_settings

    if (options.output / SAMPLES).exists():
        raise FinetuneError(f"{options.output} has samples already: choose another --output")
    samples = samples_from_log(options.log)
    settings = settings_from_log(options.log, name=options.name, kind=options.kind)
    with locked(options.output):
        write_settings(options.output, settings)
        append_samples(options.output, samples)
    _console.print(
        f"{len(samples)} samples of {settings['model']} in {options.output}; "
        f"now `python -m finetune evaluate {options.output}`"
    )
    return 0


def compare(options: argparse.Namespace) -> int:
    """Show how often one run passes where the other does not."""
    from . import tables
    from .compare import compare as compare_runs
    from .files import write_json

    found = compare_runs(options.a, options.b)
    _console.print(f"{found['a']}, against {found['b']}: {found['functions']} functions. {found['note']}")
    _console.print(tables.pairs(found).to_string())
    if not found["same_validator"]:
        _console.print("They were judged by different versions of the validator: evaluate both again.")
    if options.output:
        write_json(options.output, found)
    return 0


def experiments(options: argparse.Namespace) -> int:
    """Do what is not yet done of a plan, and write what came out."""
    from .experiments import read_plan, run

    page = run(read_plan(options.plan), options.output, options.workers)
    _console.print(f"the page: {page}")
    return 0


def report(options: argparse.Namespace) -> int:
    """Write the page, or see whether it is up to date; then 1 if it is not."""
    from .documents import write_documents
    from .report import write_report

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


def push(options: argparse.Namespace) -> int:
    """Check, write, and upload unless it is a dry run."""
    import tempfile

    from .publish import CARD, RESULT, Publication, prepare, upload

    names = ("run", "evaluation", "repo", "dataset", "date", "base_model", "dataset_revision")
    publication = Publication(**{name: getattr(options, name) for name in names}, licence=options.license)
    if options.dry_run is not None:
        folder = prepare(publication, options.dry_run)
        _console.print(f"{folder}: nothing was uploaded; the card is {folder / CARD}, the score {folder / RESULT}")
        return 0
    with tempfile.TemporaryDirectory() as work:
        folder = prepare(publication, Path(work) / "model")
        _console.print(f"uploaded: {upload(folder, options.repo, private=options.private)}")
    return 0


def demo(options: argparse.Namespace) -> int:
    """Run every step once with a tiny model; the first that fails ends it. Interrupted, the same command goes on.

    The model is random: its rows of the report are to be zeros, and the row of the rule-based generator is to be full.
    """
    from . import runs
    from .cli import main
    from .samples import read_settings

    folder, limit = options.output, str(options.limit)
    results, tiny, trained = folder / "results", folder / "model", folder / "run"
    asked = ["--limit", limit, "--max-new-tokens", "200"]  # a random model does not end by itself
    names = ("fine-tuned", "zero-shot", "copied", "rules")
    steps = [
        ["model", "tiny", "--output", str(tiny)],
        ["train", "tiny", "--model_name_or_path", str(tiny), "--output_dir", str(trained)],
        ["generate", "--run", str(trained), *asked, "--output", str(results / "fine-tuned")],
        ["generate", "--model", str(tiny), *asked, "--output", str(results / "zero-shot")],
        ["baseline", "copied", "--limit", limit, "--output", str(results / "copied")],
        ["baseline", "rules", "--limit", limit, "--output", str(results / "rules")],
        ["evaluate", *(str(results / name) for name in names)],
        ["compare", str(results / "fine-tuned"), str(results / "rules")],
        ["report", str(results), "--output", str(folder / "report")],
    ]
    for number, step in enumerate(steps, 1):
        run = runs.read_run(trained) if step[0] == "train" else None
        done = run is not None and run["finished"]
        done |= step[0] == "model" and (tiny / "config.json").is_file()
        done |= step[0] == "baseline" and bool((read_settings(step[-1]) or {}).get("complete"))
        if done:
            continue
        Console().rule(f"{number} of {len(steps)}: python -m finetune {' '.join(step)}", align="left")
        status = main(step)
        if status:
            return status
    return 0
