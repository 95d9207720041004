"""How often the verdict is wrong about the labels most people would give, where label errors are estimated from votes.

Pictures are drawn with the shares of people who would choose each emotion: clear ones, and hard ones on which people
are divided nearly evenly between two. Annotators vote, the label is what most of them chose, and the classifier errs
where the label is wrong as badly as can be: it repeats the label in one group, and the truth in the next. The truth
lies on the limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from simulation.label_errors import COMPARISONS, EMOTIONS, ERROR, Errors, shares

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.contrasts import observed
from audit.measure.bounds.wrong_labels import WrongLabels
from audit.measure.cohort.voted_labels import DOUBT, doubted, most_wrong
from audit.measure.power.reach import Rule

Values = NDArray[np.float64]

_TRUTH = 100_000
"""Pictures of each group from which the truth of a world is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VotedWorld:
    """Groups whose pictures are labelled by votes.

    Attributes
    ----------
    comparison
        How groups are compared.
    images, annotators
        Pictures of each group, and votes of each picture.
    hard
        float64, shape (K,): share of hard pictures in each group.
    lead
        By how much the first emotion leads on these, share of people.
    right
        float64, shape (K,): share of answers that are the truth where the label is.
    repeats
        bool, shape (K,): whether the classifier repeats wrong labels; else it knows better.
    """

    comparison: Comparison
    images: tuple[int, ...]
    annotators: int
    hard: Values
    lead: float
    right: Values
    repeats: NDArray[np.bool_]

    def errors(self, audits: int, seed: int, *, allowed: bool = True) -> tuple[Errors, float]:
        """Return how often audits of this world are wrong, and how often the rate of any group is too small."""
        rng = np.random.default_rng(seed)
        groups = range(len(self.images))
        truth = [self._pictures(g, _TRUTH, rng) for g in groups]
        wrong = np.array([(labels != 0).mean() for _, labels, _ in truth])
        rates = np.array([(answers == 0).mean() for _, _, answers in truth])
        limit = float(observed(self.comparison, rates, np.array(self.images) / sum(self.images)))
        rule = Rule.at(self.comparison, limit, confidence=1 - ERROR)
        failed = passed = small = 0.0
        for _ in range(audits):
            drawn = [self._pictures(g, n, rng) for g, n in enumerate(self.images)]
            x = np.array([[(answers == labels).sum() for _, labels, answers in drawn]], np.float64)
            told = _told(drawn) if allowed else None
            found = shares(rule, x, np.array([self.images], np.float64), WrongLabels(label_errors=told))
            failed, passed = failed + found.fail / audits, passed + found.passed / audits
            small += float(told is not None and (told < wrong).any()) / audits
        return Errors(fail=failed, passed=passed), small

    def _pictures(self, group: int, n: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], Values, Values]:
        """Return votes, labels and answers of some pictures; the first emotion is the true one."""
        even = (1 - self.lead) / 2
        people = np.where((rng.random(n) < self.hard[group])[:, None], [even + self.lead, even, 0], [0.96, 0.02, 0.02])
        votes = rng.multinomial(self.annotators, people)
        labels = (votes + rng.random(votes.shape)).argmax(axis=1)
        errs = rng.random(n) > self.right[group]
        answers = np.where(errs, rng.integers(1, EMOTIONS, n), 0)
        return votes, labels, np.where(labels == 0, answers, labels if self.repeats[group] else 0)


def _told(drawn: list[tuple[NDArray[np.int64], Values, Values]]) -> Values:
    """Return the rate that votes tell of each group, float64, shape (K,)."""
    error = DOUBT / len(drawn)
    return np.array([most_wrong(doubted(votes, labels), np.arange(len(labels)), error) for votes, labels, _ in drawn])


def voted_worlds(seed: int) -> Iterator[VotedWorld]:
    """Yield worlds of 2 to 4 groups without end."""
    rng = np.random.default_rng(seed)
    while True:
        groups = int(rng.integers(2, 5))
        yield VotedWorld(
            comparison=COMPARISONS[int(rng.integers(len(COMPARISONS)))],
            images=tuple(int(10 ** rng.uniform(1.7, 3.2)) for _ in range(groups)),
            annotators=int(rng.choice([2, 3, 5, 10])),
            hard=rng.uniform(0, 0.3, groups) * (rng.random(groups) < 0.7),
            lead=float(rng.choice([0.02, 0.2])),
            right=rng.uniform(0.5, 0.97, groups),
            repeats=rng.random(groups) < 0.5,
        )
