"""A candidate beside a baseline over the same images: which groups got worse or better, and whether that is allowed.

Words: a *loss* is the baseline's rate minus the candidate's (negative: a gain), over the images that at least one of
the two scored; *levelling down* is a gap that narrows because the group that was best off loses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from audit.domain.cohort.groups import Group
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import Account
from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Rate
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.criteria import Regression
from audit.domain.decision.disparities import Dependence, Exclusion
from audit.domain.decision.findings import Decision, Verdict, held_open
from audit.domain.decision.policy import Policy
from audit.domain.results.image_rows import ImageRows
from audit.domain.results.result import AuditResult, Provenance
from audit.errors import InputError, UsageError
from audit.exit_status import ExitStatus

DEFAULT_MAX_WORSE = 0.05
"""Largest loss of a group where nobody set a limit: five points of the success rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedCounts:
    """Images by what both classifiers said of them; an image that only one scored counts as not right for the other.

    Attributes
    ----------
    both_right, only_baseline_right, only_candidate_right, neither_right
        Images that at least one of the two scored.
    only_baseline_scored, only_candidate_scored
        How many of those the other did not score.
    unscored
        Images that neither scored; they are left out.
    """

    both_right: int
    only_baseline_right: int
    only_candidate_right: int
    neither_right: int
    only_baseline_scored: int = 0
    only_candidate_scored: int = 0
    unscored: int = 0

    @property
    def images(self) -> int:
        """Images that at least one of the two scored."""
        return self.both_right + self.only_baseline_right + self.only_candidate_right + self.neither_right

    @property
    def baseline(self) -> Rate:
        """Rate of the baseline."""
        return Rate(numerator=self.both_right + self.only_baseline_right, denominator=self.images)

    @property
    def candidate(self) -> Rate:
        """Rate of the candidate."""
        return Rate(numerator=self.both_right + self.only_candidate_right, denominator=self.images)

    @property
    def loss(self) -> float | None:
        """Baseline's rate minus the candidate's; None without an image."""
        return (self.only_baseline_right - self.only_candidate_right) / self.images if self.images else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LossBounds:
    """Where the true loss of a group lies, as far as these images tell; −1 to 1, negative = a gain.

    Attributes
    ----------
    lower, upper
        All groups together: some true loss is below its `lower` in at most the share `error_shared` of comparisons, and
        some is above its `upper` in at most as many.
    upper_alone
        The true loss of this group is above it in at most the share `error_alone` of comparisons; what a PASS rests on,
        because every group must pass (intersection-union).
    error_shared, error_alone
        Errors, 0 to 1.
    family
        How many groups and limits share the error (Bonferroni).
    """

    lower: float
    upper: float
    upper_alone: float
    error_shared: float
    error_alone: float
    family: int


