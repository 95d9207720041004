"""Recalls and mixed emotions, audit by audit."""

from __future__ import annotations

from assets.audits import drawn, five_pictures, voted
from assets.side_by_side import made, page_of, texts


def test_labels_of_other_models_have_rows_of_their_own() -> None:
    rows = texts(page_of(drawn(), made(voted(), id="seven")).recalls)
    assert set(rows) == {*drawn().labels.emotions, *voted().labels.emotions}
    assert rows["fear"][0] == "–"
    assert rows["fear"][1] != "–"


def test_measures_of_mixed_emotions_stand_where_they_are_and_nowhere_else() -> None:
    page = page_of(made(drawn(), id="no votes"), made(voted(), id="votes"), made(five_pictures(), id="decisions"))
    rows = {row.head.text: row.cells for row in page.mixed.rows}
    spearman = rows["Rank correlation of entropies"]
    assert spearman[0].note == "no annotator votes"
    assert spearman[1].text == f"{voted().mixed.votes.spearman:.2f}"
    assert spearman[2].note == "decisions only, no probabilities"
    assert page_of(five_pictures()).mixed is None
