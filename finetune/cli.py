"""The command line: `python -m finetune COMMAND`. What a command does is in `commands`, imported when asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from derivative_manim.errors import DerivativeManimError

#: In the order in which they are used.
COMMANDS = {
    "model": "Get a model that needs no Hub: SmolLM2-135M, or a tiny one to try everything with.",
    "tokens": "Count the tokens of every example with a model's tokenizer, for the dataset's statistics.",
    "train": "Fine-tune a model with QLoRA: a recipe, and options of TRL that change it.",
    "generate": "Let a model, with or without an adapter, write the scenes of a split.",
    "baseline": "Write the rows that need no model: the nearest training scene copied, the rule-based generator.",
    "choose": "Of several answers take the first whose lines the validator finds right; without one, the rules' scene.",
    "evaluate": "Judge samples in the sandbox: the eleven rows, with intervals, and what went wrong.",
    "inspect": "Make a log of Inspect AI into a folder of samples.",
    "compare": "Compare two evaluated runs, function by function.",
    "experiments": "Train, generate and evaluate a list of rows with several seeds; tests and figures by factor.",
    "report": "Write the page with all tables and figures, from result files only.",
    "push": "Publish an adapter on the Hub, with its scores.",
    "demo": "Everything from model to report with a tiny model, on the processor, in minutes.",
}
EXAMPLES = {
    "model": ("model smollm2", "model tiny --output models/tiny"),
    "tokens": ("tokens    # then: derivative-manim build",),
    "train": (
        "train study --output_dir runs/study                                   # one GPU",
        "train smollm2-fill-cpu --output_dir runs/fill --num_train_epochs 5    # no GPU",
        "train study --output_dir runs/one-wording --wording standard",
        "train --help    # every option",
    ),
    "generate": (
        "generate --run runs/study --output results/study",
        "generate --run runs/study --temperature 0.7 -n 4 --output results/study-4",
        "generate --run runs/study --without-adapter --output results/no-adapter    # a fault, measured",
        "generate --model OWNER/NAME --mode few-shot --output results/few-shot",
    ),
    "baseline": ("baseline copied --output results/copied", "baseline rules --output results/rules"),
    "choose": (
        "choose results/fill-16 --output results/fill-best-of-4 --number 4",
        "choose results/fill results/fill-16 --rules --output results/hybrid    # asked, asked again, then the rules",
    ),
    "evaluate": ("evaluate results/*    # those that are judged already take seconds",),
    "inspect": ("inspect logs/NAME.eval --output results/api-model",),
    "compare": ("compare results/study results/rules",),
    "experiments": (
        "experiments smollm2-fill-cpu --output runs/experiments    # 2 cores: the study's three factors, slots filled",
        "experiments smollm2-gpu --output runs/experiments    # one GPU: whole scenes, and the faults of a harness",
    ),
    "report": ("report", "report --documents    # and the table of README.md and the card"),
    "push": ("push runs/study results/study --repo ME/NAME --dataset OWNER/NAME --date 2026-11-22 --dry-run DIR",),
    "demo": ("demo --output runs/demo",),
}
FAILED = 2
# The extras, by the names that are imported.
_EXTRAS = {
    "finetune": ("accelerate", "bitsandbytes", "gguf", "jinja2", "llguidance", "matplotlib", "peft", "rapidfuzz",
                 "scipy", "torch", "transformers", "trl"),
    "inspect": ("inspect_ai",),
    "validation": ("jsonschema", "manim", "mpmath", "numpy", "sympy"),
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        The exit status: 0 done, 1 the answer is no, 2 it could not run.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    options, rest = parse(given)
    options.command_line = "python -m finetune " + shlex.join(given)
    options.rest = rest
    try:
        commands = importlib.import_module(f"{__package__}.commands")
        status = int(getattr(commands, options.command)(options))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has gone. What is still buffered must not raise once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("finetune: interrupted; the same command goes on where it stopped", file=sys.stderr)  # noqa: T201
        return 130
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        extra = next((extra for extra, names in _EXTRAS.items() if missing in names), None)
        if extra is None:
            raise
        return _fail(f"{missing} is not installed: pip install 'derivative-manim[{extra}]'")
    except Exception as error:
        if not isinstance(error, DerivativeManimError) and type(error).__name__ != "SandboxUnavailable":
            raise
        return _fail(str(error))
    return status


def _fail(message: str) -> int:
    print(f"finetune: {message}", file=sys.stderr)  # noqa: T201
    return FAILED


def parse(given: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read a command line; gives what is known of it, and what is left to TRL."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m finetune",
        description="The QLoRA baseline of derivative-manim, and its evaluation.",
        epilog="`python -m finetune COMMAND --help` tells more.",
        formatter_class=raw,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        epilog = "examples:\n" + "\n".join(f"  python -m finetune {example}" for example in EXAMPLES[name])
        # TRL's options are its parser's: `train` hands on what follows the recipe, --help too.
        own = name == "train" and len(given) > 2
        command = commands.add_parser(
            name, help=text, description=text, epilog=epilog, formatter_class=raw, add_help=not own
        )
        _OPTIONS[name](command.add_argument)
    options, rest = parser.parse_known_args(given)
    if rest and options.command != "train":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options, rest


def positive(text: str) -> int:
    """Read a whole number above 0.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number


