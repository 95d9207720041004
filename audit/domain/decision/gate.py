"""What each finding does to the gate: the same word in a test report, in an annotation and in a failing test."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.decision.findings import Verdict, decide
from audit.exit_status import ExitStatus

if TYPE_CHECKING:
    from audit.domain.decision.findings import Finding


class GateEffect(StrEnum):
    """What a finding does to the gate.

    `kept`: nothing. `exceeded`: it fails the gate. `undecided`: the data cannot tell, and that keeps the gate shut.
    `warned`: the data cannot tell, and the policy only warns. `waived`: a waiver that holds stands before it.
    """

    KEPT = "kept"
    EXCEEDED = "exceeded"
    UNDECIDED = "undecided"
    WARNED = "warned"
    WAIVED = "waived"

    @property
    def shuts(self) -> bool:
        """Whether the gate does not open."""
        return self in (GateEffect.EXCEEDED, GateEffect.UNDECIDED)


def standings(findings: tuple[Finding, ...]) -> tuple[GateEffect, ...]:
    """Return the standing of each finding; some standing shuts the gate exactly when `decide` does, if there are any.

    Where nothing at all could be assessed, what the policy only warns of is undecided all the same, as in `decide`.
    """
    shut = decide(findings).exit_status is ExitStatus.INCONCLUSIVE and not any(f.assessed for f in findings)
    return tuple(_standing(finding, shut=shut) for finding in findings)


def _standing(finding: Finding, *, shut: bool) -> GateEffect:
    if finding.accepted:
        return GateEffect.WAIVED
    if finding.verdict is Verdict.PASS:
        return GateEffect.KEPT
    if finding.verdict is Verdict.FAIL and not finding.unproven:
        return GateEffect.EXCEEDED
    return GateEffect.UNDECIDED if shut or finding.blocks else GateEffect.WARNED
