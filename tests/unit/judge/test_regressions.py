"""The verdict on a loss, and its reason word by word."""

from __future__ import annotations

from assets.comparisons import pairs_of

from audit.domain.decision.findings import Verdict
from audit.domain.results.comparison import expand_regressions, one_loss_limit_per_feature
from audit.domain.wording.words import in_points
from audit.judge import judge_changes
from audit.measure import changes


def judged(before: dict[str, str], after: dict[str, str], limit: float = 0.1):
    pairs = pairs_of(before, after)
    policy = one_loss_limit_per_feature((("group",),), limit)
    return judge_changes(changes(pairs, expand_regressions(policy, pairs.baseline), policy))[0]


def test_a_proven_loss_fails_and_names_the_group_and_its_pictures() -> None:
    """40 of 100 lost, none won: at error .05 / 2 the least share of lost is .3033, the largest of won .0362."""
    found = judged({"a": "R" * 100, "b": "R" * 100}, {"a": "W" * 40 + "R" * 60, "b": "R" * 100})
    assert found.verdict is Verdict.FAIL
    assert found.code == "accuracy/group/loss"
    assert found.reason == (
        "success rate of “a” fell from 100.0\xa0% to 60.0\xa0% (100 pictures: 40 lost, 0 won); the true loss is at "
        f"least {in_points(found.changes[0].bounds.lower)}, above the limit 10 points."
    )
    assert 0.28 < found.changes[0].bounds.lower < 0.31


def test_other_groups_that_lost_too_are_named() -> None:
    found = judged({"a": "R" * 90, "b": "R" * 90}, {"a": "W" * 40 + "R" * 50, "b": "W" * 60 + "R" * 30})
    assert found.reason.startswith("success rate of “b” fell")
    assert found.reason.endswith("; “a” lost more than the limit too.")


def test_a_pass_says_the_most_any_group_may_have_lost() -> None:
    """1 − .05^(1/90) = .0327."""
    found = judged({"a": "R" * 90, "b": "R" * 300}, {"a": "R" * 90, "b": "R" * 300})
    assert found.verdict is Verdict.PASS
    assert found.reason == "no group lost more than the limit 10 points: the true loss is at most 3.3 points, in “a”."


def test_a_pass_where_every_group_gained_says_the_least_gain() -> None:
    found = judged({"a": "W" * 90}, {"a": "R" * 60 + "W" * 30})
    least = 100 * -found.changes[0].bounds.upper_alone
    assert (
        found.reason
        == f"no group lost more than the limit 10 points: the true gain is at least {in_points(least / 100)}, in “a”."
    )


def test_an_open_loss_says_where_it_may_lie() -> None:
    found = judged({"a": "R" * 20, "b": "R" * 20}, {"a": "W" + "R" * 19, "b": "R" * 20})
    bounds = found.changes[0].bounds
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason == (
        "success rate of “a” fell from 100.0\xa0% to 95.0\xa0% (20 pictures: 1 lost, 0 won); the true loss may lie "
        f"anywhere from {in_points(bounds.lower)} to {in_points(bounds.upper_alone)}, on both sides of the limit "
        "10 points; 1 other group is open too."
    )


def test_a_group_that_dropped_out_unasked_blocks_the_pass() -> None:
    found = judged({"a": "R" * 90, "b": "--"}, {"a": "R" * 90, "b": "--"})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason == (
        "the groups compared keep the limit 10 points, but “b” could not be compared (no scored picture)."
    )


def test_a_group_that_dropped_out_does_not_hide_a_failure() -> None:
    assert judged({"a": "R" * 90, "b": "--"}, {"a": "W" * 90, "b": "--"}).verdict is Verdict.FAIL


def test_nothing_compared_is_inconclusive() -> None:
    found = judged({"a": "--"}, {"a": "--"})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert (
        found.reason == "nothing could be compared: no group of group has pictures to compare (“a”: no scored picture)."
    )


def test_a_rate_that_rose_is_not_said_to_have_fallen() -> None:
    """Of 20 pictures one is won, or none changes; either may yet hide a loss beyond 10 points."""
    risen = judged({"a": "W" + "R" * 9}, {"a": "R" * 10})
    same = judged({"a": "R" * 10}, {"a": "R" * 10})
    assert risen.reason.startswith("success rate of “a” rose from 90.0\xa0% to 100.0\xa0% (10 pictures: 0 lost, 1 won)")
    assert same.reason.startswith("success rate of “a” stayed at 100.0\xa0% (10 pictures: 0 lost, 0 won)")


def test_only_groups_whose_loss_is_proven_are_named_as_losers() -> None:
    before = {"a": "R" * 90, "b": "R" * 90, "c": "R" * 90}
    found = judged(before, {"a": "W" * 40 + "R" * 50, "b": "W" * 10 + "R" * 80, "c": "R" * 90})
    assert found.changes[1].bounds.lower < 0.1
    assert "“b”" not in found.reason
    assert "lost more than the limit too" not in found.reason
