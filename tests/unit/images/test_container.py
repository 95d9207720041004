"""Containers: what is dropped, what is checked, and which way up."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.images.container import FORMATS, exif_orientation, opened, webp_size
from audit.images.rejected import Rejected

PICTURE = Image.fromarray(np.arange(32 * 20 * 3, dtype=np.uint8).reshape(20, 32, 3))


def encoded(kind: str, **options: object) -> bytes:
    file = BytesIO()
    PICTURE.save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int, order: str = "<") -> bytes:
    """Return the smallest camera notes: header, one entry (tag, type short, count 1, value)."""
    mark = b"II" if order == "<" else b"MM"
    return struct.pack(order + "2sHIHHHIHHI", mark, 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize("kind", FORMATS)
def test_the_format_is_told_by_the_bytes(kind: str) -> None:
    assert opened(encoded(kind)).format == kind


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>404</title>", "HTML"),
        (b"\n  <html>", "HTML"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"GIF89a\x01\x00", "GIF"),
        (b"II*\x00\x08\x00\x00\x00", "TIFF"),
        (b"\x00" * 100, "no known picture"),
    ],
)
def test_other_bytes_are_unreadable_and_the_reason_names_them(data: bytes, word: str) -> None:
    with pytest.raises(Rejected, match=word) as caught:
        opened(data)
    assert caught.value.outcome is Outcome.UNREADABLE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read_from_camera_notes(kind: str, orientation: int) -> None:
    assert opened(encoded(kind, exif=b"Exif\0\0" + exif(orientation))).orientation == orientation


@pytest.mark.parametrize(
    "notes",
    [b"", b"Exif\0\0", b"II*\0", exif(0), exif(9), exif(6)[:19], b"II*\0\xff\xff\xff\xff", b"XX*\0" + exif(6)[4:]],
)
def test_broken_or_silent_notes_leave_the_picture_upright(notes: bytes) -> None:
    assert exif_orientation(notes) == 1


def test_notes_of_both_byte_orders_are_read() -> None:
    assert exif_orientation(exif(8, "<")) == exif_orientation(exif(8, ">")) == 8


@given(st.binary(max_size=80))
def test_no_notes_whatever_give_anything_but_1_to_8(notes: bytes) -> None:
    assert 1 <= exif_orientation(b"II*\0" + notes) <= 8


def test_a_jpeg_is_kept_without_comments_and_notes_but_with_adobes_colour_mark() -> None:
    plain = BytesIO()
    PICTURE.convert("CMYK").save(plain, "JPEG")
    told = BytesIO()
    PICTURE.convert("CMYK").save(told, "JPEG", comment=b"hello", exif=b"Exif\0\0" + exif(3), icc_profile=b"profile")
    assert b"hello" in told.getvalue()
    assert opened(told.getvalue()).data == opened(plain.getvalue()).data
    assert b"Adobe" in opened(told.getvalue()).data


def test_a_png_is_kept_without_text() -> None:
    data = encoded("PNG")
    told = data[:33] + png_chunk(b"zTXt", b"k\0\0" + zlib.compress(b"x" * 10_000_000)) + data[33:]
    assert opened(told).data == data


@pytest.mark.parametrize("at", [20, 45, -6])  # in the header, the pixels, the last checksum
def test_one_changed_byte_of_a_png_is_corrupt(at: int) -> None:
    data = bytearray(encoded("PNG"))
    data[at] ^= 1
    with pytest.raises(Rejected, match="checksum") as caught:
        opened(bytes(data))
    assert caught.value.outcome is Outcome.CORRUPT


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0" + exif(1)}])  # VP8, VP8L, VP8X
def test_the_size_of_a_webp_is_read_from_its_header(options: dict[str, object]) -> None:
    assert webp_size(encoded("WEBP", **options)) == (32, 20)


def test_a_webp_that_begins_with_something_else_is_corrupt() -> None:
    with pytest.raises(Rejected) as caught:
        webp_size(b"RIFF\x0c\0\0\0WEBPEXIF\0\0\0\0")
    assert caught.value.outcome is Outcome.CORRUPT
