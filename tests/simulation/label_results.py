"""Writes LABELS.md beside itself: how often the verdict is wrong about the truth behind wrong labels and groups."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from simulation.label_errors import LIMITS, Errors, exact_errors, group_worlds, label_worlds
from simulation.voted_label_errors import voted_worlds

from audit.files import write_whole

RESULTS = Path(__file__).with_name("LABELS.md")
VOTED, VOTED_AUDITS = 16, 100
"""Worlds of votes, and audits of each: each takes some milliseconds for every group."""


def worst_of(kind: str, worlds: int, audits: int, again: int, seed: int) -> tuple[Errors, Errors]:
    """Return the worst errors of many worlds, the worst ten drawn again, and those of a rule that ignores errors."""
    drawn = label_worlds(seed) if kind == "labels" else group_worlds(seed)
    those = [next(drawn) for _ in range(worlds)]
    found = [world.errors(audits, seed + i) for i, world in enumerate(those)]
    worst = []
    for of in ("fail", "passed"):
        order = sorted(range(worlds), key=lambda i: -getattr(found[i], of))[:10]
        worst.append(max(getattr(those[i].errors(again, 10**6 + i), of) for i in order))
    ignoring = [world.errors(audits, seed + i, allowed=False) for i, world in enumerate(those)]
    return (
        Errors(fail=worst[0], passed=worst[1]),
        _worst(ignoring),
    )


def rows(worlds: int, audits: int, again: int) -> Iterator[tuple[str, Errors, Errors]]:
    """Yield what was looked at, the errors of the rule, and those of one that takes everything as true."""
    for comparison in LIMITS:
        yield f"two groups, {comparison}, every outcome", *exact_errors(comparison)
    yield f"label errors, {worlds} worlds", *worst_of("labels", worlds, audits, again, 11)
    yield f"guessed groups, {worlds} worlds", *worst_of("groups", worlds, audits, again, 12)
    yield f"label errors by votes, {VOTED} worlds, {VOTED_AUDITS} audits", *worst_by_votes(13)


def worst_by_votes(seed: int) -> tuple[Errors, Errors]:
    """Return the worst errors where label errors are estimated from votes; a rate that is too small ends it."""
    drawn = voted_worlds(seed)
    now, ignoring = [], []
    for i in range(VOTED):
        world = next(drawn)
        found, small = world.errors(VOTED_AUDITS, seed + i)
        if small > 2 / VOTED_AUDITS:
            raise SystemExit(f"a rate told by votes was too small in {small:.1%} of audits of {world}")
        now.append(found)
        ignoring.append(world.errors(VOTED_AUDITS, seed + i, allowed=False)[0])
    return _worst(now), _worst(ignoring)


def _worst(found: list[Errors]) -> Errors:
    return Errors(fail=max(e.fail for e in found), passed=max(e.passed for e in found))


def main(worlds: int = 80, audits: int = 1_000, again: int = 10_000) -> None:
    """Write LABELS.md."""
    table = [f"| {what} | {_told(now)} | {_told(before)} |" for what, now, before in rows(worlds, audits, again)]
    end = "\nWritten by `tests/simulation/label_results.py` (`make simulate`)."
    write_whole(RESULTS, "\n".join((HEAD, *table, end, "")).encode())


def _told(errors: Errors) -> str:
    return f"{errors.fail:.2%} | {errors.passed:.2%}"


HEAD = """# How often the verdict is wrong about the truth behind wrong labels

Promise: at most 5 % false FAIL and at most 5 % false PASS about true labels and true groups, where label error rates or
a confusion table are declared, or rates are estimated from votes. The worst of every kind of world; the worst ten drawn
again with 10,000 audits each (Monte-Carlo error .22 points at 5 %). *Ignoring* is the rule that takes labels and groups
as true, in the same worlds.

| worlds | false FAIL | false PASS | ignoring: false FAIL | false PASS |
| --- | --- | --- | --- | --- |"""

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
