"""What each finding does to the gate: the same word in a test report, in an annotation and in a failing test."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.findings import ExitStatus, Verdict, decide

if TYPE_CHECKING:
    from audit.domain.findings import Finding


class Standing(StrEnum):
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
        return self in (Standing.EXCEEDED, Standing.UNDECIDED)


def standings(findings: tuple[Finding, ...]) -> tuple[Standing, ...]:
    """Return the standing of each finding; some standing shuts the gate exactly when `decide` does, if there are any.

    Where nothing at all could be assessed, what the policy only warns of is undecided all the same, as in `decide`.
    """
    shut = decide(findings).exit_status is ExitStatus.INCONCLUSIVE and not any(f.assessed for f in findings)
    return tuple(_standing(finding, shut=shut) for finding in findings)


def _standing(finding: Finding, *, shut: bool) -> Standing:
    if finding.accepted:
        return Standing.WAIVED
    if finding.verdict is Verdict.PASS:
        return Standing.KEPT
    if finding.verdict is Verdict.FAIL and not finding.unproven:
        return Standing.EXCEEDED
    return Standing.UNDECIDED if shut or finding.blocks else Standing.WARNED
