"""Does a plan for means of F1 keep its word? Prints a table; some minutes of CPU.

    PYTHONPATH=tests python tests/simulation/planned_f1.py [AUDITS]

A plan (`emotion-audit power --emotions E --metric macro_f1`) takes confusion matrices to be as even as can be. Here
every matrix is drawn image by image, and the bounds are those of an audit. *Even*: every recall is the same, and wrong
answers fall on all other emotions alike. *Unequal*: recalls lie evenly up to .15 around their mean. *One-sided*: half
of the wrong answers fall on the next emotion. *Both*: the two together. The true mean of F1 is that of the plan in all.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement, rate_apart
from audit.measure.limits.drawn import DrawnLimits
from audit.measure.limits.limits import GroupLimits
from audit.measure.power.plans import plan
from audit.measure.power.reach import Rule
from audit.measure.rates.averages import over_emotions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.results.planning import ImagesNeeded, Plan

PLANS = ((2, Comparison.DIFFERENCE, 0.1, 7), (3, Comparison.RATIO, 0.8, 3))
WORLDS = {"even": (0.0, False), "unequal": (0.15, False), "one-sided": (0.0, True), "both": (0.15, True)}
"""How far recalls lie from their mean, and whether half of the wrong answers fall on one emotion."""

AUDITS = 400


def reached(found: Plan, needed: ImagesNeeded, audits: int, spread: float = 0.0, *, one_sided: bool = False) -> float:
    """Return the share of audits of the planned size that reach the planned verdict, one group being lower."""
    rng, rule = np.random.default_rng(29), Rule.at(found.comparison, found.limit, confidence=found.confidence)
    values = np.full(found.groups, found.rate)
    values[0] = rate_apart(found.comparison, found.rate, 1 / found.groups, needed.disparity)
    chances = np.stack([matrix_of(value, found.emotions, spread, one_sided=one_sided) for value in values])
    of_each, weight, there = needed.images // found.emotions, np.full(found.groups, 1 / found.groups), 0
    average = partial(over_emotions, "macro_f1", emotions=np.arange(found.emotions))
    for _ in range(audits):
        cells = rng.multinomial(of_each, chances).astype(float)
        groups = GroupLimits(own=DrawnLimits(cells=cells, people=None, average=average), rest=None, weight=weight)
        fails = needed.verdict is Verdict.FAIL
        there += bool(rule.broken(rule.failing_of(groups)) if fails else rule.kept(rule.passing_of(groups)))
    return there / audits


def matrix_of(value: float, emotions: int, spread: float, *, one_sided: bool) -> NDArray[np.float64]:
    """Return the chances of the answers to each emotion at which the true mean of F1 is this value."""
    apart, places = np.linspace(-spread, spread, emotions), np.arange(emotions)

    def chances(mean: float) -> NDArray[np.float64]:
        recalls = np.clip(mean + apart, 0, 1)
        wrong = (1 - recalls)[:, None]
        even = wrong / (emotions - 1) * (1 - np.eye(emotions))
        next_one = wrong * np.eye(emotions)[(places + 1) % emotions]
        return np.diag(recalls) + (0.5 * even + 0.5 * next_one if one_sided else even)

    def beyond(mean: float) -> float:
        return float(over_emotions("macro_f1", chances(mean), places)) - value

    return chances(brentq(beyond, 0.01, 1.0))


def main(audits: int = AUDITS) -> None:
    """Print a row for each number of each plan."""
    columns = ("groups", "limit", "emotions", "verdict", "images in every group", *WORLDS)
    sys.stdout.write(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n")
    for groups, comparison, limit, emotions in PLANS:
        found = plan(groups, comparison, limit, emotions=emotions, metric="macro_f1")
        for each in found.needed:
            if each.arrangement is Arrangement.ONE_LOWER_GROUP and each.images is not None:
                shares = (reached(found, each, audits, spread, one_sided=one) for spread, one in WORLDS.values())
                told = " | ".join(f"{100 * share:.0f} %" for share in shares)
                what = f"{each.verdict} at {each.disparity:g}"
                row = f"{groups} | {comparison} {limit:g} | {emotions} | {what} | {each.images:,} | {told}"
                sys.stdout.write(f"| {row} |\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
