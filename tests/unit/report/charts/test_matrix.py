"""A heat map that is a table: every cell has its number, the colour only helps."""

from __future__ import annotations

from audit.domain.counts.rates import Rate
from audit.report.charts.matrix import count_cell, rate_cell, signed_cell


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