def duration(text: str) -> float:
    """Read a time in seconds.

    Raises:
        argparse.ArgumentTypeError: it is none, or not above 0.
    """
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a time in seconds, above 0")
    return number


def _functions(add: Callable[..., Any]) -> None:
    add("--split", choices=("train", "validation", "test"), default="test", help="which functions (test)")
    add("--limit", type=positive, metavar="N", help="only so many functions, the same share of every level")


def _model(add: Callable[..., Any]) -> None:
    add(
        "which",
        choices=("smollm2", "tiny", "untrained"),
        help="SmolLM2-135M-Instruct; a tiny random Llama; the study's architecture, untrained, for speed only",
    )
    add("--output", type=Path, help="a folder (models/smollm2-135m, models/tiny, models/deepseek-coder-1.3b-untrained)")
    add("--tokenizer", type=Path, default=Path("models/smollm2-135m"), help="of `untrained`: a folder with a tokenizer")


def _tokens(add: Callable[..., Any]) -> None:
    add("--model", default="models/smollm2-135m", help="a folder or a Hub name with a tokenizer (models/smollm2-135m)")
    add("--name", help="what the tokenizer is called in the dataset's tables")
    add("--output", type=Path, metavar="FILE", help="where to (metadata/tokens.json of this checkout)")


def _train(add: Callable[..., Any]) -> None:
    add("recipe", nargs="?", default="study", help="a YAML file, or a name in finetune/configs (study)")


def _generate(add: Callable[..., Any]) -> None:
    add("--run", type=Path, help="a training run: its model with its adapter, asked as it was trained")
    add("--model", help="a model without an adapter: a Hub name or a local folder")
    add("--checkpoint", metavar="N", help="of --run: the adapter of checkpoint-N, not the best one")
    add("--load-in-4bit", action="store_true", help="of --model: weights in NF4")
    add("--dtype", choices=("auto", "bfloat16", "float32"), default="auto", help="of --model (auto)")
    _functions(add)
    add("--wording", choices=("all", "standard"), help="(all; with --run as it was trained)")
    add(
        "--mode",
        choices=("direct", "few-shot", "fill", "constrained"),
        help="direct: it writes the scene; few-shot: after solved examples; fill: it fills the template's slots; "
        "constrained: it writes under the grammar of its target (as --run learned, else direct)",
    )
    add("--shots", type=positive, metavar="K", help="solved examples (2 with few-shot, else 0)")
    add("--without-adapter", action="store_true", help="a fault, to be measured: --run without what it learned")
    add("--bare", action="store_true", help="a fault, to be measured: the instruction without the prompt around it")
    add("--temperature", type=float, default=0.0, help="above 0 tokens are drawn (0; the study's is 0.2)")
    add("--top-p", type=float, default=1.0, help="(1)")
    add("--beams", type=positive, default=1, help="width of a beam search (1)")
    add("-n", "--samples", type=positive, default=1, metavar="N", help="answers to each (1)")
    add("--seed", type=int, default=42, help="(42)")
    add("--max-new-tokens", type=positive, help="(2048; 768 with fill)")
    add("--batch-size", type=positive, help="functions at a time (8; 64 on a GPU, less if they do not fit)")
    add("--name", help="how reports call this row")
    add("--output", type=Path, required=True, help="a folder; unfinished samples there go on")


