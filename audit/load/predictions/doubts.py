"""What speaks against a table of predictions: answers that were written twice, labels that no answer ever names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.arrays import in_blocks, occurrences
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.domain.repeats import Repeats
from audit.load.tables.column_names import is_of_detection
from audit.load.tables.spellings import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.domain.arrays import Codes
    from audit.domain.cohort.cohort import Cohort
    from audit.load.tables.table import Table

_DECIMALS = 6
_TELLING = 3
"""Probabilities of a row that have to be above a thousandth, so that no two pictures have the same by chance."""


def doubted_repeats(matrix: NDArray[np.float64], scored: NDArray[np.bool_]) -> Iterator[Remark]:
    """Give a remark where pictures have the very same probabilities to six decimals, which hardly happens by chance.

    Copies of one picture do, and a loop that keeps its last answer where a picture cannot be read.

    Parameters
    ----------
    matrix
        float64, shape (m, k): the numbers of the emotions as written.
    scored
        bool, shape (m,): rows that have a prediction.
    """
    weights = np.random.default_rng(0).integers(1 << 62, size=matrix.shape[1])
    numbers, exact = Repeats(), False
    for block, of_scored in zip(in_blocks(matrix), in_blocks(scored), strict=True):
        telling = of_scored & np.isfinite(block).all(axis=1)
        telling &= (np.nan_to_num(block) > 1e-3).sum(axis=1) >= _TELLING  # noqa: PLR2004 - a thousandth
        written = np.rint(block[telling] * 10.0**_DECIMALS).astype(np.int64)
        exact = exact or bool(np.any(written % 10))
        numbers.add((written @ weights).view(np.uint64))
    if not exact:  # rounded to fewer decimals: then two pictures may have the same
        return
    n = numbers.finished()
    if n:
        found = f"{rows(n)} of the predictions {'has' if n == 1 else 'have'} the very same probabilities as another row"
        advice = "copies of one picture, or an answer that was kept where a picture could not be read"
        yield Remark(treatment=Treatment.DOUBTED, sentence=f"{found}: {advice}", by=Reader.PREDICTIONS, rows=n)


def undetected(table: Table, scored: NDArray[np.bool_]) -> Iterator[Remark]:
    """Give a remark where a table says that no face was found in pictures that have an answer all the same.

    A tool that need not find a face answers whatever it sees, and its answers count as those to faces.

    Parameters
    ----------
    table
        The predictions.
    scored
        bool, shape (m,): rows that have a prediction.
    """
    for name in filter(is_of_detection, table.header):
        cells = table.encoded(name)
        none = np.array([_says_no(cell) for cell in cells.cells])[cells.codes] & scored
        n = int(none.sum())
        if n:
            found = f"column '{name}' says that no face was found in {rows(n)} that have an answer all the same"
            advice = "if so, empty their answers and write 'no face found' in a column 'outcome'"
            yield Remark(treatment=Treatment.DOUBTED, sentence=f"{found}: {advice}", by=Reader.PREDICTIONS, rows=n)


def _says_no(cell: str) -> bool:
    try:
        return float(cell) == 0
    except ValueError:
        return cell.strip().casefold() in ("false", "no", "none", "")


def unspoken(cohort: Cohort, predicted: Codes) -> Iterator[Remark]:
    """Give a remark about labels that no answer names, where nobody said which emotions the classifier has.

    Parameters
    ----------
    cohort
        The cohort whose labels are taken for the classifier's.
    predicted
        Whole numbers, shape (m,): the answers that are known.
    """
    emotions = cohort.labels.emotions
    counts, answered = occurrences(cohort.y_true, len(emotions)), occurrences(predicted, len(emotions))
    never = [code for code in range(len(emotions)) if counts[code] and not answered[code]]
    if never and len(predicted):
        named = ", ".join(f"'{emotions[code]}' ({rows(int(counts[code]))})" for code in never)
        sentence = (
            f"the classifier's emotions are taken to be the labels of the cohort, and no answer is ever {named}; if it "
            "has others, name them with --labels"
        )
        n = int(counts[never].sum())
        yield Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.PREDICTIONS, rows=n)
