"""Soft targets for FER2013's training pictures, from a teacher and from annotators' votes, as a table for a recipe.

python tests/benchmark/soft_targets.py [--teacher models/emotion7] [--views 2] cohorts/ferplus-soft.csv
python tests/benchmark/soft_targets.py --teacher models/ferplus8 --alone cohorts/ferplus-soft8.csv

With `--alone` the table holds what the teacher says, for a recipe whose target is the votes. Else two opinions of each
picture of `Train` are multiplied and brought to a sum of 1:

* what the teacher says in its views, to the power of .7;
* what FER2013's label is, as far as the votes of FER+'s annotators tell, to the power of .5: a multinomial regression
  of the labels of `Train` on the shares of the votes and their square roots.

The powers lay near the least cross-entropy with the labels of the 1,413 pictures of `Train` that the teacher's recipe
held out (.776; the teacher alone .862, the votes alone .882). No picture of `Valid` is looked at.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.model.narrowing import seen_in
from audit.files import write_whole
from audit.load import load_cohort, load_model
from audit.predict import load_classifier, look

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.model.model import ModelSpec

COHORT = Path("cohorts/ferplus")
POWER_OF_TEACHER, POWER_OF_VOTES = 0.7, 0.5
_LEAST = 1e-6


def main() -> None:
    """Write the table."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("out", type=Path)
    words.add_argument("--teacher", type=Path, default=Path("models/emotion7"))
    words.add_argument("--views", type=int, default=2)
    words.add_argument("--alone", action="store_true", help="the teacher's word, without what the votes tell")
    given = words.parse_args()
    teacher = seen_in(load_model(given.teacher), given.views)
    cohort = load_cohort(COHORT, split="Train")
    said = look(load_classifier(teacher), teacher.contract, cohort, np.arange(len(cohort))).probabilities
    shares = said if given.alone else blended(said, from_votes(cohort, teacher))
    write_whole(given.out, table(cohort, teacher, shares))


def from_votes(cohort: Cohort, teacher: ModelSpec) -> NDArray[np.float64]:
    """Return how probable each label is where annotators voted so, float64, shape (n, emotions of the teacher)."""
    from sklearn.linear_model import LogisticRegression

    assert cohort.votes is not None
    outside = np.zeros(len(cohort)) if cohort.votes_outside is None else cohort.votes_outside
    votes = np.column_stack([cohort.votes, outside]).astype(np.float64)
    shares = votes / np.maximum(votes.sum(axis=1, keepdims=True), 1)
    seen = np.column_stack([shares, np.sqrt(shares)])
    codes = cohort.recoded(teacher.labels)
    fitted = LogisticRegression(C=10, max_iter=300).fit(seen, codes)
    assert fitted.classes_.tolist() == list(range(len(teacher.labels)))
    return np.asarray(fitted.predict_proba(seen))


def blended(teacher: NDArray[np.float64], votes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the product of two opinions to their powers; rows add up to 1."""
    product = np.maximum(teacher, _LEAST) ** POWER_OF_TEACHER * np.maximum(votes, _LEAST) ** POWER_OF_VOTES
    return np.asarray(product / product.sum(axis=1, keepdims=True))


def table(cohort: Cohort, teacher: ModelSpec, shares: NDArray[np.float64]) -> str:
    """Return the table as CSV, shares with five decimals."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["image", *teacher.labels.emotions])
    for image, row in zip(cohort.images, shares, strict=True):
        writer.writerow([image, *(f"{share:.5f}" for share in row)])
    return text.getvalue()


if __name__ == "__main__":
    main()
