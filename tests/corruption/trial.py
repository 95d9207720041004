"""A damage tried on random tables: refused by name, named beside the verdict, read right, or missed."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from assets.channels import CHANNELS, said_in
from corruption.cases import Case, drawn
from corruption.damage import Damage

import audit
from audit.domain.results.result import AuditResult


class Ending(StrEnum):
    """How a damaged audit ended.

    `refused`: exit status 2, and the message names the damage. `named`: no PASS, and every channel names it. `read
    right`: a damage to the form alone, and the counts are those of the undamaged tables. `PASS`: missed, named or not.
    `unnamed`: missed, another verdict or refusal that does not name it.
    """

    REFUSED = "refused"
    NAMED = "named"
    READ_RIGHT = "read right"
    PASSED = "PASS"
    UNNAMED = "unnamed"

    @property
    def missed(self) -> bool:
        """Whether somebody could be misled."""
        return self in (Ending.PASSED, Ending.UNNAMED)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How it ended, and what was said where it was missed."""

    ending: Ending
    named: bool = False
    seed: int = 0
    said: str = ""


def case_of(damage: Damage, seed: int) -> tuple[Case, np.random.Generator]:
    """Return a random undamaged case, and what draws its damage."""
    rng = np.random.default_rng([seed, *damage.name.encode()])
    return drawn(rng, damage.kinds[seed % len(damage.kinds)], damage.traits), rng


def audited(case: Case) -> AuditResult:
    """Write the tables of a case and return their audit; raises AuditError when they are refused."""
    with tempfile.TemporaryDirectory() as folder:
        cohort, said = case.written(Path(folder))
        return audit.run(cohort, predictions=said, **case.options).result


def tried(damage: Damage, seed: int) -> Trial:
    """Return how one damaged audit ended."""
    case, rng = case_of(damage, seed)
    undamaged, _ = case_of(damage, seed)
    damage.do(case, rng)
    try:
        result = audited(case)
    except audit.AuditError as error:
        message = str(error)
        if re.search(damage.named, " ".join(message.casefold().split())):
            return Trial(ending=Ending.REFUSED, named=True, seed=seed)
        return Trial(ending=Ending.UNNAMED, seed=seed, said=message)
    silent = [channel for channel in CHANNELS if not re.search(damage.named, said_in(channel, result))]
    said = f"silent: {silent}; {result.decision.verdict}: {'; '.join(result.told.sentences)}"
    return Trial(ending=_ending(damage, result, silent, undamaged), named=not silent, seed=seed, said=said)


def _ending(damage: Damage, result: AuditResult, silent: list[str], undamaged: Case) -> Ending:
    if result.decision.exit_status is audit.ExitStatus.PASSED:
        return Ending.PASSED
    if not silent:
        return Ending.NAMED
    right = damage.harmless and counts_of(result) == counts_of(audited(undamaged))
    return Ending.READ_RIGHT if right else Ending.UNNAMED


def counts_of(result: AuditResult) -> dict[tuple[object, ...], int]:
    """Return pictures by feature, group, label and answer, in whatever order features and groups stand."""
    emotions, found = result.labels.emotions, Counter()
    cells = result.counts.cells
    for key, n in zip(cells.keys.tolist(), cells.counts.tolist(), strict=True):
        groups = {(feature.name, feature.groups[g]) for feature, g in zip(result.features, key, strict=False)}
        found[frozenset(groups), emotions[key[-2]], emotions[key[-1]]] += n
    return {key: n for key, n in found.items() if n}
