"""How limits and groups are named."""

from __future__ import annotations

from assets.audits import sixty

from audit.domain.cohort.groups import Group
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.sentences.naming import criterion_title, group_list, limit_text, named_after


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
