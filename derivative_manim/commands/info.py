"""`derivative-manim info`."""

import argparse
from collections import Counter

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from derivative_manim._version import __version__
from derivative_manim.manifest import verify_manifest
from derivative_manim.paths import data_root
from derivative_manim.records import LEVELS, SPLITS, Record, read_records

_SHOWN = 270  # x sin x or its neighbours: long enough to be interesting, short enough for a line


def run(arguments: argparse.Namespace) -> int:
    """Print the counts, the version, the state of the checksums, and one example."""
    root = data_root(arguments.root)
    records = read_records(root)
    problems = verify_manifest(root)
    console = Console()
    console.print(Text.assemble(("derivative-manim ", "bold"), (__version__, "bold cyan"), f"  {root}"))
    console.print(_counts(records))
    if problems:
        state = f"{len(problems)} problem{'s' * (len(problems) > 1)}: see `derivative-manim verify`"
        console.print(Text.assemble("checksums: ", (state, "bold red")))
    else:
        console.print(Text.assemble("checksums: ", ("every file is as released", "green")))
    if records:
        console.print(_example(records[min(_SHOWN, len(records)) - 1]))
    return 0


def _counts(records: list[Record]) -> Table:
    counts = Counter((record["level"], record["split"]) for record in records)
    table = Table("level")
    for name in (*SPLITS, "all"):
        table.add_column(name, justify="right")
    for level in LEVELS:
        row = [counts[level, split] for split in SPLITS]
        table.add_row(level, *map(str, row), str(sum(row)))
    table.add_section()
    totals = [sum(counts[level, split] for level in LEVELS) for split in SPLITS]
    table.add_row("all", *map(str, totals), str(sum(totals)), style="bold")
    return table


def _example(record: Record) -> Panel:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column()
    for name, value in (
        ("f(x)", record["function"]),
        ("f'(x)", record["derivative"]),
        ("rules", ", ".join(record["rules"])),
        ("instruction", record["instruction"]),
        ("scene", f"{record['path']}, {record['chars']:,} characters"),
    ):
        grid.add_row(name, Text(value))
    hint = Text(f"derivative-manim show {record['id']}", style="dim")
    title = f"{record['id']} · {record['level']} · {record['split']}"
    return Panel(Group(grid, hint), title=Text(title), title_align="left", expand=False)
