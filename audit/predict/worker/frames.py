"""What parent and worker send each other: a line of JSON, and numbers behind it. Nothing in it can run.

A frame is eight bytes (lengths of both parts, little-endian), the JSON in UTF-8, and the bytes of the numbers.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from audit.errors import guarded

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LENGTHS = struct.Struct("<II")
MOST_WORDS = 16 << 20
MOST_NUMBERS = 4_000_000_000
"""Bytes of the two parts: reasons of 256 pictures fit in the first many times over, 256 pictures of 1,024² in the
second; what the parent takes from a worker is bounded by what it asked for."""


class BrokenFrame(Exception):
    """What came is no frame, or ended too early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Words, and numbers as they lie in memory."""

    words: Mapping[str, Any]
    numbers: bytes = b""

    def array(self, kind: type[np.generic]) -> NDArray[Any]:
        """Return the numbers in the shape that the words name; raises BrokenFrame where they do not fit it."""
        shape = self.words.get("shape")
        if not isinstance(shape, list) or not all(type(side) is int and side >= 0 for side in shape):
            raise BrokenFrame("numbers without a shape")
        try:
            return np.frombuffer(self.numbers, kind).reshape(shape)
        except ValueError as error:
            raise BrokenFrame(f"numbers of another shape ({error})") from None


def send(stream: IO[bytes], words: Mapping[str, Any], numbers: NDArray[Any] | None = None) -> None:
    """Write one frame; the shape of the numbers is added to the words."""
    shaped = dict(words) if numbers is None else {**words, "shape": list(numbers.shape)}
    head = json.dumps(shaped).encode()
    body = memoryview(b"") if numbers is None else np.ascontiguousarray(numbers).reshape(-1).view(np.uint8).data
    stream.write(_LENGTHS.pack(len(head), body.nbytes) + head)
    if body.nbytes:
        stream.write(body)
    stream.flush()


def receive(stream: IO[bytes], most: Callable[[], int] = lambda: MOST_NUMBERS) -> Frame | None:
    """Return the next frame, None at the end of the stream.

    Parameters
    ----------
    stream
        What it comes from.
    most
        Tells how many bytes of numbers it may have, when it begins to come.

    Raises
    ------
    BrokenFrame
        When it is none, or longer than it may be; no memory is taken for it.
    """
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    words, numbers = _LENGTHS.unpack(lengths) if len(lengths) == _LENGTHS.size else (MOST_WORDS + 1, 0)
    if words > MOST_WORDS or numbers > min(most(), MOST_NUMBERS):
        raise BrokenFrame("lengths beyond all bounds")
    head, body = stream.read(words), stream.read(numbers)
    if len(head) < words or len(body) < numbers:
        raise BrokenFrame("it ended early")
    with guarded(lambda _: BrokenFrame("its words are no JSON")):
        found = json.loads(head)
    if not isinstance(found, dict):
        raise BrokenFrame("its words are no object")
    return Frame(words=found, numbers=body)
