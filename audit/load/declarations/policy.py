"""A policy file as a Policy.

`policy.toml`::

    title = "Release gate"
    confidence = 0.95                # 1 − the error a false verdict may have
    seed = 0
    min_support = 1                  # groups with fewer images are listed, not compared
    include_unknown = false          # compare the group of empty cells as well
    interval = "bounds"              # shown beside a disparity; or "count_bootstrap", "fairlearn_bootstrap"
    resamples = 2000                 # of a bootstrap
    unscored = "left_out"            # or "wrong": a picture without an answer counts as a wrong answer
    judge_scored_rate = true         # whether groups get answers equally often is judged where any is missing
    promise = "policy"               # or "criterion": each limit has all of the error, whatever else is listed
    tipping_points = false           # whether every verdict says how large a label error would overturn it
    # scored_rate_limit = 0.05       # its largest difference; absent = the least difference the criteria allow

    [monitoring]                     # the audit is repeated on fresh pictures: run it with --series FOLDER
    looks = 52                       # how many looks are planned; the promise holds over all of them, and later ones

    [label_error.age_group]          # the largest share of wrong labels in each group: bounds hold for the true ones
    senior = 0.05
    "*" = 0.02                       # all other groups

    [[criteria]]
    metric = "recall"
    feature = "age_group"            # a list means intersections: ["age_group", "gender"]
    emotion = "happy"                # absent = each emotion
    comparison = "difference"        # ratio, worst_to_overall, floor, ratio_to_reference
    limit = 0.1
    decide_on = "interval"           # or "point"
    on_inconclusive = "block"        # or "warn"
    # reference = "adult"            # compare every group with this one; absent = every pair
    # control = "gender"             # compare within its strata, pooled; a list crosses several
    # primary = true                 # half of the error of a wrong FAIL is kept for this limit

    [[waivers]]                      # a finding accepted for a while
    finding = "recall[happy]/age_group/difference"
    ceiling = 0.3                    # the limit that holds in its place
    owner = "Ada Lovelace"
    reason = "no pictures of smiling seniors before spring"
    expires = 2026-12-31             # the last day it holds

    [[regressions]]                  # for `compare`: no group of the candidate may get worse by more
    feature = "age_group"
    limit = 0.05
    metric = "accuracy"              # or "recall", of one emotion or of each
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn, IntervalMethod, OnInconclusive, Promise, Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion, Regression
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.domain.mislabelling.declared import VOTES, LabelErrors, label_errors
from audit.errors import UsageError
from audit.load.text import one_line, shown
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCriterion:
    """One `[[criteria]]`: the fields of `Criterion`, with features as a name or a list of names."""

    metric: str
    feature: str | tuple[str, ...]
    limit: float
    comparison: Comparison = Comparison.DIFFERENCE
    emotion: str | None = None
    decide_on: DecideOn = DecideOn.INTERVAL
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK
    reference: str | None = None
    control: str | tuple[str, ...] = ()
    primary: bool = False

    def __post_init__(self) -> None:
        self.criterion()

    def criterion(self) -> Criterion:
        """Return the criterion; raises UsageError when a value is out of its range."""
        return Criterion(
            metric=self.metric,
            features=_names(self.feature),
            limit=self.limit,
            comparison=self.comparison,
            emotion=self.emotion,
            decide_on=self.decide_on,
            on_inconclusive=self.on_inconclusive,
            reference=self.reference,
            control=_names(self.control),
            primary=self.primary,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredWaiver:
    """One `[[waivers]]`: the fields of `Waiver`, with the day as a date of TOML or as text."""

    finding: str
    ceiling: float
    owner: str
    reason: str
    expires: date | str

    def __post_init__(self) -> None:
        self.waiver()

    def waiver(self) -> Waiver:
        """Return the waiver; raises UsageError when a value is out of its range."""
        return Waiver(
            finding=self.finding,
            ceiling=self.ceiling,
            owner=self.owner,
            reason=self.reason,
            expires=str(self.expires),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRegression:
    """One `[[regressions]]`: the fields of `Regression`, with the feature as a name or a list of names."""

    feature: str | tuple[str, ...]
    limit: float
    metric: str = "accuracy"
    emotion: str | None = None
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK

    def __post_init__(self) -> None:
        self.regression()

    def regression(self) -> Regression:
        """Return the limit; raises UsageError when a value is out of its range."""
        return Regression(
            features=_names(self.feature),
            limit=self.limit,
            metric=self.metric,
            emotion=self.emotion,
            on_inconclusive=self.on_inconclusive,
        )


def _names(declared: str | tuple[str, ...]) -> tuple[str, ...]:
    return (declared,) if isinstance(declared, str) else declared


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDeclaration:
    """A policy.toml: the fields of `Policy`."""

    criteria: tuple[DeclaredCriterion, ...]
    title: str = ""
    confidence: float = 0.95
    seed: int = 0
    min_support: int = 1
    include_unknown: bool = False
    waivers: tuple[DeclaredWaiver, ...] = ()
    regressions: tuple[DeclaredRegression, ...] = ()
    interval: IntervalMethod = IntervalMethod.BOUNDS
    resamples: int = 2000
    unscored: Unscored = Unscored.LEFT_OUT
    judge_scored_rate: bool = True
    scored_rate_limit: float | None = None
    monitoring: Monitoring | None = None
    label_error: Mapping[str, Mapping[str, float] | str] | str = field(default_factory=dict)
    tipping_points: bool = False
    promise: Promise = Promise.POLICY

    def __post_init__(self) -> None:
        self.label_errors()

    def label_errors(self) -> tuple[LabelErrors, ...]:
        """Return the declared label error rates; raises UsageError where they are no shares."""
        declared = self.label_error
        each = {"": declared} if isinstance(declared, str) else declared
        return tuple(label_errors(_shares(rates, feature), feature) for feature, rates in each.items())


def _shares(rates: Mapping[str, float] | str, feature: str) -> Mapping[str, float]:
    """Return the rates of a feature; refuse votes, which counts do not hold: a policy may judge saved audits."""
    if not isinstance(rates, str):
        return rates
    raise UsageError(
        f"label_error{feature and '.' + feature} holds a share for each group, found {shown(rates)}; votes stand "
        f"beside the pictures: write label_error = '{VOTES}' below [features.{feature or 'NAME'}] of their cohort.toml"
    )


def load_policy(path: Path) -> Policy:
    """Return the policy in a file; without a title it is called as the file.

    Raises
    ------
    FaultyFile
        With every fault: unknown keys, metrics and comparisons, limits out of range, criteria listed twice, waivers
        of nothing or stricter than their limit.
    InputError
        When there is no such file.
    """
    return read_toml(path, PolicyDeclaration, lambda declared: _policy(declared, path))


def _policy(declared: PolicyDeclaration, path: Path) -> Policy:
    if not declared.criteria:
        raise UsageError("a policy needs at least one [[criteria]]")
    return Policy(
        title=one_line(declared.title) or path.stem,
        criteria=tuple(criterion.criterion() for criterion in declared.criteria),
        confidence=declared.confidence,
        seed=declared.seed,
        min_support=declared.min_support,
        include_unknown=declared.include_unknown,
        waivers=tuple(waiver.waiver() for waiver in declared.waivers),
        regressions=tuple(regression.regression() for regression in declared.regressions),
        interval=declared.interval,
        resamples=declared.resamples,
        unscored=declared.unscored,
        judge_scored_rate=declared.judge_scored_rate,
        scored_rate_limit=declared.scored_rate_limit,
        monitoring=declared.monitoring,
        label_error=declared.label_errors(),
        tipping_points=declared.tipping_points,
        promise=declared.promise,
    )
