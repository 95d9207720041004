"""The evidence of every limit in full."""

from __future__ import annotations

from assets.audits import drawn, lapsed, sixty, waived

from audit.domain.wording.words import sentence, shown
from audit.report.sections.front import answer_page
from audit.report.sections.groups import groups


def test_the_whole_reason_of_every_limit_stands_with_the_evidence_where_page_one_leads() -> None:
    """Page one keeps one sentence; nothing of what the judge said is lost."""
    for result in (drawn(), sixty(), waived(), lapsed()):
        page, evidence = answer_page.view(result), groups.view(result).evidence
        rows = [row for table in (page.gate, page.more) if table for row in table.rows]
        assert [row.cells[-1].link.place for row in rows] == [row.id for row in evidence.rows]
        assert [row.head.text for row in rows] == [row.head.text for row in evidence.rows]
        told = {row.cells[-1].text.casefold() for row in evidence.rows}
        assert {sentence(shown(f.reason)).casefold() for f in result.findings} == told
