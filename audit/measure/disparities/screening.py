"""Screening: for every feature, metric and emotion, whether the rates of the groups differ at all.

A screening finds where to look. It knows no limit, so it proves nothing about one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from audit.domain.cohort.screening import Screened, Screening
from audit.domain.counts.metric import BoundsKind
from audit.domain.counts.metrics import METRICS
from audit.domain.decision.criteria import Criterion
from audit.measure.bounds.partition import partition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.domain.counts.metric import Metric
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.partition import Partition

Counts = NDArray[np.int64]

ENOUGH = 100
"""Random tables at least as uneven as the observed one, after which no more are drawn: 10 % error of a p-value."""

_FEWEST, _MOST, _EXPECTED = 1_000, 20_000, 5
"""Random tables at least and at most; between, five are expected below the p-value one row needs to stand out alone."""

_CHUNK = 500
_ROUNDING = 1e-9
_TOO_MANY = 10**9
"""NumPy draws no table of so many images."""

_BEYOND_DOUBT = 1e-12
"""A p-value of the chi-square distribution at which the true one is below 10⁻⁵, if one image is expected in each cell.

Measured over 2 to 300 groups of 2 to 10⁷ images: at most 5·10⁻⁶, of two groups exactly, of more in 10⁵ to 10⁷ tables.
"""

_METHOD = (
    "Pearson's chi-square of each comparison is held against up to {resamples:,} random tables of the same totals, "
    "fewer once {enough} are as uneven (Besag & Clifford 1991). So the p-values hold for few pictures too, and none is "
    "below 1 in {least:,}. They are adjusted over the family of {family:,} by Benjamini & Hochberg (1995). That keeps "
    "the share of false alarms when comparisons are independent or err together. Comparisons of the same pictures, "
    "such as recall and precision of one emotion, need not, so the share is a guide and no guarantee"
)


def screening(counted: Counted, policy: Policy) -> Screening:
    """Return whether groups differ, for every share of images of every emotion, feature and intersection.

    Groups are compared as limits compare them: those with a rate of enough images, unknown people as the policy says.
    Every comparison draws the same random numbers, so that the order of features, emotions and groups, and what else is
    compared, changes no p-value.

    Parameters
    ----------
    counted
        The counts, and the same images person by person. Several pictures of one person count as fewer, as they do in a
        limit.
    policy
        Its intersections, confidence, seed, least support, and whether unknown groups are compared.
    """
    looked = [partition(counted, criterion, policy) for criterion in _criteria(counted.table, policy)]
    family = sum(row.comparable for row in looked)
    share = 1 - policy.confidence
    resamples = round(min(max(_EXPECTED * family / share, _FEWEST), _MOST)) - 1
    found = [_p_value(row, resamples, policy.seed) for row in looked]
    return Screening(
        rows=tuple(
            Screened(
                metric=row.criterion.metric,
                emotion=row.criterion.emotion,
                feature=row.criterion.feature,
                groups=len(row.assessed),
                p_value=p,
                adjusted=adjusted,
            )
            for row, p, adjusted in zip(looked, found, benjamini_hochberg(found), strict=True)
        ),
        family=family,
        share=share,
        method=_METHOD.format(resamples=resamples, least=resamples + 1, enough=ENOUGH, family=family),
    )


def benjamini_hochberg(p_values: list[float | None]) -> list[float | None]:
    """Return the adjusted p-values, in the same order; those that are None are no part of the family.

    The i-th smallest of m is multiplied by m / i, and is at most what a larger one becomes (Benjamini & Hochberg 1995,
    JRSS B 57).
    """
    known = [p for p in p_values if p is not None]
    order = np.argsort(known)
    scaled = np.asarray(known)[order] * (len(known) / np.arange(1, len(known) + 1))
    adjusted = np.empty(len(known))
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    rest = iter(adjusted.tolist())
    return [None if p is None else next(rest) for p in p_values]


def homogeneity_p_value(x: Counts, n: Counts, *, resamples: int, rng: np.random.Generator) -> float:
    """Return the chance of rates as different as these when all groups share one true rate, 0 < p ≤ 1.

    Given the totals of a table, groups that share a rate differ as draws without replacement do, whatever that rate is.
    So the chi-square of random tables with the same totals is held against the observed one: with c of B at least as
    large, p = (1 + c) / (1 + B). Drawing stops at the table where c reaches `ENOUGH`, the l-th; then p = c / l. At most
    the share α of audits of equal groups has p ≤ α, whatever n. The order of groups changes nothing.

    Where the chi-square distribution leaves no doubt that no table would be as uneven, none is drawn: p = 1 / (1 + B).
    Beyond a thousand million images, which NumPy cannot draw, that distribution gives p.

    Source: Besag & Clifford 1991, Biometrika 78.

    Parameters
    ----------
    x, n
        int64, shape (K,): numerators and denominators, 0 ≤ x ≤ n. Groups without images are ignored; where fewer
        than two are left, p is 1.
    resamples
        B.
    rng
        Source of the random tables.

    Examples
    --------
    >>> round(homogeneity_p_value(np.array([3, 0]), np.array([3, 3]), resamples=9999, rng=np.random.default_rng(0)), 1)
    0.1

    Of the 20 ways to give three right pictures to six, two are as uneven: 2 / 20.
    """
    order = np.lexsort((x, n))
    order = order[n[order] > 0]
    x, n = x[order], n[order]
    if len(n) < 2:  # noqa: PLR2004 - a comparison needs two
        return 1.0
    usual = _usual_p_value(x, n)
    if n.sum() >= _TOO_MANY:
        return usual
    if usual < _BEYOND_DOUBT and _least_expected(x, n) >= 1:
        return 1 / (1 + resamples)
    least = _unevenness(x, n) * (1 - _ROUNDING) - _ROUNDING
    drawn = above = 0
    while drawn < resamples:
        size = min(_CHUNK, resamples - drawn)
        tables = rng.multivariate_hypergeometric(n, int(x.sum()), size=size, method="marginals")
        reached = above + np.cumsum(_unevenness(tables, n) >= least)
        if reached[-1] >= ENOUGH:
            return float(ENOUGH / (drawn + 1 + np.argmax(reached == ENOUGH)))
        drawn, above = drawn + size, int(reached[-1])
    return float((1 + above) / (1 + resamples))


def _unevenness(x: Counts, n: Counts) -> NDArray[np.float64]:
    """Return the chi-square of tables of the same totals, shape (…), but for a factor they share."""
    expected = n * (x.sum(axis=-1, keepdims=True) / n.sum())
    return np.asarray(((x - expected) ** 2 / n).sum(axis=-1))


def _usual_p_value(x: Counts, n: Counts) -> float:
    """Return the p-value of the chi-square distribution: right for many images in every cell."""
    share = x.sum() / n.sum()
    return float(chdtrc(len(n) - 1, _unevenness(x, n) / (share * (1 - share)))) if 0 < share < 1 else 1.0


def _least_expected(x: Counts, n: Counts) -> float:
    right = int(x.sum())
    return float(n.min() * (min(right, n.sum() - right) / n.sum()))


def _p_value(row: Partition, resamples: int, seed: int) -> float | None:
    if not row.comparable:
        return None
    n = np.floor(row.n + _ROUNDING).astype(np.int64)
    x = np.rint(row.shares * n).astype(np.int64)
    return homogeneity_p_value(x, n, resamples=resamples, rng=np.random.default_rng(seed))


def _criteria(table: CountTable, policy: Policy) -> Iterator[Criterion]:
    """Yield what is looked at, as criteria whose limit nothing reads; grades where images have them."""
    for names in (*((feature.name,) for feature in table.features), *policy.intersections):
        for metric in METRICS.values():
            if _screened(metric, table):
                for emotion in table.labels.emotions if metric.per_emotion else (None,):
                    yield Criterion(metric=metric.name, features=names, limit=1, emotion=emotion)


def _screened(metric: Metric, table: CountTable) -> bool:
    """Whether a metric is looked at: a share that images have and counts tell, and not 1 less another."""
    known = not (metric.of_rows or (metric.of_grades and table.graded is None))
    told = known and table.told.tells(metric.name)
    return metric.bounds is BoundsKind.EXACT and told and not metric.complement_of
