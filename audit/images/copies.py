"""Which files of a cohort show one photograph: by their bytes, by their pixels, and by what is fine in them.

A perceptual hash (`duplicates`) sees a picture coarsely: where all portraits were taken before one wall, two people may
have nearly the same one. So a near hash only proposes a pair; its *fine detail*, what is left of a picture of 96 × 96
when its own blur is taken away, decides. It is compared at the best of a few shifts, so that a cut at the rim does not
matter. Two portraits of one sitting may pass that too: pictures that are large enough get a second look.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.domain.cohort.predictions import Outcome
from audit.images.decode import decode
from audit.images.duplicates import near_pairs, picture_hashes
from audit.images.read import pictures_in
from audit.images.rejected import Rejected
from audit.images.second_look import one_photograph
from audit.images.stream import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from audit.files.addresses import Root
    from audit.images.read import Pictures

PROPOSED = 8
"""Distance of hashes up to which a pair is proposed."""

SAME = 0.5
"""Correlation of fine details from which two pictures are one photograph.

Of 456 pairs of different people before one wall (London set, hashes up to 10 bits apart) the highest has 0.49. Of 674
pairs of FER+ whose coarser details correlate at 0.75 or more, 99 in 100 have above 0.55; of sixteen clusters all were
one photograph. Two photographs of one person in one sitting may reach it, as 13 of the London set's 102 people do; the
second look tells these apart.
"""

_DIGEST = 16
_CHUNK = 32
_SIDE = 96
_BLUR = 1.5
_SHIFT = 8
_FLAT = 1e-2
_KEPT = 2048
"""Pictures of 96 × 96 bytes that are kept while pairs are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is kept of a picture, 40 bytes, so that it is opened once.

    Attributes
    ----------
    outcome, reason
        `SCORED` where the file gives pixels, else how it ended and why.
    file, pixels
        BLAKE2 digests of its bytes and of its upright RGB pixels with their shape, 16 bytes; empty without pixels.
    perceptual
        Its perceptual hash; 0 without pixels.
    """

    outcome: Outcome
    reason: str = ""
    file: bytes = b""
    pixels: bytes = b""
    perceptual: int = 0


def fingerprints(root: Root, names: Sequence[str], *, workers: int | None = None) -> Iterator[Fingerprint]:
    """Return an iterator over the fingerprints of pictures, one for each name, in order; nothing outside root is read.

    Parameters
    ----------
    root
        The cohort folder.
    names
        Paths below it.
    workers
        Threads; by default one per processor, at most 4. The result does not depend on it.
    """

    def chunk(places: range) -> list[Fingerprint]:
        folder = pictures_in(root)
        return [_fingerprint(folder, names[place]) for place in places]

    return in_order(chunk, len(names), _CHUNK, workers)


def _fingerprint(folder: Pictures, name: str) -> Fingerprint:
    try:
        data = folder.read(name)
        pixels = decode(data)
    except Rejected as rejected:
        return Fingerprint(outcome=rejected.outcome, reason=rejected.reason)
    shape = repr(pixels.shape).encode()
    return Fingerprint(
        outcome=Outcome.SCORED,
        file=hashlib.blake2b(data, digest_size=_DIGEST).digest(),
        pixels=hashlib.blake2b(shape + pixels.tobytes(), digest_size=_DIGEST).digest(),
        perceptual=int(picture_hashes(pixels[None])[0]),
    )


def near_copies(
    root: Root,
    names: Sequence[str],
    hashes: NDArray[np.uint64],
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.int64]:
    """Return the pairs of pictures that show one photograph, int64, shape (pairs, 2), each pair once.

    Pictures of equal hash are compared in a chain, others by the first picture of each hash: pictures that are joined
    through others are one cluster all the same, and a thousand alike cost a thousand comparisons.

    Parameters
    ----------
    root, names
        The pictures, which are opened again where a pair is proposed.
    hashes
        uint64, shape (n,): perceptual hashes of these names.
    progress
        Called with the pairs compared so far and their number.
    """
    proposed = _proposed(hashes)

    @lru_cache(maxsize=_KEPT)
    def small(row: int) -> NDArray[np.uint8] | None:
        return _small(root, names[row])

    found = []
    for done, (first, second) in enumerate(proposed.tolist(), start=1):
        one, other = small(first), small(second)
        alike = one is not None and other is not None and likeness(one, other) >= SAME
        if alike and _stands_a_second_look(root, names[first], names[second]):
            found.append((first, second))
        if progress is not None:
            progress(done, len(proposed))
    return np.array(found, np.int64).reshape(-1, 2)


def _proposed(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    unique, first, of = np.unique(hashes, return_index=True, return_inverse=True)
    order = np.argsort(of.reshape(-1), kind="stable")
    equal = of.reshape(-1)[order][1:] == of.reshape(-1)[order][:-1]
    chains = np.column_stack([order[:-1][equal], order[1:][equal]])
    pairs = np.concatenate([chains, first[near_pairs(unique, PROPOSED)].reshape(-1, 2)])
    pairs = np.sort(pairs, axis=1)
    return np.asarray(pairs[np.lexsort(pairs.T[::-1])], np.int64)


def _stands_a_second_look(root: Root, first: str, second: str) -> bool:
    one, other = _grey(root, first), _grey(root, second)
    return one is not None and other is not None and one_photograph(one, other)


def _small(root: Root, name: str) -> NDArray[np.uint8] | None:
    """Return a picture in grey, uint8, shape (96, 96); None where its file has changed since and gives none."""
    grey = _grey(root, name)
    return (
        None if grey is None else np.asarray(cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    )


def _grey(root: Root, name: str) -> NDArray[np.uint8] | None:
    """Return a picture in grey, uint8, as large as it is; None where its file has changed since and gives none."""
    try:
        return np.asarray(cv2.cvtColor(decode(pictures_in(root).read(name)), cv2.COLOR_RGB2GRAY), np.uint8)
    except Rejected:
        return None


def likeness(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Return how alike the fine details of two pictures are.

    Parameters
    ----------
    first, second
        uint8, shape (96, 96).

    Returns
    -------
    Highest correlation, −1 to 1, of the middle of one with the other, over shifts of at most 8 pixels; 0 where one is
    flat and has no detail.
    """
    one, other = _detail(first), _detail(second)
    return max(_correlation(one, other), _correlation(other, one))


def _detail(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    picture = grey.astype(np.float32)
    return np.asarray(picture - cv2.GaussianBlur(picture, (0, 0), _BLUR), np.float32)


def _correlation(picture: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    middle = other[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT]
    if middle.std() < _FLAT or picture[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT].std() < _FLAT:
        return 0.0
    found = cv2.matchTemplate(picture, middle, cv2.TM_CCOEFF_NORMED)
    return float(np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0).max())
