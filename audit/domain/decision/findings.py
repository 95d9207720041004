"""Findings: one criterion met one disparity; the decision is what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Disparity
from audit.domain.decision.waivers import Waiver
from audit.exit_status import ExitStatus


class Verdict(StrEnum):
    """What the evidence says about a limit.

    `PASS`: every compared pair of groups is proven to keep it. `FAIL`: a disparity beyond it is proven.
    `INCONCLUSIVE`: these data can tell neither, or a group could not be assessed.
    """

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


class WaiverState(StrEnum):
    """What became of a waiver.

    `holds`: the ceiling is proven kept. `exceeded`: it is proven exceeded. `unproven`: the data cannot tell.
    `expired`: its last day is over, whatever the data say. `not needed`: the limit itself is kept.
    """

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
        What became of it.
    """

    waiver: Waiver
    state: WaiverState


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding:
    """One criterion on one feature (and emotion): every such combination appears exactly once.

    Attributes
    ----------
    code
        Stable name, `metric[emotion]/feature/comparison`.
    criterion, disparity
        The rule and what was found.
    verdict
        What the evidence says about the limit, with or without a waiver.
    reason
        One sentence with the evidence, and what became of its waiver.
    waived
        The waiver that names this finding, or None.
    """

    code: str
    criterion: Criterion
    disparity: Disparity
    verdict: Verdict
    reason: str
    waived: Waived | None = None

    def __repr__(self) -> str:
        """Return the finding in a line: what a notebook shows of it."""
        waived = ", waived" if self.accepted else ""
        return f"<Finding {self.verdict}{waived} {self.code}: {self.reason}>"

    @property
    def assessed(self) -> bool:
        """Whether anything was compared."""
        return self.disparity.value is not None

    @property
    def accepted(self) -> bool:
        """Whether a waiver that holds stands between this finding and the gate.

        Never where nothing was compared or a group dropped out unasked: nobody can know what would be accepted there.
        """
        return self._has(WaiverState.HOLDS) and self.verdict is not Verdict.PASS and self._complete

    @property
    def unproven(self) -> bool:
        """Whether the limit is exceeded, and the data cannot tell whether the ceiling of its waiver is."""
        return self._has(WaiverState.UNPROVEN) and self.verdict is Verdict.FAIL

    @property
    def blocks(self) -> bool:
        """Whether this finding, while it is open, keeps the gate shut; a policy may only warn of what it compared."""
        return self.criterion.on_inconclusive is OnInconclusive.BLOCK or (self.unproven and not self._complete)

    @property
    def _complete(self) -> bool:
        return self.assessed and not self.disparity.lost

    def _has(self, state: WaiverState) -> bool:
        return self.waived is not None and self.waived.state is state


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict of the whole audit in words and as exit status."""

    verdict: Verdict
    exit_status: ExitStatus
    sentence: str


def decide(findings: tuple[Finding, ...]) -> Decision:
    """Return what the findings add up to; the one home of verdict text and exit status.

    A single FAIL fails, unless a waiver that holds accepts it; one whose waiver is unproven is as open as an
    INCONCLUSIVE finding. An open finding blocks unless its criterion only warns: then the exit status is that of a
    pass, but the word is not, as some of many limits at the truth pass by chance. When nothing at all could be
    assessed, the audit is inconclusive whatever the criteria say.
    """
    failed = [f for f in findings if f.verdict is Verdict.FAIL and not f.accepted and not f.unproven]
    undecided = [f for f in findings if f.verdict is Verdict.INCONCLUSIVE and not f.accepted]
    unproven = [f for f in findings if f.unproven]
    if failed:
        sentence = _failed(findings, failed, len(undecided))
        return Decision(verdict=Verdict.FAIL, exit_status=ExitStatus.FAILED, sentence=sentence)
    if not any(f.assessed for f in findings):
        why = "no limit had two groups with a rate to compare" if findings else "the cohort has no sensitive feature"
        sentence = f"nothing could be assessed: {why}"
        return Decision(verdict=Verdict.INCONCLUSIVE, exit_status=ExitStatus.INCONCLUSIVE, sentence=sentence)
    if any(f.blocks for f in (*undecided, *unproven)):
        sentence = _blocked(findings, sum(f.blocks for f in undecided))
        return Decision(verdict=Verdict.INCONCLUSIVE, exit_status=ExitStatus.INCONCLUSIVE, sentence=sentence)
    if undecided or unproven:
        sentence = _warned(findings, len(undecided))
        return Decision(verdict=Verdict.INCONCLUSIVE, exit_status=ExitStatus.PASSED, sentence=sentence)
    return Decision(verdict=Verdict.PASS, exit_status=ExitStatus.PASSED, sentence=_kept(findings))


def held_open(decision: Decision, doubts: tuple[str, ...]) -> Decision:
    """Return the decision while something speaks against how the data were read: no verdict on them can be right."""
    if not doubts:
        return decision
    sentence = f"{'; '.join(doubts)}. As it was read: {decision.verdict}, {decision.sentence}"
    return Decision(verdict=Verdict.INCONCLUSIVE, exit_status=ExitStatus.INCONCLUSIVE, sentence=sentence)


def _failed(findings: tuple[Finding, ...], failed: list[Finding], undecided: int) -> str:
    exceeded = f"{len(failed)} of {_counted(len(findings))} exceeded, {_grounds(findings)}"
    waived = (f"{n} more {words}" for n, words in _waived(findings))
    return _told(exceeded, *_lapsed(failed), *waived, f"{undecided} inconclusive" if undecided else "")


def _blocked(findings: tuple[Finding, ...], blocking: int) -> str:
    if not blocking:
        return _told(*_told_of(_waived(findings), len(findings)))
    untold = f"this data cannot tell for {blocking} of {_counted(len(findings))}"
    return _told(untold, *(f"{n} {words}" for n, words in _waived(findings)))


def _warned(findings: tuple[Finding, ...], undecided: int) -> str:
    exceeded = any(f.verdict is Verdict.FAIL for f in findings)
    untold = f"this data cannot tell for {undecided} of {_counted(len(findings))}" if undecided else ""
    waived = _told_of(_waived(findings), len(findings))
    return f"{_told('' if exceeded else 'no limit is proven exceeded', *waived, untold)} (warning only)"


def _kept(findings: tuple[Finding, ...]) -> str:
    waived = _waived(findings)
    if not waived:
        return f"{_counted(len(findings))} kept, {_grounds(findings)}"
    kept = sum(f.verdict is Verdict.PASS for f in findings)
    return ", ".join((*_told_of((*waived, *([(kept, "kept")] if kept else ())), len(findings)), _grounds(findings)))


def _waived(findings: tuple[Finding, ...]) -> tuple[tuple[int, str], ...]:
    """Return how many limits a waiver accepts, or might, with what is to be said of them."""
    told = []
    for verdict, word in ((Verdict.FAIL, "exceeded"), (Verdict.INCONCLUSIVE, "undecided")):
        if accepted := [f for f in findings if f.accepted and f.verdict is verdict]:
            told.append((len(accepted), f"{word} and waived {_until(accepted)}"))
    if unproven := sum(f.unproven for f in findings):
        whose = "a waiver whose ceiling is" if unproven == 1 else "waivers whose ceilings are"
        told.append((unproven, f"exceeded under {whose} not proven kept"))
    return tuple(told)


def _told_of(counts: tuple[tuple[int, str], ...], limits: int) -> list[str]:
    """Return counts of limits with their words; the first says of how many."""
    return [f"{n} {words}" if i else f"{n} of {_counted(limits)} {words}" for i, (n, words) in enumerate(counts)]


def _until(accepted: list[Finding]) -> str:
    days = _days(accepted)
    return f"until {days[0]}" if days[0] == days[-1] else f"until {days[0]} or later"


def _lapsed(failed: list[Finding]) -> tuple[str, ...]:
    """Say which limits fail although they have a waiver."""
    expired = [f for f in failed if f.waived is not None and f.waived.state is WaiverState.EXPIRED]
    exceeded = sum(f.waived is not None and f.waived.state is WaiverState.EXCEEDED for f in failed)
    told = []
    if expired:
        days = _days(expired)
        on = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
        told.append(f"{_whose(len(expired), len(failed))} expired {on}")
    if exceeded:
        told.append(f"{_whose(exceeded, len(failed))} {'is' if exceeded == 1 else 'are'} exceeded too")
    return tuple(told)


def _whose(waivers: int, failed: int) -> str:
    if failed == 1:
        return "its waiver"
    return "1 waiver" if waivers == 1 else f"{waivers} waivers"


def _days(findings: list[Finding]) -> list[str]:
    return sorted(f.waived.waiver.expires for f in findings if f.waived is not None)


def _told(*clauses: str) -> str:
    return "; ".join(clause for clause in clauses if clause)


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
