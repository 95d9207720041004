"""A plan is refused where it cannot be drawn."""

from __future__ import annotations

import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.errors import UsageError
from audit.simulate.plans import FEATURES, USUAL_SHARES, DrawnPlan
from audit.simulate.shares import GroupShare


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"faces": 0}, "at least 1 face, found 0"),
        ({"labels": LABEL_SETS["ferplus8"]}, "'contempt' cannot be drawn"),
        ({"labels": LabelSet(emotions=("happy", "sda"))}, r"'sda' cannot be drawn.*did you mean 'sad'"),
        ({"size": 16}, "32 to 512 pixels high, found 16"),
        ({"intensity": (0.8, 0.2)}, "the least first; found 0.8 to 0.2"),
        ({"intensity": (0.0, float("nan"))}, "intensity goes from 0"),
        ({"blends": 1.2}, "the share of blends is between 0 and 1, found 1.2"),
        ({"blend_weights": (0.65,)}, "one of 0.5, 0.6, 0.7, 0.8, 0.9, found 0.65"),
        ({"blend_weights": (0.4,)}, "found 0.4"),
        ({"blends": 0.1, "blend_weights": ()}, "at least one weight"),
        (
            {"shares": (GroupShare(feature="age", group="senior", share=0.1),)},
            "no feature 'age'; expected one of age_group",
        ),
        ({"shares": (GroupShare(feature="hair", group="red", share=0.1),)}, "unknown group 'red' of 'hair'"),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_refused(wrong, message):
    with pytest.raises(UsageError, match=message):
        DrawnPlan(**{"faces": 10, **wrong})


def test_every_feature_says_that_its_labels_were_drawn_and_its_usual_shares_sum_to_one():
    assert {feature.provenance.value for feature in FEATURES} == {"drawn"}
    for feature in FEATURES:
        assert len(USUAL_SHARES[feature.name]) == len(feature.groups)
        assert sum(USUAL_SHARES[feature.name]) == pytest.approx(1)
