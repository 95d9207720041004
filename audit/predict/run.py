"""A classifier over a cohort, picture by picture."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.errors import InputError, ModelRefused
from audit.predict.answers import asked
from audit.predict.looking import Looked, joined, looked_at, shown_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort, PictureList
    from audit.domain.cohort.labels import LabelSet
    from audit.domain.contract.input_contract import InputContract
    from audit.domain.model.model import ModelSpec
    from audit.images import Prepared
    from audit.predict.journal import Journal
    from audit.predict.protocol import Classifier

DECIMALS = 6
"""Of published probabilities. The decision is taken on these, so that a saved table gives the same audit."""

_MOST_REASONS = 5


def predict(
    classifier: Classifier,
    contract: InputContract,
    cohort: Cohort,
    *,
    progress: Callable[[int, int], None] | None = None,
    spec: ModelSpec | None = None,
    journal: Journal | None = None,
) -> Predictions:
    """Return what a classifier says about each picture of a cohort, and why it says nothing about some.

    Pictures whose label is none of the classifier's emotions are not looked at: their outcome is `UNKNOWN_LABEL`;
    nor are those whose label is left out.

    Parameters
    ----------
    classifier
        Names the emotions, in its order.
    contract
        How a picture becomes its input.
    cohort
        The pictures.
    progress
        Called with the rows done so far and their number.
    spec, journal
        The classifier's declaration, and where its answers are kept: what is known there is not asked.

    Raises
    ------
    InputError
        When a label the classifier does not know may be a misspelling; see `Cohort.recoded`.
    """
    rows = rows_to_ask(classifier.labels, cohort)
    looked = look(classifier, contract, cohort, rows, progress=progress, spec=spec, journal=journal)
    return in_whole(classifier.labels, cohort, rows, looked)


def rows_to_ask(labels: LabelSet, cohort: Cohort) -> NDArray[np.int64]:
    """Return the rows whose label is an emotion of a classifier and is not left out.

    Raises
    ------
    InputError
        Where they are about several faces of a picture and nothing says where these are.
    """
    rows = np.flatnonzero(cohort.to_be_asked(labels))
    require_boxes_of_faces(cohort, rows)
    return rows


def in_whole(labels: LabelSet, cohort: Cohort, rows: NDArray[np.int64], looked: Looked) -> Predictions:
    """Return what was said about some rows of a cohort as its predictions; of the others why nothing was asked."""
    left_out = np.zeros(len(cohort), np.bool_) if cohort.left_out is None else cohort.left_out
    outcomes = np.where(left_out, Outcome.LEFT_OUT.code, Outcome.UNKNOWN_LABEL.code)
    probabilities = np.zeros((len(cohort), len(labels)))
    outcomes[rows], probabilities[rows] = looked.outcomes, looked.probabilities.round(DECIMALS)
    overlaps = np.full(len(cohort), np.nan)
    overlaps[rows] = looked.against or np.nan
    scored = outcomes == Outcome.SCORED.code
    return Predictions(
        labels=labels,
        predicted=np.where(scored, probabilities.argmax(axis=1), OUTSIDE),
        outcomes=outcomes,
        probabilities=probabilities,
        reading=Reading.of(*_unanswered(looked), *_several(looked)),
        overlaps=None if np.isnan(overlaps).all() else overlaps,
    )


def _unanswered(looked: Looked) -> Iterator[Remark]:
    """Give the reasons why pictures have no answer, counted, the commonest first."""
    for outcome, words in (
        (Outcome.NO_ANSWER, "the classifier had nothing to say about"),
        (Outcome.FAILED, "asking the classifier failed for"),
    ):
        endings = zip(looked.outcomes.tolist(), looked.reasons, strict=bool(looked.reasons))
        found = Counter(reason for code, reason in endings if code == outcome.code)
        if found:
            said = "; ".join(f"{reason} ({n:,})" for reason, n in found.most_common(_MOST_REASONS))
            others = found.total() - sum(n for _, n in found.most_common(_MOST_REASONS))
            more = f"; {others:,} for other reasons" if others else ""
            sentence = f"{words} {found.total():,} picture{'s' * (found.total() > 1)}: {said}{more}"
            yield Remark(treatment=Treatment.NOT_SCORED, sentence=sentence, by=Reader.MODEL)


def _several(looked: Looked) -> Iterator[Remark]:
    """Say how many pictures show more than one face."""
    several = sum(others > 0 for others in looked.beside)
    if several:
        sentence = (
            f"{several:,} of {len(looked.beside):,} pictures show more than one face, says the face finder: one of "
            "each was asked about, the largest unless the classifier's contract says otherwise; face boxes in the "
            "manifest name others"
        )
        yield Remark(treatment=Treatment.ASSUMED, sentence=sentence, by=Reader.MODEL, rows=several)


def require_boxes_of_faces(pictures: Cohort | PictureList, rows: NDArray[np.int64]) -> None:
    """Raise InputError where rows are about several faces of one picture and have no face boxes to tell them apart."""
    if pictures.faces is None:
        return
    bare = [row for row in rows.tolist() if pictures.boxes is None or pictures.boxes[row, 2] < 0]
    for image, times in Counter(pictures.images[row] for row in bare).items():
        if times > 1:
            raise InputError(
                f"'{pictures.id}': {times} rows are about faces of '{image}' and have no face box, so which is which "
                "cannot be seen; add the columns x, y, width and height, or list every face with: "
                "emotion-audit predict --every-face"
            )


def look(
    classifier: Classifier,
    contract: InputContract,
    cohort: Cohort | PictureList,
    rows: NDArray[np.int64],
    *,
    progress: Callable[[int, int], None] | None = None,
    spec: ModelSpec | None = None,
    journal: Journal | None = None,
) -> Looked:
    """Return what a classifier says about some rows of a cohort, not rounded; parameters as in `predict`.

    Each member of an ensemble is shown its own picture; one that a member cannot be shown ends as it did for the first
    of these.
    """
    shown = list(shown_to(classifier, contract, spec, journal))
    return joined(classifier, iter(looked_at(shown, cohort, rows, progress)))


def published(classifier: Classifier, pictures: Iterable[Prepared]) -> NDArray[np.float64]:
    """Return the published probabilities of each picture, float64, shape (n, k); zeros where there are no pixels.

    Raises
    ------
    ModelRefused
        When somebody who is asked says nothing about a picture.
    """
    said = said_of(classifier, list(pictures))
    reason = next(filter(None, said.reasons), None)
    if reason is not None:
        raise ModelRefused(f"the classifier says nothing about a picture ({reason}), and here it has to")
    return np.asarray(said.probabilities.round(DECIMALS))


def said_of(classifier: Classifier, pictures: list[Prepared]) -> Looked:
    """Return what is said of each picture, zeros where there are no pixels."""
    seen = [place for place, picture in enumerate(pictures) if picture.pixels is not None]
    outcomes = np.array([picture.outcome.code for picture in pictures], np.int64)
    said = np.zeros((len(pictures), len(classifier.labels)))
    beside = tuple(picture.beside for picture in pictures)
    against = tuple(np.nan if picture.against is None else picture.against for picture in pictures)
    if not seen:
        nothing = ("",) * len(pictures)
        return Looked(outcomes=outcomes, probabilities=said, reasons=nothing, beside=beside, against=against)
    answers = asked(classifier, np.stack([pixels for p in pictures if (pixels := p.pixels) is not None]))
    outcomes[seen] = [outcome.code for outcome in answers.outcomes]
    said[seen] = answers.probabilities
    reasons = dict(zip(seen, answers.reasons, strict=True))
    return Looked(
        outcomes=outcomes,
        probabilities=said,
        reasons=tuple(reasons.get(place, "") for place in range(len(pictures))),
        beside=beside,
        against=against,
    )
