"""`derivative-manim gallery DIR`."""

import argparse

from rich.console import Console
from rich.text import Text

from derivative_manim.gallery.site import write_gallery


def run(arguments: argparse.Namespace) -> int:
    """Write the static site and say how to look at it."""
    console = Console()
    with console.status("checking the files") as status:
        folder = write_gallery(
            arguments.target,
            root=arguments.root,
            force=arguments.force,
            posters=arguments.posters,
            videos=arguments.videos,
            tick=lambda stage, done, total: status.update(f"{stage} {done} of {total}"),
        )
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    console.print(Text.assemble(("wrote ", "green"), f"{folder}: {size:.1f} MB"), soft_wrap=True)
    console.print(Text(f"open {folder / 'index.html'}"), soft_wrap=True)
    return 0
