"""What the audits on show say, as plain data with its sentences: for the page and for `/api/audits`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.wording.words import counted, number, percent, quoted, short, span, titled
from audit.report import answers, reading_lines
from audit.serve.whom.audits import About

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.counts.rates import Estimate
    from audit.domain.results.result import AuditResult
    from audit.serve.whom.audits import ShownAudit

NONE_LOADED = (
    "No audit is loaded, so nothing here says for whom these answers are right. Make one with "
    "emotion-audit run --cohort COHORT --model MODEL, then start with --audit FOLDER."
)


def audits_document(audits: Sequence[ShownAudit]) -> dict[str, Any]:
    """Return the audits as plain data; `sentence` says so where there is none."""
    return {"sentence": "" if audits else NONE_LOADED, "audits": [_audit(audit) for audit in audits]}


def _audit(audit: ShownAudit) -> dict[str, Any]:
    result = audit.result
    decision, provenance = result.decision, result.provenance
    return {
        "model": provenance.model.id,
        "model_title": short(provenance.model.title),
        "shown_model": audit.model,
        "about": audit.about.value,
        "caution": _caution(audit),
        "earlier": _earlier(audit),
        "cohort": provenance.cohort.id,
        "cohort_title": short(provenance.cohort.title),
        "created": provenance.created,
        "intended_use": short(provenance.model.intended_use),
        "verdict": decision.verdict.value,
        "sentence": decision.sentence,
        "reading": list(reading_lines(result)),
        "answers": [
            {"question": each.question, "status": each.status.value, "sentence": each.sentence}
            for each in answers(result)
        ],
        "overall": _right(_accuracy(result)[None], "pictures"),
        "features": [_feature(result, feature) for feature in result.features],
    }


def _earlier(audit: ShownAudit) -> str:
    """Return that it stands for earlier audits; empty where there is none."""
    if not audit.earlier:
        return ""
    stand = "stands" if audit.earlier == 1 else "stand"
    return f"{counted(audit.earlier, 'earlier audit')} of this model and cohort {stand} on the page Audits."


def _caution(audit: ShownAudit) -> str:
    """Return why an audit may not speak for the answers on this page; empty where it does."""
    name = quoted(audit.result.provenance.model.id)
    if audit.about is About.OTHER_WEIGHTS:
        return f"This audit is of {name} with other weights than those on show: it says nothing about these answers."
    if audit.about is About.OTHER_MODEL:
        return f"This audit is of {name}, which is not on show: it says nothing about these answers."
    return ""


def _accuracy(result: AuditResult) -> dict[str | None, Estimate]:
    """Return the success rates by feature and group, `feature=group`; overall under None."""
    found: dict[str | None, Estimate] = {}
    for estimate in result.estimates:
        if estimate.metric == "accuracy" and (estimate.group is None or len(estimate.group.pairs) == 1):
            found[None if estimate.group is None else _key(*estimate.group.pairs[0])] = estimate
    return found


def _key(feature: str, group: str) -> str:
    return f"{feature}={group}"


def _feature(result: AuditResult, feature: SensitiveFeature) -> dict[str, Any]:
    rates = _accuracy(result)
    return {
        "name": feature.name,
        "title": titled(feature.name),
        "provenance": feature.provenance.value,
        "groups": [
            {
                "name": group,
                "title": short(group),
                **_right(rates.get(_key(feature.name, group)), "such pictures"),
                "emotions": list(_recalls(result, feature.name, group)),
            }
            for group in feature.groups
        ],
    }


def _right(estimate: Estimate | None, what: str) -> dict[str, Any]:
    """Return a success rate with its sentence, as the report rounds it."""
    if estimate is None or not estimate.support:
        return {"right": 0, "pictures": 0, "lower": None, "upper": None, "sentence": "No picture of this group."}
    rate, interval = estimate.share, estimate.interval
    made_of = f"{number(rate.numerator)} of {number(rate.denominator)}"
    bounds = "" if interval is None else f"; {percent(interval.confidence, 0)} interval {span(interval)}"
    return {
        "right": rate.numerator,
        "pictures": rate.denominator,
        "lower": None if interval is None else interval.lower,
        "upper": None if interval is None else interval.upper,
        "sentence": f"Right for {percent(rate.value)} of {what} here ({made_of}{bounds}).",
    }


def _recalls(result: AuditResult, feature: str, group: str) -> Iterator[str]:
    """Yield how often each emotion of a group's faces was recognised, and last of which there is no picture."""
    missing = []
    for estimate in result.estimates:
        if estimate.metric == "recall" and estimate.group is not None and estimate.group.pairs == ((feature, group),):
            rate = estimate.share
            if not rate.denominator:
                missing.append(str(estimate.emotion))
                continue
            found = f"{number(rate.numerator)} of {counted(rate.denominator, 'picture')}"
            yield f"{estimate.emotion}: {found} recognised, interval {span(estimate.interval)}."
    if missing:
        yield f"No picture of this group is labelled {', '.join(missing)}."
