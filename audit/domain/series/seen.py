"""Which rows a series has counted before: two digests for each, of its name and of its picture, and no more.

A digest is of 8 bytes, with a salt that every series has of its own: it tells a picture again, and shows none.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError

Digests = NDArray[np.uint64]

NOTHING = 0
"""Digest of a picture that could not be read."""

_BYTES = 8


def digest(salt: str, what: bytes) -> int:
    """Return the digest of a name or of a picture's bytes, above 0."""
    found = hashlib.blake2b(what, digest_size=_BYTES, key=salt.encode()).digest()
    return int.from_bytes(found, "little") or 1


def packed(digests: Digests) -> str:
    """Return digests as text, shape kept by whoever reads it."""
    return base64.b64encode(np.ascontiguousarray(digests, "<u8").tobytes()).decode("ascii")


def unpacked(text: str, columns: int) -> Digests:
    """Return digests from text, shape (n, columns); raises InputError where it is not whole."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("its digests are no base64") from None
    if len(data) % (_BYTES * columns):
        raise InputError("its digests are cut off")
    return np.frombuffer(data, "<u8").astype(np.uint64).reshape(-1, columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRows:
    """Rows that were counted.

    Attributes
    ----------
    digests
        uint64, shape (n, 2): of the name, and of the picture's bytes or `NOTHING`.
    """

    digests: Digests

    def fresh(self, rows: Digests) -> NDArray[np.bool_]:
        """Return which of other rows are new, bool, shape (m,).

        Where the bytes of a picture are known they decide, so that a picture under a new name is no new picture, and
        another picture under an old name is one. Where they are not known, now or then, the name decides. Of several
        rows that show one picture the first is new.
        """
        names, pictures = rows[:, 0], rows[:, 1]
        known = pictures != NOTHING
        unread_then = self.digests[self.digests[:, 1] == NOTHING, 0]
        same_picture = known & np.isin(pictures, self.digests[:, 1])
        same_name = np.where(known, np.isin(names, unread_then), np.isin(names, self.digests[:, 0]))
        first = np.zeros(len(rows), np.bool_)
        first[np.unique(np.where(known, pictures, names), return_index=True)[1]] = True
        return np.asarray(first & ~same_picture & ~same_name, np.bool_)

    def __add__(self, rows: Digests) -> SeenRows:
        return SeenRows(digests=np.concatenate([self.digests, rows]))
