"""What a finding does to the gate, and that all of them together say what the exit status says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, five_pictures, lapsed, nothing, waived

from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.findings import decide
from audit.domain.decision.gate import GateEffect, standings
from audit.exit_status import ExitStatus, gravest


def warned(findings):
    """Return findings whose criteria only warn."""
    return tuple(
        replace(f, criterion=replace(f.criterion, on_inconclusive=OnInconclusive.WARN), reason=f.reason)
        for f in findings
    )


def test_every_standing_has_its_case() -> None:
    assert standings(drawn().findings) == (GateEffect.EXCEEDED, GateEffect.KEPT, GateEffect.UNDECIDED)
    assert standings(warned(drawn().findings)) == (GateEffect.EXCEEDED, GateEffect.KEPT, GateEffect.WARNED)
    assert standings(waived().findings) == (*[GateEffect.WAIVED] * 4, GateEffect.KEPT, GateEffect.WAIVED)


def test_a_failure_under_an_unproven_waiver_is_as_open_as_one_that_is_undecided() -> None:
    finding = lapsed().findings[0]
    assert finding.unproven
    assert standings((finding,)) == (GateEffect.UNDECIDED,)
    assert standings(warned((finding,))) == (GateEffect.WARNED,)


def test_what_was_never_assessed_shuts_the_gate_even_under_warn() -> None:
    assert standings(warned(nothing().findings)) == (GateEffect.UNDECIDED,)


@pytest.mark.parametrize("audit", [drawn, five_pictures, waived, lapsed, nothing])
@pytest.mark.parametrize("change", [lambda findings: findings, warned])
def test_the_standings_shut_the_gate_exactly_when_the_exit_status_does(audit, change) -> None:
    findings = change(audit().findings)
    for some in (findings, *((finding,) for finding in findings)):
        found, status = standings(some), decide(some).exit_status
        assert any(standing.shuts for standing in found) == (status is not ExitStatus.PASSED)
        assert (GateEffect.EXCEEDED in found) == (status is ExitStatus.FAILED)


def test_of_several_audits_the_gravest_counts() -> None:
    passed, failed, open_ = ExitStatus.PASSED, ExitStatus.FAILED, ExitStatus.INCONCLUSIVE
    assert gravest([passed, open_, failed]) is failed
    assert gravest([passed, open_]) is open_
    assert gravest([passed]) is gravest([]) is passed
