"""How the looks of a series share the errors."""

from __future__ import annotations

import pytest

from audit.domain.decision.criteria import Criterion
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy
from audit.errors import UsageError

LIMIT = Criterion(metric="accuracy", features=("age",), limit=0.1)


@pytest.mark.parametrize("looks", [1, 2, 52, 10_000])
def test_all_looks_there_can_be_share_one_error(looks: int) -> None:
    monitoring, many = Monitoring(looks=looks), 200_000
    spent = sum(monitoring.share(look) for look in range(1, many + 1))
    assert spent == pytest.approx(1 - 0.1 * (looks + 1) / (many + 1), abs=1e-9)


def test_a_doubling_of_looks_costs_about_as_much_as_the_one_before() -> None:
    share = Monitoring(looks=64).share
    doublings = [sum(map(share, range(start, 2 * start))) for start in (4, 8, 16, 32)]
    assert max(doublings) / min(doublings) < 1.12


def test_no_look_has_more_of_the_error_than_the_one_before() -> None:
    shares = [Monitoring(looks=3).share(look) for look in range(1, 12)]
    assert shares == sorted(shares, reverse=True)
    assert min(shares) > 0


@pytest.mark.parametrize("looks", [0, -1, 10_001])
def test_a_count_of_looks_out_of_range_is_refused(looks: int) -> None:
    with pytest.raises(UsageError, match=f"a count from 1 to 10,000, found {looks}"):
        Monitoring(looks=looks)


def test_a_policy_at_a_look_has_the_error_of_that_look() -> None:
    policy = Policy(title="p", criteria=(LIMIT,), confidence=0.9, monitoring=Monitoring(looks=2))
    assert 1 - policy.at_look(1).confidence == pytest.approx(0.06)
    assert 1 - policy.at_look(3).confidence == pytest.approx(0.0025)
    assert policy.at_look(None) is policy
    alone = Policy(title="p", criteria=(LIMIT,))
    assert alone.at_look(5) is alone
