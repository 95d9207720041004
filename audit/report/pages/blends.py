"""Dose and response as files: `blends.json`, and a page with the curves of every group."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.results.serialization import to_data
from audit.files import write_whole
from audit.report.pages.html import content_policy, environment, style_sheet
from audit.report.sections.other_pages.blends import view

if TYPE_CHECKING:
    from audit.domain.results.blends import DoseResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBlends:
    """Where the page and the result lie."""

    page: Path
    document: Path


def write_blends(result: DoseResponse, folder: Path) -> WrittenBlends:
    """Write `blends.json` and `blends.html` into a folder, and return where they are.

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    written = WrittenBlends(page=folder / "blends.html", document=folder / "blends.json")
    page, document = blends_page(result), blends_document(result)
    write_whole(written.page, page)
    write_whole(written.document, document)
    return written


def blends_document(result: DoseResponse) -> str:
    """Return a dose–response run as JSON, people's curves included."""
    return json.dumps(to_data(result), ensure_ascii=False, allow_nan=False) + "\n"


def blends_page(result: DoseResponse) -> str:
    """Return a dose–response run as one HTML page, which loads nothing and runs no script."""
    template = environment().get_template("blends.html.j2")
    return template.render(page=view(result), style=style_sheet("panels.css", "blends.css"), policy=content_policy())
