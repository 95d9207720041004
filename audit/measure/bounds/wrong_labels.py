"""What wrong labels and wrongly guessed groups can do to the values of one criterion, as far as somebody declared them.

Of a crossing or a stratum nobody declares anything: all wrong labels of the group may lie in it. A group's share e of
wrong labels is then at most a = e · n / m of the pictures of a part that has m of its n pictures; and of those that
truly show an emotion there, at most a / ((1 − e) (1 − a)).

Rates that votes tell are shares of all pictures of a group, and all of its wrong labels may have one emotion, in one
crossing or stratum: of m pictures there that are counted for a value at most a = e · n / m are wrong, and of those that
truly belong there as many are missing, since a label is wrong in one place and missing in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import Group, find_features
from audit.domain.counts.metric import OnLabels
from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Average, Rate
from audit.domain.decision.comparisons import Pairing
from audit.domain.mislabelling.declared import EVERY_OTHER, Mislabelled, share_in
from audit.errors import UsageError, one_of
from audit.measure.bounds.strata import Standardised
from audit.measure.limits.drift import Drift

if TYPE_CHECKING:
    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.counts.counts import GroupCounts
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.policy import Policy
    from audit.domain.mislabelling.declared import ShareInGroup
    from audit.measure.limits.limits import GroupLimits

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLabels:
    """How wrong labels and groups may be, in K compared groups.

    Attributes
    ----------
    label_errors
        float64, shape (K,): largest share of wrong labels; None where labels are taken as true.
    strangers, strayed
        float64, shape (K,): share of each group's pictures that truly belong to another, and of those that truly belong
        to it the share that is elsewhere; None where groups are taken as true. 1 in any of these = nobody knows.
    """

    label_errors: Values | None = None
    strangers: Values | None = None
    strayed: Values | None = None

    @property
    def any(self) -> bool:
        """Whether anything is not taken as true."""
        return self.label_errors is not None or self.strangers is not None

    @property
    def told(self) -> Mislabelled:
        """The same for a result."""
        errors, strangers, strayed = (
            () if values is None else tuple(values.tolist())
            for values in (self.label_errors, self.strangers, self.strayed)
        )
        return Mislabelled(label_errors=errors, assignments=tuple(zip(strangers, strayed, strict=True)))

    def on(self, limits: GroupLimits) -> GroupLimits:
        """Return limits with how far the true values may lie from them; the same where all is taken as true."""
        if not self.any:
            return limits if limits.drift is None else replace(limits, drift=None, rest_drift=None)
        none, weight = np.zeros(limits.weight.shape[-1:]), limits.weight
        errors, strangers, strayed = (
            none if each is None else each for each in (self.label_errors, self.strangers, self.strayed)
        )
        own = Drift.of(errors, strangers, strayed)
        if limits.rest is None:
            return replace(limits, drift=own)
        others = np.maximum(1 - weight, np.finfo(float).tiny)
        of_rest = ((weight * errors).sum(axis=-1, keepdims=True) - weight * errors + weight * strayed) / others
        rest = Drift(scale=np.ones_like(of_rest), down=of_rest, up=of_rest)
        return replace(limits, drift=own, rest_drift=rest)


TAKEN_AS_TRUE = WrongLabels()
"""Labels and groups of which nothing is declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The pictures behind the values of a criterion.

    Attributes
    ----------
    groups, images
        All groups that there are, and float64, shape (G,): the pictures behind the value of each.
    labelled
        float64, shape (G, k): all pictures of each group by their label.
    kept
        Positions of those that are compared.
    strata
        Their rates within strata, of a criterion that controls for something; else None.
    """

    groups: tuple[Group, ...]
    images: Values
    labelled: Values
    kept: Sequence[int]
    strata: Standardised | None = None

    @classmethod
    def of(cls, groups: tuple[GroupCounts, ...], values: Sequence[Rate | Average], kept: Sequence[int]) -> Behind:
        """Return those of values, one for each group."""
        images = [value.denominator if isinstance(value, Rate) else value.support for value in values]
        return cls(
            groups=tuple(each.group for each in groups),
            images=np.array(images, np.float64),
            labelled=np.array([each.confusion.support for each in groups], np.float64).reshape(len(groups), -1),
            kept=kept,
        )


def wrong_labels(
    behind: Behind, criterion: Criterion, policy: Policy, features: tuple[SensitiveFeature, ...]
) -> WrongLabels:
    """Return what is declared of wrong labels and groups for one criterion.

    Parameters
    ----------
    behind
        The pictures behind its values.
    criterion
        On a single metric.
    policy
        What it says of label errors comes before what the cohort declares.
    features
        Of the cohort.

    Raises
    ------
    UsageError
        When the policy names a group that the feature does not have.
    """
    errors = _label_errors(behind, criterion, policy, features)
    assigned = _assignments(behind, criterion, features)
    if assigned is None:
        return WrongLabels(label_errors=errors)
    return WrongLabels(label_errors=errors, strangers=assigned[0], strayed=assigned[1])


def declared_rates(feature: SensitiveFeature, policy: Policy) -> tuple[ShareInGroup, ...]:
    """Return the label error rates of a feature's groups, the policy's before the cohort's; empty without any.

    Raises
    ------
    UsageError
        When the policy names a group that the feature does not have.
    """
    own = next((each.rates for each in policy.label_error if each.feature == feature.name), None)
    if own is None:
        return feature.label_error
    for each in own:
        if each.group not in (*feature.groups, EVERY_OTHER):
            raise UsageError(
                f"label_error of '{feature.name}' names '{each.group}', which is no group of it; "
                f"{one_of(each.group, feature.groups)}, or '*' for all others"
            )
    return own


def is_doubted(feature: SensitiveFeature, policy: Policy) -> bool:
    """Return whether anybody says how often labels of a feature's groups are wrong."""
    return bool(declared_rates(feature, policy)) or told_by_votes(feature, policy)


