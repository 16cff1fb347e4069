"""The command line: `python -m finetune COMMAND`. Each command is a module of `finetune.commands`.

A command module has `describe(parser)`, which adds its options and imports nothing heavy, and
`run(options) -> exit status`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from finetune.errors import FinetuneError

#: In the order in which they are used.
COMMANDS = {
    "model": "Get a model that needs no Hub: SmolLM2-135M, or a tiny one to try everything with.",
    "tokens": "Count the tokens of every example with a model's tokenizer, for the dataset's statistics.",
    "train": "Fine-tune a model with QLoRA; the options are the rows of the study's table.",
    "generate": "Let a model, with or without an adapter, write the scenes of a split.",
    "baseline": "Write the rows that need no model: the nearest training scene copied, the rule-based generator.",
    "evaluate": "Judge samples in the sandbox: the eleven rows, with intervals, and what went wrong.",
    "inspect": "Make a log of Inspect AI into a folder of samples.",
    "compare": "Compare two evaluated runs, function by function.",
    "sweep": "Generate with every checkpoint of a run and evaluate it: loss against quality.",
    "report": "Write the page with all tables, curves and frames, from result files only.",
    "push": "Publish an adapter on the Hub, with its scores.",
    "demo": "Everything from model to report with a tiny model, on the processor, in minutes.",
}
DONE, FAILED = 0, 2
_RAW = argparse.RawDescriptionHelpFormatter
# The extras `finetune` and `validation`, by the names that are imported.
_EXTRAS = {
    "finetune": (
        "accelerate", "bitsandbytes", "gguf", "inspect_ai", "jinja2", "llguidance", "matplotlib", "peft", "rapidfuzz",
        "scipy", "torch", "transformers", "trl",
    ),
    "validation": ("jsonschema", "manim", "mpmath", "numpy", "sympy"),
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the arguments; those of the process if None.

    Returns:
        The exit status: 0 done, 1 the answer is no, 2 it could not run.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="python -m finetune",
        description="The QLoRA baseline of derivative-manim, and its evaluation.",
        epilog="`python -m finetune COMMAND --help` tells more.",
        formatter_class=_RAW,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text, formatter_class=_RAW)
        if given[:1] == [name]:  # the others need not be imported
            importlib.import_module(f"finetune.commands.{name}").describe(command)
    options = parser.parse_args(given)
    try:
        status = int(importlib.import_module(f"finetune.commands.{options.command}").run(options))
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
        return _fail(f"{missing} is not installed: pip install -e '.[{extra}]'")
    except Exception as error:
        if not isinstance(error, FinetuneError) and type(error).__name__ != "SandboxUnavailable":
            raise
        return _fail(str(error))
    return status


def _fail(message: str) -> int:
    print(f"finetune: {message}", file=sys.stderr)  # noqa: T201
    return FAILED
