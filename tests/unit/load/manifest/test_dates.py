"""Dates that a spreadsheet made of ranges are told with the range, whatever form the spreadsheet has."""

from __future__ import annotations

import pytest

from audit.load.manifest.dates import spreadsheet_dates
from audit.load.tables.spellings import encode


@pytest.mark.parametrize(
    ("date", "meant"),
    [
        ("03-Sep", "3-9"), ("9-Mar", "3-9"), ("Oct-19", "10-19"), ("03. Sep", "3-9"), ("Okt 19", "10-19"),
        ("2026-09-03", "3-9"), ("2019-10-01 00:00:00", "10-19"), ("03/09/2026", "3-9"), ("10/01/2019", "10-19"),
        ("03.09.2026", "3-9"), ("01.10.2019", "10-19"), ("46268", "3-9"), ("43739", "10-19"), ("9-mars", "3-9"),
    ],
)  # fmt: skip
def test_a_date_among_ranges_is_a_range(date, meant) -> None:
    assert spreadsheet_dates("group", encode(["20-39", date, "60+"])) == {date: meant}


@pytest.mark.parametrize("cell", ["20-39", "60+", "more than 70", "30", "young", "2026", "3", "Mayor 12", "70000"])
def test_other_cells_among_ages_are_what_they_are(cell) -> None:
    assert not spreadsheet_dates("age_group", encode(["20-39", cell]))


def test_dates_where_nothing_is_a_range_are_dates() -> None:
    assert not spreadsheet_dates("taken", encode(["2026-09-03", "03-Sep", "43739"]))
