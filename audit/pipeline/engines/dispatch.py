"""Which shard goes to which worker: each is answered once, and none waits for a worker that does not come back."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.answers.shards import Shard

AHEAD = 2
"""Shards that a worker has at a time: the next one lies there when it is done with one."""

_MOST_ENDED = 3
"""Workers that may end for good while they have a shard, before the shard is held to be why."""


class Dispatch:
    """Shards on their way to workers, which are known by their number.

    A worker with nothing to do, when every shard is with somebody, is given one that another has as well: whether that
    one is slow, or its machine is gone, nobody waits for it. The first answer counts.

    Parameters
    ----------
    shards
        Those to be answered, once each.
    """

    def __init__(self, shards: Sequence[Shard]) -> None:
        self._waiting = deque(shards)
        self._out: dict[Shard, list[int]] = {}
        self._ended: Counter[Shard] = Counter()

    @property
    def is_finished(self) -> bool:
        """Whether every shard was answered."""
        return not self._waiting and not self._out

    def next_for(self, worker: int) -> Shard | None:
        """Return the shard that a worker is to be given now; None where it has enough, or there is none."""
        has = sum(worker in workers for workers in self._out.values())
        if has >= AHEAD or (has and not self._waiting):
            return None
        shard = self._waiting.popleft() if self._waiting else self._slow()
        if shard is not None:
            self._out.setdefault(shard, []).append(worker)
        return shard

    def _slow(self) -> Shard | None:
        """Return the shard that was given to somebody last of all: it is the least likely to be under way."""
        alone = [shard for shard, workers in self._out.items() if len(workers) == 1]
        return alone[-1] if alone else None

    def answered(self, shard: Shard) -> bool:
        """Note that a shard was answered; return whether it is the first answer to it."""
        return self._out.pop(shard, None) is not None

    def ended(self, worker: int) -> None:
        """Take back what a worker had that ended for good.

        Raises
        ------
        InputError
            When as many workers ended with one shard that it is held to be why.
        """
        for shard in [shard for shard, workers in self._out.items() if worker in workers]:
            self._ended[shard] += 1
            if self._ended[shard] >= _MOST_ENDED:
                raise InputError(
                    f"{_MOST_ENDED} workers of the cluster ended while they had rows {shard.start + 1:,} to "
                    f"{shard.stop:,} of the manifest; what was answered is kept: find out why with --engine local"
                )
            self._out[shard].remove(worker)
            if not self._out[shard]:
                del self._out[shard]
                self._waiting.appendleft(shard)
