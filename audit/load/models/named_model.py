"""A model as somebody names it: a folder, a bundled id, or a bare file or Python function with what that needs told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.detection import LOOKING
from audit.domain.contract.input_contract import LOOKED_FOR, Colour, InputContract, Scale
from audit.domain.model.asking import PLAINLY, Asking
from audit.domain.model.kinds import SERVICE, Kind, Layout, kind_of
from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.narrowing import held_against_boxes, looked_for_by, seen_in
from audit.domain.model.parts import EVERYTHING, OutputPart
from audit.domain.model.presets import Preset, preset_by_name
from audit.domain.running.allowance import AS_THE_MACHINE, Allowance
from audit.errors import UsageError
from audit.load.find import DECLARATION, find_model
from audit.load.models.bare_model import (
    Told,
    bounded,
    model_from_file,
    model_from_function,
    model_from_service,
    narrowed_to,
    vouched,
)
from audit.load.models.function import is_function
from audit.load.models.model import load_model
from audit.load.models.ways_out import refuse_unreadable

_BARE = InputContract(size=8, scale=Scale.UNIT)
"""What goes into a model of which nothing is said but its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """What a weights file without model.toml needs to be told; what any model may be narrowed to; what may run.

    Attributes
    ----------
    preset
        A public classifier whose contract it has, where nothing else is said.
    labels
        Emotions in the order of the output.
    input
        What goes in: fields of `InputContract` that were said.
    output, positive, part
        What comes out; for a sigmoid the emotion whose probability it is; which part of it.
    layout
        Order of the axes it takes, where its own shape does not tell.
    architecture
        JSON file of the network, where a Keras file holds weights alone.
    files
        What a function reads, to be hashed and named.
    asking
        How a function or a service is asked.
    looking
        How faces are looked for, whatever the model declares: fields of `InputContract` that were said.
    views
        In how many views it is asked about each face, whatever it declares; None for the model's own.
    against_boxes
        Whether faces are looked for where the manifest has boxes too, and what is found is held against these.
    narrow
        The emotions to audit it over, where those are not all of its own.
    trust
        SHA-256 of SavedModels, torch files and Python code that somebody vouches for.
    allowance
        How much memory and time it may take.
    """

    preset: Preset | None = None
    labels: LabelSet | None = None
    input: Mapping[str, Any] = field(default_factory=dict)
    output: Output | None = None
    positive: str | None = None
    part: OutputPart = EVERYTHING
    layout: Layout | None = None
    architecture: Path | None = None
    files: tuple[Path, ...] = ()
    asking: Asking = PLAINLY
    looking: Mapping[str, Any] = field(default_factory=dict)
    views: int | None = None
    against_boxes: bool = False
    narrow: LabelSet | None = None
    trust: frozenset[str] = frozenset()
    allowance: Allowance = AS_THE_MACHINE


def named_model(reference: str, options: ModelOptions) -> ModelSpec:
    """Return the model that a reference stands for.

    Parameters
    ----------
    reference
        A folder with model.toml, a bundled id, a weights file, a function `package.module:function` or
        `folder/code.py:function`, or a service `https+json:ADDRESS`.
    options
        What is said of it.

    Raises
    ------
    UsageError
        When nothing of that name exists, a model without model.toml comes without labels and size, or the model does
        not have an emotion it is narrowed to.
    """
    spec = bounded(vouched(_spec(reference, options), options.trust), options.allowance)
    asked = [LOOKING[key] for key in options.looking] + ["--against-boxes"] * options.against_boxes
    if asked and not _looks_for_faces(spec):
        them = "it" if len(asked) == 1 else "them"
        raise UsageError(
            f"{', '.join(asked)}: about a face that is looked for, and model '{spec.id}' takes what it is given; "
            f"remove {them}"
        )
    if options.looking:
        spec = looked_for_by(spec, options.looking)
    if options.views is not None:
        spec = seen_in(spec, options.views)
    if options.against_boxes:
        spec = held_against_boxes(spec)
    return spec if options.narrow is None else narrowed_to(spec, options.narrow)


