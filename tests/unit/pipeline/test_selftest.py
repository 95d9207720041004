"""The self-test of a gate: what is known beforehand, it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of, count_table, predictions_of

from audit.domain.counts.people import PeopleTable
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.domain.results.result import AuditResult, Source
from audit.domain.results.selftest import SelfTest, Trial, WorldKind, wrong_verdicts
from audit.errors import UsageError
from audit.measure.power.power import power
from audit.measure.power.reach import Rule
from audit.measure.selftest.trials import Judged
from audit.pipeline import Scored, run_audit, self_test

SOURCE = Source(id="made", title="made", sha256=None)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]


def result_of(cells: dict[str, list[list[int]]]) -> AuditResult:
    """Return an audit with these counts; nothing else of it is used."""
    policy = Policy(title="none", criteria=())
    scored = Scored(cohort=cohort_of([0, 0, 1, 1], [0, 1, 0, 1]), predictions=predictions_of(ROWS), source=SOURCE)
    return replace(run_audit(scored, policy, "test"), counts=count_table(cells))


def limit(metric: str = "accuracy", **fields) -> Criterion:
    return Criterion(metric=metric, features=("group",), **{"limit": 0.1, **fields})


def tried(cells: dict[str, list[list[int]]], *criteria: Criterion, **settings) -> SelfTest:
    policy = Policy(title="made", criteria=criteria)
    return self_test(result_of(cells), policy, **{"repeats": 60, **settings})


def trial_of(found: SelfTest, kind: WorldKind, place: int = 0) -> Trial:
    trial = found.tests[place].of(kind)
    assert trial is not None
    return trial


def matrix(images: int, rate: float, happy: float = 0.5) -> list[list[int]]:
    """Return a confusion matrix with this success rate for either emotion."""
    rows = [round(images * happy), round(images * (1 - happy))]
    right = [round(n * rate) for n in rows]
    return [[right[0], rows[0] - right[0]], [rows[1] - right[1], right[1]]]


MANY = {"a": matrix(4000, 0.8), "b": matrix(4000, 0.8), "c": matrix(4000, 0.8)}
FEW = {"a": matrix(5, 0.8, 0.4), "b": matrix(5, 0.8, 0.4), "c": matrix(5, 0.8, 0.4)}
UNEVEN = {"a": matrix(400, 0.9, 0.8), "b": matrix(60, 0.5, 0.3), "c": matrix(120, 0.7, 0.5)}


def test_with_thousands_of_pictures_a_large_gap_is_always_caught() -> None:
    found = tried(MANY, limit(), gap=0.3, repeats=200)
    assert trial_of(found, WorldKind.SMALLEST_APART).shares.failed >= 0.99
    assert trial_of(found, WorldKind.LARGEST_APART).shares.failed >= 0.99
    assert found.gate[0].cried_wolf <= 0.05
    assert trial_of(found, WorldKind.NO_DISPARITY).shares.passed >= 0.95
    assert found.tests[0].needed is None


def test_with_five_pictures_nothing_is_caught_and_no_wolf_is_cried_where_a_plain_comparison_does_both() -> None:
    found = tried(FEW, limit())
    apart = trial_of(found, WorldKind.SMALLEST_APART)
    assert apart.shares.failed == 0
    assert found.gate[0].cried_wolf == 0
    assert apart.plain > 0.5
    assert found.gate[0].plain > 0.5
    assert 100 < (found.tests[0].needed or 0) < 2000


@pytest.mark.parametrize(
    ("criterion", "even", "beyond"),
    [
        (limit(), 0.0, 0.2),
        (limit("recall", emotion="sad"), 0.0, 0.2),
        (limit("precision", emotion="happy"), 0.0, 0.2),
        (limit("false_positive_rate", emotion="happy"), 0.0, 0.2),
        (limit("selection_rate", emotion="sad"), 0.0, 0.2),
        (limit(limit=0.8, comparison=Comparison.RATIO), 1.0, 0.7),
        (limit(comparison=Comparison.WORST_TO_OVERALL), 0.0, 0.2),
        (limit(limit=0.5, comparison=Comparison.FLOOR), None, 0.4),
        (limit(reference="a"), 0.0, 0.2),
    ],
)
def test_the_true_disparity_of_every_world_is_the_one_asked_for(
    criterion: Criterion, even: float | None, beyond: float
) -> None:
    found = tried(UNEVEN, criterion, repeats=1)
    level = trial_of(found, WorldKind.NO_DISPARITY)
    assert level.disparity == pytest.approx(level.common if even is None else even, abs=1e-9)
    assert level.wrong == (Verdict.FAIL,)
    for kind, group in ((WorldKind.SMALLEST_APART, "b"), (WorldKind.LARGEST_APART, None)):
        apart = trial_of(found, kind)
        assert apart.disparity == pytest.approx(beyond, abs=1e-9)
        assert apart.wrong == (Verdict.PASS,)
        assert group is None or metric_of_labels(criterion) or apart.group.text == group
    on = trial_of(found, WorldKind.ON_LIMIT)
    assert on.disparity == pytest.approx(criterion.limit, abs=1e-9)
    assert set(on.wrong) == {Verdict.FAIL, Verdict.PASS}


def metric_of_labels(criterion: Criterion) -> bool:
    """Whether the smallest group of the rate need not be the one with the fewest pictures."""
    return criterion.emotion is not None


def test_harm_is_injected_on_its_own_side() -> None:
    found = tried(UNEVEN, limit(), limit("false_positive_rate", emotion="happy"), repeats=1)
    success, alarms = (trial_of(found, WorldKind.SMALLEST_APART, place) for place in (0, 1))
    assert success.rate < success.common
    assert alarms.rate > alarms.common


def test_a_disparity_that_is_not_possible_is_capped_and_said_to_be() -> None:
    """At a common rate of .5 no group is further from the others than .5."""
    found = tried({"a": matrix(40, 0.5), "b": matrix(80, 0.5)}, limit(limit=0.45))
    apart = trial_of(found, WorldKind.SMALLEST_APART)
    assert (apart.wanted, apart.disparity) == (pytest.approx(0.55), pytest.approx(0.5))
    assert apart.capped
    assert apart.beyond


def test_a_limit_no_group_can_break_is_never_called_broken() -> None:
    found = tried({"a": matrix(40, 0.5), "b": matrix(80, 0.5)}, limit(limit=0.6))
    apart = trial_of(found, WorldKind.SMALLEST_APART)
    assert apart.wrong == (Verdict.FAIL,)
    assert found.tests[0].needed is None


def test_recalls_share_one_world_and_the_success_rate_has_its_own() -> None:
    found = tried(UNEVEN, limit("recall"), limit(), repeats=2)
    assert [trial.level for trial in found.gate] == [("recall[happy]", "recall[sad]"), ("accuracy",)]
    assert [test.code for test in found.tests] == [
        "recall[happy]/group/difference",
        "recall[sad]/group/difference",
        "accuracy/group/difference",
    ]


def test_a_fail_for_a_disparity_that_is_there_is_no_wolf() -> None:
    """Group a is all happy, b all sad: to answer happy to 90 % of both is to be right for 90 % of a and 10 % of b.

    To be right for 60 % of both is to answer happy to 60 % of a and 40 % of b: in either world the other limit
    fails, as it should.
    """
    cells = {"a": [[4000, 0], [0, 0]], "b": [[0, 0], [3200, 800]]}
    found = tried(cells, limit("selection_rate", emotion="happy"), limit())
    assert [trial.level for trial in found.gate] == [("selection_rate[happy]",), ("accuracy",)]
    assert [(trial.cried_wolf, trial.plain) for trial in found.gate] == [(0, 0), (0, 0)]


def test_what_is_caught_is_what_the_power_of_the_rule_says() -> None:
    """With one recall for both emotions the right answers of a group are binomial: the oracle is `power`."""
    cells = {"a": matrix(100, 0.8), "b": matrix(150, 0.8), "c": matrix(300, 0.8)}
    apart = trial_of(tried(cells, limit(), gap=0.2, repeats=600), WorldKind.SMALLEST_APART)
    rule = Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95)
    exact = power(rule, np.array([0.5, 0.8, 0.8]), np.array([100, 150, 300]), audits=20_000)
    assert 0.3 < exact.failed < 0.99
    assert apart.shares.failed == pytest.approx(exact.failed, abs=4 * apart.shares.standard_error(Verdict.FAIL))


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    first, again, other = (tried(UNEVEN, limit(), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.tests != other.tests


def test_a_gate_that_decides_on_the_point_is_a_plain_comparison() -> None:
    found = tried(UNEVEN, limit(decide_on=DecideOn.POINT))
    for trial in found.tests[0].trials:
        assert trial.shares.failed == trial.plain
    assert found.tests[0].needed is None


def test_a_group_that_cannot_be_compared_never_lets_it_pass() -> None:
    found = tried({**MANY, "d": [[0, 0], [0, 0]]}, limit())
    assert trial_of(found, WorldKind.NO_DISPARITY).shares.passed == 0


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        (limit("macro_recall"), "no share of images"),
        (limit("equalized_odds", emotion="happy"), "no share of images"),
        (limit(control=("other",)), "within strata"),
    ],
)
def test_what_is_not_tried_is_said(criterion: Criterion, reason: str) -> None:
    found = tried(MANY, criterion, limit(limit=0.2), repeats=1)
    assert [untested.code for untested in found.untested] == [criterion.code]
    assert reason in found.untested[0].reason
    assert len(found.tests) == 1


def test_an_unknown_reference_group_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown reference group 'nobody'"):
        tried(MANY, limit(reference="nobody"), repeats=1)


def test_one_group_alone_is_not_tried_but_against_a_floor() -> None:
    cells = {"a": matrix(500, 0.8), "b": [[0, 0], [0, 0]]}
    found = tried(cells, limit(), limit(comparison=Comparison.FLOOR, limit=0.5))
    assert [untested.code for untested in found.untested] == ["accuracy/group/difference"]
    assert trial_of(found, WorldKind.SMALLEST_APART).disparity == pytest.approx(0.4)


def test_a_ratio_of_zeros_is_not_tried() -> None:
    never = {"a": [[0, 9], [0, 9]], "b": [[0, 9], [0, 9]]}
    found = tried(never, limit("recall", emotion="happy", comparison=Comparison.RATIO, limit=0.8))
    assert "a ratio of zeros" in found.untested[0].reason


def test_dependent_pictures_and_waivers_are_said() -> None:
    result = result_of(MANY)
    cells = result.counts.cells
    images = np.repeat(cells.keys, cells.counts, axis=0)
    people = PeopleTable.of(np.arange(len(images)) // 2, images, cells.shape)
    waiver = Waiver(finding="accuracy/group/difference", ceiling=0.3, owner="x", reason="y", expires="2030-01-01")
    policy = Policy(title="t", criteria=(limit(),), waivers=(waiver,))
    notes = self_test(replace(result, people=people), policy, repeats=1).notes
    assert f"{people.images:,} pictures show {people.total:,} people" in notes[1]
    assert "waivers are left out" in notes[2]
    assert len(self_test(result, Policy(title="t", criteria=(limit(),)), repeats=1).notes) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"gap": 0.0}, "above 0 and at most 1, found 0.0"),
        ({"gap": float("nan")}, "found nan"),
        ({"repeats": 0}, "from 1 to 100,000, found 0"),
        ({"seed": -1}, "from 0 on, found -1"),
    ],
)
def test_numbers_that_cannot_be_are_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        tried(MANY, limit(), **settings)


def test_on_the_limit_either_verdict_is_wrong() -> None:
    assert set(wrong_verdicts(limit(), 0.1 + 1e-12)) == {Verdict.FAIL, Verdict.PASS}
    assert wrong_verdicts(limit(comparison=Comparison.FLOOR, limit=0.5), 0.4) == (Verdict.PASS,)
    assert wrong_verdicts(limit(comparison=Comparison.FLOOR, limit=0.5), 0.6) == (Verdict.FAIL,)


def test_of_a_ratio_to_a_reference_another_group_is_set_apart() -> None:
    cells = {"a": matrix(60, 0.9), "b": matrix(2000, 0.9), "c": matrix(2000, 0.9)}
    criterion = limit(comparison=Comparison.RATIO_TO_REFERENCE, reference="a")
    found = tried(cells, replace(criterion, limit=0.7), gap=0.3)
    smallest = trial_of(found, WorldKind.SMALLEST_APART)
    assert smallest.group is not None
    assert smallest.group.text != "a"
    assert smallest.disparity == pytest.approx(0.4)
    assert smallest.shares.failed > 0.9
    assert trial_of(found, WorldKind.NO_DISPARITY).shares.failed <= 0.05 + 0.1


def test_a_series_catches_more_with_every_look_and_cries_no_more_wolf() -> None:
    cells = {"a": matrix(100, 0.8), "b": matrix(100, 0.8)}
    one, four = (tried(cells, limit(), gap=0.1, repeats=60, looks=looks) for looks in (1, 4))
    caught = [trial_of(found, WorldKind.SMALLEST_APART).shares.failed for found in (one, four)]
    assert (one.looks, four.looks) == (1, 4)
    assert caught[1] > caught[0] + 0.3
    assert four.gate[0].cried_wolf <= 0.05
    on_limit = trial_of(four, WorldKind.ON_LIMIT).shares
    assert max(on_limit.failed, on_limit.passed) <= 0.05 + 4 * on_limit.standard_error(Verdict.FAIL)


def test_a_policy_of_a_series_is_tried_with_the_looks_it_plans() -> None:
    policy = Policy(title="made", criteria=(limit(),), monitoring=Monitoring(looks=2))
    assert self_test(result_of(FEW), policy, repeats=3).looks == 2
    assert self_test(result_of(FEW), policy, repeats=3, looks=1).looks == 1


def test_looks_that_cannot_be_are_refused() -> None:
    with pytest.raises(UsageError, match="the looks of a series are a count from 1 to 10,000, found 0"):
        tried(FEW, limit(), looks=0)


def test_a_series_fails_where_any_look_does_else_passes_where_any_does() -> None:
    fails, passes, opens = Verdict.FAIL, Verdict.PASS, Verdict.INCONCLUSIVE
    early = Judged(verdicts=[fails, passes, opens, opens], plain=[False, True, False, False])
    late = Judged(verdicts=[passes, opens, passes, opens], plain=[True, False, False, False])
    found = early.or_later(late)
    assert found.verdicts == [fails, passes, passes, opens]
    assert found.plain == [True, True, False, False]
