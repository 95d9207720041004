"""A policy file as a Policy.

`policy.toml`::

    title = "Release gate"
    confidence = 0.95                # 1 − the error a false verdict may have
    seed = 0
    min_support = 1                  # groups with fewer images are listed, not compared
    include_unknown = false          # compare the group of empty cells as well

    [[criteria]]
    metric = "recall"
    feature = "age_group"            # a list means intersections: ["age_group", "gender"]
    emotion = "happy"                # absent = each emotion
    comparison = "difference"        # difference, ratio, worst_to_overall or floor
    limit = 0.1
    decide_on = "interval"           # or "point"
    on_inconclusive = "block"        # or "warn"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.policy import Comparison, Criterion, DecideOn, OnInconclusive, Policy
from audit.errors import UsageError
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCriterion:
    """One `[[criteria]]`: the fields of `Criterion`, with the feature as a name or a list of names."""

    metric: str
    feature: str | tuple[str, ...]
    limit: float
    comparison: Comparison = Comparison.DIFFERENCE
    emotion: str | None = None
    decide_on: DecideOn = DecideOn.INTERVAL
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK

    def __post_init__(self) -> None:
        self.criterion()

    def criterion(self) -> Criterion:
        """Return the criterion; raises UsageError when a value is out of its range."""
        return Criterion(
            metric=self.metric,
            features=(self.feature,) if isinstance(self.feature, str) else self.feature,
            limit=self.limit,
            comparison=self.comparison,
            emotion=self.emotion,
            decide_on=self.decide_on,
            on_inconclusive=self.on_inconclusive,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A policy.toml: the fields of `Policy`."""

    criteria: tuple[DeclaredCriterion, ...]
    title: str = ""
    confidence: float = 0.95
    seed: int = 0
    min_support: int = 1
    include_unknown: bool = False


def load_policy(path: Path) -> Policy:
    """Return the policy in a file; without a title it is called as the file.

    Raises
    ------
    FaultyFile
        With every fault: unknown keys, metrics and comparisons, limits out of range, criteria listed twice.
    InputError
        When there is no such file.
    """
    return read_toml(path, Declaration, lambda declared: _policy(declared, path))


def _policy(declared: Declaration, path: Path) -> Policy:
    if not declared.criteria:
        raise UsageError("a policy needs at least one [[criteria]]")
    return Policy(
        title=declared.title or path.stem,
        criteria=tuple(criterion.criterion() for criterion in declared.criteria),
        confidence=declared.confidence,
        seed=declared.seed,
        min_support=declared.min_support,
        include_unknown=declared.include_unknown,
    )