def told_by_votes(feature: SensitiveFeature, policy: Policy) -> bool:
    """Return whether what votes tell of a feature's labels is allowed for: where the policy declares nothing of them.

    Where nobody has asked the votes yet, nothing is known.
    """
    return feature.label_error_from_votes and all(each.feature != feature.name for each in policy.label_error)


def _label_errors(
    behind: Behind, criterion: Criterion, policy: Policy, features: tuple[SensitiveFeature, ...]
) -> Values | None:
    metric = find_metric(criterion.metric)
    if metric.on_labels is OnLabels.NOT_AT_ALL:
        return None
    own = find_features(criterion.features, features)
    known = [each for each in own if is_doubted(each, policy)]
    if not known:
        return None
    crossed = len(criterion.features) > 1
    if metric.on_labels is OnLabels.UNBOUNDED or (metric.over_emotions and crossed):
        return np.ones(len(behind.kept))
    each = [
        _told_by_votes(behind, feature, in_each_emotion=metric.over_emotions)
        if told_by_votes(feature, policy)
        else _of_feature(behind, feature.name, declared_rates(feature, policy), crossed=crossed)
        for feature in known
    ]
    return np.asarray(np.min(each, axis=0))


def _rates_of(behind: Behind, values: list[str], rates: tuple[ShareInGroup, ...]) -> Values:
    return np.array([1.0 if (rate := share_in(rates, values[i])) is None else rate for i in behind.kept])


def _in_whole(behind: Behind, values: list[str], images: Values) -> Values:
    """Return for every compared group the pictures of all groups that have its value of a feature."""
    pictures = {value: images[[v == value for v in values]].sum() for value in set(values)}
    return np.array([pictures[values[i]] for i in behind.kept])


def _told_by_votes(behind: Behind, feature: SensitiveFeature, *, in_each_emotion: bool) -> Values:
    """Return the largest share of wrong labels behind each compared value, by what votes tell of a feature."""
    values = [dict(group.pairs)[feature.name] for group in behind.groups]
    rates = _rates_of(behind, values, feature.label_error)
    wrong = rates * _in_whole(behind, values, behind.labelled.sum(axis=1))
    if behind.strata is not None:
        share = wrong * (behind.strata.weight / behind.strata.n).max(axis=1)
    elif in_each_emotion:
        labelled = behind.labelled[list(behind.kept)][:, behind.labelled.any(axis=0)]
        share = np.minimum(wrong[:, None] / np.maximum(labelled, 1), 1).mean(axis=1)
    else:
        share = wrong / behind.images[behind.kept]
    return np.asarray(np.minimum(share, 1.0))


def _of_feature(behind: Behind, name: str, rates: tuple[ShareInGroup, ...], *, crossed: bool) -> Values:
    """Return the largest share of wrong labels in every compared group, by what is declared of one feature."""
    values = [dict(group.pairs)[name] for group in behind.groups]
    own = _rates_of(behind, values, rates)
    if not crossed and behind.strata is None:
        return own
    whole = _in_whole(behind, values, behind.images)
    if behind.strata is None:
        return _in_a_part(own, own * whole / behind.images[behind.kept])
    n, weight = behind.strata.n, behind.strata.weight
    most = own * whole / n.min(axis=1)
    return _in_a_part(own, own * whole * (weight / n).max(axis=1), most)


def _in_a_part(rate: Values, share: Values, most: Values | None = None) -> Values:
    """Return how far a rate of a part can move; `most` is the largest share of wrong labels in any of its parts."""
    most = share if most is None else most
    known = (rate < 1) & (most < 1)
    room = np.where(known, (1 - rate) * (1 - most), 1.0)
    return np.asarray(np.where(known, np.minimum(share / room, 1.0), 1.0))


def _assignments(
    behind: Behind, criterion: Criterion, features: tuple[SensitiveFeature, ...]
) -> tuple[Values, Values] | None:
    """Return who is a stranger in a compared group and who strayed from it; None where groups are taken as true."""
    tabled = [each for each in find_features((*criterion.features, *criterion.control), features) if each.assignment]
    if not tabled:
        return None
    several = len(criterion.features) > 1 or bool(criterion.control)
    if several or find_metric(criterion.metric).over_emotions or criterion.comparison.pairing is Pairing.REST:
        return np.ones(len(behind.kept)), np.ones(len(behind.kept))
    names = [group.text for group in behind.groups]
    images = dict(zip(names, behind.images.tolist(), strict=True))
    compared = [names[i] for i in behind.kept]
    found = [_assigned(name, tabled[0], images) for name in compared]
    strangers, strayed = np.array(found, np.float64).reshape(-1, 2).T
    return strangers, strayed


def _assigned(name: str, feature: SensitiveFeature, images: dict[str, float]) -> tuple[float, float]:
    """Return the share of a group that belongs to another, and the share of those who belong to it elsewhere."""
    rows = {row.group: row for row in feature.assignment}
    if name not in rows:
        return 1.0, 1.0
    here = images[name] * rows[name].right
    everywhere = sum(images.get(row.group, 0.0) * _named(row.truly, name) for row in feature.assignment)
    return 1 - rows[name].right, 1 - here / everywhere if everywhere else 1.0


def _named(truly: tuple[ShareInGroup, ...], group: str) -> float:
    """Return the share of a true group by its own name: `*` are groups that nobody was assigned to."""
    return sum(each.share for each in truly if each.group == group)
