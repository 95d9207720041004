"""What callers write, as the values of the package: paths, words for enumerations, lists of names, policies."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from audit.domain.cohort.choices import ReadingChoices, ScoreKind, checked_bins
from audit.domain.cohort.emotions import LabelMap
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.pictures import MOST_PICTURES, PictureMode, PictureWish
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.limits import Limits, check_alone, crossed
from audit.domain.decision.policy import Policy
from audit.domain.keeping import MOST_MEGABYTES, NOTHING_KEPT, OFF, Keeping
from audit.domain.running.engine_wish import EngineKind, EngineWish
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from enum import StrEnum


Place = str | os.PathLike[str]
"""Where something lies; of a cohort or model also the id of a bundled one."""

Features = str | Sequence[str | Sequence[str]]
"""Names of features, `"age,gender,age*gender"` or `["age", "gender", ("age", "gender")]`; the last one crosses two."""

Labels = str | Iterable[str] | LabelSet
"""Emotions in order, or the name of a ready-made set."""


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
        pairs = parse_pairs("--label-map", texts(label_map), "sadness=sad,joy=happy")
    if not isinstance(bins, Mapping):
        bins = parse_bins(texts(bins))
    if codes_from not in (None, 0, 1):
        raise UsageError(f"--codes-from is {codes_from!r}: the number of the first emotion, 0 or 1")
    return ReadingChoices(
        label_map=LabelMap(pairs),
        leave_out=parse_names(leave_out) if isinstance(leave_out, str) else tuple(leave_out or ()),
        codes_from=codes_from,
        scores=None if scores is None else word(ScoreKind, scores, "--scores"),
        bins={name: checked_bins(name, numbers(f"--bins of '{name}'", edges)) for name, edges in bins.items()},
    )


def numbers(name: str, given: Iterable[object]) -> tuple[float, ...]:
    """Return several numbers; raises UsageError for what is none.

    >>> numbers("--mean", [0.5, "a"])
    Traceback (most recent call last):
    audit.errors.UsageError: --mean holds 'a'; give numbers
    """
    found = []
    for each in given:
        if isinstance(each, bool) or not isinstance(each, Real):
            raise UsageError(f"{name} holds {each!r}; give numbers")
        found.append(float(each))
    return tuple(found)


def texts(given: str | Iterable[str] | None) -> Iterable[str]:
    """Return several texts, from one or from several."""
    return (given,) if isinstance(given, str) else given or ()


def pictures_of(mode: str, most: int | None, *, explain: bool) -> PictureWish:
    """Return the pictures that are asked for; raises UsageError for a number of none."""
    wanted = word(PictureMode, mode, "pictures")
    if most is not None and wanted is PictureMode.OFF:
        raise UsageError("--max-pictures says how many are shown; add --pictures blurred or --pictures shown")
    return PictureWish(mode=wanted, most=MOST_PICTURES if most is None else most, explain=explain)


def keeping_of(journal: Place | None, size: int | None, *, fresh: bool) -> Keeping:
    """Return what is asked for about kept answers: a folder for them, the person's own, or `"off"` for none.

    Raises
    ------
    UsageError
        When nothing is kept and more is said about it.
    """
    if journal is not None and os.fspath(journal) == OFF:
        idle = " and ".join(["--fresh"] * fresh + ["--journal-size"] * (size is not None))
        if idle:
            raise UsageError(f"{idle} would do nothing where no answers are kept (--journal off); remove it")
        return NOTHING_KEPT
    folder = None if journal is None else Path(journal)
    return Keeping(folder=folder, fresh=fresh, megabytes=MOST_MEGABYTES if size is None else size)


def engine_of(engine: str, address: str | None, worker_cpus: float | None) -> EngineWish:
    """Return who is to ask the classifier; see `EngineWish`."""
    return EngineWish(kind=word(EngineKind, engine, "--engine"), address=address, worker_cpus=worker_cpus)


def refuse_idle_engine(engine: str, address: str | None, worker_cpus: float | None) -> None:
    """Refuse what is said about who asks a classifier where nobody is asked; raises UsageError."""
    if engine_of(engine, address, worker_cpus).kind is not EngineKind.LOCAL:
        raise UsageError(
            f"--engine {engine} is about who asks a classifier, and --predictions were made already; remove it"
        )


def refuse_idle_keeping(journal: Place | None, size: int | None, *, fresh: bool) -> None:
    """Refuse what is said about kept answers where nobody is asked; raises UsageError."""
    said = {"--journal": journal is not None, "--fresh": fresh, "--journal-size": size is not None}
    idle = [option for option, given in said.items() if given]
    if idle:
        they = "it" if len(idle) == 1 else "them"
        raise UsageError(
            f"{', '.join(idle)} is about answers that a classifier gives, and --predictions were made already; remove "
            f"{they}"
        )


def columns_of(columns: str | Iterable[str] | Mapping[str, str] | None) -> Mapping[str, str]:
    """Return which column of another tool's table stands for which of ours; from pairs `OURS=THEIRS`, or a mapping."""
    from audit.load import check_ours, columns_by_name, parse_columns

    if isinstance(columns, Mapping):
        for name, source in columns.items():
            check_ours(name, source)
        return dict(columns)
    texts = [columns] if isinstance(columns, str) else list(columns or ())
    return {**columns_by_name(texts), **parse_columns([text for text in texts if "=" in text])}
