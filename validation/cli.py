"""The command line: `python -m validation [check|judge|certify|render|bench|rules]`.

Each command lives in a module of its own under `validation.commands`, imported when it is asked for.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("check", "judge", "certify", "render", "bench", "rules")
CLEAN, PROBLEMS, FAILED = 0, 1, 2
_RAW = argparse.RawDescriptionHelpFormatter
# The extra `validation`, by the names that are imported.
_EXTRA = ("jsonschema", "lark", "manim", "mpmath", "numpy", "rich", "sympy")


class Refused(Exception):  # noqa: N818 - it is an answer
    """Nothing could be checked; the message says what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the arguments; those of the process if None. Without a command it is `check`.

    Returns:
        The exit status: 0 no problem, 1 problems, 2 it could not run.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    if not given or (given[0] not in COMMANDS and given[0] not in ("-h", "--help")):
        given.insert(0, "check")
    options = _parser().parse_args(given)
    try:
        command = importlib.import_module(f"{__package__}.commands.{options.command}")
        status = int(command.run(options))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has gone. What is still buffered must not raise once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("validation: interrupted; what is finished is kept", file=sys.stderr)  # noqa: T201
        return 130
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        return _refuse(f"{error.name} is not installed: pip install -e '.[validation]'")
    except Exception as error:
        if type(error).__name__ not in ("Refused", "SandboxUnavailable"):
            raise
        return _refuse(str(error))
    return status


def _refuse(message: str) -> int:
    print(f"validation: {message}", file=sys.stderr)  # noqa: T201
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m validation",
        description="Prove scenes and the dataset right, or judge any scene.",
        epilog="examples:\n"
        "  python -m validation                                    # the whole dataset\n"
        "  python -m validation code/advanced                      # some of its lessons\n"
        "  python -m validation judge scene.py --function 'x**2'   # any scene, in a sandbox\n\n"
        "Exit status: 0 no problem, 1 problems, 2 it could not run.\n"
        "`python -m validation COMMAND --help` tells more.",
        formatter_class=_RAW,
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--root", type=Path, default=ROOT, help="the tree to check (default: this checkout)")
    shared.add_argument(
        "--cache-dir", type=Path, default=Path(os.environ.get("VALIDATION_CACHE", ROOT / ".cache" / "validation")),
        help="where results are kept (default: $VALIDATION_CACHE, or .cache/validation in the checkout)",
    )  # fmt: skip
    shared.add_argument("--no-cache", action="store_true", help="check everything anew, and keep nothing")
    shared.add_argument(
        "-j", "--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N",
        help="processes at a time (default: one for each core)",
    )  # fmt: skip
    formats = argparse.ArgumentParser(add_help=False)
    formats.add_argument("--format", choices=("text", "json", "junit", "github"), default="text")
    formats.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report here, not to the screen")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=list(parents), formatter_class=_RAW)

    check = add("check", "Check the dataset, or some of its lessons (the default command).", shared, formats)
    check.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="lessons, or folders of them; none: everything"
    )

    judge = add("judge", "Judge any scene, in a sandbox: the eleven rows, and what is wrong.", formats)
    judge.add_argument("file", type=Path, metavar="FILE", help="a Python file; - for standard input")
    judge.add_argument("--function", metavar="TEXT", help="the function it was asked for, as x**2*sin(x)")
    judge.add_argument("--seconds", type=float, default=60.0, metavar="S", help="the longest it may run (default: 60)")

    certify = add("certify", "Write metadata/validation.json, the certificate of the release, if all is well.", shared)
    certify.add_argument("--check", action="store_true", help="write nothing; compare it with what is there")

    render = add("render", "Render lessons to real videos in the sandbox, and look at their frames.", shared, formats)
    render.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="lessons, or folders of them")
    render.add_argument("--videos", type=Path, metavar="DIR", help="keep the videos there")

    bench = add("bench", "Time the audit against one `manim --dry_run` process a file, in one run.", shared)
    bench.add_argument(
        "--sample", type=_positive, default=8, metavar="N", help="files to run under Manim alone (default: 8)"
    )

    add("rules", "List every rule, and what it holds a file to.")
    return parser


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number
