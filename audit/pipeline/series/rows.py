"""The rows of an audit as its series tells them again, and in the groups and emotions of the series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.answers.asked import emotions_of, with_outcomes
from audit.domain.cohort.groups import UNKNOWN, find_features, spelling_key
from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.results.series_state import FreshRows, with_unknown
from audit.domain.series.seen import NOTHING, Digests, digest
from audit.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.cohort.labels import LabelSet
    from audit.domain.decision.policy import Policy
    from audit.pipeline.stages.scoring import Scored


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRows:
    """The rows of an audit that its classifier was asked about, ready to be added to a series.

    Attributes
    ----------
    answered
        The cohort as it was counted, with the features of the limits alone.
    rows
        int64, shape (n,): rows of the manifest.
    digests
        uint64, shape (n, 2): of the name and the picture of each.
    people
        uint64, shape (n,): of the person in each; None where every row shows another person.
    salt
        Of the digests.
    """

    answered: AnsweredCohort
    rows: NDArray[np.int64]
    digests: Digests
    people: Digests | None
    salt: str

    def among(self, series: CountTable | None, fresh: NDArray[np.bool_]) -> FreshRows:
        """Return the fresh ones of these rows, in the groups and emotions of a series; in their own where it begins.

        Raises
        ------
        InputError
            When a group or an emotion is not one of the series.
        """
        from audit.measure import asked_rows, count

        left = np.ones(len(self.answered), np.bool_)
        left[self.rows[fresh]] = False
        answered = self.answered.leaving_out(left, Outcome.LEFT_OUT, scored_alone=False)
        own = count(answered)
        features, labels = (own.features, own.labels) if series is None else (series.features, emotions_of(series))
        _check_emotions(own.labels, labels)
        moved = _moved(own.features, features)
        features = with_unknown(features, frozenset(name for name, place in moved.items() if UNKNOWN in place))
        levels = [
            _levels(feature, features[i], moved[feature.name]) for i, feature in enumerate(_ordered(own, features))
        ]
        axes = [own.features.index(feature) for feature in _ordered(own, features)]
        answers = with_outcomes(labels)
        emotions = np.array([answers.code(e) for e in with_outcomes(own.labels).emotions], np.int64)
        asked = asked_rows(answered)
        columns = [place[asked.codes[:, axis]] for axis, place in zip(axes, levels, strict=True)]
        codes = np.column_stack([*columns, emotions[asked.codes[:, -2]], emotions[asked.codes[:, -1]]])
        shape = (*(len(feature.groups) for feature in features), len(answers), len(answers))
        return FreshRows(
            features=features,
            asked=CountTable(labels=answers, features=features, cells=CellTable.of(codes, shape)),
            graded=_graded(own, axes, levels, emotions[: len(labels)], shape),
            seen=self.digests[fresh],
            people=None if self.people is None else (self.people[fresh], codes),
        )


def series_rows(scored: Scored, policy: Policy, salt: str) -> SeriesRows:
    """Return the rows of an audit for its series; pictures that can be read are read."""
    from audit.measure import asked_rows

    names = tuple(dict.fromkeys(name for features in policy.features for name in features))
    kept = find_features(names, scored.cohort.features)
    _refuse_voted(kept, policy)
    axes = [scored.cohort.features.index(feature) for feature in kept]
    cohort = replace(scored.cohort, features=kept, codes=scored.cohort.codes[:, axes])
    answered = AnsweredCohort(cohort=cohort, predictions=scored.answered.predictions)
    rows = asked_rows(answered).rows
    return SeriesRows(
        answered=answered,
        rows=rows,
        digests=np.array([*_digests(cohort, rows, salt)], np.uint64).reshape(-1, 2),
        people=None if cohort.subjects is None else _people(cohort, rows, salt),
        salt=salt,
    )


def _refuse_voted(features: tuple[SensitiveFeature, ...], policy: Policy) -> None:
    """Refuse label errors that every look would estimate anew: a series has one rule for all of its rows."""
    declared = {each.feature for each in policy.label_error}
    for feature in features:
        if feature.label_error_from_votes and feature.name not in declared:
            raise UsageError(
                f"label_error of '{feature.name}' is estimated from votes, which a series cannot do at every look; "
                "declare the largest share of each group in cohort.toml or in the policy"
            )


def _digests(cohort: Cohort, rows: NDArray[np.int64], salt: str) -> Iterator[tuple[int, int]]:
    """Yield the digests of each row; that of a picture that cannot be read, or is not there, is `NOTHING`."""
    from audit.images.read import pictures_in
    from audit.images.rejected import Rejected

    folder = pictures_in(cohort.root)
    for row in rows.tolist():
        name = cohort.images[row]
        try:
            picture = digest(salt, folder.read(name))
        except Rejected:
            picture = NOTHING
        yield digest(salt, name.encode("utf-8", "surrogateescape")), picture


def _people(cohort: Cohort, rows: NDArray[np.int64], salt: str) -> Digests:
    """Return the digest of each row's person; one without a name is known by the row's picture alone."""
    subjects = cohort.subjects
    if subjects is None:
        raise TypeError("nobody is known")

    def of(row: int) -> int:
        code = int(subjects[row])
        known = code < len(cohort.people_named)
        name = f"person {spelling_key(cohort.people_named[code])}" if known else f"picture {cohort.images[row]}"
        return digest(salt, name.encode("utf-8", "surrogateescape"))

    return np.array([of(row) for row in rows.tolist()], np.uint64)


def _check_emotions(own: LabelSet, labels: LabelSet) -> None:
    if set(own.emotions) != set(labels.emotions):
        raise InputError(
            f"the series is about the emotions {', '.join(labels.emotions)}, this audit about {', '.join(own.emotions)}"
        )


def _ordered(own: CountTable, features: tuple[SensitiveFeature, ...]) -> tuple[SensitiveFeature, ...]:
    return find_features(tuple(feature.name for feature in features), own.features)


def _moved(own: tuple[SensitiveFeature, ...], features: tuple[SensitiveFeature, ...]) -> dict[str, dict[str, str]]:
    """Return for each feature which group of the series each of its groups is."""
    if {feature.name for feature in own} != {feature.name for feature in features}:
        raise InputError(
            f"the series is about the features {', '.join(f.name for f in features)}, this audit about "
            f"{', '.join(f.name for f in own)}"
        )
    known = {feature.name: {spelling_key(group): group for group in feature.groups} for feature in features}
    return {
        feature.name: {group: _group(group, feature.name, known[feature.name]) for group in feature.groups}
        for feature in own
    }


def _group(group: str, feature: str, known: dict[str, str]) -> str:
    if group == UNKNOWN:
        return group
    if spelling_key(group) not in known:
        raise InputError(
            f"the series has no group '{group}' of {feature}, but {', '.join(known.values())}; correct the manifest, "
            "or begin a new series whose cohort.toml declares every group that may come"
        )
    return known[spelling_key(group)]


def _levels(own: SensitiveFeature, feature: SensitiveFeature, moved: dict[str, str]) -> NDArray[np.int64]:
    return np.array([feature.groups.index(moved[group]) for group in own.groups], np.int64)


def _graded(
    own: CountTable,
    axes: list[int],
    levels: list[NDArray[np.int64]],
    emotions: NDArray[np.int64],
    shape: tuple[int, ...],
) -> CellTable | None:
    if own.graded is None:
        return None
    keys = own.graded.keys
    columns = [place[keys[:, axis]] for axis, place in zip(axes, levels, strict=True)]
    moved = np.column_stack([*columns, emotions[keys[:, -2]], keys[:, -1]])
    sizes = (*shape[:-2], len(emotions), own.graded.shape[-1])
    return CellTable(shape=sizes, keys=moved, counts=own.graded.counts)
