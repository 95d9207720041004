"""What is proven of a limit, and why nothing is where nothing was compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, five_each, nothing
from assets.findings import finding

from audit.domain.cohort.groups import Group
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.disparities import Exclusion
from audit.domain.decision.findings import Finding, Verdict
from audit.domain.sentences.proven import dropped_out, fails_alone, nothing_compared, proven, size_open


def proven_of(of: Finding) -> str:
    return proven(of.criterion, of.disparity, of.verdict)


def uncompared(of: Finding) -> str:
    return nothing_compared(of.criterion, of.disparity)


def test_a_limit_exceeded_kept_and_open() -> None:
    """Where the bound that decides lies beside the limit; of an open one where both lie."""
    age, tone, glasses = drawn().findings
    assert proven_of(age) == "the true difference between groups is at least 20.3 points, above the limit 10 points"
    assert proven_of(tone) == "the true difference between groups is at most 3.5 points, within the limit 10 points"
    assert proven_of(glasses) == (
        "the true difference between groups may lie anywhere from 0 to 35.4 points, on both sides of the limit 10 "
        "points"
    )


def test_a_gap_that_exists_while_its_size_is_open() -> None:
    """5 of 5 against 1 of 5: the bounds, 15.3 to 99 points, leave out 0 and hold the limit of 20."""
    of = five_each("gender", {"female": 5, "male": 1}).findings[0]
    assert proven_of(of) == "there is a gap, 15.3 to 99 points; whether it exceeds 20 points is open"


def test_a_least_value_is_proven_the_other_way_round() -> None:
    """b is right for 65 of 100."""
    below = finding("accuracy", Comparison.FLOOR, limit=0.9)
    assert proven_of(below).startswith("the true lowest group's rate is at most 7")
    assert proven_of(below).endswith(", below the limit 90.0\xa0%")
    assert ", above the limit 30.0\xa0%" in proven_of(finding("accuracy", Comparison.FLOOR, limit=0.3))


def test_the_observed_value_alone_proves_nothing() -> None:
    age = drawn().findings[0]
    pointed = replace(age, criterion=replace(age.criterion, decide_on=DecideOn.POINT))
    assert proven_of(pointed) == (
        "decided on the observed value alone, which proves nothing, against the limit 10 points"
    )


def test_a_group_that_dropped_out_keeps_a_kept_limit_open() -> None:
    lost = tuple(
        Exclusion(group=Group.of(("skin_tone", name)), support=0, reason="no scored picture", declared=False)
        for name in ("albino", "olive")
    )
    assert dropped_out(lost) == "“albino” and “olive” could not be compared (no scored picture)"
    tone = drawn().findings[1]
    of = replace(tone, verdict=Verdict.INCONCLUSIVE, disparity=replace(tone.disparity, excluded=lost))
    assert proven_of(of) == f"the groups compared keep the limit 10 points, but {dropped_out(lost)}, so it cannot pass"


def test_a_limit_that_only_the_shared_error_keeps_open() -> None:
    glasses = drawn().findings[2]
    bounds = replace(glasses.disparity.bounds, alone=0.12, family=3)
    told = fails_alone(glasses.criterion, replace(glasses.disparity, bounds=bounds))
    assert (
        told == "as the policy's only limit it would fail (at least 12 points), but 3 share the error of a wrong FAIL"
    )
    assert fails_alone(glasses.criterion, replace(glasses.disparity, bounds=replace(bounds, alone=0.08))) == ""


def test_nothing_compared_says_what_is_missing() -> None:
    of = nothing().findings[0]
    assert uncompared(of) == (
        "nothing could be compared: no group of gender has a success rate (“female”: no scored picture; “male”: no "
        "scored picture). Add pictures of other groups."
    )
    with pytest.raises(ValueError, match="nothing is proven"):
        proven_of(of)


def test_nothing_compared_with_a_reference_that_has_no_rate() -> None:
    of = nothing().findings[0]
    against = replace(of, criterion=replace(of.criterion, reference="female"))
    assert uncompared(against) == (
        "nothing could be compared: the reference group “female” has no success rate (no scored picture); add pictures "
        "of it, or name another reference"
    )


def test_a_ratio_of_zeros_is_nothing_to_compare() -> None:
    of, estimates = nothing().findings[0], drawn().findings[0].disparity.estimates
    zero = replace(of, disparity=replace(of.disparity, estimates=estimates))
    ratio = replace(zero, criterion=replace(of.criterion, comparison=Comparison.RATIO))
    assert uncompared(ratio) == "nothing could be compared: the success rate is 0 in every group, so there is no ratio"


def test_a_reference_whose_rate_is_0_makes_no_ratio() -> None:
    of, found = nothing().findings[0], drawn().findings[0].disparity
    criterion = replace(of.criterion, comparison=Comparison.RATIO_TO_REFERENCE, limit=0.8, reference="adult")
    reference = found.estimates[0].group
    zero = replace(of.disparity, estimates=found.estimates, reference=reference)
    told = nothing_compared(criterion, zero)
    assert told.endswith("the success rate is 0 in the reference group “adult”, so there is no ratio")


def test_one_group_alone_is_named_and_what_is_missing_depends_on_why() -> None:
    of, estimates = nothing().findings[0], drawn().findings[0].disparity.estimates
    one = replace(of.disparity, estimates=estimates[:1], excluded=())
    told = nothing_compared(of.criterion, one)
    assert told.startswith(f"nothing could be compared: only “{estimates[0].group.text}” of gender has a success rate.")
    mixed = replace(of.criterion, metric="mixed_rate")
    undefined, few = (
        Exclusion(group=Group.of(("gender", "male")), support=0, reason=reason, declared=False)
        for reason in ("no scored picture with probabilities", "few")
    )
    for excluded, remedy in ((undefined, "Give probabilities, not decisions."), (few, "Add pictures of other groups.")):
        assert nothing_compared(mixed, replace(one, excluded=(excluded,))).endswith(remedy)
        assert nothing_compared(of.criterion, replace(one, excluded=(excluded,))).endswith("pictures of other groups.")
    both = nothing_compared(mixed, replace(one, excluded=(few, undefined)))
    assert both.endswith("Give probabilities, not decisions.")


def test_a_limit_open_between_its_bounds_is_no_gap_of_open_size_where_none_exists() -> None:
    glasses = drawn().findings[2]
    assert size_open(glasses.criterion, glasses.disparity) == ""
    assert size_open(glasses.criterion, replace(glasses.disparity, bounds=None)) == ""
    bounds = replace(glasses.disparity.bounds, lower=0.05, upper=0.3)
    assert size_open(glasses.criterion, replace(glasses.disparity, bounds=bounds)).startswith("there is a gap, 5 to 30")
    assert fails_alone(glasses.criterion, replace(glasses.disparity, bounds=None)) == ""
    assert fails_alone(glasses.criterion, glasses.disparity) == ""
