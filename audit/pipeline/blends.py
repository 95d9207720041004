"""Blends in order: two expressions of one person → mixtures → classifier → dose and response of every group."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import Outcome
from audit.domain.results.blends import BlendKind, BlendPlan, DoseResponse, PersonLeftOut
from audit.domain.results.result import Source
from audit.errors import InputError, UsageError, one_of
from audit.images import Prepared, align, box_of, dissolve, portrait, prepare_pixels
from audit.pipeline.stages.provenance import provenance_of, source_of, source_of_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.labels import LabelSet
    from audit.domain.contract.input_contract import InputContract
    from audit.domain.model.model import ModelSpec
    from audit.pipeline.stages.scoring import Progress
    from audit.predict import Classifier
    from audit.simulate import Sitter

_PICTURES_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The two pictures of one person, by row of the manifest."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """One person at every weight, as the classifier sees them.

    Attributes
    ----------
    pictures
        One for each weight, all with pixels.
    codes
        Group of each feature; −1 where the two pictures are of different groups.
    """

    pictures: list[Prepared]
    codes: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Classified:
    """What the classifier says, shape (people, steps, k); the people's groups; SHA-256 of its weights."""

    probabilities: NDArray[np.float64]
    codes: NDArray[np.int64]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """Whom the blends show, for the result."""

    kind: BlendKind
    source: Source
    features: tuple[SensitiveFeature, ...]
    notes: tuple[str, ...] = ()


def blend_cohort(
    cohort: Cohort, spec: ModelSpec, plan: BlendPlan, command: str, progress: Progress | None = None
) -> DoseResponse:
    """Return what a classifier says of dissolves between two pictures of each person of a cohort.

    A person's first picture with each of the two labels is taken. The pictures are aligned by their face boxes (the
    manifest's, or found by the face finder), mixed, and then prepared as the classifier's input contract says.

    Parameters
    ----------
    cohort
        With people who have several pictures.
    spec
        The classifier.
    plan
        Labels of the two pictures, steps, intervals.
    command
        The command line, for the result.
    progress
        Called with the people done so far and their number.

    Raises
    ------
    UsageError
        When the classifier or the cohort does not have an emotion of the plan.
    InputError
        When the cohort does not say who is in which picture, or nobody has both pictures.
    """
    _check_emotions(plan, spec.labels, f"the model '{spec.id}'")
    _check_emotions(plan, cohort.labels, f"the cohort '{cohort.id}'")
    pairs, left_out = _pairs(cohort, plan)
    classified = _classified(
        _dissolves(cohort, pairs, plan, spec.contract, left_out=left_out, progress=progress), spec, plan
    )
    if not len(classified.codes):
        reasons = "; ".join(sorted({each.reason for each in left_out}))
        raise InputError(f"cohort '{cohort.id}': no person of whom a blend can be made ({reasons})")
    torn = int((classified.codes < 0).any(axis=1).sum())
    notes = (
        (f"people whose two pictures are of different groups of a feature, counted in neither: {torn}",) if torn else ()
    )
    subject = _Subject(
        kind=BlendKind.DISSOLVE, source=source_of(cohort), features=cohort.features, notes=(*cohort.notes, *notes)
    )
    return _response(classified, spec, plan, subject, command=command, left_out=tuple(left_out))


def blend_drawn(
    spec: ModelSpec, plan: BlendPlan, command: str, *, people: int, progress: Progress | None = None
) -> DoseResponse:
    """Return what a classifier says of drawn people whose expression goes from one emotion to another.

    Parameters
    ----------
    spec, plan, command, progress
        See `blend_cohort`; the plan's seed also says who is drawn.
    people
        How many are drawn.

    Raises
    ------
    UsageError
        When the classifier does not have an emotion of the plan, or it cannot be drawn, or the number is out of range.
    """
    from audit.simulate import FEATURES, sitters

    _check_emotions(plan, spec.labels, f"the model '{spec.id}'")
    sat, digest = sitters(people, plan.seed), hashlib.sha256()
    classified = _classified(_drawn(sat, plan, spec.contract, digest, progress), spec, plan)
    title = f"{people:,} drawn people, seed {plan.seed}"
    source = Source(id="drawn", title=title, sha256=digest.hexdigest(), licence="MIT")
    subject = _Subject(kind=BlendKind.DRAWN, source=source, features=FEATURES)
    return _response(classified, spec, plan, subject, command=command)


def _drawn(
    sat: tuple[Sitter, ...],
    plan: BlendPlan,
    contract: InputContract,
    digest: hashlib._Hash,
    progress: Progress | None,
) -> Iterator[_Steps]:
    """Yield drawn people at every weight, the face box being the whole picture; their pixels go into the digest."""
    from audit.simulate import draw_blends

    for done, sitter in enumerate(sat, start=1):
        images = draw_blends(sitter, plan.start, plan.end, plan.weights)
        digest.update(images.tobytes())
        box = (0, 0, images.shape[2], images.shape[1])
        pictures = [prepare_pixels(image, box, contract) for image in images]
        yield _Steps(pictures=pictures, codes=np.array(sitter.codes, np.int64))
        if progress is not None:
            progress(done, len(sat))


