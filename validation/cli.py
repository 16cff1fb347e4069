"""The command line: `python -m validation`, and `derivative-manim validate` and `judge` where the package is installed.

What a command does is in a module of `validation.commands`, imported when it is asked for.
"""

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .problem import Refused, printable
from .reports import FORMATS

CLEAN, PROBLEMS, FAILED = 0, 1, 2
MOST = 86_400  # seconds, processes or files that may be asked for
_PACKAGE = Path(__file__).resolve().parent
IN_CHECKOUT = (_PACKAGE.parent / "pyproject.toml").is_file()
ROOT = _PACKAGE.parent if IN_CHECKOUT else _PACKAGE.parent / "_data"
"""The dataset: this checkout's, or the installed package's own."""

_RAW = argparse.RawDescriptionHelpFormatter
# The commands, and the functions that do them.
COMMANDS = {
    "check": "lessons.check",
    "validate": "lessons.check",
    "judge": "samples.judge",
    "certify": "certify.run",
    "bench": "bench.run",
    "rules": "lessons.rules",
}
_SAMPLES = """\
A line of SAMPLES.jsonl is {"id": ..., "code": ..., "function": "x**2*sin(x)"}; the verdict on it is one with its id.
Verdicts that are in the output already are kept: an interrupted run goes on.

Exit status: 0 every scene is usable (without a function: it runs), 1 one is not or a line could not be read, 2 it could
not run."""


def main(argv: Sequence[str] | None = None, program: str = "python -m validation") -> int:
    """Run a command, `check` if none is named; exit status 0: no problem, 1: problems, 2: it could not run."""
    if sys.stdout is None or sys.stderr is None:
        return _refuse("standard output or error is closed; send it to a file or to /dev/null")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal need not know every sign
    given = list(sys.argv[1:] if argv is None else argv)
    if not given or (given[0] not in COMMANDS and given[0] not in ("-h", "--help")):
        given.insert(0, "check")
    options = parser(program).parse_args(given)
    try:
        module, _, function = COMMANDS[options.command].partition(".")
        command = getattr(importlib.import_module(f"{__package__}.commands.{module}"), function)
        status = int(command(options))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has gone.
        _forget_output()
        return 141
    except KeyboardInterrupt:
        return _refuse("interrupted; what is finished is kept", 130)
    except ModuleNotFoundError as error:
        install = "-e '.[validation]'" if IN_CHECKOUT else "'derivative-manim[validation]'"
        return _refuse(f"{error.name} is not installed: pip install {install}")
    except Refused as error:
        return _refuse(str(error))
    except OSError as error:
        _forget_output()
        return _refuse(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
    return status


def _refuse(message: str, status: int = FAILED) -> int:
    print(f"validation: {printable(message)}", file=sys.stderr)  # noqa: T201
    return status


def _forget_output() -> None:
    """What is still buffered must not raise once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _cache_folder() -> Path:
    if IN_CHECKOUT:
        return ROOT / ".cache" / "validation"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "derivative-manim", "validation")


def parser(program: str) -> argparse.ArgumentParser:
    """Make the parser of all commands, for a program of this name."""
    made = argparse.ArgumentParser(
        prog=program,
        description="Prove scenes and the dataset right, or judge any scene.",
        epilog="examples:\n"
        f"  {program} check                                 # the whole dataset\n"
        f"  {program} validate code/advanced                # some of its lessons\n"
        f"  {program} validate scene.py --function 'x**2'   # any scene, in a sandbox\n"
        f"  {program} judge samples.jsonl -o verdicts.jsonl # what a model wrote\n\n"
        "Exit status: 0 no problem, 1 problems, 2 it could not run.\n"
        f"`{program} COMMAND --help` tells more.",
        formatter_class=_RAW,
    )
    work, tree, kept, scenes = (argparse.ArgumentParser(add_help=False) for _ in range(4))
    work.add_argument(
        "-j", "--jobs", type=_up_to_most(int), default=os.cpu_count() or 1, metavar="N",
        help="processes at a time (default: one for each core)",
    )  # fmt: skip
    tree.add_argument("--root", type=Path, default=ROOT, help=f"the tree to check (default: {ROOT})")
    kept.add_argument(
        "--cache-dir", type=Path, default=os.environ.get("VALIDATION_CACHE") or _cache_folder(), metavar="DIR",
        help="where results are kept (default: $VALIDATION_CACHE, or %(default)s)",
    )  # fmt: skip
    kept.add_argument("--no-cache", dest="cache_dir", action="store_const", const=None, help="check everything anew")
    scenes.add_argument("--format", choices=FORMATS, default="text")
    scenes.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report here, not to the screen")
    scenes.add_argument("--function", metavar="TEXT", help="the function that they were asked for, as x**2*sin(x)")
    scenes.add_argument(
        "--seconds", type=_up_to_most(float), default=60.0, metavar="S",
        help="processor time that a scene may use (default: 60)",
    )  # fmt: skip
    scenes.add_argument("--dask", metavar="tcp://HOST:PORT", help="have the Dask cluster of this scheduler do the work")
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, text: str, *parents: argparse.ArgumentParser, **options: Any) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=parents, formatter_class=_RAW, **options)

    text = "Check the dataset (the default command), some of its lessons, or with --function other scenes."
    check = add("validate", text, tree, kept, work, scenes, aliases=["check"])
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files, folders; none: the whole dataset")
    check.add_argument("--api-only", action="store_true", help="list what Manim does not have; nothing is run")
    text = "Judge what somebody or a model wrote: the eleven rows, and what is wrong."
    add("judge", text, work, scenes, epilog=_SAMPLES).add_argument(
        "files", nargs="+", type=Path, metavar="FILE",
        help="SAMPLES.jsonl; or Python files (- for standard input), all of the function that --function names",
    )  # fmt: skip
    text = "Write metadata/validation.json, the release's certificate, if all is well."
    add("certify", text, tree, kept, work).add_argument(
        "--check", action="store_true", help="write nothing; compare it with what is there"
    )
    text = "Time the audit against one `manim --dry_run` process a file, in one run."
    add("bench", text, tree, work).add_argument(
        "--sample", type=_up_to_most(int), default=8, metavar="N", help="files to run under Manim alone (default: 8)"
    )
    add("rules", "List every rule, and what it holds a file to.")
    return made


def _up_to_most(kind: Callable[[str], float]) -> Callable[[str], float]:
    def number(text: str) -> float:
        with contextlib.suppress(ValueError):
            if 0 < (value := kind(text)) <= MOST:
                return value
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0 and up to {MOST}")

    return number
