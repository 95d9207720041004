"""Which engine asks the classifiers of an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.running.engine_wish import EngineKind, EngineWish
from audit.pipeline.engines.engine import LocalEngine

if TYPE_CHECKING:
    from audit.pipeline.engines.engine import ShardEngine


def engine_for(wish: EngineWish) -> ShardEngine:
    """Return the engine that was asked for, to be used as a context.

    Raises
    ------
    MissingExtra
        When what it needs is not installed.
    """
    if wish.kind is EngineKind.LOCAL:
        return LocalEngine()
    from audit.pipeline.engines.cluster import RayEngine

    return RayEngine(wish.address, 1.0 if wish.worker_cpus is None else wish.worker_cpus)
