"""The whole audit, cohort → classifier → counts → disparities → verdict → result."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib import metadata
from typing import TYPE_CHECKING

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.cohort import Cohort, PictureList
from audit.domain.cohort.emotions import LabelMap
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.reading import AS_WRITTEN, INDEPENDENT, Reader, Reading, Remark, Treatment
from audit.domain.decision.expansion import criteria_over
from audit.domain.decision.monitoring import Monitoring
from audit.domain.model.detection import Align, FaceFinder
from audit.domain.model.model import FacePolicy, InputContract, ModelSpec
from audit.domain.results.audits import rules_key
from audit.domain.results.result import AuditResult, Provenance, Source, Version
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import UsageError
from audit.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.answers.coverage import Coverage
    from audit.domain.cohort.labels import LabelSet
    from audit.domain.cohort.predictions import Predictions
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.people import PeopleTable
    from audit.domain.decision.findings import Finding
    from audit.domain.decision.policy import Policy
    from audit.domain.series.look import SeriesLook
    from audit.predict import Classifier  # noqa: TC004 - loads what decodes pictures; nobody asks for these hints

Progress = Callable[[int, int], None]
"""Called with the images done and the images in all."""

_PACKAGES = ("fairlearn", "numpy", "opencv-python-headless", "pandas", "pillow", "scikit-learn", "scipy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A cohort with what a classifier said about it.

    Attributes
    ----------
    answered
        The cohort and the answers, as they are counted.
    source
        The classifier, or the table its predictions came in.
    packages
        Packages that had a part beyond the harness's own.
    temperature
        By which the classifier's outputs were divided; None for one that nobody calibrated, and for a table.
    contract
        What the classifier takes in; None for a table.
    notes
        What the classifier is made of, where that is not one file of weights; one sentence each.
    """

    answered: AnsweredCohort
    source: Source
    packages: tuple[str, ...] = ()
    temperature: Temperature | None = None
    contract: InputContract | None = None
    notes: tuple[str, ...] = ()

    @property
    def cohort(self) -> Cohort:
        """Whose pictures they are."""
        return self.answered.cohort


