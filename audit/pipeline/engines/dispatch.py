"""Which shard goes to which worker: each is answered once, and none waits for a worker that does not come back."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
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
        self._alone: dict[Shard, None] = {}  # of those that are out, the ones that one worker has, the last one last
        self._has: defaultdict[int, set[Shard]] = defaultdict(set)
        self._ended: Counter[Shard] = Counter()

    @property
    def is_finished(self) -> bool:
        """Whether every shard was answered."""
        return not self._waiting and not self._out

    def next_for(self, worker: int) -> Shard | None:
        """Return the shard that a worker is to be given now; None where it has enough, or there is none."""
        has = self._has[worker]
        if len(has) >= AHEAD or (has and not self._waiting):
            return None
        if self._waiting:
            shard = self._waiting.popleft()
            self._out[shard] = []
            self._alone[shard] = None
        elif self._alone:
            shard, _ = self._alone.popitem()  # given to somebody last of all, it is the least likely to be under way
        else:
            return None
        self._out[shard].append(worker)
        has.add(shard)
        return shard

    def answered(self, shard: Shard) -> bool:
        """Note that a shard was answered; return whether it is the first answer to it."""
        workers = self._out.pop(shard, None)
        self._alone.pop(shard, None)
        for worker in workers or ():
            self._has[worker].discard(shard)
        return workers is not None

    def ended(self, worker: int) -> None:
        """Take back what a worker had that ended for good.

        Raises
        ------
        InputError
            When as many workers ended with one shard that it is held to be why.
        """
        for shard in sorted(self._has.pop(worker, ())):
            self._ended[shard] += 1
            if self._ended[shard] >= _MOST_ENDED:
                raise InputError(
                    f"{_MOST_ENDED} workers of the cluster ended while they had rows {shard.start + 1:,} to "
                    f"{shard.stop:,} of the manifest; what was answered is kept: find out why with --engine local"
                )
            self._out[shard].remove(worker)
            if self._out[shard]:
                self._alone[shard] = None
            else:
                del self._out[shard]
                self._alone.pop(shard, None)
                self._waiting.appendleft(shard)
