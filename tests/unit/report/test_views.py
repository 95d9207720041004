"""Pieces of a page: long names, headings, the order of findings."""

from __future__ import annotations

from assets.audits import drawn, voted, waived

from audit.report.views import data_address, gravest_first, headings, name_cell


def test_findings_stand_gravest_first_and_waived_ones_last_of_their_kind() -> None:
    assert [f.verdict.value for f in gravest_first(drawn().findings)] == ["FAIL", "INCONCLUSIVE", "PASS"]
    told = gravest_first(waived().findings)
    failed = [finding.accepted for finding in told if finding.verdict == "FAIL"]
    assert failed == sorted(failed)


def test_of_open_limits_a_gap_that_is_proven_to_exist_comes_first() -> None:
    told = gravest_first(reversed(voted().findings))
    assert [finding.criterion.emotion for finding in told[:3]] == ["angry", "surprise", "disgust"]


def test_a_long_name_is_shortened_and_its_whole_stands_in_the_title() -> None:
    assert (name_cell("old").text, name_cell("old").title) == ("old", "")
    long = name_cell("x" * 100)
    assert len(long.text) < 100
    assert long.title == "x" * 100


def test_headings_of_rows_are_text_and_a_picture_is_an_address() -> None:
    assert [cell.tone for cell in headings("Group", "n")] == ["text", ""]
    assert data_address(b"abc") == "data:image/webp;base64,YWJj"
