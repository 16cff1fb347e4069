"""The server: the page, the files of finished lessons, and the guard before both."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

# Before Gradio is imported: it would send figures of its use, and ask for its newest version.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from derivative_manim.app import page, sandbox
from derivative_manim.app.desk import Desk
from derivative_manim.app.guard import Guard
from derivative_manim.app.limits import Limits
from derivative_manim.app.store import Store
from derivative_manim.errors import OptionError

PORT = 7860
_PORTS = 100  # that many are tried where none was asked for
_SHOWN_INLINE = {".mp4": "video/mp4", ".png": "image/png", ".vtt": "text/vtt"}


def serve(host: str = "127.0.0.1", port: int | None = None, limits: Limits | None = None) -> None:
    """Serve the page until it is interrupted.

    Args:
        host: the address to listen at; 0.0.0.0 for all of the machine's.
        port: None for 7860 or the next one that is free.
        limits: of what it gives.

    Raises:
        OptionError: the address cannot be had.
    """
    limits = limits or Limits()
    with (
        contextlib.closing(_listening(host, port)) as listening,
        tempfile.TemporaryDirectory(prefix="derivative-manim-app-", ignore_cleanup_errors=True) as folder,
    ):
        _say_where(host, listening.getsockname()[1])
        config = uvicorn.Config(
            application(Path(folder).resolve(), limits), log_level="warning", access_log=False, server_header=False,
            proxy_headers=True, timeout_graceful_shutdown=3,
        )  # fmt: skip
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # uvicorn passes it on; so that the folder is removed
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def application(folder: Path, limits: Limits) -> Guard:
    """The whole as an ASGI application, which keeps its files in a folder."""
    kept, making = folder / "kept", folder / "making"
    kept.mkdir()
    making.mkdir()
    store = Store(kept, limits)
    desk = Desk(making, store, limits)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await desk.close()

    async def lesson(request: Request) -> Response:
        found = store.get(request.path_params["token"], request.path_params["file"])
        if found is None:
            return PlainTextResponse("this lesson is no longer kept: make it again\n", 404)
        path, name = found
        kind = _SHOWN_INLINE.get(path.suffix)
        if kind is not None and "download" not in request.query_params:
            return FileResponse(path, media_type=kind)
        return FileResponse(path, media_type=kind or "application/octet-stream", filename=name)

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/lesson/{token}/{file}", lesson, methods=["GET"])
    blocks = page.build(desk)
    blocks.queue(max_size=10 * limits.waiting + 100, default_concurrency_limit=None)
    gradio.mount_gradio_app(app, blocks, path="/", **page.settings())
    return Guard(app, longest=limits.request_bytes)


def _listening(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    problem = ""
    for tried in range(PORT, PORT + _PORTS) if port is None else [port]:
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, tried))
        except (OSError, OverflowError) as error:
            listening.close()
            problem = getattr(error, "strerror", None) or str(error)
            continue
        listening.listen(128)  # who comes before the server has begun waits, and is not turned away
        return listening
    wanted = f"port {port} of {host}" if port is not None else f"a port of {host} from {PORT} on"
    raise OptionError(f"{wanted} cannot be had ({problem}): choose another with --port or --host")


def _say_where(host: str, port: int) -> None:
    """Say where the page is, who reaches it, and what holds the renders."""
    shown = f"[{host}]" if ":" in host else host
    said = [f"{page.TITLE}: http://{shown}:{port} (Ctrl-C ends it)"]
    if host not in ("127.0.0.1", "localhost", "::1"):
        said.append("Whoever reaches this machine can use it.")
    if not sandbox.works():
        said.append("bubblewrap cannot be used here: videos are made under limits on time, memory and size only.")
    sys.stdout.write("\n".join([*said, ""]))
    sys.stdout.flush()
