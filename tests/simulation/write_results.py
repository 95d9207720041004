"""Runs the whole simulation suite and writes RESULTS.md beside itself: `make simulate`, many minutes on two cores."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from simulation import exact_errors, limit_errors, paired_errors, verdict_errors
from simulation.verdict_errors import ERROR, GROUPS, Trial, trials, worlds

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement
from audit.files import write_whole
from audit.measure.power.power import images_for_fail, images_for_pass
from audit.measure.power.reach import Rule

RESULTS = Path(__file__).with_name("RESULTS.md")
PROCESSES = 2
STAGES = (1_000, 20_000, 200_000)
KEPT = 20

DESIGN = {  # images per group for 80 % power, limit .1, rates .8: PASS at 0, FAIL at .3, FAIL at .2
    2: (295, 91, 334),
    5: (481, 147, 553),
    25: (768, 228, 869),
}
PLANNED = ((Verdict.PASS, 0.0), (Verdict.FAIL, 0.3), (Verdict.FAIL, 0.2))


def main() -> None:
    """Simulate, enumerate, write."""
    start = time.monotonic()
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = [part for section in pool.map(_written, _sections()) for part in section]
    broken = sum(part.endswith("**broken** |") for part in parts)
    rows = sum("| false " in part for part in parts)
    parts.insert(0, HEAD + f"\nOf {rows} worst cases {broken} are broken.\n")
    minutes = (time.monotonic() - start) / 60
    parts.append(f"\nWritten by `make simulate` in {minutes:.0f} minutes on {PROCESSES} processor cores.\n")
    write_whole(RESULTS, "\n".join(parts).encode())


def _sections() -> list[Callable[[], Iterable[str]]]:
    """Return the parts of the file in their order."""
    return [_verdicts, limit_errors.sections, _pairs, _rates, _power, paired_errors.section]


def _written(section: Callable[[], Iterable[str]]) -> list[str]:
    return list(section())


HEAD = f"""# How often the verdict is wrong

Promise: at most {ERROR:.0%} of audits fail although the limit is kept, and at most {ERROR:.0%} pass although it is
broken. Every audit below is drawn from known true rates and judged by the rule of the package itself (`audit.measure`),
at confidence 0.95. A share above {ERROR:.0%} by more than three Monte-Carlo standard errors is marked **broken**.
"""


def _verdicts() -> Iterator[str]:
    """Worst shares by comparison and K, in three stages so that the luck of the first does not choose the last."""
    found = {k: trials(worlds([k]), STAGES[0]) for k in GROUPS if _say(f"stage 1, {k} groups")}
    count = sum(map(len, found.values()))
    yield f"""## Simulated audits

{count:,} worlds: {_listed(GROUPS)} groups; 3 to 1,000 images per group, equal and wildly unequal (one group of 5 beside
groups of 1,000 and the reverse, 3 to 1,000 in one cohort); highest rates {_listed(verdict_errors.RATES)}; limits
{_listed(verdict_errors.DISTANCES)} from equality; one group low, one high, half of them, evenly spread; the truth
exactly on the limit, or 0.01 inside or outside. Each world: {STAGES[0]:,} audits. The {KEPT} worst of every comparison,
number of groups and kind of error: {STAGES[1]:,} new audits. The worst of those: {STAGES[2]:,} new audits, shown here.
With the truth on the limit the two shares are how often the lower and the upper bound of the disparity miss it;
coverage is what is left.
"""
    yield "| comparison | groups | error | share, % | standard error | coverage, % | where | |"
    yield "|---|---|---|---|---|---|---|---|"
    for comparison in Comparison:
        for k in GROUPS:
            those = [trial for trial in found[k] if trial.world.comparison is comparison]
            yield _worst_row("false FAIL", those, lambda t: t.false_fail, Verdict.FAIL)
            yield _worst_row("false PASS", those, lambda t: t.false_pass, Verdict.PASS)


def _worst_row(kind: str, those: list[Trial], share: Callable[[Trial], float], verdict: Verdict) -> str:
    for stage, audits in enumerate(STAGES[1:], 1):
        worst = sorted(those, key=share, reverse=True)[: KEPT if stage == 1 else 1]
        those = trials((trial.world for trial in worst), audits, stage)
    (trial,) = those
    world, error = trial.world, trial.shares.standard_error(verdict)
    covered = f"{100 * trial.shares.inconclusive:.2f}" if world.side == "on" else ""
    where = f"{world.size}; {world.shape}; highest rate {world.rate}, limit {world.rule.limit:.3g}; truth {world.side}"
    mark = "**broken**" if share(trial) > ERROR + 3 * error else ""
    _say(f"{world.comparison} {len(world.n)} {kind} {share(trial):.4f}")
    numbers = f"{100 * share(trial):.2f} | {100 * error:.2f} | {covered}"
    return f"| {world.comparison} | {len(world.n)} | {kind} | {numbers} | {where} | {mark} |"


def _pairs() -> Iterator[str]:
    yield f"""
