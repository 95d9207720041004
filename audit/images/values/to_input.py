"""Pixels as the array a classifier sees, and such an array as pixels again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from audit.domain.contract.input_contract import Colour, Resize, Scale
from audit.domain.contract.normalising import Standardise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.contract.input_contract import InputContract

_WHITE = 255


def to_input(pixels: NDArray[np.uint8], contract: InputContract) -> NDArray[np.float32]:
    """Return pixels as the array a classifier sees: colour, size, scale and normalisation of its contract.

    Grey is ITU-R BT.601 luma. A picture that is not square is squeezed, as Keras' and torchvision's loaders do and
    as classifiers of whole pictures were therefore trained; cropped faces are square already. At the contract's own
    size pixels pass unchanged.

    Parameters
    ----------
    pixels
        uint8 array, shape (height, width, 3), RGB.
    contract
        What the classifier takes in.

    Returns
    -------
    float32 array, shape `contract.shape`
        Values in 0…255, 0…1 or −1…1, normalised where the contract says so.
    """
    coloured = _recoloured(pixels, contract)
    height, width, channels = contract.shape
    sized = _resized(coloured, contract).reshape(height, width, -1)
    if sized.shape[2] < channels:
        sized = np.repeat(sized, channels, axis=2)
    return normalised(scaled(sized.astype(np.float32), contract.scale), contract)


def _recoloured(pixels: NDArray[np.uint8], contract: InputContract) -> NDArray[np.uint8]:
    if contract.colour is Colour.GREY:
        return _bytes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    return np.ascontiguousarray(pixels[:, :, ::-1]) if contract.colour is Colour.BGR else pixels


_PILLOWS = {
    Resize.PIL_BILINEAR: Image.Resampling.BILINEAR,
    Resize.PIL_BICUBIC: Image.Resampling.BICUBIC,
}
_OPENCVS = {Resize.NEAREST: cv2.INTER_NEAREST, Resize.CUBIC: cv2.INTER_CUBIC, Resize.LINEAR: cv2.INTER_LINEAR}


def _resized(pixels: NDArray[np.uint8], contract: InputContract) -> NDArray[np.uint8]:
    height, width, _ = contract.shape
    if pixels.shape[:2] == (height, width):
        return pixels
    if contract.resize in _PILLOWS:
        return np.asarray(Image.fromarray(pixels).resize((width, height), _PILLOWS[contract.resize]))
    shrinks = pixels.shape[0] >= height and pixels.shape[1] >= width
    area = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return _bytes(cv2.resize(pixels, (width, height), interpolation=_OPENCVS.get(contract.resize, area)))


def scaled(pixels: NDArray[np.float32], scale: Scale) -> NDArray[np.float32]:
    """Return float32 values of 0…255 in the range of a scale; 0…255 pass unchanged."""
    if scale is Scale.UNIT:
        return pixels / np.float32(255)
    if scale is Scale.SIGNED:
        return pixels / np.float32(127.5) - np.float32(1)
    return pixels


def normalised(pixels: NDArray[np.float32], contract: InputContract) -> NDArray[np.float32]:
    """Return scaled pixels of one picture with a contract's means and deviations, or the picture's own, taken off."""
    if contract.standardise is Standardise.PICTURE:
        least = np.float32(1 / np.sqrt(pixels.size))
        return np.asarray((pixels - pixels.mean()) / np.maximum(pixels.std(), least), np.float32)
    if contract.normalisation is None:
        return pixels
    mean, std = (np.array(each, np.float32) for each in (contract.normalisation.mean, contract.normalisation.std))
    return np.asarray((pixels - mean) / std, np.float32)


def as_bytes(prepared: NDArray[np.float32], contract: InputContract) -> NDArray[np.uint8]:
    """Return a prepared picture, shape `contract.shape`, on 0…255 again; its channels stay as the contract has them.

    A standardised picture no longer says how bright it was: its darkest value becomes 0 and its brightest 255.
    """
    values = prepared
    if contract.standardise is Standardise.PICTURE:
        span = float(np.ptp(values)) or 1.0
        return _rounded_bytes((values - values.min()) / span * _WHITE)
    if contract.normalisation is not None:
        values = values * np.array(contract.normalisation.std) + np.array(contract.normalisation.mean)
    if contract.scale is Scale.UNIT:
        values = values * _WHITE
    elif contract.scale is Scale.SIGNED:
        values = (values + 1) * (_WHITE / 2)
    return _rounded_bytes(values)


def _rounded_bytes(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    clipped: NDArray[np.uint8] = np.clip(np.rint(values), 0, _WHITE).astype(np.uint8)
    return clipped


def _bytes(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return what OpenCV gave back, which it types loosely, as the bytes it is."""
    return array.astype(np.uint8, copy=False)