def _looks_for_faces(spec: ModelSpec) -> bool:
    return spec.contract.face in LOOKED_FOR or any(_looks_for_faces(member.spec) for member in spec.members)


def looked_at(path: Path) -> ModelSpec:
    """Return the model in a folder, or in a bare file, to be looked at alone: of a bare one nothing else is known."""
    if is_declared(str(path)):
        return load_model(path)
    refuse_unreadable(path, None)
    return model_from_file(path, Told(labels=LABEL_SETS["happy-sad"], contract=_BARE))


def is_declared(reference: str) -> bool:
    """Return whether a reference stands for a model that declares itself by a model.toml.

    Raises
    ------
    UsageError
        When nothing of that name exists.
    """
    path = _place(reference)
    return path is not None and ((path / DECLARATION).exists() or path.suffix == ".toml")


def _place(reference: str) -> Path | None:
    """Return where a model lies; None for a function or a service, which lie nowhere."""
    if is_function(reference) or SERVICE.fullmatch(reference):
        return None
    return find_model(reference)


def _spec(reference: str, options: ModelOptions) -> ModelSpec:
    path = _place(reference)
    if path is not None and is_declared(reference):
        return load_model(path)
    if path is not None:
        refuse_unreadable(path, options.architecture)
    told = _told(reference, options)
    _refuse_idle(reference, options, told)
    if path is not None:
        return model_from_file(path, told)
    return model_from_service(reference, told) if SERVICE.fullmatch(reference) else model_from_function(reference, told)


def _refuse_idle(reference: str, options: ModelOptions, told: Told) -> None:
    """Refuse words about a model that would do nothing beside the others."""
    if options.positive is not None and told.output is not Output.SIGMOID:
        raise UsageError(
            "--positive names the emotion whose probability a sigmoid puts out; add --output sigmoid, or remove it"
        )
    path = _place(reference)
    if options.allowance != AS_THE_MACHINE and SERVICE.fullmatch(reference):
        raise UsageError(
            "--limit-memory and --limit-seconds-per-picture bound what a model takes of this machine, and a service "
            "runs elsewhere; remove them"
        )
    if options.architecture is not None and (path is None or kind_of(path) is not Kind.KERAS):
        raise UsageError("--architecture is the network of a Keras file that holds its weights alone; remove it")
    if options.layout is not None and path is not None and kind_of(path) in _SHAPED:
        raise UsageError(f"--layout is about files that do not say it themselves, and {path} does; remove it")


_SHAPED = (Kind.KERAS, Kind.SKLEARN)
"""Kinds of which the order of the axes is known."""


def _told(reference: str, options: ModelOptions) -> Told:
    """Return what is said of a model without model.toml, and what its preset says where nobody did."""
    preset = options.preset
    labels = options.labels or (None if preset is None else preset.labels)
    if labels is None or (preset is None and "size" not in options.input):
        like = preset_by_name(Path(reference).name)
        public = "where it is a public one (emotion-audit list presets)"
        raise UsageError(
            f"{reference}: a model without model.toml needs --labels and --size, or --preset "
            f"{public if like is None else f'{like}, as its name says'}"
        )
    if options.input.get("channels") == 1 and options.input.get("colour", Colour.GREY) != Colour.GREY:
        raise UsageError("--colour is the order of three channels, and --channels 1 takes grey; remove one of them")
    contract = replace(_BARE if preset is None else preset.contract, **options.input)
    return Told(
        labels=labels,
        contract=contract,
        output=options.output or (Output.SOFTMAX if preset is None else preset.output),
        positive=options.positive,
        part=options.part if preset is None or not options.part.whole else preset.part,
        layout=options.layout or (None if preset is None else preset.layout),
        architecture=options.architecture,
        files=options.files,
        asking=options.asking,
    )
