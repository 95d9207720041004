"""Bodies that mean harm: pictures, tables and policies that are broken, far too large, or made to mislead."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import numpy as np
from assets.live import HAPPY, jpeg, png, scene

FACE = png(scene((HAPPY, 200, 120)))


def pictures(*, costly: bool = True) -> dict[str, bytes]:
    """Return pictures that are none, or are too much; the one that takes seconds to make only where that is asked."""
    photo = jpeg(scene((HAPPY, 200, 120)))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0" * 200, bytes(5_000_000))
    rng = np.random.default_rng(7)
    return {
        "one byte": b"x",
        "random": rng.bytes(200_000),
        "html": b"<html><script>alert(1)</script></html>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "zip": packed.getvalue(),
        "cut jpeg": photo[: len(photo) // 2],
        "jpeg with a hole": photo[:3000] + rng.bytes(2000) + photo[5000:],
        **({"bomb of 30,000 x 30,000": _png_of(30_000, 30_000)} if costly else {}),
        "header of 2^31 x 1": _png_of(2**31 - 1, 1, rows=0),
        "cut png": FACE[:-500],
        "gif": b"GIF89a" + bytes(20_000),
        "heic": b"\x00\x00\x00\x18ftypheic" + bytes(20_000),
        "thousand scans": _many_scans(photo),
    }


def _png_of(width: int, height: int, rows: int | None = None) -> bytes:
    """Return a grey PNG of that size, all black, as small as it gets."""
    packer = zlib.compressobj(9)
    line = bytes(1 + width) if rows is None else b""
    data = b"".join(packer.compress(line) for _ in range(height if rows is None else rows)) + packer.flush()
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def _many_scans(photo: bytes) -> bytes:
    """Return a JPEG whose only scan stands a thousand times."""
    start = photo.index(b"\xff\xda")
    return photo[:start] + photo[start:-2] * 1000 + b"\xff\xd9"


def tables() -> dict[str, bytes]:
    """Return tables that are none, or mislead."""
    return {
        "nul": b"image,label\na\x00.png,sad\n",
        "wide": b"image," * 100_000 + b"label\n",
        "long cell": b"image,label\na.png," + b"x" * 5_000_000 + b"\n",
        "extra field": b"image,label\na.png,sad,more\n",
        "leads out": b"image,label\n../../../../etc/passwd,sad\n/etc/shadow,happy\n",
        "many faults": b"image,label,age\n" + b",,\n" * 200_000,
        "script": b"image,label,<script>alert(1)</script>\na.png,sad,<img onerror=alert(1)>\n",
        "not text": bytes(range(256)) * 1000,
        "twice": b"image,image,label\na,b,c\n",
    }


def policies() -> dict[str, str]:
    """Return policies that are none."""
    return {
        "deep": "a = " + "[" * 5000 + "]" * 5000,
        "long": "x = '" + "y" * 200_000 + "'",
        "strange": "\ufeff\u202e[[criteria]]\nmetric = 'accuracy'\n",
        "endless": "[[criteria]]\nmetric='accuracy'\nfeature='a'\nlimit=inf\n",
    }
