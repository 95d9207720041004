"""What is said of groups of which only the size is known."""

from __future__ import annotations

from audit.domain.mislabelling.unknown_groups import GroupRange, Ranges, group_shares
from audit.domain.sentences.unknown_groups import unknown_groups_told

SHARES = group_shares("age_group", {"senior": 0.25, "adult": 0.75})
LEFT = Ranges(
    groups=(
        GroupRange(group="senior", share=0.25, lower=0.0, upper=1.0),
        GroupRange(group="adult", share=0.75, lower=0.6, upper=0.9),
    ),
    widest=0.9,
)


def test_rates_answers_and_probabilities_and_that_nothing_is_judged() -> None:
    told = unknown_groups_told(SHARES, right=(0.7, LEFT), answers={"happy": LEFT}, sure=(0.8, LEFT))
    assert told.replace("\xa0", " ") == (
        "Who is in a picture by age group is not known, only that the pictures are 25.0 % “senior” and 75.0 % "
        "“adult”. The success rate of 70.0 % leaves 0.0 % to 100.0 % for “senior” and 60.0 % to 90.0 % for “adult”: a "
        "gap of up to 90 points is possible. Gaps that are possible in how often an emotion is answered: “happy” 90 "
        "points. The mean probability of the answer, 80.0 %, leaves a gap of up to 90 points. No limit is held "
        "against any of this"
    )


def test_decisions_have_no_probabilities() -> None:
    told = unknown_groups_told(SHARES, right=(0.7, LEFT), answers={}, sure=None)
    assert "probability" not in told
