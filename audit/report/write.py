"""Writing a finished audit into a folder, each file whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from audit.files import write_whole
from audit.report.files.audit_json import to_document
from audit.report.files.junit import to_junit
from audit.report.files.model_card import to_model_card
from audit.report.files.summary import PAGE, to_summary
from audit.report.pages.html import to_html

if TYPE_CHECKING:
    from audit.domain.cohort.pictures import Gallery
    from audit.domain.results.result import AuditResult


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """Where the report of an audit lies.

    Attributes
    ----------
    index
        The page.
    audit_json
        The result.
    summary
        A few lines of Markdown.
    junit
        Every finding as a test case.
    model_card
        The card of the model.
    """

    index: Path
    audit_json: Path
    summary: Path
    junit: Path
    model_card: Path

    def moved(self, old: Path, new: Path) -> WrittenReport:
        """Return the same with the folder `old` known as `new`."""
        names = {field.name: getattr(self, field.name) for field in fields(self)}
        return WrittenReport(**{name: new / path.relative_to(old) for name, path in names.items()})


def write_report(
    result: AuditResult,
    folder: Path,
    *,
    gallery: Gallery | None = None,
    address: str | None = None,
) -> WrittenReport:
    """Write an audit into a folder as `audit.json`, a page, a summary, a test report and a card; return where they are.

    All are made before the first is written; `audit.json`, of which the others are views, is written last, so that it
    never stands beside an older page.

    Parameters
    ----------
    result
        The audit.
    folder
        Where; created if need be.
    gallery
        Pictures for the page, and for no other file; None for a page without.
    address
        Where the page can be read, for the summary; None = beside it.

    Raises
    ------
    InputError
        When the result lacks an estimate or a finding that every audit has.
    OutputError
        When a file cannot be written.
    """
    written = WrittenReport(
        index=folder / PAGE,
        audit_json=folder / "audit.json",
        summary=folder / "summary.md",
        junit=folder / "junit.xml",
        model_card=folder / "model-card.md",
    )
    texts = {
        written.index: to_html(result, gallery),
        written.summary: to_summary(result, report=address or PAGE),
        written.junit: to_junit(result),
        written.model_card: to_model_card(result),
        written.audit_json: to_document(result),
    }
    for path, text in texts.items():
        write_whole(path, text)
    return written
