"""The page that looks, watched: a browser whose camera shows a film, and what its cards say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.conftest import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Box = tuple[float, ...]
"""Left, top, width, height, in pixels of the picture."""

PATIENCE = 60_000
"""Milliseconds: other work may share this machine."""


@contextmanager
def camera_showing(clip: Path) -> Iterator[Browser]:
    """Yield a browser whose camera shows a film again and again."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    with playwright.sync_playwright() as api:
        started = api.chromium.launch(executable_path=chromium, args=[*FLAGS, *fake])
        yield started
        started.close()


def opened(browser: Browser, address: str, **context: object) -> Page:
    page = browser.new_context(permissions=["camera"], **context).new_page()
    page.set_default_timeout(PATIENCE)
    hold_choosers(page)
    page.goto(address)
    return page


def hold_choosers(page: Page) -> None:
    """Have the browser hand over its choosers of files from now on.

    Asked for at the press alone, it is told beside the press and came too late in 3 of 60 presses.
    """
    page.on("filechooser", lambda _: None)


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on an element."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def looking(browser: Browser, address: str, **context: object) -> Page:
    page = opened(browser, address, **context)
    page.get_by_role("button", name="Start the camera").click()
    return page


def wait_for_faces(page: Page, *emotions: str) -> list[tuple[str, Box]]:
    """Wait until the cards say these emotions, in any order, and return what each said and where, from the left.

    Both are read at the same moment: the film goes on.
    """
    said = page.wait_for_function(
        """(wanted) => {
          const cards = [...document.querySelectorAll('#camera-faces .face')];
          const said = cards.map((card) => [card.querySelector('.answer')?.dataset.emotion, card.dataset.box]);
          return said.map(([emotion]) => emotion).sort().join() === wanted && said;
        }""",
        arg=",".join(sorted(emotions)),
    ).json_value()
    found = [(emotion, tuple(float(part) for part in box.split(","))) for emotion, box in said]
    return sorted(found, key=lambda face: face[1])


def wait_for_nobody(page: Page) -> None:
    """Wait until no face is found, and nothing is said about any."""
    page.wait_for_function(
        """() => document.body.innerText.includes('No face found: nothing is said about this picture.')
          && !document.querySelector('#camera-faces .face')"""
    )
