"""A cohort before training: every picture opened once, copies found, labels held against a judge."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.data_quality import DataQuality, Likeness, Unusable
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.data_quality import LabelDoubts
    from audit.images import Prepared
    from audit.load import Columns

    Progress = Callable[[int, int], None]

MOST_JUDGED = 200_000
"""Pictures that the small classifier takes: of each it keeps 6 kB in memory."""


def examine_pictures(cohort: Cohort, progress: Progress | None = None) -> tuple[DataQuality, NDArray[np.int64]]:
    """Open every picture of a cohort once, and return what is wrong with the files, and the set of each row.

    Parameters
    ----------
    cohort
        A whole manifest, so that copies across its splits are found. Kept of a picture are 40 bytes.
    progress
        Called while pictures are opened, then while proposed pairs are compared.

    Returns
    -------
    What was found; and int64, shape (n,): rows of one number are copies of one another, and a row without has its own.
    """
    from audit.images import fingerprints, near_copies
    from audit.measure import copy_clusters, numbered, people_in_splits

    n = len(cohort)
    digests, hashes = np.zeros((2, n), "V16"), np.zeros(n, np.uint64)
    unusable = []
    once = np.unique(np.array(cohort.images), return_index=True)[1] if cohort.faces is not None else np.arange(n)
    once.sort()  # a picture with several faces is looked at once
    looked = fingerprints(cohort.root, [cohort.images[row] for row in once])
    for done, (row, found) in enumerate(zip(once.tolist(), looked, strict=True), start=1):
        if found.outcome is Outcome.SCORED:
            digests[:, row] = [np.void(found.file), np.void(found.pixels)]
            hashes[row] = found.perceptual
        else:
            unusable.append(Unusable(row=row, image=cohort.images[row], outcome=found.outcome, reason=found.reason))
        if progress is not None:
            progress(done, len(once))
    usable = np.zeros(n, np.bool_)
    usable[once] = True
    usable[[each.row for each in unusable]] = False
    of_bytes, of_pixels = (_codes(digest, usable) for digest in digests)
    seen = np.unique(of_pixels, return_index=True)[1]
    seen = seen[usable[seen]]
    pairs = seen[near_copies(cohort.root, [cohort.images[row] for row in seen], hashes[seen], progress)]
    near = numbered(pairs.reshape(-1, 2), of_pixels)
    same = {Likeness.BYTES: of_bytes, Likeness.PIXELS: of_pixels, Likeness.NEAR: near}
    quality = DataQuality(
        images=len(once),
        unusable=tuple(unusable),
        clusters=copy_clusters(cohort, same),
        people_in_splits=people_in_splits(cohort),
    )
    return quality, np.where(near < 0, n + np.arange(n), near)


def _codes(digests: NDArray[np.void], usable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a number for each digest, int64, shape (n,); −1 for a row without."""
    words = digests.view(np.uint64).reshape(-1, 2)
    return np.where(usable, np.unique(words, axis=0, return_inverse=True)[1].reshape(-1), OUTSIDE).astype(np.int64)


def doubts_by_table(cohort: Cohort, table: Path, columns: Columns | None = None) -> LabelDoubts:
    """Return the pictures that are likely mislabelled by a table of predictions.

    Parameters
    ----------
    cohort
        The pictures.
    table
        The predictions.
    columns
        How both tables are laid out; None = with our names, in two files.

    Raises
    ------
    FaultyFile, InputError
        As `load_predictions`; when no label of the cohort is an emotion of the table.
    """
    from audit.load import Columns, load_predictions
    from audit.measure import label_doubts

    predictions = load_predictions(table, cohort, columns=columns or Columns())
    return label_doubts(AnsweredCohort(cohort=cohort, predictions=predictions), f"predictions of {table.name}")


def doubts_out_of_fold(cohort: Cohort, copies: NDArray[np.int64], progress: Progress | None = None) -> LabelDoubts:
    """Return the pictures that are likely mislabelled by a small classifier that learned from the others.

    Copies, and all pictures of one person, stay in one fold.

    Parameters
    ----------
    cohort
        With pictures; the face is where the manifest says, a picture without a box is taken whole: no detector runs.
    copies
        int64, shape (n,): the set of each row, see `examine_pictures`.
    progress
        Called while pictures are opened, then after each fold.

    Raises
    ------
    UsageError
        When the cohort has more than `MOST_JUDGED` pictures.
    """
    from audit.images import joined
    from audit.measure import label_doubts
    from audit.measure.cohort.out_of_fold import out_of_fold

    if len(cohort) > MOST_JUDGED:
        raise UsageError(
            f"--out-of-fold learns from at most {MOST_JUDGED:,} pictures, found {len(cohort):,}; predict them with a "
            "classifier that was not trained on them, and give --predictions"
        )
    started = perf_counter()
    numbers, outcomes = _numbers(cohort, progress)
    rows = np.flatnonzero((outcomes == Outcome.SCORED.code) & (cohort.y_true >= 0))
    together = copies if cohort.subjects is None else joined(copies, cohort.subjects.astype(np.int64))
    k = len(cohort.labels)
    probabilities = np.full((len(cohort), k), np.nan)
    probabilities[rows] = out_of_fold(numbers[rows], cohort.y_true[rows].astype(np.int64), together[rows], k, progress)
    scored = ~np.isnan(probabilities[:, 0])
    outcomes[~scored & (outcomes == Outcome.SCORED.code)] = Outcome.NO_PREDICTION.code
    predictions = Predictions(
        labels=cohort.labels,
        predicted=np.where(scored, np.nan_to_num(probabilities).argmax(axis=1), OUTSIDE),
        outcomes=outcomes,
        probabilities=np.nan_to_num(probabilities),
    )
    seconds = perf_counter() - started
    answered = AnsweredCohort(cohort=cohort, predictions=predictions)
    return label_doubts(answered, f"a small classifier, 5 folds, {seconds:.0f} seconds")


def _numbers(cohort: Cohort, progress: Progress | None) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return what the small classifier sees of each picture, float32, shape (n, d), and how each row ended."""
    from audit.images import FACE_NUMBERS, face_numbers

    numbers, outcomes = np.zeros((len(cohort), FACE_NUMBERS), np.float32), np.zeros(len(cohort), np.int64)
    for row, picture in enumerate(_faces(cohort)):
        outcomes[row] = picture.outcome.code
        if picture.pixels is not None:
            numbers[row] = face_numbers(picture.pixels)
        if progress is not None:
            progress(row + 1, len(cohort))
    return numbers, outcomes


def _faces(cohort: Cohort) -> Iterator[Prepared]:
    from audit.images import FACE_SIDE, prepared

    whole = InputContract(size=FACE_SIDE, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)
    boxed = whole if cohort.boxes is None else replace(whole, face=FacePolicy.BOX)
    for name, picture in zip(cohort.images, prepared(cohort.root, cohort.images, cohort.boxes, boxed), strict=True):
        if picture.outcome is Outcome.NO_FACE:
            yield from prepared(cohort.root, [name], None, whole, workers=1)
        else:
            yield picture
