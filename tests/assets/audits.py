"""Audits of made-up cohorts, each through the whole line from predictions to findings; what they show is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from builders import answered

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.groups import UNKNOWN, LabelProvenance, SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.cohort.reading import Reading, Treatment, remarks_of
from audit.domain.counts.counted import Counted
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.expansion import expand
from audit.domain.decision.policy import Policy, one_limit_per_feature
from audit.domain.decision.waivers import Waiver
from audit.domain.results.result import AuditResult, Provenance, Source, Version
from audit.judge import judge
from audit.measure import (
    baseline,
    count,
    disparities,
    estimates,
    face_misses,
    label_mix,
    ledger,
    mixed_emotions,
    representation,
    screening,
    summarise,
)

HAPPY_SAD = LABEL_SETS["happy-sad"]
FER7 = LABEL_SETS["fer7"]
CREATED = "2026-03-01T12:00:00+00:00"
TODAY = date(2026, 3, 1)
COMMAND = "emotion-audit run --cohort cohorts/made --model models/made"

Success = Callable[[int], float]
"""From the row to the chance that the classifier is right there."""


def cohort(
    labels: LabelSet,
    y_true: np.ndarray,
    features: Sequence[SensitiveFeature],
    codes: np.ndarray,
    *,
    votes: np.ndarray | None = None,
    notes: tuple[str, ...] = (),
    title: str = "Made-up cohort",
) -> Cohort:
    """Return a cohort of nobody."""
    return Cohort(
        id="made",
        title=title,
        labels=labels,
        declared=True,
        y_true=y_true,
        features=tuple(features),
        codes=codes,
        images=tuple(f"{i}.png" for i in range(len(y_true))),
        root=Path(),
        sha256="c0ffee" * 10 + "abcd",
        votes=votes,
        licence="CC0",
        reading=Reading(remarks=remarks_of(Treatment.ASSUMED, notes)),
    )


def softmax(labels: LabelSet, predicted: np.ndarray, certainty: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return probabilities whose largest is that of the predicted emotion."""
    logits = rng.normal(0, 0.6, (len(predicted), len(labels)))
    logits[np.arange(len(predicted)), predicted] = logits.max(axis=1) + certainty
    shares = np.exp(logits)
    return shares / shares.sum(axis=1, keepdims=True)


