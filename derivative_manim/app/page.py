"""The page: a box for the function, how it is read, what a teacher may choose, and the lesson."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import gradio as gr

from derivative_manim.animating import words
from derivative_manim.animating.types import Options
from derivative_manim.app import show
from derivative_manim.app.desk import BusyError, Desk, Failed, Job, Made
from derivative_manim.errors import OptionError
from derivative_manim.reading import ReadingError, number, read
from derivative_manim.reading.characters import LONGEST

TITLE = "Derivative animator"
EXAMPLES = ("x^2 sin x", "e^(-x^2)", "ln(x)/x", "sqrt(4 - x^2)", "|x - 1|", "tan x", r"\frac{1}{1+x^2}")
_THEMES = (("Dark", "dark"), ("Light", "light"), ("Print", "print"))
_QUALITIES = (("480p", "l"), ("720p", "m"), ("1080p", "h"))
_LOOK = 0.4  # seconds between two looks at a video that is being made


def chosen(
    low: str, high: str, at: str, theme: str, language: str, speed: float, quality: str, gif: bool
) -> dict[str, Any]:
    """What was chosen on the page, as options of `derivative_manim.animate`.

    Raises:
        OptionError: a field holds something else than a number, or only one end of the window is given.
    """
    ends = _number(low, "the window's left end"), _number(high, "the window's right end")
    if (ends[0] is None) != (ends[1] is None):
        raise OptionError("only one end of the window is given: fill in both, or neither")
    if quality not in [value for _, value in _QUALITIES]:
        raise OptionError(f"the quality {quality!r} is not offered")
    options: dict[str, Any] = {
        "window": None if ends[0] is None else ends,
        "at": _number(at, "the point"),
        "theme": theme,
        "language": language,
        "speed": float(speed),
        "quality": quality,
        "gif": bool(gif),
    }
    Options(**options)  # refuses what is out of range before anybody waits for it
    return options


def _number(text: Any, what: str) -> float | None:
    text = str(text or "").strip()
    if not text:
        return None
    try:
        return number(text)
    except ReadingError:
        raise OptionError(f"{what} is not a number: type one as 2.5 or pi/2, or leave it empty") from None


def build(desk: Desk) -> gr.Blocks:
    """The page for a desk; see `settings` for how it looks."""
    with gr.Blocks(title=TITLE, analytics_enabled=False) as page:
        gr.HTML(f"<h1>{TITLE}</h1><p>Type a function of one variable. You get a checked lesson on its derivative: a "
                "video, the steps, a handout.</p>", elem_id="dm-head", apply_default_css=False)  # fmt: skip
        text = gr.Textbox(
            label="Function", placeholder="x^2 sin x", max_length=LONGEST, lines=1, max_lines=1, autofocus=True,
            elem_id="dm-function",
        )  # fmt: skip
        reading = gr.HTML(show.reading(""), elem_id="dm-reading", apply_default_css=False)
        gr.Examples([[example] for example in EXAMPLES], [text], label="Examples", api_visibility="private")
        choices = _choices()
        with gr.Row(elem_id="dm-buttons"):
            go = gr.Button("Make the video", variant="primary", elem_id="dm-go")
            stop = gr.Button("Stop", variant="stop", visible=False, elem_id="dm-stop")
        result = gr.HTML(elem_id="dm-result", apply_default_css=False)

        async def asked_for(request: gr.Request) -> str:
            return str(request.query_params.get("f", ""))[:LONGEST]

        async def make(request: gr.Request, given: str, *fields: Any) -> AsyncIterator[tuple[Any, ...]]:
            async for shown, working in _made(desk, str(request.session_hash), str(given or ""), fields):
                yield shown, gr.update(interactive=not working), gr.update(visible=working)

        async def give_up(request: gr.Request) -> None:
            desk.cancel(str(request.session_hash))

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        text.change(
            lambda given: show.reading(str(given or "")),
            text,
            reading,
            queue=False,
            trigger_mode="always_last",
            **quiet,
        )
        gr.on([go.click, text.submit], make, [text, *choices], [result, go, stop], concurrency_limit=None, **quiet)
        stop.click(give_up, queue=False, **quiet)
        page.load(asked_for, outputs=text, queue=False, **quiet)
        page.unload(give_up)
    return page


def _choices() -> list[gr.components.Component]:
    """The fields of `chosen`, in its order."""
    languages = [(table["name"], code) for code, table in words.tables().items()]
    with gr.Accordion("Choices", open=False, elem_id="dm-choices"):
        with gr.Row():
            low = gr.Textbox(label="Window from x =", placeholder="automatic", max_length=30, min_width=130)
            high = gr.Textbox(label="to x =", placeholder="automatic", max_length=30, min_width=130)
            at = gr.Textbox(label="Tangent stops at x =", placeholder="nowhere", max_length=30, min_width=130)
        with gr.Row():
            theme = gr.Radio(list(_THEMES), value="dark", label="Theme", min_width=220)
            language = gr.Dropdown(languages, value="en", label="Language", filterable=False, min_width=160)
        with gr.Row():
            quality = gr.Radio(list(_QUALITIES), value="l", label="Quality", min_width=220)
            speed = gr.Slider(0.5, 2.0, value=1.0, step=0.25, label="Speed", min_width=160)
        gif = gr.Checkbox(label="A small GIF too")
    return [low, high, at, theme, language, speed, quality, gif]


async def _made(desk: Desk, owner: str, text: str, fields: tuple[Any, ...]) -> AsyncIterator[tuple[str, bool]]:
    """What is shown while a lesson is made, and whether it is still being made."""
    try:
        options = chosen(*fields)
        read(text)
        job = desk.ask(owner, text, options)
    except ReadingError as error:
        yield show.refused(text, error.message, error.place), False
        return
    except (OptionError, BusyError) as error:
        yield show.refused("", str(error)), False
        return
    shown = ""
    while job.end is None:
        now = _progress(desk, job)
        if now != shown:
            yield now, True
            shown = now
        await asyncio.sleep(_LOOK)
    yield _end(job, options["language"]), False


def _progress(desk: Desk, job: Job) -> str:
    before = desk.before(job)
    return show.waiting(before) if before else show.progress(job.done, job.said)


def _end(job: Job, language: str) -> str:
    if isinstance(job.end, Made):
        return show.lesson(job.end, language)
    if isinstance(job.end, Failed) and job.end.stopped:
        return show.stopped()
    return show.failed(job.text, job.end) if job.end is not None else ""


def settings() -> dict[str, Any]:
    """How the page looks, for `gradio.mount_gradio_app`: fonts of the visitor's machine, nothing from elsewhere."""
    plain = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    theme = gr.themes.Default(primary_hue="blue", font=plain, font_mono=["ui-monospace", "Consolas", "monospace"])
    own = files("derivative_manim.app")
    script = own.joinpath("page.js").read_text(encoding="utf-8")
    return {
        "theme": theme,
        "css": own.joinpath("page.css").read_text(encoding="utf-8"),
        "head": f"<script>{script}</script>",
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "show_error": False,
        "mcp_server": False,
        "enable_monitoring": False,
        "max_file_size": 1,
    }
