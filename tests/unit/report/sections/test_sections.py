"""What stands in the sections of the page."""

from __future__ import annotations

from assets.audits import nothing

from audit.domain.decision.findings import Verdict
from audit.report.sections.groups import classification, groups
from audit.report.sections.method import method


def test_nothing_assessed_is_said_in_every_section() -> None:
    assert "No picture was scored" in classification.view(nothing()).sentences[0]
    assert "nothing to compare" in groups.view(nothing()).features[0].observed
    assert method.view(nothing()).errors == "No limit could be judged, so no error was spent."
    assert nothing().findings[0].verdict is Verdict.INCONCLUSIVE
