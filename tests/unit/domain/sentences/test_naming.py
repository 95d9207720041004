"""How limits and groups are named."""

from __future__ import annotations

from assets.audits import sixty

from audit.domain.cohort.groups import Group
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Exclusion
from audit.domain.sentences.naming import (
    criterion_title,
    excluded_list,
    group_list,
    limit_text,
    named_after,
    named_gap,
)


def test_limits_have_a_direction_and_a_unit() -> None:
    assert limit_text(Criterion(metric="accuracy", features=("a",), limit=0.1)) == "at most 10 points"
    ratio = Criterion(metric="accuracy", features=("a",), limit=0.8, comparison=Comparison.RATIO)
    assert limit_text(ratio) == "at least 0.80"
    floor = Criterion(metric="recall", features=("b", "a_b"), limit=0.75, comparison=Comparison.FLOOR, emotion="sad")
    assert limit_text(floor) == "at least 75.0\xa0%"
    assert criterion_title(floor) == "recall of “sad”, lowest rate by a b × b"


def test_long_lists_of_groups_are_counted() -> None:
    groups = tuple(e.group for e in sixty().findings[0].disparity.estimates)
    assert group_list(groups[:2]) == "“region 000” and “region 001”"
    assert group_list(groups).endswith("and 55 more groups")


def test_a_group_stands_after_its_feature_unless_its_name_says_as_much() -> None:
    assert named_after(Group.of(("age_group", "senior")), "age_group") == "age group “senior”"
    assert named_after(Group.of(("glasses", "No Glasses")), "glasses") == "“No Glasses”"
    assert named_after(None, "age_group") == "age group no group"


def groups(many: int) -> tuple[Group, ...]:
    return tuple(Group.of(("g", f"g{i}")) for i in range(many))


def test_five_groups_are_named_and_further_ones_counted() -> None:
    assert group_list(groups(5)) == "“g0”, “g1”, “g2”, “g3” and “g4”"
    assert group_list(groups(6)) == "“g0”, “g1”, “g2”, “g3”, “g4” and 1 more group"
    assert group_list(groups(3), most=1) == "“g0” and 2 more groups"


def test_five_groups_that_were_left_out_are_named_with_the_reason_of_each() -> None:
    left_out = tuple(Exclusion(group=each, support=0, reason=f"no {each.text}", declared=False) for each in groups(7))
    assert excluded_list(left_out[:2]) == "“g0”: no g0; “g1”: no g1"
    assert excluded_list(left_out[:5]).endswith("“g4”: no g4")
    assert excluded_list(left_out).endswith("“g4”: no g4; 2 more groups")
    assert excluded_list(()) == ""


def test_a_gap_names_its_emotion_its_reference_and_its_strata() -> None:
    rule = Criterion(
        metric="recall",
        features=("age_group",),
        limit=0.1,
        emotion="sad",
        comparison=Comparison.RATIO_TO_REFERENCE,
        reference="adult",
        control=("gender", "place"),
    )
    assert named_gap(rule) == "recall of “sad” by age group, within gender and place"
    title = criterion_title(rule)
    assert title.startswith("recall of “sad”, ")
    assert "“adult”" in title
    assert title.endswith(", within gender and place")
