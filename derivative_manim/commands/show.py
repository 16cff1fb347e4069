"""`derivative-manim show ID`."""

import argparse
import json
import sys
from difflib import get_close_matches

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from derivative_manim.paths import data_root
from derivative_manim.reading import ReadingError, read
from derivative_manim.records import Record, read_code, read_records


def run(arguments: argparse.Namespace) -> int:
    """Print a record and its scene, or one of them raw."""
    root = data_root(arguments.root)
    records = read_records(root)
    record = find(arguments.id, records)
    if record is None:
        near = suggest(arguments.id, records)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        last = records[-1]["id"] if records else "none"
        message = f"no example {arguments.id!r}.{hint} There are dm-0001 to {last}.\n"
        sys.stderr.write(f"derivative-manim: {message}")
        return 2
    if arguments.json:
        sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        return 0
    code = read_code(record, root)
    if arguments.code:
        sys.stdout.write(code)
        return 0
    console = Console()
    console.print(_table(record))
    console.print(Syntax(code, "python", line_numbers=True, word_wrap=True, background_color="default"))
    return 0


def find(text: str, records: list[Record]) -> Record | None:
    """Find the record that a user means.

    Args:
        text: an id (`dm-0042`), a rank (`42`, `0042`), a slug (`x_sin_x`, `0042_x_sin_x`), a path, or the function as
            people type it (`x sin x`).
        records: all of them, by rank.

    Returns:
        The record, or None if there is none or more than one.
    """
    if text.isdecimal():
        rank = int(text)
        return records[rank - 1] if 1 <= rank <= len(records) else None
    wanted = text.lower().removeprefix("./").removesuffix(".py")
    found = [record for record in records if wanted in _names(record)]
    if not found:
        functions = {"".join(text.split()), _as_read(text)}
        found = [record for record in records if "".join(record["function"].split()) in functions]
    return found[0] if len(found) == 1 else None


def _as_read(text: str) -> str | None:
    """The function that a person typed, as records have it; None if it is none."""
    try:
        return "".join(read(text).function.split())
    except ReadingError:
        return None


def suggest(text: str, records: list[Record]) -> list[str]:
    """Return up to three names that are like `text`, as a user could type them."""
    slugs = [_names(record)[1] for record in records]
    ids = [record["id"] for record in records]
    # A slug that a word begins or ends is nearer to what was meant than one with like letters.
    wanted = text.lower().removesuffix(".py").rpartition("/")[2]
    near = get_close_matches(wanted, [*ids, *slugs], n=3, cutoff=0.6)
    holding = [slug for slug in slugs if wanted in slug] if len(wanted) > 1 else []
    return list(dict.fromkeys([*near, *holding]))[:3]


def _names(record: Record) -> tuple[str, str, str, str, str]:
    path = record["path"].lower().removesuffix(".py")
    file = path.rpartition("/")[2]
    return record["id"], file.partition("_")[2], file, path.removeprefix("code/"), path


def _table(record: Record) -> Table:
    table = Table(title=Text(f"{record['id']}  {record['description']}"), title_justify="left", show_header=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in record.items():
        if name == "steps":
            table.add_row(name, _steps(record))
        elif name not in ("id", "description"):
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            table.add_row(name, Text(shown))
    return table


def _steps(record: Record) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for step in record["steps"]:
        grid.add_row(Text(step["rule"]), Text(step["latex"]))
    return grid
