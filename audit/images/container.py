"""What is around the pixels of a file: its format, its parts, and the orientation the camera noted.

Only the parts that make pixels are handed to a decoder. Colour profiles, thumbnails, comments and camera notes never
reach it: they are where a decoder warns, unpacks text bombs or changes its mind, and a classifier sees none of them.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.predictions import Outcome
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

UPRIGHT = 1
"""EXIF's number for a picture that is stored as it is seen."""

PNG, JPEG, WEBP, BMP = "PNG", "JPEG", "WEBP", "BMP"
FORMATS = (PNG, JPEG, WEBP, BMP)
"""The formats that are read."""

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})

_PNG_HEADER = struct.Struct(">IIBBBBB")
_PNG_PLAIN = frozenset({(8, 0, 0, 0, 0), (8, 2, 0, 0, 0)})
"""Bit depth, colour type, compression, filter and interlacing."""

_JPEG_START_OF_SCAN = 0xDA
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_DROPPED = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Application data and comments, but for JFIF (E0) and Adobe (EE), which say what the channels mean."""

_ORIENTATION_TAG = 0x0112
_EXIF_PREFIX = b"Exif\x00\x00"

_KNOWN_ELSEWHERE = (
    (0, b"GIF8", "a GIF"),
    (0, b"II*\x00", "a TIFF"),
    (0, b"MM\x00*", "a TIFF"),
    (4, b"ftypavif", "an AVIF"),
    (4, b"ftyp", "a HEIC or video file"),
    (0, b"%PDF", "a PDF"),
    (0, b"<", "HTML or XML"),
    (0, b"\xef\xbb\xbf<", "HTML or XML"),
)
_PICTURES = ("a GIF", "a TIFF")


_PICTURE_MAGIC = (_PNG_MAGIC, b"\xff\xd8", b"BM", *(magic for at, magic, what in _KNOWN_ELSEWHERE if what in _PICTURES))


def is_picture(data: bytes) -> bool:
    """Return whether bytes begin as a picture does, also one of a format that is not read here."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or data.startswith(_PICTURE_MAGIC) or data[4:8] == b"ftyp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A picture without what only tells about it.

    Attributes
    ----------
    format
        One of `FORMATS`.
    data
        Its pixel-making parts, still a complete file.
    orientation
        EXIF orientation, 1 to 8; 1 where there is none or an unknown one.
    plain_size
        Width and height of a PNG of 8-bit grey or RGB, without transparency or interlacing: the kind every decoder
        reads alike. None for anything else.
    scans
        How often a JPEG goes over its pixels: a progressive one about ten times, a hostile one a thousand times.
    """

    format: str
    data: bytes
    orientation: int = UPRIGHT
    plain_size: tuple[int, int] | None = None
    scans: int = 1


def opened(data: bytes) -> Container:
    """Return the pixel-making parts of a picture.

    Raises
    ------
    Rejected
        `UNREADABLE` where the first bytes are of none of the formats; `CORRUPT` where a format's parts are cut off,
        out of place or fail their checksum.
    """
    if data.startswith(_PNG_MAGIC):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data.startswith(b"BM"):
        return Container(format=BMP, data=data)
    raise Rejected(Outcome.UNREADABLE, _not_a_picture(data))


def _not_a_picture(data: bytes) -> str:
    if not data:
        return "the file is empty"
    start = data[:64].lstrip()
    kind = next((kind for at, magic, kind in _KNOWN_ELSEWHERE if start.startswith(magic, at)), "no known picture")
    return f"the file is {kind}; {', '.join(FORMATS)} are read"


def corrupt(what: str) -> Rejected:
    """Return the refusal of a picture that its format does not allow."""
    return Rejected(Outcome.CORRUPT, what)


# --- PNG: length, type, body, checksum; ISO/IEC 15948 section 5 -----------------------------------------------------


def _png(data: bytes) -> Container:
    kept, orientation, plain = [_PNG_MAGIC], UPRIGHT, None
    for kind, body, chunk in _png_chunks(data):
        if kind in _PNG_KEPT:
            kept.append(chunk)
        if kind == b"IHDR" and len(kept) == 2:  # noqa: PLR2004 - the first chunk
            plain = _plain_size(body)
        elif kind == b"tRNS":
            plain = None
        elif kind == b"eXIf":
            orientation = exif_orientation(body)
    return Container(format=PNG, data=b"".join(kept), orientation=orientation, plain_size=plain)


def _plain_size(header: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG with 8 bits of grey (0) or RGB (2), not interlaced, by its IHDR."""
    if len(header) != _PNG_HEADER.size:
        return None
    width, height, *how = _PNG_HEADER.unpack(header)
    return (width, height) if tuple(how) in _PNG_PLAIN else None


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield type, body and the whole of each chunk, up to and with IEND."""
    start, kind = len(_PNG_MAGIC), b""
    while kind != b"IEND":
        body, end = start + 8, start + 12 + int.from_bytes(data[start : start + 4], "big")
        if start + 12 > len(data) or end > len(data):
            raise corrupt("the PNG ends before its last part")
        kind = data[start + 4 : body]
        if zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise corrupt(f"the checksum of a part of the PNG is wrong, {len(data) - start} bytes before its end")
        yield kind, data[body : end - 4], data[start:end]
        start = end


# --- JPEG: marker, length, body; ITU-T T.81 annex B -----------------------------------------------------------------


def _jpeg(data: bytes) -> Container:
    kept, orientation, start = [data[:2]], UPRIGHT, 2
    while True:
        marker, body = _jpeg_marker(data, start)
        if marker == _JPEG_START_OF_SCAN:
            pixels = data[start:]
            scans = pixels.count(bytes((0xFF, _JPEG_START_OF_SCAN)))  # within pixels FF is written FF 00
            return Container(format=JPEG, data=b"".join([*kept, pixels]), orientation=orientation, scans=scans)
        end = body if marker in _JPEG_BARE else body + int.from_bytes(data[body : body + 2], "big")
        if marker == 0xE1 and data.startswith(_EXIF_PREFIX, body + 2):  # noqa: PLR2004 - APP1
            orientation = exif_orientation(data[body + 2 : end])
        if marker not in _JPEG_DROPPED:
            kept.append(data[start:end])
        start = end


def _jpeg_marker(data: bytes, start: int) -> tuple[int, int]:
    """Return the marker at `start`, which any number of FF bytes may precede, and where its length stands."""
    if data[start : start + 1] != b"\xff":
        raise corrupt("the JPEG ends, or breaks off, before its pixels")
    while data[start : start + 1] == b"\xff":
        start += 1
    if start + 3 > len(data):
        raise corrupt("the JPEG ends before its pixels")
    return data[start], start + 1


# --- WEBP: four letters, length, body; RFC 9649 section 2 -----------------------------------------------------------


def _webp(data: bytes) -> Container:
    if len(data) < 8 + int.from_bytes(data[4:8], "little"):
        raise corrupt("the WEBP is shorter than it says")
    exif = next((body for kind, body in _riff_chunks(data) if kind == b"EXIF"), b"")
    return Container(format=WEBP, data=data, orientation=exif_orientation(exif))


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 12
    while start + 8 <= len(data):
        length = int.from_bytes(data[start + 4 : start + 8], "little")
        yield data[start : start + 4], data[start + 8 : start + 8 + length]
        start += 8 + length + length % 2


def webp_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a WEBP from its first part, before libwebp sets memory aside for it.

    Raises
    ------
    Rejected
        `CORRUPT` where the first part is none of the three the format knows.
    """
    kind, body = next(_riff_chunks(data), (b"", b""))
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise corrupt("the WEBP does not begin with a picture")


# --- EXIF: a TIFF folder of twelve-byte entries; CIPA DC-008 section 4.6 --------------------------------------------


def exif_orientation(exif: bytes) -> int:
    """Return the orientation, 1 to 8, that camera notes hold; 1 where they are broken or say nothing.

    >>> exif_orientation(struct.pack("<2sHI H HHIH", b"II", 42, 8, 1, 0x0112, 3, 1, 6))
    6
    """
    tiff = exif.removeprefix(_EXIF_PREFIX)
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        return _orientation(tiff, order)
    except struct.error:
        return UPRIGHT


def _orientation(tiff: bytes, order: str) -> int:
    (folder,) = struct.unpack_from(order + "I", tiff, 4)
    (entries,) = struct.unpack_from(order + "H", tiff, folder)
    for entry in range(folder + 2, folder + 2 + 12 * entries, 12):
        tag, value = struct.unpack_from(order + "H6xH", tiff, entry)
        if tag == _ORIENTATION_TAG:
            return value if UPRIGHT <= value <= 8 else UPRIGHT  # noqa: PLR2004 - eight ways to hold a camera
    return UPRIGHT
