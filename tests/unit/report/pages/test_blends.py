"""The page and the document of a dose–response run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assets.blended import HOSTILE, blended, seven

from audit.domain.results.blends import BlendKind, DoseResponse
from audit.report import blend_sentences, blends_document, write_blends
from audit.report.charts.panels import PanelLine, panel
from audit.report.pages.blends import blends_page
from audit.report.sections.other_pages.blends import view


@pytest.fixture
def result() -> DoseResponse:
    """Six people of one group, one of another."""
    return seven()


def test_the_page_runs_no_script_and_hostile_names_stay_text(result: DoseResponse) -> None:
    page = blends_page(result)
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3  # chart, table, left out
    assert "Some &amp; others" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_same_result_gives_the_same_bytes(result: DoseResponse) -> None:
    assert blends_page(result) == blends_page(result)


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


def test_the_document_holds_people_and_groups_and_is_strict_json(result: DoseResponse, tmp_path: Path) -> None:
    written = write_blends(result, tmp_path / "new")
    read = json.loads(written.document.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert written.document.read_text() == blends_document(result)
    assert read["responses"]["end"][1] == [0.0, 0.2, 0.3]
    assert [group["people"] for group in read["groups"]] == [7, 6, 1]
    assert read["left_out"] == [{"image": HOSTILE, "reason": "no happy picture of this person"}]
    assert written.page.read_text() == blends_page(result)


def test_lines_are_drawn_from_left_to_right_and_from_the_bottom_up() -> None:
    line = PanelLine(kind="end", values=np.array([0.0, 0.5, 1.0]), lower=np.zeros(3), upper=np.ones(3))
    chart = panel([line], key="k", title="t", note="", description="d", width=142, height=136)
    # field: 30 to 130 across, 110 up to 10
    assert chart.lines[0].points == "30.0,110.0 80.0,60.0 130.0,10.0"
    assert chart.lines[0].band == "30.0,10.0 80.0,10.0 130.0,10.0 130.0,110.0 80.0,110.0 30.0,110.0"
    assert [tick.at for tick in chart.across] == [30, 80, 130]
