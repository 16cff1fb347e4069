"""A headless Chromium that is driven by its own debugging protocol over two pipes: no library, no port."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)


class Tab:
    """One page; all that it asked for and all that it complained of is kept."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.asked: list[str] = []
        self.complaints: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        end = time.monotonic() + 120
        while True:
            for found in self._messages(end):
                if found.get("id") == self._number:
                    if "error" in found:
                        raise RuntimeError(found["error"]["message"])
                    return dict(found["result"])

    def _messages(self, end: float) -> Iterator[dict[str, Any]]:
        if not select.select([self._read], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TimeoutError("the browser does not answer")
        self._rest += os.read(self._read, 1 << 20)
        *whole, self._rest = self._rest.split(b"\0")
        for part in whole:
            message = json.loads(part)
            if message.get("method") == "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"]["url"])
            if message.get("method") == "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(message["params"]["exceptionDetails"])[:500])
            if message.get("method") == "Page.javascriptDialogOpening":
                self.complaints.append(f"a dialog: {message['params']['message']}")
            yield message

    def size(self, width: int, height: int, *, phone: bool = False) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def value(self, script: str) -> Any:
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(json.dumps(found["exceptionDetails"])[:500])
        return found["result"].get("value")

    def wait(self, script: str, seconds: float = 60) -> None:
        """Until the script gives something that is true."""
        end = time.monotonic() + seconds
        while not self.value(f"!!({script})"):
            if time.monotonic() > end:
                raise TimeoutError(f"{script} does not come true; the page: {self.value('document.body.innerText')}")
            time.sleep(0.2)

    def type(self, selector: str, text: str) -> None:
        """Put a text into a field in the place of what is there, as if it was typed."""
        self.value(f"document.querySelector({json.dumps(selector)}).focus()")
        self.value(f"document.querySelector({json.dumps(selector)}).select()")
        self.call("Input.insertText", text=text) if text else self.press("Backspace")

    def press(self, key: str) -> None:
        code = {"Enter": 13, "Backspace": 8}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def picture(self, path: Path, *, whole: bool = True) -> None:
        found = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))


@contextlib.contextmanager
def chromium(profile: Path) -> Iterator[Tab]:
    """A browser with one tab, which ends with the block."""
    assert PROGRAM is not None
    their_read, our_write = os.pipe()
    our_read, their_write = os.pipe()
    their_read, their_write = (fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (their_read, their_write))
    command = [
        *(PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--remote-debugging-pipe", "--no-first-run", "--disable-background-networking", "--hide-scrollbars"),
        f"--user-data-dir={profile}",
    ]

    def connect() -> None:
        os.dup2(their_read, 3)  # the browser reads there
        os.dup2(their_write, 4)  # and writes there

    process = subprocess.Popen(
        command,
        pass_fds=(3, 4),
        preexec_fn=connect,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(their_read)
    os.close(their_write)
    try:
        yield Tab(our_write, our_read)
    finally:
        process.kill()
        process.wait()
        os.close(our_write)
        os.close(our_read)
