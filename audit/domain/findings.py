"""Findings: one criterion met one disparity; the decision is what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from audit.domain.disparities import Disparity
from audit.domain.policy import Criterion, DecideOn, OnInconclusive, Waiver


class Verdict(StrEnum):
    """What the evidence says about a limit."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"

    @classmethod
    def of(cls, lower: float, upper: float, limit: float, *, limit_is_minimum: bool) -> Verdict:
        """Return what bounds of a disparity prove about its limit; a bound that touches the limit proves nothing."""
        broken, kept = lower > limit, upper < limit
        if limit_is_minimum:
            broken, kept = upper < limit, lower > limit
        return cls.FAIL if broken else cls.PASS if kept else cls.INCONCLUSIVE


class ExitStatus(IntEnum):
    """What the command tells the shell."""

    PASSED = 0
    FAILED = 1
    COULD_NOT_RUN = 2
    INCONCLUSIVE = 3
    INTERNAL_ERROR = 4
    INTERRUPTED = 130


class WaiverState(StrEnum):
    """What became of a waiver."""

    HOLDS = "holds"
    EXPIRED = "expired"
    EXCEEDED = "exceeded"
    UNPROVEN = "unproven"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A waiver met its finding.

    Attributes
    ----------
    waiver
        What was accepted.
    state
        `holds`: the ceiling is proven kept. `exceeded`: it is proven exceeded. `unproven`: the data cannot tell.
        `expired`: its last day is over. `not needed`: the limit itself is kept.
    """

    waiver: Waiver
    state: WaiverState


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One criterion on one feature (and emotion): every such combination appears exactly once.

    Attributes
    ----------
    code
        Stable name, `metric[emotion]/feature/comparison`.
    criterion, disparity
        The rule and what was found.
    verdict
        The outcome.
    reason
        One sentence with the evidence.
    waived
        The waiver that names this finding, or None.
    """

    code: str
    criterion: Criterion
    disparity: Disparity
    verdict: Verdict
    reason: str
    waived: Waived | None = None

    @property
    def assessed(self) -> bool:
        """Whether anything was compared."""
        return self.disparity.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict of the whole audit in words and as exit status."""

    verdict: Verdict
    exit_status: ExitStatus
    sentence: str


def decide(findings: tuple[Finding, ...]) -> Decision:
    """Return what the findings add up to; the one home of verdict text and exit status.

    A single FAIL fails. An INCONCLUSIVE finding blocks unless its criterion only warns; when nothing at all could be
    assessed, the audit is inconclusive whatever the criteria say.
    """
    n = len(findings)
    failed = sum(f.verdict is Verdict.FAIL for f in findings)
    open_findings = [f for f in findings if f.verdict is Verdict.INCONCLUSIVE]
    blocking = sum(f.criterion.on_inconclusive is OnInconclusive.BLOCK for f in open_findings)
    if failed:
        rest = f"; {len(open_findings)} inconclusive" if open_findings else ""
        sentence = f"{failed} of {_counted(n)} exceeded, {_grounds(findings)}{rest}"
        return Decision(verdict=Verdict.FAIL, exit_status=ExitStatus.FAILED, sentence=sentence)
    if not any(f.assessed for f in findings):
        why = "no limit had two groups with a rate to compare" if findings else "the cohort has no sensitive feature"
        sentence = f"nothing could be assessed: {why}"
        return Decision(verdict=Verdict.INCONCLUSIVE, exit_status=ExitStatus.INCONCLUSIVE, sentence=sentence)
    if blocking:
        sentence = f"this data cannot tell for {blocking} of {_counted(n)}"
        return Decision(verdict=Verdict.INCONCLUSIVE, exit_status=ExitStatus.INCONCLUSIVE, sentence=sentence)
    if open_findings:
        untold = f"this data cannot tell for {len(open_findings)} of {_counted(n)} (warning only)"
        verdict = Verdict.INCONCLUSIVE if len(open_findings) == n else Verdict.PASS
        return Decision(
            verdict=verdict, exit_status=ExitStatus.PASSED, sentence=f"no limit is proven exceeded; {untold}"
        )
    return Decision(
        verdict=Verdict.PASS, exit_status=ExitStatus.PASSED, sentence=f"{_counted(n)} kept, {_grounds(findings)}"
    )


def _counted(n: int) -> str:
    return "1 limit" if n == 1 else f"{n} limits"


def _grounds(findings: tuple[Finding, ...]) -> str:
    """Say whether the verdict rests on bounds or, for some limits, on the observed value alone."""
    observed = sum(f.criterion.decide_on is DecideOn.POINT for f in findings)
    if not observed:
        return "with evidence"
    if observed == len(findings):
        return "on the observed values alone"
    return f"{observed} of them decided on the observed value alone"
