"""A classifier's declaration: what goes in, what comes out, how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from audit.domain.labels import LabelSet
from audit.domain.mixed import Temperature
from audit.domain.recipe import VOTES, Recipe
from audit.errors import UsageError


class Colour(StrEnum):
    """Order of the colour channels a classifier expects."""

    GREY = "grey"
    RGB = "rgb"
    BGR = "bgr"


class Scale(StrEnum):
    """Range of the pixel values a classifier expects: 0…255, 0…1 or −1…1."""

    RAW = "raw"
    UNIT = "unit"
    SIGNED = "signed"


class FacePolicy(StrEnum):
    """Where the face is: in the manifest's box, found by the detector where there is no box, or the whole picture."""

    BOX = "box"
    DETECT = "detect"
    WHOLE = "whole"


class Resize(StrEnum):
    """How pixels are interpolated; `area` averages when shrinking and is linear when enlarging."""

    AREA = "area"
    LINEAR = "linear"
    NEAREST = "nearest"


class Output(StrEnum):
    """What the last layer puts out: k probabilities, one probability of the positive emotion, or k logits."""

    SOFTMAX = "softmax"
    SIGMOID = "sigmoid"
    LOGITS = "logits"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputContract:
    """How a picture becomes the array a classifier sees; the same object serves training, audit and app.

    Attributes
    ----------
    size
        Height and width in pixels.
    colour
        Order of channels; `grey` with 3 channels repeats the grey value.
    channels
        1 or 3.
    scale
        Range of the values.
    face
        Where the face is.
    margin
        Share of the face box added on each side before cropping, 0 = none.
    resize
        Interpolation.
    """

    size: int
    colour: Colour = Colour.RGB
    channels: int = 3
    scale: Scale = Scale.RAW
    face: FacePolicy = FacePolicy.DETECT
    margin: float = 0.0
    resize: Resize = Resize.AREA

    def __post_init__(self) -> None:
        if self.channels not in (1, 3):
            raise UsageError(f"an input contract has 1 or 3 channels, found {self.channels}")
        if self.channels == 1 and self.colour is not Colour.GREY:
            raise UsageError(f"a contract with 1 channel has colour 'grey', found '{self.colour}'")
        if not 8 <= self.size <= 1024:  # noqa: PLR2004 - from a thumbnail to the largest network input in use
            raise UsageError(f"input size is 8 to 1024 pixels, found {self.size}")
        if not 0 <= self.margin <= 1:
            raise UsageError(f"margin is a share between 0 and 1, found {self.margin}")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one prepared picture: height, width, channels."""
        return (self.size, self.size, self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One folder of `models/`, or a weights file with flags.

    Attributes
    ----------
    id, title
        Folder name; name for people.
    labels
        Emotions in the order of the output.
    contract
        What goes in.
    output, positive
        What comes out; for `sigmoid` the emotion whose probability it is.
    weights
        The file; it may not exist before training.
    sha256
        Of the weights as declared, or None before training.
    recipe
        How it was trained, or None for a model from elsewhere.
    licence, intended_use
        For the report and the model card.
    temperature
        By which its logits are divided before they become probabilities, or None.
    trial
        Where the weights came from a short run and not from the recipe: how short it was; "" for all others.
    """

    id: str
    title: str
    labels: LabelSet
    contract: InputContract
    weights: Path
    output: Output = Output.SOFTMAX
    positive: str | None = None
    sha256: str | None = None
    recipe: Recipe | None = None
    licence: str = ""
    intended_use: str = ""
    temperature: Temperature | None = None
    trial: str = ""

    def __post_init__(self) -> None:
        if self.output is Output.SIGMOID:
            if len(self.labels) != 2:  # noqa: PLR2004 - one sigmoid unit tells two emotions apart
                raise UsageError(f"model '{self.id}': a sigmoid tells two emotions apart, found {len(self.labels)}")
            if self.positive not in self.labels:
                raise UsageError(f"model '{self.id}': the positive emotion is one of {', '.join(self.labels.emotions)}")
            if self.recipe is not None and self.recipe.target == VOTES:
                raise UsageError(
                    f"model '{self.id}': target = 'votes' needs one probability for each emotion, found an output of "
                    "kind 'sigmoid'; declare kind = 'softmax'"
                )
