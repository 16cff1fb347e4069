"""The command line: `python -m validation`, and `derivative-manim validate` and `judge` where the package is installed.

What a command does is in a module of `validation.commands`, imported when it is asked for.
"""

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .problem import Refused, printable
from .reports import FORMATS

CLEAN, PROBLEMS, FAILED = 0, 1, 2
MOST_SECONDS = 86_400
_PACKAGE = Path(__file__).resolve().parent
IN_CHECKOUT = (_PACKAGE.parent / "pyproject.toml").is_file()
ROOT = _PACKAGE.parent if IN_CHECKOUT else _PACKAGE.parent / "_data"
"""The dataset: this checkout's, or the installed package's own."""

_RAW = argparse.RawDescriptionHelpFormatter
# The extra `validation`, by the names that are imported.
_EXTRA = ("jsonschema", "manim", "mpmath", "numpy", "rich", "sympy")
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
A line of SAMPLES.jsonl is {"id": ..., "code": ..., "function": "x**2*sin(x)"}. The verdict on it is a line with its id,
the eleven rows by name, error_class, error and problems. Verdicts that are in the output already, on the same code and
function by the same validator, are kept: an interrupted run goes on.

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
    options = _parser(program).parse_args(given)
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
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        install = "-e '.[validation]'" if IN_CHECKOUT else "'derivative-manim[validation]'"
        return _refuse(f"{error.name} is not installed: pip install {install}")
    except Refused as error:
        return _refuse(str(error))
    except OSError as error:
        _forget_output()
        return _refuse(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
    return status


def _refuse(message: str, status: int = FAILED) -> int:
    if sys.stderr is not None:
        print(f"validation: {printable(message)}", file=sys.stderr)  # noqa: T201
    return status


def _forget_output() -> None:
    """What is still buffered must not raise once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _cache_folder() -> Path:
    named = os.environ.get("VALIDATION_CACHE")
    if named or IN_CHECKOUT:
        return Path(named or ROOT / ".cache" / "validation")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "derivative-manim", "validation")


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
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
    work = argparse.ArgumentParser(add_help=False)
    work.add_argument(
        "-j", "--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N",
        help="processes at a time (default: one for each core)",
    )  # fmt: skip
    work.add_argument(
        "--dask", metavar="ADDRESS", help="have a Dask cluster do the work: tcp://HOST:PORT of its scheduler"
    )
    tree = argparse.ArgumentParser(add_help=False)
    tree.add_argument("--root", type=Path, default=ROOT, help=f"the tree to check (default: {ROOT})")
    tree.add_argument(
        "--cache-dir", type=Path, default=_cache_folder(), metavar="DIR",
        help="where results are kept (default: $VALIDATION_CACHE, or %(default)s)",
    )  # fmt: skip
    tree.add_argument("--no-cache", action="store_true", help="check everything anew, and keep nothing")
    report = argparse.ArgumentParser(add_help=False)
    report.add_argument("--format", choices=FORMATS, default="text")
    report.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report here, not to the screen")
    scene = argparse.ArgumentParser(add_help=False)
    scene.add_argument("--function", metavar="TEXT", help="the function that the scenes were asked for, as x**2*sin(x)")
    scene.add_argument(
        "--seconds", type=_seconds, default=60.0, metavar="S",
        help="processor time that a scene may use (default: 60)",
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, text: str, *parents: argparse.ArgumentParser, epilog: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=text, description=text, epilog=epilog, parents=list(parents), formatter_class=_RAW
        )

    for name, text in (
        ("check", "Check the dataset, or some of its lessons (the default command)."),
        ("validate", "The same: lessons of the dataset by their records, other scenes with --function."),
    ):
        check = add(name, text, tree, work, report, scene)
        check.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="files, or folders of them; none: the whole dataset"
        )
        check.add_argument(
            "--api-only", action="store_true", help="list what Manim does not have, without running anything"
        )

    judge = add(
        "judge", "Judge what somebody or a model wrote: the eleven rows, and what is wrong.", work, report, scene,
        epilog=_SAMPLES,
    )  # fmt: skip
    judge.add_argument(
        "files", nargs="+", type=Path, metavar="FILE",
        help="SAMPLES.jsonl; or Python files (- for standard input), all of the function that --function names",
    )  # fmt: skip

    certify = add("certify", "Write metadata/validation.json, the release's certificate, if all is well.", tree, work)
    certify.add_argument("--check", action="store_true", help="write nothing; compare it with what is there")

    bench = add("bench", "Time the audit against one `manim --dry_run` process a file, in one run.", tree, work)
    bench.add_argument(
        "--sample", type=_positive, default=8, metavar="N", help="files to run under Manim alone (default: 8)"
    )

    add("rules", "List every rule, and what it holds a file to.")
    return parser


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 10 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to {MOST_SECONDS}")
    return number