def _check_emotions(plan: BlendPlan, labels: LabelSet, whose: str) -> None:
    for flag, emotion in (("--from", plan.start), ("--to", plan.end)):
        if emotion not in labels:
            raise UsageError(f"{flag} {emotion}: {whose} does not have it; {one_of(emotion, labels.emotions)}")


def _pairs(cohort: Cohort, plan: BlendPlan) -> tuple[list[_Pair], list[PersonLeftOut]]:
    """Return the people with both pictures, in the manifest's order, and those without."""
    if cohort.subjects is None:
        raise InputError(
            f"cohort '{cohort.id}': no column 'subject', so nobody knows which pictures show one person; add it to "
            "manifest.csv"
        )
    codes = [cohort.labels.code(emotion) for emotion in (plan.start, plan.end)]
    _, first = np.unique(cohort.subjects, return_index=True)
    pairs, left_out = list[_Pair](), list[PersonLeftOut]()
    for row in np.sort(first).tolist():
        rows = np.flatnonzero(cohort.subjects == cohort.subjects[row])
        start, end = (rows[cohort.y_true[rows] == code] for code in codes)
        if len(start) and len(end):
            pairs.append(_Pair(start=int(start[0]), end=int(end[0])))
            continue
        missing = " and no ".join(e for e, found in ((plan.start, start), (plan.end, end)) if not len(found))
        left_out.append(PersonLeftOut(image=cohort.images[row], reason=f"no {missing} picture of this person"))
    return pairs, left_out


def _dissolves(
    cohort: Cohort,
    pairs: list[_Pair],
    plan: BlendPlan,
    contract: InputContract,
    *,
    left_out: list[PersonLeftOut],
    progress: Progress | None,
) -> Iterator[_Steps]:
    """Yield people at every weight; those whose pictures cannot be mixed are added to those left out."""
    for done, pair in enumerate(pairs, start=1):
        found = _dissolved(cohort, pair, plan, contract)
        if isinstance(found, PersonLeftOut):
            left_out.append(found)
        else:
            yield found
        if progress is not None:
            progress(done, len(pairs))


def _dissolved(cohort: Cohort, pair: _Pair, plan: BlendPlan, contract: InputContract) -> _Steps | PersonLeftOut:
    portraits = []
    for row in (pair.start, pair.end):
        box = None if cohort.boxes is None else box_of(cohort.boxes[row])
        found = portrait(cohort.root, cohort.images[row], box, contract)
        if found.pixels is None or found.box is None:
            return PersonLeftOut(image=cohort.images[row], reason=f"{found.outcome}: {found.reason}")
        portraits.append((found.pixels, found.box))
    aligned = align(*portraits[0], *portraits[1])
    pictures = [prepare_pixels(dissolve(aligned, weight), aligned.box, contract) for weight in plan.weights]
    refused = next((each for each in pictures if each.outcome is not Outcome.SCORED), None)
    if refused is not None:
        return PersonLeftOut(image=cohort.images[pair.start], reason=f"{refused.outcome}: {refused.reason}")
    codes = cohort.codes[pair.start]
    return _Steps(pictures=pictures, codes=np.where(codes == cohort.codes[pair.end], codes, -1))


def _classified(people: Iterator[_Steps], spec: ModelSpec, plan: BlendPlan) -> _Classified:
    """Return what the classifier says of people at every weight, some people at a time."""
    from audit.load import verified
    from audit.predict import load_classifier

    spec, sha256 = verified(spec)
    classifier = load_classifier(spec)
    probabilities, codes = [np.empty((0, plan.steps, len(spec.labels)))], list[NDArray[np.int64]]()
    while some := list(islice(people, max(1, _PICTURES_AT_ONCE // plan.steps))):
        probabilities.append(_said(some, classifier, plan))
        codes += [person.codes for person in some]
    return _Classified(probabilities=np.concatenate(probabilities), codes=np.array(codes, np.int64), sha256=sha256)


def _said(people: list[_Steps], classifier: Classifier, plan: BlendPlan) -> NDArray[np.float64]:
    from audit.predict import published

    rows = published(classifier, (picture for person in people for picture in person.pictures))
    return rows.reshape(len(people), plan.steps, -1)


def _response(
    classified: _Classified,
    spec: ModelSpec,
    plan: BlendPlan,
    subject: _Subject,
    *,
    command: str,
    left_out: tuple[PersonLeftOut, ...] = (),
) -> DoseResponse:
    from audit.domain.model.narrowing import made_of
    from audit.measure import group_responses, responses

    found = responses(classified.probabilities, spec.labels, classified.codes, start=plan.start, end=plan.end)
    return DoseResponse(
        provenance=provenance_of(source_of_model(spec, classified.sha256), subject.source, spec.packages, command),
        kind=subject.kind,
        plan=plan,
        labels=spec.labels,
        features=subject.features,
        weights=np.array(plan.weights),
        responses=found,
        groups=group_responses(found, subject.features, plan, emotions=len(spec.labels)),
        left_out=left_out,
        notes=(*subject.notes, *made_of(spec)),
    )
