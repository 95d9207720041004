"""The overview says what the policy judges: bands of its limits, rings for what it does not compare."""

from __future__ import annotations

from assets.audits import drawn, five_pictures, nothing, sixty

from audit.report.sections.groups.overview import MOST, groups_overview


def test_every_group_of_every_feature_is_there() -> None:
    result = drawn()
    chart = groups_overview(result)
    assert chart is not None
    heads = [row.name for row in chart.rows if row.kind == "head"]
    assert len(heads) >= len(result.features)
    names = {row.name for row in chart.rows}
    assert {group for feature in result.features for group in feature.groups} <= names


def test_a_limit_on_success_rates_has_a_band_and_its_verdict() -> None:
    result = drawn()
    chart = groups_overview(result)
    assert chart is not None
    limited = [
        f for f in result.findings if f.criterion.metric == "accuracy" and f.criterion.comparison == "difference"
    ]
    assert len(chart.bands) == len({f.disparity.feature for f in limited}) > 0
    told = " ".join(row.text for row in chart.rows if row.kind == "head")
    assert all(finding.verdict in told for finding in limited)


def test_of_many_groups_the_ends_are_shown_and_the_rest_counted() -> None:
    chart = groups_overview(sixty())
    assert chart is not None
    heads = [i for i, row in enumerate(chart.rows) if row.kind == "head"]
    ends = [*heads[1:], len(chart.rows)]
    assert max(end - start - 1 for start, end in zip(heads, ends, strict=True)) == MOST
    assert "between the lowest and the highest are in the tables" in chart.note


def test_a_cohort_without_a_scored_picture_has_a_chart_without_dots() -> None:
    chart = groups_overview(nothing())
    assert chart is None or all(row.x is None for row in chart.rows)
    assert groups_overview(five_pictures()) is not None
