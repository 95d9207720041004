"""One kept answer as bytes, with a check that they are this answer's: SQLite notices no bit that fell over."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from audit.domain.cohort.predictions import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHECK, _LENGTH = 8, 2
"""Bytes of the check in front, and of the length of the words behind it."""

_ANY = "surrogatepass"
"""How words are encoded: a reason may hold half a character, and comes back as it was."""


class KeptAnswer(NamedTuple):
    """What was said of one picture; made for each of a million, so it is a plain tuple.

    Attributes
    ----------
    outcome, reason, beside, against
        As in `Looked`, of one row.
    probabilities
        float64, shape (k,): not rounded; zeros where nothing was said.
    made
        When, in seconds since 1970.
    """

    outcome: Outcome
    probabilities: NDArray[np.float64]
    made: int
    reason: str = ""
    beside: int = 0
    against: float = np.nan


def packed(entry: KeptAnswer, name: str, key: bytes) -> bytes:
    """Return an answer as bytes, for who gave it and the picture it is about."""
    said = (entry.outcome.value, entry.beside, entry.against, entry.made, entry.reason)
    words = "\t".join(map(str, said)).encode(errors=_ANY)
    numbers = np.ascontiguousarray(entry.probabilities, "<f8").tobytes()
    body = len(words).to_bytes(_LENGTH, "little") + words + numbers
    return _check(body, name, key) + body


def unpacked(data: bytes, name: str, key: bytes, width: int) -> KeptAnswer | None:
    """Return the answer in these bytes; None where they are not what was packed for this name and key.

    Parameters
    ----------
    data
        What `packed` gave.
    name, key
        As given to it.
    width
        How many probabilities there are.
    """
    body = data[_CHECK:]
    if data[:_CHECK] != _check(body, name, key):
        return None
    end = _LENGTH + int.from_bytes(body[:_LENGTH], "little")
    outcome, beside, against, made, reason = body[_LENGTH:end].decode(errors=_ANY).split("\t", 4)
    numbers = np.frombuffer(body[end:], "<f8")
    if len(numbers) != width:
        return None
    return KeptAnswer(Outcome(outcome), numbers.astype(np.float64), int(made), reason, int(beside), float(against))


def _check(body: bytes, name: str, key: bytes) -> bytes:
    return hashlib.blake2b(name.encode() + key + body, digest_size=_CHECK).digest()
