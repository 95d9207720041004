"""What the page of a dose–response run shows and says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.blended import blended, seven

from audit.domain.results.blends import BlendKind, DoseResponse
from audit.report import blend_sentences
from audit.report.sections.other_pages.blends import view


@pytest.fixture
def result() -> DoseResponse:
    """Six people of one group, one of another."""
    return seven()


def test_a_group_of_one_has_a_chart_without_a_band(result: DoseResponse) -> None:
    many, one = view(result).features[0].panels
    assert any(line.band for line in many.lines)
    assert not any(line.band for line in one.lines)
    assert [line.kind for line in one.lines] == ["everybody", "entropy", "end"]


def test_every_chart_says_its_numbers_in_words(result: DoseResponse) -> None:
    many, one = view(result).features[0].panels
    assert "0.20, 0.60 and 1.00" in one.description
    assert one.note == "1 person"
    assert many.note == "6 people"


def test_the_table_has_the_probabilities_at_both_ends_and_the_middle(result: DoseResponse) -> None:
    table = view(result).features[0].table
    assert table.columns[2].text == "Probability of “happy” at 0, ½, 1"
    assert table.rows[1].cells[1].text == "0.20 · 0.60 · 1.00"
    assert {len(row.cells) + 1 for row in table.rows} == {len(table.columns)}
    assert (table.rows[0].cells[2].text, table.rows[0].cells[2].note) == ("100\xa0%", "61 to 100\xa0%")


def test_what_came_out_is_said_in_sentences(result: DoseResponse) -> None:
    response, turning, entropy, both = blend_sentences(result)
    assert "for 100.0\xa0% of the people it never falls" in response
    assert "for 1 person at no weight" in turning
    assert "a mean rise of" in entropy
    assert "two emotions always has these two on top" in both


def test_an_entropy_that_may_not_rise_is_not_called_a_rise() -> None:
    flat = blended([[0.5, 0.4, 0.5], [0.4, 0.5, 0.4]] * 3, [0] * 6)
    assert "does not show that the model wavers more" in blend_sentences(flat)[2]
    falling = blended([[0.5, 0.01, 0.5]] * 6, [0] * 6)
    assert "wavers less over a mixture" in blend_sentences(falling)[2]


def test_a_turning_point_beyond_the_scale_is_said_in_words() -> None:
    never = blended([[0.0, 0.1, 0.2]] * 6, [0] * 6)
    already = blended([[0.7, 0.8, 0.9]] * 6, [0] * 6)
    assert "median never" in blend_sentences(never)[1]
    assert "median from the start" in blend_sentences(already)[1]


def test_drawn_faces_come_with_what_the_weight_is_not(result: DoseResponse) -> None:
    drawn = view(replace(result, kind=BlendKind.DRAWN))
    assert any("ageing mouth" in item for item in drawn.method)
    assert not any("ageing mouth" in item for item in view(result).method)
