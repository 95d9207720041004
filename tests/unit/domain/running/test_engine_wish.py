"""What is said of a cluster without asking for one is refused."""

from __future__ import annotations

import pytest

from audit.domain.running.engine_wish import EngineKind, EngineWish
from audit.errors import UsageError


@pytest.mark.parametrize("said", [{"address": "head:6379"}, {"worker_cpus": 0.5}])
def test_a_cluster_is_asked_for_by_name(said) -> None:
    with pytest.raises(UsageError, match="add --engine ray"):
        EngineWish(**said)
    assert EngineWish(kind=EngineKind.RAY, **said)


@pytest.mark.parametrize("cpus", [0, -1, float("nan"), float("inf"), 2000])
def test_a_worker_takes_up_something(cpus) -> None:
    with pytest.raises(UsageError, match=r"--worker-cpus is 0\.01 to 1,024"):
        EngineWish(kind=EngineKind.RAY, worker_cpus=cpus)
