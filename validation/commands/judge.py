"""`python -m validation judge`: the verdict on any scene."""

import argparse
import json
import sys

from rich.console import Console
from rich.table import Table

from .. import judge as verdict
from ..cli import CLEAN, PROBLEMS, Refused
from ..reports import console
from .check import write

WORDS = {
    "valid_syntax": "valid syntax",
    "manim_import": "imports Manim",
    "scene_class": "has a scene class",
    "named_class": "the class is DerivativeVisualization",
    "eight_phases": "the eight phases",
    "template": "template organisation",
    "executes": "executes",
    "right_function": "right function",
    "right_derivative": "right derivative",
    "animation": "produces an animation",
    "usable": "usable",
}


def run(options: argparse.Namespace) -> int:
    """Judge one file; exit status 0 if it is usable (without a function: if it executes)."""
    name = str(options.file)
    try:
        source = sys.stdin.buffer.read() if name == "-" else options.file.read_bytes()
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}") from None
    try:
        found = verdict.judge(source, options.function, name=name, seconds=options.seconds)
    except ValueError as error:
        raise Refused(str(error)) from None
    if options.format == "json":
        text = json.dumps(found.as_dict(), indent=1, ensure_ascii=False) + "\n"
        if options.output:
            options.output.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
    elif options.format == "text":
        screen = Console(highlight=False)
        table = Table(show_header=False, show_edge=False, pad_edge=False)
        rows = found.rows()
        if options.function is None:
            for row in ("right_function", "right_derivative", "usable"):
                del rows[row]
        for row, holds in rows.items():
            table.add_row(WORDS[row], "[green]yes[/]" if holds else "[red]no[/]")
        screen.print(table)
        if found.error_class:
            screen.print(f"\n{found.error_class}: {found.error}", markup=False, soft_wrap=True)
        if found.problems:
            screen.print()
            console.table(screen, found.problems)
    else:
        write(options.format, found.problems, [name], options.output)
    good = found.usable if options.function is not None else found.executes
    return CLEAN if good else PROBLEMS
