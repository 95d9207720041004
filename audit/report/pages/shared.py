"""The copy of an audit that is fit to be published, as files: `shared.json` and a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.results.serialization import to_data
from audit.errors import OutputError
from audit.files import publication, write_whole
from audit.report.pages.html import content_policy, environment, style_sheet
from audit.report.sections.other_pages.shared import view

if TYPE_CHECKING:
    from audit.domain.results.shared import SharedAudit

_PAGE, _DOCUMENT = "index.html", "shared.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenShare:
    """Where the copy lies, and what it lacks beside the audit, one sentence each."""

    page: Path
    document: Path
    taken_out: tuple[str, ...]


def write_shared(shared: SharedAudit, folder: Path) -> WrittenShare:
    """Write `shared.json` and `index.html` into a folder in one step, and return where they are.

    Raises
    ------
    OutputError
        When the folder holds anything but an earlier copy, or cannot be written.
    """
    _refuse_taken(folder)
    page, document = shared_page(shared), shared_document(shared)
    with publication(folder) as staging:
        write_whole(staging / _PAGE, page)
        write_whole(staging / _DOCUMENT, document)
    return WrittenShare(page=folder / _PAGE, document=folder / _DOCUMENT, taken_out=shared.taken_out)


def _refuse_taken(folder: Path) -> None:
    if not folder.exists():
        return
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else {folder.name}
    if names and names != {_PAGE, _DOCUMENT}:
        raise OutputError(f"{folder}: holds files that are no copy to publish; name another folder with --out")


def shared_document(shared: SharedAudit) -> str:
    """Return the copy as JSON."""
    return json.dumps(to_data(shared), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def shared_page(shared: SharedAudit) -> str:
    """Return the copy as one HTML page, which loads nothing and runs no script."""
    template = environment().get_template("shared.html.j2")
    return template.render(page=view(shared), style=style_sheet(), policy=content_policy())
