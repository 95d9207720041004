"""A cluster that is pretended: what Ray is asked for, done in this process, in an order drawn by chance.

What goes to a worker and what comes back is pickled, as it would be on its way.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

RUNS, ENDS, HANGS = "runs", "ends", "hangs"
"""What becomes of a call: it is done, its worker ends for good, or it never comes back."""

Fate = Callable[[int, str, int], str]
"""From the number of a worker, a method and how often it was called there to what becomes of the call."""


class RayError(Exception):
    """What Ray raises where a worker is gone."""


class RayTaskError(RayError):
    """What Ray raises where the code of a worker does."""


@dataclass(eq=False)
class Ref:
    """A call on its way."""

    worker: int
    method: str
    work: Callable[[], bytes]
    fate: str
    done: bytes | None = None


@dataclass
class PretendedRay:
    """Stands for the module `ray`.

    Attributes
    ----------
    processors
        Of the cluster.
    fate
        Of every call.
    """

    processors: float = 2.0
    fate: Fate = lambda *_: RUNS
    started: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[int, str]] = field(default_factory=list)
    killed: int = 0
    is_down: bool = False

    def __post_init__(self) -> None:
        self.exceptions = SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError)
        self._chance, self._workers = np.random.default_rng(4), 0

    def is_initialized(self) -> bool:
        return False

    def init(self, **said: Any) -> None:
        self.started = said

    def shutdown(self) -> None:
        self.is_down = True

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": self.processors}

    def kill(self, _: object) -> None:
        self.killed += 1

    def remote(self, kind: type) -> Any:
        def started() -> Any:
            self._workers += 1
            return _Actor(self, self._workers - 1, kind())

        return SimpleNamespace(options=lambda **_: SimpleNamespace(remote=started))

    def wait(self, refs: list[Ref], *, num_returns: int, timeout: float) -> tuple[list[Ref], list[Ref]]:
        assert num_returns == 1
        assert timeout > 0
        able = [ref for ref in refs if ref.fate != HANGS]
        if not able:
            return [], refs
        ref = able[self._chance.integers(len(able))]
        if ref.fate == RUNS and ref.done is None:
            self.calls.append((ref.worker, ref.method))
            ref.done = ref.work()
        return [ref], [other for other in refs if other is not ref]

    def get(self, ref: Ref) -> Any:
        if ref.done is None:
            raise RayError("The actor died.\nIts machine was taken away.\n")
        return pickle.loads(ref.done)  # noqa: S301 - our own


class _Actor:
    def __init__(self, ray: PretendedRay, number: int, worker: object) -> None:
        self._ray, self._number, self._worker = ray, number, worker
        self._times: dict[str, int] = {}

    def __getattr__(self, method: str) -> Any:
        def sent(*given: Any) -> Ref:
            packed = pickle.dumps(given)
            times = self._times[method] = self._times.get(method, 0) + 1
            return Ref(
                worker=self._number,
                method=method,
                work=lambda: pickle.dumps(getattr(self._worker, method)(*pickle.loads(packed))),  # noqa: S301 - our own
                fate=self._ray.fate(self._number, method, times),
            )

        return SimpleNamespace(remote=sent)
