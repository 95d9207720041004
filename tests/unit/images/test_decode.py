"""Decoding: every way a picture may be stored gives the same pixels; every broken one a plain outcome."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from audit.domain.cohort.predictions import Outcome
from audit.images import decode as decoding
from audit.images.decode import MAX_PIXELS, decode
from audit.images.rejected import Rejected

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 32, 3), dtype=np.uint8)
SMOOTH = np.stack(np.broadcast_arrays(np.arange(32) * 8, np.arange(20)[:, None] * 12, 77), axis=2).astype(np.uint8)
LOSSLESS = {"PNG": {}, "BMP": {}, "WEBP": {"lossless": True}}


def encoded(picture: Image.Image | np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    (Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture).save(file, kind, **options)
    return file.getvalue()


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """Return a PNG of these raw rows, for what Pillow does not write."""
    out = b"\x89PNG\r\n\x1a\n"
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
        out += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return out


def outcome(data: bytes) -> Outcome:
    with pytest.raises(Rejected) as caught:
        decode(data)
    assert caught.value.reason
    return caught.value.outcome


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_give_back_every_pixel(kind: str) -> None:
    pixels = decode(encoded(PIXELS, kind, **LOSSLESS[kind]))
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    np.testing.assert_array_equal(pixels, PIXELS)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_jpeg_is_close_to_its_pixels_and_in_rgb_order(options: dict[str, object]) -> None:
    data = encoded(SMOOTH, "JPEG", quality=95, subsampling=0, **options)
    assert np.abs(decode(data).astype(int) - SMOOTH).max() <= 6


def test_grey_is_repeated_over_three_channels() -> None:
    grey = PIXELS[:, :, 0]
    np.testing.assert_array_equal(decode(encoded(grey)), np.stack([grey] * 3, axis=2))


def test_black_and_white_becomes_0_and_255() -> None:
    bits = PIXELS[:, :, 0] > 127
    np.testing.assert_array_equal(decode(encoded(Image.fromarray(bits)))[:, :, 1], bits * 255)


def test_a_palette_is_looked_up() -> None:
    few = Image.fromarray(SMOOTH).quantize(16)
    np.testing.assert_array_equal(decode(encoded(few)), np.asarray(few.convert("RGB")))


def test_a_palette_that_is_missing_is_corrupt() -> None:
    """Pillow raises an AssertionError over it."""
    data = encoded(Image.new("P", (16, 16)), "PNG")
    start = data.index(b"PLTE") - 4
    end = start + 12 + int.from_bytes(data[start : start + 4], "big")
    assert outcome(data[:start] + data[end:]) is Outcome.CORRUPT


def test_transparent_parts_lie_on_white() -> None:
    # 128/255 opaque red on white: green and blue are 255 · (1 − 128/255) = 127
    picture = np.zeros((8, 9, 4), np.uint8)
    picture[:, :, 0] = 255
    picture[:, 3:6, 3], picture[:, 6:, 3] = 128, 255
    row = decode(encoded(picture))[0]
    np.testing.assert_array_equal(row[[0, 4, 8]], [[255, 255, 255], [255, 127, 127], [255, 0, 0]])


def test_a_transparent_palette_colour_lies_on_white_too() -> None:
    picture = Image.new("P", (8, 8), 1)
    picture.putpalette([0, 0, 0, 9, 8, 7])
    assert decode(encoded(picture))[0, 0].tolist() == [9, 8, 7]
    assert decode(encoded(picture, transparency=1))[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3)])
def test_sixteen_bits_keep_the_upper_eight(colour: int, channels: int) -> None:
    # 0x1234 is 4660 of 65535, its upper byte 0x12 = 18
    rows = (b"\0" + b"\x12\x34" * 8 * channels) * 8
    np.testing.assert_array_equal(decode(png(8, 8, 16, colour, rows)), np.full((8, 8, 3), 0x12))


def test_cmyk_is_turned_into_rgb() -> None:
    # ink: no cyan, all magenta, no yellow, no black is (255, 0, 255) on paper
    data = encoded(Image.new("CMYK", (16, 16), (0, 255, 0, 0)), "JPEG", quality=100)
    assert np.abs(decode(data).astype(int) - [255, 0, 255]).max() <= 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_held_camera_is_turned_upright_as_pillow_would(orientation: int) -> None:
    notes = Image.Exif()
    notes[0x0112] = orientation
    data = encoded(PIXELS, exif=notes)
    upright = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    np.testing.assert_array_equal(decode(data), np.asarray(upright))


def test_a_camera_held_on_its_side_by_hand() -> None:
    # orientation 6: the stored left column is the upper row, so the stored lower left corner is the upper left one
    notes = Image.Exif()
    notes[0x0112] = 6
    pixels = decode(encoded(PIXELS, exif=notes))
    assert pixels.shape == (32, 20, 3)
    np.testing.assert_array_equal(pixels[0, 0], PIXELS[-1, 0])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_picture_cut_short_is_corrupt(kind: str, share: float) -> None:
    data = encoded(PIXELS, kind)
    assert outcome(data[: int(share * len(data))]) is Outcome.CORRUPT


def test_a_jpeg_without_only_its_last_two_bytes_is_corrupt() -> None:
    assert outcome(encoded(PIXELS, "JPEG")[:-2]) is Outcome.CORRUPT


def test_a_changed_bit_in_a_png_is_corrupt() -> None:
    data = bytearray(encoded(PIXELS))
    data[len(data) // 2] ^= 4
    assert outcome(bytes(data)) is Outcome.CORRUPT


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\0\0\0\x18ftypheic", b"GIF89a"])
def test_what_is_no_picture_is_unreadable(data: bytes) -> None:
    assert outcome(data) is Outcome.UNREADABLE


def test_a_bomb_is_too_large_by_its_header_alone() -> None:
    # 30,000 × 30,000 = 900 million pixels said, none there: decoding them would be corrupt, not too large
    assert outcome(png(30_000, 30_000, 8, 0, b"")) is Outcome.TOO_LARGE


def test_a_webp_bomb_is_too_large_before_libwebp_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(decoding._DECODERS, "WEBP")
    data = bytearray(encoded(PIXELS, "WEBP"))
    data[26:30] = b"\xff\x3f" * 2  # 16383 × 16383
    assert outcome(bytes(data)) is Outcome.TOO_LARGE


def test_the_largest_picture_is_not_refused_for_its_size() -> None:
    assert MAX_PIXELS == 8192 * 6400
    assert outcome(png(8192, 6400, 8, 0, b"")) is Outcome.CORRUPT


@pytest.mark.parametrize(("shape", "fits"), [((8, 8), True), ((7, 100), False), ((100, 7), False)])
def test_a_side_has_at_least_eight_pixels(shape: tuple[int, int], *, fits: bool) -> None:
    data = encoded(np.zeros((*shape, 3), np.uint8))
    assert decode(data).shape == (*shape, 3) if fits else outcome(data) is Outcome.TOO_SMALL


def test_camera_notes_that_pillow_warns_about_are_quiet() -> None:
    # notes that promise 1,000 entries and hold none: Pillow warns "Corrupt EXIF data", and a warning fails this test
    notes = b"Exif\0\0II*\0\x08\0\0\0\xe8\x03" + b"\x12\x01\x03\0\x09\0\0\0\xff\xff\0\0"
    assert decode(encoded(SMOOTH, "JPEG", exif=notes)).shape == SMOOTH.shape


SAMPLES = [encoded(PIXELS, kind, **options) for kind, options in LOSSLESS.items()] + [
    encoded(PIXELS, "JPEG"),
    encoded(PIXELS, "WEBP"),
    encoded(Image.fromarray(PIXELS).quantize(8), "PNG", transparency=2),
    encoded(Image.fromarray(PIXELS).convert("CMYK"), "JPEG"),
]


@given(st.sampled_from(SAMPLES), st.data())
def test_damaged_bytes_give_pixels_or_an_outcome_and_never_anything_else(sample: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sample)
    at = data.draw(st.integers(0, len(sample) - 1))
    damaged[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    try:
        pixels = decode(bytes(damaged))
    except Rejected:
        return
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 3


def scanned(times: int, side: int) -> bytes:
    """Return a grey progressive JPEG whose last pass over the pixels is written many times."""
    file = BytesIO()
    Image.new("L", (side, side), 128).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last = data[data.rfind(b"\xff\xda") : -2]
    return data[:-2] + last * times + data[-2:]


def test_a_jpeg_that_goes_over_its_pixels_for_ever_is_refused_before_a_pixel_is_decoded() -> None:
    with pytest.raises(Rejected, match=r"goes over its 2000 × 2000 pixels 1006 times") as caught:
        decode(scanned(1000, 2000))
    assert caught.value.outcome is Outcome.TOO_LARGE


@pytest.mark.parametrize(("times", "side"), [(4, 2000), (1000, 64)])
def test_a_jpeg_of_usual_work_is_decoded(times: int, side: int) -> None:
    assert decode(scanned(times, side)).shape == (side, side, 3)
