"""What callers say of a model, as the values of the package."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from audit.api.arguments import labels_of, numbers, texts, word
from audit.domain.contract.detection import LOOKING, Align, BoxRule, Detector, WhichFace
from audit.domain.contract.input_contract import Colour, FacePolicy, Resize, Scale
from audit.domain.contract.normalising import Standardise
from audit.domain.model.kinds import Layout
from audit.domain.model.model import ModelSpec, Output
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from audit.api.arguments import Labels, Place
    from audit.domain.model.asking import Asking
    from audit.domain.model.parts import OutputPart
    from audit.domain.running.allowance import Allowance
    from audit.load import ModelOptions


class ModelArguments(TypedDict, total=False):
    """What a model without model.toml needs to be told, spelled as the options; see `ModelOptions`."""

    preset: str | None
    size: int | str | tuple[int, int] | None
    channels: int
    colour: str
    scale: str
    mean: float | str | Iterable[float] | None
    std: float | str | Iterable[float] | None
    standardise: str
    face: str
    margin: float
    resize: str
    output: str
    positive: str | None
    output_index: int | None
    output_name: str | None
    output_slice: str | tuple[int, int] | None
    layout: str | None
    architecture: Place | None
    weights: Place | Iterable[Place]
    batch: int | None
    concurrency: int | None
    retries: int | None
    timeout: float
    rate: float | None
    budget: int | None
    header: str | Iterable[str] | Mapping[str, str]
    detector: str | None
    face_threshold: float | None
    smallest_face: int | None
    which_face: str | None
    box_rule: str | None
    align: str | None
    views: int | None
    against_boxes: bool
    narrow: Labels | None
    trust: str | Iterable[str]
    limit_memory: int | str | None
    limit_seconds_per_picture: float | None


_WORDS = {"colour": Colour, "scale": Scale, "face": FacePolicy, "resize": Resize, "standardise": Standardise}
_LOOKING = {option.removeprefix("--").replace("-", "_"): key for key, option in LOOKING.items()}
_LOOKING_WORDS = {"detector": Detector, "which": WhichFace, "box_rule": BoxRule, "align": Align}
_ASKING = ("batch", "concurrency", "retries", "timeout", "rate", "budget")


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise TypeError for the name of an argument that is none, as Python does."""
    for name in given:
        if name not in known:
            raise TypeError(f"unexpected keyword argument '{name}'; {one_of(name, known)}")


def model_options_of(labels: Labels | None, given: ModelArguments) -> ModelOptions:
    """Return what is said of a model; raises TypeError for an argument that is none, as Python does."""
    from audit.domain.model.presets import preset_of
    from audit.load import ModelOptions

    refuse_unknown(given, ModelArguments.__annotations__)
    said: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return ModelOptions(
        preset=preset_of(said["preset"]) if "preset" in said else None,
        labels=labels_of(labels),
        input=_input(said),
        output=word(Output, said["output"], "output") if "output" in said else None,
        positive=said.get("positive"),
        part=_part(said),
        layout=word(Layout, said["layout"], "layout") if "layout" in said else None,
        architecture=Path(said["architecture"]) if "architecture" in said else None,
        files=_paths(said.get("weights", ())),
        asking=_asking(said),
        looking=_looking(said),
        views=said.get("views"),
        against_boxes=said.get("against_boxes", False),
        narrow=labels_of(said.get("narrow")),
        trust=frozenset(texts(said.get("trust"))),
        allowance=allowance_of(said.get("limit_memory"), said.get("limit_seconds_per_picture")),
    )


def allowance_of(memory: int | str | None, seconds_per_picture: float | None) -> Allowance:
    """Return what a model may take of this machine; raises UsageError for what is no size or no time."""
    from audit.domain.running.allowance import Allowance, bytes_in

    return Allowance(memory=None if memory is None else bytes_in(memory), seconds_per_picture=seconds_per_picture)


def _paths(said: Place | Iterable[Place]) -> tuple[Path, ...]:
    return (Path(said),) if isinstance(said, str | os.PathLike) else tuple(Path(path) for path in said)


