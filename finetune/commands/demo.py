"""`python -m finetune demo`: every step once, with a tiny model."""

import argparse
from pathlib import Path

_ANSWER = "200"  # tokens: a random model does not end by itself


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--output", type=Path, default=Path("runs/demo"), help="a folder (default: runs/demo)")
    parser.add_argument("--limit", type=int, default=8, metavar="N", help="functions of the test split (default: 8)")
    parser.epilog = (
        "Interrupted, the same command goes on. The model is random: its rows of the report are to be zeros,\n"
        "and the row of the rule-based generator is to be full."
    )


def run(options: argparse.Namespace) -> int:
    """Run the commands one after the other; the first that fails ends it."""
    from rich.console import Console

    from finetune.cli import main
    from finetune.samples import read_settings

    folder, limit = options.output, str(options.limit)
    results = folder / "results"
    model, trained = folder / "model", folder / "run"
    steps = [
        ["model", "tiny", "--output", str(model)],
        ["train", "tiny", "--name", str(model), "--output", str(trained)],
        ["generate", "--run", str(trained), "--limit", limit, "--max-new-tokens", _ANSWER,
         "--output", str(results / "fine-tuned")],
        ["generate", "--model", str(model), "--limit", limit, "--max-new-tokens", _ANSWER,
         "--output", str(results / "zero-shot")],
        ["baseline", "copied", "--limit", limit, "--output", str(results / "copied")],
        ["baseline", "rules", "--limit", limit, "--output", str(results / "rules")],
        ["evaluate", *(str(results / name) for name in ("zero-shot", "fine-tuned", "copied", "rules"))],
        ["compare", str(results / "fine-tuned"), str(results / "rules")],
        ["sweep", "--run", str(trained), "--limit", limit, "--max-new-tokens", _ANSWER,
         "--output", str(results / "sweep")],
        ["report", str(results), "--output", str(folder / "report")],
    ]  # fmt: skip
    console = Console()
    for number, step in enumerate(steps, 1):
        if step[0] == "model" and (model / "config.json").is_file():
            continue
        if step[0] == "train" and _finished(trained):
            continue
        if step[0] == "baseline" and (read_settings(step[-1]) or {}).get("complete"):
            continue
        console.rule(f"{number} of {len(steps)}: python -m finetune {' '.join(step)}", align="left")
        status = main(step)
        if status:
            return status
    return 0


def _finished(run: Path) -> bool:
    from finetune.training import history

    kept = history.read(run)
    return kept is not None and kept["finished"]
