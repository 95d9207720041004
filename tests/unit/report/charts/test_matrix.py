"""A heat map that is a table: every cell has its number, the colour only helps; blue is better in every table."""

from __future__ import annotations

import pytest

from audit.domain.counts.rates import Rate
from audit.report.charts.matrix import apart_cell, count_cell, rate_cell, signed_cell


def test_an_undefined_rate_is_a_dash_with_its_reason_and_no_colour() -> None:
    cell = rate_cell(Rate(numerator=0, denominator=0), "no picture")
    assert (cell.text, cell.title, cell.tone, cell.value) == ("–", "no picture", "undefined", "")


def test_colours_follow_the_largest_of_the_table() -> None:
    assert rate_cell(Rate(numerator=1, denominator=10), "", 0.2).tone == "q10"
    assert count_cell(5, 10).tone == "q10"
    assert count_cell(0, 0).tone == "q0"


def test_a_signed_cell_has_its_sign_its_place_on_the_scale_and_no_colour_alone() -> None:
    def of(value, *, marked=False):
        return signed_cell(value, "5", 0.4, undefined="why", marked=marked)

    assert (of(0.2).text, of(0.2).tone) == ("+0.20", "q15")
    assert (of(-0.4).text, of(-0.4).tone) == ("−0.40", "q0")
    assert (of(0.0).text, of(0.0).tone) == ("0.00", "q10")
    assert (of(-0.001).text, of(-1.0).tone) == ("0.00", "q0")
    assert (of(-0.3, marked=True).text, of(0.3, marked=True).text) == ("▼\ufe0e\xa0−0.30", "▲\ufe0e\xa0+0.30")
    assert (of(None).text, of(None).title, of(None).tone) == ("–", "why", "undefined")


def cell(right: int, of: int, everybody: float | None = 0.5, *, low_is_good: bool = False, widest: float = 0.2):
    rate = Rate(numerator=right, denominator=of)
    return apart_cell(rate, "no picture", everybody, widest, low_is_good=low_is_good)


@pytest.mark.parametrize(
    ("right", "low_is_good", "tone", "value"),
    [
        (5, False, "a5", "0.0"),
        (7, False, "a10", "20.0"),
        (3, False, "a0", "-20.0"),
        (6, False, "a8", "10.0"),
        (1, False, "a0", "-40.0"),
        (7, True, "a0", "-20.0"),
        (3, True, "a10", "20.0"),
    ],
)
def test_better_is_blue_worse_is_orange_and_as_everybody_is_pale(right, low_is_good, tone, value) -> None:
    found = cell(right, 10, low_is_good=low_is_good)
    assert (found.tone, found.value) == (tone, value)
    assert (found.text, found.note) == (f"{right * 10}\xa0%", f"{right} of 10")


def test_without_a_rate_there_is_no_colour_and_a_reason() -> None:
    assert cell(0, 0).tone == "undefined"
    assert cell(0, 0).title == "no picture"


def test_without_a_rate_of_all_pictures_the_colour_is_that_of_the_rate() -> None:
    rate = Rate(numerator=3, denominator=10)
    assert cell(3, 10, None) == rate_cell(rate, "no picture")


def test_where_nothing_differs_nothing_is_coloured() -> None:
    assert cell(5, 10, widest=0.0).tone == "a5"
