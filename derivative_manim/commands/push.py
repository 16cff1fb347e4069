"""`derivative-manim push OWNER/NAME`."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from derivative_manim.hub.compare import compare
from derivative_manim.hub.plan import Plan
from derivative_manim.hub.push import make_plan, upload
from derivative_manim.hub.release import release

_SHOWN = 10


def run(arguments: argparse.Namespace) -> int:
    """Show what would change; upload it if that is wanted, tag it, and load it back."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="derivative-manim-") as work:
        if arguments.folder is not None:
            folder = Path(arguments.folder).resolve()
        else:
            with console.status("making the release") as status:
                folder = release(
                    Path(work) / "hub",
                    root=arguments.root,
                    videos=None if arguments.no_videos else arguments.quality,
                    repo=arguments.repo,
                    tick=status.update,
                )
        with console.status("looking at the Hub"):
            plan = make_plan(arguments.repo, folder)
        _show(plan, console)
        if arguments.dry_run:
            return 0
        if not arguments.yes and not _asked(plan.repo):
            sys.stderr.write("derivative-manim: nothing was uploaded; add --yes to do it\n")
            return 2
        commit = upload(plan, folder, private=arguments.private)
        console.print(Text.assemble(("pushed ", "green"), f"{plan.repo} {plan.tag}, commit {commit[:12]}"))
        with console.status("loading it back"):
            rows = compare(plan.repo, plan.tag, folder)
    console.print(Text.assemble(("ok ", "green"), f"{rows} rows, loaded from the Hub, are those that were sent"))
    console.print(Text(f'load_dataset("{plan.repo}", revision="{plan.tag}")'), soft_wrap=True)
    return 0


def _show(plan: Plan, console: Console) -> None:
    where = "new" if plan.head is None else f"at {plan.head[:12]}"
    console.print(Text.assemble((plan.repo, "bold"), f" ({where}), tag {plan.tag}", " is there" if plan.tagged else ""))
    for mark, style, paths in (("+", "green", plan.added), ("~", "yellow", plan.changed), ("-", "red", plan.deleted)):
        for path in paths[:_SHOWN]:
            console.print(Text.assemble((f"{mark} ", style), path), soft_wrap=True)
        if len(paths) > _SHOWN:
            console.print(Text(f"{mark} and {len(paths) - _SHOWN} more", style=style))
    console.print(
        Text(
            f"{len(plan.added)} new, {len(plan.changed)} changed, {len(plan.deleted)} deleted, "
            f"{plan.unchanged} unchanged; {plan.size / 1e6:.1f} MB to send"
        )
    )


def _asked(repo: str) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    return input(f"publish this as {repo}? [y/N] ").strip().lower() in ("y", "yes")
