"""The evidence of every limit in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assets.audits import drawn, five_pictures, lapsed, sixty, voted, waived

from audit.domain.wording.words import sentence, shown
from audit.report.sections.front import answer_page
from audit.report.sections.front.evidence import LIMITS_SHOWN, evidence_of, tally
from audit.report.sections.groups import groups
from audit.report.views import Row, gravest_first


def evidence_rows(result) -> Iterator[Row]:
    """Yield the limits of every feature with their evidence, as the page holds them."""
    for feature in groups.view(result).features:
        for table in (feature.evidence.first, feature.evidence.more):
            yield from table.rows if table else ()


def test_the_whole_reason_of_every_limit_stands_with_the_evidence_where_page_one_leads() -> None:
    """Page one keeps one sentence; nothing of what the judge said is lost."""
    for result in (drawn(), sixty(), waived(), lapsed()):
        page, evidence = answer_page.view(result), {row.id: row for row in evidence_rows(result)}
        rows = [row for table in (page.gate, page.more) if table for row in table.rows]
        assert {row.cells[-1].link.place for row in rows} == set(evidence)
        assert len(list(evidence_rows(result))) == len(rows)
        for row in rows:
            assert evidence[row.cells[-1].link.place].head == row.head
            assert evidence[row.cells[-1].link.place].cells[0].text == row.cells[0].text
        told = {row.cells[-1].text.casefold() for row in evidence.values()}
        assert {sentence(shown(f.reason)).casefold() for f in result.findings} == told


def test_each_limit_stands_once_with_its_feature_and_long_lists_are_folded() -> None:
    result = voted()
    gender = evidence_of(result, "gender", "groups-2")
    assert len(gender.first.rows) == LIMITS_SHOWN
    own = [f for f in gravest_first(result.findings) if f.disparity.feature == "gender"]
    assert gender.more_title == f"{len(own) - LIMITS_SHOWN} more limits: {tally(own[LIMITS_SHOWN:])}"
    assert len(gender.more.rows) == len(own) - LIMITS_SHOWN
    assert evidence_of(five_pictures(), "ethnicity", "groups-1").more is None
    unlimited = evidence_of(replace(result, findings=()), "gender", "groups-2")
    assert (unlimited.first, unlimited.more_title, unlimited.more) == (None, "", None)


def test_groups_of_unknown_people_are_not_named_as_left_out_limit_by_limit() -> None:
    """They never are compared unless asked for, and every chart says so."""
    result = voted()
    assert any(e.group.is_unknown for f in result.findings for e in f.disparity.excluded)
    assert not any("Not compared" in row.cells[-1].note for row in evidence_rows(result))
