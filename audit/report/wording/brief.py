"""A finding in one short sentence: the groups, the emotion, the numbers, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.decision.comparisons import Pairing
from audit.domain.decision.findings import Verdict
from audit.domain.decision.settling import size_open, undecided_by_bounds, ways
from audit.domain.wording.words import counted, joined, number, quoted, sentence, share_of, short, shown
from audit.report.wording.drivers import look_first, mistake
from audit.report.wording.phrases import counted_as, group_list, seen, seen_on

if TYPE_CHECKING:
    from audit.domain.decision.disparities import Disparity
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

NAMED = 2
"""Groups named one by one where more pictures are needed; of more, the pictures are added up."""


def in_a_line(result: AuditResult) -> str:
    """Return an audit in one line: verdict, what was audited on whom, how many pictures were scored.

    For example: FAIL: 1 of 3 limits exceeded, with evidence; net on people, 2,981 pictures.
    """
    decision, provenance = result.decision, result.provenance
    pictures = counted(result.counts.overall().total, "picture")
    audited = f"{short(provenance.model.id)} on {short(provenance.cohort.id)}"
    return f"{decision.verdict}: {shown(decision.sentence)}; {audited}, {pictures}"


def audited_lines(result: AuditResult) -> tuple[str, ...]:
    """Return what was audited, on whom, by which rules, with which packages, and every note; a line each."""
    provenance, policy = result.provenance, result.policy
    sources = (("model", provenance.model), ("cohort", provenance.cohort))
    packages = ", ".join(f"{version.package} {version.version}" for version in provenance.versions)
    return (
        *(f"{what}: {short(source.title)}, SHA-256 {source.sha256 or 'unknown'}" for what, source in sources),
        f"policy: {short(policy.title)}, {counted(len(policy.criteria), 'limit')}, confidence {policy.confidence:g}",
        f"made with {packages}",
        *(f"note: {shown(note)}" for note in result.notes),
    )


def brief_sentence(result: AuditResult, finding: Finding) -> str:
    """Return what a limit found in one sentence.

    For example: Pictures are classified correctly 4.8 points less often for “glasses” than for “no glasses” (95 %
    bounds 0 to 24.7; 18 and 2,982 pictures); about 108 more pictures of “glasses” would settle it if the groups are
    equal.
    """
    if not finding.assessed:
        return f"Nothing could be compared: {_why_not(finding)}."
    told, step = seen(finding.disparity), ""
    if finding.verdict is Verdict.FAIL:
        step = _look_first(result, finding.disparity)
    elif finding.verdict is Verdict.INCONCLUSIVE:
        exists = size_open(finding.criterion, finding.disparity)
        told = seen_on(finding.disparity) if exists else told
        step = "; ".join(part for part in (exists, _alone(finding), settling(finding)) if part)
    return sentence("; ".join(part for part in (told, step) if part))


def _alone(finding: Finding) -> str:
    """Return that a limit would fail were it the policy's only one; empty where it would not."""
    bounds, criterion = finding.disparity.bounds, finding.criterion
    minimum = criterion.comparison.limit_is_minimum
    if bounds is None or not bounds.fails_alone(criterion.limit, limit_is_minimum=minimum):
        return ""
    return f"as the policy's only limit it would fail, but {number(bounds.family)} share the error of a wrong FAIL"


def _why_not(finding: Finding) -> str:
    """Return why nothing could be compared and what is missing, in a clause."""
    criterion, disparity = finding.criterion, finding.disparity
    rate = find_metric(criterion.metric).title
    if criterion.reference is not None and disparity.reference is None:
        return f"the reference group {quoted(criterion.reference)} has no {rate}; pictures of it are needed"
    if criterion.comparison.pairing is Pairing.REFERENCE and len(disparity.estimates) > 1:
        return f"the {rate} is 0 in the reference group {quoted(str(criterion.reference))}, so there is no ratio to it"
    if len(disparity.estimates) > 1:
        return f"the {rate} is 0 in every group, so there is no ratio"
    return f"fewer than two groups have a {rate}; pictures of at least two are needed"


def _look_first(result: AuditResult, disparity: Disparity) -> str:
    """Return where to look first after a limit was exceeded; empty where the counts do not say."""
    low, high, told = disparity.lowest, disparity.highest, disparity.deciding
    if low is None or high is None or disparity.strata is not None:
        return ""
    if told.metric == "accuracy" and disparity.comparison.facts.names_pair:
        return look_first(result, low, high)
    if told.metric == "recall" and told.emotion is not None:
        wrong = mistake(result, low, told.emotion)
        return "" if wrong is None else f"look first at those called {quoted(wrong.answer)}, {share_of(wrong.share)}"
    return ""


def settling(finding: Finding) -> str:
    """Return what would settle an inconclusive finding, in a clause; empty where nothing was compared.

    For example: about 108 more pictures of “glasses” would settle it if the groups are equal.
    """
    disparity = finding.disparity
    if disparity.bounds is None:
        return ""
    if disparity.lost and not undecided_by_bounds(finding.criterion, disparity):
        return f"it stays open until there are pictures of {group_list(tuple(e.group for e in disparity.lost))}"
    open_ways = ways(disparity)
    if not open_ways:
        return "how many more pictures would settle it is not worked out for a mean over emotions"
    known = [(way.pictures, way.condition) for way in open_ways if way.pictures is not None]
    if not known:
        return "so near the limit no number of pictures one could collect would settle it"
    needed, condition = min(known)
    return f"{_missing(disparity, needed)} would settle it if {condition}"


def _missing(disparity: Disparity, needed: int) -> str:
    """Return how many more pictures of which groups are needed."""
    short = [(needed - e.support, e.group) for e in disparity.estimates if e.group is not None and e.support < needed]
    if not short:
        return "more pictures in every group"
    total = sum(missing for missing, _ in short)
    what = counted_as(disparity, many=total > 1)
    if len(short) > NAMED:
        return f"about {number(total)} more {what}, spread over {number(len(short))} groups,"
    (first, group), *others = short
    more = [f"{number(first)} more {what} of {quoted(group.text)}"]
    return f"about {joined([*more, *(f'{number(n)} of {quoted(other.text)}' for n, other in others)])}"
