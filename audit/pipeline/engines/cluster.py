"""Shards on a Ray cluster: one actor for each processor holds the classifiers, and is given one shard after the other.

Plain actors, no more of Ray: one that ends is started anew and its shard tried again, on another machine if need be.
Nothing of the pictures comes here, and no telemetry leaves.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import ExitStack, redirect_stdout, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.answers.shards import Shard, shards_of
from audit.domain.model.kinds import Kind
from audit.errors import InputError, UsageError, importing
from audit.pipeline.engines.cluster_worker import ClusterWorker
from audit.pipeline.engines.connection import own_handlers, require_reachable
from audit.pipeline.engines.course import ClusterPass
from audit.pipeline.engines.dispatch import Dispatch
from audit.pipeline.engines.engine import asked_in
from audit.pipeline.engines.travel import Brought, Hindrance, Home, Met, PictureKeys, asked_alone, from_the_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from audit.domain.model.model import ModelSpec
    from audit.pipeline.engines.shards import Question, ShardAnswers
    from audit.predict.journal import Journal
    from audit.predict.journal.carried import Known

LOCAL = "local"
"""In place of an address: a cluster of this machine alone, started for this audit."""

_START = 300.0
"""Seconds in which the first worker has to be there with its models: importing TensorFlow takes tens of them."""

_GONE = 60.0
"""Seconds after which a cluster without any processor left is given up."""

_LOOK = 1.0
"""Seconds between two looks at whether there is a cluster at all."""

_RESTARTS = 4
"""How often a worker is started anew, and a shard tried again with it, before both are given to others."""

_FEWEST, _MOST = 32, 2048
"""Rows of a shard: what a killed worker or driver loses, and what keeps one busy for more than it takes to send it."""

_SHARES = 8
"""Shards for each worker, where there are rows enough: the last ones end at about the same time."""


@dataclass(slots=True)
class _Worker:
    """An actor, and the shelves of those it has met, by what their declarations say."""

    actor: Any
    shelves: dict[str, tuple[str | None, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What a worker was sent for."""

    worker: int
    shard: Shard


