"""Many pictures in the manifest's order, read and decoded ahead by a few threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from audit.errors import InputError
from audit.images.decode import decode
from audit.images.finders import FaceBox, look_for
from audit.images.prepare import Box, Prepared, prepare_for, prepare_in, read_in
from audit.images.read import Pictures, pictures_in
from audit.images.rejected import Rejected
from audit.processors import processors

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from audit.domain.contract.input_contract import InputContract
    from audit.files.addresses import Root

T = TypeVar("T")

Wanted = Callable[[Mapping[int, bytes]], Mapping[int, Sequence[bool]]]
"""From the bytes of some pictures, by their places, to the contracts for which each is wanted."""

_MOST_WORKERS = 4
_CHUNK_BYTES = 8 * 1024 * 1024
_MOST_IN_CHUNK = 64
"""A thread prepares up to 64 pictures or 8 MiB of input at a time, so that handing over costs little of either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacesOfPicture:
    """Faces of one picture, the one that the contract means first; none where none is seen or it cannot be read."""

    boxes: tuple[FaceBox, ...]


def prepared(
    root: Root,
    names: Sequence[str],
    boxes: NDArray[np.int64] | None,
    contract: InputContract,
    *,
    workers: int | None = None,
) -> Iterator[Prepared]:
    """Return an iterator over the prepared pictures, one for each name, in order.

    At most two chunks per thread are ahead of the reader; closing the iterator ends the threads.

    Parameters
    ----------
    root
        The cohort folder.
    names
        Paths below it.
    boxes
        int64, shape (n, 4): face boxes, −1 in a row without; None where the manifest has none.
    contract
        What the classifier takes in.
    workers
        Threads; by default one per processor, at most 4. The result does not depend on it.

    Raises
    ------
    InputError
        Where names and boxes differ in number, or `workers` is below 1.
    """
    if boxes is not None and len(boxes) != len(names):
        raise InputError(f"{len(boxes)} face boxes for {len(names)} pictures; each picture needs its own row")
    if workers is not None and workers < 1:
        raise InputError(f"pictures are prepared by at least 1 thread, found {workers}")
    rows = [None] * len(names) if boxes is None else [box_of(row) for row in boxes]

    def chunk(places: range) -> list[Prepared]:
        folder = pictures_in(root)
        return [prepare_in(folder, names[place], rows[place], contract) for place in places]

    return in_order(chunk, len(names), _chunk_length(contract), workers)


def prepared_for(
    root: Root,
    names: Sequence[str],
    boxes: NDArray[np.int64] | None,
    contracts: Sequence[InputContract],
    wanted: Wanted | None = None,
) -> Iterator[tuple[Prepared | None, ...]]:
    """Return an iterator over pictures as each of several classifiers sees them, read once; otherwise as `prepared`.

    Parameters
    ----------
    root, names, boxes
        As in `prepared`.
    contracts
        What the classifiers take in.
    wanted
        Asked in one of the threads; None stands for a picture that is not wanted. None: all are.
    """
    rows = [None] * len(names) if boxes is None else [box_of(row) for row in boxes]
    all_of_them = (True,) * len(contracts)

    def chunk(places: range) -> list[tuple[Prepared | None, ...]]:
        folder = pictures_in(root)
        found: list[tuple[Prepared | None, ...]] = []
        for read in _read(folder, names, places, 1 if wanted is None else _MOST_IN_CHUNK):
            pictures = {place: data for place, data in read.items() if isinstance(data, bytes)}
            asked = {} if wanted is None else wanted(pictures)
            found += [
                prepare_for(data, rows[place], contracts, asked.get(place, all_of_them)) for place, data in read.items()
            ]
        return found

    return in_order(chunk, len(names), max(1, min(map(_chunk_length, contracts)) // len(contracts)))


def _read(folder: Pictures, names: Sequence[str], places: range, most: int) -> Iterator[dict[int, bytes | Prepared]]:
    """Yield pictures by their places, so many at a time, fewer where their files are large."""
    read: dict[int, bytes | Prepared] = {}
    size = 0
    for place in places:
        read[place] = data = read_in(folder, names[place])
        size += len(data) if isinstance(data, bytes) else 0
        if len(read) >= most or size > _CHUNK_BYTES:
            yield read
            read, size = {}, 0
    if read:
        yield read


def box_of(row: NDArray[np.int64]) -> Box | None:
    """Return a row of the cohort's boxes; None for the row of −1 that stands for an empty cell."""
    x, y, width, height = (int(value) for value in row)
    return None if width < 0 else (x, y, width, height)


def every_face(
    root: Root, names: Sequence[str], contract: InputContract, *, workers: int | None = None
) -> Iterator[FacesOfPicture]:
    """Return an iterator over the faces of pictures, in order; small ones beside large ones are looked for too.

    Parameters
    ----------
    root
        The folder the names start from.
    names
        Paths below it.
    contract
        Names the finder, the smallest face, and which face comes first.
    workers
        Threads; by default one per processor, at most 4. The result does not depend on it.
    """

    def chunk(places: range) -> list[FacesOfPicture]:
        pictures = pictures_in(root)
        return [_of_picture(pictures, names[place], contract) for place in places]

    return in_order(chunk, len(names), _MOST_IN_CHUNK // 4, workers)


def _of_picture(pictures: Pictures, name: str, contract: InputContract) -> FacesOfPicture:
    try:
        pixels = decode(pictures.read(name))
    except Rejected:
        return FacesOfPicture(boxes=())
    return FacesOfPicture(boxes=tuple(look_for(pixels, contract, every=True)))


def in_order(work: Callable[[range], list[T]], count: int, length: int, workers: int | None = None) -> Iterator[T]:
    """Yield what a few threads make of the places from 0 to `count`, `length` at a time, in order.

    At most two chunks per thread are ahead of the reader; closing the iterator ends the threads.

    Parameters
    ----------
    work
        Returns one item for each place.
    count, length
        Places in all, and in one chunk.
    workers
        Threads; by default one per processor, at most 4.
    """
    workers = workers or min(_MOST_WORKERS, processors())
    pool = ThreadPoolExecutor(workers, thread_name_prefix="images")
    ahead: deque[Future[list[T]]] = deque()
    try:
        for start in range(0, count, length):
            ahead.append(pool.submit(work, range(start, min(start + length, count))))
            if len(ahead) > 2 * workers:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _chunk_length(contract: InputContract) -> int:
    height, width, channels = contract.shape
    return max(1, min(_MOST_IN_CHUNK, _CHUNK_BYTES // (4 * height * width * channels)))
