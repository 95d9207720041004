"""A classifier's declaration: what goes in, what comes out, how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from audit.domain.cohort.labels import LabelSet
from audit.domain.model.detection import KNOWS_EYES, Align, BoxRule, Detector, WhichFace
from audit.domain.model.figures import Figures
from audit.domain.model.kinds import PACKAGES, Kind, Layout, kind_of
from audit.domain.model.recipe import VOTES, Recipe
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import UsageError, one_of

_LEAST_SHARE = 1e-6
"""Of one member in an ensemble's mean."""


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
    """What the last layer puts out: k probabilities, one probability of the positive emotion, or k logits.

    `softmax`: a probability of each emotion, in the order of `labels`. `sigmoid`: one probability, that of the
    `positive` emotion of two. `logits`: a number for each emotion, which softmax turns into probabilities.
    """

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
    detector
        Who looks for the face; None for the best that is installed, see `audit.images.finders`.
    threshold
        Least score of a face, above 0 to 1; None for the finder's own.
    smallest_face
        Side of the smallest face that counts, in pixels of the picture.
    which
        Which of several faces is meant.
    box_rule
        How a found box becomes the face box.
    align
        Whether the eyes are levelled before the face is cropped.
    """

    size: int
    colour: Colour = Colour.RGB
    channels: int = 3
    scale: Scale = Scale.RAW
    face: FacePolicy = FacePolicy.DETECT
    margin: float = 0.0
    resize: Resize = Resize.AREA
    detector: Detector | None = None
    threshold: float | None = None
    smallest_face: int = 20
    which: WhichFace = WhichFace.LARGEST
    box_rule: BoxRule = BoxRule.FER2013
    align: Align = Align.NONE

    def __post_init__(self) -> None:
        if self.channels not in (1, 3):
            raise UsageError(f"an input contract has 1 or 3 channels, found {self.channels}")
        if self.channels == 1 and self.colour is not Colour.GREY:
            raise UsageError(f"a contract with 1 channel has colour 'grey', found '{self.colour}'")
        if not 8 <= self.size <= 1024:  # noqa: PLR2004 - from a thumbnail to the largest network input in use
            raise UsageError(f"input size is 8 to 1024 pixels, found {self.size}")
        if not 0 <= self.margin <= 1:
            raise UsageError(f"margin is a share between 0 and 1, found {self.margin}")
        self._check_finder()

    def _check_finder(self) -> None:
        if self.threshold is not None and not 0 < self.threshold <= 1:
            raise UsageError(f"threshold is a score above 0 and at most 1, found {self.threshold}")
        if self.threshold is not None and self.detector is Detector.CASCADES:
            raise UsageError("detector 'cascades' gives no scores and takes no threshold; take one of the two out")
        if not 8 <= self.smallest_face <= 4096:  # noqa: PLR2004 - what can be decoded, and half its longest side
            raise UsageError(f"smallest_face is 8 to 4096 pixels, found {self.smallest_face}")
        if self.align is Align.EYES and self.detector is not None and self.detector not in KNOWS_EYES:
            knowing = " or ".join(sorted(KNOWS_EYES))
            raise UsageError(f"align = 'eyes' needs a detector that finds eyes, {knowing}; found '{self.detector}'")
        if self.align is Align.EYES and self.face is FacePolicy.WHOLE:
            raise UsageError("align = 'eyes' needs a face to turn; face = 'whole' looks for none")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one prepared picture: height, width, channels."""
        return (self.size, self.size, self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A classifier that another is made of, and the share of its probabilities in the mean."""

    spec: ModelSpec
    share: float = 1.0

    def __post_init__(self) -> None:
        if not _LEAST_SHARE <= self.share <= 1:
            raise UsageError(f"share of a member = {self.share}: expected a number from {_LEAST_SHARE} to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxTwin:
    """A file that holds the network of a model's weights once more, as ONNX, and its SHA-256; it is what runs."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One folder of `models/`, or a weights file with flags; its `kind` follows from what is given.

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
        The file, or the folder of a SavedModel; it may not exist before training. Of a callable the source file of its
        module, of an ensemble the model.toml that declares it.
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
    function
        Of a callable: `package.module:function`.
    members
        Of an ensemble: whose probabilities are averaged, over the emotions of `labels`. One member alone is that
        classifier narrowed to fewer emotions.
    layout
        Order of the axes the file takes; None where its own shape tells.
    features
        Of a scikit-learn model: the extractor in `audit.images.features` whose numbers it takes.
    onnx
        The same network as ONNX, made with the weights by training; None where there is none.
    figures
        What was measured of it, or of weights it had before; see `measured`.
    trusted
        SHA-256 that somebody vouches for: what can do anything on this machine runs only with it.
    label_map
        Words of cohorts → its emotions, beyond those that mean the same.
    made_for
        The labels it was made for, in the words of a cohort's `labelled_by`; "" where nobody says.
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
    function: str | None = None
    members: tuple[Member, ...] = ()
    layout: Layout | None = None
    features: str | None = None
    trusted: str | None = None
    figures: Figures | None = None
    onnx: OnnxTwin | None = None
    label_map: Mapping[str, str] = field(default_factory=dict)
    made_for: str = ""

    @property
    def kind(self) -> Kind:
        """What it is made of."""
        if self.members:
            return Kind.ENSEMBLE
        return Kind.CALLABLE if self.function is not None else kind_of(self.weights)

    @property
    def as_run(self) -> ModelSpec:
        """The same model as what is run of it: the ONNX file beside its weights, where there is one."""
        return self if self.onnx is None else replace(self, weights=self.onnx.path, sha256=self.onnx.sha256, onnx=None)

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages that run it, beyond those that every audit needs."""
        inner = (package for member in self.members for package in member.spec.packages)
        return tuple(dict.fromkeys((*PACKAGES[self.as_run.kind], *inner)))

    @property
    def hashes(self) -> tuple[str, ...]:
        """SHA-256 of its weights as declared, of an ensemble those of its members; empty before training."""
        own = () if self.sha256 is None else (self.sha256,)
        return (*own, *(each for member in self.members for each in member.spec.hashes))

    @property
    def measured(self) -> Figures | None:
        """What was measured of these weights; None where nothing was, or it was of others."""
        return self.figures if self.figures is not None and self.figures.weights_sha256 == self.hashes else None

    def __post_init__(self) -> None:
        for member in self.members:
            for emotion in self.labels.emotions:
                if emotion not in member.spec.labels:
                    raise UsageError(
                        f"model '{self.id}': its member '{member.spec.id}' does not have the emotion '{emotion}'; "
                        f"{one_of(emotion, member.spec.labels.emotions)}"
                    )
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