def score_with_model(cohort: Cohort, spec: ModelSpec, progress: Progress | None = None) -> Scored:
    """Return what a classifier says about each picture of a cohort.

    Raises
    ------
    InputError
        When the cohort has labels that the classifier does not have and that nobody left out.
    ModelRefused
        When the weights are missing, changed, unsafe, or do not fit their declaration.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    from audit.predict import predict

    ready = made_ready(cohort, spec)
    return ready.scored(predict(ready.classifier, spec.contract, ready.cohort, progress=progress))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyModel:
    """A classifier that was loaded, the SHA-256 of its weights, and a cohort in its words."""

    spec: ModelSpec
    sha256: str
    classifier: Classifier
    cohort: Cohort

    def scored(self, predictions: Predictions) -> Scored:
        """Return the cohort with what the classifier said about it."""
        from audit.domain.model.narrowing import is_independent, made_of

        spec = self.spec
        if is_independent(spec):
            remark = Remark(treatment=Treatment.RESCALED, sentence=INDEPENDENT, by=Reader.MODEL)
            predictions = replace(predictions, reading=predictions.reading + Reading.of(remark))
        return Scored(
            answered=AnsweredCohort.as_counted(self.cohort, predictions),
            source=source_of_model(spec, self.sha256),
            packages=spec.packages,
            temperature=spec.temperature,
            contract=spec.contract,
            notes=made_of(spec),
        )


def made_ready(cohort: Cohort, spec: ModelSpec) -> ReadyModel:
    """Return a classifier that can be asked about a cohort; raises as `score_with_model`."""
    from audit.domain.model.narrowing import narrowed_away
    from audit.images import check_finder
    from audit.load import refuse_left_over, verify
    from audit.predict import load_classifier

    sha256 = verify(spec)
    check_finder(spec.contract)
    cohort = _labels_differ(cohort, spec).in_words_of(spec.labels, LabelMap(spec.label_map))
    refuse_left_over(cohort, spec.labels, narrowed_away(spec))
    cohort = replace(cohort, declared=True)  # what is done with each of its labels is settled
    return ReadyModel(spec=spec, sha256=sha256, classifier=load_classifier(spec), cohort=cohort)


def answers_to(pictures: PictureList, spec: ModelSpec, progress: Progress | None = None) -> Predictions:
    """Return what a classifier says about pictures of which nobody says the emotion.

    Raises
    ------
    ModelRefused, MissingExtra
        As `score_with_model`.
    """
    from audit.images import check_finder
    from audit.load import verify
    from audit.predict import load_classifier, predict_pictures

    verify(spec)
    check_finder(spec.contract)
    return predict_pictures(load_classifier(spec), spec.contract, pictures, progress=progress)


def _labels_differ(cohort: Cohort, spec: ModelSpec) -> Cohort:
    """Return the cohort with a remark where its labels are not those that the classifier was made for."""
    if not spec.made_for or not cohort.labelled_by or spelling_key(spec.made_for) == spelling_key(cohort.labelled_by):
        return cohort
    sentence = (
        f"model '{spec.id}' was made for labels of another origin ({spec.made_for}) than this cohort's "
        f"({cohort.labelled_by}): where they differ, its answers count as wrong"
    )
    remark = Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.AUDIT)
    return replace(cohort, reading=cohort.reading + Reading.of(remark))


def source_of_model(spec: ModelSpec, sha256: str) -> Source:
    """Return what is said of a classifier beside a result."""
    return Source(id=spec.id, title=spec.title, sha256=sha256, licence=spec.licence, intended_use=spec.intended_use)


def score_with_table(
    cohort: Cohort, table: Path, predictions: Predictions, *, narrow: LabelSet | None = None
) -> Scored:
    """Return a cohort with predictions that were made elsewhere, narrowed to some of their emotions if asked.

    Raises
    ------
    InputError
        When the cohort has labels that the predictions do not have and that nobody left out.
    UsageError
        When the predictions do not have an emotion of `narrow`.
    """
    from audit.domain.model.narrowing import narrowed_table
    from audit.load import refuse_left_over, sha256_of, table_id

    cohort = cohort.in_words_of(predictions.labels)
    refuse_left_over(cohort, predictions.labels)
    cohort = replace(cohort, declared=True)  # what is done with each of its labels is settled
    if narrow is not None:
        cohort, predictions = narrowed_table(cohort, predictions, narrow)
    source = Source(
        id=table_id(table),
        title=f"Predictions from {table.parent.name}/{table.name}".replace("from /", "from "),
        sha256=sha256_of(table),
    )
    return Scored(answered=AnsweredCohort.as_counted(cohort, predictions), source=source)


def run_audit(scored: Scored, policy: Policy, command: str, *, order_confirmed: bool = False) -> AuditResult:
    """Return the audit of a scored cohort under a policy.

    Parameters
    ----------
    scored
        Cohort and predictions.
    policy
        Rules set beforehand.
    command
        The command line, for the report.
    order_confirmed
        Whether somebody vouches for the order of the emotions, and that answers and labels belong together.

    Raises
    ------
    AuditError
        When the policy names a feature or emotion that is not there, or is that of a series; when labels do not fit the
        classifier.
    """
    refuse_alone(policy)
    return judged_alone(measured(scored, policy, command, order_confirmed=order_confirmed))


def measured(scored: Scored, policy: Policy, command: str, *, order_confirmed: bool = False) -> AuditResult:
    """Return everything of an audit but its findings; see `run_audit`."""
    from audit.measure import (
        baseline,
        count_all,
        count_asked,
        doubted_agreement,
        estimates,
        face_misses,
        label_mix,
        ledger,
        mixed_emotions,
        other_order,
        representation,
        screening,
    )

    answered, cohort = scored.answered, scored.cohort
    counted, asked = count_all(answered), count_asked(answered)
    counts = counted.table
    coverage = ledger(answered)
    overall = counts.overall()
    order = other_order(overall)
    doubts = (
        doubted_agreement(overall, confirmed=order_confirmed)
        if order is None
        else (order.remark(confirmed=order_confirmed),)
    )
    return AuditResult(
        provenance=replace(
            provenance_of(scored.source, source_of(cohort), scored.packages, command), finder=finder_of_audit(scored)
        ),
        policy=policy,
        labels=answered.labels,
        features=cohort.features,
        coverage=coverage,
        counts=counts,
        baseline=baseline(counts),
        estimates=estimates(counted, policy.confidence, policy.intersections),
        mixed=mixed_emotions(
            answered,
            confidence=policy.confidence,
            seed=policy.seed,
            temperature=scored.temperature,
            counted=counted,
        ),
        findings=(),
        notes=(*scored.notes, *_dependence(counted.people)),
        people=counted.people,
        screening=screening(counted, policy),
        representation=representation(cohort),
        label_mix=label_mix(counts, policy),
        face_misses=face_misses(answered, policy.confidence),
        reading=_reading(scored, coverage, doubts),
        asked=None if asked is None else asked.table,
        asked_people=None if asked is None else asked.people,
    )


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


def _reading(scored: Scored, coverage: Coverage, doubts: tuple[Remark, ...]) -> Reading:
    return Reading.of(*doubts, *coverage.remarks) + scored.cohort.reading + scored.answered.predictions.reading


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


def _dependence(people: PeopleTable | None) -> tuple[str, ...]:
    """Say that pictures of one person count for less than pictures of different people."""
    if people is None:
        return ()
    return (
        f"{people.images:,} scored pictures show {people.total:,} people: the bounds and intervals of rates count "
        "pictures of one person for as much less as they are alike, and measures against votes resample people",
    )


def source_of(cohort: Cohort) -> Source:
    """Return what is said of a cohort beside a result."""
    return Source(id=cohort.id, title=cohort.title, sha256=cohort.sha256, licence=cohort.licence)


def finder_of_audit(scored: Scored) -> FaceFinder | None:
    """Return who looked for the faces of an audit; None where the manifest or nobody says where they are."""
    contract, boxes = scored.contract, scored.cohort.boxes
    if contract is None or contract.face is not FacePolicy.DETECT:
        return None
    if boxes is not None and (boxes[:, 2] >= 0).all() and contract.align is Align.NONE:
        return None
    from audit.images import finder_used

    return finder_used(contract)


def provenance_of(model: Source, cohort: Source, packages: tuple[str, ...], command: str) -> Provenance:
    """Return where a result comes from: what was audited on whom, now, with these packages beyond the harness's own."""
    return Provenance(
        model=model,
        cohort=cohort,
        created=time_now(),
        command=command,
        versions=(Version(package="emotion-audit", version=__version__), *_versions((*_PACKAGES, *packages))),
    )


def _versions(packages: tuple[str, ...]) -> tuple[Version, ...]:
    return tuple(Version(package=package, version=metadata.version(package)) for package in packages)


def _today() -> date:
    """Return the day on which waivers are judged: today, whatever `SOURCE_DATE_EPOCH` asks for.

    Bytes may be reproduced, an expired waiver may not be.
    """
    return datetime.now(UTC).date()


def time_now() -> str:
    """Return the time in UTC as ISO 8601, to the second, or the one `SOURCE_DATE_EPOCH` asks for."""
    return _now().isoformat(timespec="seconds")


def _now() -> datetime:
    """Return the time, or the one `SOURCE_DATE_EPOCH` asks for, so that a result can be reproduced to the byte."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is seconds since 1970, found '{epoch}'; correct or unset it") from None
