"""The command line, `derivative-manim COMMAND`.

The commands: info, show, read, animate, app, export, release, push, gallery, verify, build, expand, validate, judge.
Each lives in a module of its own under `derivative_manim.commands`, imported when it is asked for. `validate` and
`judge` are the validator's: `derivative_manim.validation.cli`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from itertools import takewhile

from derivative_manim._version import __version__
from derivative_manim.errors import DerivativeManimError

_RAW = argparse.RawDescriptionHelpFormatter


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the arguments; those of the process if None.

    Returns:
        The exit status: 0 done, 1 a problem was found or something was refused, 2 it could not run.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] in (["validate"], ["judge"]):
        if sys.platform == "win32":
            return _fail("the validator needs Linux, if need be in a container or a virtual machine", 2)
        validator = importlib.import_module("derivative_manim.validation.cli")
        return int(validator.main(given, program="derivative-manim"))
    if sys.stdout is None:
        return _fail("standard output is closed; send it to a file or to /dev/null", 2)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal need not know every sign
    words = list(takewhile(lambda word: not word.startswith("-"), given[1:]))
    if given[:1] in (["read"], ["animate"]) and len(words) > 1:
        return _fail(f"put the function in quotes: derivative-manim {given[0]} '{' '.join(words)}'", 2)
    arguments = _parser().parse_args(_told_apart(given))
    command = importlib.import_module(f"derivative_manim.commands.{arguments.command}")
    try:
        status: int = command.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has gone.
        _forget_output()
        return 141
    except DerivativeManimError as error:
        return _fail(str(error), 1)
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except OSError as error:
        _forget_output()
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error), 2)
    return status


_OPTION = re.compile(r"--|-(?:h|o.*|q[lmhk]?|j[0-9]*)$")


def _told_apart(given: list[str]) -> list[str]:
    """The arguments, with a space before a function or a number that begins with a minus: it is no option."""
    if given[:1] not in (["read"], ["animate"]):
        return given
    return [f" {word}" if word.startswith("-") and not _OPTION.match(word) else word for word in given]


def _fail(message: str, status: int) -> int:
    if sys.stderr is not None:
        print(f"derivative-manim: {message}", file=sys.stderr)  # noqa: T201
    return status


def _forget_output() -> None:
    """What is still buffered must not raise once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="derivative-manim",
        description="537 Manim scenes, each a complete animated lesson on the derivative of one function.",
        epilog="examples:\n"
        "  derivative-manim info\n"
        "  derivative-manim animate 'x^2 sin x'\n"
        "  derivative-manim show 42\n"
        "  derivative-manim show dm-0042 --code > scene.py\n"
        "  derivative-manim export derivative-manim\n\n"
        "`derivative-manim COMMAND --help` tells more.",
        formatter_class=_RAW,
    )
    parser.add_argument("--version", action="version", version=f"derivative-manim {__version__}")
    shared = argparse.ArgumentParser(add_help=False)
    # For tests and for the maintainers' builds elsewhere; nobody else needs it.
    shared.add_argument("--root", metavar="DIR", default=None, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, text: str, *examples: str) -> argparse.ArgumentParser:
        epilog = "examples:\n" + "\n".join(f"  {example}" for example in examples)
        return commands.add_parser(
            name, help=text, description=text, epilog=epilog, formatter_class=_RAW, parents=[shared]
        )

    add("info", "Show what there is: examples by level and split, version, checksums, one example.",
        "derivative-manim info")  # fmt: skip

    show = add("show", "Show one example: its record, and its scene in colour.",
        "derivative-manim show 42",
        "derivative-manim show 'x sin x'",
        "derivative-manim show dm-0042 --json | jq .derivative",
        "derivative-manim show dm-0042 --code > scene.py && manim -ql scene.py")  # fmt: skip
    show.add_argument("id", metavar="ID", help="an id (dm-0042), a rank (42), a slug, a path or a function")
    only = show.add_mutually_exclusive_group()
    only.add_argument("--code", action="store_true", help="print the scene only, as it is")
    only.add_argument("--json", action="store_true", help="print the record only, as JSON")

    export = add("export", "Write the release in the layout of the Hugging Face Hub, Parquet included.",
        "derivative-manim export derivative-manim",
        """python -c 'import datasets; print(datasets.load_dataset("derivative-manim"))'""")  # fmt: skip
    export.add_argument("target", metavar="DIR", help="the folder to make")
    export.add_argument("--force", action="store_true", help="replace DIR if it holds something")

    release = add("release", "Check the tree and write the Hub's folder, with videos and croissant.json.",
        "derivative-manim release build/hub --repo OWNER/derivative-manim",
        "derivative-manim release build/hub --no-videos    # needs no Manim; without 'preview'")  # fmt: skip
    release.add_argument("target", metavar="DIR", help="the folder to make")
    release.add_argument("--force", action="store_true", help="replace DIR if it holds something")
    release.add_argument("--repo", metavar="OWNER/NAME", help="where it will be on the Hub, for the page's commands")
    _videos(release)

    push = add("push", "Put the dataset on the Hub: shown first, in one commit, tagged, and loaded back.",
        "derivative-manim push OWNER/derivative-manim --dry-run",
        "derivative-manim push OWNER/derivative-manim --folder build/hub --yes")  # fmt: skip
    push.add_argument("repo", metavar="OWNER/NAME", help="the dataset's name on the Hub")
    push.add_argument("--folder", metavar="DIR", help="what `derivative-manim release` made; made anew without it")
    push.add_argument("--dry-run", action="store_true", help="show what would change, and stop")
    push.add_argument("--yes", action="store_true", help="do not ask")
    push.add_argument("--private", action="store_true", help="make a new repository private")
    _videos(push)

    gallery = add("gallery", "Write a static site to look at all lessons (needs the extra 'gallery').",
        "derivative-manim gallery site",
        "derivative-manim gallery site --videos     # with the videos that were rendered before")  # fmt: skip
    gallery.add_argument("target", metavar="DIR", help="the folder to make")
    gallery.add_argument("--force", action="store_true", help="replace DIR if it holds something")
    gallery.add_argument("--videos", action="store_true", help="copy the videos that were rendered before")
    gallery.add_argument(
        "--posters", action="store_true",
        help="render every lesson for its last frame, in place of plots; takes hours, and goes on where it stopped",
    )  # fmt: skip

    read = add("read", "Say how a function is read as people type it, or what to type instead (exit status 2).",
        "derivative-manim read 'x^2 sin x'",
        "derivative-manim read --file inputs.txt --json    # one JSON line for each line")  # fmt: skip
    given = read.add_mutually_exclusive_group(required=True)
    given.add_argument("text", nargs="?", metavar="TEXT", help="the function, as x^2 sin x or \\frac{\\ln x}{x}")
    given.add_argument("--file", metavar="FILE", help="a file with an input in each line")
    read.add_argument("--json", action="store_true", help="print a JSON object for each input")

    _animate(add)

    app = add("app", "Serve the animator as a page in the browser, on this machine only (needs the extra 'app').",
        "derivative-manim app",
        "derivative-manim app --host 0.0.0.0 --port 8000    # for all who reach this machine")  # fmt: skip
    app.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1, this machine only)")
    app.add_argument(
        "--port", type=_port, default=None, metavar="N", help="port (default: 7860, or the next one that is free)"
    )
    app.add_argument(
        "-j", "--jobs", type=_positive, default=None, metavar="N",
        help="videos at a time (default: one for each four cores)",
    )  # fmt: skip

    add("verify", "Compare every file with the SHA-256 sums of the manifest; exit status 1 if one differs.",
        "derivative-manim verify")  # fmt: skip

    build = add("build", "Build code/ and metadata/ from the catalogue (needs the extra 'generation').",
        "derivative-manim build",
        "derivative-manim build --check       # change nothing; exit status 1 if a file would change",
        "derivative-manim build --certify     # audit the scenes too, and write what was found")  # fmt: skip
    mode = build.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="build in memory and compare")
    mode.add_argument("--certify", action="store_true", help="build, audit, count tokens, and write their figures")
    build.add_argument(
        "-j", "--processes", type=_positive, metavar="N", default=os.cpu_count() or 1,
        help="processes to use (default: one for each core)",
    )  # fmt: skip

    expand = add("expand", "Make further training lessons by the same rules, beside the release (needs 'generation').",
        "derivative-manim expand --number 5000 --seed 1 extra",
        """python -c 'import datasets; print(datasets.load_dataset("extra"))'""")  # fmt: skip
    expand.add_argument("target", metavar="DIR", help="a new folder; an interrupted run there goes on")
    expand.add_argument("--number", type=_positive, required=True, metavar="N", help="how many lessons")
    expand.add_argument("--seed", type=_natural, default=0, metavar="S", help="which functions (default: 0)")
    expand.add_argument("--skip-runs", action="store_true", help="do not run and audit the scenes: for filled slots")
    expand.add_argument(
        "-j", "--processes", type=_positive, metavar="N", default=os.cpu_count() or 1,
        help="processes to use (default: one for each core)",
    )  # fmt: skip

    # Shown here only: `main` hands them over, with their own help.
    add("validate", "Check scenes: lessons by their records, others with --function (needs the extra 'validation').",
        "derivative-manim validate scene.py --function 'x**2*sin(x)'")  # fmt: skip
    add("judge", "Judge what a model wrote: samples in, verdicts out (needs the extra 'validation').",
        "derivative-manim judge samples.jsonl -o verdicts.jsonl")  # fmt: skip
    return parser


