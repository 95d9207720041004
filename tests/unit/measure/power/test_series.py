"""At which look a series can be expected to decide."""

from __future__ import annotations

import pytest

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.errors import UsageError
from audit.measure.power.plans import plan


def test_more_fresh_images_and_larger_disparities_decide_earlier() -> None:
    few, many = (plan(2, Comparison.DIFFERENCE, 0.1, per_group=fresh, looks=26).series.needed for fresh in (60, 240))
    assert [each.verdict for each in few] == [Verdict.PASS, *[Verdict.FAIL] * 3]
    looks = [each.look for each in few[1:]]
    assert looks[0] is None or looks == sorted(looks, reverse=True)
    assert few[3].look > many[3].look
    assert few[3].images == few[3].look * 60
    assert few[3].at_first < many[3].at_first


def test_a_series_of_one_look_needs_a_ninth_more_error_than_it_has() -> None:
    """Nine tenths of the error are for the only look, so it shows a little less than an audit by itself."""
    found = plan(2, Comparison.DIFFERENCE, 0.1, per_group=100, looks=1)
    alone = {showing.disparity: showing.shares.failed for showing in found.capability.showings}
    for each in found.series.needed[1:]:
        assert alone[each.disparity] - 0.05 < each.at_first <= alone[each.disparity] + 0.02


def test_what_no_planned_look_decides_has_none() -> None:
    found = plan(2, Comparison.DIFFERENCE, 0.1, per_group=5, looks=2).series.needed
    assert {(each.look, each.images) for each in found} == {(None, None)}


def test_a_series_without_fresh_images_is_refused() -> None:
    with pytest.raises(UsageError, match="give per-group, too"):
        plan(2, Comparison.DIFFERENCE, 0.1, looks=52)