class RayEngine:
    """Asks on a Ray cluster; see `ShardEngine`.

    Parameters
    ----------
    address
        Of the cluster's head, `host:port`; None for the one that `RAY_ADDRESS` names, or one of this machine.
    worker_cpus
        Processors that a worker takes up; there are as many workers as the cluster has room for.

    Raises
    ------
    MissingExtra
        When Ray is not installed.
    """

    def __init__(self, address: str | None = None, worker_cpus: float = 1.0) -> None:
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        with importing("--engine ray", "ray", "ray"):
            import ray

        self._ray: Any = ray
        self._address = address or os.environ.get("RAY_ADDRESS") or LOCAL
        self._cpus = worker_cpus
        self._workers: dict[int, _Worker] = {}
        self._meeting: dict[Any, tuple[int, str]] = {}
        self._ours = False
        self._last = ""
        self._held = ExitStack()

    def __enter__(self) -> RayEngine:
        self._held.enter_context(redirect_stdout(sys.stderr))  # Ray tells there what happens, and here is data alone
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers.values():
            with suppress(Exception):  # whatever became of the cluster, this audit is over
                self._ray.kill(worker.actor)
        self._workers.clear()
        self._meeting.clear()
        if self._ours:
            self._ray.shutdown()
        self._held.close()

    def load(self, spec: ModelSpec) -> None:
        """Load a classifier into the workers; returns when the first has it.

        Raises
        ------
        UsageError
            When it is a web service, which is asked from here.
        InputError
            When there is no cluster, or a worker cannot do what this machine can.
        """
        if any(each.kind is Kind.SERVICE for each in asked_alone(spec)):
            raise UsageError(
                f"model '{spec.id}': a web service is asked from this machine, whoever reads the pictures; leave "
                "--engine ray out"
            )
        if not self._workers:
            self._start()
        specs = (from_the_root(spec),)
        name, home = repr(specs[0]), Home.of(specs)
        for number, worker in self._workers.items():
            self._meeting[worker.actor.meet.remote(specs, home)] = number, name
        try:
            self._await_first(name)
        except InputError:  # others may be asked all the same
            self._meeting = {ref: whom for ref, whom in self._meeting.items() if whom[1] != name}
            raise

    def answers(
        self,
        questions: Sequence[Question],
        progress: Callable[[int, int], None] | None = None,
        journal: Journal | None = None,
    ) -> Iterator[tuple[Shard, tuple[ShardAnswers, ...]]]:
        """Give what is said of the shards as the workers bring it; see `ShardEngine.answers`."""
        total, done = asked_in(questions), 0
        for shard, found in self._brought(ClusterPass(questions, journal)):
            done += (
                len(found[0].said.outcomes) if len(found) == 1 else asked_in([one.about(shard) for one in questions])
            )
            if progress is not None:
                progress(done, total)
            yield shard, found

    def _brought(self, course: ClusterPass) -> Iterator[tuple[Shard, tuple[ShardAnswers, ...]]]:
        dispatch = Dispatch(shards_of(course.rows, self._rows(course.rows)))
        out: dict[Any, _Sent] = {}
        while not dispatch.is_finished:
            self._send_out(course, dispatch, out)
            for ref in self._ready(out):
                sent = out.pop(ref)
                found = self._found(ref)
                if found is None:
                    self._drop(sent.worker, dispatch)
                elif isinstance(found, PictureKeys):
                    known = course.known(found, self._workers[sent.worker].shelves)
                    out[self._errand(course, sent, known)] = sent
                elif isinstance(found, Brought) and dispatch.answered(sent.shard):
                    course.take(sent.shard, found)
                    yield sent.shard, found.answers

    def _send_out(self, course: ClusterPass, dispatch: Dispatch, out: dict[Any, _Sent]) -> None:
        """Give shards to the workers that have met all models and have not enough to do."""
        for number, worker in self._workers.items():
            if any(name not in worker.shelves for name in course.names):
                continue
            while (shard := dispatch.next_for(number)) is not None:
                sent = _Sent(worker=number, shard=shard)
                if course.looks_up(worker.shelves):
                    out[worker.actor.keys.remote(course.errand(shard, None))] = sent
                else:
                    out[self._errand(course, sent, course.nothing_known)] = sent

    def _errand(self, course: ClusterPass, sent: _Sent, known: Known | None) -> Any:  # noqa: ANN401 - Ray's
        return self._workers[sent.worker].actor.answers.remote(course.errand(sent.shard, known))

    def _ready(self, out: dict[Any, _Sent]) -> list[Any]:
        """Return what has come back of what was sent; whoever has met the models meanwhile is noted."""
        self._require_workers()
        refs = [*out, *self._meeting]
        ready, _ = self._ray.wait(refs, num_returns=1, timeout=_LOOK)
        if not ready:
            self._require_cluster()
        for ref in [ref for ref in ready if ref in self._meeting]:
            self._note_met(ref)
        return [ref for ref in ready if ref in out]

    def _found(self, ref: Any) -> object | None:  # noqa: ANN401 - Ray's
        """Return what a worker brings; None where it ended for good. Raises InputError with what hinders it."""
        try:
            found = self._ray.get(ref)
        except self._ray.exceptions.RayTaskError:  # a fault of ours
            raise
        except self._ray.exceptions.RayError as error:
            self._last = last_line(str(error))
            return None
        if isinstance(found, Hindrance):
            raise InputError(f"{found.sentence} (said on {found.node}, a machine of the cluster)")
        return found  # type: ignore[no-any-return]  # Ray's

    def _note_met(self, ref: Any) -> None:  # noqa: ANN401 - Ray's
        number, name = self._meeting.pop(ref)
        found = self._found(ref)
        if number not in self._workers:
            return
        if isinstance(found, Met):
            self._workers[number].shelves[name] = found.shelves
        else:
            self._drop(number)

    def _drop(self, number: int, dispatch: Dispatch | None = None) -> None:
        """Go on without a worker."""
        self._workers.pop(number, None)
        if dispatch is not None:
            dispatch.ended(number)

    def _require_workers(self) -> None:
        if not self._workers:
            raise InputError(
                f"every worker of the cluster at {self._address} has ended ({self._last}); what was answered is kept "
                "where answers are kept: is emotion-audit installed on every machine?"
            )

    def _require_cluster(self) -> None:
        """Raise InputError when no machine of the cluster has been there for a while."""
        deadline = time.monotonic() + _GONE
        while self._processors() < self._cpus:
            if time.monotonic() > deadline:
                raise InputError(
                    f"the machines of the cluster at {self._address} are gone; what was answered is kept where answers "
                    "are kept: start them, and run it again"
                )
            time.sleep(_LOOK)

    def _await_first(self, name: str) -> None:
        """Wait until a worker has met a model.

        Raises
        ------
        InputError
            When none has after a while.
        """
        deadline = time.monotonic() + _START
        while not any(name in worker.shelves for worker in self._workers.values()):
            self._ready({})
            if time.monotonic() > deadline:
                raise InputError(
                    f"no worker has started within {_START:.0f} s on the cluster at {self._address}, which has "
                    f"{self._processors():g} processors: they may be taken by others; free one, or say less than "
                    f"--worker-cpus {self._cpus:g}"
                )

    def _start(self) -> None:
        """Connect to the cluster and start a worker for each processor."""
        if not (self._ray.is_initialized() and self._address == LOCAL):
            self._connect()
        processors = self._processors()
        count = int(processors / self._cpus + 1e-9)
        if count < 1:
            raise InputError(
                f"the cluster at {self._address} has {processors:g} processors, and a worker takes {self._cpus:g}; say "
                "less with --worker-cpus, or start machines"
            )
        actor = self._ray.remote(ClusterWorker).options(
            num_cpus=self._cpus, max_restarts=_RESTARTS, max_task_retries=_RESTARTS
        )
        self._workers = {number: _Worker(actor.remote()) for number in range(count)}

    def _connect(self) -> None:
        alone = {"include_dashboard": False} if self._address == LOCAL else {}
        if self._address == LOCAL:
            os.environ.setdefault("RAY_worker_niceness", "0")  # no less than this process, which waits for them
        elif self._address != "auto":
            require_reachable(self._address)
        logging.getLogger("ray").setLevel(logging.ERROR)
        try:
            with own_handlers():
                self._ray.init(
                    address=self._address, log_to_driver=False, configure_logging=False, logging_level="ERROR", **alone
                )
        except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            raise UsageError(f"--address {self._address}: there is no Ray cluster to join: {first}") from error
        self._ours = True

    def _processors(self) -> float:
        return float(self._ray.cluster_resources().get("CPU", 0.0))

    def _rows(self, rows: int) -> int:
        return int(np.clip(-(-rows // (_SHARES * max(1, len(self._workers)))), _FEWEST, _MOST))


def last_line(text: str) -> str:
    """Return the last line that says something, at most 200 characters of it."""
    return next((line.strip()[:200] for line in reversed(text.splitlines()) if line.strip()), "it said nothing")
