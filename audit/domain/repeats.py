"""Which of very many numbers stand there more than once, found in memory that does not grow with them.

Words: a *run* is as many of the numbers as are sorted in memory, each once; runs lie in a temporary file, and are then
looked at side by side, one *span* of numbers after the other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import let_go
from audit.files.aside import Aside

if TYPE_CHECKING:
    from collections.abc import Iterator

Numbers = NDArray[np.uint64]

RUN = 1 << 21
"""Numbers that are sorted in memory."""

MOST_KEPT = 1 << 16
"""Numbers standing there more than once that are kept."""

_SAMPLED = 1 << 10
"""Of so many numbers of a run one is taken, by which spans of about the size of a run are made."""


class Repeats:
    """Numbers that come block by block, of which those are asked for that stand there more than once.

    >>> repeats = Repeats()
    >>> repeats.add(np.array([7, 5, 7, 7], np.uint64))
    >>> repeats.add(np.array([5, 1], np.uint64))
    >>> repeats.finished(), repeats.kept.tolist()
    (3, [5, 7])
    """

    def __init__(self) -> None:
        self.kept: Numbers = np.empty(0, np.uint64)
        """Once finished: numbers that stand there more than once, sorted; all of them where `kept_all`."""
        self._behind = 0
        self._run: Numbers = np.empty(0, np.uint64)
        self._filled = 0
        self._aside = Aside()
        self._ends = [0]
        self._samples: list[Numbers] = []

    @property
    def kept_all(self) -> bool:
        """Whether no more numbers stand there more than once than are kept."""
        return len(self.kept) <= MOST_KEPT

    def add(self, numbers: Numbers) -> None:
        """Take in a block of numbers, shape (m,)."""
        while len(numbers):
            if self._filled == len(self._run):
                self._make_room(len(numbers))
            room = len(self._run) - self._filled
            taken, numbers = numbers[:room], numbers[room:]
            self._run[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)

    def finished(self) -> int:
        """Return how many numbers stand behind an equal one; nothing is added afterwards."""
        if len(self._ends) == 1:
            self._differing(self._run[: self._filled])
        else:
            self._set_aside()
            for span in self._spans():
                self._differing(span)
        return self._behind

    def _make_room(self, wanted: int) -> None:
        """Grow as a list does while all numbers are one run; put that aside once it is whole."""
        if self._filled == RUN:
            self._set_aside()
            return
        larger = np.empty(min(RUN, max(2 * self._filled, wanted)), np.uint64)
        larger[: self._filled] = self._run
        self._run = larger

    def _set_aside(self) -> None:
        run = self._differing(self._run[: self._filled])
        self._aside.add(run.data)
        self._ends.append(self._ends[-1] + len(run))
        self._samples.append(run[::_SAMPLED].copy())
        self._filled = 0

    def _differing(self, numbers: Numbers) -> Numbers:
        """Return numbers sorted and each once; those that stand behind an equal one are counted."""
        numbers.sort()  # ten times as fast as np.unique, which makes a table of hashes
        again = numbers[1:] == numbers[:-1]
        behind = int(again.sum())
        if not behind:
            return numbers
        self._behind += behind
        if self.kept_all:
            self.kept = np.union1d(self.kept, numbers[1:][again])[: MOST_KEPT + 1]
        return np.delete(numbers, np.flatnonzero(again))

    def _spans(self) -> Iterator[Numbers]:
        """Yield the numbers of all runs that lie within one span after the other."""
        whole = np.ndarray(self._ends[-1], np.uint64, buffer=self._aside.finished())
        runs = [whole[start:end] for start, end in pairwise(self._ends)]
        samples = np.sort(np.concatenate(self._samples))
        marks = samples[:: max(RUN // _SAMPLED, 1)]
        cuts = [_cuts(run, marks) for run in runs]
        for span in range(len(marks) + 1):
            parts = [run[cut[span] : cut[span + 1]] for run, cut in zip(runs, cuts, strict=True)]
            yield np.concatenate(parts)
            for part in parts:
                let_go(part)


def _cuts(run: Numbers, marks: Numbers) -> tuple[int, ...]:
    """Return where in a run, which lies in a file, each span begins, and where the last one ends."""
    found = (0, *np.searchsorted(run, marks).tolist(), len(run))
    let_go(run)
    return found
