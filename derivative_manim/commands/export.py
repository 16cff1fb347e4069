"""`derivative-manim export DIR`."""

import argparse
from glob import escape
from pathlib import Path

from rich.console import Console
from rich.text import Text

from derivative_manim.export import export


def run(arguments: argparse.Namespace) -> int:
    """Write the Hub layout and say how to load it."""
    console = Console()
    with console.status("writing Parquet, scenes and metadata"):
        folder = export(arguments.target, root=arguments.root, force=arguments.force)
    console.print(Text.assemble(("wrote ", "green"), str(folder)), soft_wrap=True)
    here = folder == Path.cwd() / "derivative-manim"
    name = folder.name if here else str(folder)
    console.print(Text(f'load it with datasets.load_dataset("{name}")'), soft_wrap=True)
    if escape(str(folder)) != str(folder):
        console.print(Text("but move it first: datasets finds no files below a folder with *, ? or [ in its name"))
    return 0
