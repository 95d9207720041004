"""Limits of a rate whose images show people several times: the person is the unit.

One person more is imagined, nobody seen yet, with as many pictures as anybody, all of them on the side of the limit.
The people are weighed at random, each by an exponential variable (Rubin's Bayesian bootstrap 1981, Annals of Statistics
9), and the limit is a quantile of the weighed rate. With one picture of each person it is Clopper and Pearson's limit,
with equal numbers of pictures Gaffke's (2005; Learned-Miller & Thomas 2019, arXiv 1905.06208): an upper bound of the
mean of any values between 0 and 1, however they are distributed. No correlation is estimated and none is shared between
groups. The distribution of the weighed rate is taken from its saddlepoint approximation (Lugannani & Rice 1980,
Advances in Applied Probability 12; in the form of Barndorff-Nielsen 1986), within half a per cent of the exact limit;
where everybody has as many pictures and they are all alike it is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audit.measure.limits.limits import bounds_of
from audit.measure.rates.intervals import clopper_pearson

if TYPE_CHECKING:
    from audit.measure.rates.intervals import RateBounds

Values = NDArray[np.float64]

_STEPS, _NEWTON = 60, 60
_EXACT, _NEAR, _ENOUGH = 1e-9, 1e-5, 1e-6
_AT_ONCE = 200_000
"""Numbers of pictures gone through at once: limits at several errors are searched together where they are few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleLimits:
    """Limits of rates of pictures of people.

    Attributes
    ----------
    x, n
        float64, shape (…, patterns, K): pictures, or their weights, of one person in the numerator and in the
        denominator of each group's rate, 0 ≤ x ≤ n.
    people
        float64, shape (…, patterns, 1) or (…, patterns, K): how many people have the pattern.
    """

    x: Values
    n: Values
    people: Values

    @property
    def p(self) -> Values:
        """The rates."""
        return np.asarray((self.people * self.x).sum(axis=-2) / (self.people * self.n).sum(axis=-2))

    @property
    def spread(self) -> Values:
        """float64, shape (…, K): the largest standard error that each rate can have: all pictures of a person alike."""
        squares = (self.people * self.n**2).sum(axis=-2)
        return np.asarray(0.5 * np.sqrt(squares) / (self.people * self.n).sum(axis=-2))

    def at(self, errors: Values) -> list[RateBounds]:
        """Return the rates with their limits at each error; see `RateLimits`."""
        x, n, people = (np.moveaxis(each, -1, -2) for each in np.broadcast_arrays(self.x, self.n, self.people))
        if x.ndim == 2:  # noqa: PLR2004 - one audit; many audits are of the same few patterns
            x, n, people = _merged(x, n, people)
        people = np.where(n > 0, people, 0.0)
        both, errors = np.stack([x, n - x])[:, None], np.asarray(errors, np.float64)
        most = max(1, _AT_ONCE // max(both.size, 1))
        found = [_lower(both, n, people, errors[start : start + most]) for start in range(0, len(errors), most)]
        lower, wrong = np.concatenate(found, axis=1)
        return bounds_of(lower, 1 - wrong, self.p)

    def rest(self) -> PeopleLimits:
        """Return the limits of all other groups together, for each group."""
        x, n = (each.sum(axis=-1, keepdims=True) - each for each in (self.x, self.n))
        return PeopleLimits(x=x, n=n, people=self.people)


def _merged(x: Values, n: Values, people: Values) -> tuple[Values, Values, Values]:
    """Return the same people, float64, shape (K, most patterns of a group), each pattern of a group once."""
    each = []
    for group in range(len(x)):
        own = n[group] > 0
        pairs, place = np.unique(x[group, own] + 1j * n[group, own], return_inverse=True)
        each.append((pairs.real, pairs.imag, np.bincount(place.reshape(-1), people[group, own], len(pairs))))
    most = max(len(right) for right, _, _ in each)
    padded = [[np.pad(values, (0, most - len(values))) for values in group] for group in each]
    merged = [np.array([group[i] for group in padded], np.float64) for i in range(3)]
    return merged[0], merged[1], merged[2]


def _lower(x: Values, n: Values, people: Values, errors: Values) -> Values:
    """Return the lower limits at each error, shape (2, S, …), of people in the last axis; all are searched at once.

    Parameters
    ----------
    x
        float64, shape (2, 1, …, patterns): numerators, and those of the other side.
    n, people
        float64, shape (…, patterns).
    errors
        float64, shape (S,).

    The score is near to linear in the limit. Each limit is found as if it were alone, however many there are.
    """
    shape = (2, len(errors), *n.shape[:-1])
    wanted = np.broadcast_to(ndtri(errors).reshape(-1, *[1] * (n.ndim - 1)), shape)
    largest = np.where(people > 0, n, 0).max(axis=-1)
    total = (people * n).sum(axis=-1)
    p = np.broadcast_to((people * x).sum(axis=-1) / total, shape)
    unseen = _WithUnseen(x=x, n=n, people=people, largest=largest)
    low, high = np.zeros(shape), p.copy()
    score_low, score_high = np.full(shape, -np.inf), np.full(shape, np.inf)
    guess, start = p * total / (total + largest) * 0.98, np.zeros(shape)
    for step in range(_STEPS):
        score, start = unseen.score(guess, start)
        found = (high - low <= _EXACT) | (np.abs(score - wanted) <= _ENOUGH) | (p <= 0)
        if found.all():
            break
        above = score > wanted
        low, score_low = np.where(above, low, guess), np.where(above, score_low, score)
        high, score_high = np.where(above, guess, high), np.where(above, score, score_high)
        following = _next(wanted, (low, score_low), (high, score_high), halve=step % 4 == 3)  # noqa: PLR2004 - every fourth step, so that it ends
        guess = np.where(found, guess, following)
    return np.where(p > 0, _exact(x, n, people, errors, guess), 0.0)


def _exact(x: Values, n: Values, people: Values, errors: Values, values: Values) -> Values:
    """Return the limits, exact ones where everybody has as many pictures and all of them are alike."""
    seen = people > 0
    alike = (~seen | (((x == 0) | (x == n)) & (n == np.where(seen, n, 0).max(axis=-1, keepdims=True)))).all(axis=-1)
    right = np.where(x > 0, people, 0.0).sum(axis=-1)[:, 0]
    exact = clopper_pearson(right, people.sum(axis=-1), errors).lower
    return np.where(alike, exact.swapaxes(0, 1), values)


def _next(wanted: Values, low: tuple[Values, Values], high: tuple[Values, Values], *, halve: bool) -> Values:
    """Return where to look next between two limits with their scores: on their line, or in the middle."""
    middle = (low[0] + high[0]) / 2
    known = np.isfinite(low[1]) & np.isfinite(high[1]) & (high[1] > low[1])
    if halve or not known.any():
        return middle
    rise = np.where(known, high[1] - low[1], 1.0)
    part = np.where(known, wanted - np.where(known, low[1], 0.0), 0.5) / rise
    return np.where(known, low[0] + np.clip(part, 1e-3, 1 - 1e-3) * (high[0] - low[0]), middle)


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithUnseen:
    """People of each group, and one who was not seen, with the `largest` number of pictures, none in the numerator."""

    x: Values
    n: Values
    people: Values
    largest: Values

    def score(self, limit: Values, start: Values) -> tuple[Values, Values]:
        """Return the normal score of the chance that the weighed rate is at most a limit, and where it was found."""
        seen = self.x - self.n * limit[..., None]
        values = np.concatenate([np.where(self.people > 0, seen, 0.0), -(self.largest * limit)[..., None]], axis=-1)
        counts = np.concatenate([self.people, np.ones((*self.people.shape[:-1], 1))], axis=-1)
        t = _saddlepoint(values, counts, start)
        left = 1 - values * t[..., None]
        log = np.log(np.maximum(left, 1e-300))
        root = np.sign(t) * np.sqrt(np.maximum(2 * (counts * log).sum(axis=-1), 0) + 0.0)
        second = (counts * (values / left) ** 2).sum(axis=-1)
        scaled = t * np.sqrt(second)
        near = np.abs(root) < _NEAR
        safe_root, safe_scaled = np.where(near, 1.0, root), np.where(near, 1.0, scaled)
        spread = np.maximum((counts * values**2).sum(axis=-1), 1e-150)
        skewness = (counts * values**3).sum(axis=-1) * 2 / spread**1.5
        found = np.where(near, skewness / 6, safe_root + np.log(safe_scaled / safe_root) / safe_root)
        return found, t


def _saddlepoint(values: Values, counts: Values, start: Values) -> Values:
    """Return where the weighed sum, tilted, has mean 0: the root of a rising function between its two poles."""
    low, high = 1 / np.minimum(values.min(axis=-1), -1e-300), 1 / np.maximum(values.max(axis=-1), 1e-300)
    t = np.where((start > low) & (start < high), start, 0.0)
    for _ in range(_NEWTON):
        ratio = values / (1 - values * t[..., None])
        mean, slope = (counts * ratio).sum(axis=-1), (counts * ratio**2).sum(axis=-1)
        found = np.abs(mean) <= _EXACT * np.sqrt(slope)
        if found.all():
            break
        low, high = np.where(mean > 0, low, t), np.where(mean > 0, t, high)
        step = t - mean / np.maximum(slope, 1e-300)
        t = np.where(found, t, np.where((step > low) & (step < high), step, (low + high) / 2))
    return t
