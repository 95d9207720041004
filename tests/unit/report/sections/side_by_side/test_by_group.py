"""Success rates of the groups, audit by audit."""

from __future__ import annotations

from assets.audits import drawn, five_each, voted
from assets.side_by_side import made, page_of, texts

from audit.report.sections.groups import groups


def test_rates_of_groups_are_those_of_the_single_report_on_one_scale() -> None:
    results = (made(drawn(), id="first"), made(drawn(), id="second"), made(voted(), id="third"))
    page = page_of(*results)
    assert [feature.title for feature in page.features][:3] == ["age group", "skin tone", "glasses"]
    age = page.features[0]
    single = groups.view(drawn()).features[0]
    by_name = {lane.measure.name: lane.measure.text for lane in single.rates.lanes}
    assert len(age.charts) == 2
    for chart in age.charts:
        assert {lane.measure.name: lane.measure.text for lane in chart.lanes} == by_name
        assert [lane.measure.name for lane in chart.lanes] == list(drawn().features[0].groups)
        assert chart.ticks == age.charts[0].ticks
    assert "1 audit of 3 without this feature: third." in age.sentence
    assert "not the same people" not in age.sentence
    assert len(page.features) == 6  # three, then ethnicity, gender and their intersection


def test_groups_of_one_name_over_other_pictures_are_not_called_the_same_people() -> None:
    first = five_each("gender", {"female": 3, "male": 2})
    second = made(five_each("gender", {"female": 1, "other": 2}), id="second", cohort="99" * 32)
    (feature,) = page_of(first, second).features
    assert "not the same people in each" in feature.sentence
    assert texts(feature.table) == {
        "female": ("60\xa0%", "20\xa0%"),
        "male": ("40\xa0%", "–"),
        "other": ("–", "40\xa0%"),
    }
    assert [lane.measure.text for lane in feature.charts[1].lanes][1] == "no such group"