class ProvenChange(StrEnum):
    """What is proven of a group, over all groups and limits together."""

    WORSE = "proven worse"
    BETTER = "proven better"
    OPEN = "neither proven"

    @classmethod
    def of(cls, bounds: LossBounds) -> ProvenChange:
        """Return whether a loss, or a gain, of any size is proven."""
        return cls.WORSE if bounds.lower > 0 else cls.BETTER if bounds.upper < 0 else cls.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one group.

    Attributes
    ----------
    group
        The group.
    counts
        Its images; at least one.
    baseline, candidate
        Rates, 0 to 1.
    loss
        Baseline's rate minus the candidate's, −1 to 1.
    bounds
        Bounds of the true loss.
    standing
        What they prove.
    design_effect
        Its images count as this many times fewer, because several show one person; 1 where none does.
    """

    group: Group
    counts: PairedCounts
    baseline: float
    candidate: float
    loss: float
    bounds: LossBounds
    standing: ProvenChange
    design_effect: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of the groups of one limit.

    Attributes
    ----------
    regression
        The limit, its emotion named.
    changes
        The compared groups.
    excluded
        Groups not compared.
    dependence
        How far changes of pictures of one person are alike; None when every picture shows another person.
    """

    regression: Regression
    changes: tuple[Change, ...]
    excluded: tuple[Exclusion, ...] = ()
    dependence: Dependence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevellingDown:
    """A gap that narrowed, at least in part, because the group that was best off lost.

    Attributes
    ----------
    best, worst
        The groups of highest and lowest rate under the baseline.
    gap_baseline, gap_candidate
        Highest minus lowest rate, 0 to 1.
    loss
        What the best group lost.
    proven_loss
        What it lost at least; None when its loss is observed, not proven.
    by_loss
        How much of the narrowing would not be there had the best group kept its rate.
    gain
        What the worst group gained; negative = it lost too.
    sentence
        The same in words.
    """

    best: Group
    worst: Group
    gap_baseline: float
    gap_candidate: float
    loss: float
    proven_loss: float | None
    by_loss: float
    gain: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionFinding:
    """One limit of a loss on one feature (and emotion) with its verdict.

    Attributes
    ----------
    code
        Stable name, `metric[emotion]/feature/loss`.
    regression, changes, excluded, dependence
        The limit and what was found.
    levelling_down
        Whether the gap narrowed at the cost of the best group, or None.
    verdict
        The outcome.
    reason
        One sentence with the evidence.
    """

    code: str
    regression: Regression
    changes: tuple[Change, ...]
    excluded: tuple[Exclusion, ...]
    dependence: Dependence | None
    levelling_down: LevellingDown | None
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonResult:
    """Two audits over the same images.

    Attributes
    ----------
    baseline, candidate
        Where the audits come from.
    policy
        The rules; its `regressions` are the limits.
    labels
        Emotions of both classifiers.
    overall
        All images, whatever their group.
    findings
        One for each limit, feature and emotion.
    baseline_account, candidate_account
        What was not counted in each of the audits, or was read otherwise than written.
    """

    baseline: Provenance
    candidate: Provenance
    policy: Policy
    labels: LabelSet
    overall: PairedCounts
    findings: tuple[RegressionFinding, ...]
    baseline_account: Account
    candidate_account: Account

    @property
    def accounts(self) -> tuple[Account, Account]:
        """What became of the rows of the baseline and of the candidate."""
        return self.baseline_account, self.candidate_account

    @property
    def decision(self) -> Decision:
        """Verdict and exit status; what speaks against the reading of either audit keeps the gate shut."""
        doubts = (remark.sentence for account in self.accounts for remark in account.reading.blocking)
        return held_open(decide_comparison(self.findings), tuple(dict.fromkeys(doubts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The rows of two audits, image by image.

    Raises
    ------
    InputError
        When they are not of the same images with the same labels, groups and people.
    """

    baseline: ImageRows
    candidate: ImageRows

    def __post_init__(self) -> None:
        before, after = self.baseline, self.candidate
        if before.images != after.images:
            only_before = len(set(before.images) - set(after.images))
            only_after = len(set(after.images) - set(before.images))
            raise InputError(
                f"the audits are not of the same rows of the manifest: {only_before:,} images are only in the "
                f"baseline, {only_after:,} only in the candidate; run both over the same rows (--split)"
            )
        for name, value, other in (
            ("label", before.y_true, after.y_true),
            ("group", before.codes, after.codes),
            ("subject", before.subjects, after.subjects),
        ):
            if not np.array_equal(_or_none(value), _or_none(other)):
                raise InputError(
                    f"the audits read another {name} for the same image; run both with the same --columns and --labels"
                )


def _or_none(values: np.ndarray | None) -> np.ndarray:
    return np.empty(0) if values is None else values


def check_comparable(baseline: AuditResult, candidate: AuditResult) -> None:
    """Refuse two audits that are not of one cohort, one label set and the same groups.

    Raises
    ------
    InputError
        When they are not; says what differs.
    """
    before, after = baseline.provenance.cohort, candidate.provenance.cohort
    if before.sha256 is None or before.sha256 != after.sha256:
        raise InputError(
            f"the baseline was audited on '{before.title}', the candidate on '{after.title}', and their manifests "
            "differ; only audits of one and the same manifest can be compared: run both with the same --cohort"
        )
    if set(baseline.labels.emotions) != set(candidate.labels.emotions):
        raise InputError(
            f"the baseline knows the emotions {', '.join(baseline.labels.emotions)}, "
            f"the candidate {', '.join(candidate.labels.emotions)}; only classifiers of the same emotions can be "
            "compared"
        )
    if baseline.features != candidate.features:
        names = (", ".join(f.name for f in result.features) or "none" for result in (baseline, candidate))
        raise InputError(
            "the audits have other sensitive features or groups "
            f"(baseline: {next(names)}; candidate: {next(names)}); run both with the same cohort.toml and --columns"
        )


def one_loss_limit_per_feature(features: tuple[tuple[str, ...], ...], limit: float = DEFAULT_MAX_WORSE) -> Policy:
    """Return the policy that lets no group of any feature or intersection given lose more accuracy than the limit.

    Raises
    ------
    UsageError
        When the limit is no number from 0 to 1.
    """
    regressions = tuple(Regression(features=names, limit=limit) for names in features)
    return Policy(title="no group may get worse", criteria=(), regressions=regressions)


def expand_regressions(policy: Policy, rows: ImageRows) -> tuple[Regression, ...]:
    """Return the policy's limits of losses with every emotion named.

    One on recall that names no emotion becomes one for each emotion that some image is labelled with.

    Raises
    ------
    UsageError
        When one names an emotion that is not a label, or two limit the same loss.
    """
    emotions = rows.labels.emotions
    occurring = tuple(emotions[code] for code in np.unique(rows.y_true[rows.y_true >= 0])) or emotions
    expanded: list[Regression] = []
    for regression in policy.regressions:
        if regression.emotion is not None:
            rows.labels.code(regression.emotion)
        each = find_metric(regression.metric).per_emotion and regression.emotion is None
        expanded.extend(replace(regression, emotion=e) for e in occurring) if each else expanded.append(regression)
    codes = [regression.code for regression in expanded]
    if repeated := [code for code in codes if codes.count(code) > 1]:
        raise UsageError(f"the policy limits {repeated[0]} twice; keep one [[regressions]] for it")
    return tuple(expanded)


def decide_comparison(findings: tuple[RegressionFinding, ...]) -> Decision:
    """Return what the findings of a comparison add up to: verdict text and exit status, as `decide` for an audit."""
    n = "1 limit" if len(findings) == 1 else f"{len(findings)} limits"
    failed = sum(f.verdict is Verdict.FAIL for f in findings)
    untold = [f for f in findings if f.verdict is Verdict.INCONCLUSIVE]
    blocking = sum(f.regression.on_inconclusive is OnInconclusive.BLOCK for f in untold)
    verdict, status = Verdict.INCONCLUSIVE, ExitStatus.INCONCLUSIVE
    if failed:
        rest = f"; {len(untold)} inconclusive" if untold else ""
        verdict, status, sentence = Verdict.FAIL, ExitStatus.FAILED, f"{failed} of {n} exceeded, with evidence{rest}"
    elif not any(f.changes for f in findings):
        why = "no group has an image that one of the two scored" if findings else "the cohort has no sensitive feature"
        sentence = f"nothing could be compared: {why}"
    elif blocking:
        sentence = f"this data cannot tell for {blocking} of {n}"
    elif untold:
        verdict = Verdict.INCONCLUSIVE if len(untold) == len(findings) else Verdict.PASS
        status = ExitStatus.PASSED
        sentence = f"no limit is proven exceeded; this data cannot tell for {len(untold)} of {n} (warning only)"
    else:
        verdict, status, sentence = Verdict.PASS, ExitStatus.PASSED, f"{n} kept, with evidence"
    return Decision(verdict=verdict, exit_status=status, sentence=sentence)
