"""`derivative-manim release DIR`."""

import argparse

from rich.console import Console
from rich.text import Text

from derivative_manim.hub.release import release


def run(arguments: argparse.Namespace) -> int:
    """Check the tree and write the Hub's folder."""
    console = Console()
    with console.status("checking the files") as status:
        folder = release(
            arguments.target,
            root=arguments.root,
            force=arguments.force,
            repo=arguments.repo,
            videos=None if arguments.no_videos else arguments.quality,
            tick=status.update,
        )
    files = [file for file in folder.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files) / 1e6
    console.print(Text.assemble(("wrote ", "green"), f"{folder}: {len(files)} files, {size:.1f} MB"), soft_wrap=True)
    repo = arguments.repo or "OWNER/derivative-manim"
    console.print(Text(f"put it on the Hub with: derivative-manim push {repo} --folder {folder}"), soft_wrap=True)
    return 0
