"""Many texts in little memory: their UTF-8 one after the other, as Arrow keeps them, one Python object at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import let_go

_OF_LENGTH = np.uint64(0x9E3779B97F4A7C15)
"""What a byte more adds to the number of a text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextChunk:
    """Texts that lie one after the other.

    Attributes
    ----------
    data
        uint8: their bytes in UTF-8.
    ends
        Integers, shape (m + 1,): where each begins in `data`, and where the last one ends.
    """

    data: NDArray[np.uint8]
    ends: NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.ends) - 1

    @property
    def lengths(self) -> NDArray[np.integer]:
        """Bytes of each, shape (m,)."""
        return np.diff(self.ends)

    @property
    def wide_ends(self) -> NDArray[np.int64]:
        """`ends` as Arrow wants them for large texts, int64."""
        return np.ascontiguousarray(self.ends, np.int64)

    @property
    def bytes(self) -> NDArray[np.uint8]:
        """The bytes of these texts alone."""
        return self.data[int(self.ends[0]) : int(self.ends[-1])]

    @property
    def numbers(self) -> NDArray[np.uint64]:
        """uint64, shape (m,): a number for each; texts that are alike have one number, others hardly ever."""
        lengths, data = self.lengths, self.bytes
        longest = int(lengths.max(initial=0))
        weights = np.random.default_rng(0).integers(1 << 63, size=longest, dtype=np.uint64)
        if len(data) == longest * len(self):
            found = data.reshape(len(self), longest) @ weights
        else:
            starts = (self.ends[:-1] - self.ends[0]).astype(np.int64)
            terms = data * weights[np.arange(len(data)) - np.repeat(starts, lengths)]
            sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
            found = sums[starts + lengths] - sums[starts]
        return np.asarray(found + lengths.astype(np.uint64) * _OF_LENGTH, np.uint64)

    def let_go(self) -> None:
        """Take no more memory for texts that lie in a file; see `audit.domain.arrays.let_go`."""
        let_go(self.bytes)
        let_go(self.ends)

    def __getitem__(self, at: int) -> str:
        return self.data[int(self.ends[at]) : int(self.ends[at + 1])].tobytes().decode()

    def part(self, start: int, stop: int) -> TextChunk:
        """Return some of them, without copying."""
        return TextChunk(data=self.data, ends=self.ends[start : stop + 1])

    def __iter__(self) -> Iterator[str]:
        first, ends = int(self.ends[0]), self.ends.tolist()
        data = self.bytes.tobytes()
        if data.isascii():
            whole = data.decode("ascii")
            return (whole[a - first : b - first] for a, b in pairwise(ends))
        return (data[a - first : b - first].decode() for a, b in pairwise(ends))


class Texts(Sequence[str]):
    """A sequence of texts that takes no more memory than their UTF-8 and eight bytes each, or lies in a file.

    Parameters
    ----------
    chunks
        Parts of it in their order.

    >>> data = np.frombuffer("aé".encode(), np.uint8)
    >>> found = Texts([TextChunk(data=data, ends=np.array([0, 1, 3]))])
    >>> list(found), found[1], found == ("a", "é")
    (['a', 'é'], 'é', True)
    """

    __slots__ = ("_chunks", "_starts")

    def __init__(self, chunks: Iterable[TextChunk]) -> None:
        self._chunks = tuple(chunk for chunk in chunks if len(chunk))
        self._starts = list(accumulate(map(len, self._chunks), initial=0))

    @property
    def chunks(self) -> Iterator[TextChunk]:
        """Parts of it in their order; each is let go when the next one is asked for."""
        for chunk in self._chunks:
            yield chunk
            chunk.let_go()

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            stop = max(start, stop) if step == 1 else stop
            if step != 1:
                return tuple(self[row] for row in range(start, stop, step))
            return Texts(self._parts(sorted({start, *(each for each in self._starts if start < each < stop), stop})))
        row = int(at) + len(self) if at < 0 else int(at)
        if not 0 <= row < len(self):
            raise IndexError(at)
        which = bisect_right(self._starts, row) - 1
        return self._chunks[which][row - self._starts[which]]

    def __iter__(self) -> Iterator[str]:
        for chunk in self.chunks:
            yield from chunk

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Texts):
            return self.same_as(other)
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(str.__eq__, self, other))

    def __hash__(self) -> int:
        return hash((len(self), *self[:1]))

    def same_as(self, other: Texts) -> bool:
        """Whether both have the same texts in the same order, however they are divided into chunks."""
        if len(self) != len(other):
            return False
        cuts = sorted({*self._starts, *other._starts})
        return all(map(_alike, self._parts(cuts), other._parts(cuts)))

    def _parts(self, cuts: Sequence[int]) -> Iterator[TextChunk]:
        """Yield the rows from one cut to the next, which lie in one chunk, without copying."""
        for start, stop in pairwise(cuts):
            which = bisect_right(self._starts, start) - 1
            first = self._starts[which]
            yield self._chunks[which].part(start - first, stop - first)


def _alike(one: TextChunk, other: TextChunk) -> bool:
    same = np.array_equal(one.lengths, other.lengths) and np.array_equal(one.bytes, other.bytes)
    one.let_go()
    other.let_go()
    return same
