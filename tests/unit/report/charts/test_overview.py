"""All groups on one axis: the band is where the limit puts it, a dot outside it is marked."""

from __future__ import annotations

import pytest

from audit.report.charts.overview import Overview, OverviewFeature, OverviewGroup, overview


def group(name: str, at: float | None, *, compared: bool = True) -> OverviewGroup:
    low, high = (None, None) if at is None else (at - 0.05, at + 0.05)
    return OverviewGroup(name=name, text="", at=at, low=low, high=high, compared=compared)


def drawn(*features: OverviewFeature, reference: float | None = 0.7) -> Overview:
    texts = {"key": "k", "title": "t", "description": "d", "note": "n", "reference_text": "all"}
    return overview(features, reference=reference, **texts)


def test_a_group_below_the_band_is_marked_and_a_ring_never_is() -> None:
    groups = (group("far", 0.5), group("near", 0.75), group("best", 0.8), group("apart", 0.3, compared=False))
    chart = drawn(OverviewFeature(name="race", text="", groups=groups, band=(0.7, 0.8)))
    assert [row.kind for row in chart.rows] == ["head", "lowest", "dot", "dot", "ring"]


def test_the_band_ends_at_the_best_dot_and_at_the_limit() -> None:
    groups = (group("at the limit", 0.7), group("best", 0.8))
    chart = drawn(OverviewFeature(name="race", text="", groups=groups, band=(0.7, 0.8)))
    (band,) = chart.bands
    assert [row.x for row in chart.rows[1:]] == [band.x, pytest.approx(band.x + band.width)]
    assert chart.rows[1].kind == "dot"  # a bound that touches is kept
    assert (band.y, band.y + band.height) == (chart.rows[1].y, chart.rows[2].y + band.height // 2)


def test_without_a_limit_there_is_no_band_and_without_a_rate_no_dot() -> None:
    chart = drawn(OverviewFeature(name="race", text="", groups=(group("a", None), group("b", 0.9))), reference=None)
    assert chart.bands == ()
    assert [row.x is None for row in chart.rows] == [True, True, False]
    assert chart.reference is None


def test_rows_do_not_overlap_and_end_inside() -> None:
    features = [OverviewFeature(name=f"f{i}", text="", groups=(group("a", 0.6), group("b", 0.9))) for i in range(3)]
    chart = drawn(*features)
    tops = [row.y for row in chart.rows]
    assert tops == sorted(set(tops))
    assert tops[-1] < chart.height
