"""The bootstrap on counts: anything that is a function of the cells, at a cost that does not grow with the images.

Words: a *unit* is what is drawn with replacement: an image or, where people have several pictures, a person with all of
theirs. Units that add the same to every count are of one *kind*.

Drawing N of N rows with replacement leaves nothing behind but how often each kind was drawn, and these numbers are
multinomial: one draw of them stands for N rows (Efron & Tibshirani 1993, chapter 5). fairlearn's `MetricFrame(n_boot)`
draws the rows themselves, with the same distribution. As there, the size of a group varies from resample to resample,
and a group that vanishes is left out of that one; other than there, a resample with fewer than two groups left has no
disparity rather than a perfect one.

The percentiles of resampled disparities are for display. Where groups are alike, small or many they miss the truth far
more often than they say, because the largest gap of resampled rates lies above the one that was resampled; so their
coverage is measured at the numbers of each disparity, and shown with them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts.rates import Interval
from audit.domain.decision.choices import IntervalMethod
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Resampled
from audit.errors import UsageError
from audit.measure.bounds.contrasts import observed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audit.domain.decision.policy import Policy

Values = NDArray[np.float64]

AUDITS = 200
"""Simulated audits behind a coverage: a share of .8 has a Monte-Carlo standard error of .03."""

AUDIT_RESAMPLES = 100
"""Resamples of a simulated audit; `_percentiles` reads them so that few have the coverage of many."""

MOST_KINDS = 200
"""With more kinds of units, those of a hundred groups, a coverage would take seconds, and is not measured."""

_BLOCK = 4_000_000
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ResampledUnits:
    """What is drawn with replacement, sorted by what it adds to K shares of images.

    Attributes
    ----------
    many
        float64, shape (U,): units of each kind.
    x, n
        float64, shape (U, K): what one unit of a kind adds to the numerator and the denominator of each share.
    """

    many: Values
    x: Values
    n: Values

    @classmethod
    def of_images(cls, x: Values, n: Values, outside: Values) -> ResampledUnits:
        """Return every image as a unit of its own.

        Parameters
        ----------
        x, n
            Shape (K,): numerators and denominators.
        outside
            Shape (K,): images of each group in no denominator; they are drawn too, so that denominators vary.
        """
        right, none = np.eye(len(x)), np.zeros((len(x), len(x)))
        return cls.of_people(
            np.concatenate([x, n - x, outside]), np.vstack([right, none, none]), np.vstack([right, right, none])
        )

    @classmethod
    def of_people(cls, people: Values, x: Values, n: Values) -> ResampledUnits:
        """Return every person as a unit.

        Parameters
        ----------
        people
            Shape (P,): how many people are alike.
        x, n
            Shape (P, K): what one of them adds to the numerators and denominators; zeros for a person of a compared
            group none of whose images is in a denominator.

        Notes
        -----
        The order of kinds follows from the counts, not from the order of groups or people, so that the same random
        numbers meet the same counts whatever the groups are called.
        """
        people, x, n = (np.asarray(values, np.float64) for values in (people, x, n))
        groups = np.lexsort((people @ x, people @ n))
        some = people > 0
        rows = np.hstack([n[some][:, groups], x[some][:, groups]])
        kinds, place = np.unique(rows, axis=0, return_inverse=True)
        many = np.bincount(place.reshape(-1), weights=people[some]).astype(np.float64)
        back = np.argsort(groups)
        return cls(many=many, x=kinds[:, len(groups) :][:, back], n=kinds[:, : len(groups)][:, back])

    def drawn(self, resamples: int, rng: np.random.Generator) -> Draws:
        """Return as many units as there are, drawn with replacement, this often."""
        blocks = [self._add_up(kinds) for kinds in _multinomial(self.many, resamples, rng)]
        return Draws(x=np.concatenate([b.x for b in blocks]), n=np.concatenate([b.n for b in blocks]))

    def summed(self) -> Draws:
        """Return the counts themselves, as one draw."""
        return self._add_up(self.many[None])

    def _add_up(self, kinds: Values) -> Draws:
        return Draws(x=kinds @ self.x, n=kinds @ self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Shares of images, drawn R times.

    Attributes
    ----------
    x, n
        float64, shape (R, K): numerators and denominators; a group can vanish.
    """

    x: Values
    n: Values

    @property
    def values(self) -> Values:
        """The shares, shape (R, K); NaN for a group that vanished."""
        return np.asarray(np.divide(self.x, self.n, out=np.full(self.x.shape, np.nan), where=self.n > 0))

    @property
    def weight(self) -> Values:
        """Share of the images in each group, shape (R, K)."""
        return np.asarray(self.n / np.maximum(self.n.sum(axis=-1, keepdims=True), 1))

    def disparities(self, criterion: Criterion, reference: int | None) -> Values:
        """Return the disparity of each draw, shape (R,); NaN where it has none."""
        return observed(criterion.comparison, self.values, self.weight, reference)


