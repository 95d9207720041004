"""Bytes of a picture to upright RGB pixels, or a plain refusal."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from audit.domain.cohort.predictions import Outcome
from audit.errors import guarded
from audit.images.container import BMP, JPEG, PNG, WEBP, Container, corrupt, opened, webp_size
from audit.images.read import read_bytes
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

    from audit.files.addresses import Root

MAX_PIXELS = 50 * 1024 * 1024
"""Most pixels a picture may have: 8192 × 6400; decoding takes about eight bytes of memory for each."""

MOST_SCANS = 16
"""So often any JPEG may go over its pixels; the progressive ones that encoders write do so ten times or fewer."""

MOST_SCANNED = 500 * 1024 * 1024
"""Most pixels a JPEG of more scans may go over in all: a few seconds of decoding."""

MIN_SIDE = 8
"""Fewest pixels a side of a picture or of a face box may have: below, no face can be told from a blur."""

# The plugins are called directly: `Image.open` would try others, and warn about large pictures process-wide.
_DECODERS: dict[str, type[ImageFile]] = {
    PNG: PngImageFile,
    JPEG: JpegImageFile,
    WEBP: WebPImageFile,
    BMP: BmpImageFile,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decoded:
    """How the bytes of one picture ended.

    Attributes
    ----------
    outcome
        `SCORED` where there are pixels, else why not.
    pixels
        uint8, shape (height, width, 3), RGB, upright; None where the outcome is not `SCORED`.
    reason
        What was found and what is allowed, in a sentence; empty where the outcome is `SCORED`.
    """

    outcome: Outcome
    pixels: NDArray[np.uint8] | None = None
    reason: str = ""


def decoded(data: bytes) -> Decoded:
    """Return the pixels of a picture, or the outcome that says why there are none; see `decode`."""
    try:
        return Decoded(outcome=Outcome.SCORED, pixels=decode(data))
    except Rejected as rejected:
        return Decoded(outcome=rejected.outcome, reason=rejected.reason)


def read_decoded(root: Root, name: str) -> Decoded:
    """Return the pixels of a picture of a cohort folder, or the outcome that says why there are none.

    Parameters
    ----------
    root
        The cohort folder; nothing outside it is read.
    name
        Path below it, as written in the manifest.
    """
    try:
        return Decoded(outcome=Outcome.SCORED, pixels=decode(read_bytes(root, name)))
    except Rejected as rejected:
        return Decoded(outcome=rejected.outcome, reason=rejected.reason)


def decode(data: bytes) -> NDArray[np.uint8]:
    """Return the pixels of a picture as a person sees them.

    The camera's orientation is applied. Grey is repeated over three channels; palettes are looked up; 16 bits keep
    the upper 8; CMYK is converted without a profile; transparent parts are laid on white, as a viewer shows them.
    Colour profiles are ignored, as the training pipelines in use ignore them. Of an animation the first frame counts.

    Returns
    -------
    uint8 array, shape (height, width, 3)
        RGB, contiguous.

    Raises
    ------
    Rejected
        `UNREADABLE` where the bytes are empty or of another format than PNG, JPEG, WEBP or BMP; `TOO_LARGE` above
        `MAX_PIXELS`, read from the header before a pixel is decoded, and where a JPEG goes over its pixels so often
        that it is made to keep a machine busy; `TOO_SMALL` below `MIN_SIDE`; `CORRUPT` where
        the format is known and the pixels cannot all be decoded.

    Notes
    -----
    Every change of a PNG is found, by its checksums; every JPEG, WEBP and BMP that is cut short, too. A JPEG has no
    checksum: one with bytes changed inside, or cut and closed again by hand, decodes to a damaged picture.
    """
    container = opened(data)
    if container.format == WEBP:
        _check_size(*webp_size(container.data))
    # Too little memory is of this machine, and no outcome of a picture.
    with guarded(lambda said: corrupt(f"the {container.format} cannot be decoded ({said})"), Rejected, MemoryError):
        return _upright(_pixels(container), container)


def _pixels(container: Container) -> NDArray[np.uint8]:
    if container.plain_size is not None:
        _check_size(*container.plain_size)
        return _plain_png(container.data)
    with _DECODERS[container.format](BytesIO(container.data)) as picture:
        _check_size(*picture.size)
        _check_scans(container.scans, *picture.size)
        return _rgb(picture)


def _plain_png(data: bytes) -> NDArray[np.uint8]:
    """Return the pixels of an 8-bit grey or RGB PNG by OpenCV: a third of Pillow's time, without Python's lock.

    Both give the same bytes. OpenCV refuses every one that Pillow refuses, and some that lack their last rows besides.
    """
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise corrupt("the PNG cannot be decoded (its pixels are broken or not all there)")
    return pixels.astype(np.uint8, copy=False)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Rejected(
            Outcome.TOO_LARGE, f"{width} × {height} pixels; at most {MAX_PIXELS / 1e6:.0f} million are decoded"
        )
    if min(width, height) < MIN_SIDE:
        raise Rejected(Outcome.TOO_SMALL, f"{width} × {height} pixels; a side has at least {MIN_SIDE}")


def _check_scans(scans: int, width: int, height: int) -> None:
    if scans > MOST_SCANS and scans * width * height > MOST_SCANNED:
        raise Rejected(
            Outcome.TOO_LARGE,
            f"the JPEG goes over its {width} × {height} pixels {scans} times; more than {MOST_SCANS} times are read up "
            f"to {MOST_SCANNED / 1e6:.0f} million pixels in all: save it anew",
        )


def _rgb(picture: ImageFile) -> NDArray[np.uint8]:
    picture.load()
    if picture.mode.startswith("I"):
        grey = (np.asarray(picture) >> 8).astype(np.uint8)
        return np.repeat(grey[:, :, np.newaxis], 3, axis=2)
    if picture.has_transparency_data:
        cut_out = picture.convert("RGBA")
        white = Image.new("RGBA", cut_out.size, "white")
        return np.asarray(Image.alpha_composite(white, cut_out).convert("RGB"))
    return np.asarray(picture.convert("RGB"))


def _upright(pixels: NDArray[np.uint8], container: Container) -> NDArray[np.uint8]:
    """Undo how the camera was held: from 5 on rows and columns are swapped, then the rest is mirrored."""
    orientation = container.orientation
    turned = pixels.swapaxes(0, 1) if orientation >= 5 else pixels  # noqa: PLR2004 - EXIF numbers
    if orientation in (2, 3, 6, 7):
        turned = turned[:, ::-1]
    if orientation in (3, 4, 7, 8):
        turned = turned[::-1]
    return np.ascontiguousarray(turned)
