"""The command line: `python -m finetune COMMAND`. What a command does, and its help, is in `commands`."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from derivative_manim.errors import DerivativeManimError

from . import commands

FAILED = 2


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
        return int(getattr(commands, options.command)(options) or 0)
    except KeyboardInterrupt:
        print("finetune: interrupted; the same command goes on where it stopped", file=sys.stderr)  # noqa: T201
        return 130
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        said = f"{missing} is not installed: pip install 'derivative-manim[finetune,validation,inspect]'"
    except Exception as error:
        if not isinstance(error, DerivativeManimError) and type(error).__name__ != "SandboxUnavailable":
            raise
        said = str(error)
    print(f"finetune: {said}", file=sys.stderr)  # noqa: T201
    return FAILED


def parse(given: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read a command line; gives what is known of it, and what is left to TRL."""
    parser = argparse.ArgumentParser(
        prog="python -m finetune",
        description="The QLoRA baseline of derivative-manim, and its evaluation.",
        epilog="`python -m finetune COMMAND --help` tells more; docs/baseline.md has examples.",
    )
    added = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, add_options in COMMANDS.items():
        text = str(getattr(commands, name).__doc__)
        # TRL's options are its parser's: `train` hands on what follows the recipe, --help too.
        own = name == "train" and len(given) > 2
        add_options(
            added.add_parser(name, help=text.partition("\n")[0], description=text, add_help=not own).add_argument
        )
    options, rest = parser.parse_known_args(given)
    if rest and options.command != "train":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options, rest


def positive(text: str) -> int:
    """Read a whole number above 0."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
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


def _train(add: Callable[..., Any]) -> None:
    add("recipe", nargs="?", default="study", help="a YAML file, or a name in finetune/configs (study)")


def _generate(add: Callable[..., Any]) -> None:
    add("--run", type=Path, help="a training run: its model with its adapter, asked as it was trained")
    add("--model", help="a model without an adapter: a Hub name or a local folder")
    add("--checkpoint", metavar="N", help="of --run: the adapter of checkpoint-N, not the best one")
    add("--load-in-4bit", action="store_true", help="of --model: weights in NF4")
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
    add(
        "-j",
        "--workers",
        type=positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="whole scenes run at a time (cores)",
    )


def _evaluate(add: Callable[..., Any]) -> None:
    add("folders", nargs="+", type=Path, metavar="FOLDER", help="folders with samples.jsonl and generation.json")
    add("-j", "--workers", type=positive, default=os.cpu_count() or 1, metavar="N", help="sandboxes at a time (cores)")
    add("--limit-seconds", type=positive, default=60, metavar="S", help="the longest that a scene may run (60)")


def _inspect(add: Callable[..., Any]) -> None:
    add("log", type=Path, help="a log that `inspect eval` wrote for the task of this project")
    add("--output", type=Path, required=True, help="the samples folder to make")
    add("--name", default="", help="how reports name the row (model and style)")


def _compare(add: Callable[..., Any]) -> None:
    add("a", type=Path, metavar="A", help="a folder with an evaluated run")
    add("b", type=Path, metavar="B", help="another, on the same functions")


def _experiments(add: Callable[..., Any]) -> None:
    add("plan", help="a YAML file, or a name in finetune/plans")
    add("--output", type=Path, required=True, help="a folder; what is there already is not done again")
    add("-j", "--workers", type=positive, default=2, help="scenes judged at a time (2)")
    add("--skip-evaluation", action="store_true", help="only train and ask: for a machine without Manim")


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
    day = {"required": True, "type": date.fromisoformat, "metavar": "YYYY-MM-DD"}
    add("--date", **day, help="the day of the evaluation")
    add("--base-model", default="", metavar="NAME", help="what the Hub calls the base model, if it was a folder")
    add("--license", dest="licence", default="", help="of the adapter, as the Hub names it: mit, apache-2.0, ...")
    add("--private", action="store_true", help="make a new repository private")
    add("--dry-run", type=Path, metavar="DIR", help="write what would be uploaded to DIR, and stop there")


def _demo(add: Callable[..., Any]) -> None:
    add("--output", type=Path, default=Path("runs/demo"), help="a folder (runs/demo)")
    add("--limit", type=positive, default=4, metavar="N", help="functions of the test split (4)")


#: In the order in which they are used.
COMMANDS: dict[str, Callable[[Callable[..., Any]], None]] = {
    "model": _model, "train": _train, "generate": _generate, "baseline": _baseline,
    "choose": _choose, "evaluate": _evaluate, "inspect": _inspect, "compare": _compare, "experiments": _experiments,
    "report": _report, "push": _push, "demo": _demo,
}  # fmt: skip
