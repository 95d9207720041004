"""What annotators tell about themselves: random halves of them, and the shares they would have in the long run.

Nobody knows an image's true shares; ten votes are a sample of them. Two devices stand in for them:

* *Halves*: the votes of half of an image's annotators, drawn without replacement, against those of the other half.
* *Likely truths*: shares drawn from their posterior given the votes, and as many votes drawn anew from them. The prior
  is a mixture of Dirichlet distributions fitted to all images by expectation maximisation: one for faces of any kind,
  and one around each emotion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Votes = NDArray[np.int64]
    Values = NDArray[np.float64]

_FITTED_IMAGES, _FITTED_VOTES = 5_000, 20
"""A prior is fitted to at most so many images and so many votes of each, drawn at random: more change it little."""

_STEPS, _INNER_STEPS = 60, 3
_LEAST, _MOST = 1e-3, 1e3
_SMALL = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class DirichletMixture:
    """A distribution of vote shares.

    Attributes
    ----------
    weights
        float64, shape (d,): share of each component.
    concentrations
        float64, shape (d, k): its Dirichlet parameters.
    """

    weights: Values
    concentrations: Values


def draw_votes(votes: Votes, many: NDArray[np.int64], rng: np.random.Generator) -> Votes:
    """Return some votes of each image drawn without replacement, int64, shape (n, k).

    Parameters
    ----------
    votes
        Shape (n, k).
    many
        Shape (n,): how many of each image, at most all of them.
    rng
        Random numbers.
    """
    drawn, left, rest = np.zeros_like(votes), many.copy(), votes.sum(axis=1)
    for emotion in range(votes.shape[1]):
        rest = rest - votes[:, emotion]
        drawn[:, emotion] = rng.hypergeometric(votes[:, emotion], rest, left)
        left = left - drawn[:, emotion]
    return drawn


def halves(votes: Votes, splits: int, rng: np.random.Generator) -> Iterator[tuple[Votes, Votes]]:
    """Yield random halves of each image's votes, the smaller half first where their number is odd."""
    for _ in range(splits):
        half = draw_votes(votes, votes.sum(axis=1) // 2, rng)
        yield half, votes - half


def stepped_up(agreement: float) -> float | None:
    """Return the largest correlation with all votes that a perfect classifier could reach, from that of their halves.

    The reliability of both halves together is 2r / (1 + r) (Spearman 1910, Brown 1910), and the ceiling its square
    root; None where the halves do not agree.

    >>> round(stepped_up(0.5), 3)
    0.816
    """
    return None if not agreement > 0 else float(np.sqrt(2 * agreement / (1 + agreement)))


def likely_truths(votes: Votes, draws: int, rng: np.random.Generator) -> Iterator[tuple[Values, Votes]]:
    """Yield shares each image may truly have, float64, shape (n, k), and as many votes as it got drawn from them."""
    prior, many = fit_mixture(votes, rng), votes.sum(axis=1)
    upto = np.cumsum(_responsibilities(prior, votes), axis=1)
    for _ in range(draws):
        component = np.minimum((rng.random((len(votes), 1)) > upto).sum(axis=1), len(prior.weights) - 1)
        drawn = rng.standard_gamma(prior.concentrations[component] + votes) + _SMALL
        shares = drawn / drawn.sum(axis=1, keepdims=True)
        yield shares, rng.multinomial(many, shares)


def fit_mixture(votes: Votes, rng: np.random.Generator) -> DirichletMixture:
    """Return the mixture of k + 1 Dirichlet distributions under which the votes are most likely.

    Notes
    -----
    Expectation maximisation; within a step the parameters follow Minka's fixed point for Dirichlet-multinomial counts
    (Minka 2000, Estimating a Dirichlet distribution).
    """
    votes = _sample(votes, rng)
    k = votes.shape[1]
    mean = (votes.sum(axis=0) + 1) / (votes.sum() + k)
    concentrations = mean * k * np.vstack([np.full((1, k), 0.5), np.full((k, k), 0.3)])
    concentrations[1:] += 3 * np.eye(k)
    weights = np.full(k + 1, 1 / (k + 1))
    counts, totals = _reached(votes), _reached(votes.sum(axis=1, keepdims=True))
    for _ in range(_STEPS):
        logs = np.log(weights) + _log_likelihood(concentrations, counts, totals)
        belongs = _shares_of(logs)
        weights = np.maximum(belongs.mean(axis=0), _SMALL)
        for _ in range(_INNER_STEPS):
            concentrations = _fixed_point(concentrations, belongs, counts, totals)
    return DirichletMixture(weights=weights / weights.sum(), concentrations=concentrations)


def _sample(votes: Votes, rng: np.random.Generator) -> Votes:
    if len(votes) > _FITTED_IMAGES:
        votes = votes[rng.choice(len(votes), _FITTED_IMAGES, replace=False)]
    return draw_votes(votes, np.minimum(votes.sum(axis=1), _FITTED_VOTES), rng)


def _reached(votes: Votes) -> Values:
    """Return for each image and emotion which numbers of votes it has gone beyond, 1 or 0, shape (n, k, most)."""
    return (votes[:, :, None] > np.arange(votes.max(initial=0))).astype(np.float64)


def _beyond(concentrations: Values, reached: Values) -> Values:
    """Return the parameters after 0, 1, 2, … votes, shape (d, k · most)."""
    grown = concentrations[:, :, None] + np.arange(reached.shape[2])
    return np.asarray(grown.reshape(len(concentrations), -1), np.float64)


def _log_likelihood(concentrations: Values, counts: Values, totals: Values) -> Values:
    """Return the logarithm of each image's chance under each component, shape (n, d), without what all have alike.

    The chance is Π a(a + 1)…(a + votes − 1) over the emotions, divided by the same of the sums (Pólya's urn).
    """
    n = len(counts)
    gained = counts.reshape(n, -1) @ np.log(_beyond(concentrations, counts)).T
    return gained - totals.reshape(n, -1) @ np.log(_beyond(concentrations.sum(axis=1, keepdims=True), totals)).T


def _fixed_point(concentrations: Values, belongs: Values, counts: Values, totals: Values) -> Values:
    n, shape = len(counts), (*concentrations.shape, counts.shape[2])
    gained = (belongs.T @ counts.reshape(n, -1) / _beyond(concentrations, counts)).reshape(shape).sum(axis=2)
    sums = concentrations.sum(axis=1, keepdims=True)
    lost = (belongs.T @ totals.reshape(n, -1) / _beyond(sums, totals)).sum(axis=1, keepdims=True)
    return np.asarray(np.clip(concentrations * gained / np.maximum(lost, _SMALL), _LEAST, _MOST), np.float64)


def _responsibilities(prior: DirichletMixture, votes: Votes) -> Values:
    """Return how likely each component is to have made each image's votes, shape (n, d)."""
    a, many = prior.concentrations, votes.sum(axis=1)
    logs = np.log(prior.weights) + gammaln(a.sum(axis=1)) - gammaln(many[:, None] + a.sum(axis=1))
    for emotion in range(votes.shape[1]):
        logs = logs + gammaln(votes[:, emotion, None] + a[:, emotion]) - gammaln(a[:, emotion])
    return _shares_of(logs)


def _shares_of(logs: Values) -> Values:
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float64)
