"""A model as somebody names it: a folder, a bundled id, or a bare file or Python function with what that needs told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.domain.cohort.labels import LabelSet
from audit.domain.model.detection import Detector
from audit.domain.model.kinds import FUNCTION, Layout
from audit.domain.model.model import Colour, FacePolicy, InputContract, ModelSpec, Output, Scale
from audit.domain.model.narrowing import looked_for_by
from audit.errors import UsageError
from audit.load.declarations.bare_model import model_from_file, model_from_function, narrowed_to, vouched
from audit.load.declarations.model import load_model
from audit.load.find import DECLARATION, find_model


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """What a weights file without model.toml needs to be told; what any model may be narrowed to; what may run.

    Attributes
    ----------
    labels
        Emotions in the order of the output.
    size, channels, colour, scale, face
        What goes in: height and width in pixels, and the rest as in `InputContract`.
    output, positive
        What comes out; for a sigmoid the emotion whose probability it is.
    layout
        Order of the axes it takes, where its own shape does not tell.
    detector
        Who looks for faces, whatever the model declares; None for the model's own.
    narrow
        The emotions to audit it over, where those are not all of its own.
    trust
        SHA-256 of SavedModels and Python code that somebody vouches for.
    """

    labels: LabelSet | None = None
    size: int | None = None
    channels: int = 3
    colour: Colour = Colour.RGB
    scale: Scale = Scale.UNIT
    face: FacePolicy = FacePolicy.DETECT
    output: Output = Output.SOFTMAX
    positive: str | None = None
    layout: Layout | None = None
    detector: Detector | None = None
    narrow: LabelSet | None = None
    trust: frozenset[str] = frozenset()


def named_model(reference: str, options: ModelOptions) -> ModelSpec:
    """Return the model that a reference stands for.

    Parameters
    ----------
    reference
        A folder with model.toml, a bundled id, a weights file, or a function `package.module:function`.
    options
        What is said of it.

    Raises
    ------
    UsageError
        When nothing of that name exists, a model without model.toml comes without labels and size, or the model does
        not have an emotion it is narrowed to.
    """
    spec = vouched(_spec(reference, options), options.trust)
    spec = spec if options.detector is None else looked_for_by(spec, options.detector)
    return spec if options.narrow is None else narrowed_to(spec, options.narrow)


def is_declared(reference: str) -> bool:
    """Return whether a reference stands for a model that declares itself by a model.toml.

    Raises
    ------
    UsageError
        When nothing of that name exists.
    """
    path = _place(reference)
    return (path / DECLARATION).exists() or path.suffix == ".toml"


def _is_function(reference: str) -> bool:
    return FUNCTION.fullmatch(reference) is not None and not Path(reference).exists()


def _place(reference: str) -> Path:
    return Path(reference) if _is_function(reference) else find_model(reference)


def _spec(reference: str, options: ModelOptions) -> ModelSpec:
    is_function, path = _is_function(reference), _place(reference)
    if is_declared(reference):
        return load_model(path)
    if options.labels is None or options.size is None:
        raise UsageError(f"{path}: a model without model.toml needs --labels and --size")
    contract = InputContract(
        size=options.size,
        channels=options.channels,
        colour=options.colour,
        scale=options.scale,
        face=options.face,
    )
    output, positive = options.output, options.positive
    if is_function:
        return model_from_function(reference, options.labels, contract, output=output, positive=positive)
    return model_from_file(path, options.labels, contract, output=output, positive=positive, layout=options.layout)
