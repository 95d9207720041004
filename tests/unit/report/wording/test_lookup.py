"""An estimate is found by what it is about; one that is not there is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, voted

from audit.errors import InputError
from audit.report.wording.lookup import Estimates, is_comparable


def test_an_estimate_is_found_by_metric_emotion_and_group() -> None:
    found = Estimates(drawn())
    (senior,) = [group for group in found.groups("age_group") if group.text == "senior"]
    assert found.of("accuracy", None, senior).support == 435
    assert found.of("accuracy").support == drawn().counts.overall().total


def test_crossed_features_are_told_from_single_ones() -> None:
    assert Estimates(drawn()).intersections == ()
    assert Estimates(voted()).intersections == ("ethnicity × gender",)


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="no estimate of recall for bored of all pictures"):
        Estimates(drawn()).of("recall", "bored")


def test_who_is_compared_is_known_and_has_the_pictures_a_policy_asks_for() -> None:
    found, policy = Estimates(drawn()), drawn().policy
    (senior,) = [group for group in found.groups("age_group") if group.text == "senior"]
    rate = found.of("accuracy", None, senior)
    assert is_comparable(rate, replace(policy, min_support=435))
    assert not is_comparable(rate, replace(policy, min_support=436))
    assert not is_comparable(found.of("accuracy"), policy)  # all pictures are no group
