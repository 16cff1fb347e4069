"""`derivative_manim.animate`: one function, from what a person types to a folder with a checked video."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from derivative_manim.animating import results, tools
from derivative_manim.animating.types import QUALITIES, Animation, Options, Progress, SpokenStep, Tell, Verdict
from derivative_manim.animating.workshop import Workshop
from derivative_manim.errors import OptionError, RenderError
from derivative_manim.folders import whole
from derivative_manim.reading import Reading, read


def animate(
    text: str,
    *,
    output: str | Path | None = None,
    force: bool = False,
    progress: Tell | None = None,
    **options: Any,
) -> Animation:
    r"""Make a lesson on the derivative of a function: its scene, its video, what goes with them, and the verdict.

    Args:
        text: the function as people type it, as `x^2 sin x` or `\frac{\ln x}{x}`.
        output: the folder to make; None: one named after the function, in the current folder.
        force: replace a lesson that is there.
        progress: is told how far it is; what it raises stops the work, and nothing is left of it.
        options: the fields of `Options`, among them `render`, `check`, `quality` (l, m, h, k), `window` (a, b), `at`,
            `theme`, `speed`, `language`, `sections`, `gif`, `seconds`, `voice` (`espeak-ng`, or the file of a voice of
            Piper), `model` (what is to write the scene, as `--model`) and `tries` (how often it may).

    Returns:
        What was made. A check that failed is no exception: see its `verdict`.

    Raises:
        ReadingError: the text is not read.
        LessonError: it is, but no honest lesson can be made of it.
        OptionError: an option is wrong.
        ToolError: something that rendering needs is not installed; found before anything is rendered.
        RenderError: rendering broke down, or took too long.
    """
    chosen = chosen_options(options)
    say = progress or nobody
    start = time.monotonic()
    say(Progress("reading", 0.0, "reading the function"))
    reading = read(text)
    if output is not None:
        results.require_free(Path(output), force=force)
    if chosen.render or chosen.model:
        tools.require(check=chosen.check, voice=chosen.voice if chosen.render else None, language=chosen.language)
    with ExitStack() as stack:
        workshop = None
        if chosen.render and not chosen.model:  # it imports Manim while the lesson is made
            workshop = stack.enter_context(Workshop())
        made, lesson = prepared(reading, chosen, say)
        folder = Path(output) if output is not None else Path(results.default_folder(lesson.record["function"]))
        if output is None:
            results.require_free(folder, force=force)
        times = {"lesson": round(time.monotonic() - start, 2)}
        if chosen.model:
            made, lesson, verdict = by_model(made, lesson, chosen, say)
            if verdict is not None:
                return finished_by_model(made, lesson, verdict, chosen, folder, start, say)
            if chosen.render:
                workshop = stack.enter_context(Workshop())
        rendered, source = {}, None
        if workshop is not None:
            parts = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
            source = workshop.submit("job", lesson.code, **job_of(lesson, chosen, parts=max(1, min(parts, 8))))
            rendered = _followed(workshop, "job", lesson.record["animations"], say)
        say(Progress("writing", 0.97, "writing the results"))
        return finished(made, lesson, chosen, folder, source, rendered, times, start)


def nobody(_: Progress) -> None:
    """Tell nobody."""


def chosen_options(given: dict[str, Any]) -> Options:
    """The options of a call.

    Raises:
        OptionError: one is wrong, or is not known.
    """
    unknown = given.keys() - Options.__dataclass_fields__.keys()
    if unknown:
        raise OptionError(f"there is no option {sorted(unknown)[0]!r}: see `derivative-manim animate --help`")
    window = given.get("window")
    if window is not None:
        given = given | {"window": (float(window[0]), float(window[1]))}
    return Options(**given)


def prepared(reading: Reading, options: Options, say: Tell) -> tuple[Animation, Any]:
    """The lesson, and the animation as far as it is known before it is rendered.

    Raises:
        LessonError: no honest lesson can be made.
        OptionError: the window or the point does not suit the function.
    """
    say(Progress("lesson", 0.03, "writing the lesson"))
    from derivative_manim.animating import words
    from derivative_manim.animating.lessons import make_lesson  # NumPy and Jinja take a moment

    lesson = make_lesson(reading, options)
    record = lesson.record
    made = Animation(
        reading=reading,
        notes=(*reading.shown, *lesson.notes),
        function=record["function"],
        derivative=record["derivative"],
        function_latex=record["function_latex"],
        derivative_latex=record["derivative_latex"],
        domain=record["domain"],
        derivative_domain=record["derivative_domain"],
        steps=tuple(
            SpokenStep(s.rule, s.latex, s.expression, said)
            for s, said in zip(lesson.lines, words.spoken(lesson.lines, options.language), strict=True)
        ),
        window=(lesson.picture.x_range[0], lesson.picture.x_range[1]),
        folder=Path(),
        code=Path(),
    )
    return made, lesson


def by_model(made: Animation, lesson: Any, options: Options, say: Tell) -> tuple[Animation, Any, dict[str, Any] | None]:
    """Let the model write the scene; see `authors.written`."""
    from derivative_manim.animating.authors import written

    return written(made, lesson, options, say)


def finished_by_model(
    made: Animation, lesson: Any, verdict: dict[str, Any], options: Options, folder: Path, start: float, say: Tell
) -> Animation:
    """Render a model's scene that is right, in the sandbox, and write the folder of the results."""
    from derivative_manim.animating import boxed

    rendered: dict[str, Any] = {"verdict": verdict}
    with tempfile.TemporaryDirectory(prefix="derivative-manim-") as place:
        if options.render:
            say(Progress("rendering", 0.5, f"rendering what {made.author.by} wrote"))
            rendered |= boxed.render(lesson.code, options, Path(place))
        source = Path(place) if options.render else None
        return finished(made, lesson, options, folder, source, rendered, {}, start)


