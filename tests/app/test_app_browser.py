"""The page in a headless Chromium, as a teacher uses it and as somebody does who means harm."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from app_browser import PROGRAM, chromium

BOX = "#dm-function input"
RESULT = "document.querySelector('#dm-result')"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed: apt-get install chromium"),
]


@pytest.mark.parametrize(("width", "phone"), [(1280, False), (390, True)])
def test_type_make_stop_and_make_again(
    serving: Callable[..., AbstractContextManager[str]],
    made_by: Callable[..., None],
    tmp_path: Path,
    width: int,
    phone: bool,
) -> None:
    made_by("time.sleep(60)")
    with serving() as address, chromium(tmp_path / "profile") as tab:
        tab.size(width, 844, phone=phone)
        tab.go(f"{address}/?f=tan%20x")
        tab.wait("document.querySelector('#dm-reading math')", 120)

        tab.type(BOX, "x2 + 1")
        tab.wait("document.querySelector('#dm-reading mark')?.innerText === '2'")
        for text in ("<img src=x onerror=alert(1)>", "${alert(1)}", "x^2</math><svg onload=alert(1)>"):
            tab.type(BOX, text)
            tab.wait(f"document.querySelector('#dm-reading').innerText.includes({text!r})")
            assert not tab.value("!!document.querySelector('#dm-reading img, #dm-reading svg')")

        tab.type(BOX, "x^2 sin x")
        tab.wait("document.querySelector('#dm-reading math')")
        tab.press("Enter")
        tab.wait(f"{RESULT}.innerText.includes('6 of 12 plays')")
        assert tab.value("document.querySelector('#dm-go').disabled")
        tab.value("document.querySelector('#dm-stop').click()")
        tab.wait(f"{RESULT}.innerText.includes('Stopped')")

        made_by()
        tab.value("document.querySelector('#dm-go').click()")
        tab.wait(f"{RESULT}.querySelector('.dm-lesson video')")
        assert tab.value(f"{RESULT}.querySelectorAll('.dm-downloads a').length") == 5
        assert tab.value(f"{RESULT}.querySelectorAll('ol math').length") == 1
        assert tab.value("document.documentElement.scrollWidth") == width  # nothing has to be scrolled sideways
        assert not tab.value(f"!!{RESULT}.querySelector('ol i, .dm-note b')")
        assert tab.complaints == []
        assert [url for url in tab.asked if not url.startswith((address, "data:"))] == []
