"""How often labels are wrong at most, as far as the votes behind them tell.

A label is *wrong* where most of all people who might be asked would choose another emotion. Nobody knows where that is,
but two panels tell: of annotators who vote independently of each other, however the votes for a picture fall, one panel
picks a wrong emotion at most as often as another picks a different one,

    1 − π_t ≤ 1 − Σ π_j ρ_j,

π and ρ the chances of the emotions to win either panel, ties by lot, and t the one that most people choose, which is
the likeliest to win any panel. More votes never make the winner wrong more often (it is the Bayes choice where the
emotions are exchanged at random; Bechhofer, Elmaghraby & Morse 1959, Annals of Mathematical Statistics 30, select the
likeliest category so). So the winner of all votes is wrong at most as often as random halves of the votes disagree, and
a label at most as often as it is not the sole winner, and the winner is wrong. Both are seen picture by picture; the
mean of their sum is bounded from above as any mean of bounded values is, the pictures of one person being one unit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.domain.mislabelling.declared import ShareInGroup
from audit.domain.wording.words import joined, percent
from audit.errors import InputError
from audit.measure.limits.people import PeopleLimits
from audit.measure.uncertainty.annotators import halves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.cohort.labels import LabelSet

    Values = NDArray[np.float64]
    Votes = NDArray[np.int64]

DOUBT = 0.001
"""Chance that the rate of any group of a feature is told too small."""

SPLITS = 20
"""Random halves of each picture's votes; their mean is one value of the picture."""

_SEED = 1785
_HALF, _PARTS = 0.5, 1_000


def with_voted_errors(cohort: Cohort, labels: LabelSet) -> Cohort:
    """Return a cohort with the label error rates that its votes tell, for the features of which they were asked.

    Parameters
    ----------
    cohort
        In the words of the classifier.
    labels
        Emotions of the classifier; votes for all others are votes for something else.

    Raises
    ------
    InputError
        When votes are asked and there are none.
    """
    if not any(feature.label_error_from_votes for feature in cohort.features):
        return cohort
    asked = np.flatnonzero(cohort.to_be_asked(labels))
    doubts = doubted(_votes(cohort, labels)[asked], cohort.recoded(labels)[asked])
    units = asked if cohort.subjects is None else cohort.subjects[asked]
    features, remarks = list(cohort.features), []
    for place, feature in enumerate(cohort.features):
        if feature.label_error_from_votes:
            codes = cohort.codes[asked, place]
            many = len(feature.groups)
            each = [most_wrong(doubts[codes == g], units[codes == g], DOUBT / many) for g in range(many)]
            rates = tuple(ShareInGroup(group=g, share=e) for g, e in zip(feature.groups, each, strict=True))
            features[place] = replace(feature, label_error=rates)
            remarks.append(_remark(features[place]))
    return replace(cohort, features=tuple(features), reading=cohort.reading + Reading.of(*remarks))


def doubted(votes: Votes, true: NDArray[np.integer]) -> Values:
    """Return what each picture adds to the share of wrong labels, at most, float64, shape (n,): 0 to 2.

    Parameters
    ----------
    votes
        Shape (n, c): for the emotions, those for anything else in further columns.
    true
        Shape (n,): place of the label among the columns.

    Returns
    -------
    numpy.ndarray
        1 where the label is not the only one with most votes, and the share of the halves whose winners differ; 1 for
        the latter of a picture with one vote or none.
    """
    rows = np.arange(len(votes))
    others = votes.copy()
    others[rows, true] = -1
    not_sole = votes[rows, true] <= others.max(axis=1)
    rng = np.random.default_rng(_SEED)
    differ = np.mean([_winner(one, rng) != _winner(other, rng) for one, other in halves(votes, SPLITS, rng)], axis=0)
    return np.asarray(not_sole + np.where(votes.sum(axis=1) > 1, differ, 1.0), np.float64)


def most_wrong(doubts: Values, units: NDArray[np.integer], error: float) -> float:
    """Return the largest share of wrong labels of a group, rounded up; 1 where it may be a half and more.

    Parameters
    ----------
    doubts
        Shape (n,): what each picture adds to it, see `doubted`.
    units
        Shape (n,): the person in each.
    error
        Chance that it is more.
    """
    if not len(doubts):
        return 1.0
    _, person = np.unique(units, return_inverse=True)
    shown = np.bincount(person)
    x, n = np.bincount(person, doubts / 2)[:, None], shown[:, None].astype(np.float64)
    upper = PeopleLimits(x=np.minimum(x, n), n=n, people=np.ones_like(n)).at(np.array([error]))[0].upper[0]
    rate = np.ceil(2 * float(upper) * _PARTS) / _PARTS
    return float(rate) if rate < _HALF else 1.0


def _votes(cohort: Cohort, labels: LabelSet) -> Votes:
    """Return votes for each emotion and, in a last column, for anything else."""
    ours = cohort.votes_for(labels)
    if ours is None or cohort.votes is None:
        raise InputError(f"cohort '{cohort.id}' has no votes to estimate label errors from")
    outside = 0 if cohort.votes_outside is None else cohort.votes_outside
    return np.column_stack([ours, cohort.votes.sum(axis=1) + outside - ours.sum(axis=1)])


def _winner(votes: Votes, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the column with most votes, drawn among several."""
    return np.asarray((votes + rng.random(votes.shape)).argmax(axis=1))


def _remark(feature: SensitiveFeature) -> Remark:
    known = [f"{percent(each.share)} of {each.group}" for each in feature.label_error if each.share < 1]
    lost = [each.group for each in feature.label_error if each.share >= 1]
    told = [f"at most {joined(known)}"] if known else []
    told += [f"of {joined(lost)} votes prove no share below a half"] if lost else []
    sentence = f"labels of {feature.name} may be wrong as often as their votes disagree: {'; '.join(told)}"
    return Remark(treatment=Treatment.ASSUMED, sentence=sentence, by=Reader.AUDIT)
