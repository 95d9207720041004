"""The evidence of every limit in full: what was seen, how sure it is, what would settle it, how pictures count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import number, sentence, shown
from audit.report.views import VERDICTS, Cell, Link, Row, TableView, gravest_first, headings
from audit.report.wording.phrases import circumstances, resampled_text, waiver_note

if TYPE_CHECKING:
    from audit.domain.decision.disparities import Disparity
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult


def evidence_table(result: AuditResult) -> TableView | None:
    """Return the whole reason of every finding, in the order of page one, which leads here; None without a finding."""
    if not result.findings:
        return None
    rows = (_row(finding, place) for place, finding in enumerate(gravest_first(result.findings), start=1))
    return TableView(
        id="evidence",
        caption="The evidence, limit by limit",
        columns=(*headings("Verdict"), Cell(text="Limit", tone="text"), Cell(text="Evidence", tone="text")),
        rows=tuple(rows),
        kind="signed",
    )


def evidence_link(place: int) -> Link:
    """Return the link from a limit of page one to its evidence; `place` counts from 1 in the order of page one."""
    return Link(place=_id(place), text="Evidence", label=f"Evidence for limit {number(place)}")


def _id(place: int) -> str:
    return f"evidence-{place}"


def _row(finding: Finding, place: int) -> Row:
    sign, criterion = VERDICTS[finding.verdict], finding.criterion
    return Row(
        id=_id(place),
        head=Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=waiver_note(finding)),
        cells=(
            Cell(text=criterion_title(criterion), note=limit_text(criterion), tone="text"),
            Cell(text=sentence(shown(finding.reason)), note=_weighed(finding.disparity), tone="words"),
        ),
    )


def _weighed(disparity: Disparity) -> str:
    """Return how the pictures were weighed, and the bootstrap interval where the policy asks for one."""
    texts = (circumstances(disparity), sentence(resampled_text(disparity)))
    return " ".join(text for text in texts if text)
