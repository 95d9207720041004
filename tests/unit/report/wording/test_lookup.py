"""An estimate is found by what it is about; one that is not there is named."""

from __future__ import annotations

import pytest
from assets.audits import drawn, voted

from audit.errors import InputError
from audit.report.wording.lookup import Estimates


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
