"""Agreement beyond chance, by hand, and where it is undefined."""

from __future__ import annotations

import pytest

pytest.importorskip("krippendorff", reason="the app extra is not installed")

from audit.serve.label.agreement import agreement


def test_full_agreement_is_one_and_none_at_all_is_below_chance() -> None:
    assert agreement("all", [[2, 0], [0, 2]]).alpha == 1.0
    # two pictures, each with one vote of either kind: observed disagreement 1, expected 2·2·2 / (4·3) = 2/3
    assert agreement("all", [[1, 1], [1, 1]]).alpha == pytest.approx(1 - 1 / (2 / 3), abs=1e-4)


def test_where_it_is_undefined_the_reason_is_told() -> None:
    assert agreement("none", [[1, 0], [0, 1]]).why == "no picture has two votes"
    only = agreement("one", [[2, 0], [3, 0]])
    assert (only.alpha, only.pictures, only.why) == (None, 2, "every vote is for one answer")
