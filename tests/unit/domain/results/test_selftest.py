"""What a simulated world says of the verdicts in it."""

from __future__ import annotations

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import VerdictShares
from audit.domain.results.selftest import CriterionTest, Trial, WorldKind, wrong_verdicts


def limit(metric: str = "accuracy", **fields) -> Criterion:
    return Criterion(metric=metric, features=("group",), **{"limit": 0.1, **fields})


def test_on_the_limit_either_verdict_is_wrong() -> None:
    assert set(wrong_verdicts(limit(), 0.1 + 1e-12)) == {Verdict.FAIL, Verdict.PASS}
    assert wrong_verdicts(limit(comparison=Comparison.FLOOR, limit=0.5), 0.4) == (Verdict.PASS,)
    assert wrong_verdicts(limit(comparison=Comparison.FLOOR, limit=0.5), 0.6) == (Verdict.FAIL,)


def test_within_the_limit_a_fail_is_wrong_and_beyond_it_a_pass() -> None:
    assert wrong_verdicts(limit(), 0.05) == (Verdict.FAIL,)
    assert wrong_verdicts(limit(), 0.15) == (Verdict.PASS,)


def trial(kind: WorldKind = WorldKind.SMALLEST_APART, **fields) -> Trial:
    shares = VerdictShares(failed=0.5, passed=0.0, inconclusive=0.5, audits=2)
    common = {"group": None, "rate": 0.6, "common": 0.8, "wanted": 0.2, "disparity": 0.2, "wrong": (Verdict.PASS,)}
    return Trial(kind=kind, shares=shares, plain=1.0, **common | fields)


def test_a_world_is_capped_where_it_has_not_the_disparity_asked_for() -> None:
    assert not trial().capped
    assert not trial(disparity=0.2 + 1e-12).capped  # the rounding of a rate
    assert trial(wanted=0.55, disparity=0.5).capped
    assert trial(wanted=0.5, disparity=0.55).capped


def test_a_world_is_beyond_the_limit_where_a_fail_is_right() -> None:
    assert trial().beyond
    assert not trial(wrong=(Verdict.FAIL,)).beyond
    assert not trial(wrong=(Verdict.FAIL, Verdict.PASS)).beyond


def test_a_trial_is_found_by_its_world() -> None:
    on_limit = trial(WorldKind.ON_LIMIT)
    tested = CriterionTest(code="c", criterion=limit(), groups=(), trials=(trial(), on_limit), needed=None)
    assert tested.of(WorldKind.ON_LIMIT) is on_limit
    assert tested.of(WorldKind.NO_DISPARITY) is None
