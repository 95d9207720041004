"""Chromium as the machine has it, and every made-up audit as a file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from assets.audits import AUDITS
from browser.tabs import Tabs

from audit.report import to_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as api:
        started = api.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture(scope="session")
def pages(once: Callable[[str, Callable[[Path], object]], Path]) -> dict[str, Path]:
    folder = once("pages", _write_pages)
    return {name: folder / f"{name}.html" for name in AUDITS}


def _write_pages(folder: Path) -> None:
    folder.mkdir()
    for name, audited in AUDITS.items():
        (folder / f"{name}.html").write_text(to_html(audited()), encoding="utf-8")
