"""What a policy comes to over a cohort: who got an answer is judged although nobody wrote it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import asked_table, count_table

from audit.domain.answers.asked import NO_ANSWER
from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.counted import Counted
from audit.domain.counts.told import CountsTold
from audit.domain.decision.choices import OnInconclusive, Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.expansion import criteria_over
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.errors import UsageError

SCORED = count_table({"a": [[8, 2], [0, 10]], "unknown": [[9, 1], [5, 5]]})


SUCCESS = Criterion(metric="accuracy", features=("group",), limit=0.2)


def asked(of_a: int = 0, of_unknown: int = 0) -> Counted:
    return Counted(table=asked_table({"a": [[8, 2, of_a], [0, 10, 0]], "unknown": [[9, 1, of_unknown], [5, 5, 0]]}))


def asked_in_two_ways(of_a: tuple[int, int], of_unknown: tuple[int, int] = (0, 0)) -> Counted:
    rows = {"a": [[8, 2, *of_a], [0, 10, 0, 0]], "unknown": [[9, 1, *of_unknown], [5, 5, 0, 0]]}
    return Counted(table=asked_table(rows, outcomes=(Outcome.NO_FACE, Outcome.UNREADABLE)))


def policy(*criteria: Criterion, **more: object) -> Policy:
    return Policy(
        title="t", criteria=criteria or (Criterion(metric="accuracy", features=("group",), limit=0.2),), **more
    )


def added(rules: Policy, counts=None) -> list[Criterion]:
    return [
        c for c in criteria_over(rules, SCORED, asked(1) if counts is None else counts) if c.metric == "scored_rate"
    ]


def test_where_every_picture_got_an_answer_nothing_is_added() -> None:
    assert [c.metric for c in criteria_over(policy(), SCORED, None)] == ["accuracy"]


def test_it_is_judged_by_the_limit_of_the_policy() -> None:
    (criterion,) = added(policy())
    assert (criterion.limit, criterion.comparison, criterion.features) == (0.2, Comparison.DIFFERENCE, ("group",))


def test_the_least_difference_on_its_features_counts_then_that_of_any_then_the_default() -> None:
    one = Criterion(metric="accuracy", features=("group",), limit=0.3)
    other = Criterion(metric="recall", features=("group",), limit=0.15)
    ratio = Criterion(metric="accuracy", features=("group",), limit=0.8, comparison=Comparison.RATIO)
    elsewhere = Criterion(metric="accuracy", features=("age",), limit=0.05)
    limits = [policy(*c).answer_criteria[0].limit for c in ((one, other), (ratio,), (ratio, elsewhere))]
    assert limits == [0.15, 0.1, 0.05]
    assert added(policy(scored_rate_limit=0.01))[0].limit == 0.01


def test_it_is_off_only_by_writing_so_and_a_written_one_stands_alone() -> None:
    assert added(policy(judge_scored_rate=False)) == []
    own = Criterion(metric="scored_rate", features=("group",), limit=0.5)
    assert added(policy(own)) == [own]


def test_of_several_ways_to_drop_out_each_is_judged_and_of_one_alone_the_scored_rate() -> None:
    def judged(counts: Counted, rules: Policy | None = None) -> list[str]:
        return [c.metric for c in criteria_over(rules or policy(), SCORED, counts)[1:]]

    assert judged(asked(1)) == ["scored_rate"]
    assert judged(asked_in_two_ways((3, 1))) == ["scored_rate", "unreadable_rate", "no_face_rate"]
    assert judged(asked_in_two_ways((3, 0), of_unknown=(0, 4))) == ["scored_rate"]
    own = Criterion(metric="no_face_rate", features=("group",), limit=0.5)
    assert judged(asked_in_two_ways((3, 1)), policy(SUCCESS, own)) == ["no_face_rate", "scored_rate", "unreadable_rate"]
    assert judged(asked_in_two_ways((3, 1)), policy(judge_scored_rate=False)) == []


def test_pictures_of_unknown_people_alone_make_no_gap_unless_they_are_compared() -> None:
    assert added(policy(), asked(of_unknown=4)) == []
    assert len(added(policy(include_unknown=True), asked(of_unknown=4))) == 1


def test_it_blocks_unless_every_criterion_of_the_features_only_warns() -> None:
    warn = Criterion(metric="accuracy", features=("group",), limit=0.2, on_inconclusive=OnInconclusive.WARN)
    assert added(policy(warn))[0].on_inconclusive is OnInconclusive.WARN
    assert (
        added(policy(warn, Criterion(metric="recall", features=("group",), limit=0.2)))[0].on_inconclusive
        is OnInconclusive.BLOCK
    )


def test_a_waiver_may_name_it() -> None:
    waiver = Waiver(finding="scored_rate/group/difference", ceiling=0.9, owner="a", reason="b", expires="2030-01-01")
    assert policy(waivers=(waiver,)).waivers == (waiver,)
    with pytest.raises(UsageError, match="which no criterion has"):
        policy(waivers=(waiver,), judge_scored_rate=False)


def test_no_answer_is_no_emotion_of_a_criterion_and_emotions_nobody_got_an_answer_for_are_kept() -> None:
    rules = policy(Criterion(metric="recall", features=("group",), limit=0.2), unscored=Unscored.WRONG)
    some = count_table({"a": [[8, 2], [0, 0]], "unknown": [[9, 1], [0, 0]]})
    lost = asked_table({"a": [[8, 2, 0], [0, 0, 3]], "unknown": [[9, 1, 0], [0, 0, 0]]})
    emotions = [c.emotion for c in criteria_over(rules, some, Counted(table=lost)) if c.metric == "recall"]
    assert emotions == ["happy", "sad"]
    assert NO_ANSWER not in emotions


@pytest.mark.parametrize("limit", [-0.1, 1.5, float("nan")])
def test_a_limit_out_of_range_is_refused(limit) -> None:
    with pytest.raises(UsageError, match="scored_rate_limit"):
        policy(scored_rate_limit=limit)


@pytest.mark.parametrize(
    ("told", "metric", "words"),
    [
        (
            CountsTold.ANSWERS,
            "scored_rate",
            "which answers pictures got, not which got none; limit accuracy$",
        ),
        (CountsTold.ANSWERS, "precision", None),
        (CountsTold.RIGHT_OF_EACH_LABEL, "recall", None),
        (CountsTold.RIGHT_OF_EACH_LABEL, "precision", "how many pictures of each label were right; limit accuracy, or"),
        (
            CountsTold.RIGHT,
            "recall",
            "pictures of each group were right; limit accuracy, or count the answers",
        ),
        (CountsTold.RIGHT, "accuracy", None),
        (CountsTold.PICTURES, "scored_rate", None),
    ],
)
def test_a_limit_for_what_published_counts_do_not_tell_is_refused(told, metric, words) -> None:
    rules, table = policy(Criterion(metric=metric, features=("group",), limit=0.2)), replace(SCORED, told=told)
    if words is None:
        assert {c.metric for c in criteria_over(rules, table, None)} == {metric}
    else:
        with pytest.raises(UsageError, match=words):
            criteria_over(rules, table, None)


def test_an_emotion_that_the_counts_lack_is_refused() -> None:
    with pytest.raises(UsageError, match=r"unknown emotion 'hapy'.*did you mean 'happy'"):
        criteria_over(policy(Criterion(metric="recall", emotion="hapy", features=("group",), limit=0.2)), SCORED, None)
    one = Criterion(metric="recall", emotion="sad", features=("group",), limit=0.2)
    assert criteria_over(policy(one), SCORED, None) == (one,)
