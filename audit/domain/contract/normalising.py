"""What is done to the values of a picture after they were scaled: means and deviations, or the picture's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from audit.errors import UsageError, one_of

STATISTICS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}
"""Means and deviations that have a name: of red, green and blue on 0…1.

`imagenet`: of the training pictures of ILSVRC 2012, as torchvision prints them for all of its classifiers.
"""

Statistic = float | str | tuple[float, ...] | None
"""One number for all channels, a number for each in the order the model takes them, or a name of `STATISTICS`."""


class Standardise(StrEnum):
    """What a picture's own values are brought to after `scale`: nothing, or mean 0 and deviation 1 over the picture.

    `picture`: (x − mean) / max(deviation, 1/√n) over the n values of the picture, as TensorFlow's
    `per_image_standardization`.
    """

    NONE = "none"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalisation:
    """(x − mean) / std of each channel, after scaling; one number, or one for each channel."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


def normalisation(mean: Statistic, std: Statistic, *, channels: int, backwards: bool, white: int) -> Normalisation:
    """Return means and deviations as numbers.

    Parameters
    ----------
    mean, std
        As declared.
    channels
        Of the contract.
    backwards
        Whether the model takes blue first: named statistics then change their order.
    white
        Largest value after scaling, 255 or 1: named statistics are multiplied by it.

    Raises
    ------
    UsageError
        When there is no such name, the numbers do not fit the channels, or a deviation is not above 0.
    """
    if (isinstance(mean, str) or isinstance(std, str)) and mean != std:
        name = next(each for each in (mean, std) if isinstance(each, str))
        raise UsageError(f"mean and std by name go together: write mean = '{name}' and std = '{name}'")
    numbers = [
        _numbers(said, key, default, channels=channels, backwards=backwards, white=white)
        for key, said, default in (("mean", mean, 0.0), ("std", std, 1.0))
    ]
    if min(numbers[1]) <= 0:
        raise UsageError(f"std divides, so it is above 0, found {min(numbers[1]):g}")
    return Normalisation(mean=numbers[0], std=numbers[1])


def _numbers(
    said: Statistic, key: str, default: float, *, channels: int, backwards: bool, white: int
) -> tuple[float, ...]:
    if isinstance(said, str):
        if said not in STATISTICS:
            raise UsageError(f"{key} = '{said}' is no known set of numbers; {one_of(said, STATISTICS)}")
        named = STATISTICS[said][key == "std"]
        said = tuple(round(white * each, 9) for each in (reversed(named) if backwards else named))
    numbers = (default,) if said is None else (said,) if isinstance(said, float | int) else tuple(said)
    if len(numbers) not in (1, channels):
        wanted = "one number" if channels == 1 else f"one number, or {channels} in the order of the channels"
        raise UsageError(f"{key} is {wanted}, found {len(numbers)}")
    if not all(math.isfinite(number) for number in numbers):
        raise UsageError(f"{key} is made of finite numbers, found {', '.join(map(str, numbers))}")
    return numbers
