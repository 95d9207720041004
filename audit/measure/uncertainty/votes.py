"""A classifier against the annotators' votes: how near it comes, how near anything could, and how near a panel does.

Vote shares enter as they are. Vote entropy of few votes is biased low, and its posterior mean under a Dirichlet prior
of 1/k is not; but here only ranks of it count, and no level of it is shown. On FER+ (3,564 images of about ten votes)
the two are correlated in rank at .991, and the rank correlation with a small network's entropy is .347 or .354.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, stdtrit

from audit.domain.counts.rates import Interval
from audit.domain.uncertainty.mixed import VoteMeasure
from audit.measure.rates.entropy import entropy_in_nats, normalised_entropy
from audit.measure.uncertainty.annotators import halves, likely_truths, stepped_up
from audit.measure.uncertainty.vote_weights import (
    FEWEST_IMAGES,
    Statistic,
    area_under_curve,
    mean,
    rank_correlation,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from audit.domain.arrays import Codes
    from audit.domain.cohort.groups import Group

    Values = NDArray[np.float64]
    Rows = NDArray[np.int64]

FEWEST_VOTES = 2
"""One vote cannot disagree with itself."""

FEWEST_FOR_CEILING = 50
"""Of fewer images the halves agree too much by chance for a ceiling of the rank correlation."""

FEWEST_VOTES_FOR_CEILING = 5
"""Mean votes of an image below which no ceiling is given: see `vote_measures` for how far it would be off."""

RESAMPLES = 500
_SPLITS, _DRAWS = 10, 10
_LEAST_PROBABILITY = 1e-6
_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scores:
    """What a prediction is worth on each image, each of shape (n,); NaN where an image has no part in a measure."""

    entropy: Values
    vote_entropy: Values
    ambiguous: Values
    cross_entropy: Values
    divergence: Values
    same_two: Values

    def statistics(self, rows: Rows) -> dict[str, Statistic]:
        """Return every measure over these images."""
        return {
            "spearman": rank_correlation(rows, self.entropy, self.vote_entropy),
            "auroc_ambiguous": area_under_curve(rows, self.entropy, self.ambiguous),
            "soft_cross_entropy": mean(rows, self.cross_entropy),
            "jensen_shannon": mean(rows, self.divergence),
            "top2_agreement": mean(rows, self.same_two),
        }


def vote_measures(
    probabilities: Values,
    votes: NDArray[np.int64],
    groups: Sequence[tuple[Group, NDArray[np.bool_]]],
    subjects: Codes | None,
    *,
    confidence: float,
    resamples: int = RESAMPLES,
    seed: int,
) -> tuple[VoteMeasure, ...]:
    """Return all measures over all images with two votes or more, then over each group.

    Parameters
    ----------
    probabilities
        Shape (n, k), rows sum to 1.
    votes
        Shape (n, k), for the same emotions in the same order.
    groups
        Each group with its images, shape (n,).
    subjects
        Shape (n,): the person in each picture; None where all are different people.
    confidence
        Of the intervals, 0 to 1.
    resamples
        Draws with replacement of as many images, or people with all their images, as there are.
    seed
        For resamples, halves and likely truths.

    Returns
    -------
    A measure without value is undefined: fewer than ten images behind it (or fewer than ten ambiguous, or clear, ones),
    one entropy for all of them, or two emotions only, which are always the same two. Without interval, all resampled
    values were the same.

    Notes
    -----
    *Interval*: percentiles of the resampled values, expanded for few units (Hesterberg 2015, American Statistician 69).
    In made-up worlds of 15, 60 and 200 images 95 % intervals held the true value in .88 to 1.00 of 100 audits
    (`tests/simulation/VOTES.md`).

    *Panel*: the shares of half of an image's annotators as the prediction, against the votes of the other half; a
    logarithm is taken of (votes + 1/k) / (all + 1).

    *Ceiling* of the rank correlation: the panel's, stepped up. Ceiling of the others: likely truths as the prediction,
    against votes drawn from them. In simulated worlds of 800 images with three or eight emotions (Dirichlet shares of
    concentration .3, 1, 3 or 10; clear faces and mixtures of two emotions; clear faces with noise) the mean ceiling was
    off by at most

    ==================  =======  =======  ========
    measure             3 votes  5 votes  10 votes
    ==================  =======  =======  ========
    spearman            none     .09      .09
    auroc_ambiguous     .05      .01      .01
    soft_cross_entropy  .03      .05      .05
    jensen_shannon      .008     .008     .008
    top2_agreement      .13      .10      .05
    ==================  =======  =======  ========

    so none is given for fewer than five votes.
    """
    enough = votes.sum(axis=1) >= FEWEST_VOTES
    votes, subjects = votes[enough], None if subjects is None else subjects[enough]
    rows = [np.arange(len(votes)), *(np.flatnonzero(images[enough]) for _, images in groups)]
    rng = np.random.default_rng(seed)
    statistics = [_scores(probabilities[enough], votes).statistics(images) for images in rows]
    units = _units(subjects, len(votes))
    draws = _resampled(statistics, units, resamples, rng)
    few = votes.sum() < FEWEST_VOTES_FOR_CEILING * max(1, len(votes))
    panels, ceilings = _references(votes, rows, rng, few=few)
    method = f"percentiles of {resamples} resamples of {'images' if subjects is None else 'people'}"
    return tuple(
        VoteMeasure(
            name=name,
            group=group,
            images=len(found.images),
            value=value,
            interval=None if value is None else _interval(draws[i, name], units[found.images], confidence, method),
            ceiling=None if few else _ceiling(name, len(rows[i]), panels[i, name], ceilings.get((i, name))),
            panel=panels[i, name],
        )
        for i, group in enumerate((None, *(group for group, _ in groups)))
        for name, found in statistics[i].items()
        for value in (found.observed(),)
    )


_Averages = dict[tuple[int, str], float | None]
_KNOWN: OrderedDict[str, tuple[_Averages, _Averages]] = OrderedDict()
_MOST_KNOWN = 8
"""Cohorts whose references are known at once: several classifiers over one cohort are held against the same people."""


def _references(
    votes: NDArray[np.int64], rows: Sequence[Rows], rng: np.random.Generator, *, few: bool
) -> tuple[_Averages, _Averages]:
    """Return what people reach themselves: panels and ceilings, by the place of the rows and the name of the measure.

    They are about votes and groups alone, whatever classifier is held against them, so those of the same ones are not
    worked out again; the random numbers come last, and nothing after them depends on how many were drawn.
    """
    whole = hashlib.sha256(repr((votes.shape, rng.bit_generator.state, few, list(map(len, rows)))).encode())
    for part in (votes, *rows):
        whole.update(np.ascontiguousarray(part).data)
    key = whole.hexdigest()
    if key not in _KNOWN:
        panels = _averages((_of_half(*pair) for pair in halves(votes, _SPLITS, rng)), rows)
        truths = iter(()) if few else likely_truths(votes, _DRAWS, rng)
        _KNOWN[key] = (panels, _averages((_scores(*pair) for pair in truths), rows))
    _KNOWN.move_to_end(key)
    while len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.popitem(last=False)
    return _KNOWN[key]


def equally_sure(probabilities: Values, votes: NDArray[np.int64]) -> bool:
    """Return whether a classifier's entropy is the same for all images, enough of them, though people's is not."""
    enough = votes.sum(axis=1) >= FEWEST_VOTES
    if enough.sum() < FEWEST_IMAGES:
        return False
    scores = _scores(probabilities[enough], votes[enough])
    return same(scores.entropy) and not same(scores.vote_entropy)


def _scores(probabilities: Values, votes: NDArray[np.int64], logged: Values | None = None) -> _Scores:
    """Return what a prediction is worth; `logged` is what logarithms are taken of, by default the probabilities."""
    shares = votes / votes.sum(axis=1, keepdims=True)
    logs = np.log(np.maximum(probabilities if logged is None else logged, _LEAST_PROBABILITY))
    return _Scores(
        entropy=normalised_entropy(probabilities),
        vote_entropy=normalised_entropy(shares),
        ambiguous=_ambiguous(votes),
        cross_entropy=-(shares * logs).sum(axis=1),
        divergence=_jensen_shannon(probabilities, shares),
        same_two=_same_two(probabilities, votes),
    )


def _of_half(half: NDArray[np.int64], other: NDArray[np.int64]) -> _Scores:
    many = half.sum(axis=1, keepdims=True)
    return _scores(half / many, other, (half + 1 / half.shape[1]) / (many + 1))


def _ambiguous(votes: NDArray[np.int64]) -> Values:
    """Return 1 where no emotion has more than half of the votes, 0 where one has nine tenths, NaN between."""
    most, many = votes.max(axis=1), votes.sum(axis=1)
    return np.where(2 * most <= many, 1.0, np.where(10 * most >= 9 * many, 0.0, np.nan))


def _jensen_shannon(p: Values, q: Values) -> Values:
    between = entropy_in_nats((p + q) / 2) - (entropy_in_nats(p) + entropy_in_nats(q)) / 2
    return np.asarray(np.clip(between / np.log(2), 0, 1), np.float64)


def _same_two(probabilities: Values, votes: NDArray[np.int64]) -> Values:
    """Return the chance that the two most probable emotions are the two annotators split over; NaN elsewhere."""
    k = votes.shape[1]
    if k == 2:  # noqa: PLR2004 - then the two emotions are always the same two
        return np.full(len(votes), np.nan)
    ordered = np.sort(votes, axis=1)
    second = ordered[:, -2:-1]
    split = (4 * second[:, 0] >= votes.sum(axis=1)) & (second[:, 0] > ordered[:, -3])
    of_people, threshold = votes >= second, np.sort(probabilities, axis=1)[:, -2:-1]
    above, tied = probabilities > threshold, probabilities == threshold
    fits = ~(above & ~of_people).any(axis=1) & ((above | tied) | ~of_people).all(axis=1)
    ties, places = tied.sum(axis=1), 2 - above.sum(axis=1)
    lots = np.where(places == 1, ties, ties * (ties - 1) / 2)
    return np.where(split, fits / lots, np.nan)


def _units(subjects: Codes | None, n: int) -> NDArray[np.int64]:
    """Return the unit each image is drawn with, int64, shape (n,), counted from 0."""
    return np.arange(n) if subjects is None else np.unique(subjects, return_inverse=True)[1].reshape(-1)


def _resampled(
    statistics: Sequence[dict[str, Statistic]], units: NDArray[np.int64], resamples: int, rng: np.random.Generator
) -> dict[tuple[int, str], Values]:
    """Return every statistic in every resample, by position and name, each of shape (resamples,)."""
    found: dict[tuple[int, str], list[Values]] = {}
    for weights in _weights(units, resamples, rng):
        for i, measures in enumerate(statistics):
            for name, statistic in measures.items():
                found.setdefault((i, name), []).append(_values(statistic, weights))
    return {key: np.concatenate(values) for key, values in found.items()}


def _values(statistic: Statistic, weights: Values) -> Values:
    return statistic.values(weights[:, statistic.images]) if statistic.enough else np.full(len(weights), np.nan)


def _weights(units: NDArray[np.int64], resamples: int, rng: np.random.Generator) -> Iterator[Values]:
    """Yield how often each image was drawn, float64, shape (some, n), until there are all resamples."""
    many = int(units.max(initial=-1)) + 1
    size = max(1, _CELLS // max(1, len(units)))
    for start in range(0, resamples if many else 0, size):
        drawn = rng.multinomial(many, np.full(many, 1 / many), size=min(size, resamples - start))
        yield drawn[:, units].astype(np.float64)


def _averages(drawn: Iterable[_Scores], rows: Sequence[Rows]) -> _Averages:
    """Return the mean of every measure over several draws; None where it is undefined in one of them."""
    found: dict[tuple[int, str], list[float | None]] = {}
    for scores in drawn:
        for i, images in enumerate(rows):
            for name, statistic in scores.statistics(images).items():
                found.setdefault((i, name), []).append(statistic.observed())
    return {key: _average(values) for key, values in found.items()}


def _average(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known and len(known) == len(values) else None


def _interval(drawn: Values, units: NDArray[np.int64], confidence: float, method: str) -> Interval | None:
    drawn, many = drawn[np.isfinite(drawn)], len(np.unique(units))
    if many < 2 or not len(drawn) or np.isclose(np.ptp(drawn), 0):  # noqa: PLR2004 - one unit does not vary
        return None
    expanded = float(ndtr(np.sqrt(many / (many - 1)) * stdtrit(many - 1, 0.5 + confidence / 2)))
    lower, upper = np.quantile(drawn, [1 - expanded, expanded])
    return Interval(lower=float(lower), upper=float(upper), confidence=confidence, method=method)


def _ceiling(name: str, images: int, panel: float | None, of_truths: float | None) -> float | None:
    if name != "spearman":
        return of_truths
    return None if panel is None or images < FEWEST_FOR_CEILING else stepped_up(panel)
