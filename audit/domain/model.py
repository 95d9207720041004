"""A classifier's declaration: what goes in, what comes out, how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from audit.domain.kinds import PACKAGES, Kind, Layout, kind_of
from audit.domain.labels import LabelSet
from audit.domain.mixed import Temperature
from audit.errors import UsageError, one_of


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


def _one_of(name: str, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise UsageError(f"{name} = '{found}': {one_of(found, allowed)}")


def _within(name: str, found: float, least: float, most: float) -> None:
    if not least <= found <= most:
        raise UsageError(f"{name} = {found}: expected a number from {least:g} to {most:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """Random changes of training pictures; 0 or False = none.

    Attributes
    ----------
    flip
        Mirror left and right.
    shift, rotate, zoom
        Largest shift as a share of the size, rotation as a share of a full turn, zoom as a share.
    contrast, noise
        Largest change of contrast as a share; standard deviation of Gaussian noise on 0…255.
    cut_out
        Side of a square at a random place that is filled with noise, as a share of the size.
    """

    flip: bool = False
    shift: float = 0.0
    rotate: float = 0.0
    zoom: float = 0.0
    contrast: float = 0.0
    noise: float = 0.0
    cut_out: float = 0.0

    def __post_init__(self) -> None:
        for name in ("shift", "rotate", "zoom", "contrast", "cut_out"):
            _within(f"augmentation.{name}", getattr(self, name), 0, 1)
        _within("augmentation.noise", self.noise, 0, 255)


LABEL, MAJORITY, VOTES = TARGETS = ("label", "majority", "votes")
"""What a picture is learned as: the manifest's label, the emotion most annotators voted for, or their shares."""


FLOAT32, BFLOAT16 = PRECISIONS = ("float32", "bfloat16")
"""What a training computes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a classifier is trained.

    Attributes
    ----------
    architecture
        Name of a network in `train`.
    data
        Default dataset: path of a cohort folder, from where the command is run, or `drawn`.
    target
        `label` (the manifest's label), `majority` (the emotion most annotators voted for), or `votes` (the shares of
        their votes, on the pictures of `majority`).
    train_split, validation_split
        Values of the manifest's `split` column.
    held_out
        Share of `train_split`, drawn by the seed, that validates in place of `validation_split`; 0 = none.
    epochs, batch, seed
        Counts; the seed fixes weights, order and augmentation.
    optimizer, learning_rate, schedule
        `adam` or `sgd`; initial rate; `constant` or `cosine`.
    dropout, label_smoothing
        Shares.
    class_weights
        Weigh each image by the inverse frequency of its emotion.
    precision
        `float32`, or `bfloat16`: convolutions computed with 8 bits of mantissa, weights kept in float32; about twice as
        fast on processors that multiply such numbers. The published network computes in float32 either way.
    start
        Model folder or bundled id whose weights the training starts from, the output layer apart; "" = fresh weights.
    patience
        Epochs without improvement of the validation accuracy before stopping; 0 = never.
    augmentation
        Random changes of the training pictures.
    images
        How many drawn faces to train on, for `data = "drawn"`.
    rare
        Group of drawn faces that is under-represented on purpose, as `feature=group`, and its share.
    rare_share
        Share of drawn faces that belong to `rare`.
    """

    architecture: str
    data: str
    target: str = "label"
    train_split: str = "Train"
    validation_split: str = "Valid"
    held_out: float = 0.0
    epochs: int = 25
    batch: int = 64
    seed: int = 0
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    dropout: float = 0.0
    label_smoothing: float = 0.0
    class_weights: bool = False
    precision: str = FLOAT32
    start: str = ""
    patience: int = 0
    augmentation: Augmentation = Augmentation()
    images: int = 0
    rare: str = ""
    rare_share: float = 0.0

    def __post_init__(self) -> None:
        _one_of("target", self.target, TARGETS)
        _one_of("optimizer", self.optimizer, ("adam", "sgd"))
        _one_of("schedule", self.schedule, ("constant", "cosine"))
        _one_of("precision", self.precision, PRECISIONS)
        _within("epochs", self.epochs, 1, 10_000)
        _within("batch", self.batch, 1, 65_536)
        _within("patience", self.patience, 0, 10_000)
        _within("learning_rate", self.learning_rate, 1e-9, 10)
        for name in ("dropout", "held_out", "label_smoothing", "rare_share"):
            _within(name, getattr(self, name), 0, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A classifier that another is made of, and the share of its probabilities in the mean."""

    spec: ModelSpec
    share: float = 1.0

    def __post_init__(self) -> None:
        _within("share of a member", self.share, 1e-6, 1)


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
    function
        Of a callable: `package.module:function`.
    members
        Of an ensemble: whose probabilities are averaged, over the emotions of `labels`. One member alone is that
        classifier narrowed to fewer emotions.
    layout
        Order of the axes the file takes; None where its own shape tells.
    features
        Of a scikit-learn model: the extractor in `audit.images.features` whose numbers it takes.
    trusted
        SHA-256 that somebody vouches for: what can do anything on this machine runs only with it.
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
    function: str | None = None
    members: tuple[Member, ...] = ()
    layout: Layout | None = None
    features: str | None = None
    trusted: str | None = None

    @property
    def kind(self) -> Kind:
        """What it is made of."""
        if self.members:
            return Kind.ENSEMBLE
        return Kind.CALLABLE if self.function is not None else kind_of(self.weights)

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages that run it, beyond those that every audit needs."""
        inner = (package for member in self.members for package in member.spec.packages)
        return tuple(dict.fromkeys((*PACKAGES[self.kind], *inner)))

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