def _input(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of `InputContract` that are said."""
    fields: dict[str, Any] = {name: word(kind, said[name], name) for name, kind in _WORDS.items() if name in said}
    fields |= {name: said[name] for name in ("channels", "margin") if name in said}
    fields |= {name: _statistic(name, said[name]) for name in ("mean", "std") if name in said}
    return fields | ({"size": size_of(said["size"])} if "size" in said else {})


def _looking(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of `InputContract` about how faces are looked for that are said."""
    given = {key: said[name] for name, key in _LOOKING.items() if name in said}
    kinds = {key: kind for key, kind in _LOOKING_WORDS.items() if key in given}
    return given | {key: word(kind, given[key], LOOKING[key]) for key, kind in kinds.items()}


def check_every_face(which: str | None, *, every_face: bool) -> None:
    """Raise UsageError where each face of a picture is asked about and one of them is named."""
    if every_face and which not in (None, WhichFace.EACH):
        raise UsageError("--every-face is about each face, and --which-face about one; take one of the two out")


def size_of(size: int | str | Iterable[int]) -> int | tuple[int, ...]:
    """Return height and width, from a number, `110x90` (height first), or a pair.

    >>> size_of("110x90"), size_of(48)
    ((110, 90), 48)
    """
    if isinstance(size, int):
        return size
    if not isinstance(size, str):
        return tuple(size)
    sides = re.fullmatch(r"\s*(\d+)\s*(?:[x×,*]\s*(\d+)\s*)?", size, re.IGNORECASE | re.ASCII)
    if sides is None:
        raise UsageError(f"--size is a number of pixels, or height x width as 110x90, found '{size}'")
    return int(sides[1]) if sides[2] is None else (int(sides[1]), int(sides[2]))


def _statistic(name: str, said: float | str | Iterable[float]) -> float | str | tuple[float, ...]:
    if isinstance(said, float | int):
        return float(said)
    if not isinstance(said, str):
        return numbers(f"--{name}", said)
    try:
        values = tuple(float(part) for part in said.split(","))
    except ValueError:
        return said  # a name
    return values[0] if len(values) == 1 else values


def _part(said: Mapping[str, Any]) -> OutputPart:
    from audit.domain.model.parts import OutputPart

    found = said.get("output_slice", ())
    if isinstance(found, str):
        sides = re.fullmatch(r"\s*(\d+)\s*:\s*(\d+)\s*", found, re.ASCII)
        if sides is None:
            raise UsageError(f"--output-slice is first:behind, as 0:8 for the first eight numbers, found '{found}'")
        found = (int(sides[1]), int(sides[2]))
    return OutputPart(index=said.get("output_index"), name=said.get("output_name"), slice=tuple(found))


def _asking(said: Mapping[str, Any]) -> Asking:
    from audit.domain.model.asking import Asking

    headers = said.get("header", ())
    if not isinstance(headers, Mapping):
        pairs = [text.partition("=") for text in texts(headers)]
        for name, sign, variable in pairs:
            if not (name.strip() and sign and variable.strip()):
                raise UsageError(
                    "--header is NAME=VARIABLE, the environment variable that holds its value: Authorization=MY_KEY"
                )
        headers = {name.strip(): variable.strip() for name, _, variable in pairs}
    return Asking(**{name: said[name] for name in _ASKING if name in said}, headers=headers)


_OF_THE_PERSON = ("trust", "limit_memory", "limit_seconds_per_picture")
"""What whoever runs a model says of it, whatever it declares."""

_OF_FACES = (*_LOOKING, "against_boxes")
"""How faces are looked for, whatever a model declares."""

_RUNS_A_MODEL = tuple(
    name for name in ModelArguments.__annotations__ if name not in ("views", "narrow", *_OF_FACES, *_OF_THE_PERSON)
)
"""Arguments that say how a model is run which does not declare that itself."""


def refuse_idle(model: Place | ModelSpec | None, given: frozenset[str]) -> None:
    """Refuse arguments that would do nothing beside the others; whoever wrote one expects that it does something.

    Parameters
    ----------
    model
        What is audited; None for a table of predictions.
    given
        Names of the arguments about models and numbers that were given.

    Raises
    ------
    UsageError
        With the arguments as options, and why they would do nothing.
    """
    if model is None:
        _refuse(
            given,
            (*_RUNS_A_MODEL, *_OF_FACES, "views", *_OF_THE_PERSON),
            "says how a model is run, and --predictions were made already",
        )
        return
    _refuse(given, ("scores",), "is about the numbers of --predictions, and a model makes its own")
    from audit.load import is_declared

    if isinstance(model, ModelSpec):
        own = ("labels", *ModelArguments.__annotations__)
        _refuse(given, own, "is what a ModelSpec has for itself")
    elif is_declared(os.fspath(model)):
        _refuse(given, ("labels", *_RUNS_A_MODEL), "is declared by the model itself (model.toml)")


def _refuse(given: frozenset[str], names: tuple[str, ...], why: str) -> None:
    idle = [f"--{name.replace('_', '-')}" for name in names if name in given]
    if idle:
        raise UsageError(f"{', '.join(idle)} {why}; remove {'it' if len(idle) == 1 else 'them'}")
