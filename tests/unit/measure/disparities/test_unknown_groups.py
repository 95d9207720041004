"""What the rate of all pictures leaves for groups of known size: against every way to spread them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from builders import cohort_of, count_table

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Predictions
from audit.domain.mislabelling.unknown_groups import group_shares
from audit.measure.disparities.unknown_groups import ranges, unknown_groups

THREE = {"a": 2, "b": 3, "c": 5}


@pytest.mark.parametrize("right", range(11))
def test_no_spread_of_right_pictures_goes_further_and_some_go_as_far(right: int) -> None:
    """Ten pictures of groups of 2, 3 and 5."""
    found = ranges(right / 10, group_shares("g", {g: n / 10 for g, n in THREE.items()}))
    spread = [each for each in product(range(3), range(4), range(6)) if sum(each) == right]
    for place, (group, n) in enumerate(zip(found.groups, THREE.values(), strict=True)):
        assert group.lower == pytest.approx(min(each[place] for each in spread) / n)
        assert group.upper == pytest.approx(max(each[place] for each in spread) / n)
    rates = [[x / n for x, n in zip(each, THREE.values(), strict=True)] for each in spread]
    assert found.widest == pytest.approx(max(max(each) - min(each) for each in rates))


def answered(**changes: object) -> AnsweredCohort:
    cohort = cohort_of([0, 0, 1, 1], [0, 0, 0, 0])
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.1, 0.9]])
    predictions = Predictions(
        labels=LABEL_SETS["happy-sad"],
        predicted=probabilities.argmax(axis=1),
        outcomes=np.zeros(4, int),
        probabilities=probabilities,
    )
    return AnsweredCohort(cohort=replace(cohort, **changes), predictions=predictions)


def test_a_cohort_that_says_how_large_groups_are_has_a_sentence_for_each_feature() -> None:
    """3 of 4 right: half of the pictures may be right in half or all; 3 of 4 answers are “happy”, 1 is “sad”."""
    counts = count_table({"a": [[2, 0], [1, 1]]})
    shares = tuple(group_shares(name, {"x": 0.5, "y": 0.5}) for name in ("age", "gender"))
    told = unknown_groups(answered(group_shares=shares), counts)
    assert len(told) == 2
    assert "by age is not known" in told[0]
    assert "The success rate of 75.0\xa0% leaves 50.0\xa0% to 100.0\xa0% for “x”" in told[0]
    assert "“happy” 50 points and “sad” 50 points" in told[0]
    assert "The mean probability of the answer, 80.0\xa0%, leaves a gap of up to 40 points" in told[0]
    assert unknown_groups(answered(), counts) == ()
    nobody = count_table({"a": [[0, 0], [0, 0]]})
    assert unknown_groups(answered(group_shares=shares), nobody) == ()