def resampled(
    criterion: Criterion,
    x: Values,
    n: Values,
    outside: Values,
    policy: Policy,
    *,
    reference: int | None = None,
    people: ResampledUnits | None = None,
) -> Resampled | None:
    """Return the bootstrap interval of a disparity of shares that the policy asks for.

    Parameters
    ----------
    criterion
        How groups are compared.
    x, n
        float64, shape (K,): numerators and denominators of the compared groups.
    outside
        float64, shape (K,): their images in no denominator.
    policy
        Which interval, its confidence, resamples and seed.
    reference
        Position of the group that all others are compared with; None for every pair.
    people
        The same images person by person, from `Units.of_people`; None where every picture shows another person.

    Returns
    -------
    Resampled or None
        None where the policy shows the bounds alone, or no resample has a disparity. `resamples` are those that have
        one. The coverage of fairlearn's bootstrap is measured with resampled counts of images: its distribution is
        theirs.

    Raises
    ------
    UsageError
        When fairlearn's bootstrap is asked for what it does not have.
    """
    if policy.interval is IntervalMethod.BOUNDS:
        return None
    units = ResampledUnits.of_images(x, n, outside) if people is None else people
    rng = np.random.default_rng(policy.seed)
    if policy.interval is IntervalMethod.FAIRLEARN_BOOTSTRAP:
        from audit.measure.disparities.fairlearn_values import bootstrap  # noqa: PLC0415 - takes seconds to import

        interval = bootstrap(criterion, x, n, outside, policy)
        found = _unmeasured(interval, policy.resamples)
        audit = _Audit(criterion=criterion, reference=None, confidence=policy.confidence, outside=outside)
    else:
        values = units.drawn(policy.resamples, rng).disparities(criterion, reference)
        found = _percentiles_of(values, policy, by_image=people is None)
        audit = _Audit(criterion=criterion, reference=reference, confidence=policy.confidence, outside=None)
    if found is None:
        return None
    coverage, if_equal = (audit.coverage(truth, rng) for truth in (units, _equalised(units)))
    return replace(found, coverage=coverage, coverage_if_equal=if_equal)


def resampled_cells(
    disparity: Callable[[Values], Values], cells: Values, policy: Policy, *, people: Values | None = None
) -> Resampled | None:
    """Return the bootstrap interval of any function of the cells: averages over emotions, notions of several metrics.

    Parameters
    ----------
    disparity
        From cells, shape (R, …), to disparities, shape (R,); NaN where there is none.
    cells
        Shape (…): images in each cell; with people, shape (P, …): those of one person of each pattern.
    policy
        Which interval, its confidence, resamples and seed.
    people
        Shape (P,): how many people have each pattern; None where every picture shows another person.

    Returns
    -------
    Resampled or None
        As from `resampled`. Its coverage is not measured: it would take hundreds of times as long as the interval.

    Raises
    ------
    UsageError
        When fairlearn's bootstrap is asked for: it has none of these.
    """
    if policy.interval is IntervalMethod.BOUNDS:
        return None
    if policy.interval is IntervalMethod.FAIRLEARN_BOOTSTRAP:
        raise UsageError(
            "fairlearn's bootstrap is shown for a share of images, not for an average or a notion of several metrics; "
            "set interval = 'count_bootstrap' in the policy"
        )
    rng = np.random.default_rng(policy.seed)
    values = np.concatenate([disparity(block) for block in draw_cells(cells, policy.resamples, rng, people=people)])
    return _percentiles_of(values, policy, by_image=people is None)


def draw_cells(
    cells: Values, resamples: int, rng: np.random.Generator, *, people: Values | None = None
) -> Iterator[Values]:
    """Yield cells of resampled images, or of resampled people, in blocks of shape (R, …) that fit in memory.

    Parameters
    ----------
    cells, people
        See `resampled_cells`.
    resamples
        How many in all.
    rng
        Source of the random numbers.
    """
    cells = np.asarray(cells, np.float64)
    if people is None:
        occupied = np.flatnonzero(cells)
        for images in _multinomial(cells.reshape(-1)[occupied], resamples, rng, width=cells.size):
            block = np.zeros((len(images), cells.size))
            block[:, occupied] = images
            yield block.reshape(-1, *cells.shape)
        return
    flat = cells.reshape(len(cells), -1)
    for persons in _multinomial(np.asarray(people, np.float64), resamples, rng, width=max(flat.shape)):
        yield (persons @ flat).reshape(-1, *cells.shape[1:])


def percentile_interval(values: Values, confidence: float, method: str) -> Interval | None:
    """Return the percentiles of resampled values with the same share outside on either side.

    Parameters
    ----------
    values
        Shape (R,); NaN where a resample has none, and then it is left out.
    confidence
        0 to 1.
    method
        Name of the method, for the reader.

    Returns
    -------
    Interval or None
        None when no resample has a value.
    """
    ends = _percentiles(values, confidence, "linear")
    if ends is None:
        return None
    return Interval(lower=float(ends[0]), upper=float(ends[1]), confidence=confidence, method=method)


