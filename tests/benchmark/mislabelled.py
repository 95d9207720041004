"""Whether labels that `check --out-of-fold` names are wrong more often than others, by ten other annotators each.

python tests/benchmark/mislabelled.py      writes MISLABELLED.md beside it

Needs FER2013 with FER+'s votes in cohorts/ferplus (`emotion-audit import ferplus SOURCE cohorts/ferplus`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.model.recipe import MAJORITY
from audit.files import write_whole
from audit.load import load_cohort
from audit.pipeline import doubts_out_of_fold, examine_pictures
from audit.train import target_codes

COHORT = Path("cohorts/ferplus")
TABLE = Path(__file__).with_name("MISLABELLED.md")
FIRST = (100, 300, 1000)
HEAD = """# Labels that are named as likely wrong, held against other annotators

FER2013's training and validation pictures. The judge is that of `emotion-audit check --out-of-fold`: it learns from the
pictures and FER2013's labels alone. FER+'s ten annotators a picture are no part of it; here they say how often it is
right: the share of pictures whose FER2013 label is not the emotion that most of them chose. Pictures on which they have
no majority are left out. The judge stops after 100 steps, before it has settled, so that tens of thousands of pictures
take minutes; the rounding of the processor's arithmetic then shows: of the first 300 named, 71 % were wrong on one
processor and 74 % on another. Take the shares below for good to some points.

| pictures | with a majority | of these labelled otherwise in FER2013 | share |
|---|---|---|---|
"""


def main() -> None:
    """Judge the labels and write the table."""
    cohort = load_cohort(COHORT)
    _, copies = examine_pictures(cohort)
    doubts = doubts_out_of_fold(cohort, copies).doubts
    labels = LABEL_SETS["ferplus8"]
    voted = target_codes(cohort, labels, MAJORITY)
    labelled = np.array([labels.emotions.index(emotion) for emotion in cohort.labels.emotions])[cohort.y_true]
    named = np.array([doubt.row for doubt in doubts])
    rows = {f"the first {count} named": named[:count] for count in FIRST}
    rows |= {f"all {len(named):,} named": named, f"all {len(cohort):,}": np.arange(len(cohort))}
    lines = [_row(name, voted[chosen], labelled[chosen]) for name, chosen in rows.items()]
    table = "\n".join(lines)
    write_whole(TABLE, f"{HEAD}{table}\n\nWritten by `mislabelled.py` (`make bench`).\n")


def _row(name: str, voted: NDArray[np.int64], labelled: NDArray[np.int64]) -> str:
    known = voted != OUTSIDE
    differ = known & (voted != labelled)
    return f"| {name} | {known.sum():,} | {differ.sum():,} | {differ.sum() / known.sum():.2f} |"


if __name__ == "__main__":
    main()