def _baseline(add: Callable[..., Any]) -> None:
    add("kind", choices=("copied", "rules"), help="the nearest training scene, unchanged; the project's generator")
    add("--output", type=Path, required=True, metavar="FOLDER", help="where samples.jsonl is written")
    _functions(add)


def _choose(add: Callable[..., Any]) -> None:
    add("folders", nargs="+", type=Path, metavar="FOLDER", help="samples of the same functions, in the order asked")
    add("--number", type=positive, metavar="N", help="only the first N answers to each function (all)")
    add("--rules", action="store_true", help="where none is right, the rule-based generator's scene")
    add("--name", default="", help="how reports call this row")
    add("--output", type=Path, required=True, help="a folder; it is evaluated as any other")


def _evaluate(add: Callable[..., Any]) -> None:
    add("folders", nargs="+", type=Path, metavar="FOLDER", help="folders with samples.jsonl and generation.json")
    add("-j", "--workers", type=positive, default=os.cpu_count() or 1, metavar="N", help="sandboxes at a time (cores)")
    add("--limit-seconds", type=duration, default=60.0, metavar="S", help="the longest that a scene may run (60)")
    add("--partial", action="store_true", help="count samples that are missing as failures in all rows, and go on")
    add("--retry-timeouts", action="store_true", help="judge those again that took too long in an earlier call")


def _inspect(add: Callable[..., Any]) -> None:
    add("log", type=Path, help="a log that `inspect eval` wrote for the task of this project")
    add("--output", type=Path, required=True, help="the samples folder to make")
    add("--name", default="", help="how reports name the row (model and style)")
    add("--kind", choices=("zero-shot", "few-shot", "fine-tuned", "api"), default="", help="(by provider and examples)")


def _compare(add: Callable[..., Any]) -> None:
    add("a", type=Path, metavar="A", help="a folder with an evaluated run")
    add("b", type=Path, metavar="B", help="another, on the same functions")
    add("-o", "--output", type=Path, metavar="FILE", help="write the counts here too, as JSON")


def _experiments(add: Callable[..., Any]) -> None:
    add("plan", help="a YAML file, or a name in finetune/plans")
    add("--output", type=Path, required=True, help="a folder; what is there already is not done again")
    add("-j", "--workers", type=positive, default=2, help="scenes judged at a time (2)")


def _report(add: Callable[..., Any]) -> None:
    add("folders", nargs="*", type=Path, metavar="FOLDER", help="evaluated folders at or below are rows (results/)")
    add("--output", type=Path, help="where the page goes (results/)")
    add("--documents", action="store_true", help="also put the table of results/ into README.md and the card")
    add("--check", action="store_true", help="write nothing; are page and tables as the result files say?")


def _push(add: Callable[..., Any]) -> None:
    add("run", type=Path, help="the folder of a finished training run")
    add("evaluation", type=Path, help="the samples of its adapter on the whole test split, evaluated")
    add("--repo", required=True, metavar="OWNER/NAME", help="the model's repository on the Hub")
    add("--dataset", required=True, metavar="OWNER/NAME", help="the dataset's repository on the Hub")
    add("--date", required=True, metavar="YYYY-MM-DD", help="the day of the evaluation")
    add("--base-model", default="", metavar="NAME", help="what the Hub calls the base model, if it was a folder")
    add("--dataset-revision", default="", metavar="REV", help="tag or commit of the dataset (the version's tag)")
    add("--license", default="", help="of the adapter, as the Hub names it: mit, apache-2.0, other, ...")
    add("--private", action="store_true", help="make a new repository private")
    add("--dry-run", type=Path, metavar="DIR", help="write what would be uploaded to DIR, and stop there")


def _demo(add: Callable[..., Any]) -> None:
    add("--output", type=Path, default=Path("runs/demo"), help="a folder (runs/demo)")
    add("--limit", type=positive, default=4, metavar="N", help="functions of the test split (4)")


_OPTIONS: dict[str, Callable[[Callable[..., Any]], None]] = {name: globals()[f"_{name}"] for name in COMMANDS}
