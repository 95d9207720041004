"""The part that holds the model against the annotators."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn, voted

from audit.domain.uncertainty.votes import MEASURES
from audit.report import to_html
from audit.report.sections.uncertainty import votes


def test_without_votes_there_is_no_such_part() -> None:
    assert votes.view(drawn()) is None
    agreement = voted().mixed.votes
    bare = replace(voted().mixed, votes=replace(agreement, measures=()))
    assert votes.view(replace(voted(), mixed=bare)) is None


def test_every_measure_stands_beside_its_interval_ceiling_and_panel() -> None:
    view = votes.view(voted())
    assert len(view.overall.rows) == len(MEASURES)
    for row, measure in zip(view.overall.rows, voted().mixed.votes.of(None), strict=True):
        pictures, value, possible, panel = row.cells
        assert pictures.text == f"{measure.images:,}"
        assert value.text == f"{measure.value:.3f}".replace("-", "−")
        assert value.note == f"{measure.interval.lower:.3f} to {measure.interval.upper:.3f}".replace("-", "−")
        assert possible.text == f"{measure.ceiling:.3f}"
        assert panel.text == f"{measure.panel:.3f}"
    assert [row.head.note for row in view.overall.rows].count("lower is better") == 2


def test_every_group_of_every_feature_has_every_measure() -> None:
    features = votes.view(voted()).features
    assert [feature.title for feature in features] == ["ethnicity", "gender"]
    for feature, known in zip(features, voted().features, strict=True):
        assert [row.head.text for row in feature.table.rows] == list(known.groups)
        for row in feature.table.rows:
            assert len(row.cells) == len(MEASURES)


def test_an_undefined_measure_is_a_dash_and_no_number() -> None:
    agreement = voted().mixed.votes
    unknown = tuple(replace(m, value=None, interval=None, ceiling=None, panel=None) for m in agreement.measures)
    mixed = replace(voted().mixed, votes=replace(agreement, measures=unknown))
    view = votes.view(replace(voted(), mixed=mixed))
    assert {row.cells[1].text for row in view.overall.rows} == {"–"}
    assert {row.cells[1].note for row in view.overall.rows} == {""}


def test_the_page_shows_it() -> None:
    page = to_html(voted())
    assert "Against the annotators" in page
    assert 'id="votes-1-caption"' in page
    assert "Against the annotators" not in to_html(drawn())
