"""The PNG that nearly every cohort holds, decoded by OpenCV: the same bytes as Pillow's, and never more of them."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.images.container import opened
from audit.images.decode import decode
from audit.images.rejected import Rejected

SIDE = 16


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(packed: bytes, colour: int, *, extra: bytes = b"") -> bytes:
    """A PNG with these packed pixels; its checksums are right."""
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def lines(channels: int, seed: int, count: int = SIDE) -> bytes:
    """Lines of random pixels, each by a random filter of the five."""
    rng = np.random.default_rng(seed)
    return b"".join(bytes([rng.integers(5)]) + rng.bytes(SIDE * channels) for _ in range(count))


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**31), colour=st.sampled_from([0, 2]))
def test_both_decoders_give_the_same_bytes(seed: int, colour: int) -> None:
    data = png(zlib.compress(lines(3 if colour else 1, seed)), colour)
    assert opened(data).plain_size == (SIDE, SIDE)
    assert np.array_equal(decode(data), np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))


@pytest.mark.parametrize("colour", [0, 2])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: zlib.compress(raw)[:-40],
        lambda raw: zlib.compress(raw)[:-4] + b"oops",
        lambda raw: zlib.compress(raw[: len(raw) // 2]),
        lambda raw: zlib.compress(b"\x09" + raw[1:]),
        lambda _: b"",
    ],
    ids=["cut short", "wrong checksum", "half of the lines", "no such filter", "nothing"],
)
def test_pixels_that_are_not_all_there_are_corrupt_though_every_checksum_of_the_file_is_right(spoil, colour) -> None:
    with pytest.raises(Rejected) as raised:
        decode(png(spoil(lines(3 if colour else 1, 0)), colour))
    assert raised.value.outcome is Outcome.CORRUPT


def test_transparency_is_laid_on_white_as_before() -> None:
    """Grey 0 is declared transparent: it turns white, which only the other decoder does."""
    data = png(zlib.compress((b"\0" + bytes(SIDE)) * SIDE), 0, extra=chunk(b"tRNS", b"\0\0"))
    assert opened(data).plain_size is None
    assert decode(data).min() == 255
