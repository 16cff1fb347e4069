"""`python -m validation rules`: every rule, and what it holds a file to."""

import argparse

from rich.console import Console
from rich.table import Table

from .. import lesson as lessons
from .. import records as dataset
from .. import render
from ..cli import CLEAN

RULES: dict[str, str] = {**lessons.RULES, **dataset.RULES, **render.RULES}


def run(options: argparse.Namespace) -> int:
    """List them, by group."""
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("rule", no_wrap=True)
    table.add_column("holds the file to")
    for rule, text in sorted(RULES.items()):
        table.add_row(rule, text)
    Console(highlight=False).print(table)
    return CLEAN
