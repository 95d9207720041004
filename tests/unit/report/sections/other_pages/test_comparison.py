"""What the page of a comparison shows: who lost, what is proven, what levelled down."""

from __future__ import annotations

from assets.compared import compared, levelled

from audit.domain.wording.words import signed
from audit.report.sections.other_pages.comparison import view


def texts(table) -> dict[str, tuple[str, ...]]:
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_the_page_says_who_lost_and_what_was_right_before() -> None:
    page = view(levelled())
    assert (page.verdict.word, page.exit_status[-2:]) == ("FAIL", "1.")
    assert page.groups == ("Success rate by group: proven worse “adult” (−30 points).",)
    (limit,) = page.limits
    assert texts(limit.table) == {
        "adult": ("proven worse", "100", "90.0\xa0%", "60.0\xa0%", "−30", "30", "0"),
        "senior": ("neither proven", "100", "50.0\xa0%", "50.0\xa0%", "0", "0", "0"),
    }
    bounds = levelled().findings[0].changes[0].bounds
    assert limit.table.rows[0].cells[4].note == f"{signed(-bounds.upper)} to {signed(-bounds.lower)}"
    assert texts(page.overall) == {"Baseline right": ("110", "30"), "Baseline wrong": ("0", "60")}
    assert "30 went from right to wrong, 0 from wrong to right" in page.overall_sentence


def test_pictures_that_one_did_not_score_are_counted() -> None:
    page = view(compared({"a": "RRRR-"}, {"a": "RR---"}))
    assert "2 pictures scored by the baseline only, which is not right for the candidate" in page.overall_sentence
    assert "1 picture scored by neither and left out" in page.overall_sentence
    assert page.limits[0].table.rows[0].cells[5].note == "2 not scored by the other"


def test_nothing_to_compare_has_no_chart_and_no_promise() -> None:
    page = view(compared({"adult": "---"}, {"adult": "---"}))
    assert (page.limits[0].chart, page.promise) == (None, "")
    assert page.overall_sentence == "Neither classifier scored a picture."
