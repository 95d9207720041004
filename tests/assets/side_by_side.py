"""Audits of other models, cohorts and days, side by side."""

from __future__ import annotations

from dataclasses import replace

from audit.domain.results.audits import Audits, Unread
from audit.report.sections.side_by_side import view


def made(result, *, created: str | None = None, cohort: str | None = None, **model):
    """Return an audit of another model, cohort or day."""
    source = result.provenance
    changed = replace(
        source,
        model=replace(source.model, **model),
        created=created or source.created,
        cohort=replace(source.cohort, sha256=cohort) if cohort else source.cohort,
    )
    return replace(result, provenance=changed)


def page_of(*results, unread: tuple[Unread, ...] = ()):
    return view(Audits(results=results, unread=unread))


def texts(table) -> dict[str, tuple[str, ...]]:
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}
