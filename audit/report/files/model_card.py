"""`model-card.md`: a model card (Mitchell et al. 2019) with the metadata block that Hugging Face reads.

It says what the audit knows; where nobody declared a thing, it says so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS, find_metric
from audit.domain.sentences.finding import finding_sentence
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import joined, number, percent, quoted, sentence, share_of, short, shown, span, titled
from audit.report.questions.answers import answers
from audit.report.sections.front import header, limits
from audit.report.sections.method.annex import LAW
from audit.report.views import gravest_first
from audit.report.wording.lookup import Estimates
from audit.report.wording.markdown import escaped, table
from audit.report.wording.phrases import bounds_text, disparity_text
from audit.report.wording.reading import TITLE as READING_TITLE
from audit.report.wording.reading import reading_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.cohort.groups import Group
    from audit.domain.counts.metric import Metric
    from audit.domain.counts.rates import Estimate
    from audit.domain.results.result import AuditResult, Source

Plain = str | float | list["Plain"] | dict[str, "Plain"]
"""What a metadata block is made of."""

UNDECLARED = "Not declared."

_LICENCES = {"cc0": "cc0-1.0", "apache 2.0": "apache-2.0", "mit licence": "mit", "mit license": "mit"} | {
    name: name
    for name in (
        *("apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "isc", "unlicense", "zlib", "cc0-1.0"),
        *("gpl-2.0", "gpl-3.0", "lgpl-2.1", "lgpl-3.0", "agpl-3.0", "mpl-2.0", "epl-2.0", "cc-by-4.0"),
        *("cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0"),
    )
}
"""Spellings of licences that are Hugging Face's own ids; any other is `other`, with its name."""

_DECIMALS = 4


def to_model_card(result: AuditResult) -> str:
    """Return the card of the audited model as Markdown; names from the cohort cannot act in it.

    Raises
    ------
    InputError
        When the result lacks an estimate that every audit has.
    """
    head = header.view(result)
    sections = (
        ("Model details", _details(result)),
        ("Intended use", (_declared(result.provenance.model.intended_use),)),
        ("Factors", _factors(result)),
        ("Metrics", _metrics(result)),
        ("Evaluation data", _evaluation_data(result)),
        ("Training data", ("Not declared in an audit; see the publisher of the model.",)),
        ("Quantitative analyses", _analyses(result)),
        ("Ethical considerations", tuple(f"* {escaped(text)}" for text in LAW)),
        ("Caveats and recommendations", tuple(f"* {escaped(text)}" for text in limits.cannot_tell(result))),
    )
    title = f"# Model card: {escaped(_title(result.provenance.model))}"
    verdict = f"{head.verdict.word}: {escaped(head.sentence)} A PASS is not proof of fairness."
    body = (f"## {name}\n\n{_set(parts)}" for name, parts in sections)
    parts = (f"---\n{_yaml(metadata(result))}---", title, verdict, *_reading(result), *body)
    return "\n\n".join(parts) + "\n"


def _reading(result: AuditResult) -> tuple[str, ...]:
    """Return what was not counted, or read otherwise than written, under its heading; nothing where nothing was."""
    lines = reading_lines(result)
    if not lines:
        return ()
    return ("\n".join((f"{READING_TITLE}:", "", *(f"* {escaped(line)}" for line in lines))),)


def metadata(result: AuditResult) -> dict[str, Plain]:
    """Return the metadata block: licence, tags and `model-index`, whose values are those of the audit.

    Every defined success rate, macro-averaged recall and F1 is a metric over all pictures; for every feature and
    intersection the success rate of the lowest group stands beside them, with the group in its name.
    """
    model, cohort = result.provenance.model, result.provenance.cohort
    dataset: dict[str, Plain] = {"type": short(cohort.id), "name": _title(cohort)}
    if cohort.sha256:
        dataset["revision"] = shown(cohort.sha256)
    entry: dict[str, Plain] = {
        "task": {"type": "image-classification", "name": "Facial emotion recognition"},
        "dataset": dataset,
        "metrics": list(_measured(result)),
    }
    return {
        **_licence(model.licence),
        "pipeline_tag": "image-classification",
        "tags": ["facial-expression-recognition", "emotion-recognition", "fairness", "emotion-audit"],
        "metrics": [metric.card_type for metric in _carried()],
        "model-index": [{"name": short(model.id), "results": [entry] if entry["metrics"] else []}],
    }


def _licence(text: str) -> dict[str, Plain]:
    known = _LICENCES.get(text.strip().casefold())
    if known or not text.strip():
        return {"license": known or "unknown"}
    return {"license": "other", "license_name": short(text)}


def _measured(result: AuditResult) -> list[Plain]:
    found = Estimates(result)
    overall = [found.of(metric.name) for metric in _carried()]
    measured: list[Plain] = [_metric(e, f"{METRICS[e.metric].title}, all pictures") for e in overall if _known(e)]
    for feature in _features(result, found):
        estimates = [e for e in (found.of("accuracy", None, group) for group in found.groups(feature)) if _known(e)]
        if len(estimates) > 1:
            lowest = min(estimates, key=lambda e: e.value or 0.0)
            measured.append(_metric(lowest, f"success rate, {_group(lowest.group)}, the lowest by {titled(feature)}"))
    return measured


def _metric(estimate: Estimate, name: str) -> dict[str, Plain]:
    value = round(estimate.value or 0.0, _DECIMALS)
    return {"type": METRICS[estimate.metric].card_type, "value": value, "name": f"{name} (n = {estimate.support})"}


