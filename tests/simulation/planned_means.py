"""Does a plan for means of recalls, or within strata, keep its word? Prints a table; half a minute of CPU.

    PYTHONPATH=tests python tests/simulation/planned_means.py [AUDITS]

A plan (`emotion-audit power --emotions E`, or `--strata S`) takes right images to be spread evenly over the emotions,
or strata. Here each of them has right images of its own in each group, and the bounds are those of an audit. *Equal*:
the rate is the same in all. *Unequal*: rates lie evenly up to .15 around it, so that fewer images would do.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement, rate_apart
from audit.measure.limits.limits import GroupLimits
from audit.measure.limits.melding import MeldedLimits
from audit.measure.power.plans import plan
from audit.measure.power.reach import Rule

if TYPE_CHECKING:
    from audit.domain.results.planning import ImagesNeeded, Plan

PLANS = (
    (2, Comparison.DIFFERENCE, 0.1, {"emotions": 7}),
    (2, Comparison.DIFFERENCE, 0.2, {"emotions": 7}),
    (3, Comparison.RATIO, 0.8, {"emotions": 3}),
    (2, Comparison.DIFFERENCE, 0.1, {"strata": 4}),
    (3, Comparison.DIFFERENCE, 0.1, {"strata": 2}),
    (3, Comparison.RATIO, 0.8, {"strata": 12}),
)
AUDITS, SPREAD, _AT_ONCE = 2_000, 0.15, 250


def reached(found: Plan, needed: ImagesNeeded, audits: int, spread: float = 0.0) -> float:
    """Return the share of audits of the planned size that reach the planned verdict, one group being lower."""
    rng, rule = np.random.default_rng(20), Rule.at(found.comparison, found.limit, confidence=found.confidence)
    rates = np.full(found.groups, found.rate)
    rates[0] = rate_apart(found.comparison, found.rate, 1 / found.groups, needed.disparity)
    parts = found.emotions * found.strata
    each = np.clip(rates[:, None] + np.linspace(-spread, spread, parts), 0, 1)
    of_each, there = needed.images // parts, 0
    for start in range(0, audits, _AT_ONCE):
        shape = (min(_AT_ONCE, audits - start), *each.shape)
        x, weight = rng.binomial(of_each, each, shape).astype(float), np.full(parts, 1 / parts)
        own = MeldedLimits(x=x, n=np.full(shape, float(of_each)), weight=weight)
        share = np.full(shape[:2], 1 / found.groups)
        bounds = rule.bounds_of(GroupLimits(own=own, rest=None, weight=share, spread=own.spread))
        there += int((rule.failed if needed.verdict is Verdict.FAIL else rule.passed)(bounds).sum())
    return there / audits


def main(audits: int = AUDITS) -> None:
    """Print a row for each number of each plan."""
    columns = ("groups", "limit", "parts", "verdict", "images in every group", "equal", "unequal")
    sys.stdout.write(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n")
    for groups, comparison, limit, parts in PLANS:
        found = plan(groups, comparison, limit, **parts)
        (told,) = (f"{many} {kind}" for kind, many in parts.items())
        for each in found.needed:
            if each.arrangement is Arrangement.ONE_LOWER_GROUP and each.images is not None:
                shares = " | ".join(f"{100 * reached(found, each, audits, spread):.1f} %" for spread in (0.0, SPREAD))
                what = f"{each.verdict} at {each.disparity:g}"
                row = f"{groups} | {comparison} {limit:g} | {told} | {what} | {each.images:,} | {shares}"
                sys.stdout.write(f"| {row} |\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
