"""Emotions and groups: what goes together, cell by cell."""

from __future__ import annotations

import numpy as np
from assets.audits import hostile
from assets.balances import THREE, UNEVEN, audit_of, only

from audit.report.sections.cohort import association


def test_cells_beyond_chance_are_marked_by_an_arrow_and_listed() -> None:
    feature = only(audit_of(UNEVEN, THREE))
    happy = feature.cells.rows[0].cells[0]
    assert (happy.text[0], happy.note, happy.tone) == ("▲", "80", "q20")
    assert feature.cells.rows[1].cells[0].text[0] == "▼"
    assert [row.head.text for row in feature.outstanding.rows][:2] == ["happy", "happy"]
    assert [cell.text for cell in feature.outstanding.rows[0].cells] == ["80", "55", "1.47"]
    assert feature.folded == ""


def test_a_group_without_pictures_has_no_cell_but_a_reason() -> None:
    empty = only(audit_of(UNEVEN, THREE)).cells.rows[2]
    assert empty.head.text == "none"
    assert {(cell.text, cell.title) for cell in empty.cells} == {("–", "the group has no picture")}


def test_noise_is_called_chance_and_its_heat_map_is_folded() -> None:
    feature = only(hostile())
    assert "do not go together more than chance explains" in feature.sentences[1]
    assert feature.folded == "Emotion × <svg/onload=alert(1)> group"
    assert feature.outstanding is None


def test_groups_that_show_the_same_emotions_need_no_heat_map() -> None:
    feature = only(audit_of({"a": [20, 10, 10], "b": [40, 20, 20]}, THREE))
    assert feature.sentences[1] == "Every group shows the same mix of emotions (Cramér's V 0.00)."
    assert feature.cells is None


def test_of_hundreds_of_groups_the_largest_are_shown_and_the_rest_is_counted() -> None:
    sizes = np.random.default_rng(1).integers(1, 9, (250, 7))
    feature = only(audit_of({f"region {i}": row.tolist() for i, row in enumerate(sizes)}))
    assert len(feature.cells.rows) == association.SHOWN
    assert "Of the smaller groups, 210 are in audit.json alone." in feature.cells.note
    assert feature.chart.note == "220 of 250 rows are not drawn"
    assert feature.folded


def test_more_cells_than_are_listed_are_counted() -> None:
    rng = np.random.default_rng(0)
    table = {f"g{i}": (rng.integers(5, 300, 7)).tolist() for i in range(9)}
    outstanding = only(audit_of(table)).outstanding
    assert len(outstanding.rows) == association.LISTED
    assert "stand out; all are in audit.json." in outstanding.note