def _carried() -> list[Metric]:
    """Return the metrics that the index of a model card carries."""
    return [metric for metric in METRICS.values() if metric.card_type]


def _known(estimate: Estimate) -> bool:
    return estimate.value is not None


def _group(group: Group | None) -> str:
    return "" if group is None else ", ".join(f"{titled(name)} {quoted(value)}" for name, value in group.pairs)


def _features(result: AuditResult, estimates: Estimates) -> tuple[str, ...]:
    return (*(feature.name for feature in result.features), *estimates.intersections)


def _details(result: AuditResult) -> tuple[str, ...]:
    model = result.provenance.model
    own = joined([f"{shown(v.package)} {shown(v.version)}" for v in result.provenance.versions[:1]])
    facts = (
        ("Model", f"{_title(model)} ({shown(model.id)})"),
        ("SHA-256", shown(model.sha256) if model.sha256 else "No file to hash."),
        ("Licence", _declared(model.licence, escape=False)),
        ("Emotions it tells apart", joined([short(emotion) for emotion in result.labels.emotions])),
        ("Audited", f"{shown(result.provenance.created)}, {own}" if own else shown(result.provenance.created)),
    )
    return (table(("", ""), facts),)


def _factors(result: AuditResult) -> tuple[str, ...]:
    if not result.features:
        return ("None: nothing is known of who is in the pictures.",)
    rows = [
        (titled(f.name), f.provenance.value, joined([short(group) for group in f.groups[:_LISTED]]) + _rest(f.groups))
        for f in result.features
    ]
    return (table(("Feature", "Labels", "Groups"), rows),)


_LISTED = 20


def _rest(groups: Sequence[str]) -> str:
    left = len(groups) - _LISTED
    return f" and {number(left)} more" if left > 0 else ""


def _metrics(result: AuditResult) -> tuple[str, ...]:
    limited = (finding.criterion.metric for finding in result.findings)
    names = dict.fromkeys((*(metric.name for metric in _carried()), *limited))
    rows = [(find_metric(name).title, find_metric(name).definition, find_metric(name).formula) for name in names]
    confidence = percent(result.policy.confidence, 0)
    said = (
        f"Intervals hold the truth with {confidence} confidence; limits are judged by bounds, not by observed values."
    )
    return table(("Metric", "Definition", "Formula"), rows), said


def _evaluation_data(result: AuditResult) -> tuple[str, ...]:
    cohort, scored = result.provenance.cohort, result.counts.overall().total
    facts = (
        ("Cohort", f"{_title(cohort)} ({shown(cohort.id)})"),
        ("SHA-256", shown(cohort.sha256) if cohort.sha256 else "No file to hash."),
        ("Licence", _declared(cohort.licence, escape=False)),
        ("Pictures", f"{number(scored)} scored of {number(result.coverage.rows)} listed"),
        ("People", number(result.people.total) if result.people else "One for each picture, as far as declared"),
    )
    return (table(("", ""), facts),)


def _analyses(result: AuditResult) -> tuple[str, ...]:
    found = Estimates(result)
    overall = found.of("accuracy")
    parts = [
        *(escaped(f"{a.question} {sentence(a.status.value)} {a.sentence}") for a in answers(result)),
        f"Over all pictures the success rate is {escaped(share_of(overall.share))}, interval {span(overall.interval)}.",
    ]
    for feature in _features(result, found):
        estimates = [found.of("accuracy", None, group) for group in found.groups(feature)]
        rows = [(short(e.group_text), number(e.support), percent(e.value), span(e.interval)) for e in estimates]
        parts += [f"### By {escaped(titled(feature))}", table(("Group", "Pictures", "Success rate", "Interval"), rows)]
    return *parts, *_limits(result)


def _limits(result: AuditResult) -> tuple[str, ...]:
    if not result.findings:
        return ()
    rows = [
        (
            f.verdict.value + (", waived" if f.accepted else ""),
            f"{criterion_title(f.criterion)}: {limit_text(f.criterion)}",
            disparity_text(f.disparity.comparison, f.disparity.value),
            bounds_text(f.disparity.comparison, f.disparity.bounds),
            finding_sentence(f),
        )
        for f in gravest_first(result.findings)
    ]
    return "### Limits set before the audit", table(("Verdict", "Limit", "Found", "Bounds", "In a sentence"), rows)


def _title(source: Source) -> str:
    return short(source.title or source.id)


def _declared(text: str, *, escape: bool = True) -> str:
    said = sentence(shown(text)) if text.strip() else UNDECLARED
    return escaped(said) if escape else said


def _set(parts: Sequence[str]) -> str:
    """Return blocks set apart by an empty line; items of a list stand together."""
    return "\n\n".join(parts).replace("\n\n* ", "\n* ")


def _yaml(value: Plain, depth: int = 0) -> str:
    """Return lists and mappings as YAML in block style; texts are quoted as in JSON, which YAML 1.2 includes.

    Texts hold no control character and no line break (`words.shown` spells them out), so quoting is all they need.
    """
    pad = "  " * depth
    if isinstance(value, dict):
        return "".join(f"{pad}{name}:{_nested(item, depth + 1)}" for name, item in value.items())
    if isinstance(value, list):
        return "".join(f"{pad}-{_nested(item, depth + 1)}" for item in value)
    return f"{pad}{_scalar(value)}\n"


def _nested(value: Plain, depth: int) -> str:
    if isinstance(value, dict | list):
        return f"\n{_yaml(value, depth)}" if value else " []\n"
    return f" {_scalar(value)}\n"


def _scalar(value: str | float) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"{value:.{_DECIMALS}f}"
