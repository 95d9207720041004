"""How far ceilings are off, and how often intervals hold the truth, in worlds whose true vote shares are known.

`python tests/simulation/vote_errors.py` writes `VOTES.md` beside this file.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from audit.domain.uncertainty.votes import MEASURES
from audit.measure.uncertainty import votes as measured_votes
from audit.measure.uncertainty.votes import vote_measures

RESULTS = Path(__file__).parent / "VOTES.md"
IMAGES, VOTES, REPEATS = 800, (3, 5, 10), 4
SIZES, AUDITS, RESAMPLES = (15, 60, 200), 100, 500
POPULATION = 50_000
CONFIDENCE = 0.95

Shares = np.ndarray
World = Callable[[int, int, np.random.Generator], Shares]
"""True shares, shape (n, k), of n images and k emotions."""


def _base(k: int) -> np.ndarray:
    base = np.array([0.3, 0.25, 0.12, 0.12, 0.1, 0.05, 0.04, 0.02])[:k]
    return base / base.sum()


def dirichlet(concentration: float) -> World:
    """Return a world of one Dirichlet distribution."""
    return lambda n, k, rng: rng.dirichlet(_base(k) * concentration, n)


def mixtures(n: int, k: int, rng: np.random.Generator) -> Shares:
    """Return 60 % clear faces and 40 % mixtures of two emotions, with 3 % of the votes spread over all."""
    first = rng.choice(k, n, p=_base(k))
    second = (first + 1 + rng.choice(k - 1, n)) % k
    part = np.where(rng.random(n) < 0.6, rng.beta(1, 15, n), rng.uniform(0.2, 0.5, n))
    shares = np.full((n, k), 0.03 / k)
    shares[np.arange(n), first] += 0.97 * (1 - part)
    shares[np.arange(n), second] += 0.97 * part
    return shares


def clear(n: int, k: int, rng: np.random.Generator) -> Shares:
    """Return faces of one emotion, with a small and varying part of the votes elsewhere."""
    noise, part = rng.dirichlet(_base(k) * 2, n), rng.beta(1, 6, (n, 1))
    shares = noise * part
    shares[np.arange(n), rng.choice(k, n, p=_base(k))] += 1 - part[:, 0]
    return shares


WORLDS: dict[str, World] = {
    **{f"Dirichlet, concentration {c:g}": dirichlet(c) for c in (0.3, 1, 3, 10)},
    "clear faces and mixtures of two": mixtures,
    "clear faces with noise": clear,
}


def ceiling_errors(world: World, k: int, votes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what true shares reach, and the mean error of its estimate from votes, each of shape (measures,)."""
    reached, errors = [], []
    for seed in range(REPEATS):
        rng = np.random.default_rng(seed)
        shares = world(IMAGES, k, rng)
        estimates = _measured(shares, rng.multinomial(votes, shares), seed, resamples=1)
        fresh = [_measured(shares, rng.multinomial(votes, shares), seed, resamples=1) for _ in range(3)]
        truth = np.mean([[_number(m.value) for m in found] for found in fresh], axis=0)
        reached.append(truth)
        errors.append([_number(m.ceiling) for m in estimates] - truth)
    return np.mean(reached, axis=0), np.mean(errors, axis=0)


def population(world: World, noise: float) -> list[float]:
    """Return the values of a great many images."""
    return [_number(m.value) for m in _seen(world, noise, POPULATION, seed=10_000, resamples=1)]


def coverage(world: World, noise: float, n: int, truth: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of intervals that hold the truth, and how many there were."""
    held, given = np.zeros(len(MEASURES)), np.zeros(len(MEASURES))
    for seed in range(AUDITS):
        for i, measure in enumerate(_seen(world, noise, n, seed=seed, resamples=RESAMPLES)):
            if measure.interval is not None:
                given[i] += 1
                held[i] += measure.interval.lower <= truth[i] <= measure.interval.upper
    return np.divide(held, given, out=np.full(len(MEASURES), np.nan), where=given > 0), given


def _seen(world: World, noise: float, n: int, *, seed: int, resamples: int) -> tuple:
    """Return the measures of a classifier that knows shares and spoils their logarithms."""
    rng = np.random.default_rng(seed)
    shares = world(n, 8, rng)
    spoilt = (shares + 0.02) * np.exp(rng.normal(0, noise, shares.shape))
    return _measured(spoilt / spoilt.sum(axis=1, keepdims=True), rng.multinomial(10, shares), seed, resamples=resamples)


def _measured(probabilities: np.ndarray, votes: np.ndarray, seed: int, *, resamples: int) -> tuple:
    return vote_measures(probabilities, votes, [], None, confidence=CONFIDENCE, resamples=resamples, seed=seed)


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _ceilings() -> Iterator[str]:
    worst = {votes: np.zeros(len(MEASURES)) for votes in VOTES}
    yield _row("world", "emotions", "votes", *MEASURES)
    yield _row(*["---"] * (3 + len(MEASURES)))
    for k in (3, 8):
        for name, world in WORLDS.items():
            for votes in VOTES:
                reached, errors = ceiling_errors(world, k, votes)
                worst[votes] = np.fmax(worst[votes], np.abs(errors))
                cells = (f"{truth:.3f} {error:+.3f}" for truth, error in zip(reached, errors, strict=True))
                yield _row(name, k, votes, *cells).replace("+nan", "none").replace("nan", "–")
    for votes, errors in worst.items():
        yield _row("**largest error**", "", votes, *(f"{error:.3f}" if error else "none" for error in errors))


def _coverages() -> Iterator[str]:
    yield _row("world", "noise", "images", *MEASURES)
    yield _row(*["---"] * (3 + len(MEASURES)))
    for name, noise in ((list(WORLDS)[1], 0.5), (list(WORLDS)[1], 2.0), (list(WORLDS)[5], 1.0)):
        truth = population(WORLDS[name], noise)
        for n in SIZES:
            shares, given = coverage(WORLDS[name], noise, n, truth)
            cells = (f"{s:.3f} of {int(g)}" if g else "none" for s, g in zip(shares, given, strict=True))
            yield _row(name, noise, n, *cells)


def main() -> None:
    """Write the results; a few minutes."""
    warnings.simplefilter("ignore", RuntimeWarning)
    measured_votes.FEWEST_VOTES_FOR_CEILING = 0  # to show why ceilings of three votes are not given
    lines = [
        "# Measures against annotators' votes, in worlds whose true shares are known",
        "",
        "Written by `make simulate` (`tests/simulation/vote_errors.py`).",
        "",
        "## Ceilings",
        "",
        f"What true shares reach against fresh votes, and the mean error of the ceiling that {IMAGES} images' votes",
        f"give ({REPEATS} audits). The package gives no ceiling for fewer than five votes.",
        "",
        *_ceilings(),
        "",
        "## Intervals",
        "",
        f"Share of {CONFIDENCE:.0%} intervals that hold the value of {POPULATION:,} images, of the intervals given in",
        f"{AUDITS} audits with ten votes for each image; the Monte-Carlo standard error of .95 is .022.",
        "",
        *_coverages(),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