## Two groups, exactly

Every outcome weighted by its probability, no simulation: {_listed(exact_errors.PAIR_SIZES)} images in either group;
rates 0.02 to 0.98; limits {_listed(exact_errors.DISTANCES)} from equality (floors {_listed(exact_errors.FLOORS)}); the
truth on the limit.
"""
    yield "| comparison | confidence | error | share, % | promised, % | where | |"
    yield "|---|---|---|---|---|---|---|"
    for confidence in (0.9, 0.95, 0.99):
        for comparison in Comparison:
            _say(f"exact {comparison} {confidence}")
            found = exact_errors.pair_errors(comparison, confidence)
            for kind, worst in (("false FAIL", found.false_fail), ("false PASS", found.false_pass)):
                promised = 1 - confidence
                mark = "**broken**" if worst.share > promised + 1e-9 else ""
                shares = f"{100 * worst.share:.2f} | {100 * promised:.0f}"
                yield f"| {comparison} | {confidence} | {kind} | {shares} | {worst.where} | {mark} |"


def _rates() -> Iterator[str]:
    yield """
## Intervals of one rate, exactly

Over true rates 0.001 to 0.999. Wilson's interval is shown beside every rate; its mean coverage is near the nominal one,
its lowest is not, which is why no verdict rests on it. Clopper and Pearson's one-sided bounds carry the verdict.
"""
    yield "| n | Wilson 95 %: mean, % | lowest, % | at rate | exact lower 95 %: lowest | exact upper 95 %: lowest |"
    yield "|---|---|---|---|---|---|"
    for n in exact_errors.RATE_SIZES:
        shown = exact_errors.wilson_coverage(n)
        lower = exact_errors.clopper_pearson_coverage(n, 0.05, side="lower").lowest
        upper = exact_errors.clopper_pearson_coverage(n, 0.05, side="upper").lowest
        yield (
            f"| {n} | {100 * shown.mean:.1f} | {100 * shown.lowest:.1f} | {shown.at:.3f} "
            f"| {100 * lower:.2f} | {100 * upper:.2f} |"
        )


def _power() -> Iterator[str]:
    yield """
## Power

Images in every group for the verdict in 80 % of audits; difference, limit 0.1, rates 0.8. "One low": one group is
lower than all others. "One pair": only two groups are so far apart, the others between them; the numbers
that were planned with before this suite are, for FAIL, of this hardest kind.
"""
    yield "| groups | verdict at true difference | one low | one pair | planned with |"
    yield "|---|---|---|---|---|"
    rule = Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95)
    for k, design in DESIGN.items():
        for (verdict, truth), expected in zip(PLANNED, design, strict=True):
            if verdict is Verdict.PASS:
                low, pair = images_for_pass(rule, groups=k, rate=0.8), ""
            else:
                low, pair = (
                    images_for_fail(rule, groups=k, rate=0.8, disparity=truth, arrangement=arrangement)
                    for arrangement in Arrangement
                )
            yield f"| {k} | {verdict} at {truth:g} | {low} | {pair} | {expected} |"


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def _say(message: str) -> bool:
    sys.stderr.write(message + "\n")
    return True


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