def _animate(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command `animate` with its options."""
    animate = add("animate", "Make a checked lesson and its video of any function of one variable.",
        "derivative-manim animate 'x^2 sin x'",
        "derivative-manim animate '1/(x-1)' --window -3 5 --at 2 -q h --theme light --language es",
        "derivative-manim animate 'x sin x' --model runs/study --tries 5",
        "derivative-manim animate --file functions.txt -j 2 --output lessons")  # fmt: skip
    given = animate.add_mutually_exclusive_group(required=True)
    given.add_argument("text", nargs="?", metavar="TEXT", help="the function, as x^2 sin x or \\frac{\\ln x}{x}")
    given.add_argument("--file", metavar="FILE", help="a file with a function in each line (- for standard input)")
    animate.add_argument(
        "-o", "--output", metavar="DIR",
        help="the folder to make (default: one named after the function; with --file: lessons)",
    )  # fmt: skip
    animate.add_argument("--force", action="store_true", help="replace a lesson that is there")
    animate.add_argument(
        "-q", "--quality", choices=("l", "m", "h", "k"), default="l", help="as Manim's -q (default: l, 854 x 480)"
    )
    animate.add_argument("--window", nargs=2, type=_number, metavar=("A", "B"), help="show x from A to B")
    animate.add_argument("--at", type=_number, metavar="X", help="let the tangent stop at x = X")
    animate.add_argument("--theme", choices=("dark", "light", "print"), default="dark", help="colours (default: dark)")
    animate.add_argument("--speed", type=_number, default=1.0, metavar="S", help="2: twice as fast; 0.5: half as fast")
    animate.add_argument(
        "--language", choices=("en", "es", "fr", "de", "pt"), default="en", help="of the words (default: en)"
    )
    voice = animate.add_mutually_exclusive_group()
    voice.add_argument(
        "--voice", action="store_const", const="espeak-ng", help="have the subtitles spoken (needs eSpeak NG)"
    )
    voice.add_argument("--piper", dest="voice", metavar="FILE", help="the same with a voice of Piper, FILE.onnx")
    animate.add_argument("--sections", action="store_true", help="the eight sections as clips too")
    animate.add_argument("--gif", action="store_true", help="a small GIF too")
    animate.add_argument("--no-render", dest="render", action="store_false", help="only the scene, steps and handout")
    animate.add_argument("--no-check", dest="check", action="store_false", help="do not have the validator look at it")
    animate.add_argument(
        "--model", metavar="NAME",
        help="let a model write the scene: a training run, a folder, a name on the Hub, or the address of an "
        "OpenAI-compatible endpoint (http://127.0.0.1:8080/v1#MODEL); where none of its scenes is right, the rules do",
    )  # fmt: skip
    animate.add_argument(
        "--tries", type=_positive, default=3, metavar="N", help="scenes that --model may write (default: 3)"
    )
    animate.add_argument(
        "--seconds", type=_number, default=300.0, metavar="S", help="processor time that it may take (default: 300)"
    )
    animate.add_argument(
        "-j", "--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N",
        help="with --file: lessons at a time (default: one for each core)",
    )  # fmt: skip
    animate.add_argument("--json", action="store_true", help="print what was made as JSON")


def _number(text: str) -> float:
    """A number as people give it: 2.5, -pi/2, 3*pi."""
    from derivative_manim.reading import ReadingError, number

    try:
        return number(text)
    except ReadingError:
        raise argparse.ArgumentTypeError(f"{text.strip()!r} is not a number: type one as 2.5 or pi/2") from None


def _port(text: str) -> int:
    number = _positive(text)
    if number > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: choose one from 1 to 65535")
    return number


def _natural(text: str) -> int:
    return 0 if text == "0" else _positive(text)


def _videos(command: argparse.ArgumentParser) -> None:
    """The options on the sample videos, which are rendered once and then kept in the user's cache."""
    command.add_argument(
        "--quality", choices=("l", "m"), default="l", help="of the videos, as for manim -q (default: l)"
    )
    command.add_argument("--no-videos", action="store_true", help="make no videos")


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number
