"""A model folder, or a weights file with flags, as a ModelSpec. The weights themselves are only hashed here.

`model.toml`::

    title = "A small CNN on FER2013"
    labels = "fer7"                  # or a list of emotions, in the order of the output
    weights = "weights.keras"        # beside model.toml
    sha256 = "9f86d0…"               # of the weights; absent before training
    licence = "MIT"
    intended_use = "research on the fairness of emotion classifiers"

    [input]                          # the fields of InputContract
    size = 48
    colour = "grey"
    channels = 1
    scale = "unit"
    face = "box"

    [output]
    kind = "softmax"                 # softmax, sigmoid or logits
    positive = "sad"                 # for sigmoid: the emotion whose probability it is

    [recipe]                         # the fields of Recipe; absent for a model from elsewhere
    architecture = "cnn48"
    data = "cohorts/ferplus"

    [recipe.augmentation]            # the fields of Augmentation
    flip = true

    [recipe.search]                  # the fields of Search; absent where nothing is searched
    trials = 10
    epochs = 15
    learning_rate = [0.01, 0.001]

    [calibration]                    # written by emotion-audit calibrate; absent where nobody calibrated
    temperature = 1.43               # divides the logits
    fitted_on = "ferplus, split Valid, 2,861 pictures, against votes"
    split = "Valid"                  # with the names of its pictures: so that an audit of the same ones is noticed
    pictures_sha256 = "2c26b4…"
    weights_sha256 = "9f86d0…"       # of the weights it was fitted for
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from audit.domain.labels import LabelSet
from audit.domain.mixed import Temperature
from audit.domain.model import InputContract, ModelSpec, Output
from audit.domain.recipe import Recipe
from audit.errors import InputError, ModelRefused, UsageError
from audit.load.emotions import expected, match
from audit.load.text import sha256_of
from audit.load.toml import read_toml

DECLARATION = "model.toml"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredOutput:
    """`[output]`: what the last layer puts out, and for a sigmoid the emotion whose probability it is."""

    kind: Output = Output.SOFTMAX
    positive: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCalibration:
    """`[calibration]`: a `Temperature`, and the SHA-256 of the weights it was fitted for."""

    temperature: float
    fitted_on: str
    split: str | None = None
    pictures_sha256: str | None = None
    weights_sha256: str | None = None

    def __post_init__(self) -> None:
        _ = self.value  # a temperature that cannot be is a fault of this table

    @property
    def value(self) -> Temperature:
        """The temperature of the domain."""
        return Temperature(
            value=self.temperature,
            fitted_on=self.fitted_on,
            split=self.split,
            pictures_sha256=self.pictures_sha256,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A model.toml; the tables are `InputContract`, `DeclaredOutput`, `Recipe` and `DeclaredCalibration`.

    Attributes
    ----------
    title, licence, intended_use
        For the report and the model card.
    labels
        Emotions in the order of the output.
    weights
        Name of the weights file, inside the folder.
    sha256
        Of the weights, 64 hexadecimal digits; absent before training.
    trial
        How short a run was that published these weights, if it was one. It becomes part of the title, so that every
        report says it.
    """

    title: str
    labels: LabelSet
    weights: str
    input: InputContract
    output: DeclaredOutput = DeclaredOutput()
    sha256: str | None = None
    trial: str | None = None
    recipe: Recipe | None = None
    calibration: DeclaredCalibration | None = None
    licence: str = ""
    intended_use: str = ""

    def __post_init__(self) -> None:
        parts = PurePosixPath(self.weights).parts
        if not parts or parts[0] == "/" or ".." in parts or "\\" in self.weights or "://" in self.weights:
            raise UsageError(f"weights name a file inside the model's folder, found '{self.weights}'")
        if self.sha256 is not None and not _SHA256.fullmatch(self.sha256):
            raise UsageError(f"sha256 has 64 digits from 0-9 and a-f, found '{self.sha256}'; type: sha256sum FILE")
        fitted_for = None if self.calibration is None else self.calibration.weights_sha256
        if fitted_for is not None and fitted_for != self.sha256:
            raise UsageError(
                f"[calibration] was fitted for weights with SHA-256 {fitted_for}, declared is {self.sha256}; take the "
                "table out, and calibrate again"
            )


def load_model(path: Path) -> ModelSpec:
    """Return the classifier that a model folder declares; its weights need not exist yet.

    Parameters
    ----------
    path
        The folder, or its model.toml.

    Raises
    ------
    FaultyFile
        With every fault of model.toml.
    InputError
        When there is none.
    """
    declaration = path / DECLARATION if path.is_dir() else path
    if path.is_dir() and not declaration.exists():
        raise InputError(f"{path}: no {DECLARATION}; a model folder declares its labels and input there")
    return read_toml(declaration, Declaration, lambda declared: _spec(declared, declaration))


def _spec(declared: Declaration, path: Path) -> ModelSpec:
    return ModelSpec(
        id=path.resolve().parent.name,
        title=declared.title if declared.trial is None else f"{declared.title} (trial: {declared.trial})",
        labels=declared.labels,
        contract=declared.input,
        weights=path.parent / declared.weights,
        output=declared.output.kind,
        positive=_positive(declared.output.positive, declared.labels),
        sha256=declared.sha256,
        recipe=declared.recipe,
        licence=declared.licence,
        intended_use=declared.intended_use,
        temperature=None if declared.calibration is None else declared.calibration.value,
        trial=declared.trial or "",
    )


def _positive(emotion: str | None, labels: LabelSet) -> str | None:
    """Return the positive emotion as the label set writes it; a name it does not have is refused."""
    if emotion is None:
        return None
    found = match(emotion, labels.emotions)
    if found is None:
        raise UsageError(f"the positive emotion '{emotion}' is not a label; {expected(emotion, labels.emotions)}")
    return found


def model_from_file(
    weights: Path,
    labels: LabelSet,
    contract: InputContract,
    *,
    output: Output = Output.SOFTMAX,
    positive: str | None = None,
) -> ModelSpec:
    """Return the classifier in a weights file that has no folder of its own.

    Parameters
    ----------
    weights
        The file.
    labels
        Emotions in the order of the output.
    contract
        What goes in.
    output, positive
        What comes out; for a sigmoid the emotion whose probability it is.

    Raises
    ------
    InputError
        When there is no such file.
    UsageError
        When output and labels do not fit together.
    """
    if not weights.exists():
        raise InputError(f"{weights}: no such file; a model is a folder with a {DECLARATION}, or a weights file")
    return ModelSpec(
        id=weights.stem,
        title=weights.stem,
        labels=labels,
        contract=contract,
        weights=weights,
        output=output,
        positive=_positive(positive, labels),
    )


def verify(spec: ModelSpec) -> str:
    """Return the SHA-256 of the weights, 64 hexadecimal digits, after holding it against the declared one.

    Raises
    ------
    ModelRefused
        When the weights are absent, or are not the ones declared; with both hashes.
    """
    if not spec.weights.is_file():
        advice = "train it first" if spec.recipe is not None else "put it there"
        raise ModelRefused(f"{spec.weights}: model '{spec.id}' has no weights file here; {advice}")
    found = sha256_of(spec.weights)
    if spec.sha256 is not None and found != spec.sha256:
        raise ModelRefused(
            f"{spec.weights}: these are not the weights that model '{spec.id}' declares: their SHA-256 is {found}, "
            f"declared is {spec.sha256}; restore the file, or declare the new hash if you changed it"
        )
    return found
