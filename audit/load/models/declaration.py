"""What a model.toml declares, and what of it cannot be.

What a classifier is made of, one of five::

    weights = "weights.keras"        # a file beside model.toml: .keras, .h5, .hdf5 (Keras), .onnx, .tflite, .pt, .pth,
                                     # .pt2 (torch), .xml (OpenVINO), .skops (scikit-learn); or a SavedModel's folder
    architecture = "fer.json"        # of a Keras file that holds weights alone: what model.to_json() wrote
    callable = "package.module:function"   # Python: float32 (b, h, w, c) to (b, k); found beside model.toml too
    members = ["../cnn48", "happy-sad"]    # an ensemble, the mean of other models' probabilities: paths or bundled ids
    member_weights = [2, 1]                # … their weights in the mean; absent = equal
    service = "https+json://host/emotions" # a web service, asked about each picture once somebody vouches for this file

`model.toml` of a Keras model::

    title = "A small CNN on FER2013"
    labels = "fer7"                  # or a list of emotions, in the order of the output; of an ensemble the shared ones
    weights = "weights.keras"        # beside model.toml
    sha256 = "9f86d0…"               # of the weights; absent before training
    onnx = "weights.onnx"            # the same network for onnxruntime, written by emotion-audit train; it is what runs
    onnx_sha256 = "60303a…"
    licence = "MIT"
    intended_use = "research on the fairness of emotion classifiers"
    made_for = "FER2013"             # the labels it was made for, as a cohort.toml says `labelled_by`

    [input]                          # the fields of InputContract; an ensemble has those of its members
    size = 48
    colour = "grey"
    channels = 1
    scale = "unit"
    face = "box"

    mean = "imagenet"                # or numbers; with std, taken off and divided by after scale; absent for none
    std = "imagenet"
    resize = "pil-bilinear"

    [output]
    kind = "softmax"                 # softmax, sigmoid, logits, independent or percent
    positive = "sad"                 # for sigmoid: the emotion whose probability it is
    index = 1                        # of several outputs the one that is meant, from 0; or name = "probabilities"
    views = 10                       # asked about ten views of each face (or 2), the answer their mean; absent for one
    slice = [0, 8]                   # its first eight numbers, where others stand behind them

    [files]                          # what a callable reads, by path from here, and its SHA-256: checked, and named
    "net.pth" = "5e8848…"

    [asking]                         # the fields of Asking: how a callable or a service is asked
    retries = 2

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

    [figures]                        # the fields of Figures, written by make models; not shown for other weights
    weights_sha256 = ["9f86d0…"]
    accuracy = 0.6031
    images = 3565
    judged_on = "FER2013 Valid, original labels"

    [label_map]                      # words of cohorts → its emotions, where meaning does not tell
    smiling = "happy"

Other kinds may need::

    layout = "nchw"                  # ONNX and SavedModel: order of the axes, where the file's own shape does not tell
    features = "hog"                 # scikit-learn: the extractor whose numbers it takes (audit.images.features)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from audit.domain.cohort.labels import LabelSet
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.asking import ONE, PLAINLY, Asking, require_views, service_address
from audit.domain.model.figures import Figures
from audit.domain.model.kinds import Kind, Layout, kind_of
from audit.domain.model.model import Output
from audit.domain.model.parts import OutputPart
from audit.domain.model.recipe import Recipe
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import UsageError

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredOutput:
    """`[output]`: what the last layer puts out.

    Attributes
    ----------
    kind
        Its form.
    positive
        Of a sigmoid: the emotion whose probability it is.
    views
        In how many views it is asked about each face: 1, as it is; 2, also mirrored; 10, also moved towards each corner
        by a 24th of the side (two pixels of 48), each also mirrored. Its answer is the mean of their probabilities.
    index, name
        Of several outputs the one that is meant: its place, counted from 0, or its name in the file.
    slice
        First number of the emotions, counted from 0, and the first behind them: `[0, 8]` where valence and arousal
        stand behind eight emotions; absent for all.
    """

    kind: Output = Output.SOFTMAX
    positive: str | None = None
    views: int = ONE
    index: int | None = None
    name: str | None = None
    slice: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        require_views(self.views)
        _ = self.part  # a part that cannot be is a fault of this table

    @property
    def part(self) -> OutputPart:
        """Which part of what the model puts out holds the emotions."""
        return OutputPart(index=self.index, name=self.name, slice=self.slice)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCalibration:
    """`[calibration]`: a `Temperature`, and the weights it was fitted for.

    Attributes
    ----------
    weights_sha256
        SHA-256 of those weights.
    """

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
class ModelDeclaration:
    """A model.toml; its tables: `InputContract`, `DeclaredOutput`, `Recipe`, `DeclaredCalibration`, `Figures`.

    Attributes
    ----------
    title, licence, intended_use
        For the report and the model card.
    labels
        Emotions in the order of the output; of an ensemble those it keeps of its members'.
    weights, callable, members, service
        What it is made of, one of them: name of the weights file or folder, inside the folder; a Python function;
        paths of other models, from the folder, or bundled ids; the address of a web service, `https+json:ADDRESS`.
    member_weights
        One for each member; none = equal.
    sha256
        Of the weights, 64 hexadecimal digits; absent before training.
    architecture, architecture_sha256
        Name and SHA-256 of the JSON file of the network, where a Keras file holds its weights alone.
    files
        Further files that belong to it, by their path from the folder, and their SHA-256: what a function reads, the
        `.bin` of an OpenVINO network. A table of its own.
    asking
        How a function or a service is asked. A table of its own, below.
    onnx, onnx_sha256
        Name and SHA-256 of a file that holds the same network as ONNX; it runs in place of the weights, and needs no
        TensorFlow.
    trusted
        Refused: what is audited cannot vouch for itself.
    trial
        How short a run was that published these weights, if it was one. It becomes part of the title, so that every
        report says it.
    layout, features, label_map, made_for
        See `ModelSpec`.
    input, output, recipe, calibration, figures
        Tables of their own, below.
    """

    title: str
    labels: LabelSet
    weights: str | None = None
    callable: str | None = None
    members: tuple[str, ...] = ()
    service: str | None = None
    member_weights: tuple[float, ...] = ()
    input: InputContract | None = None
    output: DeclaredOutput = DeclaredOutput()
    sha256: str | None = None
    architecture: str | None = None
    architecture_sha256: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    asking: Asking = PLAINLY
    onnx: str | None = None
    onnx_sha256: str | None = None
    trial: str | None = None
    trusted: str | None = None
    layout: Layout | None = None
    features: str | None = None
    recipe: Recipe | None = None
    calibration: DeclaredCalibration | None = None
    figures: Figures | None = None
    licence: str = ""
    intended_use: str = ""
    label_map: Mapping[str, str] = field(default_factory=dict)
    made_for: str = ""

    def __post_init__(self) -> None:
        made_of = [key for key in ("weights", "callable", "members", "service") if getattr(self, key)]
        if len(made_of) != 1:
            found = " and ".join(made_of) or "none of them: the key 'weights' is missing"
            raise UsageError(f"a model is made of one of weights, callable, members and service, found {found}")
        if self.trusted is not None:
            raise UsageError(
                "the key 'trusted' does not count: what is audited cannot vouch for itself. Take the line out; whoever "
                "runs the model vouches for it with emotion-audit trust FOLDER, or --trust SHA256"
            )
        self._check_files()
        self._check_parts()
        if self.members:
            self._check_ensemble()
        elif self.input is None:
            raise UsageError("the table [input] is missing: it says how a picture becomes what the model takes")
        elif self.member_weights:
            raise UsageError("member_weights belong to members, of which there are none")
        self._check_calibration()

    def _check_files(self) -> None:
        hashes = {key: getattr(self, key) for key in ("sha256", "onnx_sha256", "architecture_sha256")}
        _check_hashes(hashes | {f"files.{name}": sha256 for name, sha256 in self.files.items()})
        for name in (self.weights, self.onnx, self.architecture):
            if name is not None:
                _check_inside(name)
        if (self.onnx is None) != (self.onnx_sha256 is None):
            raise UsageError("onnx and onnx_sha256 go together: the file that runs is known by its hash")
        if self.onnx is not None and (self.weights is None or kind_of(Path(self.weights)) is not Kind.KERAS):
            raise UsageError("onnx names a second file of a network whose weights are a Keras file; take it out")
        if self.onnx is not None and kind_of(Path(self.onnx)) is not Kind.ONNX:
            raise UsageError(f"onnx names a file that ends in .onnx, found '{self.onnx}'")

    def _check_parts(self) -> None:
        if self.architecture is not None and (self.weights is None or kind_of(Path(self.weights)) is not Kind.KERAS):
            raise UsageError("architecture describes the network of a Keras file (.h5); take it out")
        if self.asking != PLAINLY and self.callable is None and self.service is None:
            raise UsageError(
                "[asking] says how a function or a service is asked, and this model is neither; take the table out"
            )
        if self.service is not None:
            self._check_service(self.service)

    def _check_service(self, service: str) -> None:
        service_address(service)
        own = {"sha256": self.sha256, "layout": self.layout, "features": self.features, "recipe": self.recipe}
        theirs = [key for key, value in own.items() if value is not None]
        theirs += ["[files]"] * bool(self.files) + ["index, name or slice of [output]"] * (not self.output.part.whole)
        if theirs:
            raise UsageError(f"a service has no {theirs[0]}: it is known by its address alone; take it out")

    def _check_ensemble(self) -> None:
        if self.member_weights and len(self.member_weights) != len(self.members):
            raise UsageError(f"found {len(self.member_weights)} member_weights for {len(self.members)} members")
        if any(weight <= 0 for weight in self.member_weights):
            raise UsageError("member_weights are numbers above 0; take a member without weight out")
        theirs = {
            "input": self.input,
            "sha256": self.sha256,
            "calibration": self.calibration,
            "recipe": self.recipe,
            "layout": self.layout,
            "features": self.features,
        }
        for key, value in theirs.items():
            if value is not None:
                raise UsageError(f"an ensemble has no {key} of its own; its members declare theirs")

    def _check_calibration(self) -> None:
        fitted_for = None if self.calibration is None else self.calibration.weights_sha256
        if fitted_for is not None and fitted_for != self.sha256:
            raise UsageError(
                f"[calibration] was fitted for weights with SHA-256 {fitted_for}, declared is {self.sha256}; take the "
                "table out, and calibrate again"
            )


def _check_hashes(found: Mapping[str, str | None]) -> None:
    for key, sha256 in found.items():
        if sha256 is not None and not _SHA256.fullmatch(sha256):
            raise UsageError(f"{key} has 64 digits from 0-9 and a-f, found '{sha256}'; type: sha256sum FILE")


def _check_inside(weights: str) -> None:
    parts = PurePosixPath(weights).parts
    if not parts or parts[0] == "/" or ".." in parts or "\\" in weights or "://" in weights:
        raise UsageError(f"weights name a file inside the model's folder, found '{weights}'")
