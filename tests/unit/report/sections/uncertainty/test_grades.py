"""The parts of the third question: grades in words, and what keeping silent would do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, five_pictures, hostile, many, nothing, voted

from audit.report.pages.html import to_html
from audit.report.sections.uncertainty import abstention, grades


def test_grades_in_tables_are_those_counted() -> None:
    result, view = drawn(), grades.view(drawn())
    total = result.counts.overall().total
    assert view is not None
    for part in view.parts:
        assert part.table.rows[-1].cells[0].text == f"{total:,}"
        shares = [float(cell.text.removesuffix("\xa0%")) for cell in part.table.rows[-1].cells[1:6]]
        assert sum(shares) == pytest.approx(100, abs=0.3)
    mixed = next(e for e in result.estimates if e.metric == "mixed_rate" and e.group is None)
    assert f"({mixed.share.numerator} of {total:,}) of the pictures are read as mixed" in view.sentences[1]
    assert "nobody calibrated them" in view.sentences[2]


def test_many_emotions_name_the_pairs_that_mix() -> None:
    view = grades.view(voted())
    assert view is not None
    assert any("read as mixed, most are between “" in sentence for sentence in view.sentences)
    assert [part.text for part in view.parts[0].chart.legend] == ["clear", "leaning", "mixed"]


def test_decisions_and_audits_of_an_earlier_version_have_neither_part() -> None:
    for result in (five_pictures(), nothing()):
        assert grades.view(result) is None
        assert abstention.view(result) is None
    result = drawn()
    assert result.mixed is not None
    earlier = replace(result, mixed=replace(result.mixed, grading=None, abstention=None, right=None))
    assert (grades.view(earlier), abstention.view(earlier)) == (None, None)
    page = to_html(earlier)
    assert 'id="grades-title"' not in page
    assert 'id="abstention-title"' not in page


def test_more_than_a_hundred_groups_are_capped_and_counted() -> None:
    result = many(130)
    for view in (grades.view(result), abstention.view(result)):
        table = view.parts[-1].table
        assert len(table.rows) == 100 + 1
        assert "30 more" in table.note


def test_hostile_names_stand_on_the_page_as_text() -> None:
    page = to_html(hostile())
    assert 'id="grades-title"' in page
    assert "<script>alert" not in page
