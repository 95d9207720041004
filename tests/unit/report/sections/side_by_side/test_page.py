"""Several audits in one page: its numbers are those of the single reports, and nothing is compared in silence."""

from __future__ import annotations

from assets.audits import five_pictures
from assets.side_by_side import made, page_of


def test_of_more_than_twelve_audits_the_newest_stand_side_by_side_and_all_are_listed() -> None:
    results = [made(five_pictures(), id=f"m{i}", created=f"2026-03-{28 - i:02d}T00:00:00Z") for i in range(14)]
    page = page_of(*results)
    assert len(page.audits.rows) == 14
    assert [row.head.text for row in page.rates.rows] == [f"m{i}" for i in range(12)]
    assert "The newest 12 stand side by side; 2 older audits" in page.sentences[1]
