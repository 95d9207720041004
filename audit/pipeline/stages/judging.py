"""A measured audit judged, by itself or as a look of its series; and once more under other rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import AS_WRITTEN, Reader, Reading, Remark, Treatment
from audit.domain.decision.expansion import criteria_over
from audit.domain.decision.monitoring import Monitoring
from audit.domain.results.audits import rules_key
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.counts.counted import Counted
    from audit.domain.decision.findings import Finding
    from audit.domain.decision.policy import Policy
    from audit.domain.results.result import AuditResult
    from audit.domain.series.look import SeriesLook


def rejudge(result: AuditResult, policy: Policy) -> AuditResult:
    """Return a saved audit judged under another policy, from its counts alone.

    A look of a series stays one under the rules of the series; by other rules it is an audit by itself.

    Raises
    ------
    UsageError
        When the policy is that of a series, and the audit is no look of it.
    """
    from audit.measure import estimates, label_mix, screening

    if result.series is not None and same_rules(result.policy, policy):
        return judged_in_series(replace(result, policy=monitored(policy)), result.series)
    refuse_alone(policy)
    again = replace(
        result,
        policy=policy,
        estimates=estimates(result.counted, policy.confidence, policy.intersections),
        reading=result.reading + _out_of_series(result),
        screening=screening(result.counted, policy),
        label_mix=label_mix(result.counts, policy),
        series=None,
    )
    return judged_alone(again)


def judged_alone(result: AuditResult) -> AuditResult:
    """Return an audit judged by its policy, on its own rows."""
    return _judged(result, result.counted, result.counted_as_asked, look=None)


def judged_in_series(result: AuditResult, look: SeriesLook) -> AuditResult:
    """Return an audit judged as a look of its series: its findings are about all rows of the series so far."""
    return replace(_judged(result, look.counted, look.counted_as_asked, look=look.number), series=look)


def _judged(result: AuditResult, counted: Counted, asked: Counted | None, *, look: int | None) -> AuditResult:
    from audit.judge import judge
    from audit.measure import disparities, doubted_unknown

    policy = result.policy
    criteria = criteria_over(policy, counted.table, asked)
    found = disparities(counted, criteria, policy, asked=asked, look=look)
    findings = judge(criteria, found, waivers=policy.waivers, today=_today())
    kept = result.reading.without(Treatment.SET_ASIDE, Reader.POLICY).without(Treatment.DOUBTED, Reader.POLICY)
    reading = kept + Reading.of(*doubted_unknown(counted.table, policy))
    return replace(result, findings=findings, reading=reading + _set_aside(findings, policy))


def monitored(policy: Policy) -> Policy:
    """Return the rules of a series; where a policy does not say how many looks are planned, as many as usual."""
    return policy if policy.monitoring is not None else replace(policy, monitoring=Monitoring())


def same_rules(one: Policy, other: Policy) -> bool:
    """Return whether a series under one policy may go on under the other: they judge alike, waivers aside."""
    return rules_key(monitored(one)) == rules_key(monitored(other))


def refuse_alone(policy: Policy) -> None:
    """Refuse to judge by the rules of a series what is no look of it; its promise would not hold.

    Raises
    ------
    UsageError
        When the policy has `[monitoring]`.
    """
    if policy.monitoring is not None:
        raise UsageError(
            f"the policy '{policy.title}' is that of a series ([monitoring]): name its folder with --series, or take "
            "[monitoring] out to judge one audit by itself"
        )


def _out_of_series(result: AuditResult) -> Reading:
    """Return the remark that a look of a series was judged by other rules, and so without its series."""
    if result.series is None:
        return AS_WRITTEN
    sentence = (
        f"judged by other rules than those of its series (look {result.series.number}), and so by its own rows alone"
    )
    return Reading.of(Remark(treatment=Treatment.SET_ASIDE, sentence=sentence, by=Reader.AUDIT))


def _set_aside(findings: tuple[Finding, ...], policy: Policy) -> Reading:
    """Return the remark about groups that have too few pictures for the policy to compare."""
    groups = {
        exclusion.group.text: exclusion.support
        for finding in findings
        for exclusion in finding.disparity.excluded
        if exclusion.declared and not exclusion.group.is_unknown
    }
    if not groups:
        return AS_WRITTEN
    named = ", ".join(f"'{group}' ({n})" for group, n in groups.items())
    sentence = f"groups of fewer than {policy.min_support} pictures are not compared (min_support): {named}"
    return Reading.of(Remark(treatment=Treatment.SET_ASIDE, sentence=sentence, by=Reader.POLICY))


def _today() -> date:
    """Return the day on which waivers are judged: today, whatever `SOURCE_DATE_EPOCH` asks for.

    Bytes may be reproduced, an expired waiver may not be.
    """
    return datetime.now(UTC).date()
