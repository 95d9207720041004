"""Every limit in its worlds: what is caught, what is cried wolf, what a plain comparison would say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.gates import FEW, MANY, UNEVEN, limit, matrix, result_of, trial_of, tried

from audit.domain.counts.people import PeopleTable
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.domain.results.selftest import WorldKind
from audit.errors import UsageError
from audit.measure.power.power import power
from audit.measure.power.reach import Rule
from audit.measure.selftest.trials import Judged
from audit.pipeline import self_test


def test_with_five_pictures_nothing_is_caught_and_no_wolf_is_cried_where_a_plain_comparison_does_both() -> None:
    found = tried(FEW, limit())
    apart = trial_of(found, WorldKind.SMALLEST_APART)
    assert apart.shares.failed == 0
    assert found.gate[0].cried_wolf == 0
    assert apart.plain > 0.5
    assert found.gate[0].plain > 0.5
    assert 100 < (found.tests[0].needed or 0) < 2000


def test_a_limit_no_group_can_break_is_never_called_broken() -> None:
    found = tried({"a": matrix(40, 0.5), "b": matrix(80, 0.5)}, limit(limit=0.6))
    apart = trial_of(found, WorldKind.SMALLEST_APART)
    assert apart.wrong == (Verdict.FAIL,)
    assert found.tests[0].needed is None


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


def test_a_gate_that_decides_on_the_point_is_a_plain_comparison() -> None:
    found = tried(UNEVEN, limit(decide_on=DecideOn.POINT))
    for trial in found.tests[0].trials:
        assert trial.shares.failed == trial.plain
    assert found.tests[0].needed is None


def test_a_group_that_cannot_be_compared_never_lets_it_pass() -> None:
    found = tried({**MANY, "d": [[0, 0], [0, 0]]}, limit())
    assert trial_of(found, WorldKind.NO_DISPARITY).shares.passed == 0


def test_dependent_pictures_and_waivers_are_said() -> None:
    result = result_of(MANY)
    cells = result.counts.cells
    images = np.repeat(cells.keys, cells.counts, axis=0)
    people = PeopleTable.of(np.arange(len(images)) // 2, images, cells.shape)
    waiver = Waiver(finding="accuracy/group/difference", ceiling=0.3, owner="x", reason="y", expires="2030-01-01")
    policy = Policy(title="t", criteria=(limit(),), waivers=(waiver,))
    notes = self_test(replace(result, people=people), policy, repeats=1).notes
    assert notes[0].startswith(f"{people.images:,} pictures show {people.total:,} people")
    assert "waivers are left out" in notes[1]
    assert len(self_test(result, Policy(title="t", criteria=(limit(),)), repeats=1).notes) == 1


def test_people_whose_pictures_are_alike_cost_power_and_no_promise() -> None:
    """The same 800 pictures, of 800 people or of 80 who are right or wrong in all ten."""
    cells = {"a": matrix(400, 0.8), "b": matrix(400, 0.8)}
    result = result_of(cells)
    keys = np.repeat(result.counts.cells.keys, result.counts.cells.counts, axis=0)
    right = np.argsort(keys[:, 1] != keys[:, 2], kind="stable")
    group = np.argsort(keys[right, 0], kind="stable")
    alike = PeopleTable.of(np.arange(800) // 10, keys[right][group], result.counts.cells.shape)
    policy = Policy(title="t", criteria=(limit(),))
    alone, together = (
        self_test(each, policy, repeats=25, gap=0.15) for each in (result, replace(result, people=alike))
    )
    caught = [trial_of(found, WorldKind.SMALLEST_APART).shares.failed for found in (alone, together)]
    assert caught[0] > 0.9
    assert caught[1] < 0.6
    assert together.gate[0].cried_wolf <= 0.05 + 0.1
    assert together.tests[0].needed > 3 * 400
    assert "with a chance of" in together.notes[0]


@pytest.mark.parametrize("criterion", [limit("macro_recall"), limit("equalized_odds", emotion="happy")])
def test_averages_and_notions_are_caught_and_kept(criterion) -> None:
    found = tried({"a": matrix(900, 0.8), "b": matrix(900, 0.8)}, criterion, gap=0.2, repeats=12)
    assert trial_of(found, WorldKind.SMALLEST_APART).shares.failed > 0.8
    assert trial_of(found, WorldKind.NO_DISPARITY).shares.passed > 0.8
    assert found.gate[0].cried_wolf == 0


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


def test_a_series_catches_more_with_every_look_and_cries_no_more_wolf() -> None:
    cells = {"a": matrix(100, 0.8), "b": matrix(100, 0.8)}
    one, four = (tried(cells, limit(), gap=0.1, repeats=60, looks=looks) for looks in (1, 4))
    caught = [trial_of(found, WorldKind.SMALLEST_APART).shares.failed for found in (one, four)]
    assert (one.looks, four.looks) == (1, 4)
    assert caught[1] > caught[0] + 0.3
    assert four.gate[0].cried_wolf <= 0.05
    on_limit = trial_of(four, WorldKind.ON_LIMIT).shares
    assert max(on_limit.failed, on_limit.passed) <= 0.05 + 4 * on_limit.standard_error(Verdict.FAIL)


def test_a_series_fails_where_any_look_does_else_passes_where_any_does() -> None:
    fails, passes, opens = Verdict.FAIL, Verdict.PASS, Verdict.INCONCLUSIVE
    early = Judged(verdicts=[fails, passes, opens, opens], plain=[False, True, False, False])
    late = Judged(verdicts=[passes, opens, passes, opens], plain=[True, False, False, False])
    found = early.or_later(late)
    assert found.verdicts == [fails, passes, passes, opens]
    assert found.plain == [True, True, False, False]
