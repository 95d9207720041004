"""What is said of wrong labels and guessed groups, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.findings import finding

from audit.domain.cohort.groups import Group
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.disparities import Disparity, Exclusion
from audit.domain.decision.findings import Verdict
from audit.domain.mislabelling.declared import Mislabelled, Tipping
from audit.domain.sentences.finding import finding_sentence
from audit.domain.sentences.mislabelled import allowances, as_recorded, overturned_by

AGE = finding("accuracy", Comparison.DIFFERENCE, limit=0.4)
LABELS = (0.02,) * len(AGE.disparity.estimates)
FIRST = AGE.disparity.estimates[0].group.text


def told(mislabelled: Mislabelled | None = None, tipping: Tipping | None = None) -> tuple[str, ...]:
    return allowances(replace(AGE.disparity, mislabelled=mislabelled, tipping=tipping))


def test_nothing_is_said_where_all_is_taken_as_true() -> None:
    assert told() == ()
    assert as_recorded(AGE.criterion, AGE.disparity, Verdict.INCONCLUSIVE) == ""
    assert overturned_by(AGE.disparity, Verdict.FAIL) == ()


def test_rates_that_are_equal_differ_or_are_many() -> None:
    assert told(Mislabelled(label_errors=LABELS)) == (
        "the bounds hold for the true labels if at most 2.0\xa0% of the labels of every group are wrong",
    )
    assert told(Mislabelled(label_errors=(0.06, *LABELS[1:])))[0].startswith(
        f"the bounds hold for the true labels if at most 6.0\xa0% of the labels of “{FIRST}”"
    )
    assert told(Mislabelled(label_errors=(0.06, *(0.01,) * 7))) == (
        "the bounds hold for the true labels if at most 1.0\xa0% to 6.0\xa0% of the labels of each group are wrong",
    )


def test_what_nobody_knows_proves_nothing() -> None:
    assert told(Mislabelled(label_errors=(1.0, *LABELS[1:]))) == (
        f"how far wrong labels can move “{FIRST}” is not known, so nothing is proven of it",
    )
    assert told(Mislabelled(assignments=((1.0, 1.0),) * len(LABELS))) == (
        "how far wrongly guessed groups can move this is not worked out, so nothing is proven of it",
    )


def test_groups_that_were_guessed() -> None:
    assert told(Mislabelled(assignments=((0.05, 0.02),) * len(LABELS))) == (
        "the bounds hold for the true groups if, as declared, 5.0\xa0% of the pictures of every group belong to "
        "another group",
    )
    assert told(tipping=Tipping(undeclared=True)) == (
        "another model guessed the groups, and how often wrongly is not declared: this is about groups as guessed",
    )


def test_what_overturns_a_verdict_and_nothing_of_an_open_one() -> None:
    disparity = replace(AGE.disparity, tipping=Tipping(label_error=0.036, assignment_error=0.041))
    assert overturned_by(disparity, Verdict.PASS) == (
        "the PASS would be open if 3.6\xa0% of the labels of every group were wrong in the worst way",
        "the PASS would be open if 4.1\xa0% of every group belonged to another, in the worst way",
    )
    assert overturned_by(disparity, Verdict.INCONCLUSIVE) == ()


def test_an_open_limit_says_what_it_would_be_as_recorded() -> None:
    disparity = replace(AGE.disparity, taken_as_true=AGE.disparity.bounds)
    assert as_recorded(AGE.criterion, disparity, Verdict.INCONCLUSIVE).startswith(
        "taken as recorded it would be PASS, with bounds from "
    )
    bounds = replace(AGE.disparity.bounds, lower=0.5, upper=0.6)
    assert as_recorded(AGE.criterion, replace(disparity, taken_as_true=bounds), Verdict.INCONCLUSIVE) == (
        "taken as recorded it would be FAIL, with bounds from 50 to 60 points"
    )
    still = replace(AGE.disparity.bounds, lower=0.3, upper=0.6)
    assert as_recorded(AGE.criterion, replace(disparity, taken_as_true=still), Verdict.INCONCLUSIVE) == ""
    assert as_recorded(AGE.criterion, disparity, Verdict.PASS) == ""


@pytest.mark.parametrize("part", ["bounds hold for the true labels", "would be open if 3.6"])
def test_the_sentence_of_a_finding_carries_it(part: str) -> None:
    disparity = replace(AGE.disparity, mislabelled=Mislabelled(label_errors=LABELS), tipping=Tipping(label_error=0.036))
    assert part in finding_sentence(replace(AGE, disparity=disparity))
    assert part not in finding_sentence(AGE)


def of_groups(many: int) -> Disparity:
    """Return a disparity of so many groups, g0 and so on."""
    first = AGE.disparity.estimates[0]
    groups = (Group.of(("age_group", f"g{i}")) for i in range(many))
    return replace(AGE.disparity, estimates=tuple(replace(first, group=group) for group in groups))


def test_four_groups_are_told_one_by_one_and_of_five_the_least_and_the_largest_rate() -> None:
    rates = (0.01, 0.02, 0.03, 0.04, 0.05)
    (four,) = allowances(replace(of_groups(4), mislabelled=Mislabelled(label_errors=rates[:4])))
    assert four.replace("\xa0", " ").endswith(
        "at most 1.0 % of the labels of “g0”, 2.0 % of “g1”, 3.0 % of “g2” and 4.0 % of “g3” are wrong"
    )
    (five,) = allowances(replace(of_groups(5), mislabelled=Mislabelled(label_errors=rates)))
    assert five.replace("\xa0", " ").endswith("at most 1.0 % to 5.0 % of the labels of each group are wrong")


def test_up_to_four_groups_of_which_nothing_is_known_are_named() -> None:
    def told(unknown: int, known: int) -> str:
        rates = (1.0,) * unknown + (0.01,) * known
        (found,) = allowances(replace(of_groups(unknown + known), mislabelled=Mislabelled(label_errors=rates)))
        return found

    assert told(2, 1).startswith("how far wrong labels can move “g0” and “g1” is not known")
    assert told(4, 1).startswith("how far wrong labels can move “g0”, “g1”, “g2” and “g3” is not known")
    assert told(5, 1).startswith("how far wrong labels can move this is not known")
    assert told(2, 0).startswith("how far wrong labels can move this is not known")


def test_of_guessed_groups_the_share_of_strangers_is_told() -> None:
    shares = ((0.05, 0.5), (1.0, 0.02))
    (unknown,) = allowances(replace(of_groups(2), mislabelled=Mislabelled(assignments=shares)))
    assert unknown == "how far wrongly guessed groups can move “g1” is not worked out, so nothing is proven of it"
    (known,) = allowances(replace(of_groups(2), mislabelled=Mislabelled(assignments=((0.05, 0.5), (0.1, 0.02)))))
    assert "5.0\xa0% of the pictures of “g0” and 10.0\xa0% of “g1” belong" in known


def test_what_overturns_a_verdict_by_labels_or_by_groups_alone() -> None:
    (labels,) = overturned_by(replace(AGE.disparity, tipping=Tipping(label_error=0.036)), Verdict.FAIL)
    (groups,) = overturned_by(replace(AGE.disparity, tipping=Tipping(assignment_error=0.041)), Verdict.FAIL)
    assert "of the labels of every group were wrong" in labels
    assert "of every group belonged to another" in groups


def test_a_kept_limit_that_a_lost_group_keeps_open_would_be_no_pass_as_recorded() -> None:
    lost = Exclusion(group=Group.of(("age_group", "child")), support=0, reason="none", declared=False)
    recorded = replace(AGE.disparity, taken_as_true=AGE.disparity.bounds)
    assert as_recorded(AGE.criterion, recorded, Verdict.INCONCLUSIVE).startswith("taken as recorded it would be PASS")
    assert as_recorded(AGE.criterion, replace(recorded, excluded=(lost,)), Verdict.INCONCLUSIVE) == ""
    failing = replace(recorded, excluded=(lost,), taken_as_true=replace(AGE.disparity.bounds, lower=0.5, upper=0.6))
    assert "would be FAIL" in as_recorded(AGE.criterion, failing, Verdict.INCONCLUSIVE)


def test_of_a_least_value_the_bounds_as_recorded_are_held_the_other_way_round() -> None:
    floor = finding("accuracy", Comparison.FLOOR, limit=0.9)
    bounds = replace(floor.disparity.bounds, lower=0.5, upper=0.6)
    told = as_recorded(floor.criterion, replace(floor.disparity, taken_as_true=bounds), Verdict.INCONCLUSIVE)
    assert told == "taken as recorded it would be FAIL, with bounds from 50.0 to 60.0\xa0%"
