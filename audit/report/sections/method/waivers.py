"""Waivers: what was accepted for a while, by whom and why, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import shown
from audit.report.views import WAIVERS, Cell, Row, TableView, headings

if TYPE_CHECKING:
    from audit.domain.decision.findings import Finding, Waived
    from audit.domain.results.result import AuditResult

_NOTE = (
    "A waiver holds while the data prove its ceiling kept and its last day is not over. It changes what the gate does, "
    "not the verdict on the limit. One that is unproven leaves the limit open; one that expired or is exceeded is as "
    "none."
)


def view(result: AuditResult) -> TableView | None:
    """Return the waivers of an audit with their state; None where there are none."""
    rows = tuple(_row(finding, finding.waived) for finding in result.findings if finding.waived is not None)
    if not rows:
        return None
    return TableView(
        id="waivers",
        caption="Waivers of the policy and what became of them",
        columns=headings("Waiver", "Limit", "Verdict on it", "Accepted", "Last day", "Owner", "Reason"),
        rows=rows,
        kind="words signed",
        note=_NOTE,
    )


def _row(finding: Finding, waived: Waived) -> Row:
    sign, waiver, criterion = WAIVERS[waived.state], waived.waiver, finding.criterion
    return Row(
        head=Cell(text=sign.word, mark=sign.mark, tone=sign.tone),
        cells=(
            Cell(text=criterion_title(criterion), note=limit_text(criterion), tone="text"),
            Cell(text=finding.verdict.value, tone="word"),
            Cell(text=limit_text(criterion.waived(waiver)), tone="text"),
            Cell(text=waiver.expires, tone="word"),
            Cell(text=shown(waiver.owner), tone="text"),
            Cell(text=shown(waiver.reason), tone="words"),
        ),
    )
