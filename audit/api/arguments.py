"""What callers write, as the values of the package: paths, words for enumerations, lists of names, policies."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

from audit.domain.cohort.choices import ReadingChoices, ScoreKind, checked_bins
from audit.domain.cohort.emotions import LabelMap
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.pictures import PictureMode, PictureWish
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.limits import Limits, check_alone, crossed
from audit.domain.decision.policy import Policy
from audit.domain.model.detection import Detector
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Colour, FacePolicy, ModelSpec, Output, Scale
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from enum import StrEnum

    from audit.load import ModelOptions

Place = str | os.PathLike[str]
"""Where something lies; of a cohort or model also the id of a bundled one."""

Features = str | Sequence[str | Sequence[str]]
"""Names of features, `"age,gender,age*gender"` or `["age", "gender", ("age", "gender")]`; the last one crosses two."""

Labels = str | Iterable[str] | LabelSet
"""Emotions in order, or the name of a ready-made set."""


class ModelArguments(TypedDict, total=False):
    """What a model without model.toml needs to be told, spelled as the options; see `ModelOptions`."""

    size: int | None
    channels: int
    colour: str
    scale: str
    face: str
    output: str
    positive: str | None
    layout: str | None
    detector: str | None
    narrow: Labels | None
    trust: str | Iterable[str]


Words = str | Iterable[str] | Mapping[str, str]
"""Words → labels: `"sadness=sad,joy=happy"`, several such texts, or a mapping."""

Edges = str | Iterable[str] | Mapping[str, Sequence[float]]
"""Edges between the groups of columns of numbers: `"age=0,13,20,60"`, several such texts, or a mapping."""

Word = TypeVar("Word", bound="StrEnum")


def word(kind: type[Word], value: str, name: str) -> Word:
    """Return the member of an enumeration that a word means; raises UsageError with the known ones."""
    allowed = [member.value for member in kind]
    if value not in allowed:
        raise UsageError(f"{name} is {value!r}; {one_of(str(value), allowed)}")
    return kind(value)


def policy_of(policy: Place | Policy | None) -> Policy | None:
    """Return a policy, read from its file where it is a path."""
    from audit.load import load_policy

    return policy if policy is None or isinstance(policy, Policy) else load_policy(Path(policy))


def labels_of(labels: Labels | None) -> LabelSet | None:
    """Return a label set from a ready-made name, from names with commas between, or from a list of names."""
    from audit.load import label_set

    return labels if labels is None or isinstance(labels, LabelSet) else label_set(labels)


def features_of(features: Features | None) -> tuple[tuple[str, ...], ...] | None:
    """Return the features that are named, those of an intersection together; None for every feature."""
    if features is None:
        return None
    if isinstance(features, str):
        return crossed(features)
    return tuple((item,) if isinstance(item, str) else tuple(item) for item in features)


def limits_of(
    policy: Place | Policy | None,
    *,
    features: Features | None = None,
    metric: str | None = None,
    max_difference: float | None = None,
    min_ratio: float | None = None,
    on_inconclusive: str | None = None,
) -> Limits:
    """Return the limits that are asked for; see `Limits`."""
    single = {"features": features, "metric": metric, "max_difference": max_difference, "min_ratio": min_ratio}
    check_alone(policy, **single, on_inconclusive=on_inconclusive)
    return Limits(
        policy=policy_of(policy),
        features=features_of(features),
        metric=metric,
        max_difference=max_difference,
        min_ratio=min_ratio,
        on_inconclusive=None if on_inconclusive is None else word(OnInconclusive, on_inconclusive, "on_inconclusive"),
    )


def model_options_of(labels: Labels | None, given: ModelArguments) -> ModelOptions:
    """Return what is said of a model; raises TypeError for an argument that is none, as Python does."""
    from audit.load import ModelOptions

    known = ModelArguments.__annotations__
    for name in given:
        if name not in known:
            raise TypeError(f"unexpected keyword argument '{name}'; {one_of(name, known)}")
    layout, detector = given.get("layout"), given.get("detector")
    return ModelOptions(
        labels=labels_of(labels),
        size=given.get("size"),
        channels=given.get("channels", 3),
        colour=word(Colour, given.get("colour", Colour.RGB), "colour"),
        scale=word(Scale, given.get("scale", Scale.UNIT), "scale"),
        face=word(FacePolicy, given.get("face", FacePolicy.DETECT), "face"),
        output=word(Output, given.get("output", Output.SOFTMAX), "output"),
        positive=given.get("positive"),
        layout=None if layout is None else word(Layout, layout, "layout"),
        detector=None if detector is None else word(Detector, detector, "detector"),
        narrow=labels_of(given.get("narrow")),
        trust=frozenset(_texts(given.get("trust"))),
    )


def choices_of(
    label_map: Words | None,
    leave_out: str | Iterable[str] | None,
    codes_from: int | None,
    scores: str | None,
    bins: Edges | None,
) -> ReadingChoices:
    """Return how words and numbers of tables are to be read; see `ReadingChoices`."""
    from audit.load import parse_bins, parse_names, parse_pairs

    pairs = label_map
    if not isinstance(pairs, Mapping):
        pairs = parse_pairs("--label-map", _texts(label_map), "sadness=sad,joy=happy")
    if not isinstance(bins, Mapping):
        bins = parse_bins(_texts(bins))
    if codes_from not in (None, 0, 1):
        raise UsageError(f"--codes-from is {codes_from!r}: the number of the first emotion, 0 or 1")
    return ReadingChoices(
        label_map=LabelMap(pairs),
        leave_out=parse_names(leave_out) if isinstance(leave_out, str) else tuple(leave_out or ()),
        codes_from=codes_from,
        scores=None if scores is None else word(ScoreKind, scores, "--scores"),
        bins={name: checked_bins(name, tuple(map(float, edges))) for name, edges in bins.items()},
    )


def _texts(given: str | Iterable[str] | None) -> Iterable[str]:
    return (given,) if isinstance(given, str) else given or ()


_RUNS_A_MODEL = ("size", "channels", "colour", "scale", "face", "output", "positive", "layout")


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
        _refuse(given, (*_RUNS_A_MODEL, "trust"), "says how a model is run, and --predictions were made already")
        return
    _refuse(given, ("scores",), "is about the numbers of --predictions, and a model makes its own")
    from audit.load import is_declared

    if isinstance(model, ModelSpec) or is_declared(os.fspath(model)):
        _refuse(given, ("labels", *_RUNS_A_MODEL), "is declared by the model itself (model.toml)")


def _refuse(given: frozenset[str], names: tuple[str, ...], why: str) -> None:
    idle = [f"--{name.replace('_', '-')}" for name in names if name in given]
    if idle:
        raise UsageError(f"{', '.join(idle)} {why}; remove {'it' if len(idle) == 1 else 'them'}")


def pictures_of(mode: str, most: int, *, explain: bool) -> PictureWish:
    """Return the pictures that are asked for."""
    return PictureWish(mode=word(PictureMode, mode, "pictures"), most=most, explain=explain)


def columns_of(columns: str | Iterable[str] | Mapping[str, str] | None) -> Mapping[str, str]:
    """Return which column of another tool's table stands for which of ours; from pairs `OURS=THEIRS`, or a mapping."""
    from audit.load import check_ours, parse_columns

    if isinstance(columns, Mapping):
        for name, source in columns.items():
            check_ours(name, source)
        return dict(columns)
    return parse_columns([columns] if isinstance(columns, str) else columns or ())
