"""A classifier's declaration: what goes in, what comes out, how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from audit.domain.cohort.labels import LabelSet
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.asking import ONE, PLAINLY, Asking, require_views
from audit.domain.model.figures import Figures
from audit.domain.model.kinds import PACKAGES, Kind, Layout, kind_of
from audit.domain.model.parts import EVERYTHING, OutputPart
from audit.domain.model.recipe import VOTES, Recipe
from audit.domain.running.allowance import AS_THE_MACHINE, Allowance
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import UsageError, one_of

_LEAST_SHARE = 1e-6
"""Of one member in an ensemble's mean."""


class Output(StrEnum):
    """What the last layer puts out: a number for each emotion, or one probability of the positive emotion.

    `softmax`: a probability of each emotion, in the order of `labels`. `sigmoid`: one probability, that of the
    `positive` emotion of two. `logits`: a number for each emotion, which softmax turns into probabilities.
    `independent`: a probability of its own for each emotion (a sigmoid each), divided by their sum; how mixed an answer
    looks is then not comparable. `percent`: as `softmax`, but 100 together.
    """

    SOFTMAX = "softmax"
    SIGMOID = "sigmoid"
    LOGITS = "logits"
    INDEPENDENT = "independent"
    PERCENT = "percent"


TRAINABLE = (Output.SOFTMAX, Output.SIGMOID, Output.LOGITS)
"""Kinds of output that networks of our own may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A classifier that another is made of, and the share of its probabilities in the mean."""

    spec: ModelSpec
    share: float = 1.0

    def __post_init__(self) -> None:
        if not _LEAST_SHARE <= self.share <= 1:
            raise UsageError(f"share of a member = {self.share}: expected a number from {_LEAST_SHARE} to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFile:
    """A file beside the weights, and its SHA-256."""

    path: Path
    sha256: str


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
    views
        In how many views it is asked about each face, one of `VIEWS`; its answer is their mean. Of an ensemble each
        member has its own.
    part
        Which output, and which of its numbers, where the file puts out more than the emotions.
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
    architecture
        Of a Keras file that holds weights alone: the JSON file that describes their network.
    function, service
        Of a callable: `package.module:function`; of a service its address, which is asked about each picture.
    asking
        How a function or a service is asked.
    files
        Files that a function reads, or that belong to the weights, each with its SHA-256: held against it before
        anything is run, and named in the report.
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
    allowance
        How much memory and time it may take; said by the person at this machine alone.
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
    views: int = ONE
    part: OutputPart = EVERYTHING
    sha256: str | None = None
    recipe: Recipe | None = None
    licence: str = ""
    intended_use: str = ""
    temperature: Temperature | None = None
    trial: str = ""
    architecture: OtherFile | None = None
    function: str | None = None
    service: str | None = None
    asking: Asking = PLAINLY
    files: tuple[OtherFile, ...] = ()
    members: tuple[Member, ...] = ()
    layout: Layout | None = None
    features: str | None = None
    trusted: str | None = None
    figures: Figures | None = None
    onnx: OnnxTwin | None = None
    allowance: Allowance = AS_THE_MACHINE
    label_map: Mapping[str, str] = field(default_factory=dict)
    made_for: str = ""

    @property
    def kind(self) -> Kind:
        """What it is made of."""
        if self.members:
            return Kind.ENSEMBLE
        if self.service is not None:
            return Kind.SERVICE
        return Kind.CALLABLE if self.function is not None else kind_of(self.weights)

    @property
    def full_title(self) -> str:
        """Its title, with the number of views where it is asked about more than one."""
        return self.title if self.views == ONE else f"{self.title} (mean of {self.views} views of each face)"

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
    def width(self) -> int:
        """How many numbers say the emotions of one picture: 1 for a sigmoid, else one for each."""
        return 1 if self.output is Output.SIGMOID else len(self.labels)

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
        require_views(self.views)
        if self.members and self.views != ONE:
            raise UsageError(f"model '{self.id}': views are those of its members; take views out, or say it of each")
        self._check_output()
        self._check_recipe()
        if self.layout is Layout.NHW and self.contract.channels != 1:
            raise UsageError(f"model '{self.id}': layout = 'nhw' has no axis for channels, so it takes 1 channel")
        if self.features not in (None, "pixels") and self.contract.changes_values:
            raise UsageError(
                f"model '{self.id}': features = '{self.features}' reads scaled pixels; take mean, std and standardise "
                "out of [input]"
            )

    def _check_output(self) -> None:
        if self.part.slice and self.part.slice[1] - self.part.slice[0] != self.width:
            first, behind = self.part.slice
            raise UsageError(
                f"model '{self.id}': slice = [{first}, {behind}] takes {behind - first} numbers, a {self.output} of "
                f"the {len(self.labels)} labels is {self.width}"
            )
        if self.output is Output.SIGMOID:
            if len(self.labels) != 2:  # noqa: PLR2004 - one sigmoid unit tells two emotions apart
                raise UsageError(f"model '{self.id}': a sigmoid tells two emotions apart, found {len(self.labels)}")
            if self.positive not in self.labels:
                raise UsageError(f"model '{self.id}': the positive emotion is one of {', '.join(self.labels.emotions)}")

    def _check_recipe(self) -> None:
        if self.recipe is None:
            return
        if self.output is Output.SIGMOID and self.recipe.target == VOTES:
            raise UsageError(
                f"model '{self.id}': target = 'votes' needs one probability for each emotion, found an output of "
                "kind 'sigmoid'; declare kind = 'softmax'"
            )
        if self.output not in TRAINABLE or not self.part.whole:
            raise UsageError(
                f"model '{self.id}': a recipe makes a network with one output of kind {', '.join(TRAINABLE)}; "
                "change [output]"
            )
        if self.contract.changes_values:
            raise UsageError(
                f"model '{self.id}': a recipe's network takes scaled pixels; take mean, std and standardise out of "
                "[input]"
            )