def job_of(lesson: Any, options: Options, parts: int) -> dict[str, Any]:
    """What the renderer is told of a lesson."""
    from derivative_manim.animating.lessons import pace

    return {
        "record": lesson.record,
        "quality": QUALITIES[options.quality],
        "parts": parts,
        "check": options.check,
        "sections": options.sections,
        "gif": options.gif,
        "seconds": options.seconds,
        "waived": waived(options),
        "pace": pace(options),
    }


def waived(options: Options) -> list[str]:
    """Rules that bind the dataset, not a lesson of one's own: its length, the form of its result, what was chosen."""
    found = ["drawn.time", "record.result"]
    if options.speed > 1:
        found.append("drawn.phases")  # a phase may be short
    if options.language != "en":
        found.append("record.rules")  # which reads English names
    if (options.theme, options.speed, options.language, options.at) != ("dark", 1.0, "en", None):
        found.append("ast.lines")  # other colours, times, words and stops make other lines
    return found


def _followed(workshop: Workshop, name: str, plays: int, say: Tell) -> dict[str, Any]:
    done = 0
    while True:
        for message in workshop.messages(0.5):
            if message["id"] != name:
                continue
            if "failure" in message:
                raise RenderError(f"rendering broke down: {message['failure']}")
            if "result" in message:
                return dict(message["result"])
            done += message.get("done", 0)
            say(step_of(message, done, plays))
        # so that who wants to stop can


def step_of(message: dict[str, Any], done: int, plays: int) -> Progress:
    """A message of the renderer as progress of the whole."""
    phase = message["phase"]
    if phase == "formulas":
        return Progress("formulas", 0.06, "setting the formulas")
    if phase == "checking":
        return Progress("checking", 0.94, "checking the scene")
    return Progress("rendering", 0.1 + 0.82 * min(1.0, done / max(1, plays)), f"rendering, {done} of {plays} plays")


def finished(
    made: Animation,
    lesson: Any,
    options: Options,
    folder: Path,
    source: Path | None,
    rendered: dict[str, Any],
    times: dict[str, float],
    start: float,
) -> Animation:
    """Write the folder of the results, whole, and give the animation with its paths."""
    from derivative_manim.animating import handout, subtitles
    from derivative_manim.animating.plain import plain

    found: dict[str, Any] = {"folder": folder, "code": folder / "scene.py"}
    with whole(folder) as draft:
        (draft / "scene.py").write_text(lesson.code, encoding="utf-8")
        made_from = results.fingerprint(made.reading.input, options)
        (draft / results.MARK).write_text(results.lesson_json(lesson, made, made_from), encoding="utf-8")
        if source is not None:
            for field, name in (("video", "video.mp4"), ("poster", "poster.png"), ("gif", "video.gif")):
                if (source / name).is_file():
                    shutil.move(source / name, draft / name)
                    found[field] = folder / name
            if options.sections:
                shutil.move(source / "sections", draft / "sections")
                clips = sorted((draft / "sections").glob("*.mp4"))
                found["clips"] = {clip.stem.partition("_")[2]: folder / "sections" / clip.name for clip in clips}
        if "verdict" in rendered:
            given = rendered["verdict"] | {"author": vars(made.author)}
            verdict = Verdict(
                given["ok"], tuple(given["problems"]), given["sha256"], given["rows"], tuple(given["waived"])
            )
            (draft / "check.json").write_text(json.dumps(given, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            found |= {"verdict": verdict, "certificate": folder / "check.json"}
        plays = subtitles.plays_of(rendered)
        made = replace(made, **found, chapters=tuple(subtitles.chapters(plays)))
        listed = []
        if plays:
            f, df = f"f(x) = {plain(made.function_latex)}", plain(made.steps[-1].latex)
            # The lines that a model shows are its own: of them only the result is said.
            lines = [s.words for s in (made.steps if made.author.by_rules else made.steps[-1:])]
            marked = bool(lesson.picture.critical)
            listed = subtitles.cues(plays, lines, f, df, options.language, zeros=marked)
            (draft / "subtitles.srt").write_text(subtitles.srt(listed), encoding="utf-8")
            (draft / "subtitles.vtt").write_text(subtitles.vtt(listed), encoding="utf-8")
            made = replace(made, srt=folder / "subtitles.srt", vtt=folder / "subtitles.vtt")
            if options.voice and (draft / "video.mp4").is_file():
                from derivative_manim.animating import voice

                speak = voice.speaker(options.voice, options.language)
                voice.lay_under(draft / "video.mp4", listed, speak, options.language)
        pages = handout.write(draft, made, listed, made.chapters, options.language)
        made = replace(made, handout={ending: folder / name for ending, name in pages.items()})
    times = times | rendered.get("times", {}) | {"all": round(time.monotonic() - start, 2)}
    return replace(made, seconds=rendered.get("seconds", 0.0), times=times)
