"""Problems for people: a table in the terminal, and a bar while they wait."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ..problem import Problem, Severity

MOST = 200
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def show(console: Console, problems: Sequence[Problem], checked: int, seconds: float, cached: int = 0) -> None:
    """Print the problems, at most MOST of them, and a line that sums up."""
    if problems:
        table(console, problems)
        if len(problems) > 10:
            counts = Counter(problem.check for problem in problems).most_common()
            console.print("  ".join(f"{rule}: {count}" for rule, count in counts), style="dim")
    files = len({problem.where.path for problem in problems})
    known = f" ({cached} known from an earlier run)" if cached else ""
    what = "no problem" if not problems else f"{len(problems)} problems in {files} files"
    style = "bold green" if not problems else "bold red"
    console.print(f"{checked} scenes checked{known}, [{style}]{what}[/], {seconds:.1f} s")


def table(console: Console, problems: Sequence[Problem]) -> None:
    """Print the problems, at most MOST of them."""
    rows = Table(show_edge=False, pad_edge=False, header_style="bold")
    rows.add_column("where", overflow="fold")
    rows.add_column("check", no_wrap=True)
    rows.add_column("what is wrong", overflow="fold", ratio=1)
    for problem in problems[:MOST]:
        said = Text(problem.message)
        if problem.hint:
            said.append(f"\n{problem.hint}", style="dim")
        rows.add_row(Text(str(problem.where)), Text(problem.check, style=_STYLE[problem.severity]), said)
    console.print(rows)
    if len(problems) > MOST:
        console.print(f"... and {len(problems) - MOST} more; --format json gives all")


def rows(console: Console, words: Mapping[str, str], verdict: Mapping[str, bool]) -> None:
    """Print which rows of a verdict hold."""
    shown = Table(show_header=False, show_edge=False, pad_edge=False)
    for row, holds in verdict.items():
        shown.add_row(words[row], "[green]yes[/]" if holds else "[red]no[/]")
    console.print(shown)


@contextmanager
def progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar; gives the function that moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # No thread to refresh it: a process with threads is not safely forked.
    shown = console.is_terminal
    with Progress(*columns, console=console, transient=True, auto_refresh=False, disable=not shown) as bar:
        task = bar.add_task("reading", total=None)

        def tick(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total, refresh=True)

        yield tick
