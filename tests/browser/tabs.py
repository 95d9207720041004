"""Tabs that stay open: to empty one and load a page in it costs a third of what a new window costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) => window.violations.push(e.violatedDirective));
"""
OPEN_ALL = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"


@dataclass(frozen=True)
class Opened:
    """A page, what it asked for and what went wrong in it since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Tabs:
    """One tab for each kind of context: before each use it is emptied, and what it heard is forgotten."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[frozenset[tuple[str, object]], Opened] = {}

    def empty(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        motion: str = "no-preference",
        **context: bool,
    ) -> Opened:
        """Return an empty page of this size, on a screen, with the mouse in the corner."""
        kind = frozenset(context.items())
        if kind not in self._kept:
            self._kept[kind] = _watched(self._browser.new_context(**context).new_page())
        found = self._kept[kind]
        found.page.goto("about:blank")  # also that a fragment of the page that was open here is a new page
        found.page.set_viewport_size({"width": width, "height": height})
        found.page.emulate_media(media="null", color_scheme=scheme, reduced_motion=motion)
        found.page.mouse.move(0, 0)
        found.requests.clear()
        found.complaints.clear()
        return found

    def opened(self, path: Path, **how: object) -> Opened:
        """Open a file and watch it."""
        found = self.empty(**how)
        found.page.goto(path.as_uri())
        return found

    def unfolded(self, path: Path, **how: object) -> Page:
        """Open a file with everything folded open."""
        page = self.opened(path, **how).page
        page.evaluate(OPEN_ALL)
        return page


def _watched(page: Page) -> Opened:
    page.add_init_script(WATCH)
    found = Opened(page=page)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("console", lambda message: found.complaints.append(message.text))
    return found
