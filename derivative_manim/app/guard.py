"""What stands before Gradio: the app needs few of its routes, and no request of it is long.

Closed are those that read or take files (`file=`, `upload`, `proxy=`, `stream`), and whatever else the page never asks
for. What is open is listed, so that a route that a new version of Gradio adds is closed. What a
request says of files is refused too: Gradio copies a file of the server that a value names, {"path": ..., "meta": ...},
into its own folder, whatever the component.
"""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN = re.compile(
    r"/(?:config/?|theme\.css|favicon\.ico|robots\.txt|manifest\.json|(?:static|assets|svelte|lesson)/.*)?"
    r"|/gradio_api/(?:info/?|app_id/?|startup-events|theme\.css|reset/?|cancel/?|heartbeat/\w+|run/\w+/?"
    r"|queue/(?:join|data)/?)"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # Gradio's page is scripts that are built as it runs; but all of it comes from here, and goes nowhere else.
    (
        b"content-security-policy",
        b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self'",
    ),
)


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, *, longest: int) -> None:
        self._app = app
        self._longest = longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        if not _OPEN.fullmatch(scope["path"]) or ".." in scope["path"]:
            await PlainTextResponse("not found\n", 404)(scope, receive, with_headers)
            return
        body = await self._body(receive) if scope["method"] == "POST" else b""
        if body is None:
            await PlainTextResponse("the request is too long\n", 413)(scope, receive, with_headers)
            return
        if _names_a_file(body):
            await PlainTextResponse("the request is not one of the page's\n", 400)(scope, receive, with_headers)
            return
        given = scope["method"] != "POST"

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, again, with_headers)

    async def _body(self, receive: Receive) -> bytes | None:
        """The body of a request; None where it is too long, of which no more is read."""
        found = bytearray()
        while True:
            message = await receive()
            found += message.get("body", b"")
            if len(found) > self._longest:
                return None
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                return bytes(found)


def _names_a_file(body: bytes) -> bool:
    """Whether a value in a request has the shape of a file; what is no JSON has none."""
    try:
        return _has_a_file(json.loads(body)) if body else False
    except RecursionError:
        return True
    except ValueError:
        return False


def _has_a_file(value: Any) -> bool:
    if isinstance(value, dict):
        return not value.keys().isdisjoint({"path", "meta"}) or any(map(_has_a_file, value.values()))
    return isinstance(value, list) and any(map(_has_a_file, value))
