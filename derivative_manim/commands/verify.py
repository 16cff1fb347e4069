"""`derivative-manim verify`."""

import argparse

from rich.console import Console
from rich.text import Text

from derivative_manim.manifest import compute_manifest, verify_manifest
from derivative_manim.paths import checkout_root, data_root


def run(arguments: argparse.Namespace) -> int:
    """Print each file that is not as the manifest has it, and what to do; status 1 if there is one."""
    root = data_root(arguments.root)
    problems = verify_manifest(root)
    console = Console(soft_wrap=True)
    if not problems:
        count = len(compute_manifest(root)["files"])
        console.print(Text.assemble(("ok ", "green"), f"{count} files in {root} are as released"))
        return 0
    for problem in problems:
        console.print(Text.assemble((f"{problem.kind:<8} ", "bold red"), problem.message))
    console.print(Text(f"{len(problems)} problem{'s' * (len(problems) > 1)} in {root}"))
    if checkout_root() is None:
        console.print(Text("to mend: pip install --force-reinstall --no-deps derivative-manim"))
    else:
        console.print(Text("to mend: `derivative-manim build` if the catalogue or the template was changed,"))
        console.print(Text("         `git restore code metadata` if not; remove files that are extra"))
    return 1