def right_with(y_true: np.ndarray, chance: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Return answers that are right with this chance, and another emotion otherwise."""
    other = (y_true + rng.integers(1, k, len(y_true))) % k
    return np.where(rng.random(len(y_true)) < chance, y_true, other)


def audited(people: Cohort, predictions: Predictions, policy: Policy) -> AuditResult:
    """Return the audit, with a date and versions that never change."""
    counts = count(answered(people, predictions))
    criteria = expand(policy, counts.overall())
    return AuditResult(
        provenance=provenance(people.title),
        policy=policy,
        labels=predictions.labels,
        features=people.features,
        coverage=ledger(answered(people, predictions)),
        counts=counts,
        baseline=baseline(counts),
        estimates=estimates(Counted(table=counts), policy.confidence, policy.intersections),
        mixed=mixed_emotions(answered(people, predictions), confidence=policy.confidence, seed=policy.seed),
        findings=judge(
            criteria, disparities(Counted(table=counts), criteria, policy), waivers=policy.waivers, today=TODAY
        ),
        reading=people.reading,
        screening=screening(Counted(table=counts), policy),
        representation=representation(people),
        label_mix=label_mix(counts, policy),
        face_misses=face_misses(summarise(answered(people, predictions)), policy.confidence),
    )


def provenance(title: str) -> Provenance:
    """Return where nobody's audit comes from."""
    model = Source(
        id="made-model",
        title="Made-up classifier",
        sha256="ab" * 32,
        licence="MIT",
        intended_use="teaching what an audit shows",
    )
    versions = (Version(package="emotion-audit", version="0.1.0"), Version(package="numpy", version="2.4.0"))
    people = Source(id="made", title=title, sha256="cd" * 32, licence="CC0")
    return Provenance(model=model, cohort=people, created=CREATED, command=COMMAND, versions=versions)


@cache
def drawn() -> AuditResult:
    """Two emotions; age group fails, skin tone passes, glasses stay inconclusive; some pictures have no answer."""
    rng, n = np.random.default_rng(1), 3000
    ages = ("toddler", "child", "teenager", "adult", "senior")
    age, tone = rng.choice(5, n, p=[0.2, 0.2, 0.2, 0.25, 0.15]), rng.choice(3, n)
    glasses = np.where(np.arange(n) < 20, 1, 0)
    y_true = rng.choice(2, n, p=[0.55, 0.45])
    chance = np.where(age == 4, np.where(y_true == 1, 0.45, 0.85), 0.94)
    predicted = right_with(y_true, chance, 2, rng)
    outcomes = np.zeros(n, int)
    outcomes[rng.random(n) < np.where(age == 0, 0.05, 0.01)] = Outcome.NO_FACE.code
    probabilities = softmax(HAPPY_SAD, predicted, rng.exponential(2.0, n), rng)
    scored = outcomes == 0
    features = [
        SensitiveFeature(name="age_group", groups=ages, provenance=LabelProvenance.DRAWN),
        SensitiveFeature(name="skin_tone", groups=("light", "medium", "dark"), provenance=LabelProvenance.DRAWN),
        SensitiveFeature(name="glasses", groups=("none", "glasses"), provenance=LabelProvenance.DRAWN),
    ]
    people = cohort(
        HAPPY_SAD, y_true, features, np.column_stack([age, tone, glasses]), title="Drawn faces with few seniors"
    )
    predictions = Predictions(
        labels=HAPPY_SAD,
        predicted=np.where(scored, predicted, -1),
        outcomes=outcomes,
        probabilities=probabilities * scored[:, None],
    )
    return audited(people, predictions, one_limit_per_feature((("age_group",), ("skin_tone",), ("glasses",))))


@cache
def voted() -> AuditResult:
    """Seven emotions, five ethnicities (some unknown) and gender, annotator votes, recall gated, an intersection."""
    rng, n = np.random.default_rng(2), 4000
    y_true = rng.choice(7, n, p=[0.12, 0.02, 0.12, 0.3, 0.2, 0.14, 0.1])
    ethnicity, gender = rng.choice(6, n, p=[0.3, 0.25, 0.2, 0.14, 0.08, 0.03]), rng.choice(2, n)
    mixed = rng.random(n)
    chance = np.clip(0.9 - 0.4 * mixed - np.where((ethnicity == 4) & (y_true == 0), 0.45, 0), 0, 1)
    predicted = right_with(y_true, chance, 7, rng)
    probabilities = softmax(FER7, predicted, 3.5 * (1 - mixed) + rng.exponential(0.3, n), rng)
    shares = np.full((n, 7), 0.2 / 7) * mixed[:, None]
    shares[np.arange(n), y_true] += 1 - mixed * 0.6
    shares[np.arange(n), (y_true + 1) % 7] += mixed * 0.4
    votes = np.array([rng.multinomial(10, row / row.sum()) for row in shares])
    names = ("African", "East Asian", "European", "Hispanic", "South Asian", UNKNOWN)
    features = [
        SensitiveFeature(name="ethnicity", groups=names, provenance=LabelProvenance.ANNOTATED),
        SensitiveFeature(name="gender", groups=("female", "male"), provenance=LabelProvenance.SELF_REPORTED),
    ]
    note = "column 'gender': 'Female' and 'female ' are one group, written 'female'"
    people = cohort(FER7, y_true, features, np.column_stack([ethnicity, gender]), votes=votes, notes=(note,))
    predictions = Predictions(labels=FER7, predicted=predicted, outcomes=np.zeros(n, int), probabilities=probabilities)
    criteria = (
        Criterion(metric="accuracy", features=("ethnicity",), limit=0.15),
        Criterion(metric="accuracy", features=("ethnicity", "gender"), limit=0.2),
        Criterion(metric="recall", features=("ethnicity",), limit=0.2),
        Criterion(metric="false_positive_rate", features=("gender",), limit=0.05),
    )
    return audited(people, predictions, Policy(title="four limits", criteria=criteria))


def five_each(name: str, right: dict[str, int]) -> AuditResult:
    """Return the audit of five pictures for each group, so many of them right, decisions only."""
    groups = tuple(right)
    y_true = np.tile([0, 1, 0, 1, 0], len(groups))
    codes = np.repeat(np.arange(len(groups)), 5)
    answered = np.array([i % 5 < right[groups[code]] for i, code in enumerate(codes)])
    predicted = np.where(answered, y_true, 1 - y_true)
    labels = LabelSet(emotions=("right", "wrong"))
    people = cohort(labels, y_true, [SensitiveFeature(name=name, groups=groups)], codes[:, None], title="Five pictures")
    predictions = Predictions(labels=labels, predicted=predicted, outcomes=np.zeros(len(y_true), int))
    return audited(people, predictions, one_limit_per_feature(((name,),), limit=0.2, min_support=1))


@cache
def five_pictures() -> AuditResult:
    """Five pictures per group: nothing can be proven, whatever the classifier did."""
    return five_each("ethnicity", {"South Asian": 2, "Caucasian": 3, "Hispanic": 3, "East Asian": 4, "African": 3})


def decided(labels: Sequence[str], answers: Sequence[str]) -> AuditResult:
    """Return the audit of decisions among seven emotions alone, all of one group and without a limit."""
    y_true, predicted = (np.array([FER7.emotions.index(each) for each in told]) for told in (labels, answers))
    people = cohort(FER7, y_true, [SensitiveFeature(name="place", groups=("here",))], np.zeros((len(y_true), 1), int))
    predictions = Predictions(labels=FER7, predicted=predicted, outcomes=np.zeros(len(y_true), int))
    return audited(people, predictions, Policy(title="no limit", criteria=()))


HOSTILE_NAMES = (
    "</script><img src=x onerror=\"document.title='owned'\">",
    "<a href='https://example.org'>click</a> <b>bold</b>",
    "[/foo] [bold]{{ 7*7 }}{% raw %}",
    "\u202egnp.exe\u202c evil",
    "قسم كبار السن",
    "x" * 300,
    "two\nlines\r\n::error::file=a",
    '=HYPERLINK("https://example.org")',
    "a | b ` c` @someone #1",
    "\x00\x1b[31mred",
)


@cache
def hostile() -> AuditResult:
    """Group, emotion and feature names that try to act."""
    rng, n = np.random.default_rng(3), 600
    labels = LabelSet(emotions=("<script>alert(1)</script>", "{{ happy }}", "sad|`x`"))
    y_true, codes = rng.choice(3, n), np.arange(n) % len(HOSTILE_NAMES)
    predicted = right_with(y_true, np.where(codes == 0, 0.2, 0.9), 3, rng)
    feature = SensitiveFeature(name="<svg/onload=alert(1)>_group", groups=HOSTILE_NAMES)
    people = cohort(
        labels, y_true, [feature], codes[:, None], title='"><script>alert(2)</script>', notes=("<b>note</b>\x07",)
    )
    predictions = Predictions(
        labels=labels,
        predicted=predicted,
        outcomes=np.zeros(n, int),
        probabilities=softmax(labels, predicted, rng.exponential(2, n), rng),
    )
    return audited(people, predictions, one_limit_per_feature(((feature.name,),)))


def with_waivers(*waivers: Waiver) -> AuditResult:
    """Return the drawn audit under six limits, with these waivers on 1 March 2026.

    Observed on age groups: 27 points apart, a ratio of .71, the lowest at 67.6 %.
    """
    result, age = drawn(), ("age_group",)
    criteria = (
        Criterion(metric="accuracy", features=age, limit=0.1),
        Criterion(metric="accuracy", features=age, limit=0.9, comparison=Comparison.RATIO),
        Criterion(metric="accuracy", features=age, limit=0.8, comparison=Comparison.FLOOR),
        Criterion(metric="recall", emotion="sad", features=age, limit=0.1),
        Criterion(metric="accuracy", features=("skin_tone",), limit=0.1),
        Criterion(metric="accuracy", features=("glasses",), limit=0.1),
    )
    policy = Policy(title="six limits and their waivers", criteria=criteria, waivers=waivers)
    found = disparities(Counted(table=result.counts), criteria, policy)
    return replace(result, policy=policy, findings=judge(criteria, found, waivers=waivers, today=TODAY))


def waiver(finding: str, ceiling: float, expires: str = "2026-12-31", **fields: str) -> Waiver:
    """Return a waiver of somebody."""
    usual = {"owner": "Ada Lovelace", "reason": "no pictures of smiling seniors before spring"}
    return Waiver(**({"finding": finding, "ceiling": ceiling, "expires": expires} | usual | fields))


@cache
def waived() -> AuditResult:
    """Every exceeded limit and the undecided one are waived; one waiver is not needed."""
    return with_waivers(
        waiver("accuracy/age_group/difference", 0.4),
        waiver("accuracy/age_group/ratio", 0.5, "2026-03-01"),
        waiver("accuracy/age_group/floor", 0.5, owner="<b>Grace</b> Hopper\n@someone", reason=HOSTILE_NAMES[0]),
        waiver("recall[sad]/age_group/difference", 0.7),
        waiver("accuracy/skin_tone/difference", 0.2),
        waiver("accuracy/glasses/difference", 0.9),
    )


@cache
def lapsed() -> AuditResult:
    """No waiver helps: they are unproven, exceeded or expired."""
    return with_waivers(
        waiver("accuracy/age_group/difference", 0.28),
        waiver("accuracy/age_group/ratio", 0.85),
        waiver("accuracy/age_group/floor", 0.5, "2026-02-28"),
        waiver("accuracy/skin_tone/difference", 0.2, "2026-02-28"),
        waiver("accuracy/glasses/difference", 0.15),
    )


@cache
def nothing() -> AuditResult:
    """No picture could be read."""
    n = 12
    features = [SensitiveFeature(name="gender", groups=("female", "male"))]
    codes = (np.arange(n) % 2)[:, None]
    people = cohort(HAPPY_SAD, np.arange(n) % 2, features, codes, title="Twelve missing files")
    predictions = Predictions(
        labels=HAPPY_SAD,
        predicted=np.full(n, -1),
        outcomes=np.full(n, Outcome.MISSING_FILE.code),
        probabilities=np.zeros((n, 2)),
    )
    return audited(people, predictions, one_limit_per_feature((("gender",),)))


GATED = ("accuracy", "recall", "precision")


@cache
def many(groups: int, images: int = 9000, metrics: tuple[str, ...] = GATED) -> AuditResult:
    """Return the audit of many groups, some of them small or empty, and seven emotions; these metrics have limits."""
    rng = np.random.default_rng(4)
    weights = rng.exponential(1, groups)
    codes = rng.choice(groups, images, p=weights / weights.sum())
    y_true = rng.choice(7, images)
    predicted = right_with(y_true, 0.85 - 0.3 * (codes == 3), 7, rng)
    names = tuple(f"region {i:03d}" for i in range(groups))
    people = cohort(FER7, y_true, [SensitiveFeature(name="region", groups=names)], codes[:, None])
    predictions = Predictions(
        labels=FER7,
        predicted=predicted,
        outcomes=np.zeros(images, int),
        probabilities=softmax(FER7, predicted, rng.exponential(2, images), rng),
    )
    criteria = tuple(Criterion(metric=m, features=("region",), limit=0.1) for m in metrics)
    return audited(people, predictions, Policy(title=", ".join(metrics), criteria=criteria))


@cache
def sixty() -> AuditResult:
    """Sixty groups and fifteen limits."""
    return many(60)


@cache
def three_hundred() -> AuditResult:
    """Three hundred groups and one limit."""
    return many(300, metrics=("accuracy",))


AUDITS: dict[str, Callable[[], AuditResult]] = {
    "drawn": drawn,
    "voted": voted,
    "five-pictures": five_pictures,
    "hostile": hostile,
    "nothing": nothing,
    "waived": waived,
    "lapsed": lapsed,
    "sixty": sixty,
}
