"""Short texts beside a finding, for tables and notes; its sentences are written in `audit.domain.sentences`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.cohort.pictures import PictureMode
from audit.domain.wording.words import (
    UNDEFINED,
    counted,
    decimal,
    number,
    percent,
    sentence,
)

if TYPE_CHECKING:
    from audit.domain.decision.comparisons import Comparison
    from audit.domain.decision.disparities import Bounds, Disparity, Resampled
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult


def disparity_text(comparison: Comparison, value: float | None) -> str:
    """Return the value of a disparity with its unit; `–` when nothing was compared."""
    return comparison.scale.written(value)


def bounds_text(comparison: Comparison, bounds: Bounds | None) -> str:
    """Return the bounds of a disparity, the unit once; `–` where there are none."""
    if bounds is None:
        return UNDEFINED
    return comparison.scale.span(bounds.lower, bounds.upper)


def resampled_text(disparity: Disparity) -> str:
    """Return the bootstrap interval of a disparity and how often such intervals hold the truth; empty without one.

    For example: count bootstrap 8.3 to 20.2 points, 95 % of 2,000 resamples; in simulated audits with these rates such
    intervals held the truth in 7 %, with equal rates in 0 %.
    """
    found = disparity.resampled
    if found is None:
        return ""
    interval = found.interval
    ends = disparity.comparison.scale.span(interval.lower, interval.upper)
    share = f"{percent(interval.confidence, 0)} of {number(found.resamples)} resamples"
    return f"{interval.method} {ends}, {share}; {_coverage(found)}"


def circumstances(disparity: Disparity) -> str:
    """Return how the pictures behind a disparity were weighed: within strata, or as pictures of one person."""
    return " ".join(sentence(text) for text in (_strata_text(disparity), _people_text(disparity)) if text)


def _strata_text(disparity: Disparity) -> str:
    found = disparity.strata
    if found is None:
        return ""
    left = f"; {counted(found.left_out, 'picture')} in strata that lack a group left out" if found.left_out else ""
    return f"without control {disparity_text(disparity.comparison, found.raw)}{left}"


def _people_text(disparity: Disparity) -> str:
    found = disparity.dependence
    if found is None or found.people == found.pictures:
        return ""
    fewer = f"counted as up to {decimal(found.design_effect, 1)} times fewer"
    return f"{counted(found.pictures, 'picture')} of {counted(found.people, 'person', 'people')}, {fewer}"


def _coverage(resampled: Resampled) -> str:
    if resampled.coverage is None:
        return "how often such intervals hold the truth was not measured"
    equal = (
        ""
        if resampled.coverage_if_equal is None
        else f", with equal rates in {percent(resampled.coverage_if_equal, 0)}"
    )
    held = percent(resampled.coverage, 0)
    return f"in simulated audits with these rates such intervals held the truth in {held}{equal}"


def waiver_note(finding: Finding) -> str:
    """Return what became of the waiver of a finding in a few words, `waived until 2026-12-31`; empty without one."""
    if finding.waived is None:
        return ""
    if finding.accepted:
        return f"waived until {finding.waived.waiver.expires}"
    return f"waiver {finding.waived.state}"


def compared_pictures(disparity: Disparity) -> int:
    """Return how many pictures the compared rates rest on."""
    return sum(estimate.support for estimate in disparity.estimates)


def where_seen(result: AuditResult, *, here: bool) -> str:
    """Return where examples of pictures are seen, in a clause: on this page, or after a run that shows some."""
    if here:
        return "examples stand under Pictures"
    return f"a run with {pictures_option(result, PictureMode.BLURRED)} shows examples"


def pictures_option(result: AuditResult, mode: PictureMode) -> str:
    """Return how pictures are asked for, in the words of whoever made the audit: of a command, or of Python."""
    if result.provenance.command.startswith("emotion-audit"):
        return f"--pictures {mode.value}"
    return f'audit.run(…, pictures="{mode.value}")'
