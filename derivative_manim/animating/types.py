"""What an animation is made with, what is told while it is made, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from derivative_manim.errors import DerivativeManimError, OptionError
from derivative_manim.reading import Reading

QUALITIES = {"l": "low", "m": "medium", "h": "high", "k": "fourk"}
THEMES = ("dark", "light", "print")
RULES = "the rules"


@dataclass(frozen=True)
class Options:
    """What a teacher may choose; see `derivative_manim.animating.animate.animate`."""

    render: bool = True
    check: bool = True
    quality: str = "l"
    window: tuple[float, float] | None = None
    at: float | None = None
    theme: str = "dark"
    speed: float = 1.0
    language: str = "en"
    sections: bool = False
    gif: bool = False
    seconds: float = 300.0
    voice: str | None = None
    model: str | None = None
    tries: int = 3

    def __post_init__(self) -> None:
        if self.quality not in QUALITIES:
            raise OptionError(f"the quality {self.quality!r} is not one of {', '.join(QUALITIES)}")
        if self.theme not in THEMES:
            raise OptionError(f"the theme {self.theme!r} is not one of {', '.join(THEMES)}")
        if not 0.25 <= self.speed <= 4:
            raise OptionError(f"the speed {self.speed:g} is not between 0.25 and 4")
        if self.window is not None and not self.window[0] < self.window[1]:
            raise OptionError("the window's left end is not below its right end: give it as A B with A < B")
        if self.window is not None and max(map(abs, self.window)) > 1e6:
            raise OptionError("the window reaches beyond 10^6: choose a nearer one")
        if not 1 <= self.seconds <= 86_400:
            raise OptionError(f"{self.seconds:g} seconds are not between 1 and 86400")
        if not 1 <= self.tries <= 100:
            raise OptionError(f"{self.tries} tries are not between 1 and 100")
        if self.model is not None:
            self._require_free_hand()

    def _require_free_hand(self) -> None:
        """A model writes the whole scene: what the rules would draw cannot be asked of it."""
        plain = Options()
        for name in ("window", "at", "theme", "speed", "language"):
            if getattr(self, name) != getattr(plain, name):
                raise OptionError(f"--{name} goes with the rules, not with --model: a model draws what it will")
        if not self.check:
            raise OptionError("--no-check does not go with --model: what a model wrote is taken only if it is right")


@dataclass(frozen=True)
class Progress:
    """How far the work is.

    Attributes:
        phase: reading, lesson, formulas, rendering, checking or writing.
        done: the part of the whole that is done, 0 to 1.
        text: a few words to show.
    """

    phase: str
    done: float
    text: str


Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class SpokenStep:
    """A line of the derivation: its rule, its LaTeX, what it states as text, and the same in words."""

    rule: str
    latex: str
    expression: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """What the validator says of the very scene that was rendered.

    Attributes:
        ok: nothing is wrong.
        problems: what is, each as a sentence.
        sha256: of the scene's text.
        rows: the rows of the validator's verdict but `usable`, which `ok` is in its place.
        waived: rules that bind the dataset only, and were not held against it.
    """

    ok: bool
    problems: tuple[str, ...]
    sha256: str
    rows: dict[str, bool] = field(default_factory=dict)
    waived: tuple[str, ...] = ()


@dataclass(frozen=True)
class Authorship:
    """Who wrote the scene that is shown.

    Attributes:
        by: `the rules`, or the model.
        model: the model that was asked; empty if none was.
        tries: what was wrong with each scene that the model wrote, in order; empty text for the one that was taken.
    """

    by: str = RULES
    model: str = ""
    tries: tuple[str, ...] = ()

    @property
    def by_rules(self) -> bool:
        """Whether the generator wrote it."""
        return self.by == RULES

    def sentences(self) -> tuple[str, ...]:
        """Say it to a person; nothing where no model was asked."""
        if not self.model:
            return ()
        wrong = [f"try {number}: {problem}" for number, problem in enumerate(self.tries, 1) if problem]
        count = "1 try" if len(self.tries) == 1 else f"{len(self.tries)} tries"
        if self.by_rules:
            who = f"the scene was written by the rules: in {count}, {self.model} wrote none that is right"
        else:
            who = f"the scene was written by {self.by}, in {count}; the steps of the handout are the rules'"
        return (who, *wrong)


@dataclass(frozen=True)
class Animation:
    """What was made of one input; paths are None where nothing was asked for.

    Attributes:
        reading: how the input was read.
        notes: what the person has to see: how a doubtful input was read, what the lesson writes otherwise.
        function, derivative: as SymPy text in x.
        function_latex, derivative_latex: the same as LaTeX.
        domain, derivative_domain: where they have values.
        steps: the lines of the derivation.
        window: the x window that is shown.
        folder, code: the folder of the results, and the scene in it.
        video, poster, gif, srt, vtt, certificate: files in the folder.
        handout: the handout's files by their ending: md, tex, html.
        clips: the sections' clips by name.
        chapters: the sections with the seconds at which they begin in the video.
        verdict: of the validator; None where no check was asked for.
        author: who wrote the scene.
        seconds: length of the video.
        times: seconds that the phases took.
    """

    reading: Reading
    notes: tuple[str, ...]
    function: str
    derivative: str
    function_latex: str
    derivative_latex: str
    domain: str
    derivative_domain: str
    steps: tuple[SpokenStep, ...]
    window: tuple[float, float]
    folder: Path
    code: Path
    video: Path | None = None
    poster: Path | None = None
    gif: Path | None = None
    srt: Path | None = None
    vtt: Path | None = None
    certificate: Path | None = None
    handout: dict[str, Path] = field(default_factory=dict)
    clips: dict[str, Path] = field(default_factory=dict)
    chapters: tuple[tuple[str, float], ...] = ()
    verdict: Verdict | None = None
    author: Authorship = field(default_factory=Authorship)
    seconds: float = 0.0
    times: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Give everything as JSON knows it, paths as text."""
        return {name: _plain(value) for name, value in vars(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(part) for name, part in vars(value).items()}
    return value


@dataclass(frozen=True)
class Failure:
    """An input of many of which nothing came."""

    input: str
    error: DerivativeManimError
