"""The gaps that the second answer names beside the one that decides it: a larger one, and who got no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.decision.findings import Verdict
from audit.domain.sentences.naming import named_gap
from audit.domain.sentences.seen import relation
from audit.domain.wording.words import sentence
from audit.report.wording.phrases import disparity_text

if TYPE_CHECKING:
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

_DIGITS = 9
"""Digits to which two gaps are alike: the rest is floating point."""

_BECAME = {
    Verdict.FAIL: "exceeds its limit",
    Verdict.INCONCLUSIVE: "may or may not keep its limit",
    Verdict.PASS: "keeps its limit",
}


def widest(result: AuditResult, deciding: Finding) -> Finding:
    """Return the finding whose gap is the largest seen of all compared as the deciding one is, that one among equals.

    Of ratios and of lowest rates it is the smallest.
    """
    comparison = deciding.disparity.comparison
    sign = -1.0 if comparison.limit_is_minimum else 1.0
    values = [(f.disparity.value, f) for f in result.findings if f.disparity.comparison is comparison]
    ranked = [(round(sign * value, _DIGITS), f is deciding, f) for value, f in values if value is not None]
    return max(ranked, key=lambda entry: entry[:2], default=(0.0, True, deciding))[2]


def larger(result: AuditResult, deciding: Finding) -> str:
    """Return the gap that is larger than the deciding one, in a sentence; empty where none is or `unanswered` tells it.

    For example: The largest gap, 40 points in recall of “sad” by ethnicity, may or may not keep its limit.
    """
    found = widest(result, deciding)
    if found in (deciding, _who_got_none(result, deciding)):
        return ""
    disparity = found.disparity
    value = disparity_text(disparity.comparison, disparity.value)
    gap = f"The {disparity.comparison.facts.gap}, {value} in {named_gap(found.criterion)}"
    return f"{gap}, {_BECAME[found.verdict]}."


def unanswered(result: AuditResult, deciding: Finding) -> str:
    """Return which group gets answers less often, in a sentence; empty where that decides or is not judged.

    For example: Pictures get an answer 82.1 points less often for skin tone “dark” than for “light”; that exceeds its
    limit.
    """
    found = _who_got_none(result, deciding)
    if found is None:
        return ""
    facts = found.disparity.comparison.facts
    largest = f"that is the {facts.gap}, and " if widest(result, deciding) is found else ""
    return sentence(f"{relation(found.disparity)}; {largest}that {_BECAME[found.verdict]}")


def of_answers(finding: Finding) -> bool:
    """Return whether a finding is about who got an answer at all, rather than about the answers."""
    return find_metric(finding.criterion.metric).of_rows


def _who_got_none(result: AuditResult, deciding: Finding) -> Finding | None:
    judged = [finding for finding in result.findings if of_answers(finding) and finding.assessed]
    gravest = min(judged, key=lambda finding: list(_BECAME).index(finding.verdict), default=None)
    return None if of_answers(deciding) else gravest
