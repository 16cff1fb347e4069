"""Problems for people: a table in the terminal, and a bar while they wait."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
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
    what = f"[bold red]{len(problems)} problems in {files} files[/]" if problems else "[bold green]no problem[/]"
    console.print(f"{checked} scenes checked{known}, {what}, {seconds:.1f} s")


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


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on standard error, if that is a terminal; gives the function that moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    screen = Console(stderr=True)
    # No thread to refresh it: a process with threads is not safely forked.
    bar = Progress(*columns, console=screen, transient=True, auto_refresh=False, disable=not screen.is_terminal)
    with bar:
        task = bar.add_task("reading", total=None)

        def tick(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total, refresh=True)

        yield tick
