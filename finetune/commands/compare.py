"""`python -m finetune compare`."""

import argparse
from pathlib import Path


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("a", type=Path, metavar="A", help="a folder with an evaluated run")
    parser.add_argument("b", type=Path, metavar="B", help="another, on the same functions")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the counts here too, as JSON")
    parser.epilog = (
        "examples:\n"
        "  python -m finetune compare finetune/results/copied finetune/results/rules\n"
        "  python -m finetune compare runs/all-wordings/greedy runs/one-wording/greedy -o wordings.json"
    )


def run(options: argparse.Namespace) -> int:
    """Show how often one run passes where the other does not."""
    import json

    from rich.console import Console

    from finetune.evaluation import table
    from finetune.evaluation.compare import compare

    console = Console()
    found = compare(options.a, options.b)
    console.print(f"\n{found['a']}, against {found['b']}: {found['functions']} functions", style="bold", markup=False)
    for cells in table.comparison(found):
        console.print(cells.rich())
    console.print(found["note"], markup=False)
    if not found["same_validator"]:
        console.print("They were judged by different versions of the validator: evaluate both again.", style="yellow")
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        console.print(f"written to {options.output}", markup=False)
    return 0
