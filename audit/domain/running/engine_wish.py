"""Who asks a classifier, as the person at this machine wants it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from audit.errors import UsageError

_LEAST_CPUS, _MOST_CPUS = 0.01, 1024.0


class EngineKind(StrEnum):
    """`local`: this process. `ray`: workers of a Ray cluster, each with some of the rows."""

    LOCAL = "local"
    RAY = "ray"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineWish:
    """What was asked for about who asks the classifier; it changes no result.

    Attributes
    ----------
    kind
        Who.
    address
        Of the cluster's head, `host:port`; None for the one that `RAY_ADDRESS` names, or one of this machine alone.
    worker_cpus
        Processors that each worker of a cluster takes up; None for one.

    Raises
    ------
    UsageError
        When it says something of a cluster and asks for none, or a worker would take up nothing.
    """

    kind: EngineKind = EngineKind.LOCAL
    address: str | None = None
    worker_cpus: float | None = None

    def __post_init__(self) -> None:
        said = {"--address": self.address is not None, "--worker-cpus": self.worker_cpus is not None}
        idle = " and ".join(option for option, given in said.items() if given)
        if idle and self.kind is EngineKind.LOCAL:
            raise UsageError(f"{idle} is about a cluster; add --engine ray, or remove it")
        cpus = self.worker_cpus
        if cpus is not None and not (math.isfinite(cpus) and _LEAST_CPUS <= cpus <= _MOST_CPUS):
            raise UsageError(f"--worker-cpus is {_LEAST_CPUS} to {_MOST_CPUS:,.0f}, found {cpus}")


HERE = EngineWish()
"""Asks in this process."""
