"""Several audits as files: one page, and `audits.json`, which says what stands in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.results.audits import Audits
from audit.domain.results.serialization import to_data
from audit.files import write_whole
from audit.report.pages.html import content_policy, environment, style_sheet
from audit.report.sections.side_by_side import named, view

if TYPE_CHECKING:
    from audit.report.sections.side_by_side import Named

STYLE = ("panels.css", "side_by_side.css")
"""Rules of the pages with several audits, beside our own for every page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAudits:
    """Where the page and the list of its audits lie, and which audits those are."""

    index: Path
    document: Path
    audits: Audits


def write_audits(audits: Audits, folder: Path) -> WrittenAudits:
    """Write `index.html` and `audits.json` into a folder, and return where they are.

    Raises
    ------
    InputError
        When a result lacks an estimate or a finding that every audit has.
    OutputError
        When a file cannot be written.
    """
    written = WrittenAudits(index=folder / "index.html", document=folder / "audits.json", audits=audits)
    page, document = audits_page(audits), audits_document(audits)
    write_whole(written.index, page)
    write_whole(written.document, document)
    return written


def audits_page(audits: Audits) -> str:
    """Return several audits as one HTML page, which loads nothing and runs no script."""
    template = environment().get_template("side_by_side.html.j2")
    return template.render(page=view(audits), style=style_sheet(*STYLE), policy=content_policy())


def audits_document(audits: Audits) -> str:
    """Return which audits stand in the page, with their verdicts and readings, and which files are unread, as JSON."""
    document = {
        "audits": [_listed(each) for each in named(audits.results)],
        "unread": [to_data(each) for each in audits.unread],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _listed(each: Named) -> dict[str, object]:
    source, decision = each.result.provenance, each.result.decision
    return {
        "name": each.text,
        "model": to_data(source.model),
        "cohort": to_data(source.cohort),
        "created": source.created,
        "verdict": decision.verdict.value,
        "exit_status": int(decision.exit_status),
        "sentence": decision.sentence,
        "account": to_data(each.result.account),
    }
