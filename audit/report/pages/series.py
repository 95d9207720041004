"""The page of a series as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.files import write_whole
from audit.report.pages.audits import STYLE
from audit.report.pages.html import content_policy, environment, style_sheet
from audit.report.sections.other_pages.series import view

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.results.series_state import SeriesState

SERIES_PAGE = "index.html"


def write_series(state: SeriesState, folder: Path) -> Path:
    """Write the page of a series into a folder, and return where it is.

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    page = folder / SERIES_PAGE
    write_whole(page, series_page(state))
    return page


def series_page(state: SeriesState) -> str:
    """Return a series as one HTML page, which loads nothing and runs no script."""
    template = environment().get_template("series.html.j2")
    return template.render(page=view(state), style=style_sheet(*STYLE), policy=content_policy())
