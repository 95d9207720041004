"""What an audit cannot tell, in sentences: groups left out, people unknown, pictures without an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.answers.asked import NEVER_ASKED
from audit.domain.cohort.groups import UNKNOWN, LabelProvenance
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.cohort.reading import INDEPENDENT
from audit.domain.counts.rates import Rate
from audit.domain.decision.choices import Promise
from audit.domain.sentences.naming import group_list
from audit.domain.wording.words import counted, joined, number, percent, quoted, sentence, shown, titled
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.domain.cohort.groups import Group
    from audit.domain.results.result import AuditResult

_ALWAYS = (
    "A label says what annotators saw in a face, or what it was asked to show; it does not say what the person felt.",
    "A limit that is kept is evidence for these pictures, these groups and this limit, not for every use of the model.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """What a reader must not conclude, and the section of the page (its id) that says more; empty where none does."""

    text: str
    place: str = ""


def cannot_tell(result: AuditResult) -> tuple[str, ...]:
    """Return what a reader must not conclude from this audit, the gravest first, as sentences alone."""
    return tuple(caveat.text for caveat in caveats(result))


def caveats(result: AuditResult) -> tuple[Caveat, ...]:
    """Return what a reader must not conclude from this audit: what it could not see, what it left out, what nobody can.

    The gravest first: a reader of the first three knows what to doubt.
    """
    found = (
        (_looks(result), "groups"),
        (map(sentence, result.counts.told.untold), "coverage"),
        (_no_groups(result), "coverage"),
        (_unscored(result), "coverage"),
        (_never_asked(result), "coverage"),
        (_excluded(result), "groups"),
        (_unknown(result), "coverage"),
        (_independent(result), "mixed"),
        (_waived(result), "method"),
        (iter(_ALWAYS[:1]), "annex"),
        (_not_judged(result), "groups"),
        (_combinations(result), "groups"),
        (_who_said_so(result), "coverage"),
        (_promise(result), "method"),
        (iter(_ALWAYS[1:]), "method"),
    )
    return tuple(Caveat(text=text, place=place) for texts, place in found for text in texts)


def _looks(result: AuditResult) -> Iterator[str]:
    """Say of a look of a series which numbers are of the series and which of this look."""
    if result.series is not None:
        told = f"The limits are held against {counted(result.series.asked.cells.total, 'row')} of the whole series"
        yield f"{told}; every other rate, chart and table here is of the pictures of this look alone."


def _promise(result: AuditResult) -> Iterator[str]:
    """Say what the bounds promise, where any limit was held against them."""
    if any(finding.disparity.bounds is not None for finding in result.findings):
        if result.series is not None:
            yield f"{result.series.promise}, and for fresh pictures alone."
            return
        error = percent(1 - result.policy.confidence, 0)
        if result.policy.promise is Promise.CRITERION:
            yield (
                f"FAIL is wrong in at most {error} of audits for each limit by itself, and so is PASS: of many limits "
                "one or more fail wrongly in more audits than that. And it holds for one look at the pictures."
            )
            return
        yield (
            f"FAIL is wrong in at most {error} of audits for all limits together, PASS in at most {error} for each "
            "limit. That holds for one look at the pictures: an audit repeated until it passes promises nothing."
        )


def _no_groups(result: AuditResult) -> Iterator[str]:
    if not result.features:
        yield "Whether the model serves some people worse than others: nothing is known of who is in the pictures."


def _unscored(result: AuditResult) -> Iterator[str]:
    """Say how many pictures that the classifier was asked about got no answer, and whose."""
    asked = [outcome for outcome in OUTCOMES if outcome not in NEVER_ASKED]
    lost = [outcome for outcome in asked if outcome is not Outcome.SCORED]
    rows, of = _rows(result, lost), _rows(result, asked)
    if rows:
        what = f"{counted(rows, 'picture')} of {number(of)} got no answer ({_reasons(result, lost)})"
        if rows == of:
            yield f"{what}: there is no rate to tell anything from."
        else:
            yield f"{what}, so every rate here is about the others.{_hit_hardest(result)}"


def _never_asked(result: AuditResult) -> Iterator[str]:
    if rows := _rows(result, NEVER_ASKED):
        what = f"{counted(rows, 'picture')} of {number(result.coverage.rows)}"
        yield f"What the model makes of {what}: it was not asked about them ({_reasons(result, NEVER_ASKED)})."


def _rows(result: AuditResult, outcomes: Iterable[Outcome]) -> int:
    return sum(result.coverage.of(outcome) for outcome in outcomes)


def _reasons(result: AuditResult, outcomes: Iterable[Outcome]) -> str:
    return joined([f"{outcome.value}: {number(n)}" for outcome in outcomes if (n := result.coverage.of(outcome))])


def _hit_hardest(result: AuditResult) -> str:
    """Return which group lost most of the pictures asked about, of all groups of all features; empty for several."""
    never = [outcome.code for outcome in NEVER_ASKED]
    lost: list[tuple[float, str]] = []
    for feature in result.features:
        table = np.delete(result.coverage.by(feature.name), never, axis=1)
        for group, row in zip(feature.groups, table, strict=True):
            rate = Rate(numerator=int(row.sum() - row[Outcome.SCORED.code]), denominator=int(row.sum()))
            if rate.value and group != UNKNOWN:
                lost.append((rate.value, f"{titled(feature.name)} {quoted(group)}, {percent(rate.value)} of it"))
    hardest = [told for rate, told in lost if rate == max(lost)[0]]
    return f" Hit hardest: {hardest[0]}." if len(hardest) == 1 else ""


def _unknown(result: AuditResult) -> Iterator[str]:
    compared = "and are compared as a group of their own" if result.policy.include_unknown else "but in no group"
    for feature in result.features:
        if UNKNOWN not in feature.groups:
            continue
        rows = int(result.coverage.by(feature.name)[feature.groups.index(UNKNOWN)].sum())
        if rows:
            whose = f"The {titled(feature.name)} is not known for {number(rows)} of {number(result.coverage.rows)}"
            yield f"{whose} pictures: they count overall, {compared}."


def _excluded(result: AuditResult) -> Iterator[str]:
    """Say which known groups dropped out of a comparison, and the first reason why."""
    found: dict[str, dict[Group, str]] = {}
    for finding in result.findings:
        for exclusion in finding.disparity.excluded:
            if not exclusion.group.is_unknown:
                found.setdefault(finding.disparity.feature, {}).setdefault(exclusion.group, exclusion.reason)
    for feature, groups in found.items():
        why = joined([shown(reason) for reason in dict.fromkeys(groups.values())], "or")
        yield f"Left out of a comparison by {titled(feature)}: {group_list(tuple(groups))}. Why: {why}."


def _not_judged(result: AuditResult) -> Iterator[str]:
    judged = {name for finding in result.findings for name in finding.criterion.features}
    shown_only = [titled(feature.name) for feature in result.features if feature.name not in judged]
    if shown_only:
        yield f"No limit was set by {joined(shown_only)}: those rates are shown and not judged."


def _independent(result: AuditResult) -> Iterator[str]:
    if any(remark.sentence == INDEPENDENT for remark in result.told):
        yield (
            "How mixed its answers are, beside other classifiers: its emotions have a probability each, and mixed "
            "emotions are measured after these were divided by their sum."
        )


def _waived(result: AuditResult) -> Iterator[str]:
    if any(finding.accepted for finding in result.findings):
        yield "A waiver makes no gap smaller: it says who answers for it, and until when."


def _combinations(result: AuditResult) -> Iterator[str]:
    if len(result.features) > 1 and not Estimates(result).intersections:
        yield "Combinations of features were not measured; a gap may hide in one of them."


def _who_said_so(result: AuditResult) -> Iterator[str]:
    for provenance, sentence_of in _PROVENANCE.items():
        features = [titled(f.name) for f in result.features if f.provenance is provenance]
        if features:
            yield sentence(sentence_of.replace("{features}", joined(features)))


_PROVENANCE = {
    LabelProvenance.UNDECLARED: "it is not declared who said which group a person belongs to, for {features}",
    LabelProvenance.PREDICTED: "another model guessed {features}; its errors are part of every gap",
    LabelProvenance.ANNOTATED: "annotators perceived {features}, which need not be what the person would say",
    LabelProvenance.DRAWN: "the people are drawn: that fixes {features} exactly, but says nothing of photographs",
}