def _percentiles(values: Values, confidence: float, positions: Literal["linear", "weibull"]) -> Values | None:
    """Return both ends, shape (2,).

    Positions are `linear`, as fairlearn reads them, or `weibull`: place p (R + 1) in order, beyond which a further
    resample falls with chance p exactly, so that few resamples hold as much as many, up to a confidence of 0.98.
    """
    known = values[np.isfinite(values)]
    tail = (1 - confidence) / 2
    return np.quantile(known, [tail, 1 - tail], method=positions) if len(known) else None


def _percentiles_of(values: Values, policy: Policy, *, by_image: bool) -> Resampled | None:
    method = "count bootstrap" if by_image else "people bootstrap"
    interval = percentile_interval(values, policy.confidence, method)
    return _unmeasured(interval, int(np.isfinite(values).sum()))


def _unmeasured(interval: Interval | None, resamples: int) -> Resampled | None:
    """Return an interval whose coverage is not measured, if there is an interval."""
    if interval is None:
        return None
    return Resampled(interval=interval, resamples=resamples, coverage=None, coverage_if_equal=None)


def _multinomial(many: Values, resamples: int, rng: np.random.Generator, width: int | None = None) -> Iterator[Values]:
    """Yield how often each kind is drawn, float64, shape (R, U), in blocks; `width` is the longest row made of one."""
    total = round(float(many.sum()))
    shares = many / many.sum()
    size = max(1, _BLOCK // (width or len(many)))
    for done in range(0, resamples, size):
        yield rng.multinomial(total, shares, size=min(size, resamples - done)).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Audit:
    """An audit as it is simulated to see how often its interval holds the truth.

    Attributes
    ----------
    criterion, reference, confidence
        See `resampled`.
    outside
        Shape (K,): images in no denominator, where audits are resampled by image whatever their units; else None.
    """

    criterion: Criterion
    reference: int | None
    confidence: float
    outside: Values | None

    def coverage(self, truth: ResampledUnits | None, rng: np.random.Generator) -> float | None:
        """Return the share of audits of units like these whose interval holds their disparity; None if not measured.

        The units of each group are drawn anew, as many as there are; an audit without an interval is left out.
        """
        if truth is None or len(truth.many) > MOST_KINDS:
            return None
        true = float(truth.summed().disparities(self.criterion, self.reference)[0])
        found = (self._ends(replace(truth, many=many), rng) for many in _audits(truth, rng))
        held = [ends[0] - _ROUNDING <= true <= ends[1] + _ROUNDING for ends in found if ends is not None]
        return float(np.mean(held)) if held and np.isfinite(true) else None

    def _ends(self, units: ResampledUnits, rng: np.random.Generator) -> Values | None:
        if self.outside is not None:
            counts = units.summed()
            units = ResampledUnits.of_images(counts.x[0], counts.n[0], self.outside)
        values = units.drawn(AUDIT_RESAMPLES, rng).disparities(self.criterion, self.reference)
        return _percentiles(values, self.confidence, "weibull")


def _audits(truth: ResampledUnits, rng: np.random.Generator) -> Values:
    """Return units of each kind in simulated audits, shape (AUDITS, U); as many as there are in each group."""
    _, stratum = np.unique(truth.n > 0, axis=0, return_inverse=True)
    stratum = stratum.reshape(-1)
    drawn = np.empty((AUDITS, len(truth.many)))
    for each in range(stratum.max() + 1):
        (members,) = np.nonzero(stratum == each)
        many = truth.many[members]
        drawn[:, members] = rng.multinomial(round(float(many.sum())), many / many.sum(), size=AUDITS)
    return drawn


def _equalised(units: ResampledUnits) -> ResampledUnits | None:
    """Return as many units in each group, but of the kinds of all groups alike; None when a unit is in several.

    So every group has the pooled rate, and people are as much alike as they are.
    """
    owned = units.n > 0
    if np.any(owned.sum(axis=1) > 1):
        return None
    inside = owned.any(axis=1)
    pairs = np.column_stack([units.x.sum(axis=1), units.n.sum(axis=1)])[inside]
    kinds, place = np.unique(pairs, axis=0, return_inverse=True)
    share = np.bincount(place.reshape(-1), weights=units.many[inside]) / units.many[inside].sum()
    groups = np.eye(owned.shape[1])
    members = units.many @ owned
    nobody = np.zeros((1, owned.shape[1]))
    return ResampledUnits.of_people(
        np.append(np.outer(members, share).reshape(-1), units.many[~inside].sum()),
        np.vstack([np.kron(groups, kinds[:, :1]), nobody]),
        np.vstack([np.kron(groups, kinds[:, 1:]), nobody]),
    )
