"""A second look at two pictures whose fine details are alike: one photograph, or two of one sitting.

Scaled to 96 × 96 pixels, the neutral and the smiling portrait of one person before one wall share hair, ears and
collar. What only one photograph has twice is finer than that: skin and noise, pixel by pixel. So pictures that are
large enough are held against each other once more at 256 × 256, as they lie and turned, scaled and shifted upon each
other, and must be alike there far more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 256
FEWEST = 192
"""Pixels on the shorter side from which a picture has detail that the first look did not see."""

SAME = 0.8
"""Correlation of the finer details from which two pictures are one photograph.

Of the 13 pairs of the London set that the first look takes for copies (two portraits of one person each) the highest
has 0.67. Of ten of its portraits, cut at the rim by 3 and 6 in 100, saved as JPEG of quality 30, and halved and doubled
in size, the lowest has 0.95.
"""

_BLUR = 1.5
_COARSE = 2.0
_SHIFT = 8
_FLAT = 1e-2
_STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-5)


def one_photograph(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> bool:
    """Return whether two pictures that look alike are one photograph, as far as finer details tell.

    Parameters
    ----------
    first, second
        uint8, grey, shape (height, width) as in their files; of small ones nothing finer is known, and they are.
    """
    if min(*first.shape, *second.shape) < FEWEST:
        return True
    one, other = _resized(first), _resized(second)
    return _alike(one, other) >= SAME or _alike(one, _laid_upon(one, other)) >= SAME


def _resized(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the highest correlation of fine details over a few shifts, −1 to 1; 0 where one is flat."""
    detail, middle = _detail(one), _detail(other)[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT]
    if min(detail.std(), middle.std()) < _FLAT:
        return 0.0
    found = cv2.matchTemplate(detail, np.ascontiguousarray(middle), cv2.TM_CCOEFF_NORMED)
    return float(np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0).max())


def _detail(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    picture = grey.astype(np.float32)
    return np.asarray(picture - cv2.GaussianBlur(picture, (0, 0), _BLUR), np.float32)


def _laid_upon(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the other picture turned, scaled and shifted upon the first; as it is where nothing fits.

    By enhanced correlation (G. Evangelidis, E. Psarakis, Parametric Image Alignment Using Enhanced Correlation
    Coefficient Maximization, 2008), on what is coarse in both.
    """
    warp = np.eye(2, 3, dtype=np.float32)
    coarse = [cv2.GaussianBlur(grey, (0, 0), _COARSE).astype(np.float32) for grey in (one, other)]
    try:
        cv2.findTransformECC(coarse[0], coarse[1], warp, cv2.MOTION_AFFINE, _STEPS)
    except cv2.error:  # it did not converge: these two do not lie upon each other
        return other
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(other, warp, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)
