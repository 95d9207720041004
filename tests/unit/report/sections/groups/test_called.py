"""The lowest group beside the highest: what their faces are called."""

from __future__ import annotations

import pytest
from assets.audits import AUDITS, drawn, five_each

from audit.report.sections.groups import groups


def test_the_lowest_stands_first_and_the_sentence_names_its_most_frequent_mistake() -> None:
    """Seniors 294 of 435 right, adults 681 of 720; of 189 sad seniors 102 are called happy."""
    low, high = groups.view(drawn()).features[0].called
    assert low.title == "What the faces of “senior” are called"
    assert low.description == (
        "67.6\xa0% (294 of 435) are called as labelled (grey); most often “sad” is called “happy”: 54.0\xa0% "
        "(102 of 189)."
    )
    assert high.title == "What the faces of “adult” are called"
    assert low.id != high.id


def test_a_group_without_a_mistake_has_none_named() -> None:
    low, high = groups.view(five_each("gender", {"female": 5, "male": 1})).features[0].called
    assert high.description == "100.0\xa0% (5 of 5) are called as labelled (grey)."
    assert {band.kind for band in high.bands} == {"right"}
    assert "wrong" in {band.kind for band in low.bands}


def test_groups_that_are_not_proven_to_differ_show_no_flows() -> None:
    assert groups.view(five_each("gender", {"female": 4, "male": 3})).features[0].called == ()


@pytest.mark.parametrize("name", AUDITS)
def test_no_audit_has_a_chart_of_nothing(name) -> None:
    for feature in groups.view(AUDITS[name]()).features:
        assert all(chart.bands for chart in feature.called)
